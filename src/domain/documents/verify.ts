import { createHash } from "node:crypto";
import { cityScope } from "../../foundation/database/index.ts";
import type { Text } from "../../foundation/i18n/index.ts";
import { parsePublicNumber } from "../../foundation/ids/index.ts";
import {
  type Certificate,
  type CertificateRow,
  certificateFromRow,
  isRecordIntact,
  type RevokedBecause,
  reasonOf,
} from "./certificate.ts";
import type { Documents } from "./context.ts";
import { type CertificateFacts, factsStatement, maskName, readPaperSignature } from "./facts.ts";
import { certificateByNumber } from "./store.ts";

/** What someone who has only the number may see. */
export type CertificateSummary = {
  readonly number: string;
  readonly title: Text;
  readonly issuer: Text;
  readonly issuedOn: string;
  readonly validUntil: string | null;
  /** Masked, unless the paper itself was shown. */
  readonly holder: string;
  readonly revokedAt: Date | null;
  /** Since when the authority says that what it certifies is no longer so. */
  readonly factsChangedAt: Date | null;
};

export type Verification =
  /** No such certificate, or no such number: nobody learns which. */
  | { readonly state: "unknown" }
  /** The certificate exists; what was shown (`by`) is not what was issued. Or our own record was tampered with. */
  | { readonly state: "altered"; readonly by: "signature" | "file" | "record"; readonly summary: CertificateSummary }
  | {
      readonly state: "genuine" | "revoked" | "expired";
      readonly summary: CertificateSummary;
      /** All that the paper says, only for whoever holds it: its QR code or its PDF matched. Compare it line by line. */
      readonly paper: { readonly facts: CertificateFacts; readonly replacedBy: string | null } | null;
      /** Why it was revoked: its kind for whoever holds the paper, its words for the person themselves. */
      readonly why: { readonly because: RevokedBecause; readonly reason: string | undefined } | null;
      readonly checked: { readonly signature: boolean; readonly file: boolean };
    };

export type Shown = {
  /** `s` of the QR code's address. */
  readonly signature?: string | undefined;
  /** The PDF someone was given; read to its end, which the caller limits, and never stored. */
  readonly pdf?: AsyncIterable<Uint8Array> | undefined;
  /** Who reads, where they are signed in: the holder learns why it was revoked. */
  readonly reader?: string | undefined;
};

const nobody = { city: "000000", number: "000000-00000000-Z0000000000-0" };

/**
 * Says whether a certificate is genuine, without sign-in. A number typed by hand shows kind, issuer, days, state and a masked
 * name; the paper's QR code or PDF shows what the paper says. Unknown and badly written numbers take the same way through the
 * database and give the same answer; how often one may ask is the HTTP layer's to limit.
 */
export async function verifyCertificate(
  documents: Documents,
  typed: string,
  shown: Shown,
  now: Date,
): Promise<Verification> {
  const parsed = parsePublicNumber(typed);
  const asked = parsed?.letter === "Z" ? { city: parsed.city, number: parsed.number } : nobody;
  const [row] = await documents.database.run(cityScope(asked.city), certificateByNumber, asked);
  const sha256 = shown.pdf && (await digestOf(shown.pdf));
  if (!row) return { state: "unknown" };
  const { secrets } = documents;
  const certificate = certificateFromRow(secrets, row);
  const summary = summaryOf(certificate, maskName(certificate.facts.holder));
  if (!isRecordIntact(secrets, row, certificate)) return { state: "altered", by: "record", summary };
  if (shown.signature !== undefined && !matchesPaper(documents, certificate, shown.signature)) {
    return { state: "altered", by: "signature", summary };
  }
  if (sha256 !== undefined && sha256 !== certificate.pdfSha256) return { state: "altered", by: "file", summary };
  const checked = { signature: shown.signature !== undefined, file: sha256 !== undefined };
  const { facts, replacedBy } = certificate;
  const holds = checked.signature || checked.file;
  const isHolder = shown.reader !== undefined && shown.reader === certificate.holder;
  return {
    state: stateOf(certificate, now),
    summary: holds ? { ...summary, holder: facts.holder } : summary,
    paper: holds ? { facts, replacedBy } : null,
    why: certificate.revokedAt && (holds || isHolder) ? whyOf(documents, row, isHolder) : null,
    checked,
  };
}

function whyOf({ secrets }: Documents, row: CertificateRow, isHolder: boolean) {
  const because = (row.revoked_because ?? "decision") as RevokedBecause;
  return { because, reason: isHolder ? reasonOf(secrets, row) : undefined };
}

function matchesPaper(documents: Documents, certificate: Certificate, written: string): boolean {
  const paper = readPaperSignature(written);
  if (!paper || paper.digest !== certificate.paper.digest) return false;
  return documents.secrets.verify(certificate.city, paper.signature, factsStatement(certificate.number, paper.digest));
}

function summaryOf(certificate: Certificate, holder: string): CertificateSummary {
  const { title, issuer, issuedOn, validUntil } = certificate.facts;
  const { revokedAt, factsChangedAt } = certificate;
  return { number: certificate.number, title, issuer, issuedOn, validUntil, holder, revokedAt, factsChangedAt };
}

const chinaTime = 8 * 3_600_000;

/** Valid to the end of its last day in China; revoked counts before expired. */
function stateOf(certificate: Certificate, now: Date): "genuine" | "revoked" | "expired" {
  if (certificate.revokedAt && certificate.revokedAt <= now) return "revoked";
  const today = new Date(now.getTime() + chinaTime).toISOString().slice(0, 10);
  return certificate.validUntil !== null && certificate.validUntil < today ? "expired" : "genuine";
}

/** Hex SHA-256, without holding more than a piece. */
async function digestOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of bytes) hash.update(piece);
  return hash.digest("hex");
}
