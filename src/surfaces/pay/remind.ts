import { profileOf } from "../../domain/identity/index.ts";
import { deliver } from "../../domain/notifications/index.ts";
import {
  type DueReminder,
  noteOwed,
  noteReminded,
  reminderLimits,
  takeReminders,
  toRemindOf,
  turnedReminder,
} from "../../domain/payments/index.ts";
import { cityAndResidentScope } from "../../foundation/database/index.ts";
import type { House } from "../house.ts";
import { owedOn } from "./owed.ts";

/** Milliseconds a biller has to answer; nobody waits for it on a page. */
const patience = 8_000;

/**
 * Asks billers about kept accounts whose owners want to be reminded, and sends one message for each new bill some days before it is due. May
 * run in many processes. @returns how many accounts were looked at
 */
export async function remindOfBills(house: House): Promise<number> {
  const all = [...(await takeReminders(house.payments))];
  const { length } = all;
  const work = async () => {
    for (let due = all.pop(); due !== undefined; due = all.pop()) {
      const outcome = await remind(house, due).catch((error: unknown) => {
        house.log.error({ err: error }, "a reminder failed");
        return "failed" as const;
      });
      await turnedReminder(house.payments, due, outcome);
    }
  };
  await Promise.all(Array.from({ length: reminderLimits.atOnce }, work));
  return length;
}

async function remind(house: House, due: DueReminder): Promise<"answered" | "failed"> {
  const { resident, account } = due;
  const { city, service } = account;
  const offered = await house.offerings.any(city, service);
  // Not offered any more: nobody to ask, and perhaps again one day.
  if (offered?.offering.visible !== true || offered.service.definition.bill === undefined) return "answered";
  const { sign_in: signIn, name } = offered.service.definition;
  const profile = signIn === "optional" ? undefined : await profileOf(house.identity, resident);
  const person = profile && { idType: profile.idType, idNumber: profile.idNumber, name: profile.name };
  const owed = await owedOn(house, { city, offered, answers: account.parameters, resident, person }, patience);
  if (owed.kind === "unavailable") return "failed";
  if (owed.kind !== "found") return "answered";
  const open = owed.bills.filter(({ state }) => state === "open");
  await noteOwed(house.payments, resident, account.id, {
    owed_fen: open.reduce((sum, bill) => sum + bill.owed_fen, 0n),
    due_on: open.flatMap(({ due_on: day }) => day ?? []).sort()[0] ?? null,
    at: house.clock(),
  });
  const bills = toRemindOf(account, open, house.regions.calendarOf(city).dayOf(house.clock()));
  if (bills.length === 0) return "answered";
  await house.database.transaction(cityAndResidentScope([city], [resident]), async (tx) => {
    if (!(await noteReminded(tx, due, bills))) return;
    const messages = bills.map(({ number: about, due_on: day }) => ({
      template: "bill_due" as const,
      values: { service: name, day: day ?? "" },
      ...{ resident, city, about },
    }));
    await deliver(tx, house.secrets, messages, house.clock(), [...house.channels.keys()]);
  });
  return "answered";
}
