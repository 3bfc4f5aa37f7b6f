export { callbackPath, connectOidc } from "./oidc.ts";
