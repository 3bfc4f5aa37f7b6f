import type { Division } from "../../regions/index.ts";
import type { Catalogue } from "../catalogue.ts";
import { isLonger } from "../check/service.ts";
import { offerProblems } from "../offer/check.ts";
import type { OfferValues } from "../offer/offering.ts";
import { usualAgencyName } from "../offer/resolve.ts";
import { usualAgency } from "../offer/usual-agencies.ts";
import type { ServiceVersion } from "../service/compile.ts";
import type { Fee } from "../service/definition.ts";
import { feeIn, timeIn } from "./clean.ts";
import { type ColumnName, columnNames, type Mapping } from "./mapping.ts";
import type { Note, NoteCode } from "./words.ts";

export type Place = { readonly agencyKinds: Catalogue["agencyKinds"]; readonly path: readonly Division[] };
type Cells = Readonly<Record<ColumnName, string>>;
type Tell = (field: string, code: NoteCode, before?: string, after?: string) => void;

/** What a row says of a service, as a city's own values; what cannot be taken has a note each. */
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
  const values: OfferValues = {
    ...agencyIn(cells, service, mapping, place, tell),
    ...feeValues(cells, service, tell),
    ...timeValues(cells, service, tell),
    ...phoneIn(cells.phone, tell),
    ...venuesIn(cells, mapping, tell),
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

function agencyIn(cells: Cells, service: ServiceVersion, mapping: Mapping, place: Place, tell: Tell): OfferValues {
  const own = service.definition.agency;
  const said = mapping.agencies?.[cells.agency_code] ?? mapping.agencies?.[cells.agency];
  const known = said?.kind === undefined || place.agencyKinds.has(said.kind);
  if (!known) tell("agency", "agency_kind_unknown", said?.kind);
  const kind = (known ? said?.kind : undefined) ?? own;
  const agency = kind === own ? {} : { agency: kind };
  if (cells.agency === "") return agency;
  const last = place.path.at(-1);
  const usual =
    usualAgency(kind, place.path)?.name ?? usualAgencyName(place.agencyKinds, last?.name ?? { zh: "", en: "" }, kind);
  // What it is called anyway need not be said.
  if (cells.agency === usual.zh && said?.en === undefined) return agency;
  if (said?.en === undefined) tell("agency", "english_usual", cells.agency, usual.en);
  return { ...agency, agencyName: { zh: cells.agency, en: said?.en ?? usual.en } };
}

function feeValues(cells: Cells, { definition }: ServiceVersion, tell: Tell): OfferValues {
  if (cells.fee === "") return {};
  const amount_fen = feeIn(cells.fee);
  if (amount_fen === undefined) {
    tell("fee", "fee_not_readable", cells.fee);
    return {};
  }
  const catalogue: Fee | undefined = definition.fee === "none" ? undefined : definition.fee;
  const usual = definition.fee === "none" ? 0 : catalogue?.amount_fen;
  if (usual !== undefined && BigInt(usual) === amount_fen) return {};
  if (catalogue?.bill !== undefined) {
    tell("fee", "fee_by_bill", cells.fee);
    return {};
  }
  if (cells.fee_basis === "") {
    tell("fee", "fee_without_basis", cells.fee);
    return {};
  }
  return { fee: { amount_fen, basis: cells.fee_basis.slice(0, 200) } };
}

function timeValues(cells: Cells, { definition }: ServiceVersion, tell: Tell): OfferValues {
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
  const { law, promise: usual } = definition.time.decide;
  if (isLonger(promise, law)) {
    tell("time", "time_longer_than_law", cells.time);
    return {};
  }
  const inForce = usual ?? law;
  return inForce.days === promise.days && inForce.unit === promise.unit ? {} : { promise };
}

function phoneIn(written: string, tell: Tell): OfferValues {
  if (written === "") return {};
  // Several numbers: the first one.
  const [first = ""] = written.normalize("NFKC").split(/[、,，;；/]|转(?=\d)| 或 /);
  const phone = first
    .replaceAll(/[—–－]/g, "-")
    .replaceAll(/[^\d+() -]/g, "")
    .trim();
  if (/\d{3,}/.test(phone) && phone.length <= 40) return { phone };
  tell("phone", "phone_not_readable", written);
  return {};
}

function venuesIn(cells: Cells, mapping: Mapping, tell: Tell): OfferValues {
  const { address, hours } = cells;
  if (address === "" && cells.venue === "") return {};
  const venue = cells.venue === "" ? cells.agency : cells.venue;
  if (address === "" || hours === "" || venue === "") {
    tell("venue", "venue_incomplete");
    return {};
  }
  const both = (field: string, zh: string, most: number) => {
    const words = zh.slice(0, most);
    const en = mapping.english?.[zh];
    if (en === undefined && /\p{Script=Han}/u.test(words)) tell(field, "english_missing");
    return { zh: words, en: en ?? words };
  };
  return {
    venues: [
      { name: both("venue", venue, 100), address: both("address", address, 200), hours: both("hours", hours, 200) },
    ],
  };
}

/** How much a row says beside its name. */
export function fullness(cells: Cells): number {
  return columnNames.filter((name) => cells[name] !== "").length;
}
