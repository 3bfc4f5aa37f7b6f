import { type Language, say, type Text } from "../../foundation/i18n/index.ts";

/** A reason as somebody typed it, or ours in the reader's language; empty where there is none. */
export function sayReason(reason: string | Text | undefined, language: Language): string {
  if (reason === undefined) return "";
  return typeof reason === "string" ? reason : say(reason, language);
}
