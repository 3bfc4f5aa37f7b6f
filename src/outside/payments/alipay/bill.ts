import { createWriteStream } from "node:fs";
import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type BillLine, type BillTotals, ProviderFailure } from "../../../domain/payments/index.ts";
import { failureOfStatus, isThisMachine, stream } from "../http/index.ts";
import { readTables } from "./bill-tables.ts";
import { readDirectory } from "./zip.ts";

/** Bytes of an archive: several million lines. */
const mostBytes = 1_073_741_824;

/**
 * Fetches an archive into a file and reads it line by line; the file goes when the reading ends, however it ends.
 * @throws ProviderFailure
 */
export async function* readArchive(
  url: string,
  of: { readonly day: string; readonly seller: string },
  signal: AbortSignal,
): AsyncGenerator<BillLine, BillTotals | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "onewindow-bill-"));
  let file: FileHandle | undefined;
  try {
    const path = join(folder, "bill.zip");
    await download(url, path, signal);
    file = await open(path, "r");
    const { size } = await file.stat();
    const entries = await readDirectory(file, size);
    return yield* readTables(file, entries, of);
  } finally {
    await file?.close().catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  }
}

async function download(url: string, path: string, signal: AbortSignal): Promise<void> {
  const { status, parts } = await stream({ method: "GET", url: secured(url), signal });
  if (status !== 200) {
    // Leaving it closes the connection.
    for await (const _part of parts) break;
    throw failureOfStatus(status);
  }
  let size = 0;
  try {
    await pipeline(
      parts,
      async function* (source: AsyncIterable<Buffer>) {
        for await (const part of source) {
          size += part.length;
          if (size > mostBytes) throw new ProviderFailure("unreadable", `more than ${mostBytes} bytes`);
          yield part;
        }
      },
      createWriteStream(path, { mode: 0o600 }),
    );
  } catch (error) {
    if (error instanceof ProviderFailure) throw error;
    const failure = new ProviderFailure("error", "the bill could not be kept");
    failure.cause = error;
    throw failure;
  }
}

/** Alipay still writes addresses with http, whose servers speak https. */
function secured(text: string): URL {
  if (!URL.canParse(text)) throw new ProviderFailure("unreadable", "no address of a bill");
  const url = new URL(text);
  if (url.protocol === "http:" && !isThisMachine(url.hostname)) url.protocol = "https:";
  if (url.protocol !== "https:" && url.protocol !== "http:") throw new ProviderFailure("unreadable", "an odd address");
  return url;
}
