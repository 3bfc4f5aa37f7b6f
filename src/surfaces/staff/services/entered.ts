import {
  type Layer,
  type OfferValues,
  type Venue,
  type Visibility,
  venueLimit,
  visibilities,
} from "../../../domain/catalogue/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { typedAmount } from "../../typed-amount.ts";
import { posted } from "../form.ts";
import { words } from "./words.ts";

/** One venue as it was typed. */
export type EnteredVenue = Readonly<Record<(typeof venueFields)[number], string>>;
export const venueFields = ["nameZh", "nameEn", "addressZh", "addressEn", "hoursZh", "hoursEn", "phone"] as const;

/** What stands in the form, as it was typed; empty is inherited. */
export type EnteredTerms = {
  readonly agencyZh: string;
  readonly agencyEn: string;
  readonly promise: string;
  readonly unit: string;
  readonly amount: string;
  readonly basis: string;
  readonly phone: string;
  readonly connector: string;
  readonly visible: string;
  readonly withdrawnOn: string;
  readonly announcementZh: string;
  readonly announcementEn: string;
  readonly venues: readonly EnteredVenue[];
};

const asTyped: Readonly<Record<Visibility, string>> = { visible: "yes", hidden: "no", withdrawn: "withdrawn" };

/** What a form posted. */
export function enteredOf(body: unknown): EnteredTerms {
  const text = (name: string) => posted(body, name).trim().slice(0, 1_000);
  const plain = (name: string) => text(name).normalize("NFKC");
  return {
    ...{ agencyZh: text("agencyName.zh"), agencyEn: text("agencyName.en") },
    ...{ promise: plain("promise"), unit: plain("unit"), amount: plain("fee"), basis: text("basis").slice(0, 200) },
    ...{ phone: plain("phone"), connector: plain("connector"), visible: plain("visible") },
    withdrawnOn: plain("withdrawal.on"),
    announcementZh: text("withdrawal.announcement.zh"),
    announcementEn: text("withdrawal.announcement.en"),
    venues: enteredVenues(body),
  };
}

/** Venues of a form; those left empty are not there. */
export function enteredVenues(body: unknown): readonly EnteredVenue[] {
  return Array.from({ length: venueLimit }, (_, index) => {
    const field = (name: string) => posted(body, `venues.${index}.${name}`).trim().slice(0, 500);
    return Object.fromEntries(venueFields.map((name) => [name, field(name)])) as EnteredVenue;
  }).filter((venue) => venueFields.some((name) => venue[name] !== ""));
}

/** The form of what a city itself says of a service. */
export function enteredFrom(own: ReturnType<Layer["offers"]["get"]>, unit: string): EnteredTerms {
  const fen = own?.fee?.amount_fen;
  return {
    ...{ agencyZh: own?.agencyName?.zh ?? "", agencyEn: own?.agencyName?.en ?? "" },
    promise: own?.promise ? String(own.promise.days) : "",
    unit: own?.promise?.unit ?? unit,
    amount: fen === undefined ? "" : `${fen / 100n}.${String(fen % 100n).padStart(2, "0")}`,
    basis: own?.fee?.basis ?? "",
    phone: own?.phone ?? "",
    connector: own?.connector ?? "",
    visible: own?.visibility ? asTyped[own.visibility] : "",
    withdrawnOn: own?.withdrawal?.on ?? "",
    announcementZh: own?.withdrawal?.announcement.zh ?? "",
    announcementEn: own?.withdrawal?.announcement.en ?? "",
    venues: typedVenues(own?.venues),
  };
}

export function typedVenues(venues: readonly Venue[] | null | undefined): readonly EnteredVenue[] {
  return (venues ?? []).map(({ name, address, hours, phone = "" }) => ({
    ...{ nameZh: name.zh, nameEn: name.en, addressZh: address.zh, addressEn: address.en },
    ...{ hoursZh: hours.zh, hoursEn: hours.en, phone },
  }));
}

export function venuesOf(entered: readonly EnteredVenue[]): readonly Venue[] | null {
  if (entered.length === 0) return null;
  return entered.map((each) => ({
    name: { zh: each.nameZh, en: each.nameEn },
    address: { zh: each.addressZh, en: each.addressEn },
    hours: { zh: each.hoursZh, en: each.hoursEn },
    ...(each.phone === "" ? {} : { phone: each.phone }),
  }));
}

/** The values that were typed; what is no number is named with its field. What the law allows, the act itself says. */
export function readTerms(entered: EnteredTerms): { readonly values: OfferValues; readonly errors: FieldError[] } {
  const errors: FieldError[] = [];
  const wrong = (field: string, word: "badPromise" | "badAmount") =>
    errors.push({ field, code: word, message: { zh: words("zh")[word], en: words("en")[word] } });
  const days = entered.promise === "" ? null : /^\d{1,4}$/.test(entered.promise) ? Number(entered.promise) : undefined;
  if (days === undefined || (days !== null && days > 999)) wrong("promise", "badPromise");
  const fen = entered.amount === "" ? null : typedAmount(entered.amount);
  if (fen === undefined) wrong("fee", "badAmount");
  const { agencyZh, agencyEn, announcementZh, announcementEn, withdrawnOn } = entered;
  const visibility = visibilities.find((each) => asTyped[each] === entered.visible) ?? null;
  return {
    values: {
      agencyName: agencyZh === "" && agencyEn === "" ? null : { zh: agencyZh, en: agencyEn },
      promise:
        days === null || days === undefined ? null : { days, unit: entered.unit === "days" ? "days" : "working_days" },
      fee: fen === null || fen === undefined ? null : { amount_fen: fen, basis: entered.basis },
      phone: entered.phone === "" ? null : entered.phone,
      connector: entered.connector === "" ? null : entered.connector,
      venues: venuesOf(entered.venues),
      visibility,
      withdrawal:
        visibility === "withdrawn"
          ? { on: withdrawnOn, announcement: { zh: announcementZh, en: announcementEn } }
          : null,
    },
    errors,
  };
}
