import { cityAndResidentScope, cityScope, type Runner, type Values } from "../../foundation/database/index.ts";
import { isId, newId } from "../../foundation/ids/index.ts";
import { type FieldError, Refusal } from "../../foundation/refusal.ts";
import type { Secrets } from "../../foundation/secrets/index.ts";
import type { Certificate } from "./certificate.ts";
import { getCertificate } from "./certificates.ts";
import {
  addCode,
  codeByHash,
  codeById,
  codesOfCertificate,
  codesSince,
  forgetCodes,
  takeFileRow,
  useCodeRow,
  withdrawCodeRow,
} from "./codes-store.ts";
import type { Documents } from "./context.ts";
import { certificateNotFound } from "./revoke.ts";

/** A one-time code for one certificate, for one purpose (用证码). */
export type CertificateCode = {
  readonly city: string;
  readonly id: string;
  readonly number: string;
  /** In the holder's words. */
  readonly purpose: string;
  /** The agency kind it is for; undefined: whoever is shown it. */
  readonly agency: string | undefined;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly state: "open" | "used" | "withdrawn" | "expired";
  readonly usedAt: Date | undefined;
  readonly usedBy: string | undefined;
};

export const codeMinutes = 10;
const codesPerHour = 10;
const digits = 12;
const longestPurpose = 100;
/** How long a holder sees what became of a code. */
const codesKeptDays = 90;
/** How long after its use the paper may be fetched. */
const fileMinutes = 10;

/**
 * The digits follow from the row's id and the installation's key, so that the table holds nothing that opens anything, and the holder's
 * page can show them again.
 */
function digitsOf(secrets: Secrets, { city, id, holder }: { city: string; id: string; holder: string }): string {
  const hash = Buffer.from(secrets.lookupHash("certificate-code", `${city}:${holder}:${id}`), "base64url");
  return String(hash.readBigUInt64BE(0) % 10n ** BigInt(digits)).padStart(digits, "0");
}

/** Where the purpose of a code is sealed to. */
export const purposeContext = (id: string): string => `certificate-code:${id}:purpose`;

const hashOf = (secrets: Secrets, city: string, code: string) =>
  secrets.lookupHash("certificate-code-digits", `${city}:${code}`);

/**
 * Makes a code for one's own certificate; valid 10 minutes, for one use. `id` comes from the form, so that the same form sent twice makes one code.
 * @throws Refusal invalid (422, field `purpose`), certificate_not_found (404), certificate_not_valid (409), too_many_codes (429).
 */
export async function makeCode(
  documents: Documents,
  input: {
    readonly certificate: Certificate;
    readonly id: string;
    readonly purpose: string;
    readonly agency?: string | undefined;
    readonly now: Date;
  },
): Promise<CertificateCode> {
  const { certificate, now } = input;
  const { city, number, holder } = certificate;
  const { database, secrets } = documents;
  const purpose = input.purpose
    .normalize("NFC")
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim();
  if (purpose === "" || [...purpose].length > longestPurpose) throw purposeMissing();
  if (certificate.revokedAt !== null) throw notValid();
  const id = isId(input.id) ? input.id : newId(now);
  const code = digitsOf(secrets, { city, id, holder });
  const scope = cityScope(city);
  const since = new Date(now.getTime() - 3_600_000);
  const limit = codesPerHour;
  const [made] = await database.run(scope, codesSince, { city, holder, number, since, limit });
  const [before] = await database.run(scope, codeById, { city, id });
  if (!before && (made?.count ?? 0) >= codesPerHour) throw tooMany();
  await database.run(scope, addCode, {
    ...{ city, id, number, holder },
    purpose_sealed: secrets.encrypt(city, purpose, purposeContext(id)),
    code_hash: hashOf(secrets, city, code),
    agency: input.agency ?? null,
    created_at: now,
    expires_at: new Date(now.getTime() + codeMinutes * 60_000),
  });
  const [row] = await database.run(scope, codeById, { city, id });
  if (row?.holder !== holder || row.number !== number) throw certificateNotFound();
  return fromRow(secrets, row, now);
}

/** One's own code with its digits, for showing; undefined where it is nobody's or somebody else's. Digits only while it can be used. */
export async function ownCode(
  { database, secrets }: Pick<Documents, "database" | "secrets">,
  of: { readonly city: string; readonly id: string; readonly holder: string; readonly now: Date },
): Promise<(CertificateCode & { readonly digits: string | undefined }) | undefined> {
  const { city, id, holder, now } = of;
  const [row] = isId(id) ? await database.run(cityScope(city), codeById, { city, id }) : [];
  if (row?.holder !== holder) return undefined;
  const code = fromRow(secrets, row, now);
  return { ...code, digits: code.state === "open" ? digitsOf(secrets, { city, id, holder }) : undefined };
}

/** What a holder did with a certificate's codes, newest first, at most 50: what was shown to whom. */
export async function codesOf(
  { database, secrets }: Pick<Documents, "database" | "secrets">,
  of: { readonly city: string; readonly number: string; readonly holder: string; readonly now: Date },
): Promise<readonly CertificateCode[]> {
  const { city, number, holder, now } = of;
  const rows = await database.run(cityScope(city), codesOfCertificate, { city, holder, number, limit: 50 });
  return rows.map((row) => fromRow(secrets, row, now));
}

/** Takes a code back before its use. Again is the same. @returns whether it was this call */
export async function withdrawCode(
  { database }: Pick<Documents, "database">,
  of: { readonly city: string; readonly id: string; readonly holder: string; readonly now: Date },
): Promise<boolean> {
  const { city, id, holder, now } = of;
  if (!isId(id)) return false;
  return (await database.run(cityScope(city), withdrawCodeRow, { city, id, holder, now })).length > 0;
}

