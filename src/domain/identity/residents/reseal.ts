import { residentScope } from "../../../foundation/database/index.ts";
import { installationCity } from "../../../foundation/secrets/index.ts";
import type { Identity } from "../identity.ts";
import { resealResident } from "./reseal-store.ts";
import { residentRow } from "./store.ts";

const sealedFields = ["name", "id_number", "phone", "birth_day", "sex", "hukou_division", "address"] as const;

/**
 * Seals a person's profile again with the installation's newest key, while serving: a profile that changes meanwhile is left alone,
 * since whatever changes it seals with the newest key what it writes; running again brings the rest. @returns whether it was changed
 */
export async function resealProfile(
  identity: Pick<Identity, "database" | "secrets">,
  resident: string,
): Promise<boolean> {
  const { database, secrets } = identity;
  const kid = secrets.sealKeyId(installationCity);
  const [row] = await database.run(residentScope(resident), residentRow, { resident });
  if (!row) return false;
  const again = (field: (typeof sealedFields)[number], sealed: string): string => {
    if (sealed.split(".")[1] === kid) return sealed;
    const place = `resident:${resident}:${field}`;
    return secrets.encrypt(installationCity, secrets.decrypt(installationCity, sealed, place), place);
  };
  const maybe = (field: (typeof sealedFields)[number]) => {
    const sealed = row[field];
    return sealed === null ? null : again(field, sealed);
  };
  if (sealedFields.every((field) => row[field] === null || row[field]?.split(".")[1] === kid)) return false;
  const done = await database.run(residentScope(resident), resealResident, {
    resident,
    name: again("name", row.name),
    id_number: again("id_number", row.id_number),
    phone: maybe("phone"),
    birth_day: maybe("birth_day"),
    sex: maybe("sex"),
    hukou_division: maybe("hukou_division"),
    address: maybe("address"),
    read_at: row.updated_at,
  });
  return done.length > 0;
}
