import { Refusal } from "../../../foundation/refusal.ts";
import type { Actor, ActWords, CaseRow, Change } from "../case.ts";
import type { ActType } from "../states.ts";

/** What an act asks of whoever does it, and what it changes besides the state and the clocks. */
export type ActRule = {
  readonly type: ActType;
  /** Reads the input of the act; throws a Refusal that names the field. */
  readonly read: (input: ActInput, row: CaseRow) => ActWords;
  readonly change?: (row: CaseRow, words: ActWords, by: Actor, now: Date) => Change;
};

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
};

export function refuseField(field: string, code: string, say: { zh: string; en: string }): never {
  throw new Refusal({ code: "act_input", status: 422, say, fields: [{ field, code, message: say }] });
}

/** A text that must be there: 2 to `max` characters after trimming. */
export function requiredText(input: ActInput, field: string, max = 2000): string {
  const value = optionalText(input, field, max);
  if (value === undefined || value.length < 2) {
    const label = labels[field] ?? { zh: field, en: field };
    refuseField(field, "required", {
      zh: `请填写${label.zh}，申请人会看到。`,
      en: `Please give ${label.en}; the applicant will read it.`,
    });
  }
  return value;
}

export function optionalText(input: ActInput, field: string, max = 2000): string | undefined {
  const value = input[field];
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value !== "string" || value.includes("\u0000")) {
    refuseField(field, "text", { zh: "请填写文字。", en: "Please write text." });
  }
  const text = value.normalize("NFC").trim();
  if (text.length > max) {
    refuseField(field, "too_long", { zh: `请不要超过 ${max} 个字。`, en: `Please use at most ${max} characters.` });
  }
  return text === "" ? undefined : text;
}