export type CodeUser = {
  /** Clerk or client; without `#`. */
  readonly key: string;
  /** As the holder reads it. */
  readonly name: string;
  /** Agency kinds this one speaks for; undefined: every agency of the city. */
  readonly agencies: readonly string[] | undefined;
  /** Makes the same request again get the same answer. */
  readonly once: string;
};

/**
 * Uses a code: once, while it stands, by the agency it was made for. `alongside` writes the reading down in the same transaction, whose
 * scope holds the city and the holder; it is called for the first use alone.
 * @throws Refusal code_not_valid (422), the same for a wrong, used, old, withdrawn code and one for somebody else.
 */
export async function redeemCode(
  documents: Documents,
  input: { readonly city: string; readonly typed: string; readonly by: CodeUser; readonly now: Date },
  alongside: (tx: Runner, code: CertificateCode, certificate: Certificate) => Promise<void>,
): Promise<{ readonly code: CertificateCode; readonly certificate: Certificate }> {
  const { city, by, now } = input;
  const { database, secrets } = documents;
  const typed = input.typed.slice(0, 60).normalize("NFKC").replaceAll(/[\s-]/g, "");
  const code_hash = hashOf(secrets, city, /^\d{12}$/.test(typed) ? typed : "-");
  const used_by = `${by.key}#${secrets.lookupHash("certificate-code-once", `${by.key}:${by.once}`)}`;
  const [row] = await database.run(cityScope(city), codeByHash, { city, code_hash });
  const isForThem = row && (row.agency === null || by.agencies === undefined || by.agencies.includes(row.agency));
  if (!row || !isForThem) throw codeNotValid();
  const certificate = await getCertificate(documents, city, row.number);
  if (!certificate) throw codeNotValid();
  if (row.used_by === used_by) return { code: fromRow(secrets, row, now), certificate };
  const code = await database.transaction(cityAndResidentScope([city], [row.holder]), async (tx) => {
    const mine = await tx.run(useCodeRow, { city, code_hash, used_by, used_name: by.name.slice(0, 200), now });
    const [after] = await tx.run(codeByHash, { city, code_hash });
    if (!after || (mine.length === 0 && after.used_by !== used_by)) throw codeNotValid();
    const used = fromRow(secrets, after, now);
    if (mine.length > 0) await alongside(tx, used, certificate);
    return used;
  });
  return { code, certificate };
}

/** The number of the certificate whose paper this use may take, once and within ten minutes. @throws Refusal file_not_found (404) */
export async function takePaper(
  { database }: Pick<Documents, "database">,
  of: { readonly city: string; readonly id: string; readonly key: string; readonly now: Date },
): Promise<string> {
  const { city, id, key: used_by, now } = of;
  const since = new Date(now.getTime() - fileMinutes * 60_000);
  const [row] = isId(id) ? await database.run(cityScope(city), takeFileRow, { city, id, used_by, since, now }) : [];
  if (row) return row.number;
  throw new Refusal({
    code: "file_not_found",
    status: 404,
    say: {
      zh: "没有这份文件，或它已经取走。每个用证码只能取一次。",
      en: "There is no such file, or it was taken. Each code gives it once.",
    },
  });
}

/** Codes that ended more than 90 days ago of one city, at most 1,000 at a time; who used them stays in the holder's readings. @returns how many went */
export async function forgetOldCodes(
  { database }: Pick<Documents, "database">,
  city: string,
  now: Date,
): Promise<number> {
  const before = new Date(now.getTime() - codesKeptDays * 86_400_000);
  return (await database.run(cityScope(city), forgetCodes, { city, before })).length;
}

function fromRow(secrets: Secrets, row: Values<(typeof codeById)["row"]>, now: Date): CertificateCode {
  const { city, id, number } = row;
  const state = row.used_at
    ? "used"
    : row.withdrawn_at
      ? "withdrawn"
      : row.expires_at > now
        ? ("open" as const)
        : ("expired" as const);
  return {
    ...{ city, id, number, state },
    purpose: secrets.decrypt(city, row.purpose_sealed, purposeContext(id)),
    agency: row.agency ?? undefined,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    usedAt: row.used_at ?? undefined,
    usedBy: row.used_name ?? undefined,
  };
}

function codeNotValid(): Refusal {
  return new Refusal({
    code: "code_not_valid",
    status: 422,
    say: {
      zh: "这个用证码不能使用：数字不对、已经用过、已过 10 分钟、已收回，或者不是给您这个部门的。请持证人重新生成。",
      en: "This code cannot be used: it is wrong, used, older than 10 minutes, withdrawn, or meant for another agency. Please ask the holder for a new one.",
    },
  });
}

function notValid(): Refusal {
  return new Refusal({
    code: "certificate_not_valid",
    status: 409,
    say: { zh: "这份证照已作废，不能再出示。", en: "This certificate does not stand any more and cannot be shown." },
  });
}

function tooMany(): Refusal {
  return new Refusal({
    code: "too_many_codes",
    status: 429,
    say: {
      zh: "这份证照一小时内最多生成 10 个用证码，请稍后再试。",
      en: "At most 10 codes an hour for one certificate. Please try later.",
    },
    retryAfterSeconds: 600,
  });
}

function purposeMissing(): Refusal {
  const message = {
    zh: "请写明用途，不超过 100 个字，例如“子女入学”。",
    en: "Please say what it is for, in at most 100 characters, for example “school enrolment”.",
  };
  const field: FieldError = { field: "purpose", code: "purpose", message };
  return new Refusal({ code: "invalid", status: 422, say: message, fields: [field] });
}
