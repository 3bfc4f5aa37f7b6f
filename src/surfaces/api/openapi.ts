import type { TSchema } from "typebox";
import type { Text } from "../../foundation/i18n/index.ts";
import { type Endpoint, type FilesOfForm, root } from "./endpoint.ts";
import { alwaysPossible, ofBodies, type ProblemCode, problemNotes } from "./problems.ts";
import { signatureHeaders } from "./signed.ts";
import { tokenPath } from "./token.ts";

/** A body that works, for the description: the first sample of a real service. */
export type Example = Readonly<Record<string, unknown>> | undefined;

const both = ({ zh, en }: Text) => `${zh}\n\n${en}`;

const scopes = {
  "lookups.ask": "代居民查询 / look things up for residents",
  "cases.submit": "代居民提交、补正和撤回办件 / file, correct and withdraw cases for residents",
  "cases.read": "读取办件 / read cases",
  "bills.read": "代居民查账单 / look up what residents owe",
  "payments.make": "代居民缴费、查询和申请退款 / pay for residents, read payments, ask for refunds",
  "cases.act": "以工作人员身份办理 / act on cases as a clerk",
} as const;

const problem = {
  type: "object",
  description: "RFC 9457; `code` is stable, words may change",
  required: ["type", "title", "status", "code", "detail", "reference"],
  properties: {
    type: { type: "string", description: "urn:onewindow:problem:<code>" },
    title: { type: "string" },
    status: { type: "integer" },
    code: { type: "string", enum: Object.keys(problemNotes) },
    detail: { type: "string", description: "For people, in the language asked for" },
    errors: {
      type: "array",
      description: "What is wrong with which field",
      items: {
        type: "object",
        required: ["field", "code", "message"],
        properties: { field: { type: "string" }, code: { type: "string" }, message: { type: "string" } },
      },
    },
    reference: { type: "string", description: "Finds the request in the log" },
  },
};

/** The API as OpenAPI 3.1, made from the same endpoints the server runs. */
export function openApi(endpoints: readonly Endpoint[], example: Example): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of endpoints) {
    const path = root + endpoint.path;
    paths[path] ??= {};
    paths[path][endpoint.method.toLowerCase()] = operation(endpoint, example);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Onewindow (一窗)",
      version: "1",
      description: both({
        zh: "一个接口，办所有城市的事。时间是 UTC 时刻，金额以分为单位，列表用 next 和 after 翻页，每次写入带 Idempotency-Key。",
        en: "One API for the services of every city. Times are instants in UTC, money is in fen, lists page by next and after, every write carries an Idempotency-Key.",
      }),
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    tags: [
      { name: "places", description: "行政区划和城市 / divisions and cities" },
      { name: "services", description: "服务 / services" },
      { name: "cases", description: "办件 / cases" },
      { name: "payments", description: "账单和缴费 / bills and payments" },
    ],
    paths,
    components: {
      schemas: { Problem: problem },
      securitySchemes: {
        session: {
          type: "apiKey",
          in: "cookie",
          name: "__Host-session",
          description: both({
            zh: "本人登录后浏览器里的会话。",
            en: "The session of the person who signed in, in their browser.",
          }),
        },
        oauth2: {
          type: "oauth2",
          description: both({
            zh: "客户端凭证（RFC 6749，4.4）。演示环境中的客户端为 demo-channel 和 demo-agency，也可以用 /demo/oidc/token。",
            en: "Client credentials (RFC 6749, 4.4). In a demonstration the clients are demo-channel and demo-agency, also at /demo/oidc/token.",
          }),
          flows: { clientCredentials: { tokenUrl: tokenPath, scopes } },
        },
      },
    },
    "x-problems": problemNotes,
  };
}

