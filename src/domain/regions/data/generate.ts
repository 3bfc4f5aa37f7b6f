import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { areaList } from "@vant/area-data";
import { type ReadRows, readRows } from "../divisions/read-rows.ts";

/**
 * Writes divisions-2024.csv from @vant/area-data: `tsx src/domain/regions/data/generate.ts`. A test generates it again and compares.
 * The source is checked against the ministry's counts for the end of 2024, province by province (see generate.test.ts).
 */
export const bundledFile = new URL("./divisions-2024.csv", import.meta.url);

/** What the source carries beyond GB/T 2260 of 31 December 2024, and what became of it. */
const exceptions = new Map([
  ["232761", "加格达奇区: a management district, in no GB/T 2260 list"],
  ["232762", "松岭区: likewise"],
  ["232763", "新林区: likewise"],
  ["232764", "呼中区: likewise"],
  ["320112", "江北新区: a development area of Nanjing"],
  ["321150", "镇江新区: a development area of Zhenjiang"],
  ["320611", "港闸区: part of 崇川区 (320613) since 2020"],
  ["350402", "梅列区: part of 三元区 (350404) since 2021"],
  ["370634", "长岛县: part of 蓬莱区 (370614) since 2020"],
  ["632857", "大柴旦行政委员会: a committee, not a division"],
]);

export function readSource(): ReadRows {
  const rows = [areaList.province_list, areaList.city_list, areaList.county_list].flatMap((list) =>
    Object.entries(list).map(([code, name]) => ({ code, name })),
  );
  return readRows(rows, new Set(exceptions.keys()));
}

/** The file's text: a head line, then one division a line, by code. */
export function generate(): string {
  return `code,name\n${readSource()
    .divisions.map(({ code, name }) => `${code},${name}\n`)
    .join("")}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const before = readFileSync(bundledFile, { encoding: "utf8", flag: "a+" });
  const after = generate();
  if (before !== after) writeFileSync(bundledFile, after);
}
