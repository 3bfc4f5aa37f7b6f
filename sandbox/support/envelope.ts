import type { Agency, Answer } from "./agency.ts";
import { sameText } from "./control.ts";
import { type Fields, isFields, json, readJson } from "./json.ts";

/** What an operation answers: `1` success, `2` nothing known, others as it says with `text`. */
export type Custom = Fields & { readonly code: string; readonly text?: string };

/** Refused by the operation itself: `custom.code` 0 with a text. */
export class EnvelopeError extends Error {}

export type EnvelopeOperation = (params: Fields, swapped: boolean) => Custom;

/** `{token, params}` in, `{status, custom}` out, HTTP always 200. */
export function envelopeDialect(
  token: string,
  operations: Readonly<Record<string, EnvelopeOperation>>,
): Required<Pick<Agency, "answer" | "broken">> {
  const say = (code: string, text: string, custom: Fields = {}): Answer =>
    json(200, { status: { code, text }, custom });
  return {
    broken: () => json(500, { status: { code: "500", text: "系统异常" }, custom: {} }),
    answer: (heard, swapped) => {
      const name = /^\/service\/(\w+)$/.exec(heard.path)?.[1] ?? "";
      const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (heard.method !== "POST" || !operation) return say("404", "接口不存在");
      const body = readJson(heard);
      const params = body?.["params"];
      if (!body || !isFields(params)) return say("400", "报文格式错误");
      const given = body["token"];
      if (typeof given !== "string" || !sameText(given, token)) return say("401", "token无效");
      const { requestId } = params;
      if (typeof requestId !== "string" || requestId === "" || requestId.length > 100)
        return say("200", "成功", { code: "0", text: "参数缺失：requestId" });
      try {
        const { code, ...values } = operation(params, swapped);
        const text = code === "1" ? "查询成功" : "未查询到数据";
        return say("200", "成功", { code, text, requestId, ...values });
      } catch (error) {
        if (error instanceof EnvelopeError) return say("200", "成功", { code: "0", text: error.message, requestId });
        throw error;
      }
    },
  };
}
