import {
  Button,
  DescriptionColumns,
  ErrorSummary,
  errorFor,
  Form,
  LinkButton,
  Notice,
  PageTitle,
  Panel,
  PasswordInput,
  QrCode,
  TextInput,
} from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { words } from "./words.ts";

type Shown = {
  readonly language: Language;
  readonly hidden: Readonly<Record<string, string>>;
  readonly errors: readonly FieldError[];
};

/** First half: who you are, by the code you were handed. */
export function BeginView({ language, hidden, errors, login }: Shown & { readonly login: string }) {
  const w = words(language);
  return (
    <>
      <PageTitle title={w.title} lede={w.lede} />
      <ErrorSummary errors={errors} />
      <Form action="/staff/enrol" hidden={hidden} label={w.title}>
        <TextInput name="login" label={w.login} value={login} autocomplete="username" maxLength={80} width={28} />
        <TextInput name="code" label={w.code} hint={w.codeHint} autocomplete="off" maxLength={40} width={24} />
        <Button>{w.next}</Button>
      </Form>
    </>
  );
}

/** Second half: the app, the password, and the proof that the app has the secret. */
export function FinishView(
  props: Shown & { readonly name: string; readonly secret: string; readonly totpAddress: string },
) {
  const { language, errors } = props;
  const w = words(language);
  const error = (field: string) => errorFor(errors, field, language);
  return (
    <>
      <PageTitle title={w.title} kicker={w.hello({ name: props.name })} />
      <ErrorSummary errors={errors} />
      <DescriptionColumns
        asideLabel={w.stepPassword}
        main={
          <>
            <h2>{w.stepApp}</h2>
            <p>{w.stepAppText}</p>
            <QrCode text={props.totpAddress} label={w.qr} />
            <p>
              {w.byHand}
              <br />
              <span class="ticket number">{props.secret.replaceAll(/(.{4})(?=.)/g, "$1 ")}</span>
            </p>
          </>
        }
        aside={
          <Panel title={w.stepPassword}>
            <Form action="/staff/enrol" hidden={props.hidden} label={w.stepPassword}>
              <PasswordInput
                name="password"
                label={w.password}
                hint={w.passwordHint}
                error={error("password")}
                autocomplete="new-password"
              />
              <PasswordInput name="again" label={w.again} error={error("again")} autocomplete="new-password" />
              <TextInput
                name="totp"
                label={w.totp}
                error={error("totp")}
                keyboard="numeric"
                autocomplete="one-time-code"
                maxLength={10}
                width={10}
              />
              <Button>{w.finish}</Button>
            </Form>
          </Panel>
        }
      />
    </>
  );
}

/** The recovery codes, once. */
export function EnrolledView({ language, codes }: { language: Language; codes: readonly string[] }) {
  const w = words(language);
  return (
    <>
      <PageTitle title={w.doneTitle} />
      <Notice kind="warning" title={w.recoveryTitle}>
        <p>{w.recoveryText}</p>
      </Notice>
      <ul class="number" aria-label={w.recovery}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <LinkButton href="/staff/sign-in">{w.toSignIn}</LinkButton>
    </>
  );
}
