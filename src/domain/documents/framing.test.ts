import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { DamagedFile, openFrames, sealFrames } from "./framing.ts";

const key = randomBytes(32);
const frame = 65_552;

async function* pieces(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function all(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
}

const seal = (bytes: Buffer, size = 1000) => all(sealFrames(pieces(bytes, size), key, "id"));
const open = (bytes: Buffer, id = "id", size = 1000) => all(openFrames(pieces(bytes, size), key, id));

test("whatever is sealed opens as it was, however both are cut", async () => {
  const lengths = fc.oneof(fc.nat(200_000), fc.constantFrom(0, 1, 65_535, 65_536, 65_537, 131_072));
  await fc.assert(
    fc.asyncProperty(lengths, fc.integer({ min: 700, max: 150_000 }), async (length, size) => {
      const bytes = randomBytes(length);
      return (await open(await seal(bytes, size), "id", size)).equals(bytes);
    }),
    { numRuns: 40 },
  );
});

test("any single changed bit is noticed", async () => {
  const sealed = await seal(randomBytes(100_000));
  await fc.assert(
    fc.asyncProperty(fc.nat(sealed.length - 1), fc.nat(7), async (at, bit) => {
      const harmed = Buffer.from(sealed);
      harmed.writeUInt8(harmed.readUInt8(at) ^ (1 << bit), at);
      await expect(open(harmed)).rejects.toThrow(DamagedFile);
    }),
    { numRuns: 40 },
  );
});

test("frames that are swapped, repeated, left out or added are noticed, and so is another file's id", async () => {
  const sealed = await seal(randomBytes(3 * 65_536));
  const head = sealed.subarray(0, 4);
  const [one, two, three] = [0, 1, 2].map((index) => sealed.subarray(4 + index * frame, 4 + (index + 1) * frame));
  if (!one || !two || !three) throw new Error("three frames expected");
  await expect(open(Buffer.concat([head, one, two, three]))).resolves.toHaveLength(3 * 65_536);
  for (const order of [
    [two, one, three],
    [one, one, two, three],
    [one, three],
    [one, two],
    [one, two, three, three],
    [],
  ]) {
    await expect(open(Buffer.concat([head, ...order]))).rejects.toThrow(DamagedFile);
  }
  await expect(open(sealed, "other")).rejects.toThrow(DamagedFile);
  await expect(open(Buffer.alloc(0))).rejects.toThrow(DamagedFile);
});
