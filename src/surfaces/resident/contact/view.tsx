import type { Contacts, DeliveryState } from "../../../domain/notifications/index.ts";
import {
  Button,
  Details,
  ErrorSummary,
  errorFor,
  Form,
  Notice,
  PageTitle,
  Radios,
  StateBadge,
  SummaryList,
  TextInput,
} from "../../../foundation/html/index.ts";
import { csrfField } from "../../../foundation/http/index.ts";
import { formatInstant, type Language } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { words } from "./words.ts";

export const contactPath = "/me/contact";

export type ContactProps = {
  readonly language: Language;
  readonly csrf: string;
  readonly contacts: Contacts;
  /** Masked. */
  readonly phone: string | undefined;
  readonly has: { readonly sms: boolean; readonly email: boolean };
  readonly messagesIn: Language;
  readonly latest: readonly {
    readonly channel: "sms" | "email";
    readonly kind: "news" | "to_do" | "code";
    readonly state: DeliveryState;
    readonly at: Date;
  }[];
  readonly said: "saved" | "code" | undefined;
  readonly errors: readonly FieldError[];
  readonly typed: string;
};

/** Ways to be told beside the inbox: each with its own yes and no, as easy one as the other. */
export function ContactView(props: ContactProps) {
  const { language, contacts, has, errors, said } = props;
  const w = words(language);
  return (
    <>
      <ErrorSummary errors={errors} />
      {said === undefined ? null : <Notice kind="success" title={said === "code" ? w.codeSent : w.saved} live />}
      <PageTitle title={w.title} lede={w.lede} />
      {has.sms || has.email ? <p class="hint">{w.quiet}</p> : <Notice title={w.notHere} />}
      {has.sms ? (
        <>
          <h2>{w.sms}</h2>
          <SummaryList
            items={[
              { label: w.phone, value: props.phone ?? w.noPhone },
              { label: w.state, value: contacts.sms.wanted ? w.on : w.off },
            ]}
          />
          <p class="hint">
            <a href="/me/privacy">{w.phoneFrom}</a>
          </p>
          <Say act={contacts.sms.wanted ? "sms-off" : "sms-on"} csrf={props.csrf}>
            {contacts.sms.wanted ? w.smsOff : w.smsOn}
          </Say>
        </>
      ) : null}
      {has.email ? <Email {...props} /> : null}
      {has.sms || has.email ? <Languages {...props} /> : null}
      <Latest {...props} />
    </>
  );
}

/** One press, one change. */
function Say(props: { act: string; csrf: string; children: string }) {
  return (
    <Form action={contactPath} hidden={{ [csrfField]: props.csrf, act: props.act }}>
      <Button weight="second">{props.children}</Button>
    </Form>
  );
}

function Email(props: ContactProps) {
  const { language, csrf, errors } = props;
  const { email } = props.contacts;
  const w = words(language);
  const address = (
    <Form action={contactPath} hidden={{ [csrfField]: csrf, act: "email" }}>
      <TextInput
        name="email"
        label={w.address}
        hint={w.addressHint}
        autocomplete="email"
        value={props.typed}
        error={errorFor(errors, "email", language)}
      />
      <Button weight={email.address === undefined ? undefined : "second"}>{w.sendCode}</Button>
    </Form>
  );
  if (email.address === undefined) {
    return (
      <>
        <h2>{w.email}</h2>
        <p class="quiet">{w.noEmail}</p>
        {address}
      </>
    );
  }
  const standing = email.bounced ? w.bounced : !email.verified ? w.unproved : email.wanted ? w.on : w.off;
  return (
    <>
      <h2>{w.email}</h2>
      <SummaryList
        items={[
          { label: w.address, value: email.address },
          { label: w.state, value: standing },
        ]}
      />
      {email.codeWaits ? (
        <Form action={contactPath} hidden={{ [csrfField]: csrf, act: "code" }}>
          <TextInput
            name="code"
            label={w.code}
            hint={w.codeHint}
            keyboard="numeric"
            autocomplete="one-time-code"
            width={6}
            value=""
            error={errorFor(errors, "code", language)}
          />
          <Button>{w.confirm}</Button>
        </Form>
      ) : null}
      {email.verified && !email.bounced ? (
        <Say act={email.wanted ? "email-off" : "email-on"} csrf={csrf}>
          {email.wanted ? w.emailOff : w.emailOn}
        </Say>
      ) : (
        <Say act="again" csrf={csrf}>
          {w.again}
        </Say>
      )}
      <Details summary={w.change} open={errors.some(({ field }) => field === "email")}>
        {address}
      </Details>
      <Say act="remove" csrf={csrf}>
        {w.remove}
      </Say>
    </>
  );
}

function Languages(props: ContactProps) {
  const w = words(props.language);
  return (
    <Form action={contactPath} hidden={{ [csrfField]: props.csrf, act: "language" }}>
      <Radios
        name="language"
        label={w.language}
        value={props.messagesIn}
        options={[
          { value: "zh", label: "中文" },
          { value: "en", label: "English" },
        ]}
      />
      <Button weight="second">{w.save}</Button>
    </Form>
  );
}

const tones = { queued: "moving", sent: "moving", delivered: "good", failed: "bad", given_up: "bad" } as const;

function Latest({ language, latest }: ContactProps) {
  const w = words(language);
  if (latest.length === 0) return null;
  return (
    <>
      <h2>{w.latest}</h2>
      <SummaryList
        items={latest.map(({ channel, kind, state, at }) => ({
          label: `${w[channel]} · ${kind === "code" ? w.ofCode : w.ofMessage}`,
          value: (
            <>
              <StateBadge tone={tones[state]}>{w[state]}</StateBadge>{" "}
              <span class="quiet small">{formatInstant(at, language)}</span>
            </>
          ),
        }))}
      />
    </>
  );
}
