import type { VNode } from "preact";
import type { CaseView } from "../../../domain/cases/index.ts";
import { atTheCounter, isFeeDue, saidOf, transitionsFrom, whoseMove } from "../../../domain/cases/index.ts";
import type { ServiceVersion, Venue } from "../../../domain/catalogue/index.ts";
import { maskIdNumber } from "../../../domain/identity/index.ts";
import {
  Button,
  ClockBar,
  CopyableNumber,
  Form,
  LinkButton,
  LinkList,
  Notice,
  PageTitle,
  QrCode,
  StateBadge,
  Steps,
  type SummaryItem,
  SummaryList,
  Timeline,
} from "../../../foundation/html/index.ts";
import { formatDay, type Language, say, type Text } from "../../../foundation/i18n/index.ts";
import { foundOf } from "../../certify.ts";
import type { FeeStanding } from "../../pay/fee-standing.ts";
import { sayUnavailable } from "../../unavailable.ts";
import { Found } from "../answer/found.tsx";
import { AtCounter, FeeOfCase, isAppointed } from "./at-counter.tsx";
import { type Deadline, inDays } from "./deadline.ts";
import { FeeToPay } from "./fee-online.tsx";
import { stateWords } from "./state-words.ts";
import { shownEvents, timelineOf } from "./timeline.tsx";
import { words } from "./words.ts";

export type CaseProps = {
  readonly language: Language;
  readonly view: CaseView;
  readonly service: ServiceVersion;
  readonly agency: string;
  /** Where the agency's counters are in this city. */
  readonly venues: readonly Venue[];
  /** The day (`YYYY-MM-DD`) it was filed. */
  readonly filedOn: string;
  /** How its fee stands online; undefined where it is paid at the counter alone. */
  readonly online: FeeStanding | undefined;
  readonly deadline: Deadline | undefined;
  /** What a report has besides: its photos, asking to hurry, its public page. */
  readonly report: VNode | undefined;
  readonly answers: readonly SummaryItem[];
  /** Where the result is posted to, in words. */
  readonly deliverTo: string | undefined;
  /** What stands on top when an act could not be done. */
  readonly notice: Text | undefined;
  /** The day (`YYYY-MM-DD`) of the decision. */
  readonly decidedOn: string | undefined;
  /** What the code of the certificate leads to, signature included. */
  readonly certificateAddress: string | undefined;
  /** What travels along with a form of the page. */
  readonly hidden: Readonly<Record<string, string>>;
};

/** A case as its applicant sees it: how it stands, whose move it is and by when, what comes next, what happened, what was sent. */
export function CaseMain(props: CaseProps) {
  const { language, view, service, agency, deadline } = props;
  const { row } = view;
  const w = words(language);
  const owes = isFeeDue(row) && atTheCounter(row).fee !== undefined;
  const said = stateWords(row.regime, row.state, language, agency, owes);
  const acts = new Set(
    transitionsFrom(row.regime, row.state).flatMap((one) => (one.who.includes("resident") ? [one.act] : [])),
  );
  const page = `/me/cases/${row.number}`;
  // Whoever asked for a certificate looks for it first, and only then for the records it follows from.
  const certificateFirst = row.regime === "instant" && row.certificate !== null;
  return (
    <>
      {props.notice === undefined ? null : (
        <Notice kind="warning" title={w.changed} live>
          <p>{say(props.notice, language)}</p>
        </Notice>
      )}
      <PageTitle kicker={say(service.definition.name, language)} title={said.title} lede={said.text} />
      <p>
        <StateBadge tone={said.tone}>{said.badge}</StateBadge> <span class="quiet">{moveWords(props)}</span>
      </p>
      {props.decidedOn === undefined ? null : (
        <p class="quiet">{w.decidedOn({ day: formatDay(props.decidedOn, language) })}</p>
      )}
      {deadline === undefined || isSettled(props) ? null : <DeadlineView deadline={deadline} language={language} />}
      <Waiting {...props} />
      {certificateFirst ? <Result {...props} /> : null}
      <Told {...props} />
      {acts.has("correct") ? (
        <p>
          <LinkButton href={`${page}/correct`}>{w.goCorrect}</LinkButton>
        </p>
      ) : null}
      {certificateFirst ? null : <Result {...props} />}
      <FeeToPay {...props} />
      <AtCounter {...props} />
      <CopyableNumber number={row.number} label={w.number} />
      <Next {...props} />
      <FeeOfCase {...props} />
      {props.report}
      <h2>{w.timeline}</h2>
      <Timeline entries={timelineOf(view, agency, language)} />
      <section class="no-print">
        <h2>{w.nowTitle}</h2>
        <LinkList items={possible(props, acts.has("withdraw"))} />
      </section>
      <Sent {...props} />
    </>
  );
}

function moveWords(props: CaseProps): string {
  const { view, agency, language } = props;
  const w = words(language);
  const move = whoseMove(view.row.state);
  if (move === "resident") return w.moveYours;
  if (isAppointed(view, props.service)) return w.moveAppointed;
  if (move === "nobody" || isSettled(props)) return w.moveNobody;
  return view.row.state === "approved" ? w.moveDeliver : w.moveAgency({ agency });
}

