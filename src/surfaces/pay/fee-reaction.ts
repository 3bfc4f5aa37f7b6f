import { type ActType, type BriefCase, findCases } from "../../domain/cases/index.ts";
import { deliver } from "../../domain/notifications/index.ts";
import { billsOf } from "../../domain/payments/index.ts";
import { cityAndResidentScope } from "../../foundation/database/index.ts";
import type { StoredEvent } from "../../foundation/events/index.ts";
import type { Reaction } from "../../foundation/jobs/index.ts";
import type { House } from "../house.ts";
import { settleFee } from "./case-fee.ts";

/** Acts after which a fee may be due that was not before. */
const dueFrom: Readonly<Record<"submit" | "decide" | "deliver", readonly ActType[]>> = {
  submit: ["submit", "correct"],
  decide: ["accept", "correct", "approve"],
  deliver: ["approve"],
};

/**
 * What a case owes follows the case, and the money of its payments: a bill when the fee is due, with a message to whoever applied; none when it
 * is not. The cases of a payment's event stand in it.
 */
export function settleFees(house: House): Reaction["react"] {
  return async (city, events, once) => {
    const numbers = [...new Set(events.flatMap(casesOf))];
    const rows = await findCases(house.cases, city, numbers);
    const owing = [...rows.values()].filter((row) => row.applicant.startsWith("r"));
    const told = new Map<string, BriefCase>();
    for (const { number } of owing) {
      await settleFee(house, city, number);
      const row = rows.get(number);
      if (
        row &&
        events.some((event) => event.subject === number && isDueBy(house, row, event)) &&
        (await canPay(house, row))
      ) {
        told.set(number, row);
      }
    }
    if (told.size === 0) return;
    const residents = [...new Set([...told.values()].map(({ applicant }) => applicant))];
    await once(cityAndResidentScope([city], residents), async (tx, fresh) => {
      const messages = fresh.flatMap((event) => {
        const row = told.get(event.subject);
        if (!row || !isDueBy(house, row, event)) return [];
        const service = house.catalogue.serviceOf(row.service, row.service_version).definition.name;
        const to = { resident: row.applicant, city, about: row.number };
        return [{ template: "fee_due" as const, values: { service }, ...to }];
      });
      await deliver(tx, house.secrets, messages, house.clock(), [...house.channels.keys()]);
    });
  };
}

function casesOf({ type, subject, data }: StoredEvent): readonly string[] {
  return type.startsWith("payment.") ? ((data as { cases?: readonly string[] }).cases ?? []) : [subject];
}

/** Whether this act may be what made the fee due; a correction only where it changed it. */
function isDueBy(house: House, row: BriefCase, { type, data }: StoredEvent): boolean {
  const { fee } = house.catalogue.serviceOf(row.service, row.service_version).definition;
  if (fee === "none" || !dueFrom[fee.charge ?? "decide"].includes(type as ActType)) return false;
  return type !== "correct" || (data as { set: { counter?: unknown } }).set.counter !== undefined;
}

/** A bill is open, and there is an account that takes its money. */
async function canPay(house: House, { city, number }: BriefCase): Promise<boolean> {
  const bills = await billsOf(house.payments, city, number);
  return bills.some(
    ({ state, biller: agency, payee }) =>
      state === "open" && house.accounts.offered({ city, agency, payee }).length > 0,
  );
}
