import type { Text } from "../../../foundation/i18n/index.ts";

/**
 * How a certificate's page is laid out: what stands where, and which size of letters still leaves room for everything. The drawing
 * (documents) measures with its font, the catalogue's check with that font's widths; both ask here what fits. Lengths in points.
 */
export const certificatePage = {
  width: 595.28,
  height: 841.89,
  margin: 74,
  labelWidth: 130,
  valueLeft: 74 + 130 + 14,
  /** Where the head begins, and where the facts have to end. */
  headTop: 92,
  factsEnd: 610,
  /** Kept free for the sentence under the facts: two lines of each language. */
  statement: 66,
  sizes: [14, 13, 12, 11, 10, 9],
} as const;

const { width, margin, labelWidth, valueLeft, headTop, factsEnd, statement: statementHeight, sizes } = certificatePage;
export const contentWidth = width - 2 * margin;
export const valueWidth = width - margin - valueLeft;

/** How high a text stands when it is broken to a width. */
export type Measure = (text: string, size: number, width: number) => number;

/** A label in both languages, Chinese first, and what stands beside it. */
export type PrintedRow = { readonly label: string; readonly value: string };
export type PrintedHead = { readonly title: Text; readonly issuer: Text };

export const sheetLabels = {
  holder: "持证人 Holder",
  valid: "有效期至 Valid until",
  number: "编号 Number",
} as const;

/** A long title is set without space between its letters. */
export function titleSpacing({ title }: PrintedHead): number {
  return [...title.zh].length <= 10 ? 6 : 1;
}

/** Where the facts begin under the head. */
export function factsTop(head: PrintedHead, measure: Measure): number {
  const { title, issuer } = head;
  // Space between letters makes the line shorter for the letters themselves.
  const letters = [...title.zh].length;
  const spaced = letters * (28 + titleSpacing(head)) > contentWidth ? 2 : 1;
  const titleHeight = spaced * measure("字", 28, contentWidth);
  return (
    headTop + measure(issuer.zh, 12, contentWidth) + 12 + titleHeight + 4 + measure(title.en, 12, contentWidth) + 38
  );
}

export function splitLabel(label: string): { readonly zh: string; readonly en: string } {
  const [zh = "", ...en] = label.split(/ (?=[A-Za-z])/);
  return { zh, en: en.join(" ") };
}

export function rowHeight(row: PrintedRow, size: number, measure: Measure): number {
  const { zh, en } = splitLabel(row.label);
  const label = measure(zh, size - 1.5, labelWidth) + measure(en, size - 5, labelWidth) + 2;
  return Math.max(label, measure(row.value, size, valueWidth)) + gapOf(size);
}

/** Between two rows: where many have to fit, they move together before anything is refused. */
export function gapOf(size: number): number {
  return size >= 12 ? 14 : 2 * size - 10;
}

/** The largest letters with which all rows fit under `top`; otherwise by how much the smallest are too high. */
export function fitRows(
  rows: readonly PrintedRow[],
  of: { readonly top: number; readonly statement: boolean },
  measure: Measure,
): { readonly size: number } | { readonly over: number } {
  const room = factsEnd - of.top - (of.statement ? statementHeight : 0);
  const heightAt = (size: number) => rows.reduce((sum, row) => sum + rowHeight(row, size, measure), 0);
  const size = sizes.find((candidate) => heightAt(candidate) <= room);
  return size === undefined ? { over: heightAt(sizes[sizes.length - 1] ?? 9) - room } : { size };
}

/** By how much the sentence under the facts is too high; 0 where it fits. */
export function statementOver({ zh, en }: Text, measure: Measure): number {
  return Math.max(0, measure(zh, 10.5, contentWidth) + measure(en, 8, contentWidth) + 4 - statementHeight);
}

/** Widths of the printable ASCII characters of Noto Sans SC Regular from the space on, in thousandths of its size. */
const ascii = [
  224, 323, 474, 555, 555, 921, 680, 278, 338, 338, 467, 555, 278, 347, 278, 392, 555, 555, 555, 555, 555, 555, 555,
  555, 555, 555, 278, 278, 555, 555, 555, 474, 946, 608, 657, 638, 688, 589, 552, 689, 728, 293, 535, 646, 543, 812,
  723, 742, 633, 742, 635, 596, 599, 721, 575, 878, 573, 531, 603, 338, 392, 338, 555, 559, 606, 563, 618, 510, 620,
  554, 325, 564, 607, 275, 275, 552, 284, 926, 610, 606, 620, 620, 388, 468, 377, 607, 521, 802, 498, 521, 475, 338,
  270, 338, 555,
] as const;
/** From the lowest to the highest stroke of a line of that font. */
const lineHeight = 1.448;

function widthOf(text: string): number {
  let sum = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    sum += code < 0x20 ? 0 : (ascii[code - 0x20] ?? (code < 0x250 ? 560 : 1_000));
  }
  return sum / 1_000;
}

/** The same without the font: words stay whole, Chinese breaks anywhere. */
export const measureRoughly: Measure = (text, size, limit) => {
  let lines = 0;
  for (const paragraph of text.split("\n")) {
    lines += 1;
    let used = 0;
    for (const part of paragraph.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+/g) ?? []) {
      const length = widthOf(part.trimEnd()) * size;
      if (used > 0 && used + length > limit) {
        lines += 1;
        used = 0;
      }
      // A word longer than a line is broken where the line ends.
      if (length > limit) lines += Math.ceil(length / limit) - 1;
      used = length > limit ? length % limit : used + widthOf(part) * size;
    }
  }
  return lines * lineHeight * size;
};
