import type { ResidentSignIn } from "../../domain/identity/index.ts";
import type { App } from "../../foundation/http/index.ts";
import type { House } from "../house.ts";
import { addCasePages } from "./case/page.ts";
import { addCertificatePages } from "./certificates/page.ts";
import { addContactPage } from "./contact/page.ts";
import { addInboxPages } from "./inbox/page.ts";
import { addMePages } from "./me/page.tsx";
import { addMyMoneyPages } from "./pay/mine-page.tsx";
import { addPrivacyPages } from "./privacy/page.ts";
import { addReadingsPage } from "./readings/page.ts";
import { addSignInPages } from "./sign-in/page.ts";
import { addStatementPages } from "./statement/page.ts";
import { addSuggestionPage } from "./suggestion/page.ts";

/** Signing in, and everything that is one's own: cases, messages, certificates, readings, privacy. */
export function addOwnResidentPages(
  app: App,
  house: House,
  parts: { readonly signIn: ResidentSignIn | undefined },
): void {
  addSignInPages(app, house, parts.signIn);
  addMePages(app, house);
  addCasePages(app, house);
  addInboxPages(app, house);
  addContactPage(app, house);
  addCertificatePages(app, house);
  addReadingsPage(app, house);
  addMyMoneyPages(app, house);
  addStatementPages(app, house);
  addPrivacyPages(app, house);
  addSuggestionPage(app, house);
}
