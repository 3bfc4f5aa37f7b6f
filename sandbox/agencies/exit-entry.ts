import { join } from "node:path";
import { everybody, type Person } from "../people.ts";
import type { Agency, Open } from "../support/agency.ts";
import { sameText } from "../support/control.ts";
import { addDays } from "../support/days.ts";
import { isJson, json, readJson, textIn } from "../support/json.ts";
import { randomFor } from "../support/random.ts";
import { Records, recordControls } from "../support/records.ts";

/** An application for a document, by its receipt number. */
type Application = {
  readonly idNo: string;
  readonly name: string;
  readonly kind: string;
  readonly stage: keyof typeof stageNames;
  readonly acceptedOn: string;
  readonly expectedOn: string;
};

const stageNames = { 1: "已受理", 2: "审批中", 3: "制证中", 4: "可领取", 5: "已领取", 9: "不予签发" } as const;
const known = ["1", "2", "3", "4", "5", "9"] as const;
const idTypes = new Set(["resident_id", "hk_macao_taiwan_permit", "foreign_permanent_resident_id", "passport"]);
const kinds = ["普通护照", "往来港澳通行证", "往来台湾通行证"] as const;

/** Exit and entry: how far an application is, by receipt number and person. */
export const open: Open = ({ seed, today, folder, own }) => {
  const applications = new Map<string, Application>();
  const add = (person: Person, receipt: string, kind: string, stage: Application["stage"], days: number) =>
    applications.set(receipt, {
      idNo: person.idNumber,
      name: person.name,
      kind,
      stage,
      acceptedOn: addDays(today, -days),
      expectedOn: addDays(today, 29 - days),
    });
  for (const person of everybody(seed).values()) {
    const random = randomFor(seed, "exit-entry", person.idNumber);
    const receipt = `430621260000${person.phone.slice(-3).padStart(3, "0").replace(/^0/, "9")}`;
    if (person.role === "worker") add(person, receipt, "普通护照", 4, 20);
    else if (person.role === "student") add(person, receipt, "往来港澳通行证", 2, 5);
    else if (person.role === "foreigner") add(person, receipt, "外国人永久居留身份证", 3, 12);
    else if (person.role === "resident" && random.chance(0.2)) {
      const stage = random.pick([1, 2, 3, 4, 5, 9] as const);
      add(
        person,
        `430621260001${String(applications.size).padStart(3, "0")}`,
        random.pick(kinds),
        stage,
        random.whole(1, 25),
      );
    }
  }
  const records = new Records<Application>(applications, join(folder, "records.jsonl"));

  const say = (status: number, ret: number, msg: string, data?: unknown) => json(status, { ret, msg, data });
  const answer: Agency["answer"] = (heard, swapped) => {
    const key = heard.headers["x-api-key"];
    if (typeof key !== "string" || !sameText(key, own.token)) return say(401, 40101, "X-Api-Key 无效");
    if (heard.path !== "/v2/progress" || heard.method !== "POST") return say(404, 40400, "接口不存在");
    const body = isJson(heard) ? readJson(heard) : undefined;
    if (!body) return say(400, 40001, "报文格式错误");
    for (const name of ["receiptNo", "idType", "idNo", "name"])
      if (textIn(body, name, 100) === undefined) return say(400, 40002, `参数缺失：${name}`);
    if (!idTypes.has(String(body["idType"]))) return say(400, 40002, "参数错误：idType");
    const asked = String(body["receiptNo"]);
    if (!/^\d{15}$/.test(asked)) return say(400, 40002, "参数错误：receiptNo");
    const receipt = swapped ? records.other(asked) : asked;
    const one = records.get(receipt);
    const theirs = one && one.idNo === String(body["idNo"]).toUpperCase() && one.name === String(body["name"]).trim();
    if (!one || (!swapped && !theirs)) return say(200, 40401, "未查询到受理信息");
    return say(200, 0, "ok", progress(receipt, one));
  };
  return {
    answer,
    broken: () => say(500, 50000, "系统异常"),
    controls: recordControls(records),
    says: {},
  };
};

function progress(receiptNo: string, { idNo, name, kind, stage, acceptedOn, expectedOn }: Application) {
  const passed = known.filter((one) => (stage === 9 ? one <= "2" || one === "9" : Number(one) <= stage));
  return {
    receiptNo,
    idNo,
    name,
    kind,
    stage: String(stage),
    stageName: stageNames[stage],
    acceptedOn,
    expectedOn,
    pickupAt: "岳阳县公安局出入境接待大厅",
    trackingNo: null,
    remark: stage === 9 ? "不符合签发条件，详见书面通知" : null,
    steps: passed.map((one, index) => ({
      at: `${addDays(acceptedOn, index * 3)}T09:30:00+08:00`,
      stage: one,
      name: stageNames[Number(one) as keyof typeof stageNames],
    })),
  };
}
