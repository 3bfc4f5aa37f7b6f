import { type CallResult, callResults } from "../report.ts";
import { type ActInput, type ActRule, optionalText, refuseField } from "./rule.ts";

/** 回访: the hotline asks the reporter whether it was put right. Not satisfied takes the report up once more (module `reports`). */
export const callBack: ActRule = {
  type: "call_back",
  read: (input) => {
    const note = optionalText(input, "note");
    return { result: resultIn(input), ...(note === undefined ? {} : { note }) };
  },
  change: (row, words) => ({
    report: { ...row.report, ...(words.result === undefined ? {} : { called_back: words.result }) },
  }),
};

function resultIn(input: ActInput): CallResult {
  const found = callResults.find((one) => one === input["result"]);
  if (found !== undefined) return found;
  return refuseField("result", "required", { zh: "请选择回访的结果。", en: "Please choose what came of the call." });
}
