import type { Question } from "../../catalogue/index.ts";
import { cleanLine, hasForbiddenCharacter, isLongerThan } from "../characters.ts";
import { empty, postedText, type Read, type Reader, type Surroundings, Wrong } from "./contract.ts";
import { readDivision } from "./division.ts";
import { forbiddenCharacter, tooLong, wrongType } from "./wrongs.ts";

export type Address = { readonly division: string; readonly detail: string };

const limit = 200;
const wrongJson = wrongType({ zh: "包含 division 和 detail 的地址", en: "an address with division and detail" });
const divisionMissing = new Wrong(
  "address_division_missing",
  { zh: "请选择地址所在的县（市、区）。", en: "Please choose the county, city or district of the address." },
  "division",
);
const detailMissing = new Wrong(
  "address_detail_missing",
  {
    zh: "请填写街道（乡镇）、路名和门牌号。",
    en: "Please enter the street or township, the road and the house number.",
  },
  "detail",
);

function atPart<V>(read: Read<V>, part: string): Read<V> {
  return read instanceof Wrong ? new Wrong(read.code, read.message, part) : read;
}

/** Where something is: a division and the rest as people write it. */
export function address(question: Question): Reader<Address> {
  const most = question.max_length ?? limit;
  const long = tooLong(most);
  const readDetail = (typed: string): Read<string> => {
    if (typed.length > most * 4 + 1000) return long;
    if (hasForbiddenCharacter(typed)) return forbiddenCharacter;
    const value = cleanLine(typed);
    if (value === "") return empty;
    return isLongerThan(value, most) ? long : value;
  };
  const read = (divisionText: string, detailText: string, surroundings: Surroundings): Read<Address> => {
    const division = atPart(readDivision(divisionText, surroundings), "division");
    const detail = atPart(readDetail(detailText), "detail");
    if (division === empty && detail === empty) return empty;
    if (division instanceof Wrong) return division;
    if (division === empty) return divisionMissing;
    if (detail instanceof Wrong) return detail;
    if (detail === empty) return detailMissing;
    return { division, detail };
  };
  return {
    fromJson: (value, surroundings) => {
      if (value === undefined || value === null) return empty;
      if (typeof value !== "object" || Array.isArray(value)) return wrongJson;
      const { division = "", detail = "", ...rest } = value as Record<string, unknown>;
      if (typeof division !== "string" || typeof detail !== "string" || Object.keys(rest).length > 0) return wrongJson;
      return read(division, detail, surroundings);
    },
    fromForm: (posted, id, surroundings) =>
      read(postedText(posted, `${id}-division`), postedText(posted, `${id}-detail`), surroundings),
    show: ({ division, detail }, language, { divisionName } = {}) => {
      const name = divisionName?.(division, language);
      if (name === undefined) return `${detail} (${division})`;
      return language === "zh" ? `${name}${detail}` : `${detail}, ${name}`;
    },
    typed: (value) => ({ division: value.division, detail: value.detail }),
    parts: [
      { name: "division", label: { zh: "县（市、区）", en: "County, city or district" }, max_length: 6 },
      {
        name: "detail",
        label: { zh: "详细地址", en: "Street and house number" },
        inputmode: "text",
        autocomplete: "street-address",
        max_length: most,
      },
    ],
  };
}
