import { join } from "node:path";
import { everybody, hasRightCheck, type Person } from "../people.ts";
import type { Open } from "../support/agency.ts";
import { digits, yuan } from "../support/days.ts";
import { EnvelopeError, envelopeDialect } from "../support/envelope.ts";
import { type Fields, isFields, textIn } from "../support/json.ts";
import { randomFor } from "../support/random.ts";
import { Records, recordControls } from "../support/records.ts";

/** What a person owns, in the register's own keys. */
type Holdings = { readonly list: readonly Dwelling[] };
type Dwelling = {
  readonly bdcdyh: string;
  readonly qlr: string;
  readonly zjhm: string;
  readonly zl: string;
  readonly mj: string;
  readonly yt: string;
  readonly djrq: string;
};

const mostFamily = 20;

/** The register of real estate: how many dwellings a family owns in a division. */
export const open: Open = ({ seed, folder, own }) => {
  const people = everybody(seed);
  const made = [...people.values()].map((person) => [person.idNumber, { list: dwellings(seed, person) }] as const);
  const records = new Records<Holdings>(new Map(made), join(folder, "records.jsonl"));
  const dialect = envelopeDialect(own.token, {
    queryProperty: (params, swapped) => {
      const name = textIn(params, "xm", 100);
      if (!name) throw new EnvelopeError("参数缺失：xm");
      const asked = number(params["zjhm"], "zjhm");
      const division = params["qhdm"];
      if (division !== undefined && !(typeof division === "string" && /^\d{6}$/.test(division)))
        throw new EnvelopeError("参数格式错误：qhdm");
      const known = people.get(asked);
      if (known && known.name !== name.trim()) throw new EnvelopeError("姓名与证件号码不一致");
      const about = swapped ? records.other(asked) : asked;
      // A county has its own six digits; a city ends in 00, a province in 0000.
      const within = typeof division === "string" ? division.replace(/(00){1,2}$/, "") : "";
      const others = new Map([...family(params["jtcy"]), ...close(params)]);
      const list = [...new Set([about, ...others.keys()])]
        .flatMap((one) => records.get(one)?.list ?? [])
        .filter(({ bdcdyh }) => bdcdyh.startsWith(within));
      const xm = swapped ? (people.get(about)?.name ?? name) : name;
      return {
        code: "1",
        xm,
        zjhm: about,
        fwts: String(list.length),
        cxr: [xm, ...new Set(others.values())].filter((one) => one !== "").join("、"),
        cxfw: within === "" ? "全省" : (registers.get(String(division)) ?? `区划 ${division}`),
        cxsj: digits(new Date()),
        list,
      };
    },
  });
  return { ...dialect, controls: recordControls(records), says: {} };
};

/** How the register writes the places it is searched for; of others it gives the code. */
const registers: ReadonlyMap<string, string> = new Map([
  ["430000", "湖南省"],
  ["430600", "湖南省岳阳市"],
  ["430621", "湖南省岳阳县"],
  ["130000", "河北省"],
  ["130982", "河北省任丘市"],
  ["410000", "河南省"],
  ["419001", "河南省济源市"],
]);

function number(value: unknown, name: string): string {
  if (typeof value !== "string" || value === "") throw new EnvelopeError(`参数缺失：${name}`);
  const upper = value.toUpperCase();
  if (!hasRightCheck(upper)) throw new EnvelopeError(`证件号码校验失败：${name}`);
  return upper;
}

/** Family members as a list of numbers, of `{xm, zjhm}`, or as one text with commas. */
function family(value: unknown): [number: string, name: string][] {
  if (value === undefined || value === null || value === "") return [];
  const list: unknown = typeof value === "string" ? value.split(/[,，、;；\s]+/).filter((part) => part !== "") : value;
  if (!Array.isArray(list) || list.length > mostFamily) throw new EnvelopeError("参数格式错误：jtcy");
  return list.map((one: unknown) => [
    number(isFields(one) ? one["zjhm"] : one, "jtcy"),
    isFields(one) ? (textIn(one, "xm", 100) ?? "") : "",
  ]);
}

/** Spouse and children under names of their own. */
function close(params: Fields): [number: string, name: string][] {
  return ["po", "zn", "zn2"].flatMap((who) => {
    const given = params[`${who}zjhm`];
    if (given === undefined || given === null || given === "") return [];
    return [[number(given, `${who}zjhm`), textIn(params, `${who}xm`, 100) ?? ""] as [string, string]];
  });
}

function dwellings(seed: number, person: Person): Dwelling[] {
  const random = randomFor(seed, "dwellings", person.idNumber);
  const generated = Number(person.birthday.slice(0, 4)) < 2002 ? random.pick([0, 0, 1, 1, 1, 2]) : 0;
  const fixed = { grandmother: 1, worker: 0, student: 0, foreigner: 1, trader: 0, resident: generated };
  return Array.from({ length: fixed[person.role] }, (_, index) => ({
    bdcdyh: `${person.division}${String(random.whole(1, 999)).padStart(3, "0")}GB${String(random.whole(1, 99_999)).padStart(5, "0")}F${String(index + 1).padStart(8, "0")}`,
    qlr: person.name,
    zjhm: person.idNumber,
    zl: index === 0 ? person.address : `湖南省岳阳县示例小区 ${random.whole(1, 30)} 栋 ${random.whole(101, 1802)} 室`,
    mj: person.role === "grandmother" ? "86.40" : yuan(random.whole(4_500, 16_000)),
    yt: "住宅",
    djrq:
      person.role === "grandmother"
        ? "19980615"
        : `${random.whole(2003, 2024)}${random.pick(["0315", "0620", "1108"])}`,
  }));
}
