import type { App } from "../../foundation/http/index.ts";
import type { House } from "../house.ts";
import { addAuditPage } from "./audit/page.ts";
import { addCasePage } from "./case/page.ts";
import { addClerksPage } from "./clerks/page.ts";
import { addEnrolPage } from "./enrol/page.ts";
import { addInboxPage } from "./inbox/page.ts";
import { addMePage } from "./me/page.ts";
import { addOperatorsPage } from "./operators/page.ts";
import { addServicesPage } from "./services/page.ts";
import { addSignInPage } from "./sign-in/page.ts";

/** Every page of the staff: clerks, leads, the city office, auditors and operators. */
export function addStaffPages(app: App, house: House): void {
  addSignInPage(app, house);
  addEnrolPage(app, house);
  addMePage(app, house);
  addInboxPage(app, house);
  addCasePage(app, house);
  addClerksPage(app, house);
  addOperatorsPage(app, house);
  addServicesPage(app, house);
  addAuditPage(app, house);
}
