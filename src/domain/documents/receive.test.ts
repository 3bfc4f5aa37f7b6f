import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, renameSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asOwner, type TestDatabase, testDatabase } from "../../../tests/helpers/database.ts";
import { cityScope } from "../../foundation/database/index.ts";
import { newId } from "../../foundation/ids/index.ts";
import type { Documents } from "./context.ts";
import { attachFiles, deleteFile, listCaseFiles, listDraftFiles, openFile } from "./files.ts";
import { exifWithPlace, jpeg, jpegScan, pdf, png, webp } from "./fixtures.ts";
import { DamagedFile } from "./framing.ts";
import { type ReceiveInput, receiveFile } from "./receive.ts";
import { clamd } from "./scanner.ts";
import { placeOf } from "./storage.ts";
import { fileById } from "./store.ts";
import { deleteFilesOfCase, deleteOrphans } from "./sweep.ts";

const city = "430621";
const other = "130982";
const now = new Date("2026-11-16T01:00:00Z");
const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000);

let base: TestDatabase;
let documents: Documents;

beforeAll(async () => {
  base = await testDatabase(now);
  const directory = await mkdtemp(join(tmpdir(), "files-"));
  documents = { database: base.database, secrets: base.secrets, directory };
});

afterAll(async () => {
  await base.close();
  await rm(documents.directory, { recursive: true });
});

function send(bytes: Buffer | Readable, given: Partial<ReceiveInput> = {}) {
  const source = bytes instanceof Readable ? bytes : Readable.from(inPieces(bytes));
  return receiveFile(documents, source, {
    city,
    owner: "r1",
    draft: newId(now),
    question: "proof",
    name: "证明",
    now,
    ...given,
  });
}

/** Uneven pieces, because formats are read across their edges. */
function* inPieces(bytes: Buffer) {
  for (let at = 0, size = 1; at < bytes.length; at += size, size = (size * 7) % 1009 || 1) {
    yield bytes.subarray(at, at + size);
  }
}

async function readBack(id: string, owner = "r1"): Promise<Buffer> {
  const { content } = await openFile(documents, city, id, { owner });
  return Buffer.concat(await content.toArray());
}

