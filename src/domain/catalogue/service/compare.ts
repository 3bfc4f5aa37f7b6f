import type { Text } from "../../../foundation/i18n/index.ts";
import type { ServiceVersion } from "./compile.ts";
import { describe, type Part, type Statement } from "./describe.ts";

/** One difference between two versions, in words. */
export type Difference = {
  readonly part: Part;
  readonly label: Text;
  readonly kind: "added" | "removed" | "changed";
  readonly before?: Text;
  readonly after?: Text;
};

type Comparable = Pick<ServiceVersion, "definition" | "certificate">;

/** What the later version says otherwise, in the order in which a reader meets it. Empty where both say the same. */
export function compareVersions(before: Comparable, after: Comparable): Difference[] {
  const was = byKey(describe(before));
  const is = byKey(describe(after));
  const differences: Difference[] = [];
  for (const [key, { part, label, value }] of is) {
    const old = was.get(key);
    if (!old) {
      if (!isPartOfNew(key, was, is)) differences.push({ part, label, kind: "added", after: value });
    } else if (old.value.zh !== value.zh || old.value.en !== value.en) {
      differences.push({ part, label, kind: "changed", before: old.value, after: value });
    }
  }
  for (const [key, { part, label, value }] of was) {
    if (!is.has(key) && !isPartOfNew(key, is, was)) differences.push({ part, label, kind: "removed", before: value });
  }
  return differences;
}

function byKey(statements: readonly Statement[]): ReadonlyMap<string, Statement> {
  return new Map(statements.map((statement) => [statement.key, statement]));
}

/** A whole question that came or went is one difference: its hint, type and options are not told one by one. */
function isPartOfNew(
  key: string,
  there: ReadonlyMap<string, Statement>,
  here: ReadonlyMap<string, Statement>,
): boolean {
  const [, whole] = /^((?:question|page):[a-z0-9_]+)[.=]/.exec(key) ?? [];
  return whole !== undefined && here.has(whole) && !there.has(whole);
}
