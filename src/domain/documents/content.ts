import { ByteReader } from "./bytes.ts";
import { cleanJpeg } from "./jpeg.ts";
import { claimedExtension } from "./names.ts";
import { PdfScan } from "./pdf.ts";
import { cleanPng } from "./png.ts";
import { type FileKind, fileEmpty, fileTypeMismatch, fileTypeNotAccepted } from "./refusals.ts";
import { cleanWebp } from "./webp.ts";

const byMime: Readonly<Record<string, FileKind>> = {
  "application/pdf": "pdf",
  "image/jpeg": "jpeg",
  "image/png": "png",
  "image/webp": "webp",
};
const byExtension: Readonly<Record<string, FileKind>> = {
  pdf: "pdf",
  jpg: "jpeg",
  jpeg: "jpeg",
  jfif: "jpeg",
  png: "png",
  webp: "webp",
};

export const extensions: Readonly<Record<FileKind, string>> = { pdf: "pdf", jpeg: "jpg", png: "png", webp: "webp" };

/** How much of a file is looked at to know its type. */
const headBytes = 4100;

export type Inspected = {
  readonly kind: FileKind;
  readonly flags: ReadonlySet<string>;
  readonly clean: AsyncGenerator<Buffer>;
};

/**
 * Says by its content what a file is, and gives the stream that may be stored: photos without place and device, documents
 * without programs. The name decides nothing; a document named as a picture or the reverse is refused, a JPEG named .png is
 * only renamed, because messengers do that to honest people. Refusals may come at once or while `clean` is read.
 */
export async function inspect(
  source: AsyncIterable<Uint8Array>,
  claimedName: string,
  accepted: readonly FileKind[],
  maxPixels: number,
): Promise<Inspected> {
  const reader = new ByteReader(source);
  const head = await reader.peek(headBytes);
  if (head.length === 0) throw fileEmpty();
  const { fileTypeFromBuffer } = await import("file-type");
  const found = byMime[(await fileTypeFromBuffer(head))?.mime ?? ""];
  const claimed = byExtension[claimedExtension(claimedName)];
  if (!found) throw claimed ? fileTypeMismatch(accepted) : fileTypeNotAccepted(accepted);
  if (claimed && (claimed === "pdf") !== (found === "pdf")) throw fileTypeMismatch(accepted);
  if (!accepted.includes(found)) throw fileTypeNotAccepted(accepted);
  // file-type looks past leading bytes; ours must begin where it begins, or the file is two things at once.
  if (found === "pdf" && !head.subarray(0, 5).equals(Buffer.from("%PDF-"))) throw fileTypeMismatch(accepted);
  const flags = new Set<string>();
  return { kind: found, flags, clean: cleaned(reader, found, maxPixels, flags) };
}

function cleaned(reader: ByteReader, kind: FileKind, maxPixels: number, flags: Set<string>): AsyncGenerator<Buffer> {
  if (kind === "jpeg") return cleanJpeg(reader, maxPixels);
  if (kind === "png") return cleanPng(reader, maxPixels);
  if (kind === "webp") return cleanWebp(reader, maxPixels);
  return scanned(reader, flags);
}

async function* scanned(reader: ByteReader, flags: Set<string>): AsyncGenerator<Buffer> {
  const scan = new PdfScan();
  for (let piece = await reader.some(64 * 1024); piece; piece = await reader.some(64 * 1024)) {
    scan.push(piece);
    yield piece;
  }
  scan.finish();
  for (const flag of scan.flags) flags.add(flag);
}