function operation(endpoint: Endpoint, example: Example): Record<string, unknown> {
  const { id, group, summary, more, needs, body, answer, status, also } = endpoint;
  return {
    operationId: id,
    tags: [group],
    summary: `${summary.zh} / ${summary.en}`,
    ...(more ? { description: both(more) } : {}),
    security: endpoint.own ? [{ session: [] }] : Object.values(needs ?? {}).map((scope) => ({ oauth2: [scope] })),
    parameters: parametersOf(endpoint),
    ...(body
      ? {
          requestBody: {
            required: true,
            content: { "application/json": { schema: body, ...(id === "submitCase" && example ? { example } : {}) } },
          },
        }
      : {}),
    ...(endpoint.files ? { requestBody: formOf(endpoint.files) } : {}),
    responses: {
      [status]: {
        description: `${summary.zh} / ${summary.en}`,
        ...(endpoint.headers
          ? {
              headers: Object.fromEntries(
                Object.entries(endpoint.headers).map(([name, words]) => [
                  name,
                  { description: `${words.zh} / ${words.en}`, schema: { type: "string" } },
                ]),
              ),
            }
          : {}),
        content: { [(endpoint.media ?? "application/json").split(";", 1)[0] ?? ""]: { schema: answer } },
      },
      ...(also
        ? {
            [also.status]: {
              description: `${also.say.zh} / ${also.say.en}`,
              content: { "application/json": { schema: also.answer } },
            },
          }
        : {}),
      ...refusals(endpoint),
    },
  };
}

function formOf({ say }: FilesOfForm): Record<string, unknown> {
  const file = { type: "string", contentMediaType: "application/octet-stream" };
  const schema = { type: "object", description: both(say), minProperties: 1, additionalProperties: file };
  return { required: true, content: { "multipart/form-data": { schema } } };
}

/** Codes an endpoint can answer, in the order of the table. */
export function codesOf(endpoint: Endpoint): ProblemCode[] {
  const possible = new Set<ProblemCode>([
    ...(endpoint.needs ? (["token_invalid", "scope_missing"] as const) : []),
    ...endpoint.problems,
    ...(endpoint.body ? ofBodies : []),
    ...alwaysPossible,
  ]);
  return (Object.keys(problemNotes) as ProblemCode[]).filter((code) => possible.has(code));
}

/** Where a wrong query parameter is refused, the status is 400 and not the body's 422. */
function statusOf(endpoint: Endpoint, code: ProblemCode): number {
  return code === "invalid_fields" && !endpoint.body ? 400 : problemNotes[code].status;
}

function refusals(endpoint: Endpoint): Record<string, unknown> {
  const byStatus = Map.groupBy(codesOf(endpoint), (code) => statusOf(endpoint, code));
  const answers = [...byStatus].sort(([a], [b]) => a - b);
  return Object.fromEntries(
    answers.map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${problemNotes[code].meaning.en}`).join("\n\n"),
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    ]),
  );
}

type ObjectSchema = { readonly properties?: Readonly<Record<string, TSchema>>; readonly required?: readonly string[] };

function parametersOf(endpoint: Endpoint): Record<string, unknown>[] {
  const from = (where: "path" | "query", shape: TSchema | undefined) => {
    const { properties = {}, required = [] } = (shape ?? {}) as ObjectSchema;
    return Object.entries(properties).map(([name, schema]) => {
      const { description } = schema as { description?: string };
      return {
        ...{ name, in: where, required: where === "path" || (required.includes(name) && !("default" in schema)) },
        ...(description ? { description } : {}),
        schema,
      };
    });
  };
  const key = {
    name: "Idempotency-Key",
    in: "header",
    required: true,
    description:
      endpoint.again === undefined
        ? "1–128 visible ASCII characters, kept 30 days; the same key and body get the same answer"
        : `1–128 visible ASCII characters. ${both(endpoint.again)}`,
    schema: { type: "string", minLength: 1, maxLength: 128, pattern: "^[\\x21-\\x7e]+$" },
  };
  const isSms = endpoint.path.startsWith("/messages/sms/");
  const signatures = Object.entries(signatureHeaders).map(([name, description]) => ({
    ...{ in: "header", required: name !== "Onewindow-Key", description },
    name: isSms ? name.replace("Onewindow-", "X-Sms-") : name,
    schema: { type: "string" },
  }));
  return [
    ...from("path", endpoint.params),
    ...from("query", endpoint.query),
    ...(endpoint.method === "POST" && !endpoint.signed ? [key] : []),
    ...(endpoint.signed ? signatures : []),
  ];
}
