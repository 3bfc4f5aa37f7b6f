import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import { type Assist, listWithin } from "../../../domain/caseload/index.ts";
import { findCase } from "../../../domain/cases/index.ts";
import { eventOf } from "../../../domain/life-events/index.ts";
import { formatInstant, say } from "../../../foundation/i18n/index.ts";
import { parsePublicNumber } from "../../../foundation/ids/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { stateWords } from "../../resident/case/state-words.ts";
import { sendStaff } from "../frame.ts";
import { helpedWith, noteReading } from "./desk.ts";
import { type CaseLine, EventReceiptView } from "./event-receipt-view.tsx";
import type { Filed } from "./receipt.ts";
import { words } from "./words.ts";

/** `GET /staff/assist/{id}` of a life event after it was sent: each case with its own receipt, and what was not sent and why. */
export async function showEventReceipt(
  { house, clerk, assist, number }: Filed,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { language } = request;
  const w = words(language);
  const lines: CaseLine[] = [];
  for (const one of await listWithin(house, assist)) {
    const row = await caseOf(house, one);
    if (row === undefined) continue;
    await noteReading(house, clerk, assist, row);
    const { badge, tone } = stateWords(row.regime, row.state, language, "");
    const service = helpedWith(house, one.service, language);
    lines.push({ href: `/staff/assist/${one.id}`, service, number: row.number, state: badge, tone });
  }
  const event = await eventOf(house.database, assist.resident, assist.draft);
  const unsent = (event?.steps ?? []).filter(({ caseNumber }) => caseNumber === undefined);
  const main = createElement(EventReceiptView, {
    ...{ language, number, lines },
    event: helpedWith(house, assist.service, language),
    others: unsent.map(({ service, refused }) => ({
      service: helpedWith(house, service, language),
      why: refused ? say(refused.say, language) : w.eventWaits,
    })),
    person: assist.maskedName,
    clerk: clerk.name,
    sentAt: assist.sentAt === undefined ? undefined : formatInstant(assist.sentAt, language),
    phone: house.regions.city(assist.city)?.settings.phone ?? "12345",
    consent: w[assist.consent],
  });
  const breadcrumb = [{ href: "/staff/assist", label: w.title }];
  return sendStaff(house, request, reply, clerk, { title: w.receipt, main, breadcrumb }, "assist");
}

/** Undefined where it was not sent, and where its case was erased when its time was over. */
async function caseOf(house: House, { city, number }: Assist) {
  if (number === undefined) return undefined;
  return findCase(house.cases, parsePublicNumber(number)?.city ?? city, number).catch((refusal: unknown) => {
    if (refusal instanceof Refusal && refusal.status === 404) return undefined;
    throw refusal;
  });
}
