import {
  Button,
  Checkboxes,
  CopyableNumber,
  DescriptionColumns,
  EmptyState,
  ErrorSummary,
  errorFor,
  Filters,
  Form,
  LinkButton,
  Notice,
  type Option,
  PageTitle,
  Panel,
  Row,
  Select,
  StateBadge,
  Steps,
  SummaryList,
  Table,
  TextInput,
  Timeline,
  type TimelineEntry,
  type Tone,
} from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { NextPages } from "../parts.tsx";
import { staffWords } from "../words.ts";
import { words } from "./words.ts";

type Speaks = { readonly language: Language };
type Hidden = Readonly<Record<string, string>>;

export type Person = {
  readonly id: string;
  readonly href: string;
  readonly name: string;
  readonly login: string;
  readonly agency: string;
  readonly roles: string;
  readonly account: { readonly tone: Tone; readonly word: string };
  readonly since: string;
};

function Account({ person }: { person: Person }) {
  return <StateBadge tone={person.account.tone}>{person.account.word}</StateBadge>;
}

/** Whose staff: for those who look after every place. */
function CityChoice({ language, value, wrong }: Speaks & { value: string; wrong: boolean }) {
  const w = words(language);
  return (
    <Filters action="/staff/office/clerks" label={w.chooseCity}>
      <TextInput
        name="city"
        label={w.chooseCity}
        error={wrong ? w.noCity : undefined}
        value={value}
        width={16}
        autocomplete="off"
      />
    </Filters>
  );
}

/** `GET /staff/office/clerks` */
export function ClerksView(
  props: Speaks & {
    place: string;
    people: readonly Person[];
    addHref: string | undefined;
    /** Shown to operators only. */
    city: { readonly typed: string; readonly wrong: boolean; readonly note: string | undefined } | undefined;
    firstHref: string | undefined;
    nextHref: string | undefined;
  },
) {
  const { language } = props;
  const w = words(language);
  return (
    <>
      <PageTitle title={w.titleOf({ place: props.place })} />
      {props.city === undefined ? null : (
        <>
          <CityChoice language={language} value={props.city.typed} wrong={props.city.wrong} />
          {props.city.note === undefined ? null : (
            <Notice>
              <p>{props.city.note}</p>
            </Notice>
          )}
        </>
      )}
      {props.addHref === undefined ? null : (
        <Row>
          <LinkButton href={props.addHref}>{w.add}</LinkButton>
        </Row>
      )}
      {props.people.length === 0 ? (
        <EmptyState title={w.empty} icon="users" />
      ) : (
        <Table
          caption={w.caption}
          rows={props.people}
          rowKey={(person) => person.id}
          columns={[
            { title: w.name, cell: (person) => <a href={person.href}>{person.name}</a> },
            { title: w.login, kind: "code", cell: (person) => person.login },
            { title: w.agency, cell: (person) => (person.agency === "" ? "–" : person.agency) },
            { title: w.roles, cell: (person) => (person.roles === "" ? "–" : person.roles) },
            { title: w.account, cell: (person) => <Account person={person} /> },
            { title: w.since, kind: "state", cell: (person) => person.since },
          ]}
        />
      )}
      <NextPages firstHref={props.firstHref} nextHref={props.nextHref} />
    </>
  );
}

export type Entered = {
  readonly name: string;
  readonly login: string;
  readonly agency: string;
  readonly roles: readonly string[];
};

type FormProps = Speaks & {
  readonly action: string;
  readonly hidden: Hidden;
  readonly entered: Entered;
  readonly agencies: readonly { readonly value: string; readonly label: string }[];
  readonly roles: readonly Option[];
  readonly errors: readonly FieldError[];
};

function ClerkForm(props: FormProps & { withLogin: boolean; button: string }) {
  const { language, entered, errors } = props;
  const w = words(language);
  const error = (field: string) => errorFor(errors, field, language);
  return (
    <Form action={props.action} hidden={props.hidden} label={props.button}>
      <TextInput
        name="name"
        label={w.name}
        value={entered.name}
        error={error("name")}
        maxLength={80}
        width={24}
        autocomplete="off"
      />
      {props.withLogin ? (
        <TextInput
          name="login"
          label={w.login}
          hint={w.loginHint}
          value={entered.login}
          error={error("login")}
          maxLength={40}
          width={24}
          autocomplete="off"
        />
      ) : null}
      {props.agencies.length === 0 ? null : (
        <Select
          name="agency"
          label={w.agency}
          hint={w.agencyHint}
          empty={w.noAgency}
          options={props.agencies}
          value={entered.agency}
          error={error("agency")}
        />
      )}
      <Checkboxes name="roles" label={w.roles} options={props.roles} values={entered.roles} error={error("roles")} />
      <Button>{props.button}</Button>
    </Form>
  );
}

