import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../../../tests/helpers/database.ts";
import {
  type AgencyRequest,
  type AgencyStage,
  checkConnector,
  connectorsOf,
  exchangeFiles,
  filesOf,
  type Heard,
  type OpenConnector,
  setConnector,
} from "../../../domain/agencies/index.ts";
import { encode } from "../http/index.ts";
import { agencyAdapters } from "../index.ts";

const city = "430621";
const agency = "civil-affairs";
let db: TestDatabase;
let directory: string;
let taken: AgencyStage[];
let now: Date;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db?.close());
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "ow-files-"));
  taken = [];
  // Monday 09:00 in China.
  now = new Date("2026-11-16T01:00:00Z");
  return () => rm(directory, { recursive: true, force: true });
});

const config = () => ({
  ...{ adapter: "file-drop", operation: "allowance", bom: true, directory },
  write: {
    ...{ name: "SQ-{city}-{day}.csv", at: "20:00" },
    columns: {
      申请编号: "case.number",
      姓名: "person.name",
      身份证号: "person.id_number",
      申请日期: { from: "case.submitted_on", as: "day yyyy/M/d" },
      说明: "parameters.remark",
    },
    acts: { column: "状态", submit: "申请", withdraw: "撤回" },
  },
  read: {
    ...{ name: "JG-{city}-{day}.csv", by: "06:00", person: "身份证号" },
    stage: {
      ...{ reference: "申请编号", stage: "状态", say: "说明" },
      codes: { 已受理: "accepted", 已审批: "approved", 不予批准: "refused" },
      at: { at: "日期", as: "day yyyy/M/d" },
      values: { amount: { at: "金额（元）", as: "yuan" } },
    },
  },
  receipts: { name: "HZ-{city}-{day}.csv", line: "行号", result: "结果", taken: ["已接收", "重复"], say: "说明" },
});
type Config = Omit<ReturnType<typeof config>, "receipts"> & {
  receipts: ReturnType<typeof config>["receipts"] & { file?: string };
  charset?: "gbk";
  beside?: "ok";
};

const opened = (over: Partial<Config> = {}): OpenConnector => {
  const whole = { ...config(), ...over };
  expect(checkConnector(agencyAdapters, whole)).toEqual([]);
  const adapter = agencyAdapters.get("file-drop");
  if (!adapter) throw new Error("no adapter");
  return adapter.open({ city, agency, config: whole, secrets: {}, clock: () => now, directory });
};
const filesIn = (connector: OpenConnector) => {
  if (!connector.files) throw new Error("no files");
  return connector.files;
};
const request = (number: string, name = "王秀兰", remark?: string): AgencyRequest => ({
  ...{ city, agency, operation: "allowance", key: `${number}:1`, parameters: remark === undefined ? {} : { remark } },
  person: { name, idType: "resident_id", idNumber: "43062119440312902X" },
  case: { number, service: "old-age-allowance", phone: "13800138000", submittedOn: "2026-11-16" },
});
const signal = AbortSignal.timeout(5_000);
const put = async (name: string, bytes: Buffer | string) => {
  await mkdir(join(directory, "in"), { recursive: true });
  await writeFile(join(directory, "in", name), bytes);
};
const names = async (folder: string) => (await readdir(join(directory, folder)).catch(() => [])).sort();
const exchange = (connector: OpenConnector, at: Date, known: readonly string[] = [], heard: Heard = {}) =>
  exchangeFiles(
    db.database,
    { city, agency, files: filesIn(connector) },
    async (_city, _agency, stage) => {
      if (known.length > 0 && !known.includes(stage.reference)) return { reason: "unknown_reference" };
      taken.push(stage);
      return "taken";
    },
    at,
    heard,
  );
const fileOf = async (name: string) => (await filesOf(db.database, city, agency)).find((each) => each.name === name);
const connect = () =>
  setConnector(
    { database: db.database, secrets: db.secrets, adapters: agencyAdapters },
    { city, agency, config: config(), by: { kind: "system", id: "tests" }, now },
  );

