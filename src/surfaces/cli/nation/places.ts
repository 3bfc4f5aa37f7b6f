import { readFileSync } from "node:fs";

export type Size = "large" | "city" | "county";
/** A place of the demonstration nation: its code, how large by the rule, and by when its like had joined (adoption history). */
export type Place = { readonly city: string; readonly size: Size; readonly joined: string };

export const placesFile = new URL("./places.csv", import.meta.url);

/** The 364 places, in the order in which they joined. generate.ts writes the file. */
export function readPlaces(): readonly Place[] {
  const [, ...lines] = readFileSync(placesFile, "utf8").trim().split("\n");
  return lines.map((line) => {
    const [city = "", , size = "", joined = ""] = line.split(",");
    if (!/^\d{6}$/.test(city) || !isSize(size)) throw new Error(`places.csv: ${line}`);
    return { city, size, joined };
  });
}

function isSize(text: string): text is Size {
  return text === "large" || text === "city" || text === "county";
}
