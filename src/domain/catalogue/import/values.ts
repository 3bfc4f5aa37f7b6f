import type { Text } from "../../../foundation/i18n/index.ts";
import { isLonger } from "../check/service.ts";
import { offerProblems } from "../offer/check.ts";
import type { OfferValues, Venue } from "../offer/offering.ts";
import { usualAgencyName } from "../offer/resolve.ts";
import { termsOf } from "../offer/terms.ts";
import { usualAgency } from "../offer/usual-agencies.ts";
import type { ServiceVersion } from "../service/compile.ts";
import { feeOf } from "../service/fee.ts";
import { feeIn, timeIn } from "./clean.ts";
import { type ColumnName, columnNames, type Mapping } from "./mapping.ts";
import { isVenue, knownText, type Place, type Standing, says, standingOf } from "./standing.ts";
import type { Note, NoteCode } from "./words.ts";

type Cells = Readonly<Record<ColumnName, string>>;
type Tell = (field: string, code: NoteCode, before?: string, after?: string) => void;

/**
 * What a row says of a service otherwise than it stands in the city, as the city's own values; what cannot be taken has a note each.
 * What stands already is left out, whoever says it, so that the city's own list taken in again changes nothing and what it inherits
 * stays inherited. Null: as the places above and the catalogue say, since the row says just that.
 */
export function valuesOf(
  cells: Cells,
  service: ServiceVersion,
  mapping: Mapping,
  place: Place,
): { readonly values: OfferValues; readonly notes: readonly Note[] } {
  const notes: Note[] = [];
  const tell: Tell = (field, code, before, after) =>
    notes.push({ field, code, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) });
  const { definition } = service;
  if (cells.kind !== "" && cells.kind !== definition.kind && isKind(cells.kind))
    tell("kind", "kind_differs", cells.kind, definition.kind);
  if (cells.url !== "") tell("url", linkNote(cells.url), cells.url);
  const kind = kindIn(cells, mapping, place, tell);
  const standing = standingOf(place, service, kind);
  const values: OfferValues = {
    ...agencyIn(cells, kind ?? standing.stands.agency, mapping, place, standing, tell),
    ...(kind === undefined ? {} : toSay("agency", kind, standing)),
    ...feeValues(cells, service, standing, tell),
    ...timeValues(cells, service, standing, tell),
    ...phoneIn(cells.phone, standing, tell),
    ...venuesIn(cells, mapping, standing, tell),
  };
  const kept: Record<string, unknown> = { ...values };
  for (const { field, message } of offerProblems(place.agencyKinds, service, values)) {
    const [key = ""] = field.split(".");
    if (!Object.hasOwn(kept, key)) continue;
    delete kept[key];
    tell(key, "not_allowed", message.zh);
  }
  return { values: kept as OfferValues, notes };
}

const kinds: ReadonlySet<string> = new Set(["query", "pay", "apply", "certificate", "book", "report"]);
export const isKind = (kind: string) => kinds.has(kind);

