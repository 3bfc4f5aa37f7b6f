import {
  Button,
  Form,
  Notice,
  PageTitle,
  PasswordInput,
  Row,
  Table,
  TextInput,
} from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { words } from "./words.ts";

export type DemonstrationPlace = {
  readonly city: string;
  readonly name: string;
  readonly people: readonly { readonly value: string; readonly role: string }[];
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

/** `GET /staff/sign-in`: login, password and code on one page; in a demonstration a button per person below. */
export function SignInView(props: {
  language: Language;
  hidden: Readonly<Record<string, string>>;
  login: string;
  notice: SignInNotice | undefined;
  places: readonly DemonstrationPlace[];
}) {
  const { language } = props;
  const w = words(language);
  return (
    <>
      <PageTitle title={w.title} lede={w.lede} />
      {props.notice === undefined ? null : <Said notice={props.notice} language={language} />}
      <Form action="/staff/sign-in" hidden={props.hidden} label={w.title}>
        <TextInput name="login" label={w.login} value={props.login} autocomplete="username" maxLength={80} width={28} />
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
      <p>
        <a href="/staff/enrol">{w.enrol}</a>
      </p>
      <p class="quiet">{w.help}</p>
      {props.places.length === 0 ? null : (
        <section>
          <h2>{w.demonstration}</h2>
          <p class="quiet">{w.demonstrationText}</p>
          <Form action="/staff/sign-in/demonstration" hidden={props.hidden} label={w.demonstration}>
            <Table
              caption={w.demonstration}
              hideCaption
              rows={props.places}
              rowKey={(place) => place.city}
              columns={[
                { title: w.city, kind: "state", cell: (place) => place.name },
                {
                  title: w.people,
                  cell: (place) => (
                    <Row>
                      {place.people.map((person) => (
                        <Button key={person.value} weight="second" name="person" value={person.value}>
                          {person.role}
                          <span class="hide"> {place.name}</span>
                        </Button>
                      ))}
                    </Row>
                  ),
                },
              ]}
            />
          </Form>
        </section>
      )}
    </>
  );
}
