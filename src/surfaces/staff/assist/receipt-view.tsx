import {
  Button,
  CopyableNumber,
  Form,
  LinkButton,
  Notice,
  PageTitle,
  QrCode,
  Row,
  StateBadge,
  SummaryList,
  type Tone,
} from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { words } from "./words.ts";

/** `GET /staff/assist/{id}` after it was sent: for the clerk whether the person will hear of it; on paper what to hand over. */
export function ReceiptView(props: {
  readonly language: Language;
  readonly number: string;
  readonly service: string;
  readonly state: string;
  readonly tone: Tone;
  readonly next: string;
  readonly person: string | undefined;
  readonly agency: string;
  readonly clerk: string;
  readonly sentAt: string;
  readonly due: string | undefined;
  readonly phone: string;
  readonly consent: string;
  /** Where the case's number alone tells how it stands. */
  readonly look: string;
  readonly correct: string | undefined;
  readonly reached: { readonly lines: readonly string[]; readonly sms: boolean; readonly nobody: boolean };
  readonly noSms: { readonly action: string; readonly hidden: Readonly<Record<string, string>> };
}) {
  const { language, reached } = props;
  const w = words(language);
  const facts = [
    ...(props.person === undefined ? [] : [{ label: w.person, value: props.person }]),
    { label: w.agency, value: props.agency },
    { label: w.sentAt, value: props.sentAt },
    { label: w.next, value: props.next },
    ...(props.due === undefined ? [] : [{ label: w.due, value: props.due }]),
    { label: w.filedBy, value: props.clerk },
    { label: w.consent, value: props.consent },
  ];
  return (
    <>
      <PageTitle kicker={props.service} title={w.receipt} />
      <CopyableNumber number={props.number} label={w.number} />
      <p>
        <StateBadge tone={props.tone}>{props.state}</StateBadge>
      </p>
      {props.correct === undefined ? null : (
        <div class="no-print">
          <Notice kind="warning" title={w.nextCorrect}>
            <p>{w.correctHint}</p>
            <LinkButton href={props.correct}>{w.correct}</LinkButton>
          </Notice>
        </div>
      )}
      <SummaryList items={facts} />
      <h2>{w.how}</h2>
      <ul>
        <li>{w.byCall({ phone: props.phone })}</li>
        <li>{w.byDesk}</li>
        <li>{w.byFamily}</li>
        <li>{w.notAsked}</li>
      </ul>
      <p>{w.byCode}</p>
      <QrCode text={props.look} label={w.look} />
      <div class="no-print">
        <h2>{w.reached}</h2>
        <Notice kind={reached.nobody ? "warning" : "information"}>
          <ul>
            {reached.lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </Notice>
        <p>
          {w.print} {w.waits}
        </p>
        {reached.sms ? (
          <Form action={props.noSms.action} hidden={props.noSms.hidden} label={w.noSms}>
            <Button weight="second">{w.noSms}</Button>
          </Form>
        ) : null}
        <Row>
          <LinkButton href="/staff/assist/new">{w.another}</LinkButton>
          <a href="/staff/assist">{w.back}</a>
        </Row>
      </div>
    </>
  );
}
