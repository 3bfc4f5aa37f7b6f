import type { Text } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { isDay } from "../../regions/index.ts";
import { kindOfAgency } from "../agency-kind.ts";
import type { Catalogue } from "../catalogue.ts";
import { isLonger } from "../check/service.ts";
import type { ServiceVersion } from "../service/compile.ts";
import { type AgencyValues, everyAgency, type OfferValues, type Venue, venueLimit } from "./offering.ts";

type Wrong = (field: string, code: string, zh: string, en: string) => void;

function collector(): { readonly errors: FieldError[]; readonly wrong: Wrong } {
  const errors: FieldError[] = [];
  return { errors, wrong: (field, code, zh, en) => errors.push({ field, code, message: { zh, en } }) };
}

const longest = { name: 100, place: 200, announcement: 500 } as const;

/** What the law or the shape of the values does not allow in an offering of this service; empty when all is well. */
export function offerProblems(
  agencyKinds: Catalogue["agencyKinds"],
  service: Pick<ServiceVersion, "definition">,
  values: OfferValues,
): readonly FieldError[] {
  const { errors, wrong } = collector();
  const { time, fee } = service.definition;
  if (values.promise && isLonger(values.promise, time.decide.law)) {
    wrong(
      "promise",
      "promise_longer_than_law",
      "承诺的时间不能比法定期限长。",
      "The promised time cannot be longer than the law allows.",
    );
  }
  if (values.fee && (values.fee.amount_fen < 0n || values.fee.basis.trim() === "")) {
    wrong("fee", "fee_without_basis", "请写明金额和收费依据。", "Please give the amount and its legal basis.");
  }
  if (values.fee && fee !== "none" && fee.bill !== undefined) {
    wrong(
      "fee",
      "fee_by_bill",
      "这项服务按账单收费，不能另定金额。",
      "The agency's bill says what this costs; no amount can be set.",
    );
  }
  if (present(values.agency) && !agencyKinds.has(values.agency))
    wrong("agency", "unknown_agency", "没有这种机关。", "There is no such kind of agency.");
  checkConnector(agencyKinds, values.connector, wrong);
  if (values.agencyName) {
    checkText("agencyName", values.agencyName, longest.name, wrong, {
      zh: "请写机关名称，中英文都要。",
      en: "Please give the office's name in Chinese and English.",
    });
  }
  checkVenues(values.venues, wrong);
  checkPhone("phone", values.phone, wrong);
  const withdrawn = values.visibility === "withdrawn";
  if (withdrawn && !values.withdrawal)
    wrong("withdrawal", "missing", "请写明停办日期和公告。", "Give the day and the announcement.");
  if (values.withdrawal) {
    if (!withdrawn)
      wrong("withdrawal", "not_withdrawn", "只有停办的服务才写公告。", "Only a withdrawn service has an announcement.");
    if (!isDay(values.withdrawal.on))
      wrong("withdrawal.on", "bad_day", "日期写成 2026-12-01 这样。", "Write the day like 2026-12-01.");
    checkText("withdrawal.announcement", values.withdrawal.announcement, longest.announcement, wrong);
  }
  return errors;
}

/** The same for what a place says of one of its agencies. */
export function agencyProblems(
  agencyKinds: Catalogue["agencyKinds"],
  agency: string,
  values: AgencyValues,
): readonly FieldError[] {
  const { errors, wrong } = collector();
  if (agency !== everyAgency && !agencyKinds.has(kindOfAgency(agency)))
    wrong("agency", "unknown_agency", "没有这种机关。", "There is no such kind of agency.");
  if (kindOfAgency(agency) !== agency && !values.name)
    wrong("name.zh", "missing", "请填写名称，居民要靠它选择。", "Give it a name: people choose by it.");
  if (values.name) checkText("name", values.name, longest.name, wrong);
  if (agency === everyAgency && (values.name || present(values.connector)))
    wrong("name", "not_together", "名称和接口按部门填写。", "Name and connector are said agency by agency.");
  checkConnector(agencyKinds, values.connector, wrong);
  checkVenues(values.venues, wrong);
  checkPhone("phone", values.phone, wrong);
  if (values.promise && (values.promise.days < 0 || values.promise.days > 999))
    wrong("promise", "bad_promise", "请填写 0 到 999 的整数天数。", "Enter a whole number of days, 0 to 999.");
  return errors;
}

function present<T>(value: T | null | undefined): value is T {
  return value !== undefined && value !== null;
}

function checkConnector(
  agencyKinds: Catalogue["agencyKinds"],
  connector: string | null | undefined,
  wrong: Wrong,
): void {
  if (!present(connector) || agencyKinds.has(kindOfAgency(connector))) return;
  wrong("connector", "unknown_agency", "没有这种机关。", "There is no such kind of agency.");
}

const writeBoth: Text = { zh: "请填写，中英文都要。", en: "Please write it in Chinese and in English." };

function checkText(field: string, text: Text, limit: number, wrong: Wrong, missing = writeBoth): void {
  for (const language of ["zh", "en"] as const) {
    const words = text[language].trim();
    if (words === "") wrong(`${field}.${language}`, "missing", missing.zh, missing.en);
    // English needs about twice the letters.
    const most = language === "zh" ? limit : limit * 2;
    if ([...words].length > most)
      wrong(`${field}.${language}`, "too_long", `请不要超过 ${most} 个字。`, `At most ${most} characters, please.`);
  }
}

const phoneShape = /^[\d\s+()-]{3,40}$/;

function checkPhone(field: string, phone: string | null | undefined, wrong: Wrong): void {
  if (!present(phone) || phoneShape.test(phone)) return;
  wrong(field, "bad_phone", "请填写电话号码，例如 0730-12345。", "Write a telephone number, for example 0730-12345.");
}

function checkVenues(venues: readonly Venue[] | null | undefined, wrong: Wrong): void {
  if (!present(venues)) return;
  if (venues.length > venueLimit)
    wrong("venues", "too_many", `最多 ${venueLimit} 个办事地点。`, `At most ${venueLimit} places.`);
  for (const [index, venue] of venues.slice(0, venueLimit).entries()) {
    checkText(`venues.${index}.name`, venue.name, longest.name, wrong);
    checkText(`venues.${index}.address`, venue.address, longest.place, wrong);
    checkText(`venues.${index}.hours`, venue.hours, longest.place, wrong);
    checkPhone(`venues.${index}.phone`, venue.phone, wrong);
  }
}
