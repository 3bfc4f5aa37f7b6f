import { cityAndResidentScope, cityScope, type Values } from "../../foundation/database/index.ts";
import { isId, newId } from "../../foundation/ids/index.ts";
import type { FieldError } from "../../foundation/refusal.ts";
import { Refusal } from "../../foundation/refusal.ts";
import { recordReading, writeAudit } from "../audit/index.ts";
import { maskedName } from "../cases/index.ts";
import { type DraftOwner, type DraftService, keepDays, readPhone, startDraft } from "../forms/index.ts";
import { type Clerk, type IdType, isIdNumber, isIdType, normaliseIdNumber, residentKey } from "../identity/index.ts";
import {
  addAssist,
  assistByDraft,
  assistById,
  assistSent,
  assistsOfClerk,
  assistsToReseal,
  assistsWithin,
  forgetHelped,
  forgetHelpedEvent,
  forgetPeople,
  resealAssist,
} from "./assists-store.ts";
import type { AssistContext } from "./context.ts";

/** How the person said that somebody may act for them: signed on paper, or by word in front of the clerk. */
export const consents = ["paper", "word"] as const;
export type AssistConsent = (typeof consents)[number];

/** Whom a member of staff helps, as their document says. `phone` is "" where they have none. */
export type AssistedPerson = {
  readonly name: string;
  readonly idType: IdType;
  readonly idNumber: string;
  readonly phone: string;
};

export type Assist = {
  readonly city: string;
  readonly id: string;
  readonly clerk: string;
  /** The person's key, the same as when they sign in. */
  readonly resident: string;
  /** Until it is sent, and not longer than its draft is kept. */
  readonly person: AssistedPerson | undefined;
  /** 李**, also for a while after it was sent. */
  readonly maskedName: string | undefined;
  readonly consent: AssistConsent;
  /** Code of a service, or of the shared questions of a life event (`life-events/…`). */
  readonly service: string;
  readonly draft: string;
  /** Of one service of a life event: the id of the act of helping with the event. */
  readonly partOf: string | undefined;
  /** The case it became; of a life event its number. */
  readonly number: string | undefined;
  readonly createdAt: Date;
  readonly sentAt: Date | undefined;
};

export type NewAssist = {
  readonly clerk: Clerk;
  /** The clerk's agency as people know it, for the person's own record of who looked. */
  readonly agencyName: string;
  readonly service: DraftService;
  readonly name: string;
  readonly idType: string;
  readonly idNumber: string;
  readonly phone: string;
  readonly consent: string;
  /** The day in the city (`YYYY-MM-DD`). */
  readonly today: string;
};

const context = (id: string) => `assist:${id}`;

/** The owner of the draft of an act of helping: its clerk and its person and nobody else. All drafts of a life event have one. */
export function assistOwner({ id, partOf }: Pick<Assist, "id" | "partOf">): DraftOwner {
  return `assist:${partOf ?? id}`;
}

/**
 * Begins to fill in an application for somebody who is there (行政许可法 第29条 委托代理; 国办发〔2018〕45号 帮办代办): who, for whom, on whose
 * word, and a draft. The person finds the line among those who saw their data.
 * @throws Refusal `assist_invalid` (422) with fields `name`, `id_type`, `id_number`, `phone`, `consent`
 */
export async function beginAssist(work: AssistContext, input: NewAssist, now: Date): Promise<Assist> {
  const { clerk, service } = input;
  const { city } = clerk;
  const { person, consent } = checked(input);
  const resident = residentKey(work.secrets, person);
  const id = newId(now);
  const draft = await startDraft(work, {
    owner: assistOwner({ id, partOf: undefined }),
    city,
    service,
    now,
    fresh: true,
  });
  const row = {
    city,
    id,
    clerk: clerk.id,
    resident,
    person_sealed: work.secrets.encrypt(city, JSON.stringify(person), context(id)),
    consent,
    service: service.definition.code,
    draft: draft.id,
    part_of: null,
    created_at: now,
  };
  await work.database.transaction(cityAndResidentScope([city], [resident]), async (tx) => {
    await tx.run(addAssist, row);
    const by = { city, actorKind: "clerk", actor: clerk.id } as const;
    const detail = { consent, service: row.service };
    await writeAudit(tx, { ...by, act: "case.assist", subject: id, detail, resident }, now);
    const reader = { reader: clerk.id, readerName: clerk.name, readerAgency: input.agencyName };
    await recordReading(tx, { city, resident, ...reader, purpose: "assist", subject: row.service }, now);
  });
  return assistFrom(work, city, { ...row, number: null, sent_at: null });
}

