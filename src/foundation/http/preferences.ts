import { isLanguage, type Language } from "../i18n/index.ts";

export const modes = ["standard", "large", "largest"] as const;
/** How large a page speaks (关怀模式). */
export type Mode = (typeof modes)[number];

export function isMode(value: unknown): value is Mode {
  return modes.some((mode) => mode === value);
}

/** The language by `?lang=`, else the one remembered, else the first that the browser names and we speak, else Chinese. */
export function chooseLanguage(asked: unknown, remembered: unknown, accepted: string | undefined): Language {
  if (isLanguage(asked)) return asked;
  if (isLanguage(remembered)) return remembered;
  if (accepted === undefined || accepted === "") return "zh";
  let best: Language = "zh";
  let weight = 0;
  for (const part of accepted.slice(0, 500).split(",").slice(0, 20)) {
    const [tag = "", ...rest] = part.trim().toLowerCase().split(";");
    const language = tag.split("-")[0];
    const quality = Number(/q=([\d.]+)/.exec(rest.join(";"))?.[1] ?? 1);
    if (isLanguage(language) && quality > weight) {
      best = language;
      weight = quality;
    }
  }
  return best;
}

export function chooseMode(asked: unknown, remembered: unknown): Mode {
  return isMode(asked) ? asked : isMode(remembered) ? remembered : "standard";
}
