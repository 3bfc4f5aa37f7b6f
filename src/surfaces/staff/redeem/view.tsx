import type { Certificate } from "../../../domain/documents/index.ts";
import {
  Button,
  ErrorSummary,
  errorFor,
  Form,
  LinkButton,
  Notice,
  PageTitle,
  Panel,
  PublicNumber,
  Radios,
  StateBadge,
  SummaryList,
  Textarea,
  TextInput,
} from "../../../foundation/html/index.ts";
import { formatDay, type Language, say } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import type { Standing } from "../../certificate-acts.ts";
import { words } from "./words.ts";

export const redeemPath = "/staff/redeem";

export type RedeemProps = {
  readonly language: Language;
  readonly hidden: Readonly<Record<string, string>>;
  readonly shown:
    | { readonly certificate: Certificate; readonly state: Standing; readonly purpose: string; readonly pdf: string }
    | undefined;
  readonly refused: string | undefined;
  readonly done: "done" | "before" | undefined;
  readonly mayRevoke: boolean;
  readonly typed: { readonly number: string; readonly reason: string; readonly effect: string };
  readonly errors: readonly FieldError[];
};

const tones = { valid: "good", expired: "over", revoked: "bad", replaced: "over", facts_changed: "moving" } as const;

/** At the counter: one code in, one certificate out. */
export function RedeemView(props: RedeemProps) {
  const { language, hidden, shown, errors, typed } = props;
  const w = words(language);
  return (
    <>
      <ErrorSummary errors={errors} />
      {props.refused === undefined ? null : <Notice kind="warning" live title={props.refused} />}
      {props.done === undefined ? null : <Notice kind="success" live title={w[props.done]} />}
      <PageTitle title={w.title} lede={w.lede} />
      {shown ? <Shown {...shown} language={language} /> : null}
      <Form action={redeemPath} hidden={hidden}>
        <TextInput name="code" label={w.code} keyboard="numeric" autocomplete="off" width={14} value="" />
        <Button>{w.use}</Button>
      </Form>
      {props.mayRevoke ? (
        <Panel title={w.revokeTitle}>
          <p class="hint">{w.revokeHint}</p>
          <Form action={`${redeemPath}/revoke`} hidden={hidden}>
            <TextInput
              name="number"
              label={w.number}
              value={typed.number}
              autocomplete="off"
              error={errorFor(errors, "number", language)}
            />
            <Radios
              name="effect"
              label={w.effect}
              value={typed.effect}
              options={[
                { value: "revoke", label: w.effectRevoke },
                { value: "facts_changed", label: w.effectChanged },
              ]}
            />
            <Textarea
              name="reason"
              label={w.reason}
              value={typed.reason}
              error={errorFor(errors, "reason", language)}
            />
            <Button weight="danger">{w.revoke}</Button>
          </Form>
        </Panel>
      ) : null}
    </>
  );
}

function Shown(props: NonNullable<RedeemProps["shown"]> & { language: Language }) {
  const { language, certificate, state } = props;
  const w = words(language);
  const { facts, number, validUntil } = certificate;
  return (
    <Panel title={w.result}>
      <SummaryList
        items={[
          { label: w.state, value: <StateBadge tone={tones[state]}>{w[state]}</StateBadge> },
          { label: w.kind, value: say(facts.title, language) },
          { label: w.holder, value: facts.holder },
          ...facts.lines.map(({ label, value }) => ({ label: say(label, language), value })),
          { label: w.issuer, value: say(facts.issuer, language) },
          { label: w.issuedOn, value: formatDay(facts.issuedOn, language) },
          { label: w.validUntil, value: validUntil === null ? w.unlimited : formatDay(validUntil, language) },
          { label: w.number, value: <PublicNumber number={number} /> },
          { label: w.purpose, value: props.purpose },
        ]}
      />
      <LinkButton href={props.pdf} weight="second">
        {w.pdf}
      </LinkButton>
    </Panel>
  );
}
