import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import { writeAudit } from "../../../domain/audit/index.ts";
import { type Assist, findAssist } from "../../../domain/caseload/index.ts";
import { type CaseRow, counterPhones, findCase } from "../../../domain/cases/index.ts";
import type { Clerk } from "../../../domain/identity/index.ts";
import { type Reach, reachedAbout, reachOf, wantChannel } from "../../../domain/notifications/index.ts";
import { cityAndResidentScope } from "../../../foundation/database/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { formatDay, formatInstant, type Language, say } from "../../../foundation/i18n/index.ts";
import { parsePublicNumber } from "../../../foundation/ids/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { agencyName } from "../../resident/case/own.ts";
import { stateWords } from "../../resident/case/state-words.ts";
import {
  type Correction,
  correctionOf,
  sendCaseFile,
  showCorrection,
  takeCorrection,
} from "../../resident/correct/correction.tsx";
import { addresses } from "../../resident/journey/addresses.ts";
import { filesOfPage } from "../../resident/journey/read-posted.ts";
import { hiddenOf } from "../form.ts";
import { sendStaff } from "../frame.ts";
import { helper, isEvent, noteReading } from "./desk.ts";
import { ReceiptView } from "./receipt-view.tsx";
import { words } from "./words.ts";

type OfAssist = { Params: { id: string } };
type OfFile = { Params: { id: string; file: string } };
export type Filed = { readonly house: House; readonly clerk: Clerk; readonly assist: Assist; readonly number: string };

const config = { access: "clerk", owner: "caseload" } as const;
const path = "/staff/assist/:id";

/** What can be done for somebody after their application was filed: put it right with them, and send no SMS where they want none. */
export function addReceiptActs(app: App, house: House): void {
  app.get<OfAssist>(`${path}/correct`, { config }, async (request, reply) =>
    showCorrection(await correction(house, request, request.params.id), request, reply),
  );

  app.post<OfAssist>(
    `${path}/correct`,
    { config: { ...config, bodies: ["form", "files"], files: filesOfPage, anyCharacters: true } },
    async (request, reply) => takeCorrection(await correction(house, request, request.params.id), request, reply),
  );

  app.get<OfFile>(`${path}/correct/files/:file`, { config }, async (request, reply) =>
    sendCaseFile(await correction(house, request, request.params.id), request.params.file, reply),
  );

  app.post<OfAssist>(`${path}/no-sms`, { config }, async (request, reply) => {
    const { clerk, assist } = await filed(house, request, request.params.id);
    const { city, resident } = assist;
    const now = house.clock();
    await wantChannel(house, { resident, channel: "sms", wanted: false, now });
    const entry = {
      city,
      actorKind: "clerk",
      actor: clerk.id,
      act: "case.no_sms",
      subject: assist.id,
      resident,
    } as const;
    await house.database.transaction(cityAndResidentScope([city], [resident]), (tx) => writeAudit(tx, entry, now));
    return reply.redirect(`/staff/assist/${assist.id}`, 303);
  });
}

/** What this clerk filed for somebody. @throws Refusal `assist_not_found` (404) also before it is sent */
async function filed(house: House, request: FastifyRequest, id: string): Promise<Filed> {
  const clerk = await helper(house, request);
  const assist = await findAssist(house, clerk, id);
  const { number } = assist;
  if (number === undefined || isEvent(number)) throw notSent();
  return { house, clerk, assist, number };
}

/** The correction that is the applicant's, done by whoever filed it for them, on the same page of questions. */
async function correction(house: House, request: FastifyRequest, id: string): Promise<Correction> {
  const { clerk, assist, number } = await filed(house, request, id);
  const { resident, city } = assist;
  const w = words(request.language);
  const one = await correctionOf(house, number, ({ row }) => {
    if (row.applicant !== resident) return undefined;
    const home = `/staff/assist/${assist.id}`;
    return {
      ...{ resident, home, here: `${home}/correct`, back: w.receipt, caller: `staff:${clerk.id}` },
      by: { kind: "clerk", id: clerk.id, onBehalf: resident },
      helping: { note: w.correcting({ name: assist.maskedName ?? w.person }) },
      sent: async () => {
        const entry = {
          city,
          actorKind: "clerk",
          actor: clerk.id,
          act: "case.assist_correct",
          subject: number,
        } as const;
        const scope = cityAndResidentScope([city], [resident]);
        await house.database.transaction(scope, (tx) => writeAudit(tx, { ...entry, resident }, house.clock()));
      },
    };
  });
  if (one.view.row.state === "correction_asked") await noteReading(house, clerk, assist, one.view.row, true);
  return one;
}