function onDisk(): string[] {
  return readdirSync(documents.directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

async function refusalOf(work: Promise<unknown>): Promise<{ code: string; status: number; say: string }> {
  const before = onDisk().length;
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(onDisk()).toHaveLength(before);
  const { code, status, say } = thrown as { code: string; status: number; say: { zh: string; en: string } };
  return { code, status, say: `${say?.zh} ${say?.en}` };
}

/** A PDF of this many bytes that exists only as far as someone reads it. */
function endlessPdf(total: number, seen: (pulled: number) => void = () => undefined): Readable {
  let pulled = 0;
  return new Readable({
    highWaterMark: 64 * 1024,
    read(size) {
      const piece = Buffer.alloc(Math.min(size, total - pulled), "% padding\n");
      if (pulled === 0) pdf().copy(piece);
      pulled += piece.length;
      seen(pulled);
      this.push(piece.length > 0 ? piece : null);
    },
  });
}

describe("taking a file", () => {
  test("is stored encrypted, found again by its owner, and by nobody else", async () => {
    const bytes = pdf({ dictionary: "/Lang (zh-CN-plaintext-marker)" });
    const file = await send(bytes, { name: "C:\\fake\\收入\u202e证明.PDF" });
    expect(file).toMatchObject({
      name: "收入证明.pdf",
      kind: "pdf",
      size: bytes.length,
      owner: "r1",
      caseNumber: null,
    });
    expect(await readBack(file.id)).toEqual(bytes);
    const stored = readFileSync(placeOf(documents.directory, city, file.id));
    expect(stored.includes("plaintext-marker")).toBe(false);
    expect(statSync(placeOf(documents.directory, city, file.id)).mode & 0o077).toBe(0);
    const row = await asOwner(base, (c) => c.query("select * from files where id = $1", [file.id]));
    expect(JSON.stringify(row.rows[0])).not.toContain("收入");
    await expect(openFile(documents, city, file.id, { owner: "r2" })).rejects.toMatchObject({ code: "file_not_found" });
    await expect(openFile(documents, other, file.id, { owner: "r1" })).rejects.toMatchObject({
      code: "file_not_found",
    });
    expect(await base.database.run(cityScope(other), fileById, { city, id: file.id })).toEqual([]);
  });

  test("is answered with headers under which a browser neither guesses nor runs anything", async () => {
    const file = await send(png(), { name: '身份证"正面.png' });
    const { headers } = await openFile(documents, city, file.id, { owner: "r1" });
    expect(headers).toMatchObject({
      "content-type": "image/png",
      "content-length": String(file.size),
      "x-content-type-options": "nosniff",
      "content-security-policy": expect.stringContaining("sandbox"),
      "cache-control": "private, no-store",
    });
    expect(headers["content-disposition"]).toMatch(/^inline; filename="[\x20-\x7e]+"; filename\*=UTF-8''%E8%BA%AB/);
  });

  test("a PDF is handed over, or seen within our own pages alone", async () => {
    const plain = await send(pdf({ dictionary: "/Plain true" }));
    const headersOf = async (id: string, inPlace: boolean) =>
      (await openFile(documents, city, id, { owner: "r1" }, { inPlace })).headers;
    const handed = await headersOf(plain.id, false);
    expect(handed["content-disposition"]).toMatch(/^attachment;/);
    expect(handed["content-security-policy"]).toBe("sandbox; default-src 'none'; frame-ancestors 'none'");
    const seen = await headersOf(plain.id, true);
    expect(seen).toMatchObject({
      "content-type": "application/pdf",
      "content-disposition": expect.stringMatching(/^inline;/),
      "x-content-type-options": "nosniff",
    });
    const policy = seen["content-security-policy"]?.split("; ") ?? [];
    expect(policy).toEqual(expect.arrayContaining(["default-src 'none'", "frame-ancestors 'self'"]));
    // Browsers do not start their PDF viewer in a sandbox.
    expect(policy).not.toContain("sandbox");
  });

  test("sent twice is stored once", async () => {
    const draft = newId(now);
    const bytes = pdf({ dictionary: "/Twice true" });
    const before = onDisk().length;
    const [first, second] = await Promise.all([send(bytes, { draft }), send(bytes, { draft })]);
    const third = await send(bytes, { draft });
    expect([second.id, third.id]).toEqual([first.id, first.id]);
    expect(onDisk()).toHaveLength(before + 1);
    expect(await readBack(first.id)).toEqual(bytes);
    expect(await listDraftFiles(documents, { city, owner: "r1", draft })).toHaveLength(1);
  });

  test("of several megabytes comes back byte for byte", async () => {
    const parts = await endlessPdf(3_333_333).toArray();
    const bytes = Buffer.concat([...parts, Buffer.from("%%EOF\n")]);
    const file = await send(bytes);
    expect(file.size).toBe(bytes.length);
    expect((await readBack(file.id)).equals(bytes)).toBe(true);
  });

  test("40 MB are refused early and never lie in memory; the sender is heard out", async () => {
    let widest = 0;
    let pulledBeforeRefusal = 0;
    let pulled = 0;
    const before = new Set(onDisk());
    const source = endlessPdf(40 * 1024 * 1024, (bytes) => {
      pulled = bytes;
      const part = onDisk().find((path) => !before.has(path));
      if (part) widest = Math.max(widest, bytes - statSync(part).size);
    });
    const ended = once(source, "close");
    const work = send(source);
    work.catch(() => {
      pulledBeforeRefusal = pulled;
    });
    await expect(refusalOf(work)).resolves.toMatchObject({ code: "file_too_large", status: 413 });
    expect(pulledBeforeRefusal).toBeLessThan(11 * 1024 * 1024);
    // What was read and is not yet on disk: some frames, not the file.
    expect(widest).toBeGreaterThan(0);
    expect(widest).toBeLessThan(1024 * 1024);
    await ended;
    expect(pulled).toBe(40 * 1024 * 1024);
  });

  test("announced as too large is refused before a byte is read", async () => {
    const work = send(Readable.from([pdf()]), { declaredBytes: 40 * 1024 * 1024 });
    await expect(refusalOf(work)).resolves.toMatchObject({ code: "file_too_large" });
  });

  test("cut at the form reader's own limit is not taken for whole", async () => {
    const source = Object.assign(Readable.from([jpeg()]), { truncated: true });
    await expect(refusalOf(send(source))).resolves.toMatchObject({ code: "file_too_large" });
  });

  test("that breaks off leaves nothing", async () => {
    const source = Readable.from(
      (function* () {
        yield pdf();
        throw new Error("connection reset");
      })(),
    );
    await expect(refusalOf(send(source))).resolves.toMatchObject({ code: "file_interrupted", status: 400 });
  });

  test("more files than a draft may hold", async () => {
    const draft = newId(now);
    await send(png(), { draft, limits: { maxFiles: 1 } });
    const work = send(pdf(), { draft, limits: { maxFiles: 1 } });
    await expect(refusalOf(work)).resolves.toMatchObject({ code: "too_many_files", status: 422 });
  });
});

describe("what a file is, its content says", () => {
  const script = Buffer.from("<html><script>alert(1)</script></html>");
  test.each([
    ["a page named as PDF", script, "证明.pdf", "file_type_mismatch"],
    ["a program named as photo", Buffer.from(`MZ${"\0".repeat(200)}`), "photo.jpg", "file_type_mismatch"],
    ["a PDF named as photo", pdf(), "photo.jpg", "file_type_mismatch"],
    ["a photo named as PDF", jpeg(), "证明.pdf", "file_type_mismatch"],
    ["an archive", Buffer.from(`PK\x03\x04${"\0".repeat(60)}`, "latin1"), "all.zip", "file_type_not_accepted"],
    ["a GIF", Buffer.from("GIF89a\x01\0\x01\0\0\0\0;", "latin1"), "a.gif", "file_type_not_accepted"],
    ["nothing", Buffer.alloc(0), "a.pdf", "file_empty"],
  ])("%s", async (_, bytes, name, code) => {
    const refusal = await refusalOf(send(bytes, { name }));
    expect(refusal.code).toBe(code);
    if (code !== "file_empty") expect(refusal.say).toMatch(/PDF、JPEG、PNG、WebP.*PDF, JPEG, PNG, WebP/);
  });

  test("a JPEG that a messenger named .png is renamed", async () => {
    expect(await send(jpeg(), { name: "mmexport.png" })).toMatchObject({ name: "mmexport.jpg", kind: "jpeg" });
  });

  test("only what the question accepts", async () => {
    const refusal = await refusalOf(send(pdf(), { limits: { accept: ["jpeg"] } }));
    expect(refusal).toMatchObject({ code: "file_type_not_accepted", status: 415 });
  });

  test.each([
    ["jpeg", jpeg({ width: 65_000, height: 65_000 })],
    ["png", png({ width: 100_000, height: 100_000 })],
    ["webp", webp({ width: 16_000, height: 16_000 })],
  ])("a %s that would unfold to hundreds of megapixels", async (_, bytes) => {
    await expect(refusalOf(send(bytes))).resolves.toMatchObject({ code: "image_too_large" });
  });

  test.each([
    ["jpeg", jpeg().subarray(0, 60)],
    ["png", png().subarray(0, 40)],
    ["webp", webp().subarray(0, 40)],
    ["pdf", pdf().subarray(0, 60)],
  ])("a %s cut short", async (_, bytes) => {
    await expect(refusalOf(send(bytes))).resolves.toMatchObject({ code: "file_damaged" });
  });
});

test("a photo is stored without the place it was taken at", async () => {
  const kept = await readBack((await send(jpeg({ exif: exifWithPlace() }))).id);
  expect(kept.includes("ACME")).toBe(false);
  expect(kept.includes(jpegScan)).toBe(true);
});

test("a document with a program is refused, one that opens at a view is flagged", async () => {
  const script = pdf({ dictionary: "/OpenAction << /S /JavaScript /JS (app.alert(1)) >>" });
  await expect(refusalOf(send(script))).resolves.toMatchObject({ code: "file_active_content", status: 422 });
  expect(await send(pdf({ dictionary: "/OpenAction [3 0 R /Fit]" }))).toMatchObject({ flags: ["opens_by_itself"] });
});

describe("on disk", () => {
  test.each([
    ["changed", (path: string) => flip(path, 100)],
    ["cut inside a frame", (path: string) => truncateSync(path, statSync(path).size - 20)],
    ["cut at a frame's edge", (path: string) => truncateSync(path, 4 + 65_552)],
    ["emptied", (path: string) => truncateSync(path, 0)],
  ])("%s, it does not open", async (_, harm) => {
    const parts = await endlessPdf(150_000).toArray();
    const file = await send(Buffer.concat([...parts, Buffer.from("%%EOF")]));
    harm(placeOf(documents.directory, city, file.id));
    await expect(readBack(file.id)).rejects.toThrow(DamagedFile);
  });

  test("exchanged for another or under another key, it does not open", async () => {
    const first = await send(pdf());
    const second = await send(pdf());
    const place = (id: string) => placeOf(documents.directory, city, id);
    writeFileSync(place(first.id), readFileSync(place(second.id)));
    await expect(readBack(first.id)).rejects.toThrow(DamagedFile);
    await asOwner(base, (c) =>
      c.query("update files set key_sealed = (select key_sealed from files where id = $2) where id = $1", [
        first.id,
        second.id,
      ]),
    );
    await expect(readBack(first.id)).rejects.toThrow();
  });

  test("a process killed while receiving leaves a name that the sweep clears", async () => {
    const id = newId(now);
    const place = placeOf(documents.directory, city, id);
    const storage = new URL("./storage.ts", import.meta.url).href;
    const code = `const { writeUnfinished } = await import(${JSON.stringify(storage)});
      async function* slow() {
        yield Buffer.alloc(100_000);
        process.stdout.write("half");
        await new Promise((resolve) => setTimeout(resolve, 60_000));
      }
      await writeUnfinished(${JSON.stringify(place)}, slow());`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "ignore"] });
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(onDisk()).toContain(`${place}.part`);
    const early = await deleteOrphans(documents, { city, unsentBefore: new Date(0), now: new Date() });
    expect(early.discarded).toBe(0);
    utimesSync(`${place}.part`, now, now);
    const swept = await deleteOrphans(documents, { city, unsentBefore: new Date(0), now: later(2) });
    expect(swept).toMatchObject({ finished: 0, discarded: 1 });
    expect(onDisk()).not.toContain(`${place}.part`);
  });

  test("a process killed between the row and the name loses nothing", async () => {
    const bytes = pdf({ dictionary: "/Between true" });
    const [one, two] = [await send(bytes), await send(bytes)];
    for (const { id } of [one, two]) {
      const place = placeOf(documents.directory, city, id);
      renameSync(place, `${place}.part`);
      utimesSync(`${place}.part`, now, now);
    }
    expect(await readBack(one.id)).toEqual(bytes);
    expect(await deleteOrphans(documents, { city, unsentBefore: new Date(0), now: later(2) })).toMatchObject({
      finished: 1,
      discarded: 0,
    });
    expect(await readBack(two.id)).toEqual(bytes);
  });
});

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(path, bytes);
}

