import { Button, Details, Form, LinkButton, Notice, PageTitle } from "../../../foundation/html/index.ts";
import { csrfField } from "../../../foundation/http/index.ts";
import { type Language, say, type Text } from "../../../foundation/i18n/index.ts";
import { words } from "./words.ts";

/** One button to the identity provider, and what it means to press it. */
export function SignInView(props: {
  language: Language;
  /** An identity provider is there. */
  possible: boolean;
  demonstration: boolean;
  csrf: string;
  returnTo: string;
  /** Why the last try ended without a sign-in. */
  trouble: Text | undefined;
}) {
  const { language, possible, trouble } = props;
  const w = words(language);
  return (
    <>
      <PageTitle title={w.title} lede={possible ? w.lede : undefined} />
      {trouble === undefined ? null : (
        <Notice kind="warning" title={w.notDone} live>
          <p>{say(trouble, language)}</p>
        </Notice>
      )}
      {possible ? (
        <>
          {props.demonstration ? (
            <Notice kind="demonstration" title={w.demonstrationTitle}>
              <p>{w.demonstration}</p>
            </Notice>
          ) : null}
          <Form action="/sign-in" hidden={{ [csrfField]: props.csrf, return: props.returnTo }}>
            <p class="hint">{w.toProvider}</p>
            <Button>{trouble === undefined ? w.go : w.again}</Button>
          </Form>
          <Details summary={w.whatTitle}>
            <p>{w.what}</p>
            <p>{w.noPassword}</p>
          </Details>
          <Details summary={w.howLongTitle}>
            <p>{w.howLong}</p>
          </Details>
        </>
      ) : (
        <Notice kind="warning" title={w.notConfigured}>
          <p>{w.notConfiguredText}</p>
        </Notice>
      )}
      <h2>{w.withoutTitle}</h2>
      <p>{w.without}</p>
      <h2>{w.helpTitle}</h2>
      <p>{w.help}</p>
      {possible ? null : (
        <LinkButton href="/" weight="second">
          {w.home}
        </LinkButton>
      )}
    </>
  );
}
