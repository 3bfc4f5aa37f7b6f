import type { Language, Text } from "../../i18n/index.ts";
import type { FieldError } from "../../refusal.ts";
import type { IconName } from "../icons.ts";

/** Chinese and English side by side, for the gallery's sample sentences. */
export function speak(language: Language): (zh: string, en: string) => string {
  return (zh, en) => (language === "zh" ? zh : en);
}

export const fields: readonly { readonly code: string; readonly name: Text; readonly icon: IconName }[] = [
  { code: "social-security", name: { zh: "社会保障与就业", en: "Social security & employment" }, icon: "briefcase" },
  { code: "health", name: { zh: "医疗健康与医保", en: "Health & medical insurance" }, icon: "stethoscope" },
  { code: "housing", name: { zh: "公积金与住房", en: "Housing fund, housing, real estate" }, icon: "home" },
  { code: "transport", name: { zh: "车驾管与交通出行", en: "Driving, vehicles, mobility" }, icon: "car" },
  { code: "policing", name: { zh: "公安户政", en: "Policing & household registration" }, icon: "shield" },
  { code: "exit-entry", name: { zh: "出入境", en: "Exit & entry" }, icon: "plane-departure" },
  { code: "civil-affairs", name: { zh: "民政", en: "Civil affairs" }, icon: "heart-handshake" },
  { code: "justice", name: { zh: "司法与法律服务", en: "Justice & legal services" }, icon: "scale" },
  { code: "tax", name: { zh: "税务与非税", en: "Tax, fines, fees" }, icon: "receipt-tax" },
  { code: "utilities", name: { zh: "生活缴费", en: "Utilities" }, icon: "bolt" },
  { code: "education-culture", name: { zh: "教育文化旅游", en: "Education, culture, tourism" }, icon: "school" },
  {
    code: "city-business",
    name: { zh: "城市治理、环境与企业", en: "City, environment, business" },
    icon: "building-community",
  },
];

export const sampleErrors: readonly FieldError[] = [
  {
    field: "address",
    code: "required",
    message: { zh: "请填写现住址，写到门牌号", en: "Enter the address, with the door number" },
  },
  { field: "since", code: "date", message: { zh: "月份应在 1 到 12 之间", en: "The month must be between 1 and 12" } },
  { field: "ground", code: "required", message: { zh: "请选择一项申领依据", en: "Choose a ground for applying" } },
];

export type SampleCase = {
  readonly number: string;
  readonly service: Text;
  readonly who: Text;
  readonly state: "yours" | "moving" | "waiting" | "paused" | "good" | "bad";
  readonly stateName: Text;
  readonly clock: Text;
  readonly used: number;
  readonly clockState: "running" | "soon" | "late" | "paused";
  readonly fee: string;
};

function sampleCase(
  number: string,
  service: readonly [string, string],
  who: readonly [string, string],
  state: readonly [SampleCase["state"], string, string],
  clock: readonly [SampleCase["clockState"], number, string, string],
  fee: string,
): SampleCase {
  return {
    number: `320500-${number}`,
    service: { zh: service[0], en: service[1] },
    who: { zh: who[0], en: who[1] },
    state: state[0],
    stateName: { zh: state[1], en: state[2] },
    clock: { zh: clock[2], en: clock[3] },
    used: clock[1],
    clockState: clock[0],
    fee,
  };
}

export const sampleCases: readonly SampleCase[] = [
  sampleCase(
    "20261103-M2V8T4NA-1",
    ["食品经营许可", "Food business licence"],
    ["苏州某餐饮有限公司", "A catering company"],
    ["moving", "审查中", "In review"],
    ["late", 1, "已超时 1 个工作日", "1 working day late"],
    "0.00",
  ),
  sampleCase(
    "20261110-9XRQ5B7C-6",
    ["居住证申领", "Residence permit"],
    ["陈*华", "C*** Hua"],
    ["yours", "待受理", "To accept"],
    ["soon", 0.8, "今天 17:30 前受理", "Accept by 17:30 today"],
    "0.00",
  ),
  sampleCase(
    "20261112-H3KD7W2E-0",
    ["不动产登记资料查询", "Real-estate records"],
    ["李*", "L*"],
    ["moving", "审查中", "In review"],
    ["running", 0.45, "还剩 3 个工作日", "3 working days left"],
    "80.00",
  ),
  sampleCase(
    "20261114-T6JF4P9G-8",
    ["建设工程规划许可", "Planning permission"],
    ["某置业有限公司", "A property company"],
    ["paused", "已中止", "Suspended"],
    ["paused", 0.3, "听证期间不计时", "Stopped for the hearing"],
    "1,200.00",
  ),
  sampleCase(
    "20261118-C8NB3L5S-4",
    ["最低生活保障", "Minimum living allowance"],
    ["王*英", "W*** Ying"],
    ["waiting", "待补正", "Correction asked"],
    ["running", 0.1, "还剩 18 个工作日", "18 working days left"],
    "0.00",
  ),
];
