import { submitCase } from "../../../domain/cases/index.ts";
import type { Answers } from "../../../domain/catalogue/index.ts";
import { markSent } from "../../../domain/forms/index.ts";
import { profileOf } from "../../../domain/identity/index.ts";
import { split } from "./asked-service.ts";
import { fileIds, tieFiles } from "./draft-files.ts";
import type { Loaded } from "./load.ts";
import { visitorKey } from "./whose.ts";

/**
 * Sends a draft and gives the number of its case. The draft's id is the idempotency key, so a double tap, a repeated post and a
 * sending whose answer was lost all lead to one case; each further step may be repeated.
 * @throws Refusal where the answers cannot be taken.
 */
export async function sendDraft(loaded: Loaded, given: Answers, visit: string | undefined): Promise<string> {
  const { house, city, offered, draft, owner } = loaded;
  const { answers, delivery, deliverTo, consents } = split(offered.service, given);
  const person = await applicantOf(loaded, given, visit);
  const receipt = await submitCase(house.cases, {
    city: city.city,
    service: offered.service,
    agency: offered.offering.agency,
    resident: person.key,
    // Sealed with the case like the rest of what is known of the person.
    applicant: {
      ...person.applicant,
      ...(deliverTo ? { deliver_to: deliverTo } : {}),
      ...(consents.length > 0 ? { consents: { at: house.clock().toISOString(), to: consents } } : {}),
    },
    answers,
    delivery,
    by: { kind: person.kind, id: person.key },
    channel: "web",
    promise: offered.offering.promise,
    draft: draft.id,
    // One draft is one case, whatever was changed between a sending whose answer was lost and the next.
    idempotency: { caller: person.key, key: draft.id, bodyHash: draft.id },
  });
  const { number } = receipt;
  await tieFiles(house, { city: city.city, draft: draft.id, ids: fileIds({ answers }), caseNumber: number });
  await markSent(house, { owner, id: draft.id, number, now: house.clock() });
  return number;
}

async function applicantOf({ house, session }: Loaded, answers: Answers, visit: string | undefined) {
  const phone = typeof answers["phone"] === "string" ? answers["phone"] : "";
  if (!session) {
    if (visit === undefined) throw new Error("somebody sends who is neither signed in nor on a visit");
    const applicant = { name: "", id_type: "", id_number: "", phone };
    return { kind: "visitor" as const, key: visitorKey(house, visit), applicant };
  }
  const profile = await profileOf(house.identity, session.resident);
  if (!profile) throw new Error("a resident is signed in and has no profile");
  const { name, idType, idNumber } = profile;
  const applicant = { name, id_type: idType, id_number: idNumber, phone: phone || (profile.phone ?? "") };
  return { kind: "resident" as const, key: session.resident, applicant };
}
