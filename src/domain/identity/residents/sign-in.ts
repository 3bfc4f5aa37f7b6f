import { cityAndResidentScope } from "../../../foundation/database/index.ts";
import { installationCity } from "../../../foundation/secrets/index.ts";
import { writeAudit } from "../../audit/index.ts";
import type { Identity } from "../identity.ts";
import type { OpenedSession } from "../sessions/sessions.ts";
import { checkedClaims, type ResidentClaims } from "./claims.ts";
import { sealedField } from "./profile.ts";
import { residentKey } from "./resident-key.ts";
import { keepResident } from "./store.ts";

/** China's calendar day of an instant. */
export function dayInChina(now: Date): string {
  return new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}

/**
 * Signs a person in on the word of the identity provider: their profile is kept, a session opened (a token the browser
 * brought before is worth nothing afterwards). Throws `identity_incomplete` where name or document number are missing.
 */
export async function signInResident(
  identity: Identity,
  claims: ResidentClaims,
  now: Date,
  replaces?: string,
): Promise<OpenedSession & { readonly resident: string }> {
  const known = checkedClaims(claims, dayInChina(now));
  const resident = residentKey(identity.secrets, known);
  const sealed = (field: string, value: string | undefined) =>
    value === undefined ? null : sealedField(identity.secrets, resident, field, value);
  const opened = await identity.database.transaction(
    cityAndResidentScope([installationCity], [resident]),
    async (tx) => {
      await tx.run(keepResident, {
        resident,
        name: sealedField(identity.secrets, resident, "name", known.name),
        id_type: known.idType,
        id_number: sealedField(identity.secrets, resident, "id_number", known.idNumber),
        phone: sealed("phone", known.phone),
        birth_day: sealed("birth_day", known.birthDay),
        sex: sealed("sex", known.sex),
        hukou_division: sealed("hukou_division", known.hukouDivision),
        address: sealed("address", known.address),
        now,
      });
      await writeAudit(
        tx,
        {
          city: installationCity,
          actorKind: "resident",
          actor: resident,
          act: "resident.sign_in",
          subject: resident,
          resident,
        },
        now,
      );
      return identity.sessions.open(tx, { kind: "resident", resident }, now, replaces);
    },
  );
  if (replaces !== undefined) identity.sessions.forget(replaces);
  return { ...opened, resident };
}
