import type { Secrets } from "../../foundation/secrets/index.ts";
import type { Answers } from "../catalogue/index.ts";

export type Point = { readonly latitude: number; readonly longitude: number };

/** Where a report is about, as it was answered. */
export type Spot = {
  readonly words: string;
  readonly address: { readonly division: string; readonly detail: string } | undefined;
  readonly point: Point | undefined;
};

/** The answer to the question of type `place`; a report without a spot has none. */
export function spotOf(answers: Answers): Spot {
  const given = answers["spot"];
  const spot = isRecord(given) ? given : {};
  const { words, address, latitude, longitude } = spot;
  const { division, detail } = isRecord(address) ? address : {};
  return {
    words: typeof words === "string" ? words : "",
    address: typeof division === "string" && typeof detail === "string" ? { division, detail } : undefined,
    point: typeof latitude === "number" && typeof longitude === "number" ? { latitude, longitude } : undefined,
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** 6,371 km: the mean radius of the earth. */
const radius = 6_371_000;
const rad = Math.PI / 180;

/** Metres between two points over the ground (haversine). */
export function metresBetween(a: Point, b: Point): number {
  const north = Math.sin(((b.latitude - a.latitude) * rad) / 2);
  const east = Math.sin(((b.longitude - a.longitude) * rad) / 2);
  const chord = north ** 2 + Math.cos(a.latitude * rad) * Math.cos(b.latitude * rad) * east ** 2;
  return 2 * radius * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** Squares to a degree: each about a kilometre wide, so that 150 m never reach beyond the next. */
const squares = 100;

export function cellOf({ latitude, longitude }: Point): string {
  return `${Math.floor(latitude * squares)},${Math.floor(longitude * squares)}`;
}

/** The square of a point and the eight around it. */
export function cellsAround({ latitude, longitude }: Point): readonly string[] {
  const [north, east] = [Math.floor(latitude * squares), Math.floor(longitude * squares)];
  const steps = [-1, 0, 1];
  return steps.flatMap((up) => steps.map((right) => `${north + up},${east + right}`));
}

/** What an address is found by without being readable: however spaced, the same address is the same. */
export function addressHash(secrets: Secrets, address: NonNullable<Spot["address"]>): string {
  const detail = address.detail
    .normalize("NFKC")
    .replaceAll(/[\s，,。.、]/g, "")
    .toLowerCase();
  return secrets.lookupHash("report-address", `${address.division}/${detail}`);
}

const road = /^(?:\p{Script=Han}{1,7}?(?:街道|镇|乡))?(?:\p{Script=Han}{1,7}?(?:大道|大街|路|街|巷))?/u;
// Words about somebody or something beside the road are no names of roads.
const speaksOfOthers = /[我你您他她它们的]|旁边|门口|对面|附近|里面|[那这]边/u;

/**
 * As much of an address as anybody may know: township and road, never a number, a building or a name; undefined where the address
 * does not begin with them. "荣家湾镇东方路 12 号 3 单元" is "荣家湾镇东方路".
 */
export function coarsePlace(detail: string): string | undefined {
  const [found = ""] = road.exec(detail.trim()) ?? [];
  return found === "" || speaksOfOthers.test(found) ? undefined : found;
}
