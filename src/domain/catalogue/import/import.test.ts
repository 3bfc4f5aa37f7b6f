import { describe, expect, test } from "vitest";
import { theCatalogue } from "../../../../tests/helpers/catalogue.ts";
import { thorough } from "../../../../tests/helpers/thorough.ts";
import { feeIn, isAgencyCode, isOneShort, timeIn } from "./clean.ts";
import {
  CatalogueImport,
  ImportProblem,
  type Mapping,
  type RowReport,
  readMapping,
  usualMapping,
  writeReport,
} from "./index.ts";

const { services, agencyKinds } = await theCatalogue();
const place = { agencyKinds, path: [] };

/** A file that arrives in pieces of seven bytes, so that characters and rows are cut anywhere. */
const inPieces = (content: Uint8Array) =>
  async function* () {
    for (let at = 0; at < content.length; at += 7) yield content.subarray(at, at + 7);
  };
const file = (content: string | Uint8Array, mapping: Mapping = usualMapping) =>
  new CatalogueImport(
    inPieces(typeof content === "string" ? Buffer.from(content) : content),
    mapping,
    [...services.values()],
    place,
  );

async function rowsOf(one: CatalogueImport): Promise<RowReport[]> {
  return Array.fromAsync(one.rows());
}

const codes = ({ notes }: RowReport | undefined = { notes: [] } as unknown as RowReport) =>
  notes.map(({ code }) => code);
const header = "事项编码,事项名称,实施主体,实施主体编码,办理链接,收费标准,收费依据,承诺时限,咨询电话,办理地点,办理时间";

