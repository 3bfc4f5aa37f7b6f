import type { Secrets } from "../../../foundation/secrets/index.ts";
import { type IdType, normaliseIdNumber } from "./id-number.ts";

/**
 * The key under which a person is known everywhere: a keyed hash of the identity document, the same whether they sign in, a
 * partner files for them or a clerk looks them up. 23 characters, says nothing without KEYS_FILE.
 */
export function residentKey(
  secrets: Secrets,
  document: { readonly idType: IdType; readonly idNumber: string },
): string {
  return `r${secrets.lookupHash("resident", `${document.idType}|${normaliseIdNumber(document.idNumber)}`)}`;
}
