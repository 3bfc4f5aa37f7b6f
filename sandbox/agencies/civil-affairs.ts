import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "csv-stringify/sync";
import { ageOn, hasRightCheck } from "../people.ts";
import { ControlError, type Open } from "../support/agency.ts";
import { isDay } from "../support/days.ts";
import { encode } from "../support/gbk.ts";
import { Journal } from "../support/journal.ts";
import { writeWhole } from "../support/keys.ts";
import { readCsv } from "./csv.ts";

const applicationHead = ["申请编号", "姓名", "身份证号", "银行卡号", "户籍区划", "申请日期", "状态"];
const resultHead = ["申请编号", "姓名", "身份证号", "状态", "金额（元）", "日期", "说明"];
const receiptHead = ["文件名", "行号", "结果", "说明"];

type State = "已受理" | "需补正" | "已审批" | "不予批准" | "已发放" | "已撤回";
type Application = {
  readonly number: string;
  readonly name: string;
  readonly idNumber: string;
  readonly division: string;
  readonly state: State;
  readonly day: string;
  readonly fen: number | undefined;
  readonly note: string;
  /** Not yet told. */
  readonly news: boolean;
};
type Receipt = readonly [file: string, line: number, result: "已接收" | "重复" | "拒收", note: string];

const states: Readonly<Record<string, State>> = {
  received: "已受理",
  correction_asked: "需补正",
  accepted: "已受理",
  approved: "已审批",
  refused: "不予批准",
  paid: "已发放",
};

/** Civil affairs: no interface, only files at night. */
export const open: Open = ({ folder, moods, pace }) => {
  const directory = join(folder, "exchange");
  const into = join(directory, "in");
  const out = join(directory, "out");
  for (const path of [out, join(into, "done"), join(into, "refused")])
    mkdirSync(path, { recursive: true, mode: 0o700 });
  const journal = new Journal(join(folder, "applications.jsonl"));
  const all = new Map(journal.read<Application>().map((one) => [one.number, one]));
  const keep = (one: Application) => {
    journal.append(one);
    all.set(one.number, one);
  };

  /** What happens to those already there: approved or refused in one night, paid in the next. */
  const decide = (day: string) => {
    for (const one of [...all.values()]) {
      if (one.state === "已审批") keep({ ...one, state: "已发放", day, note: "", news: true });
      if (one.state !== "已受理" || one.news) continue;
      const age = ageOn(birthdayOf(one.idNumber), day);
      if (age < 80) keep({ ...one, state: "不予批准", day, note: `年龄未满 80 周岁（${age} 周岁）`, news: true });
      else keep({ ...one, state: "已审批", day, fen: allowance(age), news: true });
    }
  };

  const take = (row: Readonly<Record<string, string>>, day: string): [Receipt[2], string] => {
    const wrong = wrongIn(row);
    if (wrong) return ["拒收", wrong];
    const number = row["申请编号"] ?? "";
    const known = all.get(number);
    if (row["状态"] === "撤回") {
      if (!known) return ["拒收", "申请编号不存在"];
      if (known.state === "已审批" || known.state === "已发放") return ["拒收", "已办结，不能撤回"];
      keep({ ...known, state: "已撤回", day, news: false });
      return ["已接收", ""];
    }
    // An application sent back for a correction comes again under its number.
    if (known && known.state !== "需补正") return ["重复", ""];
    keep({
      number,
      name: row["姓名"] ?? "",
      idNumber: row["身份证号"] ?? "",
      division: row["户籍区划"] ?? "",
      state: "已受理",
      day,
      fen: undefined,
      note: "",
      news: true,
    });
    return ["已接收", ""];
  };

  const takeFile = (name: string, day: string): Receipt[] => {
    const bytes = readFileSync(join(into, name));
    const read = readCsv(bytes, applicationHead);
    const promised = readOk(join(into, `${name}.ok`));
    const whole = promised?.sha256 === createHash("sha256").update(bytes).digest("hex");
    const problem = !whole
      ? "校验不一致"
      : typeof read === "string"
        ? read
        : read.rows.length !== promised?.rows
          ? "行数不一致"
          : undefined;
    const to = problem ? "refused" : "done";
    for (const file of [name, `${name}.ok`]) renameSync(join(into, file), join(into, to, file));
    if (problem || typeof read === "string") return [[name, 0, "拒收", problem ?? ""]];
    return read.rows.map(({ line, values }) => [
      name,
      line,
      ...(values ? take(values, day) : (["拒收", "列数不正确"] as const)),
    ]);
  };

  const night = (day: string) => {
    decide(day);
    const names = readdirSync(into).filter((name) => /\.csv$/.test(name) && existsSync(join(into, `${name}.ok`)));
    const receipts = names.sort().flatMap((name) => takeFile(name, day));
    const compact = day.replaceAll("-", "");
    const written: string[] = [];
    const write = (name: string, head: string[], rows: readonly (readonly unknown[])[], spoil?: Spoil) => {
      const free = freeName(out, name);
      writeCsv(join(out, free), head, rows, spoil);
      written.push(free);
    };
    if (receipts.length > 0) write(`GLJT-HZ-430621-${compact}.csv`, receiptHead, receipts);
    const news = [...all.values()].filter((one) => one.news);
    if (news.length > 0) {
      const spoilt = moods.take("file");
      if (!spoilt.has("missing")) {
        const rows: (readonly unknown[])[] = news.map((one) => resultRow(one));
        const spoil = { half: spoilt.has("half"), gbk: spoilt.has("wrong-encoding") };
        const all = spoilt.has("broken-rows") ? [...rows, ...brokenRows(rows[0] ?? [])] : rows;
        const name = `GLJT-JG-430621-${compact}.csv`;
        write(name, resultHead, all, spoil);
        if (spoilt.has("twice")) write(name, resultHead, all, spoil);
        for (const one of news) keep({ ...one, news: false });
      }
    }
    return { taken: names, written, news: news.length };
  };

  let clock: NodeJS.Timeout | undefined;
  if (pace !== undefined) clock = setInterval(() => night(new Date().toISOString().slice(0, 10)), pace);
  return {
    controls: {
      "POST /control/night": ({ day }) => {
        if (!isDay(day)) throw new ControlError("day: YYYY-MM-DD");
        return night(day);
      },
      "GET /control/cases": () => ({ items: [...all.values()] }),
      "POST /control/stages": ({ reference, stage, say, values }) => {
        const one = all.get(String(reference));
        const state = states[String(stage)];
        if (!one || !state) throw new ControlError(`reference, and stage: one of ${Object.keys(states).join(", ")}`);
        const fen = (values as { amount_fen?: unknown } | undefined)?.amount_fen;
        keep({
          ...one,
          state,
          note: typeof say === "string" ? say : "",
          ...(typeof fen === "number" ? { fen } : {}),
          news: true,
        });
        return all.get(one.number);
      },
    },
    says: { directory },
    close: async () => clearInterval(clock),
  };
};

