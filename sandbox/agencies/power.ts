import { join } from "node:path";
import { everybody, type Person } from "../people.ts";
import type { Answer, Open } from "../support/agency.ts";
import { type Bill, BillBook, type Outcome, type Standing, says, type Word } from "../support/bill-book.ts";
import { sameText } from "../support/control.ts";
import { addMonths, digits, isDay, monthOf, yuan } from "../support/days.ts";
import { type Custom, EnvelopeError, envelopeDialect } from "../support/envelope.ts";
import { type Fields, readJson, textIn } from "../support/json.ts";
import { randomFor } from "../support/random.ts";
import { Records, recordControls } from "../support/records.ts";

/** An account's newest bill, in the company's own keys. */
type Account = {
  readonly hm: string;
  readonly dz: string;
  readonly ny: string;
  readonly dl: string;
  readonly qfje: string;
  /** 0 未缴, 1 已缴, 2 逾期. */
  readonly zt: "0" | "1" | "2";
  readonly jzrq: string;
  readonly list: readonly { readonly xm: string; readonly sl: string; readonly dj: string; readonly je: string }[];
};

/** Steps of the tariff: up to so many kWh a month, ten-thousandths of a yuan each. */
const steps = [
  { name: "第一档电费", upTo: 200, price: 5_880 },
  { name: "第二档电费", upTo: 350, price: 6_380 },
  { name: "第三档电费", upTo: Number.POSITIVE_INFINITY, price: 8_880 },
];

