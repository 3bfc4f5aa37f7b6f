import { basename, dirname } from "node:path";
import type { Text } from "../../../foundation/i18n/index.ts";
import { nearest } from "../../../foundation/rules/index.ts";
import type { Path, Source } from "../files/source.ts";
import type { Duration, TimeLimit } from "../service/definition.ts";
import { readService, type ServiceFile } from "../service/read.ts";

/** What a service may refer to. */
export type Known = {
  readonly fields: ReadonlyMap<string, unknown>;
  readonly agencyKinds: ReadonlyMap<string, unknown>;
  readonly certificates: ReadonlyMap<string, unknown>;
};

/** Calendar days a limit comes to without holidays: five working days are a week. */
function length(duration: Duration): number {
  return duration.unit === "days" ? duration.days : (duration.days * 7) / 5;
}

/** Whether the first limit runs longer than the second. */
export function isLonger(a: Duration, b: Duration): boolean {
  return length(a) > length(b);
}

function spoken({ days, unit }: Duration): Text {
  if (days === 0) return { zh: "当场", en: "at once" };
  return unit === "days"
    ? { zh: `${days} 日`, en: `${days} days` }
    : { zh: `${days} 个工作日`, en: `${days} working days` };
}

/** Names that must exist elsewhere, and limits that must not contradict the law or each other. */
export function checkService(source: Source, file: ServiceFile, known: Known): void {
  checkPlaceOfFile(source, file);
  refer(source, ["field"], file.field, known.fields, "unknown_field", { zh: "服务领域", en: "field" }, "fields.yaml");
  refer(
    source,
    ["agency"],
    file.agency,
    known.agencyKinds,
    "unknown_agency",
    { zh: "机关种类", en: "kind of agency" },
    "agencies.yaml",
  );
  const certificate = file.result?.certificate;
  if (certificate !== undefined) {
    const path = ["result", "certificate"];
    refer(
      source,
      path,
      certificate,
      known.certificates,
      "unknown_certificate",
      { zh: "证照", en: "certificate" },
      "certificates/",
    );
  } else if (file.kind === "certificate") {
    source.problems.add(
      "certificate_missing",
      source.place(["kind"]),
      { zh: "种类是“开证明”，但没有写发哪种证照。", en: "The kind is `certificate`, but no certificate is named." },
      { zh: "请加：result: { certificate: 证照代码 }。", en: "Add: result: { certificate: <code> }." },
    );
  }
  checkFee(source, file);
  checkDeliver(source, file);
  checkCrossCity(source, file);
  const { time } = readService(file);
  checkLimit(source, ["time", "accept"], time.accept);
  checkLimit(source, ["time", "decide"], time.decide);
  if (time.correct) checkLimit(source, ["time", "correct"], time.correct);
  if (time.deliver) checkLimit(source, ["time", "deliver"], time.deliver);
  if (file.regime === "licence" && length(time.accept.law) > 7) {
    source.problems.add(
      "accept_too_long",
      source.place(["time", "accept"]),
      { zh: "行政许可的受理期限超过了 5 个工作日。", en: "A licence must be accepted within 5 working days." },
      {
        zh: "请写 5 working days 或更短（行政许可法第三十二条）。",
        en: "Write 5 working days or less (行政许可法 第32条).",
      },
    );
  }
}

/** How and where it is received is asked by the form itself wherever there is a choice. */
function checkDeliver(source: Source, { deliver, ask }: ServiceFile): void {
  if (deliver === undefined) return;
  for (const [i, { questions }] of ask.entries()) {
    for (const [j, { id }] of questions.entries()) {
      if (id !== "delivery" && id !== "post_to") continue;
      source.problems.add(
        "delivery_twice",
        source.place(["ask", i, "questions", j]),
        {
          zh: `“${id}”会问两遍：写了 deliver，怎么领、寄到哪里由系统来问。`,
          en: `\`${id}\` is asked twice: with \`deliver\` the form asks how and where it is received.`,
        },
        { zh: "请删去这个问题，只写 deliver。", en: "Remove the question and keep `deliver`." },
      );
    }
  }
}

