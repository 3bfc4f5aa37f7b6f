import { cityScope, type Database } from "../../foundation/database/index.ts";
import type { Secrets } from "../../foundation/secrets/index.ts";
import { resealBill, resealRefund, sealedBills, sealedRefunds } from "./reseal-store.ts";
import { billPlace, refundPlace, type Sealed } from "./sealing.ts";

const page = 500;

/** Bills and reasons of refunds of a city under its newest key (`onewindow keys rotate`). @returns how many were sealed anew */
export async function resealMoney(
  { database, secrets }: { readonly database: Database; readonly secrets: Secrets },
  city: string,
): Promise<number> {
  const scope = cityScope(city);
  const anew = (stored: unknown, place: string): Sealed | undefined => {
    const { sealed } = stored as Sealed;
    if (sealed.split(".")[1] === secrets.sealKeyId(city)) return undefined;
    return { sealed: secrets.encrypt(city, secrets.decrypt(city, sealed, place), place) };
  };
  let changed = 0;
  for (let after = ""; ; ) {
    const rows = await database.run(scope, sealedBills, { city, after, limit: page });
    for (const { number, reference, sealed: old } of rows) {
      const sealed = anew(old, billPlace(reference));
      if (sealed) changed += (await database.run(scope, resealBill, { city, number, sealed, old })).length;
    }
    if (rows.length < page) break;
    after = rows.at(-1)?.number ?? "";
  }
  for (let after = ""; ; ) {
    const rows = await database.run(scope, sealedRefunds, { city, after, limit: page });
    for (const { number, reason: old } of rows) {
      const reason = anew(old, refundPlace(number));
      if (reason) changed += (await database.run(scope, resealRefund, { city, number, reason, old })).length;
    }
    if (rows.length < page) return changed;
    after = rows.at(-1)?.number ?? "";
  }
}
