import type { Certificate } from "../../../domain/documents/index.ts";
import {
  Details,
  EmptyState,
  LinkButton,
  Pager,
  PageTitle,
  QrCode,
  StateBadge,
  SummaryList,
} from "../../../foundation/html/index.ts";
import { formatDay, type Language, say } from "../../../foundation/i18n/index.ts";
import { words } from "./words.ts";

export type CertificateCard = {
  readonly certificate: Certificate;
  readonly issuedOn: string;
  readonly state: "valid" | "expired" | "revoked";
  /** What the QR code leads to, signature included. */
  readonly address: string;
};

/** A person's certificates, newest first. Revoked ones stay, marked. */
export function CertificatesView(props: {
  language: Language;
  cards: readonly CertificateCard[];
  newerHref: string | undefined;
  olderHref: string | undefined;
}) {
  const w = words(props.language);
  return (
    <>
      <PageTitle title={w.title} lede={w.lede} />
      {props.cards.length === 0 ? <EmptyState title={w.empty} icon="certificate" /> : null}
      {props.cards.map((card) => (
        <OneCertificate key={card.certificate.number} card={card} language={props.language} />
      ))}
      <Pager newerHref={props.newerHref} olderHref={props.olderHref} />
    </>
  );
}

const tones = { valid: "good", expired: "over", revoked: "bad" } as const;

function OneCertificate({ card, language }: { card: CertificateCard; language: Language }) {
  const w = words(language);
  const { certificate, state, address } = card;
  const { number, facts, validUntil, replacedBy } = certificate;
  return (
    <section class="card">
      <h2>{say(facts.title, language)}</h2>
      <p>
        <StateBadge tone={tones[state]}>{w[state]}</StateBadge>
      </p>
      <SummaryList
        items={[
          { label: w.holder, value: facts.holder },
          { label: w.issuedOn, value: formatDay(card.issuedOn, language) },
          { label: w.validUntil, value: validUntil === null ? w.unlimited : formatDay(validUntil, language) },
          { label: w.number, value: <span class="number">{number}</span> },
          ...(replacedBy === null ? [] : [{ label: w.replaced, value: <span class="number">{replacedBy}</span> }]),
        ]}
      />
      {state === "revoked" ? null : (
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
    </section>
  );
}