/** Fen a month, as the place set it. */
const allowance = (age: number): number => (age >= 100 ? 50_000 : age >= 90 ? 20_000 : 10_000);

const birthdayOf = (number: string): string => `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;

/** 2026-09-01 → 2026/9/1, as offices' tools write it. */
const slashed = (day: string): string => day.split("-").map(Number).join("/");

function wrongIn(row: Readonly<Record<string, string>>): string | undefined {
  if (!row["申请编号"]) return "申请编号为空";
  if (!row["姓名"]) return "姓名为空";
  const number = row["身份证号"] ?? "";
  if (!hasRightCheck(number) || !isDay(birthdayOf(number))) return "身份证号校验失败";
  // Without a number it is paid to the person's social security card.
  if (!/^(\d{12,19})?$/.test(row["银行卡号"] ?? "")) return "银行卡号格式错误";
  if (!/^\d{6}$/.test(row["户籍区划"] ?? "")) return "户籍区划格式错误";
  const [year = "", month = "", day = ""] = (row["申请日期"] ?? "").split("/");
  if (!isDay(`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`)) return "申请日期格式错误";
  return row["状态"] === "申请" || row["状态"] === "撤回" ? undefined : "状态不存在";
}

function resultRow({ number, name, idNumber, state, fen, day, note }: Application): readonly unknown[] {
  return [number, name, idNumber, state, fen === undefined ? "" : (fen / 100).toFixed(2), slashed(day), note];
}

/** Rows as careless hands leave them, each wrong in one way. */
function brokenRows(good: readonly unknown[]): (readonly unknown[])[] {
  const changed = (index: number, value: unknown) => good.map((cell, at) => (at === index ? value : cell));
  const number = String(good[2]);
  const check = number.endsWith("1") ? "2" : "1";
  return [
    good.slice(0, 4),
    changed(2, number.slice(0, 17) + check),
    changed(5, "2026/2/30"),
    changed(4, "一百元整"),
    changed(3, "已批"),
    changed(0, ""),
    ["合计", "", "", "", "300.00", "", ""],
  ];
}

type Spoil = { readonly half: boolean; readonly gbk: boolean };

function writeCsv(path: string, head: readonly string[], rows: readonly (readonly unknown[])[], spoil?: Spoil): void {
  const text = stringify([head, ...rows], { record_delimiter: "windows" });
  const bytes = spoil?.gbk ? encode(text, "gbk") : encode(`\ufeff${text}`, "utf-8");
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  writeWhole(path, spoil?.half ? bytes.subarray(0, Math.floor(bytes.length / 2)) : bytes);
  writeWhole(`${path}.ok`, `rows=${rows.length}\nsha256=${sha256}\n`);
}

/** A second file of one night is called -2, a third -3. */
function freeName(folder: string, name: string): string {
  let free = name;
  for (let count = 2; existsSync(join(folder, free)); count += 1) free = name.replace(/\.csv$/, `-${count}.csv`);
  return free;
}

function readOk(path: string): { rows: number; sha256: string } | undefined {
  const found = /^rows=(\d+)\r?\nsha256=([0-9a-f]{64})\s*$/.exec(readFileSync(path, "utf8"));
  return found ? { rows: Number(found[1]), sha256: found[2] ?? "" } : undefined;
}
