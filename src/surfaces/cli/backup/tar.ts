/** The few lines of tar (POSIX.1-1988 ustar) that a backup needs: regular files with short names. */
export const tarBlock = 512;

const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, "0")}\0`;

export function tarHeader(name: string, size: number, mtime: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Error(`the name is too long for tar: ${name}`);
  const header = Buffer.alloc(tarBlock);
  header.write(name, 0);
  header.write(octal(0o600, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(size, 11), 124);
  header.write(octal(mtime, 11), 136);
  header.write(" ".repeat(8), 148);
  header.write("0", 156);
  header.write("ustar\x0000", 257);
  header.write(`${octal(sumOf(header), 6)} `, 148);
  return header;
}

/** Name and size of a header; undefined where it is none. */
export function readHeader(header: Buffer): { readonly name: string; readonly size: number } | undefined {
  const field = (start: number, length: number) =>
    header
      .subarray(start, start + length)
      .toString("utf8")
      .replace(/\0.*$/s, "")
      .trim();
  const copy = Buffer.from(header);
  copy.write(" ".repeat(8), 148);
  if (field(257, 5) !== "ustar" || Number.parseInt(field(148, 8), 8) !== sumOf(copy)) return undefined;
  const size = Number.parseInt(field(124, 12), 8);
  const name = field(0, 100);
  // Only what we write is read: no links, no devices, no way out of the folder.
  if (field(156, 1) !== "0" || !Number.isSafeInteger(size) || size < 0 || name === "") return undefined;
  return { name, size };
}

/** Zeros up to the next whole block. */
export function padding(size: number): Buffer {
  return Buffer.alloc((tarBlock - (size % tarBlock)) % tarBlock);
}

function sumOf(header: Buffer): number {
  let sum = 0;
  for (const byte of header) sum += byte;
  return sum;
}
