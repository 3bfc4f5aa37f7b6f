/** The kind of an agency: `hospital` of `hospital-2`, the second body of that kind in a city (see `offer/bodies.ts`). */
export function kindOfAgency(agency: string): string {
  return agency.replace(/-[1-9]\d?$/, "");
}
