import { type CaseView, caseNotFound, type State, viewCase } from "../../../domain/cases/index.ts";
import { isReport } from "../../../domain/reports/index.ts";
import { CopyableNumber, Notice, PageTitle, StateBadge, Steps, type Tone } from "../../../foundation/html/index.ts";
import { type App, csrfField } from "../../../foundation/http/index.ts";
import { formatDay, formatInstant, type Language } from "../../../foundation/i18n/index.ts";
import { parsePublicNumber } from "../../../foundation/ids/index.ts";
import type { House } from "../../house.ts";
import { cityOf, sendPersonal } from "../../page.tsx";
import { sessionOf } from "../../session.ts";
import { AtCounter, FeeOfCase } from "../case/at-counter.tsx";
import { agencyName, venuesOf } from "../case/own.ts";
import { ReportActs } from "../reports/page.tsx";
import { addresses } from "./addresses.ts";
import { words } from "./words.ts";

type Asked = { Params: { readonly city: string; readonly number: string } };

/**
 * `GET /{city}/cases/{number}/sent`: for who sent without signing in, the number, what happens next and by when, and later how it
 * ended. The number cannot be guessed and is all there is to show; nothing that was sent is shown. Residents are led to their case.
 */
export function addSentPage(app: App, house: House): void {
  const config = { access: "visitor", owner: "cases", limit: "verify" } as const;
  app.get<Asked>("/:city/cases/:number/sent", { config }, async (request, reply) => {
    const city = cityOf(house, request.params.city);
    const number = parsePublicNumber(request.params.number)?.number;
    if (number === undefined || !number.startsWith(city.city)) throw caseNotFound();
    const view = await viewCase(house.cases, city.city, number);
    const session = await sessionOf(house, request);
    if (session?.kind === "resident" && view.row.applicant === session.resident) {
      return reply.redirect(addresses.mine(number), 303);
    }
    // Filed at a counter: the paper with the number goes through many hands, so that it tells where the case stands and no more.
    const onPaper = view.row.channel === "counter" && view.row.applicant.startsWith("r");
    if (!view.row.applicant.startsWith("v") && !onPaper) throw caseNotFound();
    const { language } = request;
    const w = words(language);
    const service = house.catalogue.serviceOf(view.row.service, view.row.service_version);
    const counter = {
      ...{ language, view, service },
      agency: await agencyName(house, view.row, language),
      venues: await venuesOf(house, view.row),
      // Nobody is signed in here who could pay.
      online: undefined,
      filedOn: house.regions.calendarOf(city.city).dayOf(new Date(view.row.submitted_at)),
    };
    const isNew = view.row.revision === 1 && !onPaper;
    const main = (
      <>
        <PageTitle
          kicker={service.definition.name[language]}
          title={isNew ? w.sent : w.state}
          lede={isNew ? w.sentLede : undefined}
        />
        <CopyableNumber number={number} label={w.number} />
        <p>
          <StateBadge tone={tones[view.row.state] ?? "over"}>{w.states[view.row.state]}</StateBadge>
        </p>
        {onPaper ? <p>{w.moreToThePerson}</p> : <Answer view={view} language={language} />}
        {view.row.closed_at === null && view.row.decided_at === null ? (
          <Next house={house} view={view} language={language} />
        ) : null}
        {onPaper ? null : (
          <>
            <AtCounter {...counter} />
            <FeeOfCase {...counter} />
          </>
        )}
        {view.row.regime === "complaint" && !onPaper ? (
          <ReportActs
            language={language}
            action={addresses.urge(city.city, number)}
            hidden={{ [csrfField]: reply.csrf() }}
            state={view.row.state}
            urged={view.row.report?.urged ?? []}
            publicHref={isReport(service) ? addresses.report(city.city, number) : undefined}
          />
        ) : null}
        <p class="quiet">{w.keepNumber}</p>
      </>
    );
    return sendPersonal(house, request, reply, {
      title: isNew ? w.sent : w.state,
      main,
      city,
      back: { href: `/${city.city}`, label: w.otherServices },
    });
  });
}

const tones: Partial<Readonly<Record<State, Tone>>> = {
  submitted: "waiting",
  accepted: "moving",
  in_review: "moving",
  suspended: "paused",
  correction_asked: "yours",
  approved: "good",
  delivered: "good",
  refused: "bad",
  not_accepted: "bad",
};

/** The office's own words, where it has answered. */
function Answer({ view, language }: { view: CaseView; language: Language }) {
  const said = view.timeline.find((event) => ["approve", "refuse", "decline", "transfer"].includes(event.type));
  if (!said) return null;
  const { note, reason, where } = said.words;
  return (
    <Notice kind={said.type === "approve" ? "success" : "information"} title={words(language).answer}>
      <p class="quiet small">{formatInstant(said.at, language)}</p>
      {[note, reason, where].map((text) => (text === undefined ? null : <p key={text}>{text}</p>))}
    </Notice>
  );
}

function Next({ house, view, language }: { house: House; view: CaseView; language: Language }) {
  const w = words(language);
  const { row } = view;
  const day = row.due_at === null ? "" : house.regions.calendarOf(row.city).dayOf(new Date(row.due_at));
  const by = day === "" ? "" : formatDay(day, language);
  return (
    <>
      <h2>{w.nextSteps}</h2>
      <Steps
        steps={[
          ...(row.state === "submitted"
            ? [{ title: w.nextAccept, text: by === "" ? undefined : w.by({ day: by }) }]
            : []),
          {
            title: w.nextDecide,
            text: row.state === "submitted" || by === "" ? w.nextDecideText : w.by({ day: by }),
          },
        ]}
      />
    </>
  );
}
