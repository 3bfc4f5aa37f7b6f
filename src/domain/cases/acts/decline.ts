import { type ActRule, requiredText } from "./rule.ts";

/** 不予受理: not for this office; says why and where to go (行政许可法 第32条(一)(二)). */
export const decline: ActRule = {
  type: "decline",
  read: (input) => ({ reason: requiredText(input, "reason"), where: requiredText(input, "where", 500) }),
};
