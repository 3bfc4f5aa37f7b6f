import {
  Button,
  DescriptionColumns,
  ErrorSummary,
  errorFor,
  Form,
  PageTitle,
  Panel,
  PasswordInput,
  SummaryList,
  TextInput,
} from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { words } from "./words.ts";

/** `GET /staff/me`: who I am here, and my password. */
export function MeView(props: {
  language: Language;
  hidden: Readonly<Record<string, string>>;
  facts: readonly { readonly label: string; readonly value: string }[];
  idleMinutes: number;
  errors: readonly FieldError[];
}) {
  const { language, errors } = props;
  const w = words(language);
  const error = (field: string) => errorFor(errors, field, language);
  return (
    <>
      <PageTitle title={w.title} />
      <ErrorSummary errors={errors} />
      <DescriptionColumns
        asideLabel={w.change}
        main={
          <>
            <SummaryList items={props.facts} />
            <p class="quiet">
              {w.untilText({ idle: props.idleMinutes })} {w.who}
            </p>
            <Form action="/staff/sign-out" hidden={props.hidden}>
              <Button weight="second">{w.signOut}</Button>
            </Form>
          </>
        }
        aside={
          <Panel title={w.change}>
            <p class="quiet">{w.changeText}</p>
            <Form action="/staff/me/password" hidden={props.hidden} label={w.change}>
              <PasswordInput
                name="current"
                label={w.current}
                error={error("current")}
                autocomplete="current-password"
              />
              <TextInput
                name="code"
                label={w.code}
                hint={w.codeHint}
                autocomplete="one-time-code"
                maxLength={32}
                width={12}
              />
              <PasswordInput
                name="password"
                label={w.next}
                hint={w.nextHint}
                error={error("password")}
                autocomplete="new-password"
              />
              <PasswordInput name="again" label={w.again} error={error("again")} autocomplete="new-password" />
              <Button>{w.change}</Button>
            </Form>
          </Panel>
        }
      />
    </>
  );
}
