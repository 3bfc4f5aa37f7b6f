export type Coordinates = { readonly latitude: number; readonly longitude: number };

/** What lies beyond these edges (WGS 84 degrees) is not in the country. */
const edges = { south: 3, north: 54, west: 73, east: 136 } as const;

/** A metre: nobody needs to know more exactly where somebody stood. */
const kept = 100_000;

const round = (degrees: number): number => Math.round(degrees * kept) / kept;

/** Degrees to five digits; undefined where this is no point in the country. */
export function coordinates(latitude: number, longitude: number): Coordinates | undefined {
  const inside =
    latitude >= edges.south && latitude <= edges.north && longitude >= edges.west && longitude <= edges.east;
  return inside ? { latitude: round(latitude), longitude: round(longitude) } : undefined;
}

/**
 * Reads coordinates however they were pasted: "113.12, 29.14", "29.14 113.12", "N29.14° E113.12°", "东经113.12 北纬29.14",
 * "29°8′24″N 113°7′12″E". Which of the two is which follows from the numbers: no longitude here is as small as a latitude.
 */
export function readCoordinates(typed: string): Coordinates | undefined {
  const numbers =
    typed
      .normalize("NFKC")
      .match(/\d{1,3}(?:\.\d{1,15})?/g)
      ?.map(Number) ?? [];
  const [one, other] = inDegrees(numbers);
  if (one === undefined || other === undefined) return undefined;
  return coordinates(Math.min(one, other), Math.max(one, other));
}

/** Two numbers are degrees; six are degrees, minutes and seconds, twice. */
function inDegrees(numbers: readonly number[]): readonly number[] {
  if (numbers.length === 2) return numbers;
  if (numbers.length !== 6) return [];
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = numbers;
  const isTime = [b, c, e, f].every((part) => part < 60);
  return isTime ? [a + b / 60 + c / 3600, d + e / 60 + f / 3600] : [];
}
