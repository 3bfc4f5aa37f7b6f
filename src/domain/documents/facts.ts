import { createHash } from "node:crypto";
import type { Text } from "../../foundation/i18n/index.ts";
import type { Signature } from "../../foundation/secrets/index.ts";

/** What a certificate says, exactly as printed. Days are `YYYY-MM-DD`; `validUntil` is the last day, null without an end. */
export type CertificateFacts = {
  readonly title: Text;
  /** The holder's name. */
  readonly holder: string;
  readonly lines: readonly { readonly label: Text; readonly value: string }[];
  readonly issuedOn: string;
  readonly validUntil: string | null;
  readonly issuer: Text;
  /** What the certificate says about its holder, as a sentence under the facts. */
  readonly statement?: Text;
};

/** The same characters however they were typed: NFC, single spaces, no control characters. */
export function tidyFacts(facts: CertificateFacts): CertificateFacts {
  const tidy = (text: string) =>
    text
      .normalize("NFC")
      .replaceAll(/\s+/gu, " ")
      .replaceAll(/\p{Cc}/gu, "")
      .trim();
  const both = (text: Text): Text => ({ zh: tidy(text.zh), en: tidy(text.en) });
  return {
    title: both(facts.title),
    holder: tidy(facts.holder),
    lines: facts.lines.map(({ label, value }) => ({ label: both(label), value: tidy(value) })),
    issuedOn: facts.issuedOn,
    validUntil: facts.validUntil,
    issuer: both(facts.issuer),
    ...(facts.statement ? { statement: both(facts.statement) } : {}),
  };
}

/**
 * The facts as one text in which nothing can move: a JSON array of strings in printed order, without spaces. Whoever reads the paper
 * can write it down again and compare its SHA-256 with the one in the QR code, without asking us (docs: README of this module).
 */
export function canonicalFacts(number: string, facts: CertificateFacts): string {
  return JSON.stringify([
    "onewindow-certificate-facts-1",
    number,
    facts.title.zh,
    facts.title.en,
    facts.holder,
    facts.lines.map(({ label, value }) => [label.zh, label.en, value]),
    facts.issuedOn,
    facts.validUntil,
    facts.issuer.zh,
    facts.issuer.en,
    ...(facts.statement ? [facts.statement.zh, facts.statement.en] : []),
  ]);
}

/** SHA-256 of the canonical facts, base64url (43 characters). */
export function factsDigest(number: string, facts: CertificateFacts): string {
  return createHash("sha256").update(canonicalFacts(number, facts), "utf8").digest("base64url");
}

/** The bytes the city signs for the QR code; the first line keeps a signature from meaning anything else elsewhere. */
export function factsStatement(number: string, digest: string): Buffer {
  return Buffer.from(`onewindow-certificate-1\n${number}\n${digest}`, "utf8");
}

/** The bytes the city signs for the PDF file. `sha256` in hex. */
export function pdfStatement(number: string, sha256: string): Buffer {
  return Buffer.from(`onewindow-certificate-pdf-1\n${number}\n${sha256}`, "utf8");
}

/** What the QR code carries besides the number. */
export type PaperSignature = { readonly digest: string; readonly signature: Signature };

/** `ed25519.<key id>.<digest>.<signature>`: no personal data, 150 characters. */
export function writePaperSignature({ digest, signature }: PaperSignature): string {
  return `${signature.alg}.${signature.kid}.${digest}.${signature.signature}`;
}

const paperShape = /^(ed25519)\.([A-Za-z0-9]{1,32})\.([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{86})$/;

export function readPaperSignature(text: string): PaperSignature | undefined {
  const [, alg, kid, digest, signature] = paperShape.exec(text.slice(0, 400)) ?? [];
  if (alg !== "ed25519" || !kid || !digest || !signature) return undefined;
  return { digest, signature: { alg, kid, signature } };
}

/** The address in the QR code. `baseUrl` without a slash at its end. */
export function verifyAddress(baseUrl: string, number: string, paper?: PaperSignature): string {
  const page = `${baseUrl.replace(/\/+$/, "")}/verify/${number}`;
  return paper ? `${page}?s=${writePaperSignature(paper)}` : page;
}

/** A name for someone who has only the number: 张*, 欧**华. */
export function maskName(name: string): string {
  const letters = [...name];
  const first = letters[0] ?? "";
  if (letters.length <= 2) return `${first}*`;
  if (/^[\p{Script=Latin}\s.'-]+$/u.test(name)) return `${first}***`;
  return first + "*".repeat(Math.min(letters.length - 2, 6)) + letters.at(-1);
}
