import { cityScope, type Database, type Values } from "../../foundation/database/index.ts";
import type { Text } from "../../foundation/i18n/index.ts";
import { type FieldError, Refusal } from "../../foundation/refusal.ts";
import type { Catalogue } from "./catalogue.ts";
import { isLonger } from "./check-service.ts";
import type { ServiceVersion } from "./compile.ts";
import type { Duration, ServiceDefinition } from "./definition.ts";
import { offeringOf, offeringsOf, putOffering } from "./store.ts";

/** A service as a city offers it. Null is as the catalogue says. */
export type Offering = {
  readonly city: string;
  readonly service: string;
  /** Held on to; null follows the version in force. */
  readonly version: string | null;
  /** Whose clerks get the cases. */
  readonly agency: string;
  /** What the office is called on pages. */
  readonly agencyName: Text;
  readonly fee: { readonly amount_fen: bigint; readonly basis: string } | null;
  /** A shorter time to decide than the catalogue promises. */
  readonly promise: Duration | null;
  /** Hidden ones are prepared and not shown yet, or no longer taken on. */
  readonly visible: boolean;
  readonly changedAt: Date;
};

export type NewOffering = {
  readonly agencyName: Text;
  /** Default: the kind of agency the service names. */
  readonly agency?: string;
  readonly version?: string | null;
  readonly fee?: Offering["fee"];
  readonly promise?: Duration | null;
  readonly visible?: boolean;
};

const maximumOfferings = 2000;

function read(row: Values<typeof offeringOf.row>): Offering {
  return {
    city: row.city,
    service: row.service,
    version: row.version,
    agency: row.agency,
    agencyName: { zh: row.agency_name_zh, en: row.agency_name_en },
    fee: row.fee_amount_fen === null ? null : { amount_fen: row.fee_amount_fen, basis: row.fee_basis ?? "" },
    promise:
      row.promise_days === null
        ? null
        : { days: row.promise_days, unit: row.promise_unit === "days" ? "days" : "working_days" },
    visible: row.visible,
    changedAt: row.changed_at,
  };
}

function problemsOf(service: ServiceVersion, offering: NewOffering): FieldError[] {
  const errors: FieldError[] = [];
  const { law } = service.definition.time.decide;
  if (offering.promise && isLonger(offering.promise, law)) {
    errors.push({
      field: "promise",
      code: "promise_longer_than_law",
      message: { zh: "承诺的时间不能比法定期限长。", en: "The promised time cannot be longer than the law allows." },
    });
  }
  if (offering.fee && (offering.fee.amount_fen < 0n || offering.fee.basis.trim() === "")) {
    errors.push({
      field: "fee",
      code: "fee_without_basis",
      message: { zh: "请写明金额和收费依据。", en: "Please give the amount and its legal basis." },
    });
  }
  for (const language of ["zh", "en"] as const) {
    if (offering.agencyName[language].trim() !== "") continue;
    errors.push({
      field: `agencyName.${language}`,
      code: "missing",
      message: { zh: "请写机关名称，中英文都要。", en: "Please give the office's name in Chinese and English." },
    });
  }
  return errors;
}

/**
 * Offers a service in a city, or changes how it is offered. Refuses a service or version that is not published (404
 * `service_not_found`) and terms the law does not allow (422 `offering_not_possible`, with fields).
 */
export async function offer(
  database: Database,
  catalogue: Pick<Catalogue, "service">,
  city: string,
  service: string,
  offering: NewOffering,
  now: Date,
): Promise<void> {
  const version = offering.version ?? null;
  const known = catalogue.service(service, version);
  if (!known) throw noSuchService();
  const fields = problemsOf(known, offering);
  if (fields.length > 0) {
    throw new Refusal({
      code: "offering_not_possible",
      status: 422,
      say: {
        zh: "这项服务不能这样开通，请改正标出的内容。",
        en: "The service cannot be offered like this. Please correct what is marked.",
      },
      fields,
    });
  }
  await database.run(cityScope(city), putOffering, {
    city,
    service,
    version,
    agency: offering.agency ?? known.definition.agency,
    agency_name_zh: offering.agencyName.zh,
    agency_name_en: offering.agencyName.en,
    fee_amount_fen: offering.fee?.amount_fen ?? null,
    fee_basis: offering.fee?.basis ?? null,
    promise_days: offering.promise?.days ?? null,
    promise_unit: offering.promise?.unit ?? null,
    visible: offering.visible ?? true,
    changed_at: now,
  });
}

/** All offerings of a city, hidden ones included, by service (at most 2,000). */
export async function offeredServices(database: Database, city: string): Promise<Offering[]> {
  const rows = await database.run(cityScope(city), offeringsOf, { city, limit: maximumOfferings });
  return rows.map(read);
}

/** One offering, hidden or not; undefined when the city does not offer the service. */
export async function offeredService(database: Database, city: string, service: string): Promise<Offering | undefined> {
  const [row] = await database.run(cityScope(city), offeringOf, { city, service });
  return row && read(row);
}

export type Terms = {
  readonly fee: "none" | { readonly amount_fen: bigint; readonly basis: string };
  readonly accept: Duration;
  readonly decide: Duration;
  /** Where each value comes from. */
  readonly from: { readonly fee: "catalogue" | "city"; readonly decide: "law" | "catalogue" | "city" };
};

/** What holds for a case in this city: the city's own terms before the catalogue's, those before the law's limit. */
export function termsOf(definition: ServiceDefinition, offering: Pick<Offering, "fee" | "promise">): Terms {
  const { accept, decide } = definition.time;
  const fee = definition.fee === "none" ? "none" : { ...definition.fee, amount_fen: BigInt(definition.fee.amount_fen) };
  return {
    fee: offering.fee ?? fee,
    accept: accept.promise ?? accept.law,
    decide: offering.promise ?? decide.promise ?? decide.law,
    from: {
      fee: offering.fee ? "city" : "catalogue",
      decide: offering.promise ? "city" : decide.promise ? "catalogue" : "law",
    },
  };
}

function noSuchService(): Refusal {
  return new Refusal({
    code: "service_not_found",
    status: 404,
    say: { zh: "没有这项服务，或者它还没有发布。", en: "There is no such service, or it is not published yet." },
  });
}
