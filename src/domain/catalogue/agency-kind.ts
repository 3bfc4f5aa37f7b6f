/** The kind of an agency: `hospital` of `hospital-2`, the second body of that kind in a city (see `offer/bodies.ts`). */
export function kindOfAgency(agency: string): string {
  return agency.replace(/-[1-9]\d?$/, "");
}

/** The number of a body; 1 is the kind's own. */
export function numberOfBody(agency: string): number {
  return Number(/-([1-9]\d?)$/.exec(agency)?.[1] ?? 1);
}