/** Links are never taken; the note says what residents would have met. */
function linkNote(url: string): NoteCode {
  const parsed = URL.parse(/^[a-z]+:\/\//i.test(url) ? url : `https://${url}`);
  if (!parsed || !/^https?:$/.test(parsed.protocol) || !parsed.hostname.includes(".")) return "link_not_readable";
  const mobile = /(^|[./-])(m|h5|wap|mobile|app|touch)([./-]|$)/i;
  const desktop = /(^|[./-])(pc|web|portal|desktop|www)([./-]|$)|\.(aspx?|jsp|do)$|#\//i;
  const where = `${parsed.hostname}${parsed.pathname}`;
  if (mobile.test(where)) return "link_left_out";
  return desktop.test(`${where}${parsed.hash}`) || parsed.protocol === "http:"
    ? "desktop_link_left_out"
    : "link_left_out";
}

/** Nothing where it stands so already, null where it is inherited so, else the value. */
function toSay<K extends "agency" | "phone">(
  key: K,
  value: string,
  { stands, inherited }: Standing,
): { readonly [key in K]?: string | null } {
  if (stands[key] === value) return {};
  return { [key]: inherited[key] === value ? null : value } as { readonly [key in K]: string | null };
}

/** The kind of agency that the mapping gives a row to. */
function kindIn(cells: Cells, mapping: Mapping, place: Place, tell: Tell): string | undefined {
  const kind = saidOf(cells, mapping)?.kind;
  if (kind === undefined || place.agencyKinds.has(kind)) return kind;
  tell("agency", "agency_kind_unknown", kind);
  return undefined;
}

function saidOf(cells: Cells, { agencies }: Mapping) {
  return agencies?.[cells.agency_code] ?? agencies?.[cells.agency];
}

function agencyIn(
  cells: Cells,
  kind: string,
  mapping: Mapping,
  place: Place,
  { stands, inherited }: Standing,
  tell: Tell,
): OfferValues {
  if (cells.agency === "") return {};
  const { en } = saidOf(cells, mapping) ?? {};
  const same = (name: Text) => says(cells.agency, name.zh) && (en === undefined || en === name.en);
  if (stands.agency === kind && same(stands.agencyName)) return {};
  if (same(inherited.agencyName)) return { agencyName: null };
  const last = place.path.at(-1);
  const usual =
    usualAgency(kind, place.path)?.name ?? usualAgencyName(place.agencyKinds, last?.name ?? { zh: "", en: "" }, kind);
  // What it is called anyway need not be said.
  if (cells.agency === usual.zh && en === undefined) return {};
  if (en === undefined) tell("agency", "english_usual", cells.agency, usual.en);
  return { agencyName: { zh: cells.agency, en: en ?? usual.en } };
}

function feeValues(cells: Cells, service: ServiceVersion, { stands, inherited }: Standing, tell: Tell): OfferValues {
  if (cells.fee === "") return {};
  const amount_fen = feeIn(cells.fee);
  if (amount_fen === undefined) {
    tell("fee", "fee_not_readable", cells.fee);
    return {};
  }
  const basis = cells.fee_basis.slice(0, 200);
  if (amountOf(service, stands) === amount_fen) {
    // The same amount; a city's own may have another basis by now.
    const own = stands.from.fee.by === "city" ? stands.fee : null;
    return own === null || basis === "" || says(basis, own.basis.slice(0, 200)) ? {} : { fee: { amount_fen, basis } };
  }
  if (amountOf(service, inherited) === amount_fen) return { fee: null };
  const { fee } = service.definition;
  if (fee !== "none" && fee.bill !== undefined) {
    tell("fee", "fee_by_bill", cells.fee);
    return {};
  }
  if (basis === "") {
    tell("fee", "fee_without_basis", cells.fee);
    return {};
  }
  return { fee: { amount_fen, basis } };
}

/** What it costs whoever asks; undefined where that depends on the answers, on a bill or on the place. */
function amountOf(service: ServiceVersion, offering: Standing["stands"]): bigint | undefined {
  const due = feeOf(service, offering.fee, undefined, { today: "", city: offering.city });
  if (due.kind === "none") return 0n;
  return due.kind === "amount" ? due.amount_fen : undefined;
}

function timeValues(
  cells: Cells,
  { definition }: ServiceVersion,
  { stands, inherited }: Standing,
  tell: Tell,
): OfferValues {
  if (cells.time === "") return {};
  const unit = /^(days|天|日|自然日|日历日)$/.test(cells.time_unit)
    ? "days"
    : cells.time_unit === ""
      ? undefined
      : "working_days";
  const promise = timeIn(cells.time, unit);
  if (!promise) {
    tell("time", "time_not_readable", cells.time);
    return {};
  }
  const same = (offering: Standing["stands"]) => {
    const { days, unit: of } = termsOf(definition, offering).decide;
    return days === promise.days && of === promise.unit;
  };
  if (same(stands)) return {};
  if (same(inherited)) return { promise: null };
  if (isLonger(promise, definition.time.decide.law)) {
    tell("time", "time_longer_than_law", cells.time);
    return {};
  }
  return { promise };
}

function phoneIn(written: string, standing: Standing, tell: Tell): OfferValues {
  if (written === "") return {};
  const { stands } = standing;
  if (stands.phone !== null && says(written, stands.phone)) return {};
  // Several numbers: the first one.
  const [first = ""] = written.normalize("NFKC").split(/[、,，;；/]|转(?=\d)| 或 /);
  const phone = first
    .replaceAll(/[—–－]/g, "-")
    .replaceAll(/[^\d+() -]/g, "")
    .trim();
  if (/\d{3,}/.test(phone) && phone.length <= 40) return toSay("phone", phone, standing);
  tell("phone", "phone_not_readable", written);
  return {};
}

function venuesIn(cells: Cells, mapping: Mapping, { stands, inherited }: Standing, tell: Tell): OfferValues {
  const { address, hours } = cells;
  if (address === "" && cells.venue === "") return {};
  const venue = cells.venue === "" ? cells.agency : cells.venue;
  if (address === "" || hours === "" || venue === "") {
    tell("venue", "venue_incomplete");
    return {};
  }
  const listed = { venue, address, hours };
  // A list has room for one place: others that stand beside it are no change.
  if (stands.venues.some((each) => isVenue(each, listed))) return {};
  if (inherited.venues.some((each) => isVenue(each, listed))) return { venues: null };
  const known = stands.venues.find(({ name }) => says(venue, name.zh));
  const both = (field: string, zh: string, most: number, stored: Text | undefined) => {
    const words = zh.slice(0, most);
    const en = mapping.english?.[zh];
    if (en === undefined) {
      const same = knownText(zh, stored);
      if (same) return same;
      if (/\p{Script=Han}/u.test(words)) tell(field, "english_missing");
    }
    return { zh: words, en: en ?? words };
  };
  const made: Venue = {
    ...(known?.phone === undefined ? {} : { phone: known.phone }),
    name: both("venue", venue, 100, known?.name),
    address: both("address", address, 200, known?.address),
    hours: both("hours", hours, 200, known?.hours),
  };
  // A place of the same name is the same place, and the others stay.
  return { venues: known ? stands.venues.map((each) => (each === known ? made : each)) : [made] };
}

/** How much a row says beside its name. */
export function fullness(cells: Cells): number {
  return columnNames.filter((name) => cells[name] !== "").length;
}
