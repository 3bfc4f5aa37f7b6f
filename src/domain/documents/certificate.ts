import type { Values } from "../../foundation/database/index.ts";
import type { Secrets } from "../../foundation/secrets/index.ts";
import { type CertificateFacts, factsDigest, factsStatement, type PaperSignature, pdfStatement } from "./facts.ts";
import type { certificateByNumber } from "./store.ts";

/** A certificate as the rest of the house knows it. */
export type Certificate = {
  readonly city: string;
  readonly number: string;
  readonly caseNumber: string;
  readonly template: string;
  readonly templateVersion: string;
  /** The resident's key. */
  readonly holder: string;
  readonly facts: CertificateFacts;
  /** The PDF among the files; open it with `openFile`. */
  readonly fileId: string;
  /** Of the PDF as issued, hex. */
  readonly pdfSha256: string;
  /** What its QR code carries. */
  readonly paper: PaperSignature;
  readonly issuedAt: Date;
  /** Last day, `YYYY-MM-DD`; null without an end. */
  readonly validUntil: string | null;
  readonly revokedAt: Date | null;
  readonly replacedBy: string | null;
  readonly revokedBecause: RevokedBecause | null;
  /** Since when the authority says that what it certifies is no longer so; it was not revoked for that. */
  readonly factsChangedAt: Date | null;
};

/** `decision`: the authority took it back; `replaced`: a newer one stands; `agency`: the agency's system said so. */
export type RevokedBecause = "decision" | "replaced" | "agency" | "facts_changed";

export type CertificateRow = Values<(typeof certificateByNumber)["row"]>;

export const factsContext = (number: string) => `certificate:${number}:facts`;
export const valuesContext = (number: string) => `certificate:${number}:values`;
export const reasonContext = (number: string) => `certificate:${number}:revoked`;

export function certificateFromRow(secrets: Secrets, row: CertificateRow): Certificate {
  return {
    city: row.city,
    number: row.number,
    caseNumber: row.case_number,
    template: row.template,
    templateVersion: row.template_version,
    holder: row.holder,
    facts: JSON.parse(secrets.decrypt(row.city, row.facts_sealed, factsContext(row.number))) as CertificateFacts,
    fileId: row.file_id,
    pdfSha256: row.pdf_sha256,
    paper: { digest: row.facts_sha256, signature: signatureOf(row, row.signature) },
    issuedAt: row.issued_at,
    validUntil: row.valid_until,
    revokedAt: row.revoked_at,
    replacedBy: row.replaced_by,
    revokedBecause: row.revoked_because as RevokedBecause | null,
    factsChangedAt: row.facts_changed_at,
  };
}

/** Why it was revoked, in the words of whoever did it: for staff and for the holder. */
export function reasonOf(secrets: Secrets, row: CertificateRow): string | undefined {
  const { city, number, revoked_reason_sealed: sealed } = row;
  return sealed === null ? undefined : secrets.decrypt(city, sealed, reasonContext(number));
}

function signatureOf(row: CertificateRow, signature: string): PaperSignature["signature"] {
  if (row.alg !== "ed25519")
    throw new Error(`certificate ${row.number} is signed with ${row.alg}, which nothing here reads`);
  return { alg: row.alg, kid: row.key_id, signature };
}

/**
 * Whether our own record still is what the city signed: the facts, the days that decide its state, and the PDF's digest.
 * Someone who changes rows in the database cannot sign them.
 */
export function isRecordIntact(secrets: Secrets, row: CertificateRow, certificate: Certificate): boolean {
  const { city, number, facts, paper } = certificate;
  return (
    factsDigest(number, facts) === paper.digest &&
    facts.validUntil === certificate.validUntil &&
    secrets.verify(city, paper.signature, factsStatement(number, paper.digest)) &&
    secrets.verify(city, signatureOf(row, row.pdf_signature), pdfStatement(number, certificate.pdfSha256))
  );
}
