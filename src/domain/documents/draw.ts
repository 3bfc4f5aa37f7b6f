import { formatDay, type Text } from "../../foundation/i18n/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import {
  certificatePage,
  fitRows,
  gapOf,
  type Measure,
  rowHeight,
  sheetLabels,
  splitLabel,
  statementOver,
  titleSpacing,
  valueWidth,
} from "../catalogue/index.ts";
import type { CertificateFacts } from "./facts.ts";
import { border, rosette } from "./guilloche.ts";
import { demonstrationMark, drawQr, drawWatermark, missingLetters, namedLetters, openPaper } from "./paper.ts";

/** A4 in points (1/72 inch). */
const page = certificatePage;
const { margin, labelWidth, valueLeft } = certificatePage;
const ink = "#1d2430";
const soft = "#5b6472";
const line = "#c9d0d8";
const accent = "#1f5f7a";

/** What else is printed around the facts. */
export type CertificateSheet = {
  readonly number: string;
  readonly facts: CertificateFacts;
  /** Address in the QR code, with the signature. */
  readonly verifyAddress: string;
  /** The same without it, for typing. */
  readonly typedAddress: string;
  readonly demonstration: boolean;
  readonly issuedAt: Date;
};

const words = {
  ...sheetLabels,
  unlimited: "长期有效 No end date",
  verify: "扫码或访问下列网址，可核验真伪。",
  verifyEn: "Scan the code or open this address to check.",
  signed: "本证照已由签发机关电子签名，与纸质证照具有同等效力。",
  signedEn: "Signed electronically by the issuing authority.",
  signedDemo: "本页由演示系统生成，不具有法律效力。",
  signedDemoEn: "Made by a demonstration. Without legal effect.",
  demonstration: demonstrationMark,
} as const;

/**
 * Draws a certificate as a one-page PDF with its font inside; the same sheet gives the same bytes.
 * @throws Refusal certificate_glyph_missing (422) naming the characters no glyph exists for, certificate_too_long (422).
 */
export async function drawCertificate(sheet: CertificateSheet): Promise<Buffer> {
  const { facts } = sheet;
  refuseMissingGlyphs(sheet);
  const { document, finish } = openPaper({
    title: `${facts.title.zh} ${facts.title.en}`,
    author: facts.issuer.zh,
    subject: sheet.number,
    createdAt: sheet.issuedAt,
  });
  border(document, page, accent);
  rosette(document, page.width / 2, 420, 150, accent);
  if (sheet.demonstration) drawWatermark(document);
  const below = drawHead(document, facts);
  drawFacts(document, sheet, below);
  drawFoot(document, sheet);
  return finish();
}

function refuseMissingGlyphs({ facts, number, typedAddress }: CertificateSheet): void {
  const printed = [
    ...Object.values(words),
    ...[facts.title, facts.issuer, facts.statement ?? facts.title, ...facts.lines.map((one) => one.label)].flatMap(
      (text) => [text.zh, text.en],
    ),
    ...facts.lines.map((one) => one.value),
    facts.holder,
    number,
    typedAddress,
  ].join("");
  const missing = missingLetters(printed);
  if (missing.length === 0) return;
  const named = namedLetters(missing);
  const message = {
    zh: `证照字库缺少这些字：${named.join("、")}。请工作人员补充字库后再签发。`,
    en: `The certificate font has no shape for: ${named.join(", ")}. Staff must add it to the font before issuing.`,
  };
  const code = "certificate_glyph_missing";
  throw new Refusal({ code, status: 422, say: message, fields: [{ field: "facts", code, message }] });
}

function drawHead(document: PDFKit.PDFDocument, { title, issuer }: CertificateFacts): number {
  const width = page.width - 2 * margin;
  document.fillColor(accent).fontSize(12);
  document.text(issuer.zh, margin, page.headTop, { width, align: "center" });
  const spacing = titleSpacing({ title, issuer });
  document.fillColor(ink).strokeColor(ink).lineWidth(0.45).fontSize(28);
  document.text(title.zh, margin + spacing / 2, document.y + 12, {
    width,
    align: "center",
    characterSpacing: spacing,
    // One weight is embedded; a thin outline makes the title stand out.
    stroke: true,
    fill: true,
  });
  document
    .fillColor(soft)
    .fontSize(12)
    .text(title.en, margin, document.y + 4, { width, align: "center" });
  const y = document.y + 16;
  const middle = page.width / 2;
  document
    .lineWidth(0.8)
    .strokeColor(accent)
    .moveTo(middle - 60, y)
    .lineTo(middle + 60, y)
    .stroke();
  return y + 22;
}

