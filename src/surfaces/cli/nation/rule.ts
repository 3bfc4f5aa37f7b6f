import { createHash } from "node:crypto";
import type { Catalogue, ServiceVersion, Venue } from "../../../domain/catalogue/index.ts";
import type { Division, Divisions } from "../../../domain/regions/index.ts";
import type { Text } from "../../../foundation/i18n/index.ts";
import type { Place } from "./places.ts";

/** Provinces that heat their towns in winter: those north of the Qinling and the Huaihe. */
const heated = new Set([..."11 12 13 14 15 21 22 23 37 41 54 61 62 63 64 65".split(" ")]);
/** Places that allot number plates by lottery or auction. */
const plateLottery = ["110000", "310000", "120000", "440100", "440300", "330100", "460000"];

/** What a place could offer by its nature: no heating in the south, no plate lottery where plates are not allotted. */
function makesSense(code: string, path: readonly Division[]): boolean {
  const [province] = path;
  if (province === undefined) return true;
  if (code === "heating") return heated.has(province.code.slice(0, 2));
  if (code === "plate-lottery-result") return path.some((each) => plateLottery.includes(each.code));
  return true;
}

const pathOf = (divisions: Divisions, city: string) => divisions.path(divisions.resolve(city)[0]?.code ?? city);

/** Every service of the catalogue that makes sense in a city, or that shows in a sample how it goes there. */
export function sensibleServices(catalogue: Catalogue, divisions: Divisions, city: string): ReadonlySet<string> {
  const path = pathOf(divisions, city);
  const fits = ({ definition }: ServiceVersion) =>
    makesSense(definition.code, path) || definition.samples.some((sample) => sample.city === city);
  return new Set(
    catalogue
      .services()
      .filter(fits)
      .map(({ definition }) => definition.code),
  );
}

/** What every place offers: telling the city something, and one's rights towards it. */
const everywhere = new Set(["report-a-problem", "suggestion", "personal-data-request", "information-disclosure"]);

/**
 * How much of the catalogue a place offers, of 100. By docs/demonstration-nation.md: the 71 large and middle-sized cities about nine
 * tenths, cities that joined by 2015 more than those that joined later, counties least.
 */
export function shareOf(place: Place): number {
  if (place.size === "large") return 90;
  if (place.size === "county") return 25;
  return place.joined > "2015-12" ? 40 : 60;
}

/** A number from 0 to 99 that is always the same for a service in a place. */
function draw(service: string, city: string): number {
  return createHash("sha256").update(`${service} ${city}`).digest().readUInt32BE(0) % 100;
}

/** The services that the rule gives to a place: the same ones on every machine, and those it has stay when the catalogue grows. */
export function servicesByRule(catalogue: Catalogue, divisions: Divisions, place: Place): ReadonlySet<string> {
  const share = shareOf(place);
  const sensible = sensibleServices(catalogue, divisions, place.city);
  return new Set([...sensible].filter((code) => everywhere.has(code) || draw(code, place.city) < share));
}

/** The hall of a city in the demonstration: its address and hours are made up, and say so. */
export function demonstrationHall(city: Text): Venue {
  return {
    name: { zh: `${city.zh}政务服务中心`, en: `${city.en} Government Service Centre` },
    address: { zh: "市民广场 1 号（演示地址）", en: "1 Citizens' Square (made up for the demonstration)" },
    hours: {
      zh: "周一至周五 9:00–12:00，13:30–17:00（法定节假日除外）",
      en: "Monday to Friday 9:00–12:00 and 13:30–17:00, except public holidays",
    },
  };
}

/** Where people go for an agency of a city in the demonstration: to a hospital itself, for all others to the hall. Made up as well. */
export function demonstrationVenue(city: Text, agency: string): Venue {
  if (agency !== "hospital") return demonstrationHall(city);
  return {
    name: { zh: "门诊楼一楼服务台", en: "Help desk, ground floor of the outpatient building" },
    address: { zh: "健康路 1 号（演示地址）", en: "1 Health Road (made up for the demonstration)" },
    hours: {
      zh: "每天 8:00–12:00，14:00–17:30，急诊全天",
      en: "Every day 8:00–12:00 and 14:00–17:30; emergencies around the clock",
    },
  };
}
