import type { Question, ServiceDefinition } from "../catalogue/index.ts";
import { compileService } from "../catalogue/index.ts";

/** A residence permit as the tests of this module ask for it: every page and question has a reason to be here. */
export const residencePermit: ServiceDefinition = {
  code: "residence-permit",
  field: "policing",
  kind: "apply",
  regime: "licence",
  name: { zh: "居住证申领", en: "Residence permit" },
  summary: { zh: "在本地居住半年以上的人可以申领居住证。", en: "For people who have lived here for half a year." },
  also: { zh: ["暂住证"], en: ["temporary residence"] },
  audience: ["person"],
  agency: "public-security",
  law: [{ title: "居住证暂行条例", article: "第二条" }],
  time: { accept: { law: { days: 5, unit: "working_days" } }, decide: { law: { days: 15, unit: "days" } } },
  fee: "none",
  purposes: {
    residence: { say: { zh: "核实居住情况", en: "To check where you live" }, basis: "居住证暂行条例 第九条" },
  },
  refuse: [
    {
      when: 'months_lived < 6 or ground = "none"',
      say: {
        zh: "需在本地居住满半年，并有就业、住所或就读之一。",
        en: "You need half a year here, and work, a home or a school.",
      },
    },
  ],
  needs: [],
  ask: [
    {
      page: "who",
      title: { zh: "您是谁", en: "Who you are" },
      questions: [
        question({ id: "name", type: "name", from: "profile" }),
        question({ id: "resident_id", type: "resident_id", from: "profile" }),
        question({ id: "phone", type: "phone", from: "profile" }),
      ],
    },
    {
      page: "where",
      title: { zh: "住在哪里", en: "Where you live" },
      questions: [
        question({ id: "address", type: "address" }),
        question({ id: "since", type: "date", max: "today" }),
        question({ id: "months_lived", type: "number", min: 0, max: 1200 }),
        question({
          id: "ground",
          type: "choice",
          options: [
            { value: "job", label: { zh: "就业", en: "Work" } },
            { value: "housing", label: { zh: "住所", en: "Home" } },
            { value: "school", label: { zh: "就读", en: "School" } },
            { value: "none", label: { zh: "都没有", en: "None of these" } },
          ],
        }),
      ],
    },
    {
      page: "proof",
      title: { zh: "证明", en: "Proof" },
      questions: [
        question({ id: "proof", type: "file", when: 'ground = "housing"', or_promise: true }),
        question({ id: "employer", type: "name", when: 'ground = "job"' }),
        question({ id: "employer_code", type: "organisation_code", when: "employer != null", required: false }),
      ],
    },
    {
      page: "extra",
      title: { zh: "其他", en: "Anything else" },
      questions: [question({ id: "remark", type: "long_text", required: false })],
    },
  ],
  deliver: ["collect"],
  result: { certificate: "residence-permit" },
  remedies: { zh: "可在六十日内申请行政复议。", en: "You can ask for a review within 60 days." },
  keep: { months: 24, basis: "档案法" },
  samples: [],
};

export const source = compileService(residencePermit);

/** A question with what every question needs. */
export function question(given: Partial<Question> & Pick<Question, "id" | "type">): Question {
  return { label: { zh: given.id, en: given.id }, purpose: "residence", ...given };
}

export const today = "2026-11-21";

export const goodAnswers = {
  name: "买买提·艾力",
  resident_id: "11010519491231002X",
  phone: "13800138000",
  address: { division: "430621", detail: "荣家湾镇东方路 12 号" },
  since: "2025-01-31",
  months_lived: 21,
  ground: "job",
  employer: "岳阳县自来水公司",
  employer_code: "91110000101623741K",
};
