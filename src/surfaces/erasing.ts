import { writeAudit } from "../domain/audit/index.ts";
import {
  type CasePlan,
  type CaseView,
  dataRequest,
  type ErasableKind,
  type ErasureAsked,
  eraseCase,
  erasureAsked,
  myCases,
  planOfCases,
  recordErasure,
  viewCase,
} from "../domain/cases/index.ts";
import { discardDraft, listDrafts } from "../domain/forms/index.ts";
import { eraseProfileIn } from "../domain/identity/index.ts";
import { eraseEvents, listEvents } from "../domain/life-events/index.ts";
import { deliver, eraseContacts, eraseDeliveries, eraseInbox } from "../domain/notifications/index.ts";
import { eraseAccounts } from "../domain/payments/index.ts";
import { cityAndResidentScope, type Runner } from "../foundation/database/index.ts";
import type { StoredEvent } from "../foundation/events/index.ts";
import type { Reaction } from "../foundation/jobs/index.ts";
import { installationCity } from "../foundation/secrets/index.ts";
import type { House } from "./house.ts";
import { deleteDraftFiles } from "./resident/journey/draft-files.ts";

/** What approving a request for erasure does: kinds of data across cities, and cases of the city that approves. */
export type ErasurePlan = { readonly asked: ErasureAsked; readonly cases: CasePlan };

/**
 * Reads what an erasure would do now. Undefined where the case asks for something else, or nobody is known who could be erased.
 * Cases of other cities are those cities' to erase: the person asks there.
 */
export async function erasurePlan(
  house: House,
  { row, answers }: Pick<CaseView, "row" | "answers">,
): Promise<ErasurePlan | undefined> {
  const asked = erasureAsked(answers);
  if (row.service !== dataRequest || asked === undefined || !row.applicant.startsWith("r")) return undefined;
  const { city, applicant: resident } = row;
  const cases = await planOfCases(house.cases, { city, resident }, (code) => house.catalogue.service(code));
  // The request itself is the record of what was done.
  const others = <Line extends { number: string }>(lines: readonly Line[]) =>
    lines.filter(({ number }) => number !== row.number);
  return {
    asked,
    cases: { erase: asked.cases ? cases.erase : [], keep: others(cases.keep), open: others(cases.open) },
  };
}

type Approved = {
  readonly event: StoredEvent;
  readonly resident: string;
  readonly plan: ErasurePlan | undefined;
};

/**
 * A request about one's own data was approved. An erasure is carried out and said to be; the others are answered by the clerk, and the
 * person is told so. May run twice: what is gone is not there to be erased again, and what was done is written down once.
 */
export function answerDataRequests(house: House): Reaction["react"] {
  return async (city, events, once) => {
    const approved: Approved[] = [];
    for (const event of events) {
      if (event.type !== "approve") continue;
      const view = await viewCase(house.cases, city, event.subject);
      const { applicant: resident, service } = view.row;
      if (service === dataRequest && resident.startsWith("r"))
        approved.push({ event, resident, plan: await erasurePlan(house, view) });
    }
    const open = new Map<string, readonly string[]>();
    for (const { resident, plan } of approved) {
      if (plan?.asked.kinds.includes("drafts") !== true) continue;
      open.set(resident, await openCasesOf(house, resident));
      await eraseDrafts(house, resident, open.get(resident) ?? []);
    }
    const residents = [...new Set(approved.map(({ resident }) => resident))];
    await once(cityAndResidentScope([city, installationCity], residents), async (tx, fresh) => {
      const first = new Set(fresh.map(({ seq }) => seq));
      for (const one of approved) {
        if (first.has(one.event.seq)) await carryOut(house, tx, city, one, open.get(one.resident) ?? []);
      }
    });
    for (const { event, resident, plan } of approved) {
      if (plan === undefined) continue;
      house.identity.sessions.forgetResident(resident);
      for (const { number, closedAt } of plan.cases.erase) {
        if (closedAt <= event.at) await eraseCase(house.cases, city, number, "erasure");
      }
    }
  };
}

async function carryOut(
  house: House,
  tx: Runner,
  city: string,
  { event, resident, plan }: Approved,
  open: readonly string[],
): Promise<void> {
  const now = house.clock();
  const to = { resident, city, about: event.subject };
  if (plan === undefined) {
    await deliver(tx, house.secrets, [{ template: "data_request_answered", values: {}, ...to }], now, [
      ...house.channels.keys(),
    ]);
    return;
  }
  const { asked, cases } = plan;
  const kinds = new Set<ErasableKind>(asked.kinds);
  // Addresses go before messages about it could leave for them.
  if (kinds.has("messages")) await eraseInbox(tx, resident);
  if (kinds.has("contacts")) {
    await eraseDeliveries(tx, resident);
    await eraseContacts(tx, resident);
  }
  if (kinds.has("accounts")) await eraseAccounts(tx, resident);
  if (kinds.has("life_events")) await eraseEvents(tx, resident, open);
  if (kinds.has("profile")) await eraseProfileIn(tx, house.identity, resident, now);
  const { subject: number, revision } = event;
  const erased = cases.erase.filter(({ closedAt }) => closedAt <= event.at);
  await recordErasure(tx, { resident, city, number, revision, kinds: asked.kinds, cases: erased }, now);
  const detail = { kinds: asked.kinds, cases: erased.length, kept: cases.keep.length, open: cases.open.length };
  const by = { city, actorKind: "system", actor: "erasure", act: "resident.erase_on_request" } as const;
  await writeAudit(tx, { ...by, subject: number, detail, resident }, now);
  const kept = asked.cases ? cases.keep : [];
  const last = kept.reduce<Date | undefined>((late, { until }) => (late && late > until ? late : until), undefined);
  const until = last === undefined ? null : house.regions.calendarOf(city).dayOf(last);
  // In the inbox alone: the telephone may have gone with the profile.
  await deliver(tx, house.secrets, [{ template: "data_erased", values: { kept: kept.length, until }, ...to }], now);
}

/** A person's open cases in every city. */
async function openCasesOf(house: House, resident: string): Promise<readonly string[]> {
  const open: string[] = [];
  let after: string | undefined;
  for (let page = 0; page < 20; page += 1) {
    const { items, next } = await myCases(house.cases, resident, {
      limit: 100,
      ...(after === undefined ? {} : { after }),
    });
    open.push(...items.filter((one) => one.closed_at === null).map(({ number }) => number));
    if (next === null) break;
    after = next;
  }
  return open;
}

/** Unsent drafts with their files; those of a life event that is still dealt with stay. */
async function eraseDrafts(house: House, resident: string, open: readonly string[]): Promise<void> {
  const events = await listEvents(house.database, resident);
  const going = events.filter(({ steps }) => steps.some((step) => open.includes(step.caseNumber ?? "")));
  const kept = new Set(going.map(({ draft }) => draft));
  const owner = `resident:${resident}` as const;
  for (const { id, city, partOf } of await listDrafts(house, { owner, now: house.clock() })) {
    if (kept.has(id) || (partOf !== undefined && kept.has(partOf))) continue;
    await deleteDraftFiles(house, city, id);
    await discardDraft(house, { owner, id });
  }
}
