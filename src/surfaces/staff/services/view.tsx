import { venueLimit } from "../../../domain/catalogue/index.ts";
import {
  Button,
  DescriptionColumns,
  Details,
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
  Select,
  StateBadge,
  SummaryList,
  Table,
  TextInput,
} from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { type FindingLine, FindingsTable } from "../completeness/view.tsx";
import type { SaidChange } from "./changes.ts";
import { Changes } from "./changes-view.tsx";
import type { EnteredTerms, EnteredVenue } from "./entered.ts";
import { words } from "./words.ts";

export type OfferedLine = {
  readonly code: string;
  readonly name: string;
  readonly agency: string;
  readonly time: string;
  readonly timeFrom: string;
  readonly fee: string;
  readonly feeFrom: string;
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
      <p>
        <a href="/staff/office/imports">{w.importList}</a>
      </p>
      <p>
        <a href="/staff/office/completeness">{w.canItGoLive}</a>
      </p>
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
            {
              title: w.fee,
              cell: (line) => (
                <span>
                  {line.fee} <span class="quiet small">{line.feeFrom}</span>
                </span>
              ),
            },
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

/** Rows for the venues that are there, and one more. */
export function Venues(props: { language: Language; venues: readonly EnteredVenue[]; errors: readonly FieldError[] }) {
  const w = words(props.language);
  const rows = Math.min(venueLimit, props.venues.length + 1);
  return (
    <>
      {Array.from({ length: rows }, (_, index) => {
        const venue = props.venues[index];
        const field = (name: keyof EnteredVenue, path: string) => (
          <TextInput
            key={name}
            name={`venues.${index}.${name}`}
            label={w[`venue_${name}`]}
            value={venue?.[name] ?? ""}
            error={errorFor(props.errors, `venues.${index}.${path}`, props.language)}
            maxLength={200}
            optional={name === "phone"}
          />
        );
        return (
          <Details
            key={venue?.nameZh ?? "new"}
            summary={venue === undefined ? w.oneMoreVenue : w.venue({ number: index + 1, name: venue.nameZh })}
            open={props.errors.some((error) => error.field.startsWith(`venues.${index}.`))}
          >
            {field("nameZh", "name.zh")}
            {field("nameEn", "name.en")}
            {field("addressZh", "address.zh")}
            {field("addressEn", "address.en")}
            {field("hoursZh", "hours.zh")}
            {field("hoursEn", "hours.en")}
            {field("phone", "phone")}
          </Details>
        );
      })}
    </>
  );
}

/** `GET /staff/office/services/{code}` */
export function ServiceView(props: {
  language: Language;
  code: string;
  name: string;
  hidden: Readonly<Record<string, string>>;
  entered: EnteredTerms;
  law: string;
  /** What holds where the city says nothing, and who says it. */
  inherited: Readonly<Record<"agency" | "time" | "fee" | "phone" | "connector" | "venues", string>>;
  connectors: readonly { readonly value: string; readonly label: string }[];
  errors: readonly FieldError[];
  saved: boolean;
  /** What keeps it from being shown. */
  findings: readonly FindingLine[];
  preview: { readonly href: string; readonly visible: boolean };
  changes: readonly SaidChange[];
}) {
  const { language, entered, errors, inherited } = props;
  const w = words(language);
  const error = (field: string) => errorFor(errors, field, language);
  return (
    <>
      <PageTitle title={props.name} kicker={props.code} />
      {props.saved ? <Notice kind="success" title={w.saved} live /> : null}
      <ErrorSummary errors={errors} />
      <FindingsTable language={language} caption={w.beforeShown} findings={props.findings} />
      <DescriptionColumns
        asideLabel={w.preview}
        main={
          <Form action={`/staff/office/services/${props.code}`} hidden={props.hidden} label={props.name}>
            <p class="quiet">{w.emptyInherits}</p>
            <TextInput
              name="agencyName.zh"
              label={w.agencyZh}
              hint={inherited.agency}
              value={entered.agencyZh}
              error={error("agencyName.zh")}
              maxLength={100}
              optional
            />
            <TextInput
              name="agencyName.en"
              label={w.agencyEn}
              value={entered.agencyEn}
              error={error("agencyName.en")}
              maxLength={200}
              optional
            />
            <NumberInput
              name="promise"
              label={w.promise}
              hint={`${inherited.time} ${w.promiseHint({ law: props.law })}`}
              value={entered.promise}
              error={error("promise")}
              width={5}
              optional
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
              hint={inherited.fee}
              value={entered.amount}
              error={error("fee")}
              decimals
              width={8}
              optional
            />
            <TextInput name="basis" label={w.basis} value={entered.basis} maxLength={200} optional />
            <TextInput
              name="phone"
              label={w.phone}
              hint={inherited.phone}
              value={entered.phone}
              error={error("phone")}
              type="tel"
              maxLength={40}
              optional
            />
            <Select
              name="connector"
              label={w.connector}
              hint={inherited.connector}
              value={entered.connector}
              error={error("connector")}
              options={props.connectors}
              empty={w.asInherited}
              optional
            />
            <h2>{w.venues}</h2>
            <p class="quiet">{inherited.venues}</p>
            <Venues language={language} venues={entered.venues} errors={errors} />
            <h2>{w.visibility}</h2>
            <Radios
              name="visible"
              label={w.visibility}
              value={entered.visible}
              options={[
                { value: "yes", label: w.show },
                { value: "no", label: w.hide },
                { value: "withdrawn", label: w.withdraw },
              ]}
              error={error("visible") ?? error("withdrawal")}
            />
            <TextInput
              name="withdrawal.on"
              label={w.withdrawnOn}
              hint={w.withdrawnHint}
              value={entered.withdrawnOn}
              error={error("withdrawal.on")}
              width={10}
              optional
            />
            <TextInput
              name="withdrawal.announcement.zh"
              label={w.announcementZh}
              value={entered.announcementZh}
              error={error("withdrawal.announcement.zh")}
              maxLength={500}
              optional
            />
            <TextInput
              name="withdrawal.announcement.en"
              label={w.announcementEn}
              value={entered.announcementEn}
              error={error("withdrawal.announcement.en")}
              maxLength={1000}
              optional
            />
            <Button>{w.save}</Button>
          </Form>
        }
        aside={
          <>
            <Panel title={w.preview}>
              <SummaryList
                items={[{ label: w.shown, value: <Visible visible={props.preview.visible} language={language} /> }]}
              />
              <p>
                {props.preview.visible ? null : <>{w.previewHidden} </>}
                <a href={props.preview.href}>{props.preview.href}</a>
              </p>
              <p>
                <a href={`/staff/office/services/${props.code}/versions`}>{w.versions}</a>
              </p>
            </Panel>
            <Changes language={language} changes={props.changes} />
          </>
        }
      />
    </>
  );
}
