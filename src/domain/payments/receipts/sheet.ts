/** Tables and rows on A4 pages that go on to the next page by themselves. */

export const margin = 56;
export const ink = "#1d2430";
export const soft = "#5b6472";
const line = "#c9d0d8";
const accent = "#1f5f7a";
const pageWidth = 595.28;
const bottom = 841.89 - 60;
export const textWidth = pageWidth - 2 * margin;

/** Where the next thing is drawn. */
export class Flow {
  readonly document: PDFKit.PDFDocument;
  readonly #mark: () => void;
  y = margin;

  /** `mark` is drawn on every page. */
  constructor(document: PDFKit.PDFDocument, mark: () => void) {
    this.document = document;
    this.#mark = mark;
    mark();
  }

  /** A new page unless so much room is left. @returns whether a page was begun */
  keep(height: number): boolean {
    if (this.y + height <= bottom) return false;
    this.document.addPage();
    this.#mark();
    this.y = margin;
    return true;
  }

  gap(height: number): void {
    this.y += height;
  }

  head(title: string, about: string, number: string): void {
    const { document } = this;
    document.fillColor(ink).strokeColor(ink).lineWidth(0.4).fontSize(22);
    document.text(title, margin, this.y, {
      width: textWidth,
      align: "center",
      characterSpacing: 4,
      stroke: true,
      fill: true,
    });
    document
      .fillColor(soft)
      .fontSize(11)
      .text(about, margin, document.y + 4, { width: textWidth, align: "center" });
    document
      .fillColor(accent)
      .fontSize(11)
      .text(number, margin, document.y + 8, { width: textWidth, align: "right" });
    this.y = document.y + 6;
    this.rule(accent, 1);
    this.y += 8;
  }

  rule(colour = line, width = 0.5): void {
    this.document
      .lineWidth(width)
      .strokeColor(colour)
      .moveTo(margin, this.y)
      .lineTo(margin + textWidth, this.y)
      .stroke();
  }

  text(text: string, size: number): void {
    this.document.fillColor(soft).fontSize(size).text(text, margin, this.y, { width: textWidth });
    this.y = this.document.y;
  }
}

/** `width` as a part of the line. */
export type Column = { readonly head: string; readonly width: number; readonly right?: boolean };

export function drawTable(flow: Flow, columns: readonly Column[], rows: readonly (readonly string[])[]): void {
  const heads = columns.map(({ head }) => head);
  drawCells(flow, columns, heads, soft, 9);
  for (const row of rows) {
    const height = heightOf(flow, columns, row, 10);
    if (flow.keep(height)) drawCells(flow, columns, heads, soft, 9);
    drawCells(flow, columns, row, ink, 10);
  }
  flow.gap(4);
}

const padding = 5;

function heightOf({ document }: Flow, columns: readonly Column[], cells: readonly string[], size: number): number {
  document.fontSize(size);
  const heights = columns.map(({ width }, index) =>
    document.heightOfString(cells[index] ?? "", { width: width * textWidth - padding }),
  );
  return Math.max(...heights) + 2 * padding;
}

function drawCells(
  flow: Flow,
  columns: readonly Column[],
  cells: readonly string[],
  colour: string,
  size: number,
): void {
  const height = heightOf(flow, columns, cells, size);
  let x = margin;
  for (const [index, { width, right }] of columns.entries()) {
    flow.document
      .fillColor(colour)
      .fontSize(size)
      .text(cells[index] ?? "", x, flow.y + padding, {
        width: width * textWidth - padding,
        align: right ? "right" : "left",
      });
    x += width * textWidth;
  }
  flow.y += height;
  flow.rule();
}

/** A label and what it says. */
export function drawRow(flow: Flow, label: string, value: string, size: number): void {
  const { document } = flow;
  const left = margin + 96;
  const width = textWidth - 96;
  const height = document.fontSize(size).heightOfString(value, { width }) + 7;
  flow.keep(height);
  document
    .fillColor(soft)
    .fontSize(9)
    .text(label, margin, flow.y + 4, { width: 90 });
  document
    .fillColor(ink)
    .fontSize(size)
    .text(value, left, flow.y + 3, { width });
  flow.y += height;
}
