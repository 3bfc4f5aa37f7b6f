import type { AccessTokens } from "../../domain/identity/index.ts";
import type { App } from "../../foundation/http/index.ts";
import type { House } from "../house.ts";
import { addActs } from "./acts.ts";
import { addCases } from "./cases.ts";
import { addDescription } from "./description.ts";
import { Api } from "./endpoint.ts";
import { addPlaces } from "./places.ts";
import { addServices } from "./services.ts";
import { addSubmit } from "./submit.ts";
import { addToken } from "./token.ts";

/** The public API under /api/v1, its description at /api/openapi.json and, to read, at /api. */
export function addApi(app: App, house: House, { tokens }: { readonly tokens: AccessTokens }): void {
  const api = new Api(app, house, tokens);
  addPlaces(api);
  addServices(api);
  addSubmit(api);
  addCases(api);
  addActs(api);
  addToken(app, house, tokens);
  addDescription(app, house, api.endpoints);
}
