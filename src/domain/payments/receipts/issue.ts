import { cityScope, type Runner } from "../../../foundation/database/index.ts";
import type { Text } from "../../../foundation/i18n/index.ts";
import { publicNumber } from "../../../foundation/ids/index.ts";
import { accountHash, type Bill, findBills } from "../bills.ts";
import type { PaymentContext } from "../context.ts";
import type { PaymentView } from "../payment.ts";
import { seal } from "../sealing.ts";
import { type Earned, earnedBy, type Move } from "./earned.ts";
import { hideAccount, type ReceiptFacts, type ReceiptLine, receiptPlace, serialName } from "./facts.ts";
import {
  addReceipts,
  askForFiscal,
  citiesDue,
  dropDue,
  dueOfCity,
  givenUp,
  issuedOf,
  lockCounters,
  lockDue,
  moveCounter,
  movesOf,
  noteDue,
  openCounters,
  postponeDue,
} from "./issue-store.ts";

/** Payments of one pass, cities side by side, and attempts after which a person decides (with the pauses, about two days). */
export const receiptLimits = { pass: 200, atOnce: 2, attempts: 60, longestPause: 3_600_000 } as const;

/** What a receipt says that payments themselves do not know. */
export type ReceiptParts = {
  readonly payments: PaymentContext;
  /** The name of whoever paid; undefined where they had not signed in. */
  readonly payerName: (payer: string) => Promise<string | undefined>;
  /** What the service and its biller are called; whether what bills are found by is an account that may be printed. */
  readonly wordsOf: (
    view: PaymentView,
  ) => Promise<{ readonly service: Text; readonly biller: Text; readonly hasAccount: boolean }>;
};

/** A step between two of which a process may die; tests do. */
export type IssueStep = "read" | "locked" | "counted" | "written" | "emptied";

/** Notes that these payments may have earned receipts, in the transaction of a reaction. */
export async function noteReceiptsDue(tx: Runner, city: string, payments: readonly string[], now: Date): Promise<void> {
  if (payments.length > 0) await tx.run(noteDue, { city, payments: [...new Set(payments)], at: now });
}

/**
 * Gives receipts their numbers: 1, 2, 3 … per city and year, the year being the one in China in which the money came in or went back, whenever
 * the number is given. Many processes may run it: the counter of a year moves in the transaction that writes the receipts, so whoever dies in
 * the middle has given none. @returns receipts given
 */
export async function runReceipts(
  parts: ReceiptParts,
  cities: readonly string[],
  passed: (step: IssueStep) => void = () => undefined,
): Promise<number> {
  if (cities.length === 0) return 0;
  const { database, clock, log } = parts.payments;
  const rows = await database.run(cityScope(...cities), citiesDue, { cities: [...cities], at: clock() });
  const waiting = rows.map(({ city }) => city);
  let given = 0;
  const work = async () => {
    for (let city = waiting.shift(); city !== undefined; city = waiting.shift()) {
      try {
        given += await issueIn(parts, city, passed);
      } catch (error) {
        log("error", "receipts could not be given", { city, err: error });
      }
    }
  };
  await Promise.all(Array.from({ length: receiptLimits.atOnce }, work));
  return given;
}

type Draft = Earned & { readonly view: PaymentView; readonly facts: ReceiptFacts; readonly hashes: Hashes };
/** By bill. */
type Hashes = ReadonlyMap<string, string | null>;
type Due = { readonly payment: string; readonly revision: number; readonly attempts: number };

async function issueIn(parts: ReceiptParts, city: string, passed: (step: IssueStep) => void): Promise<number> {
  const { database, clock } = parts.payments;
  const scope = cityScope(city);
  let given = 0;
  for (;;) {
    const due = await database.run(scope, dueOfCity, { city, at: clock(), limit: receiptLimits.pass });
    if (due.length === 0) return given;
    const drafts = await draftsOf(parts, city, due);
    passed("read");
    const done = await database.transaction(scope, (tx) => write(parts.payments, tx, city, drafts, passed));
    given += done.given;
    if (due.length < receiptLimits.pass || done.taken === 0) return given;
  }
}

