import type { Tab } from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { address } from "../form.ts";
import { type View, views } from "./filter.ts";
import { words } from "./words.ts";

/** The views of the inbox, and beside them what was taken in for other cities. */
export function viewTabs(current: View | "elsewhere", language: Language): readonly Tab[] {
  return [...views, "elsewhere" as const].map((each) => ({
    href: address("/staff", { view: each === "agency" ? "" : each }),
    label: words(language)[each === "elsewhere" ? "elsewhereTab" : each],
    current: each === current,
  }));
}
