import type { Text } from "../../../foundation/i18n/index.ts";
import type { Duration } from "../service/definition.ts";

/** Where a value comes from, the nearest to the person first: the city, the places above it, the catalogue, the law. */
export type By = "city" | "prefecture" | "province" | "nation" | "catalogue" | "law";
export type Source = {
  readonly by: By;
  /** The place's code and name; null for catalogue and law. */
  readonly place: string | null;
  readonly name: Text | null;
};

/** A place to go to. */
export type Venue = {
  readonly name: Text;
  readonly address: Text;
  /** In words: 周一至周五 9:00–17:00. */
  readonly hours: Text;
  readonly phone?: string;
};

export const visibilities = ["visible", "hidden", "withdrawn"] as const;
export type Visibility = (typeof visibilities)[number];

/** A service that a place no longer takes on, from a day (of its calendar) on, and what it says about that. */
export type Withdrawal = { readonly on: string; readonly announcement: Text };

/** What a place may say of a service. Null or left out: as the place above says, or the catalogue. */
export type OfferValues = {
  /** Whose clerks get the cases: an agency's code. */
  readonly agency?: string | null;
  /** What the office is called on pages. */
  readonly agencyName?: Text | null;
  readonly fee?: { readonly amount_fen: bigint; readonly basis: string } | null;
  /** A shorter time to decide than the catalogue promises. */
  readonly promise?: Duration | null;
  /** At most 20. */
  readonly venues?: readonly Venue[] | null;
  readonly phone?: string | null;
  /** The agency whose connector is asked; by default the agency's own. */
  readonly connector?: string | null;
  /** Hidden ones are prepared and not shown yet; withdrawn ones are announced. Where no place says any, it is not offered. */
  readonly visibility?: Visibility | null;
  /** Goes with `withdrawn`. */
  readonly withdrawal?: Withdrawal | null;
};

/** What a place says of all services of one of its agencies, or (`everyAgency`) of all of them, who have no name together. */
export type AgencyValues = {
  readonly name?: Text | null;
  readonly venues?: readonly Venue[] | null;
  readonly phone?: string | null;
  readonly connector?: string | null;
  /** Decided within this; holds where the catalogue says longer. */
  readonly promise?: Duration | null;
};

/** A service as a city offers it: every value settled, and where each comes from. */
export type Offering = {
  readonly city: string;
  readonly service: string;
  /** Held on to; null follows the version in force. */
  readonly version: string | null;
  readonly agency: string;
  readonly agencyName: Text;
  /** Null: as the catalogue says. */
  readonly fee: { readonly amount_fen: bigint; readonly basis: string } | null;
  /** Null: as the catalogue says. */
  readonly promise: Duration | null;
  readonly venues: readonly Venue[];
  readonly phone: string | null;
  readonly connector: string;
  readonly visibility: Visibility;
  readonly withdrawal: Withdrawal | null;
  /** Shown and taken on today. */
  readonly visible: boolean;
  /** The newest of what its values come from. */
  readonly changedAt: Date;
  readonly from: OfferingSources;
  /** Offered by further bodies of the agency's kind in the city (`hospital-2`), in their order; empty where this one is alone. */
  readonly others: readonly Offering[];
};

export type OfferingSources = Readonly<
  Record<"agency" | "agencyName" | "fee" | "promise" | "venues" | "phone" | "connector" | "visibility", Source>
>;

export const venueLimit = 20;
/** The code of the nation, as a place above all others. */
export const nation = "000000";
/** Bodies of one kind that a city can have. */
export const bodiesPerKind = 50;
/** Stands for all agencies of a place, where it says what they share. */
export const everyAgency = "all";
