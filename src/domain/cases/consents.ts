import { cityScope } from "../../foundation/database/index.ts";
import type { CaseContext } from "./context.ts";
import { resealApplicant } from "./reseal-store.ts";
import { type Applicant, openPart, type Sealed, sealPart } from "./sealing.ts";
import { caseByNumber } from "./store.ts";

/** A sealing with a new key may come between reading and writing, once or twice. */
const tries = 5;

/**
 * Writes separate consents down with the case, beside those given when it was filed (个人信息保护法 第29条). It is done before the answers
 * they are about are kept, so that no sensitive answer ever stands without its consent; again is the same, the first time counts.
 */
export async function addConsents(
  { database, secrets, clock }: Pick<CaseContext, "database" | "secrets" | "clock">,
  input: {
    readonly city: string;
    readonly number: string;
    readonly consents: readonly { readonly question: string; readonly kind: string }[];
  },
): Promise<void> {
  const { city, number } = input;
  const at = clock().toISOString();
  for (let tried = 0; tried < tries; tried += 1) {
    const [row] = await database.run(cityScope(city), caseByNumber, { city, number });
    const old = row?.applicant_sealed as Sealed | undefined;
    // Erased: there is nobody left to have agreed.
    if (old?.sealed === undefined) return;
    const applicant = openPart(secrets, city, number, "applicant", old);
    const before = applicant["consents"] as Applicant["consents"];
    const fresh = input.consents.filter(({ question }) => !before?.to.some((one) => one.question === question));
    if (fresh.length === 0) return;
    const consents = { at: before?.at ?? at, to: [...(before?.to ?? []), ...fresh.map((one) => ({ ...one, at }))] };
    const applicant_sealed = sealPart(secrets, city, number, "applicant", { ...applicant, consents });
    const done = await database.run(cityScope(city), resealApplicant, { city, number, applicant_sealed, old });
    if (done.length > 0) return;
  }
  throw new Error(`the consents of ${number} could not be written down: its applicant kept changing`);
}
