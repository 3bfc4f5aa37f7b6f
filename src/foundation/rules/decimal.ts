/**
 * Arithmetic of rules. A number is the decimal it prints as, with at most 15 significant digits and 12 places, so that
 * 0.1 + 0.2 is 0.3 and 19.99 × 3 is 59.97. A double holds every such decimal distinctly; sums, products and quotients are
 * computed exactly over integers and rounded half up (away from zero, 四舍五入), never by binary fractions.
 */
const significant = 15;
const places = 12;

type Exact = { readonly unscaled: bigint; readonly scale: number };

const shape = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/;

function exact(value: number): Exact {
  const found = shape.exec(String(value));
  if (!found) throw new Error(`not a decimal: ${value}`);
  const [, sign = "", whole = "0", fraction = "", exponent = "0"] = found;
  const unscaled = BigInt(`${sign}${whole}${fraction}`);
  const scale = fraction.length - Number(exponent);
  return scale >= 0 ? { unscaled, scale } : { unscaled: unscaled * 10n ** BigInt(-scale), scale: 0 };
}

function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n !== divisor < 0n;
  const a = dividend < 0n ? -dividend : dividend;
  const b = divisor < 0n ? -divisor : divisor;
  const quotient = (2n * a + b) / (2n * b);
  return negative ? -quotient : quotient;
}

function rescale(value: Exact, scale: number): bigint {
  if (scale >= value.scale) return value.unscaled * 10n ** BigInt(scale - value.scale);
  return divideHalfUp(value.unscaled, 10n ** BigInt(value.scale - scale));
}

function back(value: Exact): number {
  const length = String(value.unscaled < 0n ? -value.unscaled : value.unscaled).length;
  const scale = Math.min(value.scale, places, significant - length + value.scale);
  if (scale >= value.scale) return Number(`${value.unscaled}e${-value.scale}`);
  if (scale >= 0) return Number(`${rescale(value, scale)}e${-scale}`);
  const step = 10n ** BigInt(-scale);
  return Number(divideHalfUp(rescale(value, 0), step) * step);
}

const small = 1e15;
function isSmallInteger(value: number): boolean {
  return Number.isInteger(value) && value < small && value > -small;
}

export function add(a: number, b: number): number {
  if (isSmallInteger(a) && isSmallInteger(b)) {
    const sum = a + b;
    if (isSmallInteger(sum)) return sum;
  }
  const x = exact(a);
  const y = exact(b);
  const scale = Math.max(x.scale, y.scale);
  return back({ unscaled: rescale(x, scale) + rescale(y, scale), scale });
}

export function subtract(a: number, b: number): number {
  return add(a, b === 0 ? 0 : -b);
}

export function multiply(a: number, b: number): number {
  if (isSmallInteger(a) && isSmallInteger(b)) {
    const product = a * b;
    if (isSmallInteger(product)) return product === 0 ? 0 : product;
  }
  const x = exact(a);
  const y = exact(b);
  return back({ unscaled: x.unscaled * y.unscaled, scale: x.scale + y.scale });
}

/** `b` is never 0: a rule divides by written numbers only. */
export function divide(a: number, b: number): number {
  const x = exact(a);
  const y = exact(b);
  // Enough places that the rounding to 15 digits and 12 places below is the only one that shows.
  const scale = places + 20;
  const dividend = x.unscaled * 10n ** BigInt(scale + y.scale);
  return back({ unscaled: divideHalfUp(dividend, y.unscaled * 10n ** BigInt(x.scale)), scale });
}

/** Rounded half up to so many places. */
export function roundHalfUp(value: number, to: number): number {
  return back({ unscaled: rescale(exact(value), to), scale: to });
}

/** Yuan to fen, half a fen up. */
export function toFen(yuan: number): number {
  return Number(rescale(exact(yuan), 2));
}

/** Fen to yuan: the double nearest to the decimal, which is all this arithmetic needs. */
export function toYuan(fen: number): number {
  return fen / 100;
}
