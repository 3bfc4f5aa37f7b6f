import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Language } from "../i18n/index.ts";
import { frameWords } from "./words.ts";

export const LanguageContext = createContext<Language>("zh");

/** The language of the page being rendered: parts speak their own few words in it. */
export function useLanguage(): Language {
  return useContext(LanguageContext);
}

export function useFrameWords() {
  return frameWords(useLanguage());
}
