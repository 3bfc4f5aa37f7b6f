import { cityScope, type Database, residentScope } from "../../foundation/database/index.ts";
import type { Secrets } from "../../foundation/secrets/index.ts";
import { fiscalPlace, type ReceiptKind, receiptPlace } from "./receipts/index.ts";
import { accountPlace, accountsAtMost } from "./remembered.ts";
import {
  resealAccountOfResident,
  resealBill,
  resealFiscal,
  resealReceipt,
  resealRefund,
  sealedAccounts,
  sealedBills,
  sealedFiscal,
  sealedReceipts,
  sealedRefunds,
} from "./reseal-store.ts";
import { billPlace, refundPlace, type Sealed } from "./sealing.ts";

type Parts = { readonly database: Database; readonly secrets: Secrets };

const page = 500;

/**
 * Bills, reasons of refunds, receipts and fiscal receipts of a city under its newest key (`onewindow keys rotate`). @returns how many were
 * sealed anew
 */
export async function resealMoney(parts: Parts, city: string): Promise<number> {
  const { database } = parts;
  const scope = cityScope(city);
  let changed = 0;
  const each = async <R>(
    read: (after: string) => Promise<readonly R[]>,
    keyOf: (row: R) => string,
    reseal: (row: R) => Promise<number>,
  ) => {
    for (let after = ""; ; ) {
      const rows = await read(after);
      for (const row of rows) changed += await reseal(row);
      const last = rows.at(-1);
      if (rows.length < page || last === undefined) return;
      after = keyOf(last);
    }
  };
  await each(
    (after) => database.run(scope, sealedBills, { city, after, limit: page }),
    ({ number }) => number,
    async ({ number, reference, sealed: old }) => {
      const sealed = anew(parts, city, old, billPlace(reference));
      return sealed ? (await database.run(scope, resealBill, { city, number, sealed, old })).length : 0;
    },
  );
  await each(
    (after) => database.run(scope, sealedRefunds, { city, after, limit: page }),
    ({ number }) => number,
    async ({ number, reason: old }) => {
      const reason = anew(parts, city, old, refundPlace(number));
      return reason ? (await database.run(scope, resealRefund, { city, number, reason, old })).length : 0;
    },
  );
  await each(
    (after) => database.run(scope, sealedReceipts, { city, after, limit: page }),
    ({ number }) => number,
    async ({ number, kind, subject, sealed: old }) => {
      const sealed = anew(parts, city, old, receiptPlace(kind as ReceiptKind, subject));
      return sealed ? (await database.run(scope, resealReceipt, { city, number, sealed, old })).length : 0;
    },
  );
  await each(
    (after) => database.run(scope, sealedFiscal, { city, after, limit: page }),
    ({ payment }) => payment,
    async ({ payment, sealed: old }) => {
      const sealed = anew(parts, city, old, fiscalPlace(payment));
      return sealed ? (await database.run(scope, resealFiscal, { city, payment, sealed, old })).length : 0;
    },
  );
  return changed;
}

/** Accounts a person keeps, in these cities; each is sealed with the key of its city. @returns how many were sealed anew */
export async function resealKeptAccounts(parts: Parts, resident: string, cities: ReadonlySet<string>): Promise<number> {
  const { database } = parts;
  const scope = residentScope(resident);
  let changed = 0;
  for (const row of await database.run(scope, sealedAccounts, { resident, limit: accountsAtMost })) {
    const { id, city, service, sealed: old } = row;
    const sealed = cities.has(city) ? anew(parts, city, old, accountPlace(resident, service)) : undefined;
    if (sealed) changed += (await database.run(scope, resealAccountOfResident, { resident, id, sealed, old })).length;
  }
  return changed;
}

function anew({ secrets }: Parts, city: string, stored: unknown, place: string): Sealed | undefined {
  const { sealed } = stored as Sealed;
  if (sealed.split(".")[1] === secrets.sealKeyId(city)) return undefined;
  return { sealed: secrets.encrypt(city, secrets.decrypt(city, sealed, place), place) };
}
