import type { AccessTokens, ResidentSignIn } from "../domain/identity/index.ts";
import { addGallery } from "./gallery.ts";
import { addChooseCityPage } from "./resident/choose-city/page.ts";
import { addVerifyPages } from "./resident/verify/page.ts";
import type { Routes } from "./web.tsx";

export type SurfaceParts = {
  /** How residents prove who they are; undefined while no identity provider is configured. */
  readonly signIn: ResidentSignIn | undefined;
  readonly tokens: AccessTokens;
};

/** Every route of the surfaces. */
export function surfaceRoutes(_parts: SurfaceParts): Routes[] {
  return [addChooseCityPage, addVerifyPages, addGallery];
}
