import {
  Button,
  DescriptionColumns,
  Form,
  Notice,
  PageTitle,
  Panel,
  PasswordInput,
  Table,
  TextInput,
} from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { words } from "./words.ts";

export type DemonstrationPerson = { readonly value: string; readonly name: string; readonly role: string };

export type DemonstrationPlace = {
  readonly city: string;
  readonly name: string;
  readonly people: readonly DemonstrationPerson[];
  /** Clerks of the county's other agencies; their `role` is the agency's name. */
  readonly others: readonly DemonstrationPerson[];
};

export type SignInNotice = "ended" | "password" | "signed-out" | "failed" | { readonly lockedUntil: string };

function Said({ notice, language }: { notice: SignInNotice; language: Language }) {
  const w = words(language);
  if (typeof notice === "object") {
    return (
      <Notice kind="warning" title={w.lockedTitle} live>
        <p>{w.locked({ until: notice.lockedUntil })}</p>
      </Notice>
    );
  }
  if (notice === "failed") {
    return (
      <div class="note bad" role="alert" tabIndex={-1} data-focus="">
        <h2>{w.failed}</h2>
        <p>{w.failedText}</p>
      </div>
    );
  }
  if (notice === "ended") {
    return (
      <Notice title={w.ended} live>
        <p>{w.endedText}</p>
      </Notice>
    );
  }
  return (
    <Notice kind="success" title={notice === "password" ? w.passwordChanged : w.signedOut} live>
      {notice === "password" ? <p>{w.passwordChangedText}</p> : null}
    </Notice>
  );
}

function Demonstration(props: {
  language: Language;
  hidden: Readonly<Record<string, string>>;
  places: readonly DemonstrationPlace[];
}) {
  const { language, places } = props;
  const w = words(language);
  const roles = places[0]?.people.map((person) => person.role) ?? [];
  const counties = places.filter(({ others }) => others.length > 0);
  // A county may have one more of a kind.
  const agencies = [...new Set(counties.flatMap(({ others }) => others.map((person) => person.role)))];
  return (
    <section>
      <h2>{w.demonstration}</h2>
      <p class="quiet">{w.demonstrationText}</p>
      <Form action="/staff/sign-in/demonstration" hidden={props.hidden} label={w.demonstration}>
        <Table
          caption={w.demonstration}
          hideCaption
          rows={places}
          rowKey={(place) => place.city}
          columns={[
            { title: w.city, kind: "state", cell: (place) => place.name },
            ...roles.map((role) => ({
              title: role,
              cell: (place: DemonstrationPlace) =>
                place.people
                  .filter((person) => person.role === role)
                  .map((person) => <SignInAs key={person.value} person={person} place={place.name} />),
            })),
          ]}
        />
        {counties.length === 0 ? null : (
          <details>
            <summary>{w.otherAgencies}</summary>
            <Table
              caption={w.otherAgencies}
              hideCaption
              rows={agencies}
              rowKey={(agency) => agency}
              columns={[
                { title: w.agency, kind: "state", cell: (agency) => agency },
                ...counties.map((place) => ({
                  title: place.name,
                  cell: (agency: string) =>
                    place.others
                      .filter((person) => person.role === agency)
                      .map((person) => <SignInAs key={person.value} person={person} place={place.name} />),
                })),
              ]}
            />
          </details>
        )}
      </Form>
    </section>
  );
}

function SignInAs({ person, place }: { person: DemonstrationPerson; place: string }) {
  return (
    <Button weight="second" name="person" value={person.value}>
      {person.name}
      <span class="hide">
        {" "}
        {place} {person.role}
      </span>
    </Button>
  );
}

/** `GET /staff/sign-in`: login, password and code on one page; in a demonstration a button per person beside it. */
export function SignInView(props: {
  language: Language;
  hidden: Readonly<Record<string, string>>;
  login: string;
  notice: SignInNotice | undefined;
  places: readonly DemonstrationPlace[];
  /** Runs the installation; in a demonstration only. */
  operator: DemonstrationPerson | undefined;
}) {
  const { language, operator } = props;
  const w = words(language);
  const form = (
    <Panel title={w.signIn}>
      <Form action="/staff/sign-in" hidden={props.hidden} label={w.title}>
        <TextInput name="login" label={w.login} value={props.login} autocomplete="username" maxLength={80} width={24} />
        <PasswordInput name="password" label={w.password} autocomplete="current-password" />
        <TextInput
          name="code"
          label={w.code}
          hint={w.codeHint}
          autocomplete="one-time-code"
          maxLength={32}
          width={12}
        />
        <Button>{w.signIn}</Button>
      </Form>
    </Panel>
  );
  const help = (
    <>
      <h2>{w.helpTitle}</h2>
      <p>
        <a href="/staff/enrol">{w.enrol}</a>
      </p>
      <p class="quiet">{w.help}</p>
    </>
  );
  const people =
    props.places.length === 0 ? null : (
      <>
        <Demonstration language={language} hidden={props.hidden} places={props.places} />
        {operator === undefined ? null : (
          <Form action="/staff/sign-in/demonstration" hidden={props.hidden} label={operator.role}>
            <p>
              {operator.role} <SignInAs person={operator} place={w.operator} />
            </p>
          </Form>
        )}
        {help}
      </>
    );
  return (
    <>
      <PageTitle title={w.title} lede={w.lede} />
      {props.notice === undefined ? null : <Said notice={props.notice} language={language} />}
      <DescriptionColumns
        asideLabel={people === null ? w.helpTitle : w.signIn}
        main={people ?? form}
        aside={people === null ? help : form}
      />
    </>
  );
}