describe("files and cases", () => {
  const caseNumber = "430621-20261116-C7K2M9QX4TH-5";

  test("attached they belong to the case; deleting is over; again is the same", async () => {
    const file = await send(pdf({ dictionary: "/Case true" }));
    const attach = (owner: string, number: string) =>
      base.database.transaction(cityScope(city), (tx) =>
        attachFiles(tx, { city, owner, ids: [file.id, file.id], caseNumber: number }),
      );
    await expect(attach("r2", caseNumber)).rejects.toMatchObject({ code: "file_not_found" });
    await attach("r1", caseNumber);
    await attach("r1", caseNumber);
    await expect(attach("r1", `${caseNumber}X`)).rejects.toMatchObject({ code: "file_not_found" });
    expect(await listCaseFiles(documents, city, caseNumber)).toMatchObject([{ id: file.id }]);
    expect((await openFile(documents, city, file.id, { caseNumber })).file.id).toBe(file.id);
    await expect(openFile(documents, city, file.id, { caseNumber: "another" })).rejects.toThrow();
    const del = deleteFile(documents, { city, owner: "r1", id: file.id, now });
    await expect(del).rejects.toMatchObject({ code: "file_in_case", status: 409 });
    await deleteOrphans(documents, { city, unsentBefore: later(9999), now: later(1) });
    expect(await listCaseFiles(documents, city, caseNumber)).toHaveLength(1);
    expect(await deleteFilesOfCase(documents, { city, caseNumber, now: later(1) })).toBe(1);
    expect(await listCaseFiles(documents, city, caseNumber)).toEqual([]);
    expect(onDisk()).not.toContain(placeOf(documents.directory, city, file.id));
  });

  test("the same paper sent for two cases is in both", async () => {
    const paper = () => pdf({ dictionary: "/Twice true" });
    const draft = newId(now);
    const first = await send(paper(), { draft, caseNumber });
    const again = await send(paper(), { draft, caseNumber });
    const other = await send(paper(), { draft, caseNumber: "430621-20261116-C0000000000-0" });
    expect(again.id).toBe(first.id);
    expect(other.id).not.toBe(first.id);
    await deleteFilesOfCase(documents, { city, caseNumber, now: later(1) });
  });

  test("deleted, its key is gone from the row and its bytes from the disk", async () => {
    const file = await send(pdf({ dictionary: "/Delete true" }));
    await deleteFile(documents, { city, owner: "r2", id: file.id, now }).catch(() => undefined);
    expect(await readBack(file.id)).toHaveLength(file.size);
    await deleteFile(documents, { city, owner: "r1", id: file.id, now });
    await deleteFile(documents, { city, owner: "r1", id: file.id, now });
    const row = await asOwner(base, (c) => c.query("select key_sealed from files where id = $1", [file.id]));
    expect(row.rows).toEqual([{ key_sealed: null }]);
    expect(onDisk()).not.toContain(placeOf(documents.directory, city, file.id));
    await expect(readBack(file.id)).rejects.toMatchObject({ code: "file_not_found" });
  });

  test("never sent, they go when drafts expire", async () => {
    const old = await send(pdf({ dictionary: "/Old true" }));
    const young = await send(pdf({ dictionary: "/Young true" }), { now: later(48) });
    const swept = await deleteOrphans(documents, { city, unsentBefore: later(24), now: later(72) });
    expect(swept.erased).toBeGreaterThan(0);
    expect(swept.removed).toBe(swept.erased);
    await expect(readBack(old.id)).rejects.toMatchObject({ code: "file_not_found" });
    expect(await readBack(young.id)).toHaveLength(young.size);
  });
});

test("where a scanner is meant to look and cannot, nothing is taken", async () => {
  const scanner = clamd({ path: join(documents.directory, "no-socket") });
  const input = { city, owner: "r1", question: "proof", name: "a.pdf", now };
  const work = receiveFile({ ...documents, scanner }, Readable.from([pdf()]), input);
  expect(await refusalOf(work)).toMatchObject({ code: "scanner_unavailable", status: 503 });
});
