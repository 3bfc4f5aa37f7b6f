import type { LoadedCatalogue, Question, ServiceDefinition } from "../../../src/domain/catalogue/index.ts";

const types: Readonly<Partial<Record<Question["type"], string>>> = {
  text: "文字",
  long_text: "长文字",
  number: "数字",
  money: "金额",
  date: "日期",
  yes_no: "是或否",
  choice: "单选",
  choices: "多选",
  name: "姓名",
  resident_id: "身份证号",
  organisation_code: "统一社会信用代码",
  phone: "电话",
  email: "邮箱",
  division: "行政区划",
  address: "地址",
  place: "地点",
  bank_card: "银行卡号",
  plate: "车牌",
  account_number: "编号",
  people: "几个人",
  file: "材料",
  photo: "照片",
};

/** A cell of a table: a bar would end it, a line break too. */
const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function source({ from }: Question): string {
  if (from === undefined || from === "person") return "本人填写";
  if (from === "profile") return "个人资料";
  const [kind, what = ""] = from.split(":");
  return kind === "certificate" ? `证照夹：${what}` : `机关：${what}`;
}

function feeOf({ fee }: ServiceDefinition): string {
  if (fee === "none") return "不收费";
  const yuan = (fen: number) => `${fen / 100} 元`;
  if (fee.amount_fen !== undefined) return `${yuan(fee.amount_fen)}（${fee.basis}）`;
  if (fee.amounts)
    return `${fee.amounts.map((row) => `${row.say.zh} ${yuan(row.amount_fen)}`).join("；")}（${fee.basis}）`;
  return `${(fee.bill ?? fee.local)?.zh ?? ""}（${fee.basis}）`;
}

/** What each service of a field asks, why and on what law, and where the answer comes from: for somebody who knows the field. */
export function drawReader({ services, fields }: LoadedCatalogue, field: string): string {
  const lines = [
    `# ${fields.get(field)?.name.zh ?? field}`,
    "",
    "问什么、为什么问、依据哪一条、答案从哪里来。由服务文件生成，请改服务文件。",
  ];
  const own = [...services.values()].filter(({ definition }) => definition.field === field);
  for (const { definition } of own.sort((a, b) => a.definition.code.localeCompare(b.definition.code, "en"))) {
    const { name, code, law, ask, purposes, look_up: lookUp } = definition;
    lines.push("", `## ${name.zh} \`${code}\``, "", definition.summary.zh, "");
    lines.push(`- 法律依据：${law.map(({ title, article }) => `《${title}》${article}`).join("；")}`);
    lines.push(`- 收费：${feeOf(definition)}`);
    if (lookUp) lines.push(`- 向机关查询：${lookUp.answer.map(({ label }) => label.zh).join("、")}`);
    for (const { say } of definition.refuse) lines.push(`- 办不了：${say.zh}`);
    lines.push("", "| 问题 | 类型 | 从哪里来 | 为什么问 | 依据 |", "| --- | --- | --- | --- | --- |");
    for (const question of ask.flatMap(({ questions }) => questions)) {
      const purpose = purposes[question.purpose];
      const row = [
        question.label.zh,
        types[question.type] ?? question.type,
        source(question),
        purpose?.say.zh ?? "",
        purpose?.basis ?? "",
      ];
      lines.push(`| ${row.map(cell).join(" | ")} |`);
    }
  }
  return `${lines.join("\n")}\n`;
}
