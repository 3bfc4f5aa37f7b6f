import {
  type About,
  AgencyFailure,
  AgencyRefusal,
  type AgencyRequest,
  type AgencyStage,
  agencyStages,
  type ConnectorAnswer,
  type ConnectorBiller,
  type ConnectorParts,
  type ConnectorReversal,
  type ConnectorWriteOff,
  type HandedFile,
  type OpenConnector,
  type PushKey,
  type Reversal,
  type WriteOff,
} from "../../../domain/agencies/index.ts";
import {
  at,
  fillPath,
  holds,
  type OurMore,
  ourTree,
  put,
  readStage,
  readTree,
  referenceIn,
  type StageSpec,
  type Tree,
  textAt,
  type When,
  writeTree,
} from "../mapping/index.ts";
import { readJson } from "./charset.ts";
import { authenticate, send, sendForStream } from "./client.ts";
import type {
  Answers,
  CallConfig,
  DailyFileConfig,
  HttpConfig,
  LookUpConfig,
  OperationConfig,
  PushConfig,
  WriteOffConfig,
} from "./config.ts";
import { dailyName, laidFile, readDailyFile } from "./daily-file.ts";
import { billTrees, readOutcome, readReversal } from "./write-off.ts";

/** How a dialect puts a tree into bytes and reads one out of them. */
export type Dialect = {
  readonly contentType: (config: HttpConfig) => string;
  readonly write: (tree: Record<string, unknown>, config: HttpConfig) => Buffer;
  /** @throws AgencyFailure `unreadable` */
  readonly read: (bytes: Buffer, config: HttpConfig) => Tree;
};

const defaultTimeout = 5_000;
const usualOk: When = { status: Array.from({ length: 100 }, (_, index) => 200 + index) };

type Outcome =
  | { readonly kind: "ok"; readonly tree: Tree }
  | { readonly kind: "none" }
  | { readonly kind: "refused"; readonly say: string };