/** `GET /staff/office/clerks/new` */
export function NewClerkView(props: FormProps & { place: string }) {
  const w = words(props.language);
  return (
    <>
      <PageTitle title={w.add} kicker={props.place} />
      <ErrorSummary errors={props.errors} />
      <DescriptionColumns
        asideLabel={w.next}
        main={<ClerkForm {...props} withLogin button={w.create} />}
        aside={
          <Panel title={w.next}>
            <Steps steps={[{ title: w.nextCode }, { title: w.nextEnrol }, { title: w.nextSignIn }]} />
          </Panel>
        }
      />
    </>
  );
}

/** The code that is shown once. */
export function EnrolmentView(
  props: Speaks & { name: string; login: string; code: string; until: string; listHref: string },
) {
  const w = words(props.language);
  return (
    <>
      <PageTitle title={w.codeTitle} />
      <Notice kind="warning" title={w.codeTitle}>
        <p>{w.codeText({ name: props.name, until: props.until })}</p>
      </Notice>
      <CopyableNumber number={props.login} label={w.login} />
      <CopyableNumber number={props.code} label={w.code} />
      <LinkButton href={props.listHref} weight="second">
        {w.list}
      </LinkButton>
    </>
  );
}

/** `GET /staff/office/clerks/{id}` */
export function ClerkView(
  props: FormProps & {
    person: Person;
    saved: boolean;
    /** What was refused, in one sentence. */
    refused: string | undefined;
    isOwn: boolean;
    mayChange: boolean;
    acts: readonly { readonly href: string; readonly label: string }[];
    history: readonly TimelineEntry[];
  },
) {
  const { language, person } = props;
  const w = words(language);
  return (
    <>
      <PageTitle title={person.name} kicker={person.login} />
      {props.saved ? <Notice kind="success" title={w.saved} live /> : null}
      {props.refused === undefined ? null : (
        <Notice kind="warning" title={w.notDone} live>
          <p>{props.refused}</p>
        </Notice>
      )}
      <ErrorSummary errors={props.errors} />
      <DescriptionColumns
        asideLabel={w.what}
        main={
          <>
            <SummaryList
              items={[
                { label: w.account, value: <Account person={person} /> },
                { label: w.agency, value: person.agency === "" ? w.noAgency : person.agency },
                { label: w.roles, value: person.roles === "" ? w.rolesNone : person.roles },
                { label: w.since, value: person.since },
              ]}
            />
            {props.history.length === 0 ? null : (
              <>
                <h2>{w.history}</h2>
                <p class="quiet">{w.historyText}</p>
                <Timeline entries={props.history} />
              </>
            )}
          </>
        }
        aside={
          <>
            {props.isOwn ? <p class="quiet">{w.own}</p> : null}
            {props.mayChange ? (
              <Panel title={w.change}>
                <ClerkForm {...props} withLogin={false} button={w.save} />
              </Panel>
            ) : null}
            {props.acts.length === 0 ? null : (
              <Panel title={w.account}>
                <Row>
                  {props.acts.map((act) => (
                    <LinkButton key={act.href} href={act.href} weight="second">
                      {act.label}
                    </LinkButton>
                  ))}
                </Row>
              </Panel>
            )}
          </>
        }
      />
    </>
  );
}

/** A step that is asked about once more. */
export function ConfirmView(
  props: Speaks & {
    action: string;
    hidden: Hidden;
    person: Person;
    title: string;
    text: string;
    danger: boolean;
    backHref: string;
  },
) {
  return (
    <>
      <PageTitle title={props.title} kicker={`${props.person.name} · ${props.person.login}`} lede={props.text} />
      <Form action={props.action} hidden={props.hidden} label={props.title}>
        <Row>
          <Button weight={props.danger ? "danger" : "first"}>{props.title}</Button>
          <LinkButton href={props.backHref} weight="second">
            {staffWords(props.language).cancel}
          </LinkButton>
        </Row>
      </Form>
    </>
  );
}
