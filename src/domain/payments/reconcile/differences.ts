import { cityScope } from "../../../foundation/database/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import { writeAudit } from "../../audit/index.ts";
import { type Day, isDay } from "../../regions/index.ts";
import type { PaymentContext } from "../context.ts";
import type { PaymentActor, PaymentState } from "../payment.ts";
import { seal, unseal } from "../sealing.ts";
import {
  differenceCounts,
  differenceRow,
  differencesOfSource,
  differencesPage,
  explainRow,
  knownPayment,
  openDifferencesPage,
} from "./differences-store.ts";
import { sourceOf } from "./sources.ts";

export const differenceNames = ["missing_here", "missing_there", "amount", "state", "date", "duplicate"] as const;
/** `missing_here`: they have it and we do not. `date`: both have it, on different days: around midnight, or told late. */
export type DifferenceName = (typeof differenceNames)[number];
export const differenceStates = ["open", "matched", "explained", "resolved"] as const;
export type DifferenceState = (typeof differenceStates)[number];
export const lineKinds = ["payment", "refund", "write_off", "reversal"] as const;
export type LineKind = (typeof lineKinds)[number];
export const remedies = ["ask", "refund", "write_off"] as const;
export type Remedy = (typeof remedies)[number];

/** Which difference: whose word, which day, about what. `line` is 0 but for lines that stand there more than once. */
export type DifferenceKey = {
  readonly source: string;
  readonly day: Day;
  readonly kind: LineKind;
  readonly number: string;
  readonly part: string;
  readonly line: number;
};

export type Difference = DifferenceKey & {
  readonly name: DifferenceName;
  readonly state: DifferenceState;
  readonly ours_fen: bigint | undefined;
  readonly theirs_fen: bigint | undefined;
  readonly our_day: Day | undefined;
  readonly their_state: string | undefined;
  /** The other side's own number. */
  readonly reference: string | undefined;
  /** What ended it: the day on which the other side has it, or what was done. */
  readonly ended_by: string | undefined;
  readonly explanation: string | undefined;
  readonly remedy: Remedy | undefined;
  readonly answer: string | undefined;
  readonly changed_by: string;
  readonly changed_at: Date;
};

type Row = Awaited<ReturnType<PaymentContext["database"]["run"]>>[number];

const place = ({ source, day, number }: DifferenceKey): string => `difference:${source}:${day}:${number}`;

function fromRow(context: Pick<PaymentContext, "secrets">, city: string, row: Row): Difference {
  const given = row as unknown as { [K in keyof Difference]: Difference[K] | null };
  const key = given as unknown as DifferenceKey;
  const or = <T>(value: T | null): T | undefined => value ?? undefined;
  return {
    ...(given as Difference),
    ours_fen: or(given.ours_fen),
    theirs_fen: or(given.theirs_fen),
    our_day: or(given.our_day),
    their_state: or(given.their_state),
    reference: or(given.reference),
    ended_by: or(given.ended_by),
    remedy: or(given.remedy),
    answer: or(given.answer),
    explanation:
      given.explanation === null ? undefined : unseal<string>(context.secrets, city, place(key), given.explanation),
  };
}

/** How a difference is written in an address. */
export function differenceId(of: DifferenceKey): string {
  const text = JSON.stringify([of.source, of.day, of.kind, of.number, of.part, of.line]);
  return Buffer.from(text).toString("base64url");
}

