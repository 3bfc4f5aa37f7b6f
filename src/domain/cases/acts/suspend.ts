import { type ActRule, requiredText } from "./rule.ts";

/** 听证、检验、检测、鉴定、专家评审: the clock stops, and the applicant is told why (行政许可法 第45条). */
export const suspend: ActRule = { type: "suspend", read: (input) => ({ reason: requiredText(input, "reason") }) };
