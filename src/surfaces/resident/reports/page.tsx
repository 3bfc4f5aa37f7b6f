import { caseNotFound, findCase, perform, type State } from "../../../domain/cases/index.ts";
import {
  Button,
  Form,
  LinkButton,
  PageTitle,
  PublicNumber,
  StateBadge,
  SummaryList,
  type Tone,
} from "../../../foundation/html/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { formatDay, formatInstant, type Language, say } from "../../../foundation/i18n/index.ts";
import { bodyHash } from "../../../foundation/idempotency/index.ts";
import { parsePublicNumber } from "../../../foundation/ids/index.ts";
import type { House } from "../../house.ts";
import { cityOf, sendPersonal } from "../../page.tsx";
import { needResident } from "../../session.ts";
import { ownRow } from "../case/own.ts";
import { addresses } from "../journey/addresses.ts";
import { type PublicReport, type PublicState, publicReport } from "./status.ts";
import { words } from "./words.ts";

type Asked = { Params: { readonly city: string; readonly number: string } };

const tones: Readonly<Record<PublicState, Tone>> = {
  received: "waiting",
  with_agency: "waiting",
  in_progress: "moving",
  answered: "good",
  not_taken_on: "over",
  withdrawn: "over",
  closed: "over",
};

/**
 * `GET /{city}/reports/{number}`: how a report stands, for anybody who knows its number; urging: `POST /me/cases/{number}/urge` for who
 * is signed in, `POST /{city}/cases/{number}/urge` for who sent without signing in.
 */
export function addReportPages(app: App, house: House): void {
  app.get<Asked>(
    "/:city/reports/:number",
    { config: { access: "visitor", owner: "cases", limit: "verify" } },
    async (request, reply) => {
      const city = cityOf(house, request.params.city);
      const report = await publicReport(house, city.city, request.params.number);
      const { language } = request;
      return sendPersonal(house, request, reply, {
        title: words(language)[report.state],
        main: <Status house={house} report={report} language={language} />,
        city,
        back: { href: `/${city.city}` },
      });
    },
  );

  app.post<{ Params: { number: string } }>(
    "/me/cases/:number/urge",
    { config: { access: "resident", owner: "cases" } },
    async (request, reply) => {
      const { resident } = await needResident(house, request);
      const { city, number } = await ownRow(house, request, request.params.number);
      await urge(house, city, number, { kind: "resident", id: resident });
      return reply.redirect(addresses.mine(number), 303);
    },
  );

  // The number cannot be guessed: who has it may ask to hurry, once a working day.
  app.post<Asked>(
    "/:city/cases/:number/urge",
    { config: { access: "visitor", owner: "cases", limit: "verify" } },
    async (request, reply) => {
      const { city } = cityOf(house, request.params.city);
      const number = parsePublicNumber(request.params.number)?.number;
      if (number === undefined || !number.startsWith(city)) throw caseNotFound();
      const row = await findCase(house.cases, city, number);
      if (!row.applicant.startsWith("v")) throw caseNotFound();
      await urge(house, city, number, { kind: "visitor", id: row.applicant });
      return reply.redirect(addresses.sent(city, number), 303);
    },
  );
}

async function urge(house: House, city: string, number: string, by: { kind: "resident" | "visitor"; id: string }) {
  const { revision } = await findCase(house.cases, city, number);
  await perform(house.cases, {
    ...{ city, number, revision, by, type: "urge" },
    // Of a double tap both get the same answer.
    idempotency: { caller: by.id, key: `urge:${number}:${revision}`, bodyHash: bodyHash({ number, revision }) },
  });
}

function Status({ house, report, language }: { house: House; report: PublicReport; language: Language }) {
  const w = words(language);
  const { definition, questions } = house.catalogue.service(report.service) ?? {};
  const category = questions?.get("category")?.question.options?.find(({ value }) => value === report.category);
  const agency = house.catalogue.kindOf(report.agency)?.name;
  const day = (iso: string) => formatDay(iso, language);
  return (
    <>
      <PageTitle kicker={definition && say(definition.name, language)} title={w[report.state]} />
      <p>
        <StateBadge tone={tones[report.state]}>{w[report.state]}</StateBadge>
      </p>
      {report.joined || report.reported_by > 1 ? <p>{w.joined}</p> : null}
      <SummaryList
        items={[
          { label: w.number, value: <PublicNumber number={report.number} /> },
          ...(category === undefined ? [] : [{ label: w.category, value: say(category.label, language) }]),
          ...(report.place === undefined ? [] : [{ label: w.place, value: report.place }]),
          { label: w.agency, value: agency === undefined ? report.agency : say(agency, language) },
          { label: w.receivedOn, value: day(report.received_on) },
          ...(report.sign_off_by === null ? [] : [{ label: w.signOffBy, value: day(report.sign_off_by) }]),
          ...(report.due_on === null
            ? []
            : [{ label: w.dueOn, value: report.overdue ? `${day(report.due_on)} · ${w.late}` : day(report.due_on) }]),
          ...(report.answered_on === null ? [] : [{ label: w.answeredOn, value: day(report.answered_on) }]),
          { label: w.reportedBy, value: w.people({ count: report.reported_by }) },
        ]}
      />
      <p class="quiet">{w.nothingPersonal}</p>
      <p>
        <LinkButton href={addresses.start(report.city, report.service)} weight="second">
          {w.reportToo}
        </LinkButton>
      </p>
    </>
  );
}

const urgeable: ReadonlySet<State> = new Set(["submitted", "accepted", "in_review", "suspended"]);

/** What a report has besides on its own page: asking to hurry, and the page that can be passed on. */
export function ReportActs(props: {
  readonly language: Language;
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
  readonly state: State;
  readonly urged: readonly string[];
  /** Undefined where there is none. */
  readonly publicHref: string | undefined;
}) {
  const w = words(props.language);
  const last = props.urged.at(-1);
  return (
    <section class="no-print">
      {urgeable.has(props.state) ? (
        <Form action={props.action} hidden={props.hidden} label={w.urge}>
          <p class="hint">{w.urgeHint}</p>
          {last === undefined ? null : <p>{w.urgedOn({ when: formatInstant(new Date(last), props.language) })}</p>}
          <Button weight="second">{w.urge}</Button>
        </Form>
      ) : null}
      {props.publicHref === undefined ? null : (
        <p>
          <a href={props.publicHref}>{w.publicPage}</a>
        </p>
      )}
    </section>
  );
}

/** The photos of a report, where their sender sees them. */
export function Photos({ language, hrefs }: { language: Language; hrefs: readonly string[] }) {
  const w = words(language);
  if (hrefs.length === 0) return null;
  return (
    <section>
      <h2>{w.photos}</h2>
      {hrefs.map((href, index) => (
        <p key={href}>
          <a href={href}>
            <img src={href} alt={`${w.photos} ${index + 1}`} width={240} loading="lazy" />
          </a>
        </p>
      ))}
      <p class="hint">{w.photosHint}</p>
    </section>
  );
}