/** A connector by HTTP: the configuration says what is sent and taken, the dialect how it is written. */
export function openHttp(parts: ConnectorParts, dialect: Dialect): OpenConnector {
  const config = parts.config as HttpConfig;
  const { clock, secrets } = parts;
  const base = config.base.endsWith("/") ? config.base : `${config.base}/`;

  /** A request as it goes out; `bytes` instead of what the dialect would write. */
  function prepared(asked: CallConfig, request: AgencyRequest, more: OurMore = {}, bytes?: AgencyBytes) {
    const now = clock();
    const ours = ourTree(request, now, more);
    const method = asked.method ?? "POST";
    const url = new URL(fillPath(asked.path, ours).replace(/^\//, ""), base);
    const tree = writeTree({ ...config.send, ...asked.send }, ours);
    const { authentication } = config;
    // Never into an address.
    if (authentication?.kind === "token" && method !== "GET") put(tree, authentication.at, secrets["outgoing"] ?? "");
    if (bytes) {
      const { body, type } = bytes;
      const own = authenticate(authentication, secrets["outgoing"], { method, url, body, now });
      return {
        url,
        method,
        body,
        headers: { ...asked.headers, "idempotency-key": request.key, "content-type": type, ...own },
      };
    }
    const hasBody = method !== "GET" && (Object.keys(tree).length > 0 || method !== "DELETE");
    if (method === "GET") for (const [name, value] of Object.entries(tree)) url.searchParams.set(name, String(value));
    const body = hasBody ? dialect.write(tree, config) : undefined;
    const headers = {
      ...asked.headers,
      "idempotency-key": request.key,
      ...(body ? { "content-type": dialect.contentType(config) } : {}),
      ...authenticate(authentication, secrets["outgoing"], { method, url, body, now }),
    };
    return { url, method, body, headers };
  }

  async function heard(
    asked: CallConfig,
    request: AgencyRequest,
    signal: AbortSignal,
    more: OurMore = {},
    bytes?: AgencyBytes,
  ) {
    const answer = await send({ ...prepared(asked, request, more, bytes), signal });
    // A gateway's page says nothing of what was asked.
    if (answer.status >= 500) throw new AgencyFailure("error", `status ${answer.status}`);
    return { status: answer.status, tree: answer.bytes.length === 0 ? {} : dialect.read(answer.bytes, config) };
  }

  function judge(said: { readonly status: number; readonly tree: Tree }, own: Answers | undefined): Outcome {
    const { ok = usualOk, none, refused } = { ...config.answers, ...own };
    const { status, tree } = said;
    if (holds(none, said)) return { kind: "none" };
    if (refused && holds(refused.when, said)) {
      return { kind: "refused", say: refused.say === undefined ? "" : textAt(tree, refused.say) };
    }
    if (!holds(ok, said)) throw new AgencyFailure("error", `an answer that means no success (status ${status})`);
    return { kind: "ok", tree };
  }

  const call = async (asked: CallConfig, request: AgencyRequest, signal: AbortSignal, reference?: string) =>
    judge(await heard(asked, request, signal, reference === undefined ? {} : { reference }), asked.answers);

  async function acted(asked: CallConfig | undefined, request: AgencyRequest, signal: AbortSignal, reference?: string) {
    if (!asked) throw new AgencyFailure("not_connected", "the configuration does not have this call");
    return taken(await call(asked, request, signal, reference));
  }

  /** One file of a case: its bytes as they are, or within a body where the configuration says what stands beside them. */
  async function handOver(request: AgencyRequest, file: HandedFile, signal: AbortSignal) {
    const asked = operationOf(request).files;
    if (!asked) throw new AgencyFailure("not_connected", "the configuration does not have this call");
    const { bytes, ...known } = file;
    const said = asked.send
      ? await heard(asked, request, signal, { file: { ...known, content: bytes.toString("base64") } })
      : await heard(asked, request, signal, { file: known }, { body: bytes, type: file.type });
    return { reference: referenceIn(taken(judge(said, asked.answers)), asked.reference) };
  }

  const operationOf = ({ operation }: AgencyRequest) => config.operations[operation] ?? {};
  const hasCorrection = Object.values(config.operations).some((each) => each.correct);

  async function follow(request: AgencyRequest, reference: string, signal: AbortSignal): Promise<AgencyStage> {
    const asked = operationOf(request).follow;
    const tree = await acted(asked, request, signal, reference);
    if (!asked) throw new AgencyFailure("not_connected", "the configuration does not have this call");
    return readStage(asked.stage, tree, clock());
  }

  const withBills = Object.keys(config.operations).filter((name) => config.operations[name]?.bills);

  async function settled(
    asked: WriteOffConfig | undefined,
    request: AgencyRequest,
    write: WriteOff,
    signal: AbortSignal,
  ): Promise<ConnectorWriteOff> {
    if (!asked) throw new AgencyFailure("not_connected", "the configuration does not have this call");
    const said = await heard(asked, request, signal, { write });
    const outcome = readOutcome(asked, said.tree, clock());
    if (outcome) return outcome;
    const judged = judge(said, asked.answers);
    if (judged.kind === "ok") throw new AgencyFailure("unreadable", "an outcome that the codes do not know");
    if (judged.kind === "none") return { answer: { kind: "absent" } };
    return { answer: { kind: "refused", code: "other", say: judged.say } };
  }

  const writeOffOf = (request: AgencyRequest) => operationOf(request).write_off ?? config.write_off;
  const queryOf = (request: AgencyRequest) => operationOf(request).query_write_off ?? config.query_write_off;

  const reversalOf = ({ operation }: Pick<AgencyRequest, "operation">) =>
    config.operations[operation]?.reversal ?? config.reversal;
  const hasReversal = ["", ...withBills].some((operation) => reversalOf({ operation }));

  async function reverse(request: AgencyRequest, reversal: Reversal, signal: AbortSignal): Promise<ConnectorReversal> {
    const asked = reversalOf(request);
    if (!asked) throw new AgencyFailure("not_connected", "the configuration does not have this call");
    const said = await heard(asked, request, signal, { reversal });
    const outcome = readReversal(asked, said.tree);
    if (outcome) return outcome;
    const judged = judge(said, asked.answers);
    if (judged.kind === "ok") throw new AgencyFailure("unreadable", "an outcome that the codes do not know");
    return { answer: { kind: "refused", say: judged.kind === "refused" ? judged.say : "" } };
  }

  const biller: ConnectorBiller = {
    operations: withBills,
    bills: async (request, signal) => {
      const asked = operationOf(request).bills;
      if (!asked) throw new AgencyFailure("not_connected", "the configuration does not have this operation");
      const outcome = await call(asked, request, signal);
      const now = clock();
      if (outcome.kind === "none") return { kind: "none", at: now };
      if (outcome.kind === "refused") return { kind: "refused", say: outcome.say, at: now };
      const { tree } = outcome;
      const common = readTree(asked.common, tree);
      const bills = billTrees(tree, asked.each).map((each) => ({ ...common, ...readTree(asked.take, each) }));
      return { kind: "found", bills, about: aboutOf(asked.about, tree), at: now };
    },
    writeOff: async (request, write, signal) => {
      const asked = writeOffOf(request);
      if (asked) {
        const outcome = await settled(asked, request, write, signal);
        // Of what was just sent it has never heard: there is no such bill.
        return outcome.answer.kind === "absent" ? { answer: { kind: "refused", code: "unknown", say: "" } } : outcome;
      }
      // A treasury hears of a payment from its own cashier: it is only asked.
      const outcome = await settled(queryOf(request), request, write, signal);
      return outcome.answer.kind === "absent" ? { answer: { kind: "waiting" } } : outcome;
    },
    queryWriteOff: (request, write, signal) => settled(queryOf(request), request, write, signal),
    ...(hasReversal ? { reverse } : {}),
    ...(config.daily_file ? { dailyFile: fileOf(config.daily_file) } : {}),
  };

  function fileOf(file: DailyFileConfig): NonNullable<ConnectorBiller["dailyFile"]> {
    const { city, agency, directory } = parts;
    return async (day, signal) => {
      const chunks =
        file.file === undefined
          ? await fetched(file, day, signal)
          : await laidFile(directory, dailyName(file.file, { city, day }), file, signal);
      return chunks && readDailyFile(chunks, file);
    };

    async function fetched(asked: DailyFileConfig, day: string, signal: AbortSignal) {
      const path = dailyName(asked.path ?? "", { city, day });
      const request = { city, agency, operation: "", parameters: {}, key: `daily-file-${agency}-${day}` };
      const going = prepared({ method: "GET", ...asked, path }, request, { day });
      const answer = await sendForStream({ ...going, signal });
      if (holds(asked.none ?? { status: [404] }, { status: answer.status, tree: {} })) {
        await answer.close();
        return undefined;
      }
      if (answer.status >= 200 && answer.status <= 299) return answer.chunks;
      await answer.close();
      throw new AgencyFailure("error", `status ${answer.status}`);
    }
  }

  return {
    timeout: config.timeout_ms ?? defaultTimeout,
    lookUps: Object.keys(config.operations).filter((name) => config.operations[name]?.look_up),
    keeps: Object.keys(config.operations).filter((name) => config.operations[name]?.submit),
    ...(config.limits?.running ? { running: config.limits.running } : {}),
    ...(config.limits?.waiting ? { waiting: config.limits.waiting } : {}),
    lookUp: async (request, signal) => {
      const asked = operationOf(request).look_up;
      if (!asked) throw new AgencyFailure("not_connected", "the configuration does not have this operation");
      return found(asked, await call(asked, request, signal), clock());
    },
    submit: async (request, signal) => {
      const asked = operationOf(request).submit;
      const tree = await acted(asked, request, signal);
      return { reference: referenceIn(tree, asked?.reference ?? "") };
    },
    follow,
    result: async (request, reference, signal) => {
      const stage = await follow(request, reference, signal);
      return stage.stage === "approved" || stage.stage === "refused" ? stage : undefined;
    },
    withdraw: async (request, reference, signal) => {
      await acted(operationOf(request).withdraw, request, signal, reference);
    },
    ...(hasCorrection
      ? {
          correct: async (request: AgencyRequest, reference: string, signal: AbortSignal) => {
            const { correct, submit } = operationOf(request);
            await acted(correct ?? submit, request, signal, reference);
          },
        }
      : {}),
    ...(Object.values(config.operations).some(({ files }) => files)
      ? {
          handOver: {
            wants: (operation, question) => wantsFile(config.operations[operation], question),
            send: handOver,
          },
        }
      : {}),
    ...(withBills.length > 0 || config.daily_file ? { biller } : {}),
    ...(config.push ? pushed(config.push, secrets, clock) : {}),
  };
}

type AgencyBytes = { readonly body: Buffer; readonly type: string };

function taken(outcome: Outcome): Tree {
  if (outcome.kind === "refused") throw new AgencyRefusal(outcome.say);
  if (outcome.kind === "none") throw new AgencyRefusal("");
  return outcome.tree;
}

/** Only what the case then names is handed over: no agency gets a file it does not ask for. */
function wantsFile(operation: OperationConfig | undefined, question: string): boolean {
  if (!operation?.files) return false;
  const named = `parameters.${question}.reference`;
  return [operation.submit, operation.correct].some((call) =>
    Object.values(call?.send ?? {}).some((spec) =>
      typeof spec === "string" ? spec === named : spec.from === named || spec.list?.includes(named) === true,
    ),
  );
}

const aboutOf = (about: LookUpConfig["about"], tree: Tree): About =>
  "person" in about ? { idNumber: textAt(tree, about.person) } : { account: textAt(tree, about.account) };

function found(asked: LookUpConfig, outcome: Outcome, now: Date): ConnectorAnswer {
  if (outcome.kind === "none") return { kind: "none", at: now };
  if (outcome.kind === "refused") return { kind: "refused", say: outcome.say, at: now };
  const { tree } = outcome;
  return { kind: "found", values: readTree(asked.take, tree), about: aboutOf(asked.about, tree), at: now };
}

/** The contract's own words, for agencies that use them. */
const ownStage: StageSpec = {
  ...{ reference: "reference", stage: "stage", sequence: "sequence", say: "say" },
  codes: Object.fromEntries(agencyStages.map((stage) => [stage, stage])) as StageSpec["codes"],
  at: { at: "at", as: "instant yyyy-MM-dd'T'HH:mm:ss.SZZ" },
};

/** A stage in the contract's own words. */
export function readOwnStage(tree: Tree, now: Date): AgencyStage {
  const stage = readStage({ ...ownStage, ...ownTime(tree) }, tree, now);
  const values = at(tree, "values");
  return typeof values === "object" && values !== null
    ? { ...stage, values: values as Record<string, unknown> }
    : stage;
}

/** What a connector has where its agency pushes. */
export function pushed(
  push: PushConfig,
  secrets: Readonly<Record<string, string>>,
  clock: () => Date,
): Pick<OpenConnector, "push" | "readStage"> {
  const key: PushKey = {
    algorithm: push.signature,
    key: push.signature === "ed25519" ? (push.public_key ?? "") : (secrets["push"] ?? ""),
  };
  return {
    push: key,
    readStage: (body) => {
      // Whatever the agency speaks otherwise, what it pushes is JSON.
      const tree = readJson(body, "utf-8");
      return push.stage ? readStage(push.stage, tree, clock()) : readOwnStage(tree, clock());
    },
  };
}

/** ISO 8601 with and without fractions of a second. */
function ownTime(tree: Tree): Pick<StageSpec, "at"> {
  const hasFraction = textAt(tree, "at").includes(".");
  return { at: { at: "at", as: `instant yyyy-MM-dd'T'HH:mm:ss${hasFraction ? ".S" : ""}ZZ` } };
}