/**
 * One service of a life event that somebody is helped with, for its draft: the same person, clerk and consent. Again is the same.
 * @throws Refusal `assist_too_old` (409) where what was known of the person is gone
 */
export async function assistWithin(
  work: AssistContext,
  event: Assist,
  of: { readonly service: string; readonly draft: string },
  now: Date,
): Promise<void> {
  const { city, clerk, resident, consent, person } = event;
  if (person === undefined) throw assistTooOld();
  const id = newId(now);
  await work.database.run(cityScope(city), addAssist, {
    ...{ city, id, clerk, resident, consent, ...of, part_of: event.id },
    person_sealed: work.secrets.encrypt(city, JSON.stringify(person), context(id)),
    // Forgotten together with the event's.
    created_at: event.createdAt,
  });
}

/** A life event has fewer services. */
const mostWithin = 20;

/** The services of a life event that somebody was helped with, each with its case once it was sent. */
export async function listWithin(work: AssistContext, event: Pick<Assist, "city" | "id">): Promise<readonly Assist[]> {
  const { city, id } = event;
  const rows = await work.database.run(cityScope(city), assistsWithin, { city, part_of: id, limit: mostWithin });
  return rows.map((row) => assistFrom(work, city, row));
}

/** The act of helping a draft belongs to, if it is this clerk's own. */
export async function assistOfDraft(
  work: AssistContext,
  clerk: Pick<Clerk, "city" | "id">,
  draft: string,
): Promise<Assist | undefined> {
  const { city } = clerk;
  if (!isId(draft)) return undefined;
  const [row] = await work.database.run(cityScope(city), assistByDraft, { city, draft });
  return row?.clerk === clerk.id ? assistFrom(work, city, row) : undefined;
}

/** @throws Refusal `assist_not_found` (404), also for somebody else's */
export async function findAssist(work: AssistContext, clerk: Pick<Clerk, "city" | "id">, id: string): Promise<Assist> {
  const { city } = clerk;
  const [row] = isId(id) ? await work.database.run(cityScope(city), assistById, { city, id }) : [];
  if (row?.clerk !== clerk.id) throw notThere();
  return assistFrom(work, city, row);
}

/** What a clerk filed and is filing for people, newest first. `after` is `next` of the page before. */
export async function listAssists(
  work: AssistContext,
  clerk: Pick<Clerk, "city" | "id">,
  page: { readonly after?: string | undefined; readonly limit?: number } = {},
): Promise<{ readonly items: readonly Assist[]; readonly next: string | undefined }> {
  const { city } = clerk;
  const limit = Math.max(1, Math.min(page.limit ?? 20, 100));
  const [at = "", id = ""] = (page.after ?? "").split("~");
  const good = /^\d{4}-\d\d-\d\dT/.test(at) && !Number.isNaN(Date.parse(at)) && isId(id);
  const rows = await work.database.run(cityScope(city), assistsOfClerk, {
    city,
    clerk: clerk.id,
    before: good ? new Date(at) : null,
    before_id: good ? id : null,
    limit: limit + 1,
  });
  const items = rows.slice(0, limit).map((row) => assistFrom(work, city, row));
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? `${last.createdAt.toISOString()}~${last.id}` : undefined };
}

/** It became a case; of the person the first character of the name stays for a while. Again is the same. */
export async function markAssistSent(work: AssistContext, assist: Assist, number: string, now: Date): Promise<void> {
  const { city, id, person } = assist;
  const kept = person && { maskedName: maskedName(person.name) };
  const person_sealed = kept ? work.secrets.encrypt(city, JSON.stringify(kept), context(id)) : null;
  await work.database.run(cityScope(city), assistSent, { city, id, number, person_sealed, now });
}

/** Forgets people whose application was begun longer ago than its draft is kept. @returns how many */
export async function forgetAssisted({ database }: Pick<AssistContext, "database">, city: string, now: Date) {
  const before = new Date(now.getTime() - keepDays.visit * 86_400_000);
  return (await database.run(cityScope(city), forgetPeople, { city, before })).length;
}

/** Forgets whom somebody was helped with a case that is erased, also of the life event it was part of. Again is the same. */
export async function forgetAssistedWith({ database }: Pick<AssistContext, "database">, city: string, number: string) {
  const forgotten = await database.run(cityScope(city), forgetHelped, { city, number });
  for (const { part_of: id } of forgotten) {
    if (id !== null) await database.run(cityScope(city), forgetHelpedEvent, { city, id });
  }
}

