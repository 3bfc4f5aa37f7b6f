import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readCsv } from "./agencies/csv.ts";
import { type Sandbox, startSandbox } from "./start.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ only: ["civil-affairs"], today: "2026-09-01" });
});
afterAll(() => sandbox.stop());

const head = "申请编号,姓名,身份证号,银行卡号,户籍区划,申请日期,状态";
const results = ["申请编号", "姓名", "身份证号", "状态", "金额（元）", "日期", "说明"];
const grandmother = "王秀兰,430621194403129021,6222020000000000001,430621,2026/9/1,申请";
const worker = "李建军,51132519910708911X,6222020000000000002,430621,2026/9/1,申请";
const folder = (name: string) => join(sandbox.at("civil-affairs").directory ?? "", name);

function put(name: string, rows: readonly string[], ok?: string): void {
  const bytes = Buffer.from(`\ufeff${[head, ...rows].join("\r\n")}\r\n`);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  writeFileSync(join(folder("in"), name), bytes);
  writeFileSync(join(folder("in"), `${name}.ok`), ok ?? `rows=${rows.length}\nsha256=${sha256}\n`);
}

type Night = { taken: string[]; written: string[]; news: number };
const night = (day: string) => sandbox.control<Night>("civil-affairs", "POST /control/night", { day });
const rowsOf = (name: string, columns = results) => {
  const read = readCsv(readFileSync(join(folder("out"), name)), columns);
  if (typeof read === "string") throw new Error(read);
  return read.rows.map(({ values }) => values && columns.map((column) => values[column]).join("|"));
};

test("received in one night, decided in the next, paid in the third", async () => {
  put("GLJT-SQ-430621-20260901.csv", [
    `A1,${grandmother}`,
    `A2,${worker}`,
    "A3,缺列",
    `A4,${grandmother.replace("9021", "9022")}`,
  ]);
  expect(await night("2026-09-01")).toEqual({
    taken: ["GLJT-SQ-430621-20260901.csv"],
    written: ["GLJT-HZ-430621-20260901.csv", "GLJT-JG-430621-20260901.csv"],
    news: 2,
  });
  expect(rowsOf("GLJT-HZ-430621-20260901.csv", ["文件名", "行号", "结果", "说明"])).toEqual([
    "GLJT-SQ-430621-20260901.csv|2|已接收|",
    "GLJT-SQ-430621-20260901.csv|3|已接收|",
    "GLJT-SQ-430621-20260901.csv|4|拒收|列数不正确",
    "GLJT-SQ-430621-20260901.csv|5|拒收|身份证号校验失败",
  ]);
  const bytes = readFileSync(join(folder("out"), "GLJT-JG-430621-20260901.csv"));
  expect([bytes.subarray(0, 3).toString("hex"), bytes.toString().match(/\r\n/g)?.length]).toEqual(["efbbbf", 3]);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  expect(readFileSync(join(folder("out"), "GLJT-JG-430621-20260901.csv.ok"), "utf8")).toBe(
    `rows=2\nsha256=${sha256}\n`,
  );

  await night("2026-09-02");
  expect(rowsOf("GLJT-JG-430621-20260902.csv")).toEqual([
    "A1|王秀兰|430621194403129021|已审批|100.00|2026/9/2|",
    "A2|李建军|51132519910708911X|不予批准||2026/9/2|年龄未满 80 周岁（35 周岁）",
  ]);
  await night("2026-09-03");
  expect(rowsOf("GLJT-JG-430621-20260903.csv")).toEqual(["A1|王秀兰|430621194403129021|已发放|100.00|2026/9/3|"]);
  expect(await night("2026-09-04")).toEqual({ taken: [], written: [], news: 0 });
});

test("a file sent twice brings nothing new; one that is cut off or not yet whole is refused or left", async () => {
  put("again.csv", [`A1,${grandmother}`]);
  put("cut.csv", [`A9,${grandmother}`], `rows=1\nsha256=${"0".repeat(64)}\n`);
  writeFileSync(join(folder("in"), "unfinished.csv"), head);
  const { taken, news } = await night("2026-09-05");
  expect([taken, news]).toEqual([["again.csv", "cut.csv"], 0]);
  expect(rowsOf("GLJT-HZ-430621-20260905.csv", ["文件名", "行号", "结果", "说明"])).toEqual([
    "again.csv|2|重复|",
    "cut.csv|0|拒收|校验不一致",
  ]);
  expect(readdirSync(folder("in/refused"))).toEqual(["cut.csv", "cut.csv.ok"]);
  expect(existsSync(join(folder("in"), "unfinished.csv"))).toBe(true);
});

test("missing comes with the next night; broken rows, a second copy, half a file and another encoding show in the file", async () => {
  const decide = (stage: string) =>
    sandbox.control("civil-affairs", "POST /control/stages", { reference: "A1", stage });
  await sandbox.mood("civil-affairs", { mood: "missing", times: 1 });
  await decide("correction_asked");
  expect((await night("2026-09-06")).written).toEqual([]);
  expect((await night("2026-09-07")).written).toEqual(["GLJT-JG-430621-20260907.csv"]);

  await sandbox.mood("civil-affairs", { mood: "broken-rows", times: 1 }, { mood: "twice", times: 1 });
  await decide("correction_asked");
  const { written } = await night("2026-09-08");
  expect(written).toEqual(["GLJT-JG-430621-20260908.csv", "GLJT-JG-430621-20260908-2.csv"]);
  const [good, short, check, day, amount, ...more] = rowsOf("GLJT-JG-430621-20260908.csv");
  expect([good?.startsWith("A1|王秀兰|430621194403129021|需补正"), short, more.length]).toEqual([true, undefined, 3]);
  expect([check?.includes("430621194403129022"), day?.includes("2026/2/30"), amount?.includes("一百元整")]).toEqual([
    true,
    true,
    true,
  ]);

  await sandbox.mood("civil-affairs", { mood: "half", times: 1 }, { mood: "wrong-encoding", times: 1 });
  await decide("correction_asked");
  await night("2026-09-09");
  const bytes = readFileSync(join(folder("out"), "GLJT-JG-430621-20260909.csv"));
  expect(readFileSync(join(folder("out"), "GLJT-JG-430621-20260909.csv.ok"), "utf8")).not.toContain(
    createHash("sha256").update(bytes).digest("hex"),
  );
  expect(() => new TextDecoder("utf-8", { fatal: true }).decode(bytes)).toThrow();
});
