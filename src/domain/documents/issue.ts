import { createHash } from "node:crypto";
import { cityAndResidentScope, type Runner } from "../../foundation/database/index.ts";
import { newId, publicNumber, randomBytes } from "../../foundation/ids/index.ts";
import { type Certificate, certificateFromRow, factsContext, valuesContext } from "./certificate.ts";
import type { Documents } from "./context.ts";
import { drawCertificate } from "./draw.ts";
import { type CertificateFacts, factsDigest, factsStatement, pdfStatement, tidyFacts, verifyAddress } from "./facts.ts";
import { keyContext, nameContext } from "./file.ts";
import { fileKeyBytes, sealFrames } from "./framing.ts";
import { normaliseName } from "./names.ts";
import { revokeIn } from "./revoke.ts";
import { discard, keep, placeOf, writeUnfinished } from "./storage.ts";
import { addCertificate, addFile, certificateOfCase, othersStanding, setReplacedBy } from "./store.ts";

export type IssueInput = {
  readonly city: string;
  readonly caseNumber: string;
  readonly template: string;
  /** The version of the service it was published with. */
  readonly templateVersion: string;
  /** The resident's key; the name printed stands in the facts. */
  readonly holder: string;
  readonly facts: CertificateFacts;
  /** The installation's public address, for the QR code. */
  readonly baseUrl: string;
  /** Prints 演示 DEMONSTRATION over it. */
  readonly demonstration: boolean;
  /** An earlier certificate of the case that this one takes the place of; it is revoked in the same transaction. */
  readonly replaces?: { readonly number: string; readonly reason: string };
  /** The holder has one of this template at a time: those that stand are replaced in the same transaction. */
  readonly oneValid?: boolean;
  /** By line of the template, what it says in the stored form of answers, for later applications. */
  readonly values?: Readonly<Record<string, unknown>>;
  readonly now: Date;
};

/**
 * Work to be done in the same transaction: the event, the line of the reaction. `fresh` is false where it was there already; `replaced` are numbers of the holder's others that it took the place of. The scope
 * holds the city and the holder.
 */
export type Alongside = (
  tx: Runner,
  certificate: Certificate,
  fresh: boolean,
  replaced: readonly string[],
) => Promise<void>;

/**
 * Issues a certificate: numbers, signs and draws it, stores the PDF, writes the row. A case has one certificate of a template at a
 * time: issuing again gives the one that is there, also when two processes do it at once.
 * @throws Refusal certificate_glyph_missing (422, names the characters: a task for a clerk), certificate_too_long (422).
 */
export async function issueCertificate(
  documents: Documents,
  input: IssueInput,
  alongside: Alongside = async () => undefined,
): Promise<Certificate> {
  const scope = cityAndResidentScope([input.city], [input.holder]);
  const there = await documents.database.transaction(scope, async (tx) => {
    const found = await currentOf(documents, tx, input);
    if (found) await alongside(tx, found, false, []);
    return found;
  });
  if (there) return there;
  const made = await makeCertificate(documents, input);
  const issued = await documents.database.transaction(scope, async (tx) => {
    if (input.replaces)
      await revokeIn(tx, documents, { ...input.replaces, because: "replaced", city: input.city, now: input.now });
    const fresh = (await tx.run(addCertificate, made.row)).length > 0;
    if (fresh) await tx.run(addFile, made.file);
    const certificate = await currentOf(documents, tx, { ...input, replaces: undefined });
    if (!certificate) throw new Error(`certificate ${made.row.number} vanished within its own transaction`);
    if (input.replaces) {
      const { city } = input;
      await tx.run(setReplacedBy, { city, number: input.replaces.number, replaced_by: certificate.number });
    }
    const replaced = fresh && input.oneValid ? await replaceOthers(tx, documents, certificate, input.now) : [];
    await alongside(tx, certificate, fresh, replaced);
    return certificate;
  });
  await (issued.number === made.row.number ? keep(made.place) : discard(made.place));
  return issued;
}

async function replaceOthers(
  tx: Runner,
  documents: Documents,
  { city, holder, template, number }: Certificate,
  now: Date,
): Promise<readonly string[]> {
  const others = await tx.run(othersStanding, { city, holder, template, number });
  for (const { number: old } of others) {
    await revokeIn(tx, documents, { city, number: old, reason: `换发新证 ${number}`, because: "replaced", now });
    await tx.run(setReplacedBy, { city, number: old, replaced_by: number });
  }
  return others.map((other) => other.number);
}

async function currentOf(
  documents: Documents,
  tx: Runner,
  input: Pick<IssueInput, "city" | "caseNumber" | "template"> & { replaces?: IssueInput["replaces"] | undefined },
): Promise<Certificate | undefined> {
  const { city, caseNumber: case_number, template } = input;
  const [row] = await tx.run(certificateOfCase, { city, case_number, template });
  return row && row.number !== input.replaces?.number ? certificateFromRow(documents.secrets, row) : undefined;
}

/** Everything slow, before the transaction: the PDF lies on disk under its unfinished name when this returns. */
async function makeCertificate(documents: Documents, input: IssueInput) {
  const { city, now, holder } = input;
  const { secrets } = documents;
  const facts = tidyFacts(input.facts);
  const number = publicNumber(city, facts.issuedOn, "Z");
  const digest = factsDigest(number, facts);
  const signature = secrets.sign(city, factsStatement(number, digest));
  const pdf = await drawCertificate({
    number,
    facts,
    verifyAddress: verifyAddress(input.baseUrl, number, { digest, signature }),
    typedAddress: verifyAddress(input.baseUrl, number),
    demonstration: input.demonstration,
    issuedAt: now,
  });
  const sha256 = createHash("sha256").update(pdf).digest("hex");
  const id = newId(now);
  const key = randomBytes(fileKeyBytes);
  const place = placeOf(documents.directory, city, id);
  await writeUnfinished(place, sealFrames(oneChunk(pdf), key, id));
  const file = {
    city,
    id,
    owner: holder,
    draft: null,
    case_number: input.caseNumber,
    question: `certificate:${number}`,
    name_sealed: secrets.encrypt(city, normaliseName(`${facts.title.zh} ${number}.pdf`, "pdf"), nameContext(id)),
    key_sealed: secrets.encryptBytes(city, key, keyContext(id)),
    size: BigInt(pdf.length),
    type: "pdf",
    sha256,
    flags: [],
    created_at: now,
  };
  const row = {
    city,
    number,
    case_number: input.caseNumber,
    template: input.template,
    template_version: input.templateVersion,
    holder,
    facts_sealed: secrets.encrypt(city, JSON.stringify(facts), factsContext(number)),
    facts_sha256: digest,
    signature: signature.signature,
    key_id: signature.kid,
    alg: signature.alg,
    file_id: id,
    pdf_sha256: sha256,
    pdf_signature: secrets.sign(city, pdfStatement(number, sha256)).signature,
    issued_at: now,
    valid_until: facts.validUntil,
    values_sealed: input.values ? secrets.encrypt(city, JSON.stringify(input.values), valuesContext(number)) : null,
  };
  return { place, file, row };
}

async function* oneChunk(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
