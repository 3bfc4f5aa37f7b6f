import type { EnteredVenue } from "../services/entered.ts";

/** What stands in the form, as it was typed; empty is inherited. */
export type EnteredAgency = Readonly<
  Record<"nameZh" | "nameEn" | "phone" | "promise" | "unit" | "connector", string>
> & { readonly venues: readonly EnteredVenue[] };
