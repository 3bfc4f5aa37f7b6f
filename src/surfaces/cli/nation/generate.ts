import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundledRows } from "../../../domain/regions/index.ts";
import { placesFile } from "./places.ts";

/**
 * Writes places.csv: `tsx src/surfaces/cli/nation/generate.ts`. A test generates it again and compares. The rule is told in
 * docs/demonstration-nation.md.
 */

/** How many places there were by when (Xinhua 2016-01-19, Sun Yat-sen University 2017-11, press of April 2015). */
const grown = [
  { by: "2015-04", places: 12 },
  { by: "2015-12", places: 124 },
  { by: "2017-11", places: 364 },
] as const;

/** The three county-level places the report of 2017 names. */
const named = ["130982", "419001", "430621"];

/** 70 个大中城市 of the National Bureau of Statistics in its order; 拉萨 besides, so that no province is without one. */
const large =
  `北京 天津 石家庄 太原 呼和浩特 沈阳 大连 长春 哈尔滨 上海 南京 杭州 宁波 合肥 福州 厦门 南昌 济南 青岛 郑州 武汉 长沙 广州 深圳
  南宁 海口 重庆 成都 贵阳 昆明 西安 兰州 西宁 银川 乌鲁木齐 唐山 秦皇岛 包头 丹东 锦州 吉林 牡丹江 无锡 徐州 扬州 温州 金华 蚌埠 安庆 泉州 九江 赣州
  烟台 济宁 洛阳 平顶山 宜昌 襄阳 岳阳 常德 韶关 湛江 惠州 桂林 北海 三亚 泸州 南充 遵义 大理 拉萨`.split(/\s+/);

type Row = { readonly code: string; readonly name: string };
const isMunicipality = ({ code, name }: Row) => code.endsWith("0000") && name.endsWith("市");
const isCity = ({ code, name }: Row) => code.endsWith("00") && !code.endsWith("0000") && name.endsWith("市");
const isCounty = ({ code }: Row) => !code.endsWith("00");
const isCountyCity = (row: Row) => isCounty(row) && row.name.endsWith("市");
const abroad = (row: Row) => /^(71|81|82)/.test(row.code);

/** One of each province in turn, each province's by code, until there are enough. */
function inTurn(rows: readonly Row[], most: number): Row[] {
  const byProvince = [...Map.groupBy(rows, ({ code }) => code.slice(0, 2)).values()];
  const taken: Row[] = [];
  for (let round = 0; taken.length < most; round += 1) {
    const next = byProvince.flatMap((of) => of[round] ?? []);
    if (next.length === 0) break;
    taken.push(...next.slice(0, most - taken.length));
  }
  return taken;
}

/** The file's text: a head line, then one place a line, in the order in which they joined. */
export function generate(): string {
  const rows: readonly Row[] = bundledRows()
    .map(({ code, name }) => ({ code: String(code), name: String(name) }))
    .filter((row) => !abroad(row))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
  const big = large.map((stem) => {
    const found = rows.find((row) => row.name === `${stem}市` && (isMunicipality(row) || isCity(row)));
    // 大理 is the seat of an autonomous prefecture and a city at county level.
    const row = found ?? rows.find((each) => each.name === `${stem}市`);
    if (!row) throw new Error(`no city is called ${stem}`);
    return row;
  });
  const taken = new Set(big.map(({ code }) => code));
  const cities = inTurn(
    rows.filter((row) => isCity(row) && !taken.has(row.code)),
    Number.POSITIVE_INFINITY,
  );
  const three = named.flatMap((code) => rows.find((row) => row.code === code) ?? []);
  const left = grown[2].places - big.length - cities.length - three.length;
  const free = (row: Row) => !taken.has(row.code) && !named.includes(row.code);
  // A province's county-level cities before its counties.
  const countyLevel = [
    ...rows.filter((row) => isCountyCity(row) && free(row)),
    ...rows.filter((row) => isCounty(row) && /[县旗]$/.test(row.name) && free(row)),
  ];
  const counties = inTurn(
    countyLevel.toSorted((a, b) => a.code.slice(0, 2).localeCompare(b.code.slice(0, 2), "en")),
    left,
  );
  const lines = [
    ...big.map((row) => ({ ...row, size: "large" })),
    ...cities.map((row) => ({ ...row, size: "city" })),
    ...[...three, ...counties].map((row) => ({ ...row, size: "county" })),
  ].map(({ code, name, size }, index) => {
    const joined = grown.find(({ places }) => index < places)?.by ?? grown[2].by;
    return `${code},${name},${size},${joined}\n`;
  });
  return `city,name,size,joined\n${lines.join("")}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const before = readFileSync(placesFile, { encoding: "utf8", flag: "a+" });
  const after = generate();
  if (before !== after) writeFileSync(placesFile, after);
}
