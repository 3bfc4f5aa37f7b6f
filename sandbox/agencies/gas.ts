import { openUtility } from "../support/utility.ts";

/** The gas company: meters read, and meters paid before use. */
export const open = openUtility({
  operation: "gas",
  account: "gas_account",
  keys: {
    ...{ holder: ["HM"], read_on: ["CBRQ", "day"], cubic_metres: ["YQL"] },
    paid_state: ["JFZT", "codes", { unpaid: "0", paid: "1", overdue: "2", low: "3" }],
    ...{ amount_due: ["YJJE", "yuan"], balance: ["BNYE", "yuan"], due_day: ["JZRQ", "day"] },
    safety_check: ["AJRQ", "day"],
  },
});