/** What each payment has earned, ready to be sealed; a payment that cannot be read is tried later and holds up no other. */
async function draftsOf(
  parts: ReceiptParts,
  city: string,
  due: readonly Due[],
): Promise<readonly { readonly due: Due; readonly drafts: readonly Draft[] }[]> {
  const { payments } = parts;
  const views = due.map(({ payment: number }) => payments.views.submit({ city, number }));
  await Promise.allSettled(views);
  // After the payments: what they say is decided, the ledger has.
  const moves = await payments.database.run(cityScope(city), movesOf, {
    city,
    payments: due.map(({ payment }) => payment),
  });
  const bySubject = Map.groupBy(moves, ({ subject }) => subject);
  const read = await Promise.all(
    due.map(async (one, index) => {
      try {
        const view = await views[index];
        const own = (bySubject.get(one.payment) ?? []) as readonly Move[];
        return { due: one, drafts: view ? await draftsOfPayment(parts, view, own) : [] };
      } catch (error) {
        await postpone(payments, city, one, error);
        return undefined;
      }
    }),
  );
  return read.flatMap((one) => one ?? []);
}

async function draftsOfPayment(
  parts: ReceiptParts,
  view: PaymentView,
  moves: readonly Move[],
): Promise<readonly Draft[]> {
  const earned = earnedBy(view, moves);
  if (earned.length === 0) return [];
  const { payment } = view;
  const { city, provider } = payment;
  const [bills, name, words] = await Promise.all([
    findBills(
      parts.payments,
      city,
      view.bills.map(({ number }) => number),
    ),
    parts.payerName(payment.payer),
    parts.wordsOf(view),
  ]);
  const { service, biller, hasAccount } = words;
  const hashes: Hashes = new Map(
    bills.map(({ number, facts, service: code }) => [
      number,
      facts.account === "" ? null : accountHash(parts.payments, city, code, facts.account),
    ]),
  );
  return earned.map((one) => ({
    ...{ ...one, view, hashes },
    facts: {
      ...{ payer: name ?? null, service, biller, provider, reference: one.reference },
      lines: one.lines.map((line) => lineOf(line, bills, hasAccount, one.kind)),
    },
  }));
}

function lineOf(
  { bill: number, amount_fen }: Earned["lines"][number],
  bills: readonly Bill[],
  hasAccount: boolean,
  kind: Earned["kind"],
): ReceiptLine {
  const bill = bills.find((one) => one.number === number);
  if (!bill) throw new Error(`there is no bill ${number}`);
  const { facts, reference, period, late_fee_fen: late } = bill;
  const items = kind === "payment" ? facts.items : [];
  const sum = items.reduce((all, item) => all + BigInt(item.amount_fen), 0n);
  const withLate =
    late > 0n && sum + late === amount_fen ? [...items, { name: lateFee, amount_fen: late.toString() }] : undefined;
  return {
    ...{ bill: number, reference, period, amount_fen: amount_fen.toString() },
    account: hasAccount && facts.account !== "" ? hideAccount(facts.account) : null,
    items: items.length > 0 && sum === amount_fen ? items : (withLate ?? []),
  };
}

const lateFee = "滞纳金（违约金）";

async function postpone(
  { database, clock, log }: PaymentContext,
  city: string,
  due: Due,
  error: unknown,
): Promise<void> {
  const scope = cityScope(city);
  const attempts = due.attempts + 1;
  const isOver = attempts >= receiptLimits.attempts;
  const pause = Math.min(5_000 * 2 ** Math.min(attempts - 1, 20), receiptLimits.longestPause);
  const due_at = isOver ? null : new Date(clock().getTime() + pause);
  await database.run(scope, postponeDue, { city, payment: due.payment, revision: due.revision, due_at });
  log(isOver ? "error" : "warn", "a receipt cannot be made", { city, subject: due.payment, err: error });
}