/** The power company: bills by account number (户号), whoever asks. */
export const open: Open = (kit) => {
  const { seed, today, folder, own } = kit;
  const newest = addMonths(monthOf(today), -1);
  const accounts = new Map<string, Person>();
  for (const person of everybody(seed).values()) {
    // The student lives in a hall of residence; the trader's account is the shop's.
    if (person.role === "resident") accounts.set(`4306211${String(accounts.size).padStart(6, "0")}`, person);
    else if (person.role !== "student") accounts.set(`430621000${person.phone.slice(-4)}`, person);
  }
  for (const sample of samples) accounts.set(sample.account, sample.person);
  const bill = (account: string, person: Person, month: string): Account => {
    const used = person.role === "grandmother" ? 186 : randomFor(seed, "power", account, month).whole(60, 480);
    const owes = month === newest && randomFor(seed, "owes", account).chance(person.role === "resident" ? 0.8 : 1);
    const list = lines(used);
    const total = list.reduce((sum, line) => sum + line.fen, 0);
    return {
      hm: masked(person.name),
      dz: person.role === "trader" ? "湖南省岳阳县荣家湾镇演示市场 12 号" : person.address,
      ny: month.replace("-", ""),
      dl: String(used),
      qfje: owes ? yuan(total) : "0.00",
      zt: owes ? "0" : "1",
      jzrq: `${addMonths(month, 1).replace("-", "")}25`,
      list: list.map(({ xm, sl, dj, fen }) => ({ xm, sl, dj, je: yuan(fen) })),
    };
  };
  const records = new Records(
    new Map([...accounts].map(([account, person]) => [account, bill(account, person, newest)])),
    join(folder, "records.jsonl"),
  );
  const billOf = (account: string): Bill | undefined => {
    const record = records.get(account);
    return record && asBill(account, record);
  };
  // A reference is the account and the month, as the bill says.
  const book = new BillBook(kit, (reference) => {
    const account = /^(\w{8,20})-\d{6}$/.exec(reference)?.[1] ?? "";
    const found = billOf(account);
    return found?.reference === reference ? found : undefined;
  });
  const owedBy = (account: string) => {
    const found = billOf(account);
    return book.owed([...(found ? [found] : []), ...book.added(account)]);
  };
  const dialect = envelopeDialect(own.token, {
    queryArrears: (params, swapped) => {
      const asked = accountIn(params);
      if (params["gdgs"] !== undefined && !companies.includes(String(params["gdgs"]))) return { code: "2" };
      const account = swapped ? records.other(asked) : asked;
      const record = records.get(account);
      if (!record) return { code: "2" };
      const list = owedBy(account).map((one) => ({
        ...{ zdh: one.reference, ny: (one.period ?? "").replace("-", ""), yjje: yuan(one.owed), wyj: yuan(one.late) },
        ...(one.due_on === undefined ? {} : { jzrq: one.due_on.replaceAll("-", "") }),
        mx: (one.items ?? []).map(({ name, amount }) => ({ xm: name, je: yuan(amount) })),
      }));
      return { code: "1", hh: account, hm: record.hm, bs: String(list.length), list };
    },
    writeOff: (params, swapped) => {
      const [key, reference, amount] = [
        textIn(params, "lsh", 100),
        textIn(params, "zdh", 64),
        textIn(params, "je", 20),
      ];
      if (!key) throw new EnvelopeError("参数缺失：lsh");
      if (!reference) throw new EnvelopeError("参数缺失：zdh");
      if (!amount || !/^\d{1,12}\.\d{2}$/.test(amount)) throw new EnvelopeError("参数格式错误：je");
      const at = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(textIn(params, "zfsj", 14) ?? "");
      if (!at) throw new EnvelopeError("参数格式错误：zfsj");
      const [, year, month, day, hour, minute, second] = at;
      const paidAt = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`);
      return settled(book.writeOff({ key, reference, amount: Number(amount.replace(".", "")), paidAt }), key, swapped);
    },
    queryWriteOff: (params, swapped) => {
      const key = textIn(params, "lsh", 100);
      if (!key) throw new EnvelopeError("参数缺失：lsh");
      const outcome = book.query(key);
      return outcome ? settled(outcome, key, swapped) : { code: "2" };
    },
    reverse: (params, swapped) => {
      const [reversal, key, reference, amount] = [
        textIn(params, "czlsh", 100),
        textIn(params, "lsh", 100),
        textIn(params, "zdh", 64),
        textIn(params, "je", 20),
      ];
      if (!reversal) throw new EnvelopeError("参数缺失：czlsh");
      if (!key) throw new EnvelopeError("参数缺失：lsh");
      if (!reference) throw new EnvelopeError("参数缺失：zdh");
      if (!amount || !/^\d{1,12}\.\d{2}$/.test(amount)) throw new EnvelopeError("参数格式错误：je");
      const done = book.reverse({ reversal, key, reference, amount: fenOf(amount) }, { whole: true, sameDay: true });
      const own = { czlsh: swapped ? "00000000000000000000000000000" : reversal };
      return typeof done === "string"
        ? { code: "36", text: done, ...own }
        : { code: "1", text: "冲正成功", ...own, czh: done.number, je: yuan(done.amount) };
    },
    queryBill: (params, swapped) => {
      const asked = accountIn(params);
      const month = params["ny"] === undefined ? newest : monthIn(params["ny"]);
      if (params["gdgs"] !== undefined && !companies.includes(String(params["gdgs"]))) return { code: "2" };
      const account = swapped ? records.other(asked) : asked;
      const record = records.get(account);
      const person = accounts.get(account);
      if (!record || month > newest || month < addMonths(newest, -24)) return { code: "2" };
      if (month === newest || !person)
        return { code: "1", hh: account, ...record, ...standing(owedBy(account), record) };
      return { code: "1", hh: account, ...bill(account, person, month) };
    },
  });
  return {
    broken: dialect.broken,
    answer: (heard, swapped, moods) => {
      const [, year, month, day] = /^\/files\/DZ_(\d{4})(\d{2})(\d{2})\.txt$/.exec(heard.path) ?? [];
      if (day === undefined) return dialect.answer(heard, swapped, moods);
      if (!sameText(String(readJson(heard)?.["token"] ?? ""), own.token)) {
        return { status: 401, type: "text/plain", text: "token无效", encoding: "gbk" };
      }
      return fileOf(book, `${year}-${month}-${day}`);
    },
    controls: { ...recordControls(records), ...book.controls },
    says: {},
    close: async () => book.close(),
  };
};

/** 1 is this company, and 3 what people call it where it has another name; accounts of 2 are not known here. */
const companies = ["1", "3"];

/** Accounts of the samples, in the other cities of the demonstration. */
const samples = [
  ["4301622875", "王磊", "430621", "湖南省岳阳县新墙镇示例路 8 号"],
  ["1305518046", "李晓梅", "130982", "河北省任丘市演示街 21 号"],
  ["4190027731", "陈立", "419001", "河南省济源市演示巷 9 号"],
].map(([account = "", name = "", division = "", address = ""]) => ({
  account,
  person: {
    ...{ role: "grandmother", name, idType: "resident_id", idNumber: "", phone: "", division, address, birthday: "" },
  } as Person,
}));

function accountIn(params: Fields): string {
  const asked = textIn(params, "hh", 20);
  if (!asked || !/^\d{8,20}$/.test(asked)) throw new EnvelopeError("参数缺失：hh");
  return asked;
}

const fenOf = (text: string) => Number(text.replace(".", ""));

/** Being late costs a household 0.1 % a day (供电营业规则). */
function asBill(account: string, { ny, qfje, jzrq, hm, list }: Account): Bill | undefined {
  const amount = fenOf(qfje);
  if (amount === 0) return undefined;
  return {
    ...{ reference: `${account}-${ny}`, amount, period: `${ny.slice(0, 4)}-${ny.slice(4)}`, holder: hm, partial: true },
    ...{ due_on: `${jzrq.slice(0, 4)}-${jzrq.slice(4, 6)}-${jzrq.slice(6)}`, percent_a_day: 0.1 },
    items: list.map(({ xm, je }) => ({ name: xm, amount: fenOf(je) })),
  };
}

/** What of the newest bill is still open, and whether its day has passed. */
function standing(open: readonly Standing[], record: Account): Pick<Account, "qfje" | "zt"> {
  const total = open.reduce((sum, { owed }) => sum + owed, 0);
  const isLate = open.some(({ late }) => late > 0);
  return { qfje: yuan(total), zt: total === 0 ? "1" : isLate ? "2" : record.zt === "1" ? "0" : record.zt };
}

/** 1 done · 2 never heard of · 31 paid elsewhere · 32 amount · 33 closed · 34 being worked on · 35 no such bill · 39 key of another. */
const words: Readonly<Record<Word, string>> = {
  ...{ done: "1", paid_elsewhere: "31", amount: "32", closed: "33", waiting: "34", unknown: "35", other: "39" },
};

function settled({ word, written }: Outcome, key: string, swapped: boolean): Custom {
  return {
    ...{ code: words[word], text: says[word], lsh: swapped ? "00000000000000000000000000000" : key },
    ...(written ? { xzh: written.number, zdh: written.reference, je: yuan(written.amount) } : {}),
  };
}

/** One line a write-off, cells between strokes, GBK; the last line counts them. */
function fileOf(book: BillBook, day: string): Answer {
  const lines = isDay(day) ? book.lines(day) : undefined;
  if (!lines) return { status: 404, type: "text/plain", text: "没有这一天的对账文件", encoding: "gbk" };
  const done = lines.filter(({ state }) => state === "done");
  const text = [
    ...lines.map(({ key, reference, amount, state, at }) =>
      [key, reference, yuan(amount), state === "done" ? "1" : "9", digits(new Date(at))].join("|"),
    ),
    ["HJ", lines.length, yuan(done.reduce((sum, { amount }) => sum + amount, 0)), "合计", ""].join("|"),
  ];
  return { status: 200, type: "text/plain", text: `${text.join("\r\n")}\r\n`, encoding: "gbk" };
}

function monthIn(value: unknown): string {
  if (typeof value !== "string" || !/^\d{4}(0[1-9]|1[0-2])$/.test(value)) throw new EnvelopeError("参数格式错误：ny");
  return `${value.slice(0, 4)}-${value.slice(4)}`;
}

function lines(used: number): { xm: string; sl: string; dj: string; fen: number }[] {
  let from = 0;
  return steps.flatMap(({ name, upTo, price }) => {
    const amount = Math.min(used, upTo) - from;
    if (amount <= 0) return [];
    from = upTo;
    return [{ xm: name, sl: String(amount), dj: (price / 10_000).toFixed(4), fen: Math.round((amount * price) / 100) }];
  });
}

const masked = (name: string): string => (name.length <= 2 ? `${name[0]}*` : `${name[0]}*${name.at(-1)}`);
