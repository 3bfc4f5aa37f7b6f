import { isId } from "../../foundation/ids/index.ts";
import { Refusal } from "../../foundation/refusal.ts";

/** The place a page goes on from, as an earlier page gave it; anything else is refused before it reaches the database. */
export function checkedCursor(after: string | undefined): string | null {
  if (after === undefined) return null;
  if (isId(after)) return after;
  throw new Refusal({
    code: "cursor",
    status: 400,
    say: { zh: "翻页位置不正确，请从第一页开始。", en: "This page cannot be found. Please begin with the first one." },
  });
}
