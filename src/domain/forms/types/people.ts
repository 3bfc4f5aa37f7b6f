import { mostPeople, type Question } from "../../catalogue/index.ts";
import { empty, type Part, postedText, type Read, type Reader, type Surroundings, Wrong } from "./contract.ts";
import { name as nameReader } from "./name.ts";
import { maskResidentId, readResidentId } from "./resident-id.ts";
import { wrongType } from "./wrongs.ts";

/** Somebody the answer is about, by name and number (GB 11643). */
export type Person = { readonly name: string; readonly resident_id: string };

type Row = { readonly name: string; readonly id: string };

const wrongList = wrongType({
  zh: "人员的列表，每人写 name 和 resident_id",
  en: "a list of people, each with name and resident_id",
});

const nameMissing = (row: number) =>
  new Wrong(
    "person_name_missing",
    { zh: `请填写第 ${row} 位的姓名。`, en: `Please enter the name of person ${row}.` },
    `${row}-name`,
  );
const numberMissing = (row: number) =>
  new Wrong(
    "person_id_missing",
    { zh: `请填写第 ${row} 位的身份证号。`, en: `Please enter the resident ID of person ${row}.` },
    `${row}-id`,
  );
const twice = (row: number, before: number) =>
  new Wrong(
    "person_twice",
    {
      zh: `第 ${row} 位的身份证号与第 ${before} 位的相同。每个人只填一次，请核对。`,
      en: `Person ${row} has the same resident ID as person ${before}. Please enter each person once.`,
    },
    `${row}-id`,
  );
const tooMany = (most: number) =>
  new Wrong("too_many_people", {
    zh: `这里最多填 ${most} 个人。`,
    en: `At most ${most} people fit here.`,
  });

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Several people, each by name and resident ID, at most `question.max` (default 5). Posted as `<id>-1-name`, `<id>-1-id`,
 * `<id>-2-name` …; rows left empty count as nobody. The order is the one they were given in.
 */
export function people(question: Question): Reader<readonly Person[]> {
  const most = mostPeople(question);
  const names = nameReader({ ...question, type: "name" });
  const read = (rows: readonly Row[], surroundings: Surroundings): Read<readonly Person[]> => {
    const all: Person[] = [];
    const seen = new Map<string, number>();
    for (const [index, row] of rows.entries()) {
      const person = readPerson(row, index + 1, surroundings);
      if (person === empty) continue;
      if (person instanceof Wrong) return person;
      const before = seen.get(person.resident_id);
      if (before !== undefined) return twice(index + 1, before);
      seen.set(person.resident_id, index + 1);
      all.push(person);
    }
    if (all.length > most) return tooMany(most);
    return all.length === 0 ? empty : all;
  };
  const readPerson = (row: Row, number: number, surroundings: Surroundings): Read<Person> => {
    const at = (wrong: Wrong, part: string) => new Wrong(wrong.code, wrong.message, `${number}-${part}`);
    const name = names.fromJson(row.name, surroundings) as Read<string>;
    if (name instanceof Wrong) return at(name, "name");
    const id = readResidentId(row.id, surroundings.today);
    if (id instanceof Wrong) return at(id, "id");
    if (name === empty) return id === empty ? empty : nameMissing(number);
    return id === empty ? numberMissing(number) : { name, resident_id: id };
  };
  return {
    fromJson: (value, surroundings) => {
      if (value === undefined || value === null) return empty;
      if (!Array.isArray(value)) return wrongList;
      // Empty rows are harmless, but a list many times the limit is not a form.
      if (value.length > most * 2 + 10) return tooMany(most);
      const rows: Row[] = [];
      for (const item of value as readonly unknown[]) {
        if (!isRecord(item)) return wrongList;
        const { name = "", resident_id: id = "", ...rest } = item;
        if (typeof name !== "string" || typeof id !== "string" || Object.keys(rest).length > 0) return wrongList;
        rows.push({ name, id });
      }
      return read(rows, surroundings);
    },
    fromForm: (posted, id, surroundings) =>
      read(
        Array.from({ length: most }, (_, index) => ({
          name: postedText(posted, `${id}-${index + 1}-name`),
          id: postedText(posted, `${id}-${index + 1}-id`),
        })),
        surroundings,
      ),
    show: (value, language, { open } = {}) =>
      value
        .map(({ name, resident_id: id }) => {
          const number = open ? id : maskResidentId(id);
          return language === "zh" ? `${name}（${number}）` : `${name} (${number})`;
        })
        .join(language === "zh" ? "、" : ", "),
    typed: (value) =>
      Object.fromEntries(
        value.flatMap(({ name, resident_id: id }, index) => [
          [`${index + 1}-name`, name],
          [`${index + 1}-id`, id],
        ]),
      ),
    parts: Array.from({ length: most }, (_, index) => partsOf(index + 1)).flat(),
  };
}

function partsOf(row: number): readonly Part[] {
  return [
    { name: `${row}-name`, label: { zh: "姓名", en: "Name" }, inputmode: "text", autocomplete: "off", max_length: 100 },
    // Letters must be reachable, so no numeric keyboard.
    {
      name: `${row}-id`,
      label: { zh: "身份证号", en: "Resident ID" },
      inputmode: "text",
      autocomplete: "off",
      max_length: 24,
    },
  ];
}