function drawFacts(document: PDFKit.PDFDocument, sheet: CertificateSheet, top: number): void {
  const { facts, number } = sheet;
  const rows = [
    { label: words.holder, value: facts.holder },
    ...facts.lines.map(({ label, value }) => ({ label: `${label.zh} ${label.en}`, value })),
    { label: words.valid, value: bothDays(facts.validUntil) },
    { label: words.number, value: number },
  ];
  const measure = measureIn(document);
  const fitted = fitRows(rows, { top, statement: facts.statement !== undefined }, measure);
  if (!("size" in fitted)) throw tooLong();
  const { size } = fitted;
  let y = top;
  for (const row of rows) {
    const height = rowHeight(row, size, measure);
    const { zh, en } = splitLabel(row.label);
    document
      .fillColor(ink)
      .fontSize(size - 1.5)
      .text(zh, margin, y + 0.8, { width: labelWidth });
    document
      .fillColor(soft)
      .fontSize(size - 5)
      .text(en, margin, document.y + 1, { width: labelWidth });
    document.fillColor(ink).fontSize(size).text(row.value, valueLeft, y, { width: valueWidth });
    y += height;
    document
      .lineWidth(0.5)
      .strokeColor(line)
      .moveTo(margin, y - gapOf(size) / 2)
      .lineTo(page.width - margin, y - gapOf(size) / 2)
      .stroke();
  }
  if (facts.statement) drawStatement(document, facts.statement, y);
}

function drawStatement(document: PDFKit.PDFDocument, statement: Text, y: number): void {
  const width = page.width - 2 * margin;
  if (statementOver(statement, measureIn(document)) > 0) throw tooLong();
  document
    .fillColor(ink)
    .fontSize(10.5)
    .text(statement.zh, margin, y + 2, { width });
  document
    .fillColor(soft)
    .fontSize(8)
    .text(statement.en, margin, document.y + 2, { width });
}

/** With the font itself. */
function measureIn(document: PDFKit.PDFDocument): Measure {
  return (text, size, width) => document.fontSize(size).heightOfString(text, { width });
}

function bothDays(day: string | null): string {
  return day === null ? words.unlimited : `${formatDay(day, "zh")}  ${formatDay(day, "en")}`;
}

function drawFoot(document: PDFKit.PDFDocument, sheet: CertificateSheet): void {
  const { facts, demonstration } = sheet;
  const top = 630;
  const side = 112;
  drawQr(document, sheet.verifyAddress, margin, top, side);
  const left = margin + side + 16;
  const width = page.width - margin - left;
  document.fillColor(ink).fontSize(13).text(facts.issuer.zh, left, top, { width, align: "right" });
  document.fillColor(soft).fontSize(9).text(facts.issuer.en, left, document.y, { width, align: "right" });
  document
    .fillColor(ink)
    .fontSize(12)
    .text(formatDay(facts.issuedOn, "zh"), left, document.y + 4, { width, align: "right" });
  document
    .fillColor(soft)
    .fontSize(9)
    .text(formatDay(facts.issuedOn, "en"), left, document.y, { width, align: "right" });
  document.fillColor(ink).fontSize(8.5);
  document.text(demonstration ? words.signedDemo : words.signed, left, top + 78, { width });
  document.fillColor(soft).fontSize(7.5);
  document.text(demonstration ? words.signedDemoEn : words.signedEn, left, document.y, { width });
  document
    .fillColor(ink)
    .fontSize(8.5)
    .text(`${words.verify} ${words.verifyEn}`, margin, top + side + 8, {
      width: page.width - 2 * margin,
    });
  document
    .fillColor(soft)
    .fontSize(8.5)
    .text(sheet.typedAddress, margin, document.y + 1, {
      width: page.width - 2 * margin,
    });
}

function tooLong(): Refusal {
  const code = "certificate_too_long";
  const message = {
    zh: "证照内容超过一页，请缩短后再签发。",
    en: "The facts do not fit on one page. Please shorten them before issuing.",
  };
  return new Refusal({ code, status: 422, say: message, fields: [{ field: "facts", code, message }] });
}
