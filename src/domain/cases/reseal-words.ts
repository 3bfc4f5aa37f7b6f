import type { Secrets } from "../../foundation/secrets/index.ts";
import { openWords, sealWords } from "./sealing.ts";

/**
 * The words of an event sealed with the city's newest key; undefined where they are already. The record itself is the owner's to
 * change, not the program's: the caller writes it.
 */
export function resealedWords(
  secrets: Secrets,
  event: { readonly city: string; readonly subject: string; readonly revision: number; readonly sealed: string },
): string | undefined {
  const { city, subject, revision, sealed } = event;
  if (sealed.split(".")[1] === secrets.sealKeyId(city)) return undefined;
  const words = openWords(secrets, city, subject, revision, { set: {}, clocks: [], sealed });
  return sealWords(secrets, city, subject, revision, words).sealed;
}
