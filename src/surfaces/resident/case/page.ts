import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import {
  type CaseView,
  caseNotFound,
  isAnsweredByRecords,
  perform,
  transitionsFrom,
} from "../../../domain/cases/index.ts";
import { getCertificate, openFile, verifyAddress } from "../../../domain/documents/index.ts";
import { type App, csrfField, type FormFields } from "../../../foundation/http/index.ts";
import { type Language, say } from "../../../foundation/i18n/index.ts";
import { bodyHash } from "../../../foundation/idempotency/index.ts";
import { isId } from "../../../foundation/ids/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import { answeringNow } from "../../answering.ts";
import type { House } from "../../house.ts";
import { sendPersonal } from "../../page.tsx";
import { feeStanding } from "../../pay/fee-standing.ts";
import { needResident } from "../../session.ts";
import { placesOf } from "../journey/places.ts";
import { reportParts } from "../reports/own.tsx";
import { answerItems } from "./answers.tsx";
import { deadlineOf } from "./deadline.ts";
import { agencyName, ownCase, ownRow, venuesOf } from "./own.ts";
import { stateWords } from "./state-words.ts";
import { CaseMain } from "./view.tsx";
import { WithdrawView } from "./withdraw-view.tsx";
import { words } from "./words.ts";

type Asked = { Params: { number: string } };

const config = { access: "resident", owner: "cases" } as const;
const limitOfReason = 2_000;

/**
 * `GET /me/cases/{number}`, its files, asking the agency again (`POST …/ask-again`), and taking it back: `GET` and `POST …/withdraw`.
 */
export function addCasePages(app: App, house: House): void {
  app.get<Asked>("/me/cases/:number", { config }, async (request, reply) =>
    sendCase(house, request, reply, await ownCase(house, request, request.params.number)),
  );

  app.get<{ Params: { number: string; id: string } }>(
    "/me/cases/:number/files/:id",
    { config },
    async (request, reply) => {
      const row = await ownRow(house, request, request.params.number);
      const { id } = request.params;
      // What is no id gets the same answer as an id of nothing.
      if (!isId(id)) throw caseNotFound();
      const opened = await openFile(house.documents, row.city, id, { caseNumber: row.number }).catch(
        (error: unknown) => {
          throw error instanceof Refusal && error.status === 404 ? caseNotFound() : error;
        },
      );
      return reply.headers(opened.headers).send(opened.content);
    },
  );

  // Whoever does not want to wait for the next attempt asks the agency now.
  app.post<Asked>(
    "/me/cases/:number/ask-again",
    { config: { ...config, limit: "look-up" } },
    async (request, reply) => {
      const row = await ownRow(house, request, request.params.number);
      const service = house.catalogue.serviceOf(row.service, row.service_version);
      if (row.state === "submitted" && isAnsweredByRecords(service.definition)) {
        await answeringNow(house, row.city, row.number);
      }
      return reply.redirect(`/me/cases/${row.number}`, 303);
    },
  );

  app.get<Asked>("/me/cases/:number/withdraw", { config }, async (request, reply) => {
    const row = await ownRow(house, request, request.params.number);
    const possible = transitionsFrom(row.regime, row.state).some((one) => one.act === "withdraw");
    if (!possible) return reply.redirect(`/me/cases/${row.number}`, 303);
    const { language } = request;
    const { definition } = house.catalogue.serviceOf(row.service, row.service_version);
    const main = createElement(WithdrawView, {
      language,
      number: row.number,
      service: say(definition.name, language),
      hidden: { [csrfField]: reply.csrf(), revision: String(row.revision) },
    });
    return sendPersonal(house, request, reply, {
      title: words(language).withdrawTitle,
      main,
      city: house.regions.city(row.city),
      back: { href: `/me/cases/${row.number}` },
    });
  });

  app.post<Asked & { Body: FormFields }>("/me/cases/:number/withdraw", { config }, async (request, reply) => {
    const { resident } = await needResident(house, request);
    const { city, number } = await ownRow(house, request, request.params.number);
    const { revision: typed, reason } = request.body;
    const revision = typeof typed === "string" && /^\d{1,9}$/.test(typed) ? Number(typed) : 0;
    try {
      await perform(house.cases, {
        city,
        number,
        type: "withdraw",
        revision,
        by: { kind: "resident", id: resident },
        input: typeof reason === "string" ? { reason: reason.slice(0, limitOfReason) } : {},
        // Of a double tap both get the same answer.
        idempotency: {
          caller: resident,
          key: `withdraw:${number}:${revision}`,
          bodyHash: bodyHash({ number, revision }),
        },
      });
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 409) throw error;
      // Somebody was faster, or it is too late: the case as it stands now says more than a page of trouble.
      request.refusedAs = error.code;
      return sendCase(house, request, reply.code(409), await ownCase(house, request, number), error);
    }
    return reply.redirect(`/me/cases/${number}`, 303);
  });
}

async function sendCase(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  view: CaseView,
  refused?: Refusal,
): Promise<FastifyReply> {
  const { language } = request;
  const { row } = view;
  const service = house.catalogue.serviceOf(row.service, row.service_version);
  const calendar = house.regions.calendarOf(row.city);
  const agency = await agencyName(house, row, language);
  const divisionName = placesOf(house.regions.divisions).nameOf;
  const certificate =
    row.certificate === null ? undefined : await getCertificate(house.documents, row.city, row.certificate);
  const main = createElement(CaseMain, {
    language,
    view,
    service,
    agency,
    venues: await venuesOf(house, row),
    online: await feeStanding(house, row),
    filedOn: calendar.dayOf(new Date(row.submitted_at)),
    deadline: deadlineOf(view, service, { now: house.clock(), calendar, language }),
    report: reportParts(view, service, { language, hidden: { [csrfField]: reply.csrf() } }),
    answers: answerItems(view, service, { language, divisionName }),
    deliverTo: writtenPlace(view.applicant.deliver_to, language, divisionName),
    notice: refused?.say,
    decidedOn: row.decided_at === null ? undefined : calendar.dayOf(new Date(row.decided_at)),
    certificateAddress:
      certificate && certificate.revokedAt === null
        ? verifyAddress(house.settings.baseUrl, certificate.number, certificate.paper)
        : undefined,
    hidden: { [csrfField]: reply.csrf() },
  });
  const { title } = stateWords(row.regime, row.state, language, agency);
  return sendPersonal(house, request, reply, {
    title: `${title} · ${say(service.definition.name, language)}`,
    main,
    city: house.regions.city(row.city),
    back: { href: "/me/cases", label: words(language).back },
  });
}

function writtenPlace(
  place: CaseView["applicant"]["deliver_to"],
  language: Language,
  divisionName: (code: string, language: Language) => string | undefined,
): string | undefined {
  if (place === undefined) return undefined;
  const name = divisionName(place.division, language) ?? place.division;
  return language === "zh" ? `${name}${place.detail}` : `${place.detail}, ${name}`;
}
