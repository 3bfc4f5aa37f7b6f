import {
  AgencyFailure,
  AgencyRefusal,
  type AgencyRequest,
  type AgencyStage,
  agencyStages,
  type ConnectorAnswer,
  type ConnectorParts,
  type OpenConnector,
  type PushKey,
} from "../../../domain/agencies/index.ts";
import {
  at,
  fillPath,
  holds,
  ourTree,
  put,
  readStage,
  readTree,
  type StageSpec,
  type Tree,
  textAt,
  type When,
  writeTree,
} from "../mapping/index.ts";
import { readJson } from "./charset.ts";
import { type Answer, authenticate, send } from "./client.ts";
import type { Answers, CallConfig, HttpConfig, LookUpConfig, PushConfig } from "./config.ts";

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

  async function call(
    asked: CallConfig,
    request: AgencyRequest,
    signal: AbortSignal,
    reference?: string,
  ): Promise<Outcome> {
    const now = clock();
    const ours = ourTree(request, now, reference);
    const method = asked.method ?? "POST";
    const url = new URL(fillPath(asked.path, ours).replace(/^\//, ""), base);
    const tree = writeTree({ ...config.send, ...asked.send }, ours);
    const { authentication } = config;
    if (authentication?.kind === "token") put(tree, authentication.at, secrets["outgoing"] ?? "");
    const hasBody = method !== "GET" && (Object.keys(tree).length > 0 || method !== "DELETE");
    if (method === "GET") for (const [name, value] of Object.entries(tree)) url.searchParams.set(name, String(value));
    const body = hasBody ? dialect.write(tree, config) : undefined;
    const answer = await send({
      ...{ url, method, body, signal },
      headers: {
        ...asked.headers,
        "idempotency-key": request.key,
        ...(body ? { "content-type": dialect.contentType(config) } : {}),
        ...authenticate(authentication, secrets["outgoing"], { method, url, body, now }),
      },
    });
    return judge(answer, asked.answers);
  }

  function judge(answer: Answer, own: Answers | undefined): Outcome {
    const { ok = usualOk, none, refused } = { ...config.answers, ...own };
    // A gateway's page says nothing of what was asked.
    if (answer.status >= 500) throw new AgencyFailure("error", `status ${answer.status}`);
    const tree = answer.bytes.length === 0 ? {} : dialect.read(answer.bytes, config);
    const said = { status: answer.status, tree };
    if (holds(none, said)) return { kind: "none" };
    if (refused && holds(refused.when, said)) {
      return { kind: "refused", say: refused.say === undefined ? "" : textAt(tree, refused.say) };
    }
    if (!holds(ok, said)) throw new AgencyFailure("error", `an answer that means no success (status ${answer.status})`);
    return { kind: "ok", tree };
  }

  async function acted(asked: CallConfig | undefined, request: AgencyRequest, signal: AbortSignal, reference?: string) {
    if (!asked) throw new AgencyFailure("not_connected", "the configuration does not have this call");
    const outcome = await call(asked, request, signal, reference);
    if (outcome.kind === "refused") throw new AgencyRefusal(outcome.say);
    if (outcome.kind === "none") throw new AgencyRefusal("");
    return outcome.tree;
  }

  const operationOf = ({ operation }: AgencyRequest) => config.operations[operation] ?? {};
  const hasCorrection = Object.values(config.operations).some((each) => each.correct);

  async function follow(request: AgencyRequest, reference: string, signal: AbortSignal): Promise<AgencyStage> {
    const asked = operationOf(request).follow;
    const tree = await acted(asked, request, signal, reference);
    if (!asked) throw new AgencyFailure("not_connected", "the configuration does not have this call");
    return readStage(asked.stage, tree, clock());
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
      const reference = textAt(tree, asked?.reference ?? "");
      if (reference === "" || reference.length > 100) throw new AgencyFailure("unreadable", "no reference");
      return { reference };
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
    ...(config.push ? pushed(config.push, secrets, clock) : {}),
  };
}

function found(asked: LookUpConfig, outcome: Outcome, now: Date): ConnectorAnswer {
  if (outcome.kind === "none") return { kind: "none", at: now };
  if (outcome.kind === "refused") return { kind: "refused", say: outcome.say, at: now };
  const { tree } = outcome;
  const about =
    "person" in asked.about
      ? { idNumber: textAt(tree, asked.about.person) }
      : { account: textAt(tree, asked.about.account) };
  return { kind: "found", values: readTree(asked.take, tree), about, at: now };
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
