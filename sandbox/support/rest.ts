import type { Agency, Answer, Heard } from "./agency.ts";
import type { Case } from "./cases.ts";
import { sameText } from "./control.ts";
import { type Fields, idempotencyKey, isJson, json, readJson } from "./json.ts";

/** A refusal in the words of plain JSON REST. */
export class RestError extends Error {
  readonly status: number;
  readonly code: string;
  readonly parameter: string | undefined;

  constructor(status: number, code: string, message: string, parameter?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.parameter = parameter;
  }
}

export const missing = (parameter: string): RestError =>
  new RestError(400, "missing_parameter", `缺少参数或格式不正确：${parameter}`, parameter);

export type RestCall = {
  readonly heard: Heard;
  /** The body of a POST; empty otherwise. */
  readonly body: Fields;
  /** What the pattern's groups matched. */
  readonly parts: readonly string[];
  readonly swapped: boolean;
};

export type RestRoute = {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: RegExp;
  /** Its body is no JSON but a file. */
  readonly bytes?: true;
  /** `file`: answered instead of a value. */
  readonly act: (call: RestCall) => { readonly status: number; readonly value: unknown; readonly file?: Answer };
};

/** Bearer token, JSON in and out, errors as `{"error":{"code","message"}}`. */
export function restDialect(token: string, routes: readonly RestRoute[]): Required<Pick<Agency, "answer" | "broken">> {
  const refusal = ({ status, code, message, parameter }: RestError) =>
    json(status, { error: { code, message, parameter } });
  return {
    broken: () => refusal(new RestError(500, "internal_error", "系统异常")),
    answer: (heard, swapped): Answer => {
      try {
        const authorization = heard.headers.authorization ?? "";
        if (!sameText(authorization, `Bearer ${token}`)) throw new RestError(401, "unauthorized", "令牌无效");
        const known = routes.filter(({ path }) => path.test(heard.path));
        if (known.length === 0) throw new RestError(404, "no_such_operation", "接口不存在");
        const route = known.find(({ method }) => method === heard.method);
        if (!route) throw new RestError(405, "method_not_allowed", "请求方法不支持");
        const parts = (route.path.exec(heard.path)?.slice(1) ?? []).map(decoded);
        const { status, value, file } = route.act({ heard, body: route.bytes ? {} : bodyOf(heard), parts, swapped });
        return file ?? json(status, value);
      } catch (error) {
        if (error instanceof RestError) return refusal(error);
        throw error;
      }
    },
  };
}

function bodyOf(heard: Heard): Fields {
  if (heard.method !== "POST") return {};
  if (!isJson(heard)) throw new RestError(415, "not_json", "请使用 application/json（UTF-8）");
  const body = readJson(heard);
  if (!body) throw new RestError(400, "malformed_json", "报文不是有效的 JSON");
  return body;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new RestError(400, "malformed_path", "地址不正确");
  }
}

export function requiredKey(heard: Heard): string {
  const key = idempotencyKey(heard);
  if (!key) throw missing("Idempotency-Key");
  return key;
}

/** A submission's answer: 201 the first time, 200 with the same afterwards. */
export function submitted(
  outcome: { readonly case: Case; readonly again: boolean } | "reused",
  shape: (one: Case) => unknown,
): { status: number; value: unknown } {
  if (outcome === "reused") throw new RestError(422, "idempotency_key_reused", "同一幂等键用于不同的内容");
  return { status: outcome.again ? 200 : 201, value: shape(outcome.case) };
}
