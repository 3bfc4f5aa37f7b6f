import {
  Button,
  EmptyState,
  ErrorSummary,
  errorFor,
  Form,
  LinkList,
  Notice,
  PageTitle,
  Table,
  TextInput,
} from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { path } from "./prepared.ts";
import { Back } from "./steps-view.tsx";
import type { TypedAgency } from "./typed.ts";
import { words } from "./words.ts";

type Line = Readonly<Record<"agency" | "name" | "venue" | "venueFrom" | "phone" | "phoneFrom", string>> & {
  readonly count: number;
  readonly lacks: readonly ("venue" | "phone")[];
};

/** `GET …/fill` */
export function FillView(props: {
  language: Language;
  saved: boolean;
  lines: readonly Line[];
  localFees: readonly { readonly code: string; readonly name: string }[];
}) {
  const { language } = props;
  const w = words(language);
  const value = (text: string, from: string) =>
    text === "" ? (
      <strong>{w.isMissing}</strong>
    ) : (
      <span>
        {text} <span class="quiet small">{from}</span>
      </span>
    );
  return (
    <>
      <PageTitle title={w.step2} lede={w.fillLede} />
      {props.saved ? <Notice kind="success" title={w.saved} live /> : null}
      {props.lines.length === 0 ? (
        <EmptyState title={w.nonePrepared} />
      ) : (
        <Table
          caption={w.lines}
          hideCaption
          rows={props.lines}
          rowKey={(line) => line.agency}
          columns={[
            { title: w.agency, cell: (line) => <a href={`${path}/agencies/${line.agency}`}>{line.name}</a> },
            { title: w.services, kind: "number", cell: (line) => line.count },
            { title: w.venue, cell: (line) => value(line.venue, line.venueFrom) },
            { title: w.phone, cell: (line) => value(line.phone, line.phoneFrom) },
          ]}
        />
      )}
      {props.localFees.length === 0 ? null : (
        <>
          <h2>{w.terms}</h2>
          <p>{w.termsText}</p>
          <LinkList
            items={props.localFees.map((one) => ({
              href: `/staff/office/services/${one.code}`,
              label: one.name,
              note: w.localFee,
            }))}
          />
        </>
      )}
      <Back language={language} />
    </>
  );
}

/** `GET …/agencies/{agency}` */
export function AgencyView(props: {
  language: Language;
  agency: string;
  title: string;
  typed: TypedAgency;
  from: string;
  errors: readonly FieldError[];
  hidden: Readonly<Record<string, string>>;
  services: readonly string[];
}) {
  const { language, typed, errors } = props;
  const w = words(language);
  const field = (name: keyof TypedAgency, at: string, options: { optional?: boolean; type?: "tel" } = {}) => (
    <TextInput
      name={name}
      label={w[name]}
      value={typed[name]}
      error={errorFor(errors, at, language)}
      maxLength={200}
      {...options}
    />
  );
  return (
    <>
      <PageTitle title={props.title} lede={props.from === "" ? undefined : w.prefilled({ from: props.from })} />
      <ErrorSummary errors={errors.map((error) => ({ ...error, field: fieldOf[error.field] ?? error.field }))} />
      <p class="quiet">{props.services.join(language === "zh" ? "、" : ", ")}</p>
      <Form action={`${path}/agencies/${props.agency}`} hidden={props.hidden} label={props.title}>
        {field("nameZh", "name.zh")}
        {field("nameEn", "name.en")}
        {field("venueZh", "venues.0.name.zh")}
        {field("venueEn", "venues.0.name.en")}
        {field("addressZh", "venues.0.address.zh")}
        {field("addressEn", "venues.0.address.en")}
        {field("hoursZh", "venues.0.hours.zh")}
        {field("hoursEn", "venues.0.hours.en")}
        {field("phone", "phone", { optional: true, type: "tel" })}
        <Button>{w.save}</Button>
      </Form>
      <Back language={language} />
    </>
  );
}

/** Fields of the form by the values the act names. */
const fieldOf: Readonly<Record<string, keyof TypedAgency>> = {
  "name.zh": "nameZh",
  "name.en": "nameEn",
  "venues.0.name.zh": "venueZh",
  "venues.0.name.en": "venueEn",
  "venues.0.address.zh": "addressZh",
  "venues.0.address.en": "addressEn",
  "venues.0.hours.zh": "hoursZh",
  "venues.0.hours.en": "hoursEn",
};
