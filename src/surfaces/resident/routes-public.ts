import type { App } from "../../foundation/http/index.ts";
import type { House } from "../house.ts";
import { addCityHomePage } from "./city-home/page.ts";
import { addCorrectPage } from "./correct/page.ts";
import { addFieldPage } from "./field/page.ts";
import { addGuidePage } from "./guide/page.ts";
import { addJourneyPages } from "./journey/pages.ts";
import { addLifeEventPages } from "./life-events/pages.ts";
import { addBillPages } from "./pay/bill-page.tsx";
import { addPaymentPages } from "./pay/payment-page.tsx";
import { addPaymentReceipts } from "./pay/payment-receipts.ts";
import { addReceiptCheckPages } from "./receipts/page.ts";
import { addReportPages } from "./reports/page.tsx";
import { addSearchPage } from "./search/page.ts";

/** Everything a resident can do on the way from a city's first page to a sent case, and correcting it. */
export function addPublicResidentPages(app: App, house: House): void {
  addCityHomePage(app, house);
  addFieldPage(app, house);
  addSearchPage(app, house);
  addGuidePage(app, house);
  addJourneyPages(app, house);
  addLifeEventPages(app, house);
  addCorrectPage(app, house);
  addReportPages(app, house);
  addBillPages(app, house);
  addPaymentPages(app, house);
  addPaymentReceipts(app, house);
  addReceiptCheckPages(app, house);
}
