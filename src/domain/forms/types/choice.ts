import { say } from "../../../foundation/i18n/index.ts";
import type { Question } from "../../catalogue/index.ts";
import { empty, type Posted, postedText, type Read, type Reader, Wrong } from "./contract.ts";
import { wrongTextType, wrongType } from "./wrongs.ts";

const unknownOption = new Wrong("unknown_option", {
  zh: "请从列出的选项中选择。",
  en: "Please choose from the options shown.",
});
const wrongList = wrongType({ zh: "选项的列表", en: "a list of options" });

type Options = NonNullable<Question["options"]>;

function optionsOf(question: Question): Options {
  if (!question.options?.length) throw new Error(`question ${question.id} has no options`);
  return question.options;
}

/** One of the options, kept by its value. */
export function choice(question: Question): Reader<string> {
  const options = optionsOf(question);
  const labels = new Map(options.map((option) => [option.value, option.label]));
  const read = (value: string): Read<string> => {
    if (value === "") return empty;
    return labels.has(value) ? value : unknownOption;
  };
  return {
    fromJson: (value) => {
      if (value === undefined || value === null) return empty;
      return typeof value === "string" ? read(value) : wrongTextType;
    },
    fromForm: (posted, id) => read(postedText(posted, id)),
    show: (value, language) => {
      const label = labels.get(value);
      return label ? say(label, language) : value;
    },
    typed: (value) => ({ "": value }),
    parts: [{ name: "" }],
  };
}

function postedList(posted: Posted, name: string): readonly string[] {
  const value = Object.hasOwn(posted, name) ? posted[name] : undefined;
  if (typeof value === "string") return value === "" ? [] : [value];
  return Array.isArray(value) ? value.filter((item) => item !== "") : [];
}

/** Any number of the options, each once, in the order the question names them. None is no answer. */
export function choices(question: Question): Reader<readonly string[]> {
  const options = optionsOf(question);
  const labels = new Map(options.map((option) => [option.value, option.label]));
  const values = options.map((option) => option.value);
  const read = (list: readonly unknown[]): Read<readonly string[]> => {
    if (list.length === 0) return empty;
    // Repeating a choice is harmless, but a list a hundred times the options is not a form.
    if (list.length > values.length * 2 + 10) return unknownOption;
    const chosen = new Set<string>();
    for (const item of list) {
      if (typeof item !== "string") return wrongList;
      if (!labels.has(item)) return unknownOption;
      chosen.add(item);
    }
    return values.filter((value) => chosen.has(value));
  };
  return {
    fromJson: (value) => {
      if (value === undefined || value === null) return empty;
      return Array.isArray(value) ? read(value) : wrongList;
    },
    fromForm: (posted, id) => read(postedList(posted, id)),
    show: (value, language) =>
      value
        .map((item) => {
          const label = labels.get(item);
          return label ? say(label, language) : item;
        })
        .join(language === "zh" ? "、" : ", "),
    typed: (value) => ({ "": value }),
    parts: [{ name: "" }],
  };
}
