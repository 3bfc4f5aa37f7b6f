import { cityAndResidentScope, type Runner, residentScope } from "../../../foundation/database/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { installationCity, type Secrets } from "../../../foundation/secrets/index.ts";
import { writeAudit } from "../../audit/index.ts";
import type { Identity } from "../identity.ts";
import { invalid, notFound } from "../refusals.ts";
import { checkedDivision, checkedPhone, tidy } from "./claims.ts";
import type { IdType } from "./id-number.ts";
import { correctResident, lockResident, removeResident, residentRow, setPreferences } from "./store.ts";

/** What a person may state themselves; name and document come from the identity provider alone. */
export type StatedField = "phone" | "hukou_division" | "address";

export type Preferences = {
  readonly language?: string;
  readonly mode?: "standard" | "large" | "largest";
  /** The city chosen last. */
  readonly city?: string;
};

export type Profile = {
  readonly resident: string;
  readonly name: string;
  readonly idType: IdType;
  readonly idNumber: string;
  readonly phone: string | undefined;
  /** `YYYY-MM-DD` */
  readonly birthDay: string | undefined;
  readonly sex: "female" | "male" | undefined;
  readonly hukouDivision: string | undefined;
  readonly address: string | undefined;
  /** Fields the person stated here; all others are the identity provider's. */
  readonly stated: readonly StatedField[];
  readonly preferences: Preferences;
  readonly updatedAt: Date;
};

const place = (resident: string, field: string) => `resident:${resident}:${field}`;

export function sealedField(secrets: Secrets, resident: string, field: string, value: string): string {
  return secrets.encrypt(installationCity, value, place(resident, field));
}

/** A person's own profile, opened; undefined for someone who never signed in. */
export async function profileOf(identity: Identity, resident: string): Promise<Profile | undefined> {
  const [row] = await identity.database.run(residentScope(resident), residentRow, { resident });
  if (!row) return undefined;
  const open = (field: string, sealed: string) =>
    identity.secrets.decrypt(installationCity, sealed, place(resident, field));
  const maybe = (field: string, sealed: string | null) => (sealed === null ? undefined : open(field, sealed));
  return {
    resident,
    name: open("name", row.name),
    idType: row.id_type as IdType,
    idNumber: open("id_number", row.id_number),
    phone: maybe("phone", row.phone),
    birthDay: maybe("birth_day", row.birth_day),
    sex: maybe("sex", row.sex) as Profile["sex"],
    hukouDivision: maybe("hukou_division", row.hukou_division),
    address: maybe("address", row.address),
    stated: row.stated as StatedField[],
    preferences: row.preferences as Preferences,
    updatedAt: row.updated_at,
  };
}

export type Correction = {
  readonly phone?: string;
  readonly hukouDivision?: string;
  readonly address?: string;
};

/** A person corrects what is theirs to say; later sign-ins keep it. Fields left out stay as they are. */
export async function correctProfile(
  identity: Identity,
  resident: string,
  correction: Correction,
  now: Date,
): Promise<void> {
  const fields: FieldError[] = [];
  const changes = new Map<StatedField, string>();
  const take = (field: StatedField, typed: string | undefined, value: string | undefined, error: FieldError) => {
    if (typed === undefined) return;
    if (value === undefined) fields.push(error);
    else changes.set(field, value);
  };
  take("phone", correction.phone, checkedPhone(correction.phone), {
    field: "phone",
    code: "phone",
    message: { zh: "请填写电话号码，例如 13800001234。", en: "Enter a phone number, for example 13800001234." },
  });
  take("hukou_division", correction.hukouDivision, checkedDivision(correction.hukouDivision), {
    field: "hukouDivision",
    code: "division",
    message: {
      zh: "请从列表中选择户籍所在的县区。",
      en: "Choose the county or district of your household from the list.",
    },
  });
  take("address", correction.address, tidy(correction.address, 200), {
    field: "address",
    code: "address",
    message: { zh: "请填写住址，不超过 200 个字。", en: "Enter your address, at most 200 characters." },
  });
  if (fields.length > 0) throw invalid(fields);
  if (changes.size === 0) return;
  await identity.database.transaction(cityAndResidentScope([installationCity], [resident]), async (tx) => {
    const [row] = await tx.run(lockResident, { resident });
    if (!row) throw notFound();
    const next = (field: StatedField) => {
      const value = changes.get(field);
      return value === undefined ? row[field] : sealedField(identity.secrets, resident, field, value);
    };
    await tx.run(correctResident, {
      resident,
      phone: next("phone"),
      hukou_division: next("hukou_division"),
      address: next("address"),
      stated: [...new Set([...row.stated, ...changes.keys()])].sort(),
      now,
    });
    const detail = { fields: [...changes.keys()] };
    await writeAudit(tx, byResident(resident, "resident.correct", detail), now);
  });
}

/** Remembers language, comfort mode and city for the next visit; what is left out stays. */
export async function changePreferences(
  identity: Identity,
  resident: string,
  preferences: Preferences,
  now: Date,
): Promise<void> {
  await identity.database.run(residentScope(resident), setPreferences, { resident, preferences, now });
}

/** Removes a person's profile and ends their sessions (personal information protection law, article 47). Cases stay with cities. */
export async function eraseProfile(identity: Identity, resident: string, now: Date): Promise<void> {
  await identity.database.transaction(cityAndResidentScope([installationCity], [resident]), async (tx) => {
    if (!(await eraseProfileIn(tx, identity, resident, now))) throw notFound();
  });
  identity.sessions.forgetResident(resident);
}

/**
 * The same in the transaction of a request that was approved; its scope holds the installation and the resident. Call `forgetResident` of
 * the sessions after its commit. @returns whether there was a profile
 */
export async function eraseProfileIn(tx: Runner, identity: Identity, resident: string, now: Date): Promise<boolean> {
  const removed = await tx.run(removeResident, { resident });
  if (removed.length === 0) return false;
  await identity.sessions.endOfResident(tx, resident);
  await writeAudit(tx, byResident(resident, "resident.erase", {}), now);
  return true;
}

function byResident(resident: string, act: string, detail: Record<string, unknown>) {
  return {
    city: installationCity,
    actorKind: "resident",
    actor: resident,
    act,
    subject: resident,
    detail,
    resident,
  } as const;
}
