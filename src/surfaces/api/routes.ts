import type { AccessTokens } from "../../domain/identity/index.ts";
import type { App } from "../../foundation/http/index.ts";
import type { House } from "../house.ts";
import { addActs } from "./acts.ts";
import { addCases } from "./cases.ts";
import { addCertificates } from "./certificates.ts";
import { addCompleteness } from "./completeness.ts";
import { addDescription } from "./description.ts";
import { Api } from "./endpoint.ts";
import { addErrands } from "./errands.ts";
import { addExports } from "./exports.ts";
import { addFacts } from "./facts.ts";
import { addLifeEvents } from "./life-events.ts";
import { addLookups } from "./lookups.ts";
import { addMessageReports } from "./message-reports.ts";
import { addOwnLifeEvents } from "./own-life-events.ts";
import { addPlaces } from "./places.ts";
import { addReports } from "./reports.ts";
import { addRuleDecisions } from "./rule-decisions.ts";
import { addServices } from "./services.ts";
import { addStages } from "./stages.ts";
import { addSubmit } from "./submit.ts";
import { addToken } from "./token.ts";
import { addVersions } from "./versions.ts";

/** The public API under /api/v1, its description at /api/openapi.json and, to read, at /api. */
export function addApi(app: App, house: House, { tokens }: { readonly tokens: AccessTokens }): void {
  const api = new Api(app, house, tokens);
  addPlaces(api);
  addServices(api);
  addExports(api);
  addVersions(api);
  addCompleteness(api);
  addRuleDecisions(api);
  addLookups(api);
  addSubmit(api);
  addLifeEvents(api);
  addOwnLifeEvents(api);
  addCases(api);
  addActs(api);
  addReports(api);
  addStages(api);
  addFacts(api);
  addErrands(api);
  addMessageReports(api);
  addCertificates(api);
  addToken(app, house, tokens);
  addDescription(app, house, api.endpoints);
}
