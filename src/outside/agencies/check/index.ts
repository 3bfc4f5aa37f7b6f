import { createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import type { Adapter, ConfigProblem } from "../../../domain/agencies/index.ts";
import type { CallConfig, DailyFileConfig, HttpConfig, OperationConfig, StandardConfig } from "../http/index.ts";
import type { Take } from "../mapping/index.ts";
import { checkCondition, checkSend, checkStage, checkTake, ourPathProblem } from "./mapping.ts";

const schema: object = JSON.parse(readFileSync(new URL("../connector.schema.json", import.meta.url), "utf8"));
let validator: ReturnType<Ajv2020["compile"]> | undefined;

/** Checking of one adapter's configurations: the schema, and what a schema cannot say. */
export function checkerOf(adapter: string): Pick<Adapter, "check" | "secretsOf"> {
  return {
    check: (config) => {
      const problems = checkShape(config);
      if (problems.length > 0) return problems;
      if (adapter === "file-drop") return checkFileDrop(config as FileDropShape);
      return adapter === "standard" ? checkReached(config as StandardConfig) : checkHttp(config as HttpConfig);
    },
    secretsOf: (config) => {
      const { authentication, push } = config as Partial<HttpConfig>;
      const needsOutgoing = authentication !== undefined && authentication.kind !== "none";
      return [...(needsOutgoing ? ["outgoing"] : []), ...(push?.signature === "hmac-sha256" ? ["push"] : [])];
    },
  };
}

/** What the schema finds, one line a place: of several at one place the first is enough. */
function checkShape(config: unknown): readonly ConfigProblem[] {
  // "anyOf" and "if" only say that something inside them is wrong; that something has its own line.
  validator ??= new Ajv2020({ allErrors: true, verbose: true, allowUnionTypes: true, strict: false }).compile(schema);
  if (validator(config)) return [];
  const byPlace = new Map<string, ConfigProblem>();
  const errors = (validator.errors ?? []).filter(({ keyword }) => !["if", "anyOf", "oneOf"].includes(keyword));
  for (const error of errors.length > 0 ? errors : (validator.errors ?? [])) {
    const problem = asProblem(error);
    if (!byPlace.has(problem.at)) byPlace.set(problem.at, problem);
  }
  return [...byPlace.values()].slice(0, 50);
}

function asProblem({ keyword, params, instancePath, message = "", parentSchema }: ErrorObject): ConfigProblem {
  const here = instancePath.slice(1).replaceAll("/", ".").replaceAll("~1", "/") || "(the file)";
  const beside = (name: string) => (instancePath === "" ? name : `${here}.${name}`);
  switch (keyword) {
    case "additionalProperties": {
      const known = Object.keys((parentSchema as { properties?: object } | undefined)?.properties ?? {});
      const name = String(params["additionalProperty"]);
      return {
        at: beside(name),
        problem: "there is no such key",
        remedy: `Take it out, or write one of: ${known.join(", ")}.`,
      };
    }
    case "required":
      return { at: beside(String(params["missingProperty"])), problem: "it is missing", remedy: "Add it." };
    case "enum":
    case "const": {
      const values = keyword === "enum" ? (params["allowedValues"] as unknown[]) : [params["allowedValue"]];
      return { at: here, problem: "there is no such value", remedy: `Write one of: ${values.join(", ")}.` };
    }
    case "type":
      return {
        at: here,
        problem: `it is no ${String(params["type"])}`,
        remedy: `Write ${article(String(params["type"]))}.`,
      };
    default:
      return { at: here, problem: message, remedy: `See connector.schema.json, ${keyword}.` };
  }
}

const article = (type: string) => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`);

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Addresses are https, or this machine: what travels is about people. */
export function baseProblem(base: string): string | undefined {
  if (!URL.canParse(base)) return "it is no address";
  const { protocol, hostname, username, search, hash } = new URL(base);
  if (protocol !== "https:" && !(protocol === "http:" && loopback.test(hostname)))
    return "it is neither https nor on this machine";
  if (username !== "" || search !== "" || hash !== "") return "it holds more than a host and a path";
  return undefined;
}

/** How an agency is reached and how what it pushes is known to be its own. */
function checkReached({ base, push }: Pick<HttpConfig, "base" | "push">): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const wrong = baseProblem(base);
  if (wrong) problems.push({ at: "base", problem: wrong, remedy: "Write https://host/path, without user, ? or #." });
  if (push?.signature === "ed25519" && !isEd25519(push.public_key ?? "")) {
    const remedy = "Paste the agency's Ed25519 key in PEM: -----BEGIN PUBLIC KEY-----…";
    problems.push({ at: "push.public_key", problem: "there is no public key", remedy });
  }
  if (push?.stage) problems.push(...checkStage("push.stage", push.stage));
  return problems;
}

function checkHttp(config: HttpConfig): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [...checkReached(config)];
  problems.push(...checkSend("send", config.send), ...checkAnswers("answers", config.answers));
  for (const name of ["write_off", "query_write_off", "reversal", "daily_file"] as const) {
    const call = config[name];
    if (call?.path !== undefined) problems.push(...checkCall(name, { ...call, path: call.path }));
  }
  if (config.daily_file) problems.push(...checkDailyFile(config.daily_file));
  for (const [name, operation] of Object.entries(config.operations)) {
    problems.push(...checkOperation(`operations.${name}`, operation));
    problems.push(...checkFiles(`operations.${name}`, operation, config.authentication));
    // A treasury hears of payments by itself: asking is enough. Without either, what was paid is never written off.
    if (operation.bills && !(operation.query_write_off ?? config.query_write_off)) {
      const remedy = "Say how the biller is asked what became of a write-off, here or for all operations.";
      problems.push({ at: `operations.${name}.query_write_off`, problem: "it is missing", remedy });
    }
  }
  return problems;
}

function checkCall(at: string, call: CallConfig): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  // The day of a file is no path of ours.
  const path = at === "daily_file" ? call.path.replaceAll(/\{(day|city)\}/g, "") : call.path;
  for (const [, placeholder = ""] of path.matchAll(/\{([^}]*)\}/g)) {
    const problem = ourPathProblem(placeholder);
    if (problem) problems.push({ at: `${at}.path`, ...problem });
  }
  return [...problems, ...checkSend(`${at}.send`, call.send), ...checkAnswers(`${at}.answers`, call.answers)];
}

/** What of ours a bill and a line of a daily file must have. */
const billNames = ["reference", "amount_fen"];
const lineNames = ["reference", "key", "amount_fen", "at"];

function checkDailyFile({ take, path, file }: Partial<DailyFileConfig>): readonly ConfigProblem[] {
  const name = path ?? file ?? "";
  const isNamed = name.includes("{day}") || path !== undefined;
  return [
    ...(isNamed
      ? []
      : [
          {
            at: "daily_file.file",
            problem: "it does not name the day",
            remedy: 'Put {day} into it, for example "DZ-{day}.csv".',
          },
        ]),
    ...checkTake("daily_file.take", take),
    ...needed("daily_file.take", take, lineNames),
  ];
}

function needed(at: string, take: Take | undefined, names: readonly string[]): readonly ConfigProblem[] {
  return names
    .filter((name) => take?.[name] === undefined)
    .map((name) => ({ at: `${at}.${name}`, problem: "it is missing", remedy: "Say where it stands." }));
}

function isEd25519(pem: string): boolean {
  try {
    return createPublicKey(pem).asymmetricKeyType === "ed25519";
  } catch {
    return false;
  }
}

function checkOperation(at: string, operation: OperationConfig): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  for (const [name, call] of Object.entries(operation) as [string, CallConfig][]) {
    problems.push(...checkCall(`${at}.${name}`, call));
  }
  if (operation.look_up) problems.push(...checkTake(`${at}.look_up.take`, operation.look_up.take));
  if (operation.bills) {
    const { take, common } = operation.bills;
    problems.push(...checkTake(`${at}.bills.take`, take), ...checkTake(`${at}.bills.common`, common));
    problems.push(...needed(`${at}.bills.take`, { ...common, ...take }, billNames));
  }
  if (operation.follow) problems.push(...checkStage(`${at}.follow.stage`, operation.follow.stage));
  return problems;
}

/** Files go by a call of their own, and what they are called there is known only after it. */
function checkFiles(
  at: string,
  { files, ...others }: OperationConfig,
  authentication: HttpConfig["authentication"],
): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const named: string[] = [];
  for (const [name, call] of Object.entries(others) as [string, CallConfig][]) {
    const sent = Object.values(call.send ?? {}).flatMap((spec) =>
      typeof spec === "string" ? [spec] : [spec.from ?? "", ...(spec.list ?? [])],
    );
    named.push(...sent.filter((path) => /^parameters\.[^.]+\.reference$/.test(path)));
    if ([...sent, call.path].some((path) => /(^|\{)file\./.test(path))) {
      const remedy = "Only `files` knows a file; elsewhere write parameters.<id of the question>.reference.";
      problems.push({ at: `${at}.${name}`, problem: "no file is being handed over here", remedy });
    }
  }
  if (files && named.length === 0) {
    const remedy =
      "Send parameters.<id of the question>.reference with `submit`: only files that are named are handed over.";
    problems.push({ at: `${at}.files`, problem: "no call names a file", remedy });
  }
  if (!files && named.length > 0) {
    const remedy = "Say how a file is handed over, and where the answer names it.";
    problems.push({ at: `${at}.files`, problem: `it is missing, and ${named[0]} would be empty`, remedy });
  }
  if (files && files.send === undefined && authentication?.kind === "token") {
    const remedy = "The token stands in a body: send the file within one (file.name, file.content).";
    problems.push({ at: `${at}.files.send`, problem: "it is missing", remedy });
  }
  return problems;
}

function checkAnswers(at: string, answers: HttpConfig["answers"]): readonly ConfigProblem[] {
  return [
    ...checkCondition(`${at}.none`, answers?.none),
    ...checkCondition(`${at}.refused.when`, answers?.refused?.when),
    ...checkCondition(`${at}.ok`, answers?.ok),
  ];
}

type FileDropShape = {
  readonly daily_file?: Partial<DailyFileConfig>;
  readonly write: { readonly columns: Parameters<typeof checkSend>[1]; readonly name: string };
  readonly read: { readonly stage: Parameters<typeof checkStage>[1]; readonly name: string };
};

function checkFileDrop({ write, read, daily_file: daily }: FileDropShape): readonly ConfigProblem[] {
  const problems = [...checkSend("write.columns", write.columns), ...checkStage("read.stage", read.stage)];
  if (daily) problems.push(...checkDailyFile(daily));
  for (const [at, name] of [
    ["write.name", write.name],
    ["read.name", read.name],
  ] as const) {
    if (!name.includes("{day}")) {
      problems.push({
        at,
        problem: "it does not name the day",
        remedy: 'Put {day} into it, for example "out-{city}-{day}.csv".',
      });
    }
  }
  return problems;
}
