import { Refusal } from "../../../foundation/refusal.ts";
import { unavailableReasons } from "../../agencies/index.ts";
import { type ActRule, refuseField } from "./rule.ts";

/** 等待机关系统: the case stays as it is, and everybody reads what it waits for; without a reason the waiting is over. */
export const wait: ActRule = {
  type: "wait",
  read: (input, row) => {
    const given = input["for"] ?? null;
    if (given === row.waiting_for) throw waitsAlready();
    if (given === null) return {};
    const waiting = unavailableReasons.find((reason) => reason === given);
    if (waiting !== undefined) return { waiting };
    return refuseField("for", "unknown_reason", { zh: "没有这种原因。", en: "There is no such reason." });
  },
  change: (_row, words) => ({ waiting_for: words.waiting ?? null }),
};

/** The record says each waiting once, however often the agency is asked again. */
function waitsAlready(): Refusal {
  return new Refusal({
    code: "waits_already",
    status: 409,
    say: { zh: "这件办件等待的原因没有变化。", en: "What the case waits for has not changed." },
  });
}