describe("a dirty list", () => {
  const police = "11511301008778183N";
  const text = [
    `\uFEFF${header}`,
    `A1,居住证申领,任丘市公安局,${police},http://pc.example.gov.cn/index.jsp,不收费,,４个工作日,0317-2222222,任丘市裕华路1号,工作日 9:00-17:00`,
    `A2,<b>普通护照签发</b>&nbsp;,任丘市公安局,${police.slice(0, 17)},https://m.example.gov.cn/x,120元,价格〔2019〕1号,7工作日,无,,`,
    `A3,公积金提取,任丘市公积金中心,${police.toLowerCase()},-,按规定收取,,90个工作日,null,/,`,
    `A1,居住证申领,任丘市公安局,${police},http://pc.example.gov.cn/index.jsp,不收费,,４个工作日,0317-2222222,任丘市裕华路1号,工作日 9:00-17:00`,
    ",,,,,,,,,,",
    "",
    "A9,测试事项1,,,,,,,,,",
    "A10,-,任丘市公安局,,,,,,,,",
    "A11,烟花爆竹经营许可,任丘市应急管理局,TE5116020105116050,,,,20,,,",
    'A12,"失业保险金申领 ""新""",任丘市人社局,,,,,,,,',
    "A13,居住证办理（新办）,任丘市公安局,,,,,,,,",
  ].join("\r\n");

  test("gives every row its number, its outcome and why", async () => {
    const one = file(text);
    const rows = await rowsOf(one);
    expect(rows.map(({ row, outcome, service }) => [row, outcome, service])).toEqual([
      [2, "repaired", "residence-permit"],
      [3, "repaired", "passport"],
      [4, "repaired", "housing-fund-withdrawal"],
      [5, "refused", null],
      [6, "refused", null],
      [7, "refused", null],
      [8, "refused", null],
      [9, "refused", null],
      [10, "no_service", null],
      [11, rows[9]?.outcome, "unemployment-benefit"],
      [12, "refused", "residence-permit"],
    ]);
    expect(codes(rows[0])).toEqual(
      expect.arrayContaining(["full_width_made_plain", "desktop_link_left_out", "english_usual"]),
    );
    expect(codes(rows[1])).toEqual(
      expect.arrayContaining(["html_removed", "code_completed", "link_left_out", "placeholder_emptied"]),
    );
    expect(codes(rows[2])).toEqual(
      expect.arrayContaining(["made_upper_case", "fee_not_readable", "time_longer_than_law"]),
    );
    expect(codes(rows[3])[0]).toBe("doubled");
    expect(rows[3]?.notes[0]?.after).toBe("2");
    expect([codes(rows[4]), codes(rows[5])]).toEqual([["empty_row"], ["empty_row"]]);
    expect(codes(rows[6])).toEqual(["test_entry"]);
    expect(codes(rows[8])).toContain("code_not_valid");
    expect(codes(rows[10])).toContain("better_row");
    expect(one.plan.counts).toEqual({ rows: 11, taken: 0, repaired: 4, no_service: 1, refused: 6 });
    expect(one.plan.services.get("residence-permit")).toEqual({
      row: 2,
      values: {
        agencyName: { zh: "任丘市公安局", en: expect.any(String) },
        promise: { days: 4, unit: "working_days" },
        phone: "0317-2222222",
        venues: [
          {
            name: { zh: "任丘市公安局", en: "任丘市公安局" },
            address: { zh: "任丘市裕华路1号", en: "任丘市裕华路1号" },
            hours: { zh: "工作日 9:00-17:00", en: "工作日 9:00-17:00" },
          },
        ],
      },
    });
  });

  test("says the same in GBK, UTF-16 and with other separators", async () => {
    const plain = (await rowsOf(file(text))).map(({ row, outcome, service }) => [row, outcome, service]);
    const utf16 = Buffer.from(text, "utf16le");
    expect((await rowsOf(file(utf16))).map(({ row, outcome, service }) => [row, outcome, service])).toEqual(plain);
    const tabs = file(text.replaceAll(",", "\t"));
    expect((await rowsOf(tabs)).map(({ row, outcome, service }) => [row, outcome, service])).toEqual(plain);
    // 事项名称\n护照 in GBK.
    const gbk = Buffer.from("cac2cfeec3fbb3c60abba4d5d50a", "hex");
    const chinese = file(gbk);
    expect((await rowsOf(chinese)).map(({ service, how }) => [service, how])).toEqual([["passport", "word"]]);
    expect(chinese.plan.encoding).toBe("gb18030");
  });

  test("is reported as text, CSV and JSON", async () => {
    const rows = await rowsOf(file(text));
    const written = async (format: "text" | "csv" | "json") =>
      (await Array.fromAsync(writeReport(rows, format, "en"))).join("");
    expect((await written("csv")).split("\r\n").filter((line) => line !== "")).toHaveLength(rows.length + 1);
    expect((JSON.parse(await written("json")) as unknown[]).length).toBe(rows.length);
    expect(await written("text")).toContain("the same as row 2");
    const none = await Array.fromAsync(writeReport([], "json", "zh"));
    expect(JSON.parse(none.join(""))).toEqual([]);
  });
});