function checkFee(source: Source, { fee }: ServiceFile): void {
  if (fee === "none") return;
  const free = fee.amount === 0 || fee.amounts?.every(({ amount }) => amount === 0);
  if (free) {
    source.problems.add(
      "fee_zero",
      source.place(["fee"]),
      { zh: "收费金额是 0。", en: "The fee is 0." },
      { zh: "不收费请写 fee: none。", en: "Write fee: none where nothing is charged." },
    );
  }
  if (fee.pay !== undefined && fee.bill !== undefined) {
    source.problems.add(
      "fee_pay",
      source.place(["fee", "pay"]),
      {
        zh: "按机关的账单收的，金额办的时候才知道，这里不能写在网上交。",
        en: "What the agency's bill says is known only while the case is worked on: it cannot be paid online.",
      },
      {
        zh: "请删去 pay，或者写明金额（amount、amounts、local）。",
        en: "Remove `pay`, or say the amount (`amount`, `amounts`, `local`).",
      },
    );
  }
  for (const [i, { when }] of (fee.amounts ?? []).entries()) {
    const last = i === (fee.amounts?.length ?? 0) - 1;
    if ((when === undefined) === last) continue;
    source.problems.add(
      "fee_rows",
      source.place(["fee", "amounts", i]),
      last
        ? { zh: "最后一条收费也写了 when，可能哪一条都不符合。", en: "The last row has a `when`: perhaps none holds." }
        : { zh: "这条收费没有 when，后面的永远用不上。", en: "This row has no `when`: those after it never apply." },
      last
        ? { zh: "请删去最后一条的 when，表示其他情形。", en: "Remove the `when` of the last row; it means otherwise." }
        : { zh: "请给这一条加上 when，或者移到最后。", en: "Give the row a `when`, or move it to the end." },
    );
  }
}

function checkCrossCity(source: Source, file: ServiceFile): void {
  if (file.cross_city === undefined) return;
  const id = file.cross_city.decided_in;
  const question = file.ask.flatMap(({ questions }) => questions).find((one) => one.id === id);
  if (question?.type === "division" && question.required !== false) return;
  source.problems.add(
    "cross_city_question",
    source.place(["cross_city", "decided_in"]),
    {
      zh: `“${id}”不是必答的行政区划问题，不知道该由哪个城市决定。`,
      en: `"${id}" is no required question of type division, so nobody knows which city decides.`,
    },
    { zh: "请写一个类型是 division 的必答问题。", en: "Name a required question of type `division`." },
  );
}

function checkPlaceOfFile(source: Source, file: ServiceFile): void {
  const name = basename(source.problems.file).replace(/\.ya?ml$/, "");
  const folder = basename(dirname(source.problems.file));
  if (name !== file.code) {
    source.problems.add(
      "file_name",
      source.placeOfValue(["code"]),
      {
        zh: `服务代码“${file.code}”和文件名“${name}”不一样。`,
        en: `The code "${file.code}" differs from the file name "${name}".`,
      },
      {
        zh: `请把文件改名为 ${file.code}.yaml，或者改代码。`,
        en: `Rename the file to ${file.code}.yaml, or change the code.`,
      },
    );
  }
  if (folder !== file.field && folder !== "." && folder !== "") {
    source.problems.add(
      "file_folder",
      source.placeOfValue(["field"]),
      {
        zh: `服务领域“${file.field}”和文件夹“${folder}”不一样。`,
        en: `The field "${file.field}" differs from the folder "${folder}".`,
      },
      {
        zh: `请把文件移到文件夹 ${file.field}，或者改领域。`,
        en: `Move the file to the folder ${file.field}, or change the field.`,
      },
    );
  }
}

function refer(
  source: Source,
  path: Path,
  value: string,
  known: ReadonlyMap<string, unknown>,
  code: string,
  what: Text,
  where: string,
): void {
  if (known.has(value)) return;
  const close = nearest(value, known.keys());
  const list = [...known.keys()].slice(0, 40).join(", ");
  source.problems.add(
    code,
    source.placeOfValue(path),
    { zh: `没有“${value}”这个${what.zh}。`, en: `There is no ${what.en} "${value}".` },
    close === undefined
      ? { zh: `请从 ${where} 里选：${list}。`, en: `Choose one from ${where}: ${list}.` }
      : { zh: `您是否想写“${close}”？`, en: `Did you mean "${close}"?` },
  );
}

function checkLimit(source: Source, path: Path, limit: TimeLimit): void {
  const law = spoken(limit.law);
  if (limit.promise && isLonger(limit.promise, limit.law)) {
    const promise = spoken(limit.promise);
    source.problems.add(
      "promise_longer_than_law",
      source.place([...path, "promise"]),
      {
        zh: `承诺的${promise.zh}比法定的${law.zh}还长。`,
        en: `The promised ${promise.en} are longer than the law's ${law.en}.`,
      },
      { zh: `承诺期限不能超过${law.zh}。`, en: `A promise may be at most ${law.en}.` },
    );
  }
  if (limit.longest && isLonger(limit.law, limit.longest.limit)) {
    source.problems.add(
      "longest_shorter_than_law",
      source.place([...path, "longest"]),
      { zh: `延长后的期限比法定的${law.zh}还短。`, en: `The extended limit is shorter than the law's ${law.en}.` },
      { zh: "请检查 longest 里的 limit。", en: "Check `limit` under `longest`." },
    );
  }
}
