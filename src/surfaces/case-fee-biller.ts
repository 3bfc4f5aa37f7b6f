import { AgencyFailure, type Biller, type WriteOff, type WriteOffAnswer } from "../domain/agencies/index.ts";
import { type CaseContext, findCase, perform } from "../domain/cases/index.ts";
import { bodyHash } from "../foundation/idempotency/index.ts";
import { Refusal } from "../foundation/refusal.ts";

/** The operation of a bill that is the fee of a case; every other is a biller's own. */
export const caseFee = "case-fee";

/** How the bill of a fee names its case; a fee that grew after it was paid is another bill of the same case. */
export const feeReference = (number: string, before: number): string =>
  before === 0 ? number : `${number}/${before + 1}`;
const caseOf = (reference: string): string => reference.split("/")[0] ?? "";

const treasurer = { kind: "system", id: "payments" } as const;

/** Billers as payments know them: the agencies' own systems, and of a case's fee the case itself. */
export function billers(agencies: Biller, cases: CaseContext): Biller {
  return {
    bills: (query, signal) => agencies.bills(query, signal),
    dailyFile: (of, signal) => agencies.dailyFile(of, signal),
    reverse: async (reversal, signal) => {
      // That a fee of a case went back is settled with the agency by a person.
      if (reversal.operation === caseFee || !agencies.reverse) {
        throw new AgencyFailure("not_connected", "that it was given back a clerk tells the agency");
      }
      return agencies.reverse(reversal, signal);
    },
    writeOff: (write, signal) =>
      write.operation === caseFee ? recordFee(cases, write) : agencies.writeOff(write, signal),
    queryWriteOff: (write, signal) =>
      write.operation === caseFee ? recordFee(cases, write) : agencies.queryWriteOff(write, signal),
  };
}

/** The fee stands in the case as received, once for each payment, whoever asks how often. */
async function recordFee(cases: CaseContext, write: WriteOff): Promise<WriteOffAnswer> {
  const { city, reference } = write;
  const number = caseOf(reference);
  const input = { what: "fee_paid", amount_fen: Number(write.amount_fen), receipt_number: write.key };
  const idempotency = { caller: treasurer.id, key: write.key, bodyHash: bodyHash({ number, ...input }) };
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      const { revision } = await findCase(cases, city, number);
      await perform(cases, { city, number, type: "record", revision, by: treasurer, input, idempotency });
      return { kind: "done", reference, at: cases.clock() };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.code === "case_changed") continue;
      return { kind: "refused", ...refusals[error.code === "already_recorded" ? "already_recorded" : "closed"] };
    }
  }
  return { kind: "waiting" };
}

const refusals = {
  already_recorded: {
    code: "paid_elsewhere",
    say: "这件办件的费用已经在窗口交过了。",
  },
  closed: {
    code: "closed",
    say: "这件办件已经不用交费了。",
  },
} as const;
