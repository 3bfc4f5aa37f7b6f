/**
 * `npm run test:full` takes every sample in every language and kills more often; the ordinary run takes a share of them that still meets
 * every service, language and rule.
 */
export const thorough = process.env["ONEWINDOW_FULL"] === "1";

type Language = "zh" | "en";

/** Languages in which the sample of this index is told: the first one in both, the others in turn in one. */
export function languagesOf(index: number): readonly Language[] {
  if (thorough || index === 0) return ["zh", "en"];
  return index % 2 === 0 ? ["zh"] : ["en"];
}
