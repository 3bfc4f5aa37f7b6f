import { nearest } from "../../../foundation/rules/index.ts";
import type { Path, Source } from "../files/source.ts";
import type { FoundField } from "../service/definition.ts";
import type { ServiceFile } from "../service/read.ts";

/** What is looked up at an agency, decided by rule, or kept by the agency: whether it fits the service's kind and its questions. */
export function checkLookUp(source: Source, file: ServiceFile): void {
  const { look_up: lookUp, by_rule: byRule, kind, regime } = file;
  if (!lookUp && kind === "query") {
    problem(
      source,
      "look_up_missing",
      ["kind"],
      ["种类是“查询”，但没有写向机关查什么。", "The kind is `query`, but nothing is looked up."],
      ["请加 look_up，写明查询名和答复的内容。", "Add `look_up` with its operation and what comes back."],
    );
  }
  if (regime === "instant" && !lookUp && !byRule) {
    problem(
      source,
      "instant_without_source",
      ["regime"],
      [
        "办理制度是“即办”，但既不查询机关（look_up），也没有审批规则（by_rule）。",
        "The regime is `instant`, but there is neither a look-up nor a rule that decides.",
      ],
      ["请加 look_up 或 by_rule，或者改用别的办理制度。", "Add `look_up` or `by_rule`, or choose another regime."],
    );
  }
  if (!lookUp) return;
  const questions = new Set(file.ask.flatMap((page) => page.questions.map((question) => question.id)));
  for (const [a, id] of lookUp.ask.entries()) checkAsked(source, ["look_up", "ask", a], id, questions);
  if (lookUp.about !== undefined) {
    checkAsked(source, ["look_up", "about"], lookUp.about, questions);
    if (!lookUp.ask.includes(lookUp.about)) {
      problem(
        source,
        "look_up_about",
        ["look_up", "about"],
        [`按“${lookUp.about}”查，却没有把它送去。`, `The answer is about "${lookUp.about}", which is not sent along.`],
        ["请把它加到 ask 里。", "Add it to `ask`."],
      );
    }
  }
  if (file.sign_in === "optional" && lookUp.about === undefined) {
    problem(
      source,
      "look_up_sign_in",
      ["sign_in"],
      [
        "不登录也能查，但没有写按哪个问题查（about），这就成了查别人的信息。",
        "It works without sign-in, but no question says what it is about, so anybody could look up a person.",
      ],
      [
        "查公开的内容或者户号的，请写 look_up.about；查个人的，请删去 sign_in: optional。",
        "Name the question in `look_up.about`, or remove `sign_in: optional` where it is about a person.",
      ],
    );
  }
  checkFields(source, ["look_up", "answer"], lookUp.answer, questions);
  if ((lookUp.issue_when === undefined) !== (lookUp.otherwise === undefined)) {
    problem(
      source,
      "look_up_otherwise",
      ["look_up"],
      [
        "issue_when 和 otherwise 要一起写：不能出具时要告诉申请人原因。",
        "`issue_when` and `otherwise` belong together: people must be told why nothing is issued.",
      ],
      ["请把缺的一项补上。", "Add the one that is missing."],
    );
  }
}

function checkAsked(source: Source, path: Path, id: string, questions: ReadonlySet<string>): void {
  if (questions.has(id)) return;
  const close = nearest(id, questions);
  problem(
    source,
    "unknown_question",
    path,
    [`没有“${id}”这个问题。`, `There is no question "${id}".`],
    close === undefined
      ? ["请写 ask 各页里的问题名。", "Name a question of the pages."]
      : [`您是否想写“${close}”？`, `Did you mean "${close}"?`],
  );
}

function checkFields(source: Source, path: Path, fields: readonly FoundField[], taken: ReadonlySet<string>): void {
  const seen = new Set(taken);
  for (const [f, field] of fields.entries()) {
    const at = [...path, f];
    if (seen.has(field.id)) {
      problem(
        source,
        "duplicate_found",
        [...at, "id"],
        [
          `“${field.id}”已经是一个问题或另一项内容的名字。`,
          `"${field.id}" is the name of a question or another field already.`,
        ],
        ["请换一个名字。", "Choose another name."],
      );
    }
    seen.add(field.id);
    if ((field.format === "table") !== (field.columns !== undefined)) {
      problem(
        source,
        "found_columns",
        at,
        [
          `“${field.id}”：columns 只用于 table，table 必须有 columns。`,
          `"${field.id}": a table has columns, nothing else has.`,
        ],
        ["请加上或删去 columns。", "Add `columns` or remove them."],
      );
    }
    if ((field.format === "choice") !== (field.options !== undefined)) {
      problem(
        source,
        "found_options",
        at,
        [
          `“${field.id}”：options 只用于 choice，choice 必须有 options。`,
          `"${field.id}": a choice has options, nothing else has.`,
        ],
        ["请加上或删去 options。", "Add `options` or remove them."],
      );
    }
    if (field.columns) checkFields(source, [...at, "columns"], field.columns, new Set());
  }
}

function problem(source: Source, code: string, path: Path, say: [string, string], remedy: [string, string]): void {
  source.problems.add(code, source.place(path), { zh: say[0], en: say[1] }, { zh: remedy[0], en: remedy[1] });
}
