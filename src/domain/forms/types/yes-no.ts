import type { Language } from "../../../foundation/i18n/index.ts";
import { cleanCode } from "../characters.ts";
import { empty, postedText, type Reader, Wrong } from "./contract.ts";
import { wrongType } from "./wrongs.ts";

const wrongJson = wrongType({ zh: "true 或 false", en: "true or false" });
const choose = new Wrong("yes_no_shape", { zh: "请选择“是”或“否”。", en: "Please choose yes or no." });
const yes = new Set(["yes", "true", "1", "on", "是"]);
const no = new Set(["no", "false", "0", "off", "否"]);

export function sayYesNo(value: boolean, language: Language): string {
  if (language === "zh") return value ? "是" : "否";
  return value ? "Yes" : "No";
}

export function yesNo(): Reader<boolean> {
  return {
    fromJson: (value) => {
      if (value === undefined || value === null) return empty;
      return typeof value === "boolean" ? value : wrongJson;
    },
    fromForm: (posted, id) => {
      const text = postedText(posted, id);
      if (text.length > 20) return choose;
      const word = cleanCode(text).toLowerCase();
      if (word === "") return empty;
      if (yes.has(word)) return true;
      return no.has(word) ? false : choose;
    },
    show: sayYesNo,
    typed: (value) => ({ "": value ? "yes" : "no" }),
    parts: [{ name: "" }],
  };
}
