import { cityScope, type Runner, type Values } from "../../foundation/database/index.ts";
import { answerBefore, answeredOr, bodyHash, type Idempotency } from "../../foundation/idempotency/index.ts";
import type { CaseContext } from "./context.ts";
import { readCursor } from "./cursor.ts";
import { acceptedOf, claimFiling, projectAccepted, releaseFiling } from "./elsewhere-store.ts";
import type { BriefCase } from "./read.ts";
import { type Receipt, receiptAgain, type Submission, submitCase } from "./submit.ts";

type Claim = { readonly decided_in: string };

/**
 * 跨省通办: files in the city of the submission what was sent in another (`acceptedIn`, which may be the same). The key of the filing
 * belongs to the accepting city, so that one key makes one case whatever city its answers name: a filing that is repeated gives
 * the first case, and one that came to nothing may be sent to another city.
 */
export async function submitFrom(context: CaseContext, acceptedIn: string, submission: Submission): Promise<Receipt> {
  const { city, idempotency } = submission;
  const here = await answerBefore(context.database, acceptedIn, idempotency);
  if (here !== undefined) {
    if (!isClaim(here)) return city === acceptedIn ? submitCase(context, submission) : (here as Receipt);
    if (here.decided_in !== city) {
      const filed = await answerBefore(context.database, here.decided_in, thereKey(acceptedIn, idempotency));
      if (filed !== undefined) return filed as Receipt;
      await release(context, acceptedIn, idempotency, here);
    }
  }
  if (city === acceptedIn) return submitCase(context, submission);
  const claim: Claim = { decided_in: city };
  const at = { city: acceptedIn, caller: idempotency.caller, key: idempotency.key };
  const [fresh] = await context.database.run(cityScope(acceptedIn), claimFiling, {
    ...at,
    body_hash: idempotency.bodyHash,
    answer: claim,
    at: context.clock(),
  });
  if (fresh === undefined) {
    // Somebody sends the same at this moment, perhaps to another city: the first one counts.
    const first = await answerBefore(context.database, acceptedIn, idempotency);
    if (first !== undefined && (!isClaim(first) || first.decided_in !== city)) {
      return submitFrom(context, acceptedIn, submission);
    }
  }
  return submitCase(context, { ...submission, acceptedIn, idempotency: thereKey(acceptedIn, idempotency) });
}

/**
 * What is refused now may have been filed by the same request when it could be: then its receipt stands, also where the service was
 * withdrawn or changed since. @throws the refusal where nothing was filed
 */
export async function filedOr(
  context: CaseContext,
  acceptedIn: string,
  idempotency: Idempotency,
  refusal: unknown,
): Promise<Receipt> {
  const here = await answeredOr<Claim | Receipt>(context.database, acceptedIn, idempotency, refusal);
  const filed = isClaim(here)
    ? await answeredOr<Receipt>(context.database, here.decided_in, thereKey(acceptedIn, idempotency), refusal)
    : here;
  return receiptAgain(context, filed);
}

function isClaim(stored: unknown): stored is Claim {
  return typeof stored === "object" && stored !== null && "decided_in" in stored;
}

/** The key in the deciding city: another than whatever is filed there directly. */
function thereKey(acceptedIn: string, idempotency: Idempotency): Idempotency {
  return { ...idempotency, key: bodyHash([acceptedIn, idempotency.key]) };
}

async function release(context: CaseContext, city: string, { caller, key }: Idempotency, claim: Claim): Promise<void> {
  await context.database.run(cityScope(city), releaseFiling, { city, caller, key, answer: claim });
}

/** A case as the city that took it in sees it. */
export type Accepted = BriefCase & { readonly accepted_in: string };

/** Brings the lists of accepting cities up to these states, in the transaction of a reaction. `agencyOf` names the counter there. */
export async function projectElsewhere(
  tx: Runner,
  rows: readonly Accepted[],
  agencyOf: ReadonlyMap<string, string>,
): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(projectAccepted, {
    rows: rows.map((row) => ({
      city: row.accepted_in,
      number: row.number,
      decided_in: row.city,
      service: row.service,
      agency: agencyOf.get(row.number) ?? row.agency,
      state: row.state,
      revision: row.revision,
      submitted_at: row.submitted_at,
      closed_at: row.closed_at,
    })),
  });
}

export type AcceptedLine = Values<(typeof acceptedOf)["row"]>;

/** What an agency of a city took in for others, newest first; 50 a page. */
export async function listAccepted(
  context: CaseContext,
  of: { readonly city: string; readonly agency: string; readonly after?: string },
): Promise<{ readonly items: readonly AcceptedLine[]; readonly next: string | null }> {
  const limit = 50;
  const { city, agency } = of;
  const { at: before, number } = readCursor(of.after);
  const asked = { city, agency, before, before_number: number, limit: limit + 1 };
  const rows = await context.database.run(cityScope(city), acceptedOf, asked);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? `${last.submitted_at.toISOString()}~${last.number}` : null };
}
