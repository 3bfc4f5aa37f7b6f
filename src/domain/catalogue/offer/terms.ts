import type { Duration, ServiceDefinition } from "../service/definition.ts";
import type { By, Offering } from "./offering.ts";

export type Terms = {
  readonly accept: Duration;
  readonly decide: Duration;
  /** Where each value comes from; the offering's own `from` names the place. */
  readonly from: { readonly accept: By; readonly decide: By; readonly fee: By };
};

/**
 * The times that hold for a case in this city: what the nearest place promises before the catalogue's promise, that before the
 * law's limit. What it costs says `feeOf`.
 */
export function termsOf(
  definition: ServiceDefinition,
  offering: Pick<Offering, "fee" | "promise"> & Partial<Pick<Offering, "from">>,
): Terms {
  const { accept, decide } = definition.time;
  return {
    accept: accept.promise ?? accept.law,
    decide: offering.promise ?? decide.promise ?? decide.law,
    from: {
      accept: accept.promise ? "catalogue" : "law",
      decide: offering.promise ? (offering.from?.promise.by ?? "city") : decide.promise ? "catalogue" : "law",
      fee: offering.fee ? (offering.from?.fee.by ?? "city") : "catalogue",
    },
  };
}
