import {
  Button,
  EmptyState,
  Filters,
  Form,
  Notice,
  PageTitle,
  Select,
  Table,
  TextInput,
} from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { NextPages } from "../parts.tsx";
import { words } from "./words.ts";

export type EntryLine = {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  readonly act: string;
  readonly subject: string;
  readonly detail: string;
};

export type Checked = {
  readonly seals: number;
  readonly entries: number;
  readonly faults: readonly { readonly seal: string; readonly kind: "entries" | "seal" | "chain" }[];
};

function CheckResult({ checked, language }: { checked: Checked; language: Language }) {
  const w = words(language);
  if (checked.faults.length === 0) {
    return (
      <Notice kind="success" title={w.good} live>
        <p>{w.goodText(checked)}</p>
      </Notice>
    );
  }
  return (
    <Notice kind="warning" title={w.bad} live>
      <p>{w.badText}</p>
      <ul>
        {checked.faults.map((fault) => (
          <li key={`${fault.seal} ${fault.kind}`}>
            {w.fault({ seal: fault.seal })}
            {language === "zh" ? "：" : ": "}
            {w[fault.kind]}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** `GET /staff/audit` */
export function AuditView(props: {
  language: Language;
  hidden: Readonly<Record<string, string>>;
  place: string;
  /** The code of the place, for those who read every record. */
  city: string | undefined;
  acts: readonly { readonly value: string; readonly label: string }[];
  act: string;
  subject: string;
  clearHref: string | undefined;
  lines: readonly EntryLine[];
  looked: number | undefined;
  firstHref: string | undefined;
  nextHref: string | undefined;
  checked: Checked | undefined;
}) {
  const { language } = props;
  const w = words(language);
  return (
    <>
      <PageTitle title={w.titleOf({ place: props.place })} lede={w.lede} />
      {props.checked === undefined ? null : <CheckResult checked={props.checked} language={language} />}
      <Filters action="/staff/audit" label={w.filter} clearHref={props.clearHref}>
        {props.city === undefined ? null : (
          <TextInput name="city" label={w.city} value={props.city} width={8} autocomplete="off" />
        )}
        <Select name="act" label={w.act} empty={w.allActs} options={props.acts} value={props.act} />
        <TextInput name="subject" label={w.subjectField} value={props.subject} maxLength={64} autocomplete="off" />
      </Filters>
      {props.lines.length === 0 ? (
        <EmptyState title={w.empty} icon="history" />
      ) : (
        <Table
          caption={w.caption}
          rows={props.lines}
          rowKey={(line) => line.id}
          columns={[
            { title: w.at, kind: "code", cell: (line) => line.at },
            { title: w.actor, cell: (line) => line.actor },
            { title: w.act, cell: (line) => line.act },
            { title: w.subject, cell: (line) => <span class="number">{line.subject}</span> },
            { title: w.detail, cell: (line) => <span class="quiet small">{line.detail}</span> },
          ]}
        />
      )}
      {props.looked === undefined ? null : <p class="quiet">{w.looked({ count: props.looked })}</p>}
      <NextPages firstHref={props.firstHref} nextHref={props.nextHref} />
      <section>
        <h2>{w.check}</h2>
        <p class="quiet">{w.checkText}</p>
        <Form action="/staff/audit/check" hidden={props.hidden} label={w.check}>
          <Button weight="second">{w.check}</Button>
        </Form>
      </section>
    </>
  );
}
