import {
  type Adapter,
  AgencyFailure,
  AgencyRefusal,
  type AgencyRequest,
  type ConnectorAnswer,
  type ConnectorParts,
  type OpenConnector,
} from "../../../domain/agencies/index.ts";
import { checkerOf } from "../check/index.ts";
import { authenticate, pushed, readJson, readOwnStage, type StandardConfig, send } from "../http/index.ts";
import { ourTree, referenceIn, type Tree, textAt } from "../mapping/index.ts";
import { billerOf } from "./billing.ts";

const defaultTimeout = 5_000;

/**
 * Our own contract by JSON (README, "The standard contract"), for agencies that build an interface for this: nothing is mapped. What
 * they send is in our forms already and is checked against the service like any other answer.
 */
export const standard: Adapter = { name: "standard", ...checkerOf("standard"), open: openStandard };

function openStandard(parts: ConnectorParts): OpenConnector {
  const config = parts.config as StandardConfig;
  const { clock, secrets } = parts;
  const base = config.base.endsWith("/") ? config.base : `${config.base}/`;

  async function call(
    method: "GET" | "POST" | "DELETE",
    path: string,
    request: Pick<AgencyRequest, "key">,
    signal: AbortSignal,
    content?: Tree | { readonly bytes: Buffer; readonly type: string },
  ): Promise<Tree> {
    const url = new URL(path, base);
    const body =
      content === undefined ? undefined : isBytes(content) ? content.bytes : Buffer.from(JSON.stringify(content));
    const type = isBytes(content) ? content.type : "application/json; charset=utf-8";
    const answer = await send({
      ...{ url, method, body, signal },
      headers: {
        "idempotency-key": request.key,
        ...(body ? { "content-type": type } : {}),
        ...authenticate(config.authentication, secrets["outgoing"], { method, url, body, now: clock() }),
      },
    });
    if (answer.status === 422) throw new AgencyRefusal(textAt(readJson(answer.bytes, "utf-8"), "refused"));
    if (answer.status < 200 || answer.status > 299) throw new AgencyFailure("error", `status ${answer.status}`);
    const tree = answer.bytes.length === 0 ? {} : readJson(answer.bytes, "utf-8");
    if (typeof tree !== "object" || tree === null || Array.isArray(tree)) {
      throw new AgencyFailure("unreadable", "no JSON object");
    }
    return tree;
  }

  const follow: OpenConnector["follow"] = async (request, reference, signal) =>
    readOwnStage(await call("GET", `cases/${encodeURIComponent(reference)}`, request, signal), clock());

  return {
    timeout: config.timeout_ms ?? defaultTimeout,
    lookUps: config.look_ups ?? [],
    keeps: config.cases ?? [],
    ...(config.limits?.running ? { running: config.limits.running } : {}),
    ...(config.limits?.waiting ? { waiting: config.limits.waiting } : {}),
    lookUp: async (request, signal) => {
      const path = `look-ups/${encodeURIComponent(request.operation)}`;
      const { person, parameters, city } = ourTree(request, clock()) as Record<string, unknown>;
      try {
        return answered(await call("POST", path, request, signal, { city, person, parameters }), clock());
      } catch (error) {
        if (error instanceof AgencyRefusal) return { kind: "refused", say: error.say, at: clock() };
        throw error;
      }
    },
    submit: async (request, signal) => {
      return {
        reference: referenceIn(await call("POST", "cases", request, signal, ourTree(request, clock())), "reference"),
      };
    },
    correct: async (request, reference, signal) => {
      const path = `cases/${encodeURIComponent(reference)}/corrections`;
      await call("POST", path, request, signal, ourTree(request, clock(), { reference }));
    },
    follow,
    result: async (request, reference, signal) => {
      const stage = await follow(request, reference, signal);
      return stage.stage === "approved" || stage.stage === "refused" ? stage : undefined;
    },
    withdraw: async (request, reference, signal) => {
      await call("DELETE", `cases/${encodeURIComponent(reference)}`, request, signal);
    },
    ...(config.files === true
      ? {
          handOver: {
            wants: () => true,
            send: async (request, file, signal) => {
              const { name, sha256, type, bytes } = file;
              const path = `files?${new URLSearchParams({ city: request.city, name, sha256 }).toString()}`;
              return {
                reference: referenceIn(await call("POST", path, request, signal, { bytes, type }), "reference"),
              };
            },
          },
        }
      : {}),
    ...(config.bills ? { biller: billerOf(config.bills, call, clock) } : {}),
    ...(config.push ? pushed(config.push, secrets, clock) : {}),
  };
}

function isBytes(content: unknown): content is { readonly bytes: Buffer; readonly type: string } {
  return typeof content === "object" && content !== null && "bytes" in content && Buffer.isBuffer(content.bytes);
}

function answered(tree: Tree, now: Date): ConnectorAnswer {
  const { about, found, none } = tree as Record<string, unknown>;
  if (none === true) return { kind: "none", at: now };
  if (typeof found !== "object" || found === null) throw new AgencyFailure("unreadable", "neither found nor none");
  const idNumber = textAt(tree, "about.id_number");
  const account = textAt(tree, "about.account");
  if (typeof about !== "object") throw new AgencyFailure("unreadable", "it does not say whom it is about");
  return {
    kind: "found",
    values: found as Record<string, unknown>,
    about: { ...(idNumber === "" ? {} : { idNumber }), ...(account === "" ? {} : { account }) },
    at: now,
  };
}
