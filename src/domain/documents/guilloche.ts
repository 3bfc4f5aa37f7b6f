/** Fine line patterns, drawn as vectors in tiles whose paths are the same text each time, so that they compress to little. */

type Page = { readonly width: number; readonly height: number };

const tile = 21;
const swing = 4.6;

/** A woven band of three waves along all four edges between two thin lines. */
export function border(document: PDFKit.PDFDocument, page: Page, colour: string): void {
  const inset = 34;
  const across = Math.round((page.width - 2 * inset) / tile);
  const down = Math.round((page.height - 2 * inset) / tile);
  const width = page.width - 2 * inset;
  const height = page.height - 2 * inset;
  document.save().lineWidth(0.35).strokeColor(colour);
  const edges = [
    { x: inset, y: inset, turn: 0, tiles: across, step: width / across },
    { x: inset + width, y: inset, turn: 90, tiles: down, step: height / down },
    { x: inset + width, y: inset + height, turn: 180, tiles: across, step: width / across },
    { x: inset, y: inset + height, turn: 270, tiles: down, step: height / down },
  ];
  for (const edge of edges) {
    document.save().translate(edge.x, edge.y).rotate(edge.turn);
    for (let index = 0; index < edge.tiles; index++) {
      weave(document, edge.step);
      document.translate(edge.step, 0);
    }
    document.restore();
  }
  for (const gap of [-7, 7]) {
    document.rect(inset - gap, inset - gap, width + 2 * gap, height + 2 * gap);
  }
  document.lineWidth(0.6).stroke().restore();
}

function weave(document: PDFKit.PDFDocument, step: number): void {
  const half = Number((step / 2).toFixed(3));
  for (const size of [swing, swing * 0.6, swing * 0.25]) {
    const up = Number((size * 1.33).toFixed(2));
    for (const side of [up, -up]) {
      document.moveTo(0, 0);
      document.bezierCurveTo(half / 2, side, half / 2, side, half, 0);
      document.bezierCurveTo(half * 1.5, -side, half * 1.5, -side, half * 2, 0);
    }
  }
  document.stroke();
}

/** A faint rosette behind the text: one ellipse, turned step by step, in two sizes. */
export function rosette(document: PDFKit.PDFDocument, x: number, y: number, radius: number, colour: string): void {
  document.save().translate(x, y).lineWidth(0.35).strokeColor(colour).strokeOpacity(0.14);
  const steps = 24;
  for (let index = 0; index < steps; index++) {
    document.rotate(180 / steps);
    document
      .ellipse(0, 0, radius, Math.round(radius * 0.42))
      .ellipse(0, 0, radius * 0.4, radius * 0.16)
      .stroke();
  }
  document.restore();
}
