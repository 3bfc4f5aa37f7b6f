import type { Question } from "../../catalogue/index.ts";
import { cleanLine, hasForbiddenCharacter, isLongerThan } from "../characters.ts";
import type { Address } from "./address.ts";
import { empty, postedText, type Read, type Reader, type Surroundings, Wrong } from "./contract.ts";
import { readDivision } from "./division.ts";
import { type Coordinates, coordinates, readCoordinates } from "./place-coordinates.ts";
import { forbiddenCharacter, tooLong, wrongType } from "./wrongs.ts";

/** Where something is, as far as somebody can say: at least one of words, an address, a point (WGS 84 degrees). */
export type Place = Partial<Coordinates> & { readonly words?: string; readonly address?: Address };

const longest = { words: 300, detail: 200, coordinates: 100 } as const;

const wrongJson = wrongType({
  zh: "地点：words、address（division、detail）、latitude 和 longitude 中至少有一样",
  en: "a place: at least one of words, address (division, detail), latitude with longitude",
});
const divisionMissing = new Wrong(
  "address_division_missing",
  { zh: "请写明在哪个县（市、区）。", en: "Please say in which county, city or district it is." },
  "division",
);
const unreadable = new Wrong(
  "coordinates_unreadable",
  {
    zh: "看不懂这个经纬度。请写成 113.12, 29.14 这样，两个数中间用逗号隔开；也可以不填。",
    en: "These coordinates could not be read. Please write them like 113.12, 29.14, with a comma between; or leave them out.",
  },
  "coordinates",
);

type Given = {
  readonly words: string;
  readonly division: string;
  readonly detail: string;
  /** Read already; `undefined` is none. */
  readonly point: Coordinates | Wrong | undefined;
};

function line(typed: string, most: number, part: string): string | Wrong {
  const at = ({ code, message }: Wrong) => new Wrong(code, message, part);
  if (typed.length > most * 4 + 1000) return at(tooLong(most));
  if (hasForbiddenCharacter(typed)) return at(forbiddenCharacter);
  const value = cleanLine(typed);
  return isLongerThan(value, most) ? at(tooLong(most)) : value;
}

function read(given: Given, surroundings: Surroundings): Read<Place> {
  const words = line(given.words, longest.words, "words");
  if (words instanceof Wrong) return words;
  const address = addressOf(given, surroundings);
  if (address instanceof Wrong) return address;
  if (given.point instanceof Wrong) return given.point;
  const place: Place = {
    ...(words === "" ? {} : { words }),
    ...(address === undefined ? {} : { address }),
    ...given.point,
  };
  return Object.keys(place).length === 0 ? empty : place;
}

/** A division alone says nothing about the spot: the page fills it in beforehand. */
function addressOf(given: Given, surroundings: Surroundings): Address | Wrong | undefined {
  const detail = line(given.detail, longest.detail, "detail");
  if (detail instanceof Wrong) return detail;
  const division = readDivision(given.division, surroundings);
  if (division instanceof Wrong) return new Wrong(division.code, division.message, "division");
  if (detail === "") return undefined;
  return division === empty ? divisionMissing : { division, detail };
}

function fromJson(value: unknown, surroundings: Surroundings): Read<Place> {
  if (value === undefined || value === null) return empty;
  if (!isRecord(value)) return wrongJson;
  const { words = "", address = {}, latitude, longitude, ...rest } = value;
  if (typeof words !== "string" || !isRecord(address) || Object.keys(rest).length > 0) return wrongJson;
  const { division = "", detail = "", ...more } = address;
  if (typeof division !== "string" || typeof detail !== "string" || Object.keys(more).length > 0) return wrongJson;
  return read({ words, division, detail, point: pointOf(latitude, longitude) }, surroundings);
}

function pointOf(latitude: unknown, longitude: unknown): Given["point"] {
  if (latitude === undefined && longitude === undefined) return undefined;
  if (typeof latitude !== "number" || typeof longitude !== "number") return wrongJson;
  return coordinates(latitude, longitude) ?? unreadable;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a program sends and what is stored is a `Place`; a page asks for words, an address and a point in one line, all optional. */
export function place(_question: Question): Reader<Place> {
  return {
    fromJson,
    fromForm: (posted, id, surroundings) => {
      const typed = line(postedText(posted, `${id}-coordinates`), longest.coordinates, "coordinates");
      return read(
        {
          words: postedText(posted, `${id}-words`),
          division: postedText(posted, `${id}-division`),
          detail: postedText(posted, `${id}-detail`),
          point: typed instanceof Wrong ? typed : typed === "" ? undefined : (readCoordinates(typed) ?? unreadable),
        },
        surroundings,
      );
    },
    show: ({ words, address, latitude, longitude }, language, { divisionName } = {}) => {
      const name = address && divisionName?.(address.division, language);
      const lines = [
        ...(address === undefined
          ? []
          : name === undefined
            ? [`${address.detail} (${address.division})`]
            : [language === "zh" ? `${name}${address.detail}` : `${address.detail}, ${name}`]),
        ...(words === undefined ? [] : [words]),
        ...(latitude === undefined || longitude === undefined ? [] : [written({ latitude, longitude }, language)]),
      ];
      return lines.join(language === "zh" ? "；" : "; ");
    },
    typed: ({ words, address, latitude, longitude }) => ({
      words: words ?? "",
      division: address?.division ?? "",
      detail: address?.detail ?? "",
      coordinates: latitude === undefined || longitude === undefined ? "" : `${longitude}, ${latitude}`,
    }),
    parts: [
      {
        name: "words",
        label: { zh: "怎么找到它，用您自己的话说", en: "How to find it, in your own words" },
        max_length: longest.words,
      },
      { name: "division", label: { zh: "县（市、区）", en: "County, city or district" }, max_length: 6 },
      {
        name: "detail",
        label: { zh: "路名、小区、门牌号", en: "Road, estate, number" },
        max_length: longest.detail,
      },
      { name: "coordinates", label: { zh: "经纬度", en: "Coordinates" }, max_length: longest.coordinates },
    ],
  };
}

function written({ latitude, longitude }: Coordinates, language: "zh" | "en"): string {
  return language === "zh" ? `东经 ${longitude}，北纬 ${latitude}` : `${latitude} N, ${longitude} E`;
}