async function write(
  payments: PaymentContext,
  tx: Runner,
  city: string,
  read: Awaited<ReturnType<typeof draftsOf>>,
  passed: (step: IssueStep) => void,
): Promise<{ readonly taken: number; readonly given: number }> {
  const { clock, calendarOf, secrets } = payments;
  const locked = await tx.run(lockDue, { city, payments: read.map(({ due }) => due.payment) });
  const mine = new Set(
    read.flatMap(({ due: { payment, revision } }) =>
      locked.some((row) => row.payment === payment && row.revision === revision) ? [payment] : [],
    ),
  );
  passed("locked");
  if (mine.size === 0) return { taken: 0, given: 0 };
  const numbers = [...mine];
  const yearOf = (at: Date) => Number(calendarOf(city).dayOf(at).slice(0, 4));
  const drafts = read
    .filter(({ due }) => mine.has(due.payment))
    .flatMap((one) => one.drafts)
    .sort(inOrder);
  const years = [...new Set(drafts.map(({ at }) => yearOf(at)))].sort().map(BigInt);
  const last = new Map<number, bigint>();
  if (years.length > 0) {
    await tx.run(openCounters, { city, years });
    for (const row of await tx.run(lockCounters, { city, years })) last.set(row.year, row.last);
  }
  passed("counted");
  const before = await tx.run(issuedOf, { city, payments: numbers });
  const known = new Map(before.map((row) => [`${row.kind} ${row.subject}`, row]));
  const now = clock();
  const added: Record<string, unknown>[] = [];
  const lines: Record<string, unknown>[] = [];
  for (const { kind, subject, way = "provider", amount_fen, at, lines: parts, view, facts, hashes } of drafts) {
    if (known.has(`${kind} ${subject}`)) continue;
    const { payment, bills } = view;
    const original = kind === "refund" ? known.get(`payment ${payment.number}`) : undefined;
    if (kind === "refund" && !original) throw new Error(`${payment.number} has no receipt to refer to`);
    const year = yearOf(at);
    const serial = (last.get(year) ?? 0n) + 1n;
    last.set(year, serial);
    const number = publicNumber(city, calendarOf(city).dayOf(now), "Q");
    known.set(`${kind} ${subject}`, { kind, subject, number, year, serial, issued_at: now });
    const whole: ReceiptFacts =
      original === undefined
        ? facts
        : {
            ...facts,
            refund: {
              number: subject,
              way,
              original: {
                number: original.number,
                name: serialName(original.year, original.serial),
                issuedAt: original.issued_at.toISOString(),
              },
            },
          };
    const common = { payer: payment.payer, year, happened_at: at.toISOString(), kind };
    added.push({
      ...{ ...common, number, subject, payment: payment.number, serial: serial.toString() },
      ...{ amount_fen: amount_fen.toString(), service: payment.service, agency: payment.agency },
      payee: bills[0]?.payee ?? "merchant",
      issued_at: now.toISOString(),
      original: original?.number ?? null,
      sealed: seal(secrets, city, receiptPlace(kind, subject), whole),
    });
    for (const { bill, amount_fen: part } of parts) {
      lines.push({
        ...common,
        receipt: number,
        bill,
        account_hash: hashes.get(bill) ?? null,
        amount_fen: part.toString(),
      });
    }
  }
  if (added.length > 0) {
    await tx.run(addReceipts, { city, rows: added, lines });
    for (const [year, serial] of last) await tx.run(moveCounter, { city, year, last: serial });
    await askTreasuries(payments, tx, city, drafts, now);
  }
  passed("written");
  await tx.run(dropDue, { city, payments: numbers });
  passed("emptied");
  return { taken: numbers.length, given: added.length };
}

/** By the time the money moved, never a refund before its payment. */
function inOrder(one: Draft, other: Draft): number {
  const [a, b] = [rankOf(one), rankOf(other)];
  return a.at - b.at || (a.key < b.key ? -1 : 1);
}

function rankOf({ view: { payment }, kind, subject, at }: Draft) {
  const paidAt = payment.paid_at === null ? 0 : new Date(payment.paid_at).getTime();
  return { at: Math.max(at.getTime(), paidAt), key: `${payment.number} ${kind} ${subject}` };
}

async function askTreasuries(
  payments: PaymentContext,
  tx: Runner,
  city: string,
  drafts: readonly Draft[],
  now: Date,
): Promise<void> {
  const asked = drafts.flatMap(({ kind, view }) =>
    kind === "payment" && payments.providerOf(view.payment)?.fiscalReceipt ? [view.payment.number] : [],
  );
  if (asked.length > 0) await tx.run(askForFiscal, { city, payments: asked, at: now });
}

/** Payments whose receipts were given up after many attempts; at most 100. */
export async function receiptsGivenUp(
  { database }: Pick<PaymentContext, "database">,
  city: string,
): Promise<readonly string[]> {
  const rows = await database.run(cityScope(city), givenUp, { city, limit: 100 });
  return rows.map(({ payment }) => payment);
}

/** A clerk has them tried again. */
export async function tryReceiptsAgain(
  { database, clock }: Pick<PaymentContext, "database" | "clock">,
  city: string,
): Promise<void> {
  const payments = [...(await receiptsGivenUp({ database }, city))];
  if (payments.length > 0) await database.run(cityScope(city), noteDue, { city, payments, at: clock() });
}
