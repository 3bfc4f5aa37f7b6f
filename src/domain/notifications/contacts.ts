import { randomInt } from "node:crypto";
import { type Database, type Runner, residentScope, type Values } from "../../foundation/database/index.ts";
import { newId } from "../../foundation/ids/index.ts";
import { type FieldError, Refusal } from "../../foundation/refusal.ts";
import { installationCity, type Secrets } from "../../foundation/secrets/index.ts";
import type { Channel } from "./channel.ts";
import {
  contactsOfResident,
  countCodeTry,
  lockContact,
  proveAddress,
  removeContact,
  removeContacts,
  sayWanted,
  setAddress,
} from "./contacts-store.ts";
import { sendOut } from "./send-out.ts";

export type Contacts = {
  /** SMS go to the profile's telephone unless the person said no. */
  readonly sms: { readonly wanted: boolean };
  /** Nothing goes by e-mail before the person gave an address, proved it and so asked for it. */
  readonly email: {
    readonly address: string | undefined;
    readonly wanted: boolean;
    readonly verified: boolean;
    /** The provider said that nothing arrives there; nothing is sent until it is proved again. */
    readonly bounced: boolean;
    /** A code was sent and can still be typed. */
    readonly codeWaits: boolean;
  };
};

type Parts = { readonly database: Database; readonly secrets: Secrets };
type Row = Values<(typeof contactsOfResident)["row"]>;

const codeMinutes = 30;
const triesPerCode = 5;
const codesPerDay = 5;
const day = 24 * 3_600_000;

export function contactSealedFor(resident: string, channel: Channel): string {
  return `contact:${resident}:${channel}`;
}

/** How a person is told beside the inbox. */
export async function contactsOf({ database, secrets }: Parts, resident: string, now: Date): Promise<Contacts> {
  const rows = await database.run(residentScope(resident), contactsOfResident, { resident });
  const sms = rows.find((row) => row.channel === "sms");
  const email = rows.find((row) => row.channel === "email");
  const sealed = email?.address_sealed ?? undefined;
  return {
    sms: { wanted: sms?.wanted ?? true },
    email: {
      address:
        sealed === undefined
          ? undefined
          : secrets.decrypt(installationCity, sealed, contactSealedFor(resident, "email")),
      wanted: email?.wanted ?? false,
      verified: email !== undefined && email.verified_at !== null,
      bounced: email !== undefined && email.bounced_at !== null,
      codeWaits: email !== undefined && codeCounts(email, now),
    },
  };
}

const codeCounts = (row: Row, now: Date) =>
  row.code_until !== null && row.code_until > now && row.code_tries < triesPerCode;

/** Says yes or no to a channel. For e-mail a yes counts only for an address that was proved. Again is the same. */
export async function wantChannel(
  { database }: Pick<Parts, "database">,
  input: { readonly resident: string; readonly channel: Channel; readonly wanted: boolean; readonly now: Date },
): Promise<void> {
  const { resident, channel, wanted, now } = input;
  await database.transaction(residentScope(resident), async (tx) => {
    if (channel === "email") {
      const [row] = await tx.run(lockContact, { resident, channel });
      if (!row || (wanted && row.verified_at === null)) return;
    }
    await tx.run(sayWanted, { resident, channel, wanted, now });
  });
}

/**
 * Takes an e-mail address and sends a code there; until it is typed nothing else goes to that address.
 * @throws Refusal invalid (422, field `email`), too_many_codes (429): five a day.
 */
export async function changeEmail(
  { database, secrets }: Parts,
  input: { readonly resident: string; readonly typed: string; readonly now: Date },
): Promise<void> {
  const { resident, now } = input;
  const address = emailAddress(input.typed);
  if (address === undefined) {
    throw invalid({
      field: "email",
      code: "email",
      message: {
        zh: "请填写电子邮箱，例如 name@example.cn。",
        en: "Enter an e-mail address, for example name@example.cn.",
      },
    });
  }
  const code = String(randomInt(0, 1_000_000)).padStart(6, "0");
  const sealed = secrets.encrypt(installationCity, address, contactSealedFor(resident, "email"));
  await database.transaction(residentScope(resident), async (tx) => {
    const [row] = await tx.run(lockContact, { resident, channel: "email" });
    const since = row?.codes_since ?? undefined;
    const isSameDay = since !== undefined && now.getTime() - since.getTime() < day;
    const sent = isSameDay ? (row?.codes_sent ?? 0) : 0;
    if (sent >= codesPerDay) throw tooManyCodes();
    await tx.run(setAddress, {
      resident,
      address_sealed: sealed,
      code_hash: codeHash(secrets, resident, code),
      code_until: new Date(now.getTime() + codeMinutes * 60_000),
      codes_sent: sent + 1,
      codes_since: isSameDay ? since : now,
      now,
    });
    const one = { resident, message: newId(now), channel: "email", kind: "code", values: { code }, address } as const;
    await sendOut(tx, secrets, [one], now);
  });
}

/**
 * The code that was sent: the address is proved, and e-mail wanted from now on.
 * @throws Refusal invalid (422, field `code`), in the same words for a wrong, an old and a worn-out code.
 */
export async function proveEmail(
  { database, secrets }: Parts,
  input: { readonly resident: string; readonly code: string; readonly now: Date },
): Promise<void> {
  const { resident, now } = input;
  const digits = input.code.normalize("NFKC").replaceAll(/\s/g, "").slice(0, 20);
  const isRight = await database.transaction(residentScope(resident), async (tx) => {
    const [row] = await tx.run(lockContact, { resident, channel: "email" });
    if (!row || !codeCounts(row, now)) return false;
    if (row.code_hash === codeHash(secrets, resident, digits)) {
      await tx.run(proveAddress, { resident, now });
      return true;
    }
    await tx.run(countCodeTry, { resident });
    return false;
  });
  if (isRight) return;
  throw invalid({
    field: "code",
    code: "contact_code",
    message: {
      zh: "验证码不正确或已过期。请核对邮件里的六位数字，或者重新发送。",
      en: "This code is wrong or too old. Compare the six digits with the mail, or send a new one.",
    },
  });
}

/** Forgets the address. */
export async function removeEmail({ database }: Pick<Parts, "database">, resident: string): Promise<void> {
  await database.run(residentScope(resident), removeContact, { resident, channel: "email" });
}

/** In the transaction of an erasure. */
export async function eraseContacts(tx: Runner, resident: string): Promise<void> {
  await tx.run(removeContacts, { resident });
}

/** One address, as it is dialled by SMTP; undefined where it cannot be one. Lines, names and lists are no addresses. */
export function emailAddress(typed: string): string | undefined {
  const address = typed.slice(0, 400).normalize("NFKC").trim();
  const shape =
    /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;
  return shape.test(address) && address.length <= 254 ? address : undefined;
}

function codeHash(secrets: Secrets, resident: string, code: string): string {
  return secrets.lookupHash("contact-code", `${resident}:${code}`);
}

function invalid(field: FieldError): Refusal {
  return new Refusal({
    code: "invalid",
    status: 422,
    say: { zh: "有几处需要修改。", en: "A few things need to be changed." },
    fields: [field],
  });
}

function tooManyCodes(): Refusal {
  return new Refusal({
    code: "too_many_codes",
    status: 429,
    say: {
      zh: "今天发送的验证码已达上限，请明天再试。",
      en: "No more codes can be sent today. Please try again tomorrow.",
    },
    retryAfterSeconds: 3_600,
  });
}