/** Seals what is known of assisted people again with the city's newest key. @returns how many were changed */
export async function resealAssists({ database, secrets }: AssistContext, city: string): Promise<number> {
  const kid = secrets.sealKeyId(city);
  let changed = 0;
  for (let at: { after: Date | null; after_id: string | null } = { after: null, after_id: null }; ; ) {
    const rows = await database.run(cityScope(city), assistsToReseal, { city, ...at });
    for (const { id, person_sealed: before } of rows) {
      if (before === null || before.split(".")[1] === kid) continue;
      const person_sealed = secrets.encrypt(city, secrets.decrypt(city, before, context(id)), context(id));
      await database.run(cityScope(city), resealAssist, { city, id, before, person_sealed });
      changed += 1;
    }
    const last = rows.at(-1);
    if (!last) return changed;
    at = { after: last.created_at, after_id: last.id };
  }
}

type Row = Values<(typeof assistById)["row"]>;

function assistFrom({ secrets }: AssistContext, city: string, row: Row): Assist {
  const opened =
    row.person_sealed === null
      ? undefined
      : (JSON.parse(secrets.decrypt(city, row.person_sealed, context(row.id))) as Partial<AssistedPerson> & {
          maskedName?: string;
        });
  const { name, idType, idNumber, phone } = opened ?? {};
  const whole = name !== undefined && idType !== undefined && idNumber !== undefined;
  return {
    city,
    id: row.id,
    clerk: row.clerk,
    resident: row.resident,
    person: whole ? { name, idType, idNumber, phone: phone ?? "" } : undefined,
    maskedName: whole ? maskedName(name) : opened?.maskedName,
    consent: row.consent as AssistConsent,
    service: row.service,
    draft: row.draft,
    partOf: row.part_of ?? undefined,
    number: row.number ?? undefined,
    createdAt: row.created_at,
    sentAt: row.sent_at ?? undefined,
  };
}

function checked(input: NewAssist): { person: AssistedPerson; consent: AssistConsent } {
  const fields: FieldError[] = [];
  const fault = (field: string, code: string, zh: string, en: string) => {
    fields.push({ field, code, message: { zh, en } });
  };
  const name = input.name
    .normalize("NFC")
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "")
    .trim();
  if (name === "" || [...name].length > 100) {
    fault("name", "name", "请填写申请人的姓名，和证件上的一样。", "Enter the person's name as on the document.");
  }
  const idType = isIdType(input.idType) ? input.idType : undefined;
  if (idType === undefined) fault("id_type", "id_type", "请选择证件类型。", "Choose the kind of document.");
  const idNumber = normaliseIdNumber(input.idNumber.slice(0, 64));
  if (idType !== undefined && !isIdNumber(idType, idNumber, input.today)) {
    fault(
      "id_number",
      "id_number",
      "证件号码不对，请逐位核对。",
      "This document number is not right. Please check every digit.",
    );
  }
  const phone = input.phone.trim() === "" ? "" : readPhone(input.phone.trim());
  if (typeof phone !== "string") {
    fault(
      "phone",
      "phone",
      "请填写 11 位手机号码，或带区号的固定电话；没有电话可以不填。",
      "Enter a mobile number of 11 digits or a landline with its area code, or leave it empty.",
    );
  }
  const consent = consents.find((each) => each === input.consent);
  if (consent === undefined) {
    fault("consent", "consent", "请选择本人怎样同意由您代办。", "Say how the person agreed that you act for them.");
  }
  if (fields.length > 0 || idType === undefined || typeof phone !== "string" || consent === undefined) {
    throw new Refusal({
      code: "assist_invalid",
      status: 422,
      say: { zh: "有几处需要修改。", en: "A few things need to be changed." },
      fields,
    });
  }
  return { person: { name, idType, idNumber, phone }, consent };
}

function notThere(): Refusal {
  return new Refusal({
    code: "assist_not_found",
    status: 404,
    say: { zh: "没有找到这次代办。", en: "There is no such application filed by you." },
  });
}

/** What was known of the person is gone, and cannot be sent any more. */
export function assistTooOld(): Refusal {
  return new Refusal({
    code: "assist_too_old",
    status: 409,
    say: {
      zh: "这份代办保存太久，申请人的资料已经删除。请重新开始。",
      en: "This was kept for its full time and the person's details are gone. Please begin again.",
    },
  });
}
