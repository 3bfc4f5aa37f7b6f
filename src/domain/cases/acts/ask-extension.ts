import { Refusal } from "../../../foundation/refusal.ts";
import { type ActRule, requiredText } from "./rule.ts";

/** 申请延期: once, with the reason, before the limit has passed; the hotline decides. */
export const askExtension: ActRule = {
  type: "ask_extension",
  read: (input, row, { now }) => {
    if (row.extensions > 0 || row.report?.extension !== undefined) throw askedBefore();
    if (row.due_at === null || now >= new Date(row.due_at)) throw tooLate();
    return { reason: requiredText(input, "reason") };
  },
  change: (row) => ({ report: { ...row.report, extension: "asked" } }),
};

/** 不同意延期: the limit stays; the agency reads why. */
export const refuseExtension: ActRule = {
  type: "refuse_extension",
  read: (input, row) => {
    if (row.report?.extension !== "asked") throw extensionNotAsked();
    return { reason: requiredText(input, "reason") };
  },
  change: (row) => ({ report: { ...row.report, extension: "refused" } }),
};

export function extensionNotAsked(): Refusal {
  return new Refusal({
    code: "extension_not_asked",
    status: 409,
    say: {
      zh: "承办部门没有申请延期，或者已经作过决定。",
      en: "The agency has not asked for an extension, or it was decided already.",
    },
  });
}

function askedBefore(): Refusal {
  return new Refusal({
    code: "extended_before",
    status: 409,
    say: { zh: "延期只能申请一次，本件已经申请过。", en: "An extension may be asked for only once, and was." },
  });
}

function tooLate(): Refusal {
  return new Refusal({
    code: "extension_too_late",
    status: 409,
    say: {
      zh: "延期要在到期之前申请，现在已经到期。",
      en: "An extension is asked for before the limit ends; it has ended.",
    },
  });
}