describe("a mapping", () => {
  const yaml = `
name: 任丘
list: data.items
columns: { code: id, name: [title, item.name], agency: dept.name, agency_code: dept.code, kind: type, fee: fee, time: limit }
values:
  kind: { 行政许可: apply, 查询: query }
defaults: { fee_basis: 任丘市收费目录, time_unit: days }
services: { X1: id-card, X2: "", X3: no-such-thing }
agencies: { 任丘市局: { kind: public-security, en: Renqiu Bureau } }
placeholders: [见附件]
least_score: 0.8
`;
  const { mapping, problems } = readMapping("renqiu.yaml", yaml);

  test("reads JSON at its place, with nested columns, named services and agencies", async () => {
    expect(problems).toEqual([]);
    const items = [
      { id: "X1", title: "", item: { name: '办身份证 {"]' }, dept: { name: "任丘市局" }, fee: "见附件", limit: "15" },
      { id: "X2", title: "护照" },
      { id: "X3", title: "护照" },
      { id: "X4", title: "查社保", type: "查询", fee: 5 },
      ["not", "a", "row"],
    ];
    const content = JSON.stringify({
      code: 0,
      data: { total: "[1]", other: [1, { a: 2 }], items },
      more: [{ title: "x" }],
    });
    const one = file(content, mapping);
    const rows = await rowsOf(one);
    expect(rows.map(({ row, service, how }) => [row, service, how])).toEqual([
      [1, "id-card", "mapping"],
      [2, null, null],
      [3, null, null],
      [4, "contribution-record", "word"],
      [5, null, null],
    ]);
    expect([codes(rows[1]), codes(rows[2])]).toEqual([["left_out_by_mapping"], ["unknown_service"]]);
    expect(one.plan.services.get("id-card")?.values).toMatchObject({ agencyName: { en: "Renqiu Bureau" } });
    expect(one.plan.services.get("contribution-record")?.values).toEqual({
      fee: { amount_fen: 500n, basis: "任丘市收费目录" },
    });
  });

  test("that is wrong says where and what would be right", () => {
    const wrong = readMapping("m.yaml", "columns:\n  nane: 名称\nvalues: { colour: {} }\nleast_score: 7\n");
    expect(wrong.mapping).toBeUndefined();
    expect(wrong.problems.map(({ line, code }) => [line, code])).toEqual(
      expect.arrayContaining([
        [2, "mapping_unknown_key"],
        [1, "mapping_missing_key"],
        [3, "mapping_unknown_key"],
        [4, "mapping_bad_value"],
      ]),
    );
    expect(readMapping("m.yaml", "columns: [").problems.length).toBeGreaterThan(0);
    expect(readMapping("m.yaml", "").problems.length).toBeGreaterThan(0);
  });
});

test.each([
  ["", "file_empty"],
  ["a,b\n1,2\n", "no_columns"],
  ['{"data": 1}', "unreadable_json"],
])("a file that cannot be read says why: %j", async (content, code) => {
  const reading = rowsOf(file(content));
  await expect(reading).rejects.toBeInstanceOf(ImportProblem);
  await expect(reading).rejects.toMatchObject({ code });
});

test("fees, times and codes as people write them", () => {
  expect(["20元", "￥1,200.50", "免费", "0.5万元", "10/本", "20-50元", "按标准"].map(feeIn)).toEqual([
    2000n,
    120_050n,
    0n,
    500_000n,
    1000n,
    undefined,
    undefined,
  ]);
  const days = (written: string) => timeIn(written, undefined);
  expect(["5个工作日", "十五日内", "即办", "2个月", "尽快"].map(days)).toEqual([
    { days: 5, unit: "working_days" },
    { days: 15, unit: "days" },
    { days: 0, unit: "working_days" },
    { days: 60, unit: "days" },
    undefined,
  ]);
  expect(isAgencyCode("11511301008778183N")).toBe(true);
  expect(isAgencyCode("11511301008778183M")).toBe(false);
  expect([isOneShort("abd", "abcd"), isOneShort("abc", "abcd"), isOneShort("abx", "abcd")]).toEqual([
    true,
    true,
    false,
  ]);
});

// A full run takes a hundred thousand.
const rows = thorough ? 100_000 : 20_000;
test(`${rows} rows pass through without being held`, async () => {
  async function* bytes() {
    yield Buffer.from("事项编码,事项名称,实施主体\n");
    for (let from = 0; from < rows; from += 1000) {
      yield Buffer.from(
        Array.from({ length: 1000 }, (_, at) => `N${from + at},事项第${from + at}号许可,某局\n`).join(""),
      );
    }
  }
  const one = new CatalogueImport(bytes, usualMapping, [...services.values()], place);
  let count = 0;
  let last = 0;
  for await (const { row } of one.rows()) {
    count += 1;
    last = row;
  }
  expect([count, last, one.plan.services.size]).toEqual([rows, rows + 1, 0]);
}, 120_000);
