import { describe, expect, test } from "vitest";
import { inspect } from "./content.ts";
import { exifWithPlace, jpeg, jpegScan, objectStream, pdf, png, pngChunk, webp } from "./fixtures.ts";
import { fileKinds } from "./refusals.ts";

/** Uneven pieces, because formats are read across their edges. */
async function* inPieces(bytes: Buffer) {
  for (let at = 0, size = 1; at < bytes.length; at += size, size = (size * 7) % 1009 || 1) {
    yield bytes.subarray(at, at + size);
  }
}

const inspected = (bytes: Buffer) => inspect(inPieces(bytes), "proof", fileKinds, 50_000_000);

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

/** What would be stored of these bytes. */
async function cleaned(bytes: Buffer): Promise<Buffer> {
  return bytesOf((await inspected(bytes)).clean);
}

describe("photos lose the place they were taken at", () => {
  test("JPEG: Exif, XMP, comment and whatever follows go; orientation and the picture stay", async () => {
    const tail = jpeg({ exif: exifWithPlace() });
    const sent = jpeg({ exif: exifWithPlace(), comment: "taken by ACME", tail });
    const kept = await cleaned(sent);
    for (const trace of ["ACME", "GPS", "28,12N", "http"]) expect(kept.includes(trace)).toBe(false);
    expect(kept.includes(jpegScan)).toBe(true);
    expect(kept.subarray(-2)).toEqual(Buffer.from([0xff, 0xd9]));
    // The one Exif entry that is left: 0x0112 orientation, short, one, 6.
    expect(kept.includes(Buffer.from([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6]))).toBe(true);
    expect(kept.indexOf("Exif")).toBe(kept.lastIndexOf("Exif"));
    expect(await cleaned(kept)).toEqual(kept);
  });

  test("an upright JPEG gets no Exif at all", async () => {
    expect((await cleaned(jpeg())).includes("Exif")).toBe(false);
  });

  test("PNG: texts and Exif go, chunks of the picture stay", async () => {
    const extra = Buffer.concat([pngChunk("eXIf", exifWithPlace()), pngChunk("tEXt", Buffer.from("GPS\0 28N"))]);
    expect(await cleaned(png({ extra }))).toEqual(png());
  });

  test("WebP: Exif is blanked, lengths stay true", async () => {
    const sent = webp({ exif: exifWithPlace() });
    const kept = await cleaned(sent);
    expect(kept).toHaveLength(sent.length);
    expect(kept.includes("ACME")).toBe(false);
    expect(kept.includes("EXIF")).toBe(false);
    expect(kept[20]).toBe(0);
  });
});

describe("documents carry no programs", () => {
  const sham = Buffer.from("9 0 obj\n<< /Length 40 >>\nstream\n<< /S /Launch /F (cmd.exe) >>\nendstream\nendobj\n");
  const bomb = objectStream("0".repeat(20 * 1024 * 1024));
  test.each([
    ["a script", pdf({ dictionary: "/OpenAction << /S /JavaScript /JS (app.alert(1)) >>" }), "file_active_content"],
    ["a script with hidden letters", pdf({ dictionary: "/AA << /S /J#61vaScript >>" }), "file_active_content"],
    ["a script in an object stream", pdf({ streams: [objectStream("1 0 << /JS (x) >>")] }), "file_active_content"],
    ["a command in a sham stream", pdf({ streams: [sham] }), "file_active_content"],
    ["a file inside", pdf({ dictionary: "/Names << /EmbeddedFiles 3 0 R >>" }), "file_active_content"],
    ["a bomb", pdf({ streams: [bomb] }), "file_active_content"],
    ["a password", pdf({ trailer: "/Encrypt 9 0 R" }), "file_encrypted"],
  ])("%s", async (_, bytes, code) => {
    await expect(cleaned(bytes)).rejects.toMatchObject({ code, status: 422 });
  });

  test("a view to open at and links are taken and told to the clerk", async () => {
    const dictionary = "/OpenAction [3 0 R /Fit] /A << /URI (https://example.org) >>";
    const sent = pdf({ dictionary, streams: [objectStream("1 0 << /Type /Page >>")] });
    const { flags, clean } = await inspected(sent);
    expect(await bytesOf(clean)).toEqual(sent);
    expect([...flags].sort()).toEqual(["links_outside", "opens_by_itself"]);
  });
});
