import {
  AgencyFailure,
  AgencyRefusal,
  type AgencyRequest,
  type ConnectorBiller,
  type ConnectorWriteOff,
  type ReadBill,
  type ReversalAnswer,
  type WriteOff,
  type WriteOffLine,
} from "../../../domain/agencies/index.ts";
import { ourTree, readTree, type Take, type Tree, textAt } from "../mapping/index.ts";

/** One call of the standard contract. @throws AgencyFailure, AgencyRefusal */
export type StandardCall = (
  method: "GET" | "POST",
  path: string,
  request: Pick<AgencyRequest, "key">,
  signal: AbortSignal,
  content?: Tree,
) => Promise<Tree>;

const pagesAtMost = 100_000;
const codes = ["paid_elsewhere", "unknown", "amount", "closed", "other"] as const;

/** Theirs are our forms already; `at` alone is a text on the way. */
const line: Take = {
  ...{ reference: "reference", key: "key", state: "state" },
  amount_fen: { at: "amount_fen", as: "fen" },
  at: { at: "at", as: "instant" },
};

/** Bills, write-offs and the lines of a day in our own contract (README, "The standard contract"). */
export function billerOf(operations: readonly string[], call: StandardCall, clock: () => Date): ConnectorBiller {
  const settled = (tree: Tree): ConnectorWriteOff => {
    const state = textAt(tree, "state");
    const key = textAt(tree, "key");
    const reference = textAt(tree, "reference").slice(0, 100);
    const repeated = key === "" ? {} : { key };
    switch (state) {
      case "done":
        return { answer: { kind: "done", at: clock(), ...(reference === "" ? {} : { reference }) }, ...repeated };
      case "waiting":
      case "absent":
        return { answer: { kind: state }, ...repeated };
      case "refused": {
        const code = codes.find((each) => each === textAt(tree, "code")) ?? "other";
        return { answer: { kind: "refused", code, say: textAt(tree, "say").slice(0, 500) }, ...repeated };
      }
      default:
        throw new AgencyFailure("unreadable", "no state of a write-off");
    }
  };

  async function* lines(day: string, first: Tree, signal: AbortSignal): AsyncGenerator<WriteOffLine> {
    let page = first;
    for (let count = 0; count < pagesAtMost; count += 1) {
      const { items } = page as { readonly items?: unknown };
      if (!Array.isArray(items)) throw new AgencyFailure("unreadable", "a page without items");
      for (const item of items) yield lineOf(item);
      const next = textAt(page, "next");
      if (next === "") return;
      page = await pageOf(day, next, signal);
    }
    throw new AgencyFailure("too_large", "more pages than a day can have");
  }

  const pageOf = (day: string, after: string, signal: AbortSignal) => {
    const query = new URLSearchParams({ day, ...(after === "" ? {} : { after }) });
    return call("GET", `write-offs?${query}`, { key: `write-offs-${day}-${after}`.slice(0, 100) }, signal);
  };

  return {
    operations,
    bills: async (request, signal) => {
      const { person, parameters, city } = ourTree(request, clock()) as Record<string, unknown>;
      try {
        const path = `bills/${encodeURIComponent(request.operation)}`;
        const tree = await call("POST", path, request, signal, { city, person, parameters });
        const { none, bills } = tree as { readonly none?: unknown; readonly bills?: unknown };
        if (none === true) return { kind: "none", at: clock() };
        if (!Array.isArray(bills)) throw new AgencyFailure("unreadable", "neither bills nor none");
        const idNumber = textAt(tree, "about.id_number");
        const account = textAt(tree, "about.account");
        const about = { ...(idNumber === "" ? {} : { idNumber }), ...(account === "" ? {} : { account }) };
        return { kind: "found", bills: bills.map(billOf), about, at: clock() };
      } catch (error) {
        if (error instanceof AgencyRefusal) return { kind: "refused", say: error.say, at: clock() };
        throw error;
      }
    },
    writeOff: async (request, write, signal) =>
      settled(await call("POST", "write-offs", request, signal, contentOf(request, write))),
    queryWriteOff: async (request, write, signal) =>
      settled(await call("GET", `write-offs/${encodeURIComponent(write.key)}`, request, signal)),
    reverse: async (request, { city, operation, reference, key, reversal, amount_fen, at }, signal) => {
      const content = {
        city,
        operation,
        reference,
        key,
        reversal,
        amount_fen: Number(amount_fen),
        at: at.toISOString(),
      };
      const tree = await call("POST", "reversals", request, signal, content);
      const repeated = textAt(tree, "reversal");
      const own = textAt(tree, "reference").slice(0, 100);
      return {
        answer: reversed(textAt(tree, "state"), own, textAt(tree, "say")),
        ...(repeated === "" ? {} : { reversal: repeated }),
      };
    },
    dailyFile: async (day, signal) => {
      const first = await pageOf(day, "", signal);
      return (first as { readonly none?: unknown }).none === true ? undefined : lines(day, first, signal);
    },
  };
}

function reversed(state: string, reference: string, say: string): ReversalAnswer {
  switch (state) {
    case "done":
      return { kind: "done", ...(reference === "" ? {} : { reference }) };
    case "waiting":
      return { kind: "waiting" };
    case "refused":
      return { kind: "refused", say: say.slice(0, 500) };
    default:
      throw new AgencyFailure("unreadable", "no state of a reversal");
  }
}

function contentOf({ city, operation }: AgencyRequest, write: WriteOff): Tree {
  const { reference, key, amount_fen, paidAt, provider } = write;
  return { city, operation, reference, key, amount_fen: Number(amount_fen), paid_at: paidAt.toISOString(), provider };
}

function billOf(bill: unknown): ReadBill {
  if (typeof bill !== "object" || bill === null) throw new AgencyFailure("unreadable", "a bill that is none");
  return bill as ReadBill;
}

function lineOf(item: unknown): WriteOffLine {
  const read = readTree({ ...line, ...fraction(item) }, item);
  const { reference, key, amount_fen: fen, state, at } = read;
  if (typeof reference !== "string" || typeof key !== "string") {
    throw new AgencyFailure("unreadable", "a line without bill or payment");
  }
  if (!Number.isSafeInteger(fen) || Number(fen) < 0) throw new AgencyFailure("unreadable", "a line without amount");
  if (state !== "done" && state !== "reversed") throw new AgencyFailure("unreadable", "a line of no known state");
  if (!(at instanceof Date)) throw new AgencyFailure("unreadable", "a line without its time");
  return { reference, key, amount_fen: BigInt(fen as number), state, at };
}

/** ISO 8601 with fractions of a second too. */
const fraction = (item: unknown): Take =>
  textAt(item, "at").includes(".") ? { at: { at: "at", as: "instant yyyy-MM-dd'T'HH:mm:ss.SZZ" } } : {};
