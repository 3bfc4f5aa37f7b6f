import type { Open } from "../support/agency.ts";
import { Registers } from "../support/registers.ts";
import { restDialect } from "../support/rest.ts";
import { restBilling } from "../support/rest-billing.ts";

/** The hospital's cash desk: clinic and ward bills by the number of the visit. */
export const open: Open = (kit) => {
  const registers = new Registers(kit);
  const money = ["total", "insurance_part", "deposit", "amount_due", "amount"];
  const dialect = restDialect(
    kit.own.token,
    restBilling(registers, { operation: "hospital-payment", name: "visit_no", money }),
  );
  return { ...dialect, controls: registers.book.controls, says: {}, close: async () => registers.book.close() };
};