const heads = "申请编号,姓名,身份证号,状态,金额（元）,日期,说明\r\n";
const good = "C1,王秀兰,11010519491231002X,已审批,100.00,2026/11/16,\r\n";

describe("what we send", () => {
  test("waits until its hour, then stands there whole, once, with what was asked last night too", async () => {
    const connector = opened({ beside: "ok" });
    const files = filesIn(connector);
    expect(await connector.submit(request("C1"), signal)).toEqual({ reference: "C1" });
    await connector.submit(request("C1"), signal);
    await connector.submit(request("C2", '张"三",四', "=SUM(A1)"), signal);
    await connector.withdraw(request("C3"), "C3", signal);
    expect(files.writeDay(new Date("2026-11-16T11:59:00Z"))).toBeUndefined();
    expect(files.writeDay(new Date("2026-11-16T12:00:00Z"))).toBe("2026-11-16");
    const written = await files.write("2026-11-16");
    expect(written).toMatchObject({ name: "SQ-430621-20261116.csv", rows: 3 });
    const bytes = await readFile(join(directory, "out", "SQ-430621-20261116.csv"));
    expect(bytes.subarray(0, 3).toString("hex")).toBe("efbbbf");
    expect(bytes.toString()).toContain("\r\n");
    const rows = parse(bytes, { columns: true, bom: true }) as Record<string, string>[];
    expect(rows.map((row) => [row["申请编号"], row["姓名"], row["申请日期"], row["状态"]]).sort()).toEqual([
      ["C1", "王秀兰", "2026/11/16", "申请"],
      ["C2", '张"三",四', "2026/11/16", "申请"],
      ["C3", "王秀兰", "2026/11/16", "撤回"],
    ]);
    expect(rows.map((row) => row["说明"])).toContain("'=SUM(A1)");
    const digest = createHash("sha256").update(bytes).digest("hex");
    expect(await readFile(join(directory, "out", "SQ-430621-20261116.csv.ok"), "utf8")).toBe(
      `rows=3\nsha256=${digest}\n`,
    );
    expect(await files.write("2026-11-16")).toBeUndefined();
    await connector.submit(request("C4"), signal);
    expect(await files.write("2026-11-16")).toMatchObject({ name: "SQ-430621-20261116-2.csv", rows: 1 });
    expect((await names("out")).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test("an agency of files answers no look-up", async () => {
    await expect(opened().lookUp(request("C1"), signal)).rejects.toMatchObject({ reason: "not_connected" });
  });
});

describe("what arrives", () => {
  test("broken rows are told by line and reason, the others are taken", async () => {
    await connect();
    const rows = [
      good,
      "C2,李,11010519491231002X,已审批\r\n",
      "C3,李,110105194912310021,已审批,100.00,2026/11/16,\r\n",
      "C4,李,11010519491231002X,已审批,一百,2026/11/16,\r\n",
      "C5,李,11010519491231002X,已审批,100.00,2026/2/30,\r\n",
      "C6,李,11010519491231002X,搁置,100.00,2026/11/16,\r\n",
      'C7,李,11010519491231002X,不予批准,,2026/11/16,"不满80岁，\r\n不符合"\r\n',
      "C9,李,11010519491231002X,已审批,100.00,2026/11/16,\r\n",
    ];
    await put("JG-430621-20261116.csv", `\ufeff${heads}${rows.join("")}`);
    await exchange(opened(), now, ["C1", "C7"]);
    expect(taken).toMatchObject([
      { reference: "C1", stage: "approved", values: { amount: 10_000 } },
      { reference: "C7", stage: "refused", say: "不满80岁，\r\n不符合" },
    ]);
    const file = await fileOf("JG-430621-20261116.csv");
    expect(file).toMatchObject({ direction: "in", name: "JG-430621-20261116.csv", rows: 8, taken: 2 });
    expect(file?.broken.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      "3 columns",
      "4 id_number",
      "5 amount: no amount in yuan",
      "6 at: a day that there is not",
      "7 a stage that the codes do not know",
      "10 unknown_reference",
    ]);
    expect(await names("broken")).toEqual(["JG-430621-20261116.csv", "JG-430621-20261116.csv.reasons.csv"]);
    expect(await names("in")).toEqual([]);
  });

  test("the same file twice, also under another name, changes nothing twice", async () => {
    await put("JG-430621-20261117.csv", heads + good.replace("C1", "C11"));
    await exchange(opened(), now);
    await put("JG-430621-20261117-2.csv", heads + good.replace("C1", "C11"));
    await exchange(opened(), now);
    expect(taken).toHaveLength(1);
    expect(await names("done")).toEqual(["JG-430621-20261117-2.csv", "JG-430621-20261117.csv"]);
  });

  test("a file in GBK that says UTF-8, one cut off, and one that is not ready", async () => {
    await put("JG-430621-20261118.csv", encode(heads + good, "gbk"));
    await exchange(opened(), now);
    expect(taken).toEqual([]);
    expect(await fileOf("JG-430621-20261118.csv")).toMatchObject({
      rows: 0,
      broken: [{ line: 1, reason: "not utf-8" }],
    });

    const whole = Buffer.from(heads + good.replace("C1", "C12"));
    const digest = createHash("sha256").update(whole).digest("hex");
    await put("JG-430621-20261119.csv", whole.subarray(0, -20));
    await exchange(opened({ beside: "ok" }), now);
    expect(await names("in")).toEqual(["JG-430621-20261119.csv"]);
    await put("JG-430621-20261119.csv.ok", `rows=1\nsha256=${digest}\n`);
    await exchange(opened({ beside: "ok" }), now);
    expect(taken).toEqual([]);
    expect((await fileOf("JG-430621-20261119.csv"))?.broken[0]?.reason).toContain(".ok");
    await put("JG-430621-20261119.csv", whole);
    await put("JG-430621-20261119.csv.ok", `rows=1\nsha256=${digest}\n`);
    await exchange(opened({ beside: "ok" }), now);
    expect(taken).toMatchObject([{ reference: "C12" }]);

    await put("JG-430621-20261120.csv", encode(heads + good.replace("C1", "C13"), "gbk"));
    await exchange(opened({ charset: "gbk" }), now);
    expect(taken).toMatchObject([{ reference: "C12" }, { reference: "C13" }]);
  });

  test("a file of too many rows or bytes is refused whole, by name, and the others of the directory go on", async () => {
    const rowOf = (number: number) => `L${number},李,11010519491231002X,已审批,100.00,2026/11/16,\r\n`;
    const rows = Array.from({ length: 50_001 }, (_, number) => rowOf(number));
    await put("JG-430621-20261201.csv", heads + rows.join(""));
    await put("JG-430621-20261202.csv", Buffer.alloc(20_000_001, "x"));
    await put("JG-430621-20261203.csv", heads + good.replace("C1", "C41"));
    await exchange(opened(), now);
    expect(taken).toMatchObject([{ reference: "C41" }]);
    const reasonsOf = async (name: string) => (await fileOf(name))?.broken;
    expect(await reasonsOf("JG-430621-20261201.csv")).toEqual([{ line: 1, reason: "too_many_rows" }]);
    expect(await reasonsOf("JG-430621-20261202.csv")).toEqual([{ line: 1, reason: "file_too_large" }]);
    expect(await names("in")).toEqual([]);
    expect(await names("done")).toEqual(["JG-430621-20261203.csv"]);
    expect(await readFile(join(directory, "broken", "JG-430621-20261201.csv.reasons.csv"), "utf8")).toBe(
      "line,reason\n1,too_many_rows\n",
    );
    // What was refused is refused again, never done.
    await put("JG-430621-20261204.csv", Buffer.alloc(20_000_001, "x"));
    await exchange(opened(), now);
    expect(await names("done")).toHaveLength(1);
    expect(await names("broken")).toContain("JG-430621-20261204.csv.reasons.csv");
    // All that is allowed is taken.
    await put("JG-430621-20261205.csv", heads + rows.slice(1).join(""));
    taken = [];
    await exchange(opened(), now);
    expect(taken).toHaveLength(50_000);
    expect(await fileOf("JG-430621-20261205.csv")).toMatchObject({ rows: 50_000, taken: 50_000, broken: [] });
  }, 60_000);

  test("what is no file is left alone and keeps no other from being read", async () => {
    await mkdir(join(directory, "in", "JG-430621-20261206.csv"), { recursive: true });
    await put("JG-430621-20261207.csv", heads + good.replace("C1", "C42"));
    await exchange(opened(), now);
    expect(taken).toMatchObject([{ reference: "C42" }]);
    expect(await names("in")).toEqual(["JG-430621-20261206.csv"]);
  });

  test("what cannot be opened is named once and put aside, and the other files go on", async () => {
    await put("JG-430621-20270108.csv", heads + good.replace("C1", "C43"));
    const within = (name: string) => join(directory, "in", name);
    // Nobody can open these, whoever runs the program.
    await symlink("JG-430621-20270101.csv", within("JG-430621-20270101.csv"));
    await symlink("nowhere.csv", within("JG-430621-20270102.csv"));
    const socket = createServer().listen(within("JG-430621-20270103.csv"));
    onTestFinished(() => void socket.close());
    await once(socket, "listening");
    const troubles: string[] = [];
    const heard = { trouble: (file: string, trouble: string) => troubles.push(`${file} ${trouble}`) };
    await exchange(opened(), now, [], heard);
    expect(taken).toMatchObject([{ reference: "C43" }]);
    expect(await names("in")).toEqual([]);
    const aside = ["JG-430621-20270101.csv", "JG-430621-20270102.csv", "JG-430621-20270103.csv"];
    expect(await names("broken")).toEqual(aside.flatMap((name) => [name, `${name}.reasons.csv`]));
    expect(troubles).toEqual(aside.map((name) => `${name} cannot_be_opened`));
    for (const name of aside) {
      expect(await fileOf(name)).toMatchObject({ rows: 0, broken: [{ line: 1, reason: "cannot_be_opened" }] });
    }
    // Laid again, as it should be, it is taken.
    await put("JG-430621-20270101.csv", heads + good.replace("C1", "C44"));
    await exchange(opened(), now, [], heard);
    expect(taken).toMatchObject([{ reference: "C43" }, { reference: "C44" }]);
    expect(troubles).toHaveLength(3);
  });

  test("one whose .ok cannot be opened is put aside; what cannot be moved or went away keeps no other from being read", async () => {
    await put("JG-430621-20261209.csv", heads + good.replace("C1", "C45"));
    await symlink("nowhere.ok", join(directory, "in", "JG-430621-20261209.csv.ok"));
    for (const [day, reference] of [
      ["10", "C46"],
      ["11", "C47"],
      ["12", "C48"],
    ]) {
      await put(`JG-430621-202612${day}.csv`, heads + good.replace("C1", String(reference)));
      await put(`JG-430621-202612${day}.csv.ok`, "");
    }
    const files = filesIn(opened({ beside: "ok" }));
    const troubles: string[] = [];
    await exchangeFiles(
      db.database,
      {
        ...{ city, agency },
        files: {
          ...files,
          read: async (name) => {
            if (name.includes("11")) await rm(join(directory, "in", name));
            return files.read(name);
          },
          settle: async (name, broken) => {
            if (name.includes("10")) return false;
            return files.settle(name, broken);
          },
        },
      },
      async (_city, _agency, stage) => {
        taken.push(stage);
        return "taken";
      },
      now,
      { trouble: (file, trouble) => troubles.push(`${file} ${trouble}`) },
    );
    expect(taken.map(({ reference }) => reference)).toEqual(["C46", "C48"]);
    expect(troubles).toEqual(["JG-430621-20261209.csv cannot_be_opened", "JG-430621-20261210.csv cannot_be_moved"]);
    expect(await names("broken")).toContain("JG-430621-20261209.csv");
    expect(await names("done")).toEqual(["JG-430621-20261212.csv"]);
  });

  test("a receipt names the rows the agency did not take", async () => {
    await put("HZ-430621-20261116.csv", "文件名,行号,结果,说明\r\nSQ.csv,2,已接收,\r\nSQ.csv,3,拒收,银行卡号不对\r\n");
    await exchange(opened(), now);
    expect(await fileOf("HZ-430621-20261116.csv")).toMatchObject({
      rows: 2,
      broken: [{ line: 3, reason: "refused_there 银行卡号不对" }],
    });
  });

  test("a receipt's lines are the cases of our file, the whole file where it says so, and nothing we did not send", async () => {
    const connector = opened({ receipts: { ...config().receipts, file: "文件名" } });
    for (const [number, remark] of [
      ["C31", "两\n行"],
      ["C32", "一行"],
      ["C33", ""],
    ] as const) {
      await connector.submit(request(number, "王秀兰", remark), signal);
    }
    const files = filesIn(connector);
    const written = await files.write("2026-11-25");
    const name = written?.name ?? "";
    const text = await readFile(join(directory, "out", name), "utf8");
    const lineOf = (number: string) => text.slice(0, text.indexOf(number)).split("\n").length;
    const heard = async (receipt: string, rows: string) => {
      await put(receipt, `文件名,行号,结果,说明\r\n${rows}`);
      return (await files.read(receipt))?.refused;
    };
    const refused = await heard(
      "HZ-430621-20261126.csv",
      `${name},${lineOf("C32")},拒收,银行卡号不对\r\n${name},${lineOf("C31")},已接收,\r\n${name},99,拒收,\r\nSQ-other.csv,2,拒收,\r\n`,
    );
    expect(refused).toEqual([{ number: "C32", file: name, line: lineOf("C32"), say: "银行卡号不对" }]);
    const whole = await heard("HZ-430621-20261127.csv", `${name},0,拒收,格式不对\r\n`);
    expect(whole?.map(({ number }) => number).sort()).toEqual(["C31", "C32", "C33"]);
    // Without the column of the file it is the one of the same day.
    const plain = opened();
    await put("HZ-430621-20261125.csv", `文件名,行号,结果,说明\r\n?,${lineOf("C33")},拒收,\r\n`);
    expect((await filesIn(plain).read("HZ-430621-20261125.csv"))?.refused).toMatchObject([{ number: "C33", say: "" }]);
  });

  test("names of others are left alone; two processes do not read at once", async () => {
    await put("../../etc.csv".replaceAll("/", "_"), heads + good);
    await put("JG-130982-20261116.csv", heads + good);
    expect(await Promise.all([exchange(opened(), now), exchange(opened(), now)])).toContain(true);
    expect(taken).toEqual([]);
    expect(await names("in")).toHaveLength(2);
  });
});

test("a file that does not come by its hour is a state everybody sees, until one comes", async () => {
  await connect();
  await put("JG-430621-20261121.csv", heads + good.replace("C1", "C21"));
  await exchange(opened(), now);
  const state = async (at: Date) =>
    (await connectorsOf(db.database, city, at)).find((each) => each.agency === agency)?.state;
  expect(await state(now)).not.toBe("missing_file");
  const night = new Date("2026-11-16T21:59:00Z");
  await exchange(opened(), night);
  expect(await state(night)).not.toBe("missing_file");
  const morning = new Date("2026-11-16T22:01:00Z");
  await exchange(opened(), morning);
  expect(await state(morning)).toBe("missing_file");
  const [line] = (await connectorsOf(db.database, city, morning)).filter((each) => each.agency === agency);
  expect(line?.filesMissingSince).toEqual(new Date("2026-11-16T22:00:00Z"));
  await put("JG-430621-20261122.csv", heads + good.replace("C1", "C22"));
  await exchange(opened(), morning);
  expect(await state(morning)).not.toBe("missing_file");
});
