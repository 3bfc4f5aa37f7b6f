import type { DivisionRow } from "./division.ts";
import { takeApart } from "./english.ts";
import type { ReadRows } from "./read-rows.ts";

export type Named = { readonly code: string; readonly name: string };

/** Why a code is taken for the successor of another. */
export type Reason =
  | "given"
  /** 宁乡县 430124 → 宁乡市 430182: the same place under the same division, with another code. */
  | "same_parent_and_name"
  /** 公主岭市 220381 → 220184: the only place of this name that is new in the province. */
  | "same_province_and_name";

export type Succession = { readonly from: string; readonly to: string; readonly reason: Reason };

export type Difference = {
  readonly added: readonly Named[];
  readonly removed: readonly Named[];
  readonly renamed: readonly { readonly code: string; readonly from: string; readonly name: string }[];
  /** Places that now hang under another division, with their new code. */
  readonly moved: readonly { readonly from: string; readonly to: string; readonly name: string }[];
  readonly successors: readonly Succession[];
};

type Known = Pick<DivisionRow, "code" | "name" | "level" | "kind" | "parent">;

const stemOf = (division: Known) => takeApart(division.name, division.level, division.kind).stem;

/** What a new list changes in the divisions that exist now. Successors are what the list says itself, else what name and place suggest. */
export function compareLists(current: readonly Known[], list: Pick<ReadRows, "divisions" | "was">): Difference {
  const before = new Map(current.map((each) => [each.code, each]));
  const after = new Map(list.divisions.map((each) => [each.code, each]));
  const added = list.divisions.filter((each) => !before.has(each.code));
  const removed = current.filter((each) => !after.has(each.code));
  const renamed = list.divisions.flatMap((each) => {
    const known = before.get(each.code);
    return known !== undefined && known.name !== each.name
      ? [{ code: each.code, from: known.name, name: each.name }]
      : [];
  });

  const successors: Succession[] = [];
  for (const gone of removed) {
    const given = [...list.was].filter(([, codes]) => codes.includes(gone.code)).map(([to]) => to);
    if (given.length > 0) {
      for (const to of given) if (after.has(to)) successors.push({ from: gone.code, to, reason: "given" });
      continue;
    }
    const guess = guessed(gone, added);
    if (guess !== undefined) successors.push({ from: gone.code, ...guess });
  }

  // The parent's own code may have changed together with the child's; that is not a move.
  const followed = new Map(successors.map((each) => [each.from, each.to]));
  const moved = successors.flatMap(({ from, to }) => {
    const was = before.get(from);
    const is = after.get(to);
    if (was === undefined || is === undefined || stemOf(was) !== stemOf(is)) return [];
    const parent = was.parent === null ? null : (followed.get(was.parent) ?? was.parent);
    return parent === is.parent ? [] : [{ from, to, name: is.name }];
  });
  const names = ({ code, name }: Known) => ({ code, name });
  return { added: added.map(names), removed: removed.map(names), renamed, moved, successors };
}

function guessed(gone: Known, added: readonly Known[]): { to: string; reason: Reason } | undefined {
  const alike = added.filter((each) => each.level === gone.level && stemOf(each) === stemOf(gone));
  const here = alike.filter((each) => each.parent === gone.parent);
  if (here.length === 1 && here[0] !== undefined) return { to: here[0].code, reason: "same_parent_and_name" };
  const near = alike.filter((each) => each.code.slice(0, 2) === gone.code.slice(0, 2));
  if (near.length === 1 && near[0] !== undefined) return { to: near[0].code, reason: "same_province_and_name" };
  return undefined;
}
