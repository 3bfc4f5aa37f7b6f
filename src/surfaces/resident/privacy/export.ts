import { readingsOf, writeAudit } from "../../../domain/audit/index.ts";
import { myCases, viewCase } from "../../../domain/cases/index.ts";
import { listCertificates } from "../../../domain/documents/index.ts";
import { listDrafts, openDraft } from "../../../domain/forms/index.ts";
import { profileOf } from "../../../domain/identity/index.ts";
import { listEvents } from "../../../domain/life-events/index.ts";
import { inbox, messageText } from "../../../domain/notifications/index.ts";
import { cityAndResidentScope } from "../../../foundation/database/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import { installationCity } from "../../../foundation/secrets/index.ts";
import type { House } from "../../house.ts";
import { shownEvents } from "../case/timeline.tsx";

/** At most so many of each kind; `complete` in the file says whether that was all. */
const most = { cases: 500, messages: 2_000, certificates: 500, readings: 2_000, drafts: 50 } as const;
const pageOf = 50;

type Page = { readonly items: readonly unknown[]; readonly next: string | null | undefined };

/** That somebody took a copy of their data is itself recorded, for the person who did not. */
export async function recordExport(house: House, resident: string): Promise<void> {
  await house.database.transaction(cityAndResidentScope([installationCity], [resident]), async (tx) => {
    await writeAudit(
      tx,
      {
        city: installationCity,
        actorKind: "resident",
        actor: resident,
        act: "resident.export",
        subject: resident,
        resident,
      },
      house.clock(),
    );
  });
}

/**
 * Everything that is kept about a person, as JSON in pieces: page by page, so that a long life with the office fills no memory. What
 * fails on the way ends the stream, never the file: a copy that is cut short is no valid JSON.
 */
export async function* exportOf(house: House, resident: string): AsyncGenerator<string> {
  const now = house.clock();
  const profile = await profileOf(house.identity, resident);
  yield `{"format":"onewindow-personal-data-1","made_at":${JSON.stringify(now)},"profile":${JSON.stringify(profile ?? null)}`;
  yield* list("drafts", most.drafts, async () => ({ items: await draftsOf(house, resident, now), next: null }));
  yield* list("life_events", most.drafts, async () => {
    const events = await listEvents(house.database, resident);
    const items = events.map(({ number, city, event, startedAt, steps }) => ({
      ...{ number, city, event, started_at: startedAt },
      services: steps.map(({ service, caseNumber, refused }) => ({ service, case: caseNumber ?? null, refused })),
    }));
    return { items, next: null };
  });
  yield* list("cases", most.cases, async (after) => {
    const { items, next } = await myCases(house.cases, resident, { limit: pageOf, ...(after ? { after } : {}) });
    const whole = [];
    for (const { city, number } of items) whole.push(await caseOf(house, city, number, resident));
    return { items: whole.filter((one) => one !== undefined), next };
  });
  yield* list("messages", most.messages, async (after) => {
    const { items, next } = await inbox(house.database, house.secrets, resident, { after, limit: 100 });
    return {
      items: items.map((message) => ({
        at: message.at,
        city: message.city,
        about: message.about ?? null,
        read_at: message.readAt ?? null,
        zh: messageText(message, "zh"),
        en: messageText(message, "en"),
      })),
      next,
    };
  });
  yield* list("certificates", most.certificates, async (after) => {
    const cities = house.regions.cities.map(({ city }) => city);
    const page = { cities, holder: resident, limit: pageOf };
    const { items, next } = await listCertificates(house.documents, after ? { ...page, after } : page);
    return {
      items: items.map(({ city, number, caseNumber, facts, issuedAt, validUntil, revokedAt }) => ({
        ...{ city, number, case: caseNumber, facts, issued_at: issuedAt, valid_until: validUntil },
        revoked_at: revokedAt,
      })),
      next,
    };
  });
  yield* list("readings", most.readings, async (after) => readingsOf(house.database, resident, { after, limit: 100 }));
  yield "}\n";
}

async function* list(
  name: string,
  limit: number,
  page: (after: string | undefined) => Promise<Page>,
): AsyncGenerator<string> {
  yield `,"${name}":{"items":[`;
  let after: string | undefined;
  let written = 0;
  let complete = false;
  while (written < limit && !complete) {
    const { items, next } = await page(after);
    for (const item of items.slice(0, limit - written)) {
      yield `${written === 0 ? "" : ","}${JSON.stringify(item)}`;
      written += 1;
    }
    after = next ?? undefined;
    complete = after === undefined;
  }
  yield `],"complete":${complete}}`;
}

/** What was filled in and not yet sent, with what was typed and is no answer yet. */
async function draftsOf(house: House, resident: string, now: Date): Promise<unknown[]> {
  const owner = `resident:${resident}` as const;
  const drafts: unknown[] = [];
  for (const { id } of await listDrafts(house, { owner, now, limit: most.drafts })) {
    const draft = await openDraft(house, { owner, id, now }).catch((error: unknown) => {
      // Deleted or sent a moment ago.
      if (error instanceof Refusal && error.status === 404) return undefined;
      throw error;
    });
    if (draft === undefined || draft.sentNumber !== undefined) continue;
    const { city, service, version, answers, typed, disputed, createdAt, updatedAt, expiresAt } = draft;
    drafts.push({
      ...{ id, city, service, version, answers, typed, disputed },
      ...{ created_at: createdAt, updated_at: updatedAt, expires_at: expiresAt },
    });
  }
  return drafts;
}

/** A case with what was sent and what happened, as its applicant may read it. */
async function caseOf(house: House, city: string, number: string, resident: string): Promise<unknown> {
  const { row, applicant, answers, clocks, ...view } = await viewCase(house.cases, city, number);
  // The list of cases follows the events a moment later; whose it is, the case itself says.
  if (row.applicant !== resident) return undefined;
  const { assignee: _assignee, filed_by: _filed, applicant: _key, ...shown } = row;
  return {
    ...shown,
    applicant,
    answers,
    clocks,
    events: shownEvents({ row, applicant, answers, clocks, ...view }).map((event) => ({
      at: event.at,
      act: event.type,
      by: event.actor_kind,
      words: event.words,
    })),
  };
}
