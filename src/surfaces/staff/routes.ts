import type { App } from "../../foundation/http/index.ts";
import type { House } from "../house.ts";
import { addAbsencePages } from "./absences/page.ts";
import { addAssistPages } from "./assist/page.ts";
import { addAuditPage } from "./audit/page.ts";
import { addBulkPages } from "./bulk/page.ts";
import { addCasePage } from "./case/page.ts";
import { addChecksPage } from "./checks/page.ts";
import { addClerksPage } from "./clerks/page.ts";
import { addConnectorsPage } from "./connectors/page.ts";
import { addEnrolPage } from "./enrol/page.ts";
import { addExportPage } from "./exports/page.ts";
import { addFilterPages } from "./filters/page.ts";
import { addHelpPages } from "./help/page.ts";
import { addInboxPage } from "./inbox/page.ts";
import { addLoadPages } from "./load/page.ts";
import { addMePage } from "./me/page.ts";
import { addOperatorsPage } from "./operators/page.ts";
import { addRedeemPage } from "./redeem/page.ts";
import { addReportsPages } from "./reports/page.ts";
import { addServicesPage } from "./services/page.ts";
import { addSignInPage } from "./sign-in/page.ts";
import { addTemplatePages } from "./templates/page.ts";

/** Every page of the staff: clerks, leads, the city office, auditors and operators. */
export function addStaffPages(app: App, house: House): void {
  addSignInPage(app, house);
  addEnrolPage(app, house);
  addMePage(app, house);
  addInboxPage(app, house);
  addAssistPages(app, house);
  addExportPage(app, house);
  addBulkPages(app, house);
  addFilterPages(app, house);
  addTemplatePages(app, house);
  addAbsencePages(app, house);
  addLoadPages(app, house);
  addHelpPages(app, house);
  addCasePage(app, house);
  addReportsPages(app, house);
  addChecksPage(app, house);
  addRedeemPage(app, house);
  addClerksPage(app, house);
  addOperatorsPage(app, house);
  addServicesPage(app, house);
  addConnectorsPage(app, house);
  addAuditPage(app, house);
}
