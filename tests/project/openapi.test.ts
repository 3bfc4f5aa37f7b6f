import { globSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { Ajv2020 as Validator } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AccessTokens } from "../../src/domain/identity/index.ts";
import { createMetrics } from "../../src/foundation/metrics/index.ts";
import { type ProblemNote, problemNotes } from "../../src/surfaces/api/problems.ts";
import { addApi } from "../../src/surfaces/api/routes.ts";
import { openWeb } from "../../src/surfaces/web.tsx";
import { type TestHouse, testHouse } from "../helpers/house.ts";
import { expectNone } from "./support/project.ts";

type Operation = {
  readonly operationId: string;
  readonly security: readonly Record<string, readonly string[]>[];
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: {
    readonly content: { readonly "application/json": { readonly schema: object; readonly example?: unknown } };
  };
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, { readonly schema: object }>> }>
  >;
};
type Description = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly securitySchemes: {
      readonly oauth2: { readonly flows: { readonly clientCredentials: { readonly scopes: object } } };
    };
  };
};

const file = resolve("openapi.json");
let running: TestHouse;
let served: Description;
let routes: readonly { method: string; url: string; access: string }[];
let stop: () => Promise<void>;

beforeAll(async () => {
  running = await testHouse();
  const { house } = running;
  const server = await openWeb({ ...house, settings: { ...house.settings, port: 0 }, metrics: createMetrics() }, [
    (app, opened) => addApi(app, opened, { tokens: new AccessTokens(house.identity) }),
  ]);
  const { port } = await server.listen();
  stop = () => server.stop();
  routes = server.routes();
  served = (await (await fetch(`http://127.0.0.1:${port}/api/openapi.json`)).json()) as Description;
});
afterAll(async () => {
  await stop();
  await running.close();
});