/** `GET /staff/assist/{id}` after it was sent: what to print and hand over, and whether the person will hear of it. */
export async function showReceipt(
  { house, clerk, assist, number }: Filed,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { language } = request;
  const w = words(language);
  // What another city decides has its number from there.
  const row = await findCase(house.cases, parsePublicNumber(number)?.city ?? assist.city, number);
  await noteReading(house, clerk, assist, row);
  const agency = await agencyName(house, row, language);
  const calendar = house.regions.calendarOf(row.city);
  const said = stateWords(row.regime, row.state, language, agency);
  const due = row.closed_at === null && row.due_at !== null ? calendar.dayOf(new Date(row.due_at)) : undefined;
  const here = `/staff/assist/${assist.id}`;
  const main = createElement(ReceiptView, {
    language,
    number,
    service: say(house.catalogue.serviceOf(row.service, row.service_version).definition.name, language),
    state: said.badge,
    tone: said.tone,
    next: row.state === "correction_asked" ? w.nextCorrect : said.title,
    person: assist.maskedName,
    agency,
    clerk: clerk.name,
    sentAt: formatInstant(new Date(row.submitted_at), language),
    due: due === undefined ? undefined : formatDay(due, language),
    phone: house.regions.city(row.city)?.settings.phone ?? "12345",
    consent: w[assist.consent],
    look: `${house.settings.baseUrl}${addresses.sent(row.city, number)}`,
    correct: row.state === "correction_asked" && row.applicant === assist.resident ? `${here}/correct` : undefined,
    reached: await reachedLines(house, assist, row, language),
    noSms: { action: `${here}/no-sms`, hidden: hiddenOf(reply) },
  });
  const { partOf } = assist;
  const event = partOf === undefined ? [] : [{ href: `/staff/assist/${partOf}`, label: w.eventCases }];
  const breadcrumb = [{ href: "/staff/assist", label: w.title }, ...event];
  return sendStaff(house, request, reply, clerk, { title: w.receipt, main, breadcrumb }, "assist");
}

/** Whether the person will hear of it besides at the counter; of their own telephone and mailbox nothing but that they are there. */
async function reachedLines(house: House, { resident }: Assist, row: CaseRow, language: Language) {
  const w = words(language);
  if (row.applicant !== resident) return { lines: [w.reachNobody], sms: false, nobody: true };
  const phone = (await counterPhones(house.cases, row.city, [row.number])).get(row.number) ?? "";
  const reach = await reachOf(house, resident, phone, house.clock());
  const sms = reach.sms === "given" || reach.sms === "own";
  const told = await reachedAbout(house.database, resident, row.number);
  return {
    sms,
    nobody: !sms && !reach.email,
    lines: [
      smsLine(reach.sms, phone, language),
      ...(reach.email ? [w.reachEmail] : []),
      ...(sms || reach.email ? [] : [w.reachNobody]),
      ...told.map(({ channel, state, at }) =>
        w.told({ channel: w[channel], state: w[`told_${state}`], when: formatInstant(at, language) }),
      ),
    ],
  };
}

function smsLine(sms: Reach["sms"], phone: string, language: Language): string {
  const w = words(language);
  if (sms !== "given") return w[`sms_${sms}`];
  return w.sms_given({ phone: `${phone.slice(0, 3)}****${phone.slice(-4)}` });
}

function notSent(): Refusal {
  return new Refusal({
    code: "assist_not_found",
    status: 404,
    say: { zh: "没有找到这次代办。", en: "There is no such application filed by you." },
  });
}
