import { formatMoney, type Text } from "../../../foundation/i18n/index.ts";
import type { ServiceVersion } from "./compile.ts";
import type {
  CertificateTemplate,
  Duration,
  FoundField,
  Question,
  QuestionPage,
  ServiceDefinition,
  TimeLimit,
} from "./definition.ts";

/**
 * One thing a definition says, in words a reader without YAML understands. `key` is the same in two versions where they speak of the
 * same thing; `part` groups.
 */
export type Statement = { readonly key: string; readonly part: Part; readonly label: Text; readonly value: Text };

export const parts = {
  about: { zh: "基本情况", en: "About" },
  law: { zh: "法律依据", en: "Law" },
  time: { zh: "时限", en: "Time limits" },
  fee: { zh: "收费和到场", en: "Fee and visit" },
  refuse: { zh: "办不了的情形", en: "Grounds for refusal" },
  ask: { zh: "问题", en: "Questions" },
  purposes: { zh: "用途", en: "Purposes" },
  answer: { zh: "查询和自动办理", en: "Look-up and decision by rule" },
  result: { zh: "结果", en: "Result" },
  messages: { zh: "消息用语", en: "Words of messages" },
  samples: { zh: "样例", en: "Samples" },
} as const satisfies Readonly<Record<string, Text>>;
export type Part = keyof typeof parts;

const both = (value: string): Text => ({ zh: value, en: value });
const text = (zh: string, en: string): Text => ({ zh, en });

function duration({ days, unit }: Duration): Text {
  if (days === 0) return text("当场", "at once");
  return unit === "days" ? text(`${days} 日`, `${days} days`) : text(`${days} 个工作日`, `${days} working days`);
}

function limit({ law, promise, basis, longest }: TimeLimit): Text {
  const said = [
    basis === "local"
      ? text(`${duration(law).zh}（地方规定）`, `${duration(law).en} (set locally)`)
      : text(`法定 ${duration(law).zh}`, `${duration(law).en} by law`),
    ...(promise ? [text(`承诺 ${duration(promise).zh}`, `promised: ${duration(promise).en}`)] : []),
    ...(longest
      ? [
          text(
            `最长 ${duration(longest.limit).zh}：${longest.when.zh}`,
            `at most ${duration(longest.limit).en}: ${longest.when.en}`,
          ),
        ]
      : []),
  ];
  return text(said.map(({ zh }) => zh).join("，"), said.map(({ en }) => en).join("; "));
}

/** Collects statements of one part. */
type Say = (key: string, label: Text, value: Text | undefined) => void;

/** Everything a version says, in the order of its file. */
export function describe({ definition, certificate }: Pick<ServiceVersion, "definition" | "certificate">): Statement[] {
  const list: Statement[] = [];
  const into =
    (part: Part): Say =>
    (key, label, value) => {
      if (value !== undefined) list.push({ key, part, label, value });
    };
  about(definition, into("about"));
  for (const { title, article } of definition.law) {
    into("law")(`law:${title} ${article}`, both(`《${title}》`), both(article));
  }
  times(definition, into("time"));
  costs(definition, into("fee"));
  paying(definition, into("fee"));
  for (const { when, say } of definition.refuse) into("refuse")(`refuse:${when}`, both(when), say);
  for (const page of definition.ask) askPage(page, into("ask"));
  for (const [id, { say, basis }] of Object.entries(definition.purposes)) {
    into("purposes")(`purpose:${id}`, both(id), text(`${say.zh}（${basis}）`, `${say.en} (${basis})`));
  }
  answered(definition, into("answer"));
  results(definition, certificate, into("result"));
  for (const [name, words] of Object.entries(definition.messages ?? {})) {
    for (const [part, said] of Object.entries(words)) into("messages")(`message:${name}.${part}`, both(name), said);
  }
  for (const { name, expect } of definition.samples) into("samples")(`sample:${name}`, both(name), expect.say);
  return list;
}

function about(definition: ServiceDefinition, say: Say): void {
  const { name, summary, also, audience, agency, kind, regime, sign_in: signIn } = definition;
  say("name", text("名称", "Name"), name);
  say("summary", text("说明", "Summary"), summary);
  say("also", text("搜索词", "Search words"), text(also.zh.join("、"), also.en.join(", ")));
  say("kind", text("种类", "Kind"), both(kind));
  say("regime", text("办理制度", "Regime"), both(regime));
  say("audience", text("谁可以办", "Who may use it"), both(audience.join(", ")));
  say("agency", text("机关种类", "Kind of agency"), both(agency));
  say("sign_in", text("登录", "Sign-in"), signIn === "optional" ? text("不用登录", "not needed") : undefined);
  for (const [index, need] of definition.needs.entries()) {
    say(`need:${index}`, text(`要准备的第 ${index + 1} 项`, `What is needed, ${index + 1}`), need);
  }
}

