import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { clamd } from "./scanner.ts";

/** Speaks clamd's INSTREAM: says `answer` when the stream is closed, and keeps what it was sent. */
async function fakeClamd(answer: string | undefined) {
  const got: Buffer[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (bytes: Buffer) => {
      got.push(bytes);
      if (answer !== undefined && Buffer.concat(got).subarray(-4).equals(Buffer.alloc(4))) socket.end(`${answer}\0`);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { server, got, address: { host: "127.0.0.1", port: address.port } };
}

test.each([
  ["stream: OK", undefined],
  ["stream: Eicar-Test-Signature FOUND", "file_infected"],
  ["INSTREAM size limit exceeded. ERROR", "scanner_unavailable"],
  [undefined, "scanner_unavailable"],
])("clamd says %s", async (answer, code) => {
  const { server, got, address } = await fakeClamd(answer);
  const scan = await clamd(address, { waitLimit: 300 }).begin();
  await scan.push(Buffer.from("first"));
  await scan.push(Buffer.alloc(0));
  await scan.push(Buffer.from("second"));
  if (code) await expect(scan.finish()).rejects.toMatchObject({ code });
  else await scan.finish();
  expect(Buffer.concat(got).toString("latin1")).toBe("zINSTREAM\0\0\0\0\x05first\0\0\0\x06second\0\0\0\0");
  scan.abort();
  server.close();
});

test("clamd is away", async () => {
  await expect(clamd({ host: "127.0.0.1", port: 1 }).begin()).rejects.toMatchObject({ code: "scanner_unavailable" });
});
