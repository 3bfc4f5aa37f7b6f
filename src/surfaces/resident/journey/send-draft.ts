import { assistTooOld, markAssistSent } from "../../../domain/caseload/index.ts";
import { type Receipt, submitFrom, viewCase } from "../../../domain/cases/index.ts";
import { type Answers, offeringOfBody, withoutBody } from "../../../domain/catalogue/index.ts";
import { markSent } from "../../../domain/forms/index.ts";
import { profileOf } from "../../../domain/identity/index.ts";
import { noteStep } from "../../../domain/life-events/index.ts";
import { routed } from "../../../domain/reports/index.ts";
import { split } from "./asked-service.ts";
import { copyFiles, deleteDraftFiles, fileIds, tieFiles } from "./draft-files.ts";
import { agreedOf } from "./folder.ts";
import type { Loaded } from "./load.ts";
import { visitorKey } from "./whose.ts";

/**
 * Sends a draft and gives the number of its case. The draft's id is the idempotency key, so a double tap, a repeated post and a
 * sending whose answer was lost all lead to one case; each further step may be repeated.
 * @throws Refusal where the answers cannot be taken.
 */
export async function sendDraft(loaded: Loaded, given: Answers, visit: string | undefined): Promise<string> {
  const { house, city: here, draft, owner, helping } = loaded;
  const { offered: found, city } = decidingCity(loaded);
  // The case belongs to the body that was chosen; the question which is no question of the file's.
  const offered = {
    service: house.catalogue.serviceOf(found.service.definition.code, found.service.version),
    offering: offeringOfBody(found.offering, given),
  };
  const {
    answers: own,
    delivery,
    deliverTo,
    consents,
  } = split(offered.service, withoutBody(given), fromFolder(loaded));
  const person = await applicantOf(loaded, given, visit);
  // Files are kept by the city that decides, under its own keys.
  const answers =
    city.city === here.city ? own : await copyFiles(house, { from: here.city, to: city.city, draft: draft.id }, own);
  const { agency, promise } = await routed(house.database, { city: city.city, ...offered }, answers);
  const receipt = await submitFrom(house.cases, here.city, {
    city: city.city,
    service: offered.service,
    agency,
    resident: person.key,
    // Sealed with the case like the rest of what is known of the person.
    applicant: {
      ...person.applicant,
      ...(deliverTo ? { deliver_to: deliverTo } : {}),
      ...(consents.length > 0 ? { consents: { at: house.clock().toISOString(), to: consents } } : {}),
    },
    answers,
    delivery,
    by: person.by,
    channel: helping ? "counter" : "web",
    ...(promise === undefined ? {} : { promise }),
    fee: offered.offering.fee,
    draft: draft.id,
    // One draft is one case, whatever was changed between a sending whose answer was lost and the next.
    idempotency: { caller: helping ? `staff:${helping.clerk.id}` : person.key, key: draft.id, bodyHash: draft.id },
  });
  const { number } = receipt;
  await tie(loaded, receipt, answers);
  await markSent(house, { owner, id: draft.id, number, now: house.clock() });
  if (receipt.city !== here.city) await deleteDraftFiles(house, here.city, draft.id);
  const { within } = loaded;
  if (within?.number !== undefined) {
    const step = { resident: person.key, number: within.number, service: draft.service };
    await noteStep(house.database, { ...step, caseNumber: number, now: house.clock() });
  }
  if (helping) await markAssistSent(house, helping.assist, number, house.clock());
  return number;
}

/** Who decides what these answers ask for: this city, or the one they name. */
export function decidingCity({
  city,
  offered,
  decided,
}: Pick<Loaded, "city" | "offered" | "decided">): Pick<Loaded, "city" | "offered"> {
  return decided.kind === "there" ? decided : { city, offered };
}

/** Of a filing that was repeated the first one's files count, whatever was copied since. */
async function tie({ house, city, draft }: Loaded, receipt: Receipt, answers: Answers): Promise<void> {
  const { number } = receipt;
  const sent = receipt.city === city.city ? { answers } : await viewCase(house.cases, receipt.city, number);
  await tieFiles(house, { city: receipt.city, draft: draft.id, ids: fileIds(sent), caseNumber: number });
}

/** For whom, and who acts: the person, a visitor, or a member of staff for the person. */
/** Answers the person let a certificate give, and did not dispute afterwards. */
function fromFolder({ offers, draft }: Loaded): Readonly<Record<string, string>> {
  const agreed = Object.keys(agreedOf(offers, draft.answers)).filter((id) => !draft.disputed.includes(id));
  return Object.fromEntries(agreed.map((id) => [id, offers[id]?.number ?? ""]));
}

async function applicantOf({ house, session, helping }: Loaded, answers: Answers, visit: string | undefined) {
  const phone = typeof answers["phone"] === "string" ? answers["phone"] : "";
  if (helping) {
    const { clerk, assist } = helping;
    if (assist.person === undefined) throw assistTooOld();
    const { name, idType, idNumber } = assist.person;
    const applicant = { name, id_type: idType, id_number: idNumber, phone: phone || assist.person.phone };
    return { by: { kind: "clerk", id: clerk.id } as const, key: assist.resident, applicant };
  }
  if (!session) {
    if (visit === undefined) throw new Error("somebody sends who is neither signed in nor on a visit");
    const applicant = { name: "", id_type: "", id_number: "", phone };
    const key = visitorKey(house, visit);
    return { by: { kind: "visitor", id: key } as const, key, applicant };
  }
  const profile = await profileOf(house.identity, session.resident);
  if (!profile) throw new Error("a resident is signed in and has no profile");
  const { name, idType, idNumber } = profile;
  const applicant = { name, id_type: idType, id_number: idNumber, phone: phone || (profile.phone ?? "") };
  const key = session.resident;
  return { by: { kind: "resident", id: key } as const, key, applicant };
}