function times({ time }: ServiceDefinition, say: Say): void {
  say("time.accept", text("受理", "Acceptance"), limit(time.accept));
  say("time.decide", text("办结", "Decision"), limit(time.decide));
  say("time.correct", text("补正", "Correction"), time.correct && limit(time.correct));
  say("time.deliver", text("送达", "Handing over"), time.deliver && limit(time.deliver));
}

function money(fen: number): Text {
  return text(formatMoney(BigInt(fen), "zh"), formatMoney(BigInt(fen), "en"));
}

const charges: Readonly<Record<"submit" | "decide" | "deliver", Text>> = {
  submit: text("提交时", "on filing"),
  decide: text("决定前", "before the decision"),
  deliver: text("领取时", "on handing over"),
};

const payees: Readonly<Record<"treasury" | "merchant", Text>> = {
  treasury: text("进国库", "to the treasury"),
  merchant: text("进收费单位的账户", "to the biller's account"),
};

const foundBy: Readonly<Record<"account" | "person" | "notice", Text>> = {
  account: text("户号", "account number"),
  person: text("本人", "the person"),
  notice: text("通知书编号", "number of a notice"),
};

function paying({ bill }: ServiceDefinition, say: Say): void {
  if (!bill) return;
  const { partial, late_fee: late } = bill;
  say("bill.by", text("按什么找账单", "Bills are found by"), foundBy[bill.by]);
  say("bill.account", text("号码叫什么", "What the number is called"), bill.account);
  say("bill.ask", text("找账单时送去", "Sent along"), both(bill.ask.join(", ")));
  say("bill.payee", text("交给谁", "Who is paid"), payees[bill.payee]);
  const least = partial === "none" ? undefined : money(partial.min_fen);
  say(
    "bill.partial",
    text("只交一部分", "Part of a bill"),
    least ? text(`可以，一次最少 ${least.zh}`, `yes, at least ${least.en}`) : text("不能", "no"),
  );
  say("bill.several", text("几张一起交", "Several at once"), bill.several ? text("可以", "yes") : text("不能", "no"));
  say("bill.remember", text("记住户号", "Account kept"), bill.remember ? text("可以", "yes") : text("不记", "no"));
  if (!late) return;
  const percent = `${late.rate_bp / 100}%`;
  const [zh, en] = late.cap === "principal" ? ["，最多和本金一样多", ", at most the principal"] : ["", ""];
  const [freeZh, freeEn] =
    late.free_days === 0
      ? ["过了最晚交费日，", ""]
      : [`过了最晚交费日 ${late.free_days} 天以后，`, `after ${late.free_days} free days `];
  say(
    "bill.late_fee",
    text("晚交加收", "Added for being late"),
    text(
      `${freeZh}每天加收 ${percent}${zh}（${late.basis}）`,
      `${freeEn}${percent} for each day after the due day${en} (${late.basis})`,
    ),
  );
}

function costs({ fee, fee_note: note, visit, cross_city: crossCity }: ServiceDefinition, say: Say): void {
  const label = text("收费", "Fee");
  if (fee === "none") say("fee", label, text("不收费", "free"));
  else {
    say("fee", label, fee.amount_fen === undefined ? (fee.bill ?? fee.local) : money(fee.amount_fen));
    for (const { when = "", say: row, amount_fen: fen } of fee.amounts ?? []) {
      say(`fee:${when}`, text(`收费：${row.zh}`, `Fee: ${row.en}`), money(fen));
    }
    say("fee.basis", text("收费依据", "Basis of the fee"), both(fee.basis));
    say("fee.charge", text("什么时候收", "When it is charged"), charges[fee.charge ?? "decide"]);
    say("fee.pay", text("在网上交", "Paid online"), fee.pay && payees[fee.pay]);
    say(
      "fee.goes_back",
      text("没有办成的，退不退", "Without a result"),
      fee.goes_back === false ? text("不退", "not given back") : undefined,
    );
  }
  say("fee_note", text("费用说明", "About the cost"), note);
  say("visit", text("到窗口一次", "One visit"), visit?.say);
  say("cross_city", text("由哪里决定", "Which city decides"), crossCity && both(crossCity.decided_in));
}

function askPage(page: QuestionPage, say: Say): void {
  const named = text(`页“${page.title.zh}”`, `Page "${page.title.en}"`);
  say(`page:${page.page}`, text("页", "Page"), page.title);
  say(
    `page:${page.page}.when`,
    of(named, "出现的条件", "shown when"),
    page.when === undefined ? undefined : both(page.when),
  );
  say(`page:${page.page}.hint`, of(named, "提示", "hint"), page.hint);
  for (const question of page.questions) askQuestion(question, page, say);
}

const of = (named: Text, zh: string, en: string): Text => text(`${named.zh}：${zh}`, `${named.en}: ${en}`);

