import type { Certificate, CertificateCode } from "../../../domain/documents/index.ts";
import {
  Button,
  Details,
  EmptyState,
  ErrorSummary,
  errorFor,
  Form,
  LinkButton,
  Notice,
  Pager,
  PageTitle,
  PublicNumber,
  QrCode,
  Select,
  StateBadge,
  SummaryList,
  TextInput,
  Timeline,
} from "../../../foundation/html/index.ts";
import { csrfField } from "../../../foundation/http/index.ts";
import { formatDay, formatInstant, type Language, say } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import type { Standing } from "../../certificate-acts.ts";
import { words } from "./words.ts";

export type CertificateCard = {
  readonly certificate: Certificate;
  readonly issuedOn: string;
  readonly place: string;
  readonly state: Standing;
  /** What the QR code leads to, signature included. */
  readonly address: string;
};

const tones = { valid: "good", expired: "over", revoked: "bad", replaced: "over", facts_changed: "moving" } as const;

/** A person's certificates of all cities, newest first. Revoked ones stay, marked. */
export function CertificatesView(props: {
  language: Language;
  cards: readonly CertificateCard[];
  newerHref: string | undefined;
  olderHref: string | undefined;
}) {
  const { language } = props;
  const w = words(language);
  return (
    <>
      <PageTitle title={w.title} lede={w.lede} />
      {props.cards.length === 0 ? <EmptyState title={w.empty} icon="certificate" /> : null}
      {props.cards.map((card) => (
        <section class="card" key={card.certificate.number}>
          <h2>{say(card.certificate.facts.title, language)}</h2>
          <Facts card={card} language={language} />
          <LinkButton href={`/me/certificates/${card.certificate.number}`} weight="second">
            {w.open}
            <span class="hide"> {say(card.certificate.facts.title, language)}</span>
          </LinkButton>
        </section>
      ))}
      <Pager newerHref={props.newerHref} olderHref={props.olderHref} />
    </>
  );
}

function Facts({ card, language }: { card: CertificateCard; language: Language }) {
  const w = words(language);
  const { certificate, state } = card;
  const { number, facts, validUntil, replacedBy } = certificate;
  return (
    <SummaryList
      items={[
        { label: w.state, value: <StateBadge tone={tones[state]}>{w[state]}</StateBadge> },
        { label: w.holder, value: facts.holder },
        { label: w.city, value: card.place },
        { label: w.issuedOn, value: formatDay(card.issuedOn, language) },
        { label: w.validUntil, value: validUntil === null ? w.unlimited : formatDay(validUntil, language) },
        { label: w.number, value: <PublicNumber number={number} /> },
        ...(replacedBy === null
          ? []
          : [
              {
                label: w.replacedBy,
                value: (
                  <a href={`/me/certificates/${replacedBy}`}>
                    <PublicNumber number={replacedBy} />
                  </a>
                ),
              },
            ]),
      ]}
    />
  );
}

export type OneCertificateProps = {
  readonly language: Language;
  readonly csrf: string;
  readonly card: CertificateCard;
  readonly revokedOn: string | undefined;
  readonly reason: string | undefined;
  readonly factsChangedOn: string | undefined;
  readonly agencies: readonly { readonly value: string; readonly label: string }[];
  readonly agencyName: (agency: string) => string;
  readonly codes: readonly CertificateCode[];
  /** Of the next code, so that the form sent twice makes one. */
  readonly nextId: string;
  readonly errors: readonly FieldError[];
  readonly typed: { readonly purpose: string; readonly agency: string };
};

