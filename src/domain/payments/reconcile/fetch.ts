import { cityScope } from "../../../foundation/database/index.ts";
import { newId, parsePublicNumber } from "../../../foundation/ids/index.ts";
import { AgencyFailure, type WriteOffLine } from "../../agencies/index.ts";
import type { Day } from "../../regions/index.ts";
import type { PaymentContext } from "../context.ts";
import { type BillLine, type BillTotals, ProviderFailure } from "../provider.ts";
import { numberOfKey } from "../write-off-key.ts";
import { addLines, dropLines, keepProblem, keepReading, leaveSource, takeSource } from "./lines-store.ts";
import { noFile, type Source, type SourceOfDay } from "./sources.ts";

/** Lines kept at once, milliseconds a whole file may take, how long a reading is ours without a sign of life, and lines of one file. */
export const fetchLimits = { set: 2_000, within: 1_200_000, lease: 120_000, drop: 20_000, lines: 20_000_000 } as const;

/** `busy`: another process is at it. `waiting`: not there yet. `problem`: it came and cannot be believed. */
export type FetchOutcome =
  | { readonly kind: "fetched"; readonly lines: number; readonly run: string }
  | { readonly kind: "waiting" | "problem"; readonly reason: string }
  | { readonly kind: "none" | "busy" };

/** One line, whoever's file it stands in. */
type Line = {
  readonly kind: "payment" | "refund" | "write_off" | "reversal";
  readonly number: string;
  readonly part: string;
  readonly reference: string;
  readonly amount_fen: bigint;
  readonly fee_fen: bigint;
  readonly state: "succeeded" | "processing" | "failed";
  readonly at: Date;
};

type Sums = { lines: bigint; moved: bigint; in_fen: bigint; out_fen: bigint; fees_fen: bigint };
type AllSums = Sums & { all_in: bigint; all_out: bigint };

class Unbelievable extends Error {}
class LostHold extends Error {}

const minute = 60_000;
/** Until it is asked for again: 5 minutes, then 10, 20 … at most an hour. */
export const pauseOfFetch = (attempts: number): number =>
  Math.min(5 * minute * 2 ** Math.min(Math.max(attempts, 0), 10), 60 * minute);

/**
 * Reads the bill of a provider's account or the daily file of a biller into lines, in sets, so that memory stays flat whatever its length.
 * Repeated, it replaces what was read before; a reading that was cut leaves nothing that counts. Closed days are not asked for again: the
 * database sees to it. With `fetched` the source's day stays taken, under `run`, for the comparison; `anew` reads one that is there already.
 */
export async function fetchBill(
  context: PaymentContext,
  of: { city: string; day: Day; source: SourceOfDay; anew?: boolean },
): Promise<FetchOutcome> {
  const { city, day, source } = of;
  const scope = cityScope(city);
  const key = { city, source: source.name, day };
  const run = newId(context.clock());
  const until = () => new Date(context.clock().getTime() + fetchLimits.lease);
  const [taken] = await context.database.run(scope, takeSource, { ...key, run, at: context.clock(), until: until() });
  if (!taken) return { kind: "busy" };
  if (taken.bill === "fetched" && of.anew !== true) {
    await context.database.run(scope, leaveSource, { ...key, run });
    return { kind: "busy" };
  }
  const reading = taken.reading + 1;
  const failed = async (bill: "waiting" | "problem" | "none", problem: string): Promise<FetchOutcome> => {
    const due = bill === "none" ? null : new Date(context.clock().getTime() + pauseOfFetch(taken.attempts));
    await context.database.run(scope, keepProblem, { ...key, run, bill, problem: problem.slice(0, 60), due_at: due });
    return bill === "none" ? { kind: "none" } : { kind: bill, reason: problem };
  };
  try {
    await forgetLines(context, { ...key, reading: taken.reading });
    const file = await open(context, city, day, source.source, AbortSignal.timeout(fetchLimits.within));
    if (file === undefined) return await failed("waiting", noFile.notThereYet);
    const sums = await keepLines(context, { ...key, reading, run, until }, file);
    const { all_in: _in, all_out: _out, ...counted } = sums;
    const kept = await context.database.run(scope, keepReading, {
      ...{ ...key, run, reading, ...counted },
      at: context.clock(),
      until: until(),
    });
    if (kept.length === 0) return { kind: "busy" };
    return { kind: "fetched", lines: Number(sums.lines), run };
  } catch (error) {
    if (error instanceof LostHold) return { kind: "busy" };
    if (error instanceof AgencyFailure && error.reason === "not_connected") return failed("none", noFile.notConnected);
    if (error instanceof Unbelievable) return failed("problem", error.message);
    if (error instanceof ProviderFailure || error instanceof AgencyFailure) {
      const isWrong = error.reason === "unreadable" || error.reason === "signature";
      return failed(isWrong ? "problem" : "waiting", error.reason);
    }
    context.log("error", "a bill could not be read", { city, source: source.name, day, err: error });
    return failed("problem", "error");
  }
}

