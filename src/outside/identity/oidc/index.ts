export type { OidcSettings } from "./oidc.ts";
export { callbackPath, connectOidc } from "./oidc.ts";
