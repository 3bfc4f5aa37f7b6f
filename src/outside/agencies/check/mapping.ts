import type { ConfigProblem } from "../../../domain/agencies/index.ts";
import { ourRoots, parseFormat, type Send, type StageSpec, type Take, type When } from "../mapping/index.ts";

type Wrong = Omit<ConfigProblem, "at">;

const leaves: Readonly<Record<string, readonly string[]>> = {
  person: ["name", "id_number", "id_type"],
  case: ["number", "service", "phone", "submitted_on"],
  file: ["question", "name", "type", "size", "sha256", "content"],
  write_off: ["reference", "key", "amount_fen", "paid_at", "provider"],
  reversal: ["key", "write_off", "reference", "amount_fen", "at"],
};

/** What is wrong with a path of ours. */
export function ourPathProblem(path: string): Wrong | undefined {
  const [root = "", ...rest] = path.split(".");
  const isRoot = (ourRoots as readonly string[]).includes(root);
  if (!isRoot) return { problem: `we have no ${root}`, remedy: `Begin with one of: ${ourRoots.join(", ")}.` };
  const known = leaves[root];
  if (known && !known.includes(rest.join("."))) {
    return {
      problem: `there is no ${path}`,
      remedy: `Write one of: ${known.map((name) => `${root}.${name}`).join(", ")}.`,
    };
  }
  if (root === "parameters" && rest.length === 0) {
    return { problem: "it names no question", remedy: "Write parameters.<id of the question>." };
  }
  return undefined;
}

function formatProblem(as: string | undefined): Wrong | undefined {
  try {
    parseFormat(as);
    return undefined;
  } catch (error) {
    const [problem = "", ...remedy] = (error as Error).message.split(/(?<=[.。]) /);
    return { problem: problem.replace(/\.$/, ""), remedy: remedy.join(" ") || "See the README beside the schema." };
  }
}

export function checkSend(at: string, send: Send | undefined): readonly ConfigProblem[] {
  return Object.entries(send ?? {}).flatMap(([path, spec]) => {
    const here = `${at}.${path}`;
    if (typeof spec === "string") return placed(here, ourPathProblem(spec));
    if (spec.value !== undefined) return [];
    if (spec.list) return spec.list.flatMap((each, index) => placed(`${here}.list.${index}`, ourPathProblem(each)));
    const doubled = repeated(Object.values(spec.codes ?? {}));
    return [
      ...placed(`${here}.from`, ourPathProblem(spec.from ?? "")),
      ...placed(`${here}.as`, formatProblem(spec.as)),
      ...(doubled === undefined
        ? []
        : [
            {
              at: `${here}.codes`,
              problem: `${doubled} stands for two of theirs`,
              remedy: "Sent codes are read backwards: leave one word of theirs for each of ours.",
            },
          ]),
    ];
  });
}

function repeated(values: readonly unknown[]): string | undefined {
  const found = values.find((value, index) => values.indexOf(value) !== index);
  return found === undefined ? undefined : String(found);
}

export function checkTake(at: string, take: Take | undefined): readonly ConfigProblem[] {
  return Object.entries(take ?? {}).flatMap(([name, spec]) => {
    const here = `${at}.${name}`;
    if (typeof spec === "string") return [];
    const rows = spec.rows ? checkTake(`${here}.rows`, spec.rows) : [];
    return [...placed(`${here}.as`, formatProblem(spec.as)), ...rows];
  });
}

export function checkStage(at: string, stage: StageSpec): readonly ConfigProblem[] {
  const format = stage.at?.as;
  const isMoment = format === undefined || /^(instant|day)\b/.test(format);
  const wrong = isMoment
    ? formatProblem(format)
    : { problem: "it is no moment", remedy: 'Write "instant <pattern>" or "day <pattern>".' };
  return [...placed(`${at}.at.as`, wrong), ...checkTake(`${at}.values`, stage.values)];
}

/** A condition that is always so would take every answer for it. */
export function checkCondition(at: string, when: When | undefined): readonly ConfigProblem[] {
  if (when === undefined) return [];
  const list = Array.isArray(when) ? when : [when];
  return list.flatMap((each, index) =>
    each.status === undefined && each.is === undefined
      ? [{ at: `${at}.${index}`, problem: "it says nothing", remedy: "Give status, or at and is." }]
      : [],
  );
}

function placed(at: string, wrong: Wrong | undefined): readonly ConfigProblem[] {
  return wrong ? [{ at, ...wrong }] : [];
}
