import {
  Button,
  EmptyState,
  ErrorSummary,
  errorFor,
  Form,
  LinkButton,
  PageTitle,
  PublicNumber,
  Radios,
  Select,
  Table,
  TextInput,
} from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { NextPages } from "../parts.tsx";
import { words } from "./words.ts";

type Speaks = { readonly language: Language };
type Option = { readonly value: string; readonly label: string };

export type Line = {
  readonly href: string;
  readonly service: string;
  readonly person: string;
  readonly number: string | undefined;
  readonly state: string;
  readonly when: string;
};

/** What was typed; personal numbers come back to whoever typed them. */
export type Entered = {
  readonly service: string;
  readonly name: string;
  readonly idType: string;
  readonly idNumber: string;
  readonly phone: string;
  readonly consent: string;
};

/** `GET /staff/assist`: what this clerk files and filed for people. */
export function AssistsView(
  props: Speaks & { lines: readonly Line[]; firstHref: string | undefined; nextHref: string | undefined },
) {
  const w = words(props.language);
  return (
    <>
      <PageTitle title={w.title} lede={w.lede} />
      <p>
        <LinkButton href="/staff/assist/new">{w.begin}</LinkButton>
      </p>
      <h2>{w.list}</h2>
      {props.lines.length === 0 ? (
        <EmptyState title={w.none} />
      ) : (
        <Table
          caption={w.caption}
          rows={props.lines}
          rowKey={(line) => line.href}
          columns={[
            { title: w.service, cell: (line) => <a href={line.href}>{line.service}</a> },
            { title: w.person, cell: (line) => line.person },
            {
              title: w.number,
              kind: "code",
              cell: (line) => (line.number === undefined ? "–" : <PublicNumber number={line.number} />),
            },
            { title: w.state, kind: "state", cell: (line) => line.state },
            { title: w.when, kind: "state", cell: (line) => line.when },
          ]}
        />
      )}
      <NextPages firstHref={props.firstHref} nextHref={props.nextHref} />
    </>
  );
}

/** `GET /staff/assist/new`: for whom, what, and on whose word. */
export function NewAssistView(
  props: Speaks & {
    hidden: Readonly<Record<string, string>>;
    entered: Entered;
    errors: readonly FieldError[];
    services: readonly Option[];
    idTypes: readonly Option[];
    consents: readonly Option[];
  },
) {
  const { language, entered, errors } = props;
  const w = words(language);
  const error = (name: string) => errorFor(errors, name, language);
  return (
    <>
      <ErrorSummary errors={errors} />
      <PageTitle title={w.new} lede={w.lede} />
      <Form action="/staff/assist" hidden={props.hidden} label={w.new}>
        <Select
          name="service"
          label={w.service}
          options={props.services}
          value={entered.service}
          error={error("service")}
        />
        <TextInput
          name="name"
          label={w.name}
          hint={w.nameHint}
          value={entered.name}
          error={error("name")}
          autocomplete="off"
          maxLength={100}
        />
        <Select
          name="id_type"
          label={w.idType}
          options={props.idTypes}
          value={entered.idType}
          error={error("id_type")}
        />
        <TextInput
          name="id_number"
          label={w.idNumber}
          value={entered.idNumber}
          error={error("id_number")}
          autocomplete="off"
          maxLength={30}
          width={22}
        />
        <TextInput
          name="phone"
          label={w.phone}
          hint={w.phoneHint}
          type="tel"
          value={entered.phone}
          error={error("phone")}
          autocomplete="off"
          maxLength={24}
          width={18}
        />
        <Radios
          name="consent"
          label={w.consent}
          hint={w.consentHint}
          options={props.consents}
          value={entered.consent}
          error={error("consent")}
        />
        <Button>{w.go}</Button>
      </Form>
    </>
  );
}

/** `GET /staff/assist/{id}` before it is sent. */
export function UnsentView(
  props: Speaks & {
    hidden: Readonly<Record<string, string>>;
    service: string;
    person: string | undefined;
    goOn: string;
    discard: string;
  },
) {
  const w = words(props.language);
  return (
    <>
      <PageTitle kicker={props.service} title={props.person === undefined ? w.gone : w.unsent} lede={props.person} />
      {props.person === undefined ? null : <LinkButton href={props.goOn}>{w.goOn}</LinkButton>}
      <Form action={props.discard} hidden={props.hidden}>
        <Button weight="danger">{w.discard}</Button>
      </Form>
    </>
  );
}