export function differenceKey(id: string): DifferenceKey | undefined {
  if (id.length > 600 || !/^[A-Za-z0-9_-]+$/.test(id)) return undefined;
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(id, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
  if (!Array.isArray(read) || read.length !== 6) return undefined;
  const [source, day, kind, number, part, line] = read as unknown[];
  const isText = (value: unknown): value is string => typeof value === "string" && !value.includes("\u0000");
  const known = lineKinds.find((each) => each === kind);
  if (!isText(source) || !isDay(day) || !isText(number) || !isText(part) || known === undefined) return undefined;
  if (typeof line !== "number" || !Number.isInteger(line) || line < 0 || line > 2_147_483_647) return undefined;
  return { source, day, kind: known, number, part, line };
}

export const differencesAtMost = 200;

/** Differences of a city, newest day first, by key. */
export async function listDifferences(
  context: Pick<PaymentContext, "database" | "secrets">,
  of: {
    city: string;
    name?: DifferenceName | undefined;
    state?: DifferenceState | undefined;
    after?: DifferenceKey | undefined;
    limit?: number;
  },
): Promise<{ readonly items: readonly Difference[]; readonly next: DifferenceKey | undefined }> {
  const { city } = of;
  const limit = Math.min(Math.max(of.limit ?? 50, 1), differencesAtMost);
  const top = { day: "9999-12-31", source: "", number: "", kind: "", part: "", line: 0 };
  const { source, day, kind, number, part, line } = of.after ?? top;
  const values = { city, name: of.name ?? null, source, day, kind, number, part, line, limit: limit + 1 };
  const rows =
    of.state === "open"
      ? await context.database.run(cityScope(city), openDifferencesPage, values)
      : await context.database.run(cityScope(city), differencesPage, { ...values, state: of.state ?? null });
  const items = rows.slice(0, limit).map((row) => fromRow(context, city, row));
  return { items, next: rows.length > limit ? items.at(-1) : undefined };
}

/** Differences of one source and day, in the order of their numbers. */
export async function differencesOf(
  context: Pick<PaymentContext, "database" | "secrets">,
  of: { city: string; source: string; day: Day; after?: DifferenceKey | undefined; limit?: number },
): Promise<{ readonly items: readonly Difference[]; readonly next: DifferenceKey | undefined }> {
  const limit = Math.min(Math.max(of.limit ?? 50, 1), 1_000);
  const { number, kind, part, line } = of.after ?? { number: "", kind: "", part: "", line: 0 };
  const rows = await context.database.run(cityScope(of.city), differencesOfSource, {
    ...{ city: of.city, source: of.source, day: of.day, number, kind, part, line },
    limit: limit + 1,
  });
  const items = rows.slice(0, limit).map((row) => fromRow(context, of.city, row));
  return { items, next: rows.length > limit ? items.at(-1) : undefined };
}

/** How many of each name and state the sources of some days have. `theirs`: those with a line of theirs. */
export async function countDifferences(context: Pick<PaymentContext, "database">, city: string, from: Day, until: Day) {
  const rows = await context.database.run(cityScope(city), differenceCounts, { city, from, until });
  return rows.map((row) => ({
    ...row,
    name: row.name as DifferenceName,
    state: row.state as DifferenceState,
    n: Number(row.n),
    theirs: Number(row.theirs),
  }));
}

export const differenceNotFound = (): Refusal =>
  new Refusal({
    code: "difference_not_found",
    status: 404,
    say: { zh: "没有找到这条差异。", en: "There is no such difference." },
  });

export async function findDifference(
  context: Pick<PaymentContext, "database" | "secrets">,
  city: string,
  key: DifferenceKey,
): Promise<Difference> {
  const { source, day, kind, number, part, line } = key;
  const [row] = await context.database.run(cityScope(city), differenceRow, {
    ...{ city, source, day, kind, number, part, line },
  });
  if (!row) throw differenceNotFound();
  return fromRow(context, city, row);
}

export const explanationLimit = 500;

/**
 * A clerk writes down why the two sides differ, which ends the difference for the close. It may be written anew until it ends another way.
 * @throws Refusal `explanation`, `difference_ended`
 */
export async function explainDifference(
  context: PaymentContext,
  of: { city: string; key: DifferenceKey; by: PaymentActor; words: string },
): Promise<void> {
  const { city, by } = of;
  const words = of.words.trim();
  if (words.length < 4 || words.length > explanationLimit) {
    const message = {
      zh: `请写明原因，4 到 ${explanationLimit} 个字。`,
      en: `Please give the reason in 4 to ${explanationLimit} characters.`,
    };
    throw new Refusal({
      code: "explanation",
      status: 422,
      say: message,
      fields: [{ field: "words", code: "explanation", message }],
    });
  }
  const found = await findDifference(context, city, of.key);
  const { source, day, kind, number, part, line } = found;
  const now = context.clock();
  await context.database.transaction(cityScope(city), async (tx) => {
    const rows = await tx.run(explainRow, {
      ...{ city, source, day, kind, number, part, line },
      ...{ explanation: seal(context.secrets, city, place(found), words), by: by.id, at: now },
    });
    if (rows.length === 0) {
      throw new Refusal({
        code: "difference_ended",
        status: 409,
        say: {
          zh: "这条差异已经消除，不用再说明。",
          en: "This difference has ended already and needs no explanation.",
        },
      });
    }
    const detail = { source, day, name: found.name };
    await writeAudit(
      tx,
      { city, actorKind: by.kind, actor: by.id, act: "difference.explain", subject: number, detail },
      now,
    );
  });
}

/** States of the payments that differences are about; of those we know at all. */
export async function paymentsBehind(
  context: Pick<PaymentContext, "database">,
  city: string,
  differences: readonly Pick<Difference, "number">[],
): Promise<ReadonlyMap<string, PaymentState>> {
  const numbers = [...new Set(differences.map(({ number }) => number))].slice(0, 500);
  if (numbers.length === 0) return new Map();
  const rows = await context.database.run(cityScope(city), knownPayment, { city, numbers });
  return new Map(rows.map((row) => [row.number, row.state as PaymentState]));
}

/** What a clerk can start about a difference, given the state of the payment where we know it. Explaining is always possible. */
export function remediesOf(
  difference: Pick<Difference, "name" | "kind" | "state" | "source">,
  payment: PaymentState | undefined,
): readonly Remedy[] {
  if (difference.state === "matched" || difference.state === "resolved" || payment === undefined) return [];
  const isBiller = sourceOf(difference.source)?.kind === "biller";
  switch (difference.name) {
    case "missing_here":
      return difference.kind === "reversal" ? ["refund"] : ["ask"];
    case "missing_there":
      if (difference.kind === "payment") return ["ask"];
      return isBiller ? (difference.kind === "write_off" ? ["ask", "write_off"] : []) : ["ask"];
    case "amount":
    case "state":
      return ["ask"];
    case "duplicate":
      return isBiller ? [] : ["ask", "refund"];
    case "date":
      return [];
  }
}