function DeadlineView({ deadline, language }: { deadline: Deadline; language: Language }) {
  const w = words(language);
  return (
    <>
      <ClockBar words={deadline.words} used={deadline.used} state={deadline.state} />
      {deadline.notes.map((note) => (
        <p class="hint" key={note}>
          {note}
        </p>
      ))}
      {deadline.late ? <p>{w.lateHelp}</p> : null}
    </>
  );
}

/** Approved, and nothing has to be made or brought any more. */
function isSettled({ view, service }: CaseProps): boolean {
  const { row } = view;
  const { deliver } = service.definition;
  return row.state === "approved" && deliver.length === 0 && (!service.certificate || row.certificate !== null);
}

/** Why the agency's records have not answered yet, and that nothing is lost. */
function Waiting({ view, agency, language, hidden }: CaseProps) {
  const { row } = view;
  if (row.waiting_for === null || row.closed_at !== null) return null;
  const w = words(language);
  return (
    <>
      <Notice kind="warning" title={w.waitingTitle} live>
        <p>{sayUnavailable(row.waiting_for, agency, language)}</p>
        <p>{w.waitingText}</p>
      </Notice>
      {row.regime === "instant" && row.state === "submitted" ? (
        <Form action={`/me/cases/${row.number}/ask-again`} hidden={hidden} label={w.askAgain}>
          <Button weight="second">{w.askAgain}</Button>
        </Form>
      ) : null}
    </>
  );
}

/** What the agency said to the applicant with the state as it is: what is missing, why, where else, the answer. */
function Told({ view, service, agency, language }: CaseProps) {
  const w = words(language);
  const { row } = view;
  const newest = shownEvents(view).find((event) => event.data.set.state === row.state && event.type !== "submit");
  const said = newest?.words ?? {};
  const { remedies } = service.definition;
  switch (row.state) {
    case "correction_asked":
      return (
        <Notice kind="warning" title={w.missing}>
          <ol>
            {(said.items ?? []).map((item) => (
              <li key={item}>{item}</li>
            ))}
          </ol>
        </Notice>
      );
    case "not_accepted":
    case "refused":
    case "transferred":
      return (
        <>
          <Notice title={w.reason}>
            <p>{saidOf(said, language)}</p>
          </Notice>
          {said.where === undefined ? null : (
            <Notice title={row.state === "transferred" ? w.passedTo : w.where}>
              <p>{said.where}</p>
            </Notice>
          )}
          {row.state === "transferred" ? null : (
            <Notice title={w.remedies}>
              <p>{say(remedies, language)}</p>
            </Notice>
          )}
        </>
      );
    case "suspended":
      return (
        <Notice title={w.reason}>
          <p>{said.reason}</p>
        </Notice>
      );
    case "approved":
    case "delivered":
      return <Answered view={view} service={service} agency={agency} language={language} />;
    default:
      return null;
  }
}

/** What was said with the decision: the agency's records, the published reason; for a complaint the note is the answer itself. */
function Answered(props: Pick<CaseProps, "view" | "service" | "agency" | "language">) {
  const { view, service, agency, language } = props;
  const w = words(language);
  const decision = view.timeline.find((event) => event.type === "approve");
  const complaint = view.row.regime === "complaint" || view.row.regime === "disclosure";
  const partly = decision?.words.outcome === "partly";
  const lookUp = service.definition.look_up;
  const found = foundOf(view);
  const said = decision && saidOf(decision.words, language);
  const note = decision?.words.note;
  return (
    <>
      {said === undefined ? null : (
        <Notice title={partly ? w.withheld : w.answer}>
          <p>{said}</p>
        </Notice>
      )}
      {lookUp === undefined || found === undefined ? null : (
        <section>
          <h2>{w.records({ agency })}</h2>
          <Found lookUp={lookUp} values={found} language={language} />
        </section>
      )}
      {note === undefined ? null : (
        <Notice title={complaint ? w.answer : w.message}>
          <p>{note}</p>
        </Notice>
      )}
      {complaint ? (
        <Notice title={w.remedies}>
          <p>{say(service.definition.remedies, language)}</p>
        </Notice>
      ) : null}
    </>
  );
}

/** The certificate could not be made (too long, a character the font lacks): a clerk has it as a task since then. */
function isHeldUp({ timeline }: CaseProps["view"]): boolean {
  const newest = timeline.find(({ type, actor_kind, actor }) =>
    type === "note" ? actor_kind === "system" && actor === "certificates" : type === "approve",
  );
  return newest?.type === "note";
}

