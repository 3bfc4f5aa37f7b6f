import type { AccessTokens, ResidentSignIn } from "../domain/identity/index.ts";
import { addApi } from "./api/routes.ts";
import { addGallery } from "./gallery.ts";
import { addPaymentNotices } from "./pay/notices.ts";
import { addChooseCityPage } from "./resident/choose-city/page.ts";
import { addOwnResidentPages } from "./resident/routes-own.ts";
import { addPublicResidentPages } from "./resident/routes-public.ts";
import { addVerifyPages } from "./resident/verify/page.ts";
import { addStaffPages } from "./staff/routes.ts";
import type { Routes } from "./web.tsx";

export type SurfaceParts = {
  /** How residents prove who they are; undefined while no identity provider is configured. */
  readonly signIn: ResidentSignIn | undefined;
  readonly tokens: AccessTokens;
};

/** Every route of the surfaces. */
export function surfaceRoutes({ signIn, tokens }: SurfaceParts): Routes[] {
  return [
    addChooseCityPage,
    addPublicResidentPages,
    (app, house) => addOwnResidentPages(app, house, { signIn }),
    addVerifyPages,
    addPaymentNotices,
    addStaffPages,
    (app, house) => addApi(app, house, { tokens }),
    addGallery,
  ];
}