const operations = () =>
  Object.entries(served.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

describe("openapi.json", () => {
  test("is what the program serves (ONEWINDOW_WRITE=1 writes it)", () => {
    if (process.env["ONEWINDOW_WRITE"] === "1") writeFileSync(file, `${JSON.stringify(served, null, 2)}\n`);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(served);
  });

  test("describes every route under /api/v1, and only those", () => {
    const described = operations().map(({ path, method }) => `${method.toUpperCase()} ${path}`);
    const there = routes
      .filter(({ method, url }) => url.startsWith("/api/v1/") && method !== "HEAD")
      .map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, "{$1}")}`);
    expect(described.sort()).toEqual([...there].sort());
    expect(described.length).toBeGreaterThanOrEqual(9);
  });

  test("says of every operation which token it needs, of every write its key, and names every parameter of its path", () => {
    const known = Object.keys(served.components.securitySchemes.oauth2.flows.clientCredentials.scopes);
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, method, operation } of operations()) {
      const url = path.replaceAll(/\{(\w+)\}/g, ":$1");
      const route = routes.find((each) => each.url === url && each.method === method.toUpperCase());
      expect(operation.security.length > 0, path).toBe(route?.access === "partner" || route?.access === "resident");
      expect(Object.hasOwn(operation.security[0] ?? {}, "session"), path).toBe(route?.access === "resident");
      for (const scope of operation.security.flatMap(({ oauth2 = [] }) => oauth2)) expect(known).toContain(scope);
      const named = operation.parameters.filter((each) => each.in === "path").map(({ name }) => name);
      expect(named).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      const headers = operation.parameters.filter((each) => each.in === "header").map(({ name }) => name);
      // What agencies push is signed: the nonce does what the key does elsewhere.
      const signature = /^(.+)-Signature$/.exec(headers.at(-1) ?? "")?.[1];
      const signed = ["Key", "Timestamp", "Nonce", "Signature"].map((name) => `${signature}-${name}`);
      const written = signature === undefined ? ["Idempotency-Key"] : signed;
      expect(headers).toEqual(method === "post" ? written : []);
    }
  });

  test("holds schemas a validator takes, and an example that fits its own", () => {
    const validator = new Validator({ strict: true, strictSchema: false, strictTypes: false, validateFormats: false });
    let examples = 0;
    for (const { operation } of operations()) {
      for (const answer of Object.values(operation.responses)) {
        for (const [type, { schema }] of Object.entries(answer.content)) {
          if (type === "application/problem+json") expect(schema).toEqual({ $ref: "#/components/schemas/Problem" });
          else validator.compile(schema);
        }
      }
      const body = operation.requestBody?.content["application/json"];
      if (!body) continue;
      const fits = validator.compile(body.schema);
      if (body.example === undefined) continue;
      examples += 1;
      expect(fits(body.example), JSON.stringify(fits.errors)).toBe(true);
    }
    expect(examples).toBe(1);
  });
});

/** Endpoints of a source file that demand an Idempotency-Key, and of these the ones that neither use it nor say why a repeat does no harm. */
function keyedIn(source: string): { keyed: string[]; ignoring: string[] } {
  const writes = source
    .split(/\bapi\.add\(/)
    .slice(1)
    .filter((each) => /\bmethod: "POST"/.test(each) && /\bneeds: \{/.test(each));
  const idOf = (each: string) => /\bid: "(\w+)"/.exec(each)?.[1] ?? each.slice(0, 40);
  const uses = (each: string) => {
    const [, given = "", rest = ""] = /async \(\{([^}]*)\}\) => \{([\s\S]*)/.exec(each) ?? [];
    return /\bidempotency\b/.test(given) && /\bidempotency\b/.test(rest);
  };
  const ignoring = writes.filter((each) => !uses(each) && !/\bagain: \{\s*zh:/.test(each));
  return { keyed: writes.map(idOf), ignoring: ignoring.map(idOf) };
}

describe("the Idempotency-Key", () => {
  const found = globSync("src/surfaces/api/*.ts")
    .filter((path) => !path.endsWith(".test.ts"))
    .map((path) => keyedIn(readFileSync(path, "utf8")));

  test("is used by every write that demands it, or the description says why a repeat does no harm", () => {
    const demanding = operations().filter(({ operation }) =>
      operation.parameters.some(({ name }) => name === "Idempotency-Key"),
    );
    expect(found.flatMap(({ keyed }) => keyed).sort()).toEqual(
      demanding.map(({ operation }) => operation.operationId).sort(),
    );
    expectNone(
      found.flatMap(({ ignoring }) => ignoring),
      "Pass `idempotency` on (answeredOnce where a repeat does no harm), or say `again`:",
    );
  });

  test("a write that ignores it would be seen", () => {
    const write = (handler: string, more = "") =>
      `api.add({ method: "POST", id: "planted", needs: { channel: "x" },${more} }, ${handler});`;
    const seen = (source: string) => keyedIn(source).ignoring;
    expect(seen(write("async ({ params, body }) => { return act(params, body); }"))).toEqual(["planted"]);
    expect(seen(write("async ({ body, idempotency }) => { return act(body); }"))).toEqual(["planted"]);
    expect(seen(write("async ({ body, idempotency }) => { return act(body, idempotency); }"))).toEqual([]);
    expect(seen(write("async ({ body }) => { return act(body); }", ' again: { zh: "x" },'))).toEqual([]);
  });
});

/** `code` and, where it stands beside it, status of every refusal that is made in a source file. */
function refusalsIn(source: string): { code: string; status: number | undefined }[] {
  const found: { code: string; status: number | undefined }[] = [];
  const add = (code: string | undefined, status?: string) => {
    if (code !== undefined) found.push({ code, status: status === undefined ? undefined : Number(status) });
  };
  // A refusal of a kind of its own gives its code to `super`.
  for (const [, head = ""] of source.matchAll(/(?:new Refusal|\bsuper)\(\{([\s\S]*?)\bsay\b/g)) {
    const code = /\bcode: "(\w+)"/.exec(head)?.[1];
    const status = /\bstatus: (\d+)/.exec(head)?.[1];
    if (code !== undefined) add(code, status);
    // The code stands in a constant beside it.
    else if (/\bcode,/.test(head)) for (const [, constant] of source.matchAll(/\bcode = "(\w+)"/g)) add(constant);
  }
  // Files with a helper of their own that makes refusals from a code.
  if (/new Refusal\(\{ ?code, status/.test(source)) {
    for (const [, code, status] of source.matchAll(/\b(?:refuse|conflict)\(\s*"([a-z_]+)"(?:, (\d+))?/g))
      add(code, status);
  }
  for (const [, code] of source.matchAll(/\b(?:conflict)\(\s*"([a-z_]+)"/g)) add(code, "409");
  for (const [, status, code] of source.matchAll(/\btrouble\((\d+), "([a-z_]+)"/g)) add(code, status);
  return found;
}

describe("the table of problem codes", () => {
  const notes: Readonly<Record<string, ProblemNote>> = problemNotes;
  const sources = globSync("src/**/*.{ts,tsx}").filter((path) => !/\.test\.tsx?$/.test(path));
  const made = sources.flatMap((path) => refusalsIn(readFileSync(path, "utf8")).map((each) => ({ ...each, path })));

  test("has every code that is used anywhere, with its status", () => {
    const missing = made.filter(({ code }) => !Object.hasOwn(notes, code)).map(({ code, path }) => `${code} (${path})`);
    expect(missing, "add them to src/surfaces/api/problems.ts").toEqual([]);
    const other = made
      .filter(
        ({ code, status }) =>
          status !== undefined && ![notes[code]?.status, ...(notes[code]?.also ?? [])].includes(status),
      )
      .map(({ code, status, path }) => `${code} ${status} (${path})`);
    expect(other).toEqual([]);
  });

  test("has no code that nobody uses", () => {
    const used = new Set(made.map(({ code }) => code));
    // Made from what the validator or the server's framework found, not from a refusal of ours.
    for (const code of ["invalid_fields", "unexpected"]) used.add(code);
    expect(Object.keys(notes).filter((code) => !used.has(code))).toEqual([]);
  });

  test("the reader of sources sees each way a refusal is written", () => {
    expect(refusalsIn('throw new Refusal({\n code: "a_b",\n status: 404,\n say: { zh: "", en: "" } })')).toEqual([
      { code: "a_b", status: 404 },
    ]);
    expect(refusalsIn('const code = "c_d"; throw new Refusal({ code, status: 422, say })')).toContainEqual({
      code: "c_d",
      status: undefined,
    });
    expect(refusalsIn('throw conflict("e_f", {')).toEqual([{ code: "e_f", status: 409 }]);
    expect(refusalsIn('trouble(413, "g_h", says)')).toEqual([{ code: "g_h", status: 413 }]);
    expect(made.length).toBeGreaterThan(60);
  });
});
