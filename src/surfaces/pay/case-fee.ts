import {
  atTheCounter,
  type CaseRow,
  feeOfCase,
  findCase,
  isFeeDue,
  openAnswers,
  perform,
} from "../../domain/cases/index.ts";
import type { PaidOnline } from "../../domain/catalogue/index.ts";
import {
  askFeeBack,
  type Bill,
  billsOf,
  type FeePayment,
  feePayments,
  keepOwed,
  noLongerOwed,
} from "../../domain/payments/index.ts";
import type { Text } from "../../foundation/i18n/index.ts";
import { bodyHash } from "../../foundation/idempotency/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import { caseFee, feeReference } from "../case-fee-biller.ts";
import type { House } from "../house.ts";

/** Times a case is read anew because somebody acted on it meanwhile; whoever did brings it here again. */
const attempts = 5;

/** The states in which a case ends without what its fee is for. */
const withoutResult: ReadonlySet<CaseRow["state"]> = new Set([
  "not_accepted",
  "refused",
  "withdrawn",
  "lapsed",
  "transferred",
]);
const noResult: Text = {
  zh: "这件办件没有办成，已经交的费用退回。",
  en: "The case ended without a result, so its fee goes back.",
};

/** Who is paid online for the fee of a case; undefined where it is paid at the counter alone, or nobody is signed in to pay. */
export function feePayee(
  house: Pick<House, "catalogue">,
  row: Pick<CaseRow, "service" | "service_version" | "counter" | "applicant">,
): PaidOnline | undefined {
  const { fee } = house.catalogue.serviceOf(row.service, row.service_version).definition;
  return fee === "none" || row.counter?.fee === undefined || !row.applicant.startsWith("r") ? undefined : fee.pay;
}

/**
 * Brings what is owed into line with the case, whatever happened to it: its fee is a bill from its moment on, and none when it was paid at the
 * counter, waived or the case is over; what was paid online goes back when the case ends without a result. May be called at any time and
 * again: what is so already stays so.
 */
export async function settleFee(house: House, city: string, number: string): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const row = await findCase(house.cases, city, number);
    const payee = feePayee(house, row);
    if (payee === undefined) return;
    const bills = await billsOf(house.payments, city, number);
    const payments = bills.length === 0 ? [] : await feePayments(house.payments, city, number);
    for (const payment of payments) await recordReturned(house, row, payment);
    await settleBills(house, row, payee, bills);
    if (goesBack(house, row)) {
      for (const payment of payments) await askFeeBack(house.payments, { city, payment, reason: noResult });
    }
    // A bill that was made from a case as it was a moment ago would stand for nothing.
    if ((await findCase(house.cases, city, number)).revision === row.revision) return;
  }
}

function goesBack(house: House, { service, service_version: version, state }: CaseRow): boolean {
  const { fee } = house.catalogue.serviceOf(service, version).definition;
  return withoutResult.has(state) && fee !== "none" && fee.goes_back !== false;
}

/** Fen of the fee that are owed now. */
export function owedNow(row: CaseRow): bigint {
  const { fee } = atTheCounter(row);
  return isFeeDue(row) ? BigInt(fee?.amount_fen ?? 0) : 0n;
}

async function settleBills(house: House, row: CaseRow, payee: PaidOnline, bills: readonly Bill[]): Promise<void> {
  const { city, number, service } = row;
  const owed = owedNow(row);
  const open = bills.filter(({ state }) => state === "open");
  if (owed === 0n) {
    const gone = open.map((bill) => bill.number);
    await noLongerOwed(house.payments, city, gone);
    return;
  }
  // Its money is in; what becomes of it brings us here again.
  if (bills.some(({ state }) => state === "paid")) return;
  const again = open[0] ?? bills.find(({ state }) => state === "withdrawn");
  if (again?.state === "open" && again.owed_fen === owed) return;
  await keepOwed(
    house.payments,
    {
      ...{ city, service, payee, caseNumber: number, account: "", operation: caseFee, parameters: {} },
      agency: row.agency,
      biller: again?.biller ?? row.agency,
    },
    [
      {
        reference: again?.reference ?? feeReference(number, bills.length),
        amount_fen: owed,
        late_fee_fen: 0n,
        items: [{ name: await feeName(house, row), amount_fen: owed }],
      },
    ],
  );
}

/** What is charged for, in the words of the service file's row that holds, else the service's name. */
async function feeName(house: House, row: CaseRow): Promise<string> {
  const service = house.catalogue.serviceOf(row.service, row.service_version);
  const answers = (await openAnswers(house.cases, row.city, [row.number])).get(row.number) ?? {};
  const filedOn = house.regions.calendarOf(row.city).dayOf(new Date(row.submitted_at));
  const fee = feeOfCase(service, row, answers, filedOn);
  return fee.kind === "amount" && fee.say ? fee.say.zh : service.definition.name.zh;
}

/** The whole of a payment went back while the case goes on: the case says so, and its fee is owed again. */
async function recordReturned(house: House, row: CaseRow, payment: FeePayment): Promise<void> {
  const { write_off: said, returned_fen: returned, amount_fen: amount, number: receipt } = payment;
  const counted = said === "done" || said === "by_hand";
  if (!counted || returned < amount || row.counter?.paid === undefined || row.closed_at !== null) return;
  const { city, number, revision } = row;
  const input = { what: "fee_returned", amount_fen: Number(amount), receipt_number: receipt };
  const key = `returned:${receipt}`;
  try {
    await perform(house.cases, {
      ...{ city, number, type: "record", revision, input },
      by: { kind: "system", id: "payments" },
      idempotency: { caller: "payments", key, bodyHash: bodyHash({ number, ...input }) },
    });
  } catch (error) {
    // Somebody acted on the case meanwhile: it is read anew.
    if (!(error instanceof Refusal) || error.status !== 409) throw error;
  }
}
