import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type PDFDocument from "pdfkit";
import { create as createQrCode } from "qrcode";

/** What every paper of this house is drawn with: one font, codes as vectors, the mark of a demonstration. */

const fontFile = "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf";

const require = createRequire(import.meta.url);
/** Loaded for the first paper: no other package costs a start or a command as much (a fifth of a second). */
const newDocument = (options: PDFKit.PDFDocumentOptions): PDFKit.PDFDocument => {
  const Document = require("pdfkit") as typeof PDFDocument;
  return new Document(options);
};

type OpenedFont = { hasGlyphForCodePoint(codePoint: number): boolean };

let font: OpenedFont | undefined;

/**
 * Noto Sans SC Regular (SIL Open Font License 1.1); a document holds only the characters it shows. pdfkit takes an opened font as
 * well as a file's bytes, so the one its first document opened serves all others: a third of the time.
 */
function openFont(): OpenedFont {
  if (font) return font;
  const bytes = readFileSync(fileURLToPath(import.meta.resolve(fontFile)));
  const first = newDocument({ font: bytes as unknown as string, autoFirstPage: false });
  const opened = (first as unknown as { _font?: { font?: OpenedFont } })._font?.font;
  if (typeof opened?.hasGlyphForCodePoint !== "function") throw new Error("pdfkit no longer shows the font it opened");
  font = opened;
  return font;
}

/** Characters of a text that the font has no shape for, each once. */
export function missingLetters(text: string): readonly string[] {
  const glyphs = openFont();
  return [...new Set(text)].filter((letter) => !glyphs.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0));
}

/** 龘 (U+9F98), as a message names what is missing; at most 20. */
export const namedLetters = (letters: readonly string[]): readonly string[] =>
  letters.slice(0, 20).map((letter) => {
    const hex = (letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    return `${letter} (U+${hex})`;
  });

export type Paper = {
  readonly document: PDFKit.PDFDocument;
  /** Ends the document. @returns its bytes: the same drawing gives the same */
  readonly finish: () => Promise<Buffer>;
};

/** An A4 document in Chinese with its font inside. */
export function openPaper(about: {
  readonly title: string;
  readonly author: string;
  readonly subject: string;
  readonly createdAt: Date;
}): Paper {
  const document = newDocument({
    size: "A4",
    margin: 0,
    pdfVersion: "1.7",
    lang: "zh-CN",
    displayTitle: true,
    font: openFont() as unknown as string,
    info: { Title: about.title, Author: about.author, Subject: about.subject, CreationDate: about.createdAt },
  });
  const parts: Buffer[] = [];
  document.on("data", (part: Buffer) => parts.push(part));
  const ended = new Promise<void>((resolve, reject) => document.once("end", () => resolve()).once("error", reject));
  return {
    document,
    finish: async () => {
      document.end();
      await ended;
      return Buffer.concat(parts);
    },
  };
}

const watermark = { colour: "#b3261e", text: "演示 DEMONSTRATION" } as const;

/** What a page of the demonstration carries across it. */
export const demonstrationMark = watermark.text;

export function drawWatermark(document: PDFKit.PDFDocument): void {
  const { width } = document.page;
  for (const y of [250, 480, 710]) {
    document.save().fillColor(watermark.colour).fillOpacity(0.1).fontSize(40);
    document.rotate(-30, { origin: [width / 2, y] });
    document.text(watermark.text, 0, y - 29, { width, align: "center", lineBreak: false });
    document.restore();
  }
  document.fillOpacity(1);
}

/** The code as vector squares, runs of a row joined; 4 modules of quiet around it are the page itself. */
export function drawQr(document: PDFKit.PDFDocument, text: string, x: number, y: number, side: number): void {
  const { modules } = createQrCode(text, { errorCorrectionLevel: "M" });
  const unit = side / modules.size;
  document
    .save()
    .translate(x, y)
    .scale(unit)
    .rect(-2, -2, modules.size + 4, modules.size + 4)
    .fill("#ffffff");
  for (let row = 0; row < modules.size; row++) {
    for (let column = 0; column < modules.size; column++) {
      let run = 0;
      while (column + run < modules.size && modules.get(row, column + run)) run++;
      if (run > 0) document.rect(column, row, run, 1);
      column += run;
    }
  }
  document.fill("#000000").restore();
}
