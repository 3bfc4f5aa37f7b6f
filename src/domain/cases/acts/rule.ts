import { Refusal } from "../../../foundation/refusal.ts";
import type { Calendar } from "../../regions/index.ts";
import type { Actor, ActWords, CaseRow, Change } from "../case.ts";
import type { ActType } from "../table.ts";

/** What an act asks of whoever does it, and what it changes besides the state and the clocks. */
export type ActRule = {
  readonly type: ActType;
  /** Reads the input of the act; throws a Refusal that names the field. */
  readonly read: (input: ActInput, row: CaseRow, at: ActMoment) => ActWords;
  readonly change?: (row: CaseRow, words: ActWords, by: Actor, now: Date) => Change;
};

/** Who acts, and when by which calendar. */
export type ActMoment = { readonly by: Actor; readonly now: Date; readonly calendar: Calendar };

export type ActInput = Readonly<Record<string, unknown>>;

/** Acts that say nothing but themselves. */
export const silent = (): ActWords => ({});

const labels: Record<string, { zh: string; en: string }> = {
  reason: { zh: "理由", en: "the reason" },
  where: { zh: "应向哪里申请", en: "where to apply instead" },
  note: { zh: "备注", en: "the note" },
  to: { zh: "转给谁", en: "whom to pass it to" },
  tracking: { zh: "快递单号", en: "the tracking number" },
  items: { zh: "需要补正的内容", en: "what is missing" },
  agency: { zh: "承办部门", en: "the agency" },
  report: { zh: "另一件诉求的编号", en: "the number of the other report" },
  outcome: { zh: "答复的种类", en: "the kind of answer" },
};

export function refuseField(field: string, code: string, say: { zh: string; en: string }): never {
  throw new Refusal({ code: "act_input", status: 422, say, fields: [{ field, code, message: say }] });
}

// As in answers: marks that only turn what follows around go, what no person types is refused.
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const neverTyped = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

/** A text that must be there: 2 to `max` characters after trimming. */
export function requiredText(input: ActInput, field: string, max = 2000): string {
  const value = optionalText(input, field, max);
  if (value === undefined || value.length < 2) {
    const label = labels[field] ?? { zh: field, en: field };
    refuseField(field, "required", { zh: `请填写${label.zh}。`, en: `Please give ${label.en}.` });
  }
  return value;
}

export function optionalText(input: ActInput, field: string, max = 2000): string | undefined {
  const value = input[field];
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value !== "string") refuseField(field, "text", { zh: "请填写文字。", en: "Please write text." });
  if (neverTyped.test(value) || !value.isWellFormed()) {
    refuseField(field, "text", {
      zh: "这里有看不见的控制字符，不能保存。请核对这一项，不带这些字符再提交。",
      en: "This holds invisible control characters, which cannot be kept. Please look it over and send it without them.",
    });
  }
  const text = value.replaceAll(turning, "").normalize("NFC").trim();
  if (text.length > max) {
    refuseField(field, "too_long", { zh: `请不要超过 ${max} 个字。`, en: `Please use at most ${max} characters.` });
  }
  return text === "" ? undefined : text;
}
