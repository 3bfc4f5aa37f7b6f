import {
  Button,
  DescriptionColumns,
  EmptyState,
  ErrorSummary,
  errorFor,
  Form,
  LinkList,
  Notice,
  NumberInput,
  PageTitle,
  Panel,
  Radios,
  StateBadge,
  SummaryList,
  Table,
  TextInput,
} from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { words } from "./words.ts";

export type OfferedLine = {
  readonly code: string;
  readonly name: string;
  readonly agency: string;
  readonly time: string;
  readonly timeFrom: string;
  readonly fee: string;
  readonly visible: boolean;
  readonly changed: string;
};

function Visible({ visible, language }: { visible: boolean; language: Language }) {
  const w = words(language);
  return <StateBadge tone={visible ? "good" : "over"}>{visible ? w.visible : w.hidden}</StateBadge>;
}

/** `GET /staff/office/services` */
export function ServicesView(props: {
  language: Language;
  lines: readonly OfferedLine[];
  others: readonly { readonly code: string; readonly name: string }[];
}) {
  const { language } = props;
  const w = words(language);
  return (
    <>
      <PageTitle title={w.title} />
      {props.lines.length === 0 ? (
        <EmptyState title={w.empty} />
      ) : (
        <Table
          caption={w.caption}
          rows={props.lines}
          rowKey={(line) => line.code}
          columns={[
            { title: w.name, cell: (line) => <a href={`/staff/office/services/${line.code}`}>{line.name}</a> },
            { title: w.agency, cell: (line) => line.agency },
            {
              title: w.time,
              cell: (line) => (
                <span>
                  {line.time} <span class="quiet small">{line.timeFrom}</span>
                </span>
              ),
            },
            { title: w.fee, cell: (line) => line.fee },
            { title: w.shown, kind: "state", cell: (line) => <Visible visible={line.visible} language={language} /> },
            { title: w.changed, kind: "state", cell: (line) => line.changed },
          ]}
        />
      )}
      {props.others.length === 0 ? null : (
        <section>
          <h2>{w.notYet}</h2>
          <LinkList
            items={props.others.map((other) => ({
              href: `/staff/office/services/${other.code}`,
              label: other.name,
              end: w.prepare,
            }))}
          />
        </section>
      )}
    </>
  );
}

/** What stands in the form, as it was typed. */
export type EnteredTerms = {
  readonly agencyZh: string;
  readonly agencyEn: string;
  readonly promise: string;
  readonly unit: string;
  readonly amount: string;
  readonly basis: string;
  readonly visible: string;
};

/** `GET /staff/office/services/{code}` */
export function ServiceView(props: {
  language: Language;
  code: string;
  name: string;
  hidden: Readonly<Record<string, string>>;
  entered: EnteredTerms;
  law: string;
  catalogue: { readonly time: string; readonly fee: string };
  errors: readonly FieldError[];
  saved: boolean;
  preview: { readonly href: string; readonly visible: boolean };
}) {
  const { language, entered, errors } = props;
  const w = words(language);
  const error = (field: string) => errorFor(errors, field, language);
  return (
    <>
      <PageTitle title={props.name} kicker={props.code} />
      {props.saved ? <Notice kind="success" title={w.saved} live /> : null}
      <ErrorSummary errors={errors} />
      <DescriptionColumns
        asideLabel={w.preview}
        main={
          <Form action={`/staff/office/services/${props.code}`} hidden={props.hidden} label={props.name}>
            <TextInput
              name="agencyName.zh"
              label={w.agencyZh}
              hint={w.agencyHint}
              value={entered.agencyZh}
              error={error("agencyName.zh")}
              maxLength={100}
            />
            <TextInput
              name="agencyName.en"
              label={w.agencyEn}
              value={entered.agencyEn}
              error={error("agencyName.en")}
              maxLength={100}
            />
            <NumberInput
              name="promise"
              label={w.promise}
              hint={w.promiseHint({ law: props.law, catalogue: props.catalogue.time })}
              value={entered.promise}
              error={error("promise")}
              width={5}
            />
            <Radios
              name="unit"
              label={w.unit}
              value={entered.unit}
              options={[
                { value: "working_days", label: w.workingDays },
                { value: "days", label: w.days },
              ]}
            />
            <NumberInput
              name="fee"
              label={w.amount}
              hint={w.amountHint({ catalogue: props.catalogue.fee })}
              value={entered.amount}
              error={error("fee")}
              decimals
              width={8}
            />
            <TextInput name="basis" label={w.basis} value={entered.basis} maxLength={200} optional />
            <Radios
              name="visible"
              label={w.visibility}
              value={entered.visible}
              options={[
                { value: "yes", label: w.show },
                { value: "no", label: w.hide },
              ]}
            />
            <Button>{w.save}</Button>
          </Form>
        }
        aside={
          <Panel title={w.preview}>
            <SummaryList
              items={[{ label: w.shown, value: <Visible visible={props.preview.visible} language={language} /> }]}
            />
            <p>
              {props.preview.visible ? null : <>{w.previewHidden} </>}
              <a href={props.preview.href}>{props.preview.href}</a>
            </p>
          </Panel>
        }
      />
    </>
  );
}