function askQuestion(question: Question, page: QuestionPage, say: Say): void {
  const { id, label, hint, type, when, required, from, purpose, sensitive, options = [] } = question;
  const key = `question:${id}`;
  const named = text(`问题“${label.zh}”`, `Question "${label.en}"`);
  say(key, text("问题", "Question"), label);
  say(`${key}.page`, of(named, "所在的页", "page"), page.title);
  say(`${key}.type`, of(named, "类型", "type"), both(type));
  say(`${key}.hint`, of(named, "提示", "hint"), hint);
  say(`${key}.when`, of(named, "什么时候问", "asked when"), when === undefined ? undefined : both(when));
  say(
    `${key}.required`,
    of(named, "是否必填", "required"),
    required === false ? text("可以不填", "optional") : text("必填", "required"),
  );
  say(`${key}.from`, of(named, "答案从哪里来", "answer from"), both(from ?? "person"));
  say(`${key}.purpose`, of(named, "用途", "purpose"), both(purpose));
  say(`${key}.sensitive`, of(named, "敏感信息", "sensitive data"), sensitive && both(sensitive));
  for (const option of options) {
    say(`${key}.option:${option.value}`, of(named, `选项 ${option.value}`, `option ${option.value}`), option.label);
  }
  const bounds = [
    ...(question.min === undefined ? [] : [`min ${question.min}`]),
    ...(question.max === undefined ? [] : [`max ${question.max}`]),
    ...(question.max_length === undefined ? [] : [`max_length ${question.max_length}`]),
    ...(question.or_promise === undefined ? [] : [`or_promise ${question.or_promise}`]),
    ...(question.accept === undefined ? [] : [question.accept.join(", ")]),
  ];
  say(`${key}.bounds`, of(named, "限制", "limits"), bounds.length === 0 ? undefined : both(bounds.join("; ")));
}

function answered(definition: ServiceDefinition, say: Say): void {
  const { look_up: lookUp, by_rule: byRule, agency_case: agencyCase } = definition;
  if (lookUp) {
    say("look_up", text("向机关查询", "Look-up"), both(lookUp.operation));
    say("look_up.ask", text("随查询送去的问题", "Sent along"), both(lookUp.ask.join(", ")));
    say("look_up.about", text("按什么查", "Looked up by"), lookUp.about === undefined ? undefined : both(lookUp.about));
    for (const field of lookUp.answer) foundField(field, "look_up.answer", say);
    say("look_up.none", text("查不到时", "When nothing is found"), lookUp.none);
    say(
      "look_up.issue_when",
      text("出具的条件", "Issued when"),
      lookUp.issue_when === undefined ? undefined : both(lookUp.issue_when),
    );
    say("look_up.otherwise", text("不能出具时", "When it is not issued"), lookUp.otherwise);
  }
  if (byRule) {
    say("by_rule", text("立即办结的规则", "Decided at once when"), both(byRule.approve_when));
    say("by_rule.say", text("办结理由", "Reason"), byRule.say);
    say("by_rule.check", text("抽查比例", "Drawn for checking"), both(`${byRule.check_percent} %`));
  }
  say("agency_case", text("机关自己的办件", "Kept by the agency"), agencyCase && both(agencyCase.operation));
}

function foundField(field: FoundField, under: string, say: Say): void {
  const key = `${under}:${field.id}`;
  const value = text(`${field.label.zh}（${field.format}）`, `${field.label.en} (${field.format})`);
  say(key, text(`答复的内容 ${field.id}`, `Answered: ${field.id}`), value);
  for (const option of field.options ?? []) {
    say(
      `${key}=${option.value}`,
      text(`${field.label.zh}：${option.value}`, `${field.label.en}: ${option.value}`),
      option.label,
    );
  }
  for (const column of field.columns ?? []) foundField(column, key, say);
}

function results(definition: ServiceDefinition, certificate: CertificateTemplate | undefined, say: Say): void {
  const { deliver, remedies, keep } = definition;
  say("deliver", text("怎么拿结果", "Handing over"), deliver.length === 0 ? undefined : both(deliver.join(", ")));
  say("remedies", text("不服怎么办", "Remedies"), remedies);
  say(
    "keep",
    text("资料保存", "Kept for"),
    text(`${keep.months} 个月（${keep.basis}）`, `${keep.months} months (${keep.basis})`),
  );
  if (!certificate) return;
  say("certificate", text("证照", "Certificate"), certificate.title);
  say("certificate.issuer", text("证照正文", "Certificate, text"), certificate.issuer);
  say("certificate.note", text("证照备注", "Certificate, note"), certificate.note);
  say("certificate.validity", text("证照有效期", "Certificate, validity"), both(JSON.stringify(certificate.validity)));
  for (const line of certificate.lines) {
    const label = text(`证照上的“${line.label.zh}”`, `Certificate: ${line.label.en}`);
    say(`certificate.line:${line.id}`, label, both(`${line.value} (${line.format})`));
  }
}
