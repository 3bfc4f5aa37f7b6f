import { cityScope } from "../../foundation/database/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import type { CaseContext } from "./context.ts";
import { perform } from "./perform.ts";
import { findCase } from "./read.ts";
import { resealApplicant } from "./reseal-store.ts";
import { type Applicant, openPart, type Sealed, sealPart } from "./sealing.ts";
import { findTransition } from "./states.ts";
import { caseByNumber } from "./store.ts";

/** A sealing with a new key may come between reading and writing, once or twice. */
const tries = 5;

type Context = Pick<CaseContext, "database" | "secrets" | "clock">;
type Consents = NonNullable<Applicant["consents"]>;
type Consent = { readonly question: string; readonly kind: string };

/**
 * Writes separate consents down with the case, beside those given when it was filed (个人信息保护法 第29条). It is done before the answers
 * they are about are kept, so that no sensitive answer ever stands without its consent; again is the same, the first time counts.
 */
export async function addConsents(
  context: Context,
  input: { readonly city: string; readonly number: string; readonly consents: readonly Consent[] },
): Promise<void> {
  const at = context.clock().toISOString();
  await changeConsents(context, input, (before) => {
    const fresh = input.consents.filter(
      ({ question }) => !before?.to.some((one) => one.question === question && one.withdrawn_at === undefined),
    );
    if (fresh.length === 0) return undefined;
    return { at: before?.at ?? at, to: [...(before?.to ?? []), ...fresh.map((one) => ({ ...one, at }))] };
  });
}

/**
 * Takes a consent back (个人信息保护法 第15条): what was done on it stands; while the case is open, whoever works on it reads that it must not be
 * used any more. The caller has checked whose case it is. Again is the same.
 * @returns whether it was this call
 */
export async function withdrawConsent(
  context: CaseContext,
  input: { readonly city: string; readonly number: string; readonly note: string } & Consent,
): Promise<boolean> {
  const { city, number, question, kind } = input;
  const withdrawn_at = context.clock().toISOString();
  const changed = await changeConsents(context, input, (before) => {
    const isMeant = (one: Consents["to"][number]) =>
      one.question === question && one.kind === kind && one.withdrawn_at === undefined;
    if (!before?.to.some(isMeant)) return undefined;
    return { ...before, to: before.to.map((one) => (isMeant(one) ? { ...one, withdrawn_at } : one)) };
  });
  if (!changed) return false;
  const key = `consent withdrawn ${question} ${kind}`;
  for (let tried = 0; tried < tries; tried += 1) {
    const row = await findCase(context, city, number);
    if (!findTransition(row.regime, row.state, "note", ["system"])) break;
    const act = { city, number, revision: row.revision, type: "note", input: { note: input.note } } as const;
    const by = { kind: "system", id: "consents" } as const;
    try {
      await perform(context, { ...act, by, idempotency: { caller: "system", key: `${number} ${key}`, bodyHash: key } });
      break;
    } catch (error) {
      // Somebody acted in this very moment.
      if (!(error instanceof Refusal) || error.code !== "case_changed") throw error;
    }
  }
  return true;
}

/** @returns false where nothing was to be changed, or the applicant was erased: nobody is left to have agreed */
async function changeConsents(
  { database, secrets }: Context,
  { city, number }: { readonly city: string; readonly number: string },
  change: (before: Consents | undefined) => Consents | undefined,
): Promise<boolean> {
  for (let tried = 0; tried < tries; tried += 1) {
    const [row] = await database.run(cityScope(city), caseByNumber, { city, number });
    const old = row?.applicant_sealed as Sealed | undefined;
    if (old?.sealed === undefined) return false;
    const applicant = openPart(secrets, city, number, "applicant", old);
    const consents = change(applicant["consents"] as Consents | undefined);
    if (consents === undefined) return false;
    const applicant_sealed = sealPart(secrets, city, number, "applicant", { ...applicant, consents });
    const done = await database.run(cityScope(city), resealApplicant, { city, number, applicant_sealed, old });
    if (done.length > 0) return true;
  }
  throw new Error(`the consents of ${number} could not be written down: its applicant kept changing`);
}
