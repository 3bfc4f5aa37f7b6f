import type { Language, Text } from "../../../foundation/i18n/index.ts";

/**
 * A file that was received, by its id in the documents module. A caller of the API may name the id alone: whether the file
 * exists, is theirs and what it holds is for the act that takes the case to find out.
 */
export type ReceivedFile = {
  readonly file: string;
  readonly name?: string;
  readonly size?: number;
  readonly type?: string;
};

/**
 * What a browser posted: field name to value, repeated names as a list. Files come from the multipart reader as
 * `ReceivedFile` under the question's name.
 */
export type Posted = Readonly<Record<string, string | readonly string[] | ReceivedFile | undefined>>;

/** Why a value is not an answer. `part` names the posted field at fault where a question has several. */
export class Wrong {
  readonly code: string;
  readonly message: Text;
  readonly part: string | undefined;

  constructor(code: string, message: Text, part?: string) {
    this.code = code;
    this.message = message;
    this.part = part;
  }
}

/** Nothing was answered. */
export const empty = Symbol("empty");
/** The person did not touch it: a file field cannot show what was sent before. */
export const unchanged = Symbol("unchanged");

export type Read<V> = V | Wrong | typeof empty;

/** The day it is in the city (`YYYY-MM-DD`) and, where the caller can tell, whether a division code exists. */
export type Surroundings = { readonly today: string; readonly isDivision?: (code: string) => boolean };

/** One input of a question on a page. `name` is what is appended to the question's id ("" for the plain one). */
export type Part = {
  readonly name: string;
  readonly label?: Text;
  readonly inputmode?: "text" | "numeric" | "decimal" | "tel" | "email";
  readonly autocomplete?: string;
  readonly max_length?: number;
};

export type ShowOptions = {
  /** Personal numbers in full; they are masked otherwise. */
  readonly open?: boolean;
  /** The name of a division; without it its code stands there. */
  readonly divisionName?: (code: string, language: Language) => string | undefined;
};

/** How a question of one type is read, checked, shown and described. Compiled once per question and version. */
export type Reader<V = unknown> = {
  /** Of the stored form or what an API caller sends (see `Answers` in the catalogue). */
  readonly fromJson: (value: unknown, surroundings: Surroundings) => Read<V>;
  /** Of what a browser posted under the question's id. */
  readonly fromForm: (posted: Posted, id: string, surroundings: Surroundings) => Read<V> | typeof unchanged;
  /** In words for people. */
  readonly show: (value: V, language: Language, options?: ShowOptions) => string;
  /** What the inputs hold to ask the same again: part name to text. Repeated values as a list. */
  readonly typed: (value: V) => Readonly<Record<string, string | readonly string[]>>;
  readonly parts: readonly Part[];
  /** Something to look at again that does not stop anyone. */
  readonly doubt?: (value: V) => Wrong | undefined;
};

/** The one posted text under a name; files and missing fields are "". Of repeated fields the last one counts. */
export function postedText(posted: Posted, name: string): string {
  const value = Object.hasOwn(posted, name) ? posted[name] : undefined;
  if (typeof value === "string") return value;
  if (Array.isArray(value)) {
    const last: unknown = value.at(-1);
    return typeof last === "string" ? last : "";
  }
  return "";
}

/** A reader whose stored form is what people type, for all types that are one line of text. */
export function lineReader(reader: {
  read: (text: string, surroundings: Surroundings) => Read<string>;
  show?: (value: string, language: Language, options: ShowOptions) => string;
  part: Omit<Part, "name">;
  doubt?: (value: string) => Wrong | undefined;
  wrongType: Wrong;
}): Reader {
  const { read, show, wrongType, doubt } = reader;
  return {
    fromJson: (value, surroundings) => {
      if (value === undefined || value === null) return empty;
      return typeof value === "string" ? read(value, surroundings) : wrongType;
    },
    fromForm: (posted, id, surroundings) => read(postedText(posted, id), surroundings),
    show: (value, language, options = {}) => (show ? show(String(value), language, options) : String(value)),
    typed: (value) => ({ "": String(value) }),
    parts: [{ name: "", ...reader.part }],
    ...(doubt ? { doubt: (value: unknown) => doubt(String(value)) } : {}),
  };
}
