export const permit = "policing/residence-permit.yaml";
export const certificate = "certificates/residence-permit.yaml";

/** One mistake made in a file of the catalogue, and what the checker must say about it. */
export type BrokenFile = {
  /** What was done to the file. */
  readonly wrong: string;
  readonly file?: string;
  readonly replace: readonly [string | RegExp, string];
  readonly code: string;
  /** The problem stands in the line with this text, in the broken file. */
  readonly at: string;
  readonly remedy: RegExp;
  readonly remedyZh?: RegExp;
};