/** One certificate: how it stands, its paper, codes to let others use it, and every use. */
export function OneCertificateView(props: OneCertificateProps) {
  const { language, card, errors } = props;
  const w = words(language);
  const { certificate, state, address } = card;
  const { number, facts } = certificate;
  const isOver = state === "revoked" || state === "replaced";
  return (
    <>
      <ErrorSummary errors={errors} />
      <PageTitle title={say(facts.title, language)} />
      {isOver && props.revokedOn !== undefined ? (
        <Notice kind="warning" title={w.revokedOn({ day: formatDay(props.revokedOn, language) })}>
          <p>
            {state === "replaced"
              ? w.becauseReplaced
              : `${w.reason}${language === "zh" ? "：" : ": "}${props.reason ?? ""}`}
          </p>
        </Notice>
      ) : null}
      {state === "facts_changed" && props.factsChangedOn !== undefined ? (
        <Notice kind="warning" title={w.facts_changed}>
          <p>{w.factsChanged({ day: formatDay(props.factsChangedOn, language) })}</p>
        </Notice>
      ) : null}
      <Facts card={card} language={language} />
      {isOver ? null : (
        <>
          <LinkButton href={`/me/certificates/${number}.pdf`}>{w.download}</LinkButton>
          <Details summary={w.show}>
            <QrCode text={address} label={w.code} />
            <p class="hint">{w.showHint}</p>
          </Details>
        </>
      )}
      <p>
        <a href={`/verify/${number}`}>{w.verify}</a>
        {" · "}
        <a href={`/me/cases/${certificate.caseNumber}`}>{w.case}</a>
      </p>
      {isOver ? null : <MakeCode {...props} />}
      <h2>{w.uses}</h2>
      {props.codes.length === 0 ? <p class="quiet">{w.noUses}</p> : <Uses {...props} />}
      <p>
        <a href="/me/readings">{w.readings}</a>
      </p>
    </>
  );
}

function MakeCode(props: OneCertificateProps) {
  const { language, errors, typed } = props;
  const w = words(language);
  const action = `/me/certificates/${props.card.certificate.number}/codes`;
  return (
    <>
      <h2>{w.useTitle}</h2>
      <p>{w.useHint}</p>
      <Form action={action} hidden={{ [csrfField]: props.csrf, id: props.nextId }}>
        <TextInput
          name="purpose"
          label={w.purpose}
          hint={w.purposeHint}
          value={typed.purpose}
          error={errorFor(errors, "purpose", language)}
        />
        <Select
          name="agency"
          label={w.forWhom}
          value={typed.agency}
          options={[{ value: "any", label: w.anyone }, ...props.agencies]}
        />
        <Button weight="second">{w.make}</Button>
      </Form>
    </>
  );
}

const codeWord = { open: "codeOpen", used: "codeUsed", withdrawn: "codeWithdrawn", expired: "codeExpired" } as const;

function Uses({ language, codes, card, agencyName }: OneCertificateProps) {
  const w = words(language);
  return (
    <Timeline
      entries={codes.map((code) => ({
        id: code.id,
        title: `${w[codeWord[code.state]]} · ${code.purpose}`,
        at: code.createdAt.toISOString(),
        when: formatInstant(code.createdAt, language),
        note: (
          <>
            {code.agency === undefined ? w.anyone : agencyName(code.agency)}
            {code.usedAt === undefined ? null : (
              <>
                <br />
                {w.usedBy({ by: code.usedBy ?? "", at: formatInstant(code.usedAt, language) })}
              </>
            )}
            {code.state === "open" ? (
              <>
                <br />
                <a href={`/me/certificates/${card.certificate.number}/codes/${code.id}`}>{w.showAgain}</a>
              </>
            ) : null}
          </>
        ),
      }))}
    />
  );
}

/** A code large enough to read aloud across a counter, and to scan. */
export function CodeView(props: {
  language: Language;
  csrf: string;
  number: string;
  code: CertificateCode & { readonly digits: string | undefined };
  agency: string | undefined;
}) {
  const { language, code, number } = props;
  const w = words(language);
  const { digits } = code;
  const here = `/me/certificates/${number}/codes/${code.id}`;
  return (
    <>
      {digits === undefined ? (
        <PageTitle title={w.codeTitle} />
      ) : (
        <PageTitle kicker={w.codeTitle} title={digits.replaceAll(/(\d{4})(?=\d)/g, "$1 ")} />
      )}
      {digits === undefined ? (
        <Notice title={w[codeWord[code.state]]}>
          {code.usedAt === undefined ? null : (
            <p>{w.usedBy({ by: code.usedBy ?? "", at: formatInstant(code.usedAt, language) })}</p>
          )}
        </Notice>
      ) : (
        <>
          <QrCode text={digits} label={w.codeQr} />
          <p>{w.codeSay({ until: formatInstant(code.expiresAt, language) })}</p>
        </>
      )}
      <SummaryList
        items={[
          { label: w.purpose, value: code.purpose },
          { label: w.forWhom, value: props.agency ?? w.anyone },
        ]}
      />
      {digits === undefined ? null : (
        <Form action={`${here}/withdraw`} hidden={{ [csrfField]: props.csrf }}>
          <Button weight="second">{w.withdraw}</Button>
        </Form>
      )}
      <LinkButton href={`/me/certificates/${number}`} weight="second">
        {w.back}
      </LinkButton>
    </>
  );
}
