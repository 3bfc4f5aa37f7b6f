import type { CaseView } from "../../../domain/cases/index.ts";
import { transitionsFrom, whoseMove } from "../../../domain/cases/index.ts";
import type { ServiceVersion } from "../../../domain/catalogue/index.ts";
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
  StateBadge,
  Steps,
  type SummaryItem,
  SummaryList,
  Textarea,
  Timeline,
} from "../../../foundation/html/index.ts";
import { formatDay, type Language, say, type Text } from "../../../foundation/i18n/index.ts";
import { type Deadline, inDays } from "./deadline.ts";
import { stateWords } from "./state-words.ts";
import { shownEvents, timelineOf } from "./timeline.tsx";
import { words } from "./words.ts";

export type CaseProps = {
  readonly language: Language;
  readonly view: CaseView;
  readonly service: ServiceVersion;
  readonly agency: string;
  readonly deadline: Deadline | undefined;
  readonly answers: readonly SummaryItem[];
  /** Where the result is posted to, in words. */
  readonly deliverTo: string | undefined;
  /** What stands on top when an act could not be done. */
  readonly notice: Text | undefined;
  /** The day (`YYYY-MM-DD`) of the decision. */
  readonly decidedOn: string | undefined;
};

/** A case as its applicant sees it: how it stands, whose move it is and by when, what comes next, what happened, what was sent. */
export function CaseMain(props: CaseProps) {
  const { language, view, service, agency, deadline } = props;
  const { row } = view;
  const w = words(language);
  const said = stateWords(row.regime, row.state, language, agency);
  const acts = new Set(
    transitionsFrom(row.regime, row.state).flatMap((one) => (one.who.includes("resident") ? [one.act] : [])),
  );
  const page = `/me/cases/${row.number}`;
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
      <Told {...props} />
      {acts.has("correct") ? (
        <p>
          <LinkButton href={`${page}/correct`}>{w.goCorrect}</LinkButton>
        </p>
      ) : null}
      <Result {...props} />
      <CopyableNumber number={row.number} label={w.number} />
      <Next {...props} />
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

/** What the agency said to the applicant with the state as it is: what is missing, why, where else, the answer. */
function Told({ view, service, language }: CaseProps) {
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
            <p>{said.reason}</p>
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
      return <Answered view={view} service={service} language={language} />;
    default:
      return null;
  }
}

/** What was written with the decision; for a complaint it is the answer itself. */
function Answered({ view, service, language }: Pick<CaseProps, "view" | "service" | "language">) {
  const w = words(language);
  const decision = view.timeline.find((event) => event.type === "approve");
  const complaint = view.row.regime === "complaint";
  if (decision?.words.note === undefined) return null;
  return (
    <>
      <Notice title={complaint ? w.answer : w.message}>
        <p>{decision.words.note}</p>
      </Notice>
      {complaint ? (
        <Notice title={w.remedies}>
          <p>{say(service.definition.remedies, language)}</p>
        </Notice>
      ) : null}
    </>
  );
}

/** The certificate and how the result reaches the person. */
function Result({ view, service, agency, language }: CaseProps) {
  const { row } = view;
  const w = words(language);
  if (row.state !== "approved" && row.state !== "delivered") return null;
  return (
    <>
      {service.certificate === undefined ? null : (
        <section>
          <h2>{w.certificate}</h2>
          {row.certificate === null ? (
            <p>{w.certificateMaking}</p>
          ) : (
            <>
              <p>{w.certificateReady}</p>
              <p>
                <LinkButton href={`/me/certificates/${row.certificate}.pdf`}>{w.download}</LinkButton>
              </p>
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
  const complaint = row.regime === "complaint";
  const { law, promise } = service.definition.time.decide;
  const limit = inDays(promise ?? law, language);
  const accept = complaint
    ? { title: w.nextTakeOn, text: w.nextTakeOnText({ agency }) }
    : { title: w.nextAccept, text: w.nextAcceptText({ agency }) };
  const decide = complaint
    ? { title: w.nextAnswer, text: w.nextAnswerText({ limit }) }
    : { title: w.nextDecide, text: w.nextDecideText({ limit }) };
  const result = complaint ? [] : [{ title: w.nextResult, text: w.nextResultText }];
  const steps = {
    submitted: [accept, decide, ...result],
    correction_asked: [{ title: w.nextCorrect, text: w.nextCorrectText }, accept, decide, ...result],
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

/** Asked once more before something that cannot be taken back. */
export function WithdrawView(props: {
  language: Language;
  number: string;
  service: string;
  hidden: Readonly<Record<string, string>>;
}) {
  const w = words(props.language);
  const page = `/me/cases/${props.number}`;
  return (
    <>
      <PageTitle kicker={props.service} title={w.withdrawTitle} lede={w.withdrawText} />
      <Form action={`${page}/withdraw`} hidden={props.hidden}>
        <Textarea
          name="reason"
          label={w.withdrawReason}
          hint={w.withdrawReasonHint}
          optional
          rows={3}
          maxLength={2000}
        />
        <div class="row">
          <Button weight="danger">{w.withdrawYes}</Button>
          <LinkButton href={page} weight="second">
            {w.withdrawNo}
          </LinkButton>
        </div>
      </Form>
      <CopyableNumber number={props.number} label={w.number} />
    </>
  );
}