type File = AsyncIterator<Line, BillTotals | undefined>;

async function open(
  context: PaymentContext,
  city: string,
  day: Day,
  source: Source,
  signal: AbortSignal,
): Promise<File | undefined> {
  if (source.kind === "biller") {
    const file = await context.biller.dailyFile({ city, agency: source.agency, day }, signal);
    return file && writeOffs(file);
  }
  const provider = context.providerOf({ city, ...source });
  if (!provider) throw new ProviderFailure("down", "the account is paused or gone");
  const bill = await provider.bill(day, signal);
  return bill && paid(bill);
}

async function* writeOffs(file: AsyncIterable<WriteOffLine>): AsyncGenerator<Line, undefined> {
  for await (const { reference, key, amount_fen, state, at } of file) {
    const kind = state === "done" ? "write_off" : "reversal";
    yield {
      kind,
      number: numberOfKey(key),
      part: reference,
      reference,
      amount_fen,
      fee_fen: 0n,
      state: "succeeded",
      at,
    };
  }
  return undefined;
}

async function* paid(
  bill: AsyncGenerator<BillLine, BillTotals | undefined>,
): AsyncGenerator<Line, BillTotals | undefined> {
  for (;;) {
    const { done, value } = await bill.next();
    if (done === true) return value;
    const { kind, number, refund, reference, amount_fen, fee_fen, state, at } = value;
    // Of a refund providers say what they give back of their fee, some with a sign and some without.
    const fee = kind === "refund" ? -magnitude(fee_fen) : fee_fen;
    yield { kind, number, part: refund ?? "", reference, amount_fen, fee_fen: fee, state, at };
  }
}
const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** Of an account that several cities share each takes its own lines; what is no number of ours is everybody's to explain. */
const isOfAnother = (city: string, number: string): boolean => (parsePublicNumber(number)?.city ?? city) !== city;

const noSums = (): AllSums => ({
  ...{ lines: 0n, moved: 0n, in_fen: 0n, out_fen: 0n, fees_fen: 0n },
  ...{ all_in: 0n, all_out: 0n },
});

type Place = { city: string; source: string; day: Day; reading: number; run: string; until: () => Date };

async function keepLines(context: PaymentContext, of: Place, file: File): Promise<AllSums> {
  const { until, ...key } = of;
  const [own, whole] = [noSums(), noSums()];
  let rows: Record<string, unknown>[] = [];
  const keep = async () => {
    const held = await context.database.run(cityScope(key.city), addLines, { ...key, until: until(), rows });
    if (held.length === 0) throw new LostHold();
    rows = [];
  };
  for (let count = 1; ; count += 1) {
    const { done, value } = await file.next();
    if (done === true) {
      if (rows.length > 0) await keep();
      if (value !== undefined) compareTotals(whole, value);
      return own;
    }
    check(value, count);
    add(whole, value);
    if (isOfAnother(key.city, value.number)) continue;
    add(own, value);
    const { amount_fen, fee_fen, at, ...line } = value;
    rows.push({ ...line, line: count, amount_fen: `${amount_fen}`, fee_fen: `${fee_fen}`, at: at.toISOString() });
    if (rows.length === fetchLimits.set) await keep();
  }
}

function check({ number, part, reference, amount_fen, at }: Line, count: number): void {
  const isSound = number !== "" && number.length <= 80 && part.length <= 80 && reference.length <= 80;
  if (!isSound || amount_fen < 0n || Number.isNaN(at.getTime()) || count > fetchLimits.lines) {
    throw new Unbelievable("unreadable");
  }
}

function add(sums: AllSums, { kind, amount_fen, fee_fen, state }: Line): void {
  const isIn = kind === "payment" || kind === "write_off";
  sums.lines += 1n;
  if (isIn) sums.all_in += amount_fen;
  else sums.all_out += amount_fen;
  if (state !== "succeeded") return;
  sums.moved += 1n;
  if (isIn) sums.in_fen += amount_fen;
  else sums.out_fen += amount_fen;
  sums.fees_fen += fee_fen;
}

/** What the bill says of itself. Some count refunds under way in their totals and some do not. */
function compareTotals(sums: AllSums, said: BillTotals): void {
  const paidAgrees = said.paid_fen === sums.in_fen || said.paid_fen === sums.all_in;
  const refundedAgrees = said.refunded_fen === sums.out_fen || said.refunded_fen === sums.all_out;
  if (BigInt(said.lines) !== sums.lines || !paidAgrees || !refundedAgrees) throw new Unbelievable("totals");
}

/** Deletes lines of other readings, in pieces that end in time. */
async function forgetLines(
  context: PaymentContext,
  of: { city: string; source: string; day: Day; reading: number },
): Promise<void> {
  for (let piece = 0; piece < fetchLimits.lines / fetchLimits.drop; piece += 1) {
    const gone = await context.database.run(cityScope(of.city), dropLines, { ...of, limit: fetchLimits.drop });
    if (gone.length === 0) return;
  }
}
