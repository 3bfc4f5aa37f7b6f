import {
  CopyableNumber,
  LinkButton,
  PageTitle,
  PublicNumber,
  Row,
  StateBadge,
  SummaryList,
  Table,
  type Tone,
} from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { words } from "./words.ts";

export type CaseLine = {
  readonly href: string;
  readonly service: string;
  readonly number: string;
  readonly state: string;
  readonly tone: Tone;
};

/** A life event filed for somebody: what to print and hand over, and the way to each case. */
export function EventReceiptView(props: {
  readonly language: Language;
  readonly number: string;
  readonly event: string;
  readonly lines: readonly CaseLine[];
  readonly others: readonly { readonly service: string; readonly why: string }[];
  readonly person: string | undefined;
  readonly clerk: string;
  readonly sentAt: string | undefined;
  readonly phone: string;
  readonly consent: string;
}) {
  const { language, lines, others } = props;
  const w = words(language);
  const facts = [
    ...(props.person === undefined ? [] : [{ label: w.person, value: props.person }]),
    ...(props.sentAt === undefined ? [] : [{ label: w.sentAt, value: props.sentAt }]),
    { label: w.filedBy, value: props.clerk },
    { label: w.consent, value: props.consent },
  ];
  return (
    <>
      <PageTitle kicker={props.event} title={w.receipt} />
      <CopyableNumber number={props.number} label={w.eventNumber} />
      <h2>{w.eventCases}</h2>
      <Table
        caption={w.eventCasesCaption}
        rows={lines}
        rowKey={(line) => line.href}
        columns={[
          { title: w.service, cell: (line) => <a href={line.href}>{line.service}</a> },
          { title: w.number, kind: "code", cell: (line) => <PublicNumber number={line.number} /> },
          { title: w.state, kind: "state", cell: (line) => <StateBadge tone={line.tone}>{line.state}</StateBadge> },
        ]}
      />
      {others.length === 0 ? null : (
        <>
          <h2>{w.eventOthers}</h2>
          <ul>
            {others.map(({ service, why }) => (
              <li key={service}>
                <strong>{service}</strong>
                <br />
                {why}
              </li>
            ))}
          </ul>
        </>
      )}
      <SummaryList items={facts} />
      <h2>{w.how}</h2>
      <ul>
        <li>{w.byCallEvent({ phone: props.phone })}</li>
        <li>{w.byDesk}</li>
        <li>{w.byFamilyEvent}</li>
        <li>{w.notAsked}</li>
      </ul>
      <div class="no-print">
        <p>
          {w.print} {w.waits}
        </p>
        <Row>
          <LinkButton href="/staff/assist/new">{w.another}</LinkButton>
          <a href="/staff/assist">{w.back}</a>
        </Row>
      </div>
    </>
  );
}
