import { openUtility } from "../support/utility.ts";

/** The water company: readings, steps of the tariff and the sewage charge it collects for the city. */
export const open = openUtility({
  operation: "water",
  account: "water_account",
  keys: {
    ...{ holder: ["HM"], bill_month: ["ZDNY"], last_reading: ["SCDS"], this_reading: ["BCDS"], tonnes: ["YSL"] },
    paid_state: ["JFZT", "codes", { unpaid: "0", paid: "1", overdue: "2" }],
    ...{ amount_due: ["YJJE", "yuan"], due_day: ["JZRQ", "day"] },
  },
  items: { item: ["XMMC"], quantity: ["SL"], amount: ["JE", "yuan"] },
});