/** The certificate and how the result reaches the person. */
function Result({ view, service, agency, certificateAddress, language }: CaseProps) {
  const { row } = view;
  const w = words(language);
  if (row.state !== "approved" && row.state !== "delivered") return null;
  return (
    <>
      {service.certificate === undefined ? null : (
        <section>
          <h2>{w.certificate}</h2>
          {row.certificate === null ? (
            <p>{isHeldUp(view) ? w.certificateHeldUp : w.certificateMaking}</p>
          ) : (
            <>
              <p>{w.certificateReady}</p>
              <p>
                <LinkButton href={`/me/certificates/${row.certificate}.pdf`}>{w.download}</LinkButton>
              </p>
              <CopyableNumber number={row.certificate} label={w.certificateNumber} />
              {certificateAddress === undefined ? null : (
                <>
                  <QrCode text={certificateAddress} label={w.code} />
                  <p class="hint">{w.codeHint}</p>
                </>
              )}
              <p>
                <a href={`/verify/${row.certificate}`}>{w.verify}</a>
              </p>
            </>
          )}
        </section>
      )}
      {row.delivery === null ? null : (
        <section>
          <h2>{w.delivery}</h2>
          <p>{row.delivery === "post" ? w.post : w.collect}</p>
          {row.tracking !== null && row.delivery === "post" ? (
            <CopyableNumber number={row.tracking} label={w.tracking} />
          ) : row.state === "approved" ? (
            <p>{row.delivery === "post" ? w.postSoon : w.collectAt({ agency })}</p>
          ) : null}
        </section>
      )}
    </>
  );
}

/** What comes next, in order; nothing where nothing does. */
function Next(props: CaseProps) {
  const { view, service, agency, language } = props;
  const w = words(language);
  const { row } = view;
  // Nobody has to look at it: it is there when the records answer.
  if (row.regime === "instant") return null;
  const complaint = row.regime === "complaint";
  const { law, promise } = service.definition.time.decide;
  const { promise_days: days, promise_unit: unit } = row;
  const limit = inDays(days !== null && unit !== null ? { days, unit } : (promise ?? law), language);
  const direct = row.regime === "disclosure" || row.regime === "court";
  const accept = complaint
    ? { title: w.nextTakeOn, text: w.nextTakeOnText({ agency }) }
    : { title: w.nextAccept, text: w.nextAcceptText({ agency }) };
  const decide = {
    title: complaint || row.regime === "disclosure" ? w.nextAnswer : row.regime === "court" ? w.nextFile : w.nextDecide,
    text: complaint
      ? w.nextAnswerText({ limit })
      : row.regime === "disclosure"
        ? w.nextAnswerDirectText({ limit })
        : row.regime === "court"
          ? w.nextFileText({ limit })
          : w.nextDecideText({ limit }),
  };
  const result =
    complaint || direct
      ? []
      : row.regime === "benefit"
        ? [{ title: w.nextPay, text: w.nextPayText }]
        : [{ title: w.nextResult, text: w.nextResultText }];
  const begin = direct ? [decide] : [accept, decide];
  const steps = {
    submitted: [...begin, ...result],
    correction_asked: [{ title: w.nextCorrect, text: w.nextCorrectText }, ...begin, ...result],
    accepted: [decide, ...result],
    in_review: [decide, ...result],
    suspended: [{ title: w.nextGoOn, text: w.nextGoOnText }, decide, ...result],
  }[row.state as string];
  if (steps === undefined) return null;
  return (
    <section>
      <h2>{w.nextTitle}</h2>
      <Steps steps={steps} />
    </section>
  );
}

function Sent({ view, answers, deliverTo, language }: CaseProps) {
  const w = words(language);
  const { name, id_number, phone } = view.applicant;
  const who: SummaryItem[] = [
    ...(name === "" ? [] : [{ label: w.sentBy, value: name }]),
    ...(id_number === "" ? [] : [{ label: w.document, value: <span class="number">{maskIdNumber(id_number)}</span> }]),
    ...(phone === "" ? [] : [{ label: w.phone, value: <span class="number">{maskPhone(phone)}</span> }]),
  ];
  // One question may ask for the telephone too; it is shown once.
  const own = answers.filter((answer) => !who.some((item) => item.label === answer.label));
  const to = deliverTo === undefined ? [] : [{ label: w.postTo, value: deliverTo }];
  return (
    <section>
      <h2>{w.sent}</h2>
      <SummaryList items={[...who, ...own, ...to]} />
      <p class="hint">{w.masked}</p>
    </section>
  );
}

function maskPhone(phone: string): string {
  return phone.length < 7 ? phone : `${phone.slice(0, 3)}${"*".repeat(phone.length - 7)}${phone.slice(-4)}`;
}

function possible({ view, language }: CaseProps, canWithdraw: boolean) {
  const w = words(language);
  const { row } = view;
  const guide = `/${row.city}/services/${row.service}`;
  const again = ["not_accepted", "refused", "withdrawn", "lapsed"].includes(row.state);
  return [
    ...(again ? [{ href: `${guide}/start`, label: row.regime === "complaint" ? w.writeAgain : w.applyAgain }] : []),
    ...(canWithdraw ? [{ href: `/me/cases/${row.number}/withdraw`, label: w.withdraw }] : []),
    { href: guide, label: w.guide },
    { href: "/me/readings", label: w.readings },
    { href: `/${row.city}/services/suggestion/start?about=${row.number}`, label: w.complain },
  ];
}
