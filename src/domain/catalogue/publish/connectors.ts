import type { CatalogueProblem } from "../files/problems.ts";
import type { Path } from "../files/source.ts";
import type { ServiceVersion } from "../service/compile.ts";

/** How an agency's system is spoken to, as its file or a city's connector says, with the place of everything in it. */
export type ConnectorFile = {
  readonly file: string;
  readonly config: unknown;
  readonly place: (path: Path) => { readonly line: number; readonly column: number };
};

type Record_ = Readonly<Record<string, unknown>>;
const record = (value: unknown): Record_ =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record_) : {};

type Report = (path: Path, code: string, say: readonly [string, string], remedy: readonly [string, string]) => void;

/**
 * Whether what services look up and hand on fits the connectors there are: a connector takes exactly what the service names, sends only
 * what the service asks, and knows the service's options. An operation no connector knows is no problem here: the completeness of a
 * city's offer says who is asked.
 */
export function connectorProblems(
  services: Iterable<ServiceVersion>,
  connectors: readonly ConnectorFile[],
): CatalogueProblem[] {
  const problems: CatalogueProblem[] = [];
  const all = [...services];
  for (const { file, config, place } of connectors) {
    const report: Report = (path, code, [zh, en], [remedyZh, remedyEn]) =>
      problems.push({ file, ...place(path), code, say: { zh, en }, remedy: { zh: remedyZh, en: remedyEn } });
    for (const [operation, calls] of Object.entries(record(record(config)["operations"]))) {
      const at: Path = ["operations", operation];
      const lookedUp = all.find(({ definition }) => definition.look_up?.operation === operation);
      const kept = all.find(({ definition }) => definition.agency_case?.operation === operation);
      if (lookedUp) checkLookUp(lookedUp, record(record(calls)["look_up"]), [...at, "look_up"], report);
      if (!kept) continue;
      for (const call of ["submit", "correct"]) {
        checkSent(
          kept,
          new Set(kept.questions.keys()),
          record(record(calls)[call])["send"],
          [...at, call, "send"],
          report,
        );
      }
    }
  }
  return problems;
}

function checkLookUp(service: ServiceVersion, call: Record_, at: Path, report: Report): void {
  const lookUp = service.definition.look_up;
  if (!lookUp || Object.keys(call).length === 0) return;
  const { code } = service.definition;
  const takes = record(call["take"]);
  const named = new Set(lookUp.answer.map(({ id }) => id));
  for (const field of named) {
    if (Object.hasOwn(takes, field)) continue;
    report(
      [...at, "take"],
      "connector_takes_less",
      [
        `事项 ${code} 要用“${field}”，接口没有取。`,
        `The service ${code} names "${field}", and the connector does not take it.`,
      ],
      [
        `请在 take 里加一行 ${field}，或者从事项的 look_up.answer 里删去它。`,
        `Add a line for ${field} under \`take\`, or remove it from \`look_up.answer\` of the service.`,
      ],
    );
  }
  for (const field of Object.keys(takes)) {
    if (named.has(field)) continue;
    report(
      [...at, "take", field],
      "connector_takes_more",
      [
        `接口取了“${field}”，事项 ${code} 没有说要用。`,
        `The connector takes "${field}", and the service ${code} does not name it.`,
      ],
      ["请删去这一行，不用的信息不取。", "Remove this line: what is not used is not taken."],
    );
  }
  for (const field of lookUp.answer) {
    const codes = record(record(takes[field.id])["codes"]);
    const values = new Set((field.options ?? []).map(({ value }) => value));
    if (field.format !== "choice") continue;
    for (const [theirs, ours] of Object.entries(codes)) {
      if (values.has(String(ours))) continue;
      report(
        [...at, "take", field.id, "codes", theirs],
        "connector_option",
        [
          `“${String(ours)}”不在事项 ${code} 的 ${field.id} 的选项里。`,
          `"${String(ours)}" is no option of ${field.id} in the service ${code}.`,
        ],
        [`可以写：${[...values].join("、")}。`, `You can write: ${[...values].join(", ")}.`],
      );
    }
  }
  checkSent(service, new Set(lookUp.ask), call["send"], [...at, "send"], report);
}

/** What is sent along must be asked, and a file where one is named; of choices every option has its word. */
function checkSent(service: ServiceVersion, asked: ReadonlySet<string>, send: unknown, at: Path, report: Report): void {
  for (const [theirs, spec] of Object.entries(record(send))) {
    const { from, list } = record(spec);
    const paths = typeof spec === "string" ? [spec] : Array.isArray(list) ? list.map(String) : [String(from ?? "")];
    const [id] = paths.map((path) => askedBy(service, asked, path, [...at, theirs], report));
    if (id === undefined) continue;
    const words = record(spec)["words"];
    if (words === undefined) continue;
    const known = Object.keys(record(words));
    for (const { value } of service.questions.get(id)?.question.options ?? []) {
      if (known.includes(value)) continue;
      report(
        [...at, theirs, "words"],
        "connector_option",
        [`没有写选项“${value}”在机关系统里怎么说。`, `The word for the option "${value}" is missing.`],
        [`请在 words 里加一行 ${value}。`, `Add a line for ${value} under \`words\`.`],
      );
    }
  }
}

/** The question a path of ours names; says so where the service does not ask it, or asks for no file. */
function askedBy(
  service: ServiceVersion,
  asked: ReadonlySet<string>,
  path: string,
  at: Path,
  report: Report,
): string | undefined {
  const { code } = service.definition;
  const [, id, asFile] = /^parameters\.(\w+)(\.reference$)?/.exec(path) ?? [];
  if (id === undefined) return undefined;
  if (!asked.has(id)) {
    report(
      at,
      "connector_sends",
      [
        `接口要送“${id}”，事项 ${code} 没有这一项。`,
        `The connector sends "${id}", which the service ${code} does not ask.`,
      ],
      [`请从这些里选：${[...asked].join("、")}。`, `Choose one of: ${[...asked].join(", ")}.`],
    );
    return undefined;
  }
  const type = service.questions.get(id)?.question.type;
  if (asFile !== undefined && type !== "file" && type !== "photo") {
    report(
      at,
      "connector_sends_no_file",
      [
        `接口要送文件“${id}”，事项 ${code} 的这一项不是文件。`,
        `The connector sends "${id}" as a file, and in the service ${code} it is none.`,
      ],
      [
        "请删去 .reference，或者换成要求上传文件的问题。",
        "Remove .reference, or name a question that asks for a file.",
      ],
    );
  }
  return id;
}
