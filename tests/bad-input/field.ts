import { connect } from "node:net";
import { pino } from "pino";
import { expect } from "vitest";
import { type TestHouse, testHouse } from "../helpers/house.ts";
import { Browsing, type Sub } from "../helpers/own-pages.ts";
import { type Visitor, visitor } from "../helpers/visitor.ts";

export const city = "430621";
export const otherCity = "130982";

export type Said = { readonly status: number; readonly headers: Headers; readonly text: string };

type Line = Readonly<Record<string, unknown>>;

/** A whole running house that is about to be mistreated, and the memory of everything it wrote into its log. */
export type Field = {
  readonly running: TestHouse;
  readonly url: string;
  readonly lines: readonly Line[];
  /** One request as it is; redirects are not followed. */
  ask(path: string, init?: RequestInit): Promise<Said>;
  /** Bytes on a socket, as no client library would send them; gives what comes back until the connection ends. */
  raw(bytes: string | Uint8Array, milliseconds?: number): Promise<string>;
  /** Something personal that must not be found in any line of the log. */
  plant<T extends string>(value: T): T;
  /** Somebody with a browser of their own, signed in as one of the demonstration's people. */
  signedIn(sub: Sub, language?: string): Promise<Visitor>;
  /** A member of the demonstration's staff: `430621-clerk`. */
  staff(person: string): Promise<Visitor>;
  token(client?: "demo-channel" | "demo-agency"): Promise<string>;
  /** JSON with a bearer token, and with a fresh idempotency key unless one is given. */
  api(path: string, options?: ApiCall): Promise<Said & { readonly json: Problem }>;
  /** The process lives, was never at a loss, and wrote nothing personal down. */
  aftermath(): Promise<void>;
  close(): Promise<void>;
};

export type ApiCall = {
  readonly method?: string;
  readonly body?: unknown;
  readonly raw?: string | Uint8Array<ArrayBuffer>;
  readonly key?: string;
  readonly client?: "demo-channel" | "demo-agency";
  readonly headers?: Readonly<Record<string, string>>;
};

export type Problem = {
  readonly code?: string;
  readonly status?: number;
  readonly errors?: readonly { readonly field: string; readonly code: string; readonly message: string }[];
  readonly [other: string]: unknown;
};

let keys = 0;

export async function openField(options: { jobs?: boolean } = {}): Promise<Field> {
  process.env["TEST_LOG_LEVEL"] = "info";
  const running = await testHouse(options);
  const lines: Line[] = [];
  const written: string[] = [];
  // The house made its log itself; what it writes is taken where pino hands it to the outside.
  Object.assign(running.house.log, {
    [pino.symbols.streamSym]: {
      write(line: string) {
        written.push(line);
        lines.push(JSON.parse(line) as Line);
      },
    },
  });
  const planted = new Set<string>();
  const tokens = new Map<string, string>();
  const url = running.baseUrl;

  async function ask(path: string, init: RequestInit = {}): Promise<Said> {
    const answer = await fetch(url + path, { redirect: "manual", ...init });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  }

  async function token(client: "demo-channel" | "demo-agency" = "demo-channel"): Promise<string> {
    const known = tokens.get(client);
    if (known !== undefined) return known;
    const answer = await ask("/demo/oidc/token", {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: client,
        client_secret: `${client}-secret`,
      }),
    });
    expect(answer.status).toBe(200);
    const { access_token } = JSON.parse(answer.text) as { access_token: string };
    tokens.set(client, access_token);
    planted.add(access_token);
    return access_token;
  }

  return {
    running,
    url,
    lines,
    ask,
    token,
    plant(value) {
      planted.add(value);
      return value;
    },
    raw: (bytes, milliseconds = 5_000) =>
      new Promise((resolve, reject) => {
        const socket = connect(running.port, "127.0.0.1", () => socket.write(bytes));
        const heard: Buffer[] = [];
        const done = () => {
          socket.destroy();
          resolve(Buffer.concat(heard).toString("latin1"));
        };
        socket.setTimeout(milliseconds, done);
        socket.on("data", (piece) => heard.push(piece));
        socket.once("end", done);
        socket.once("error", (error: NodeJS.ErrnoException) =>
          // Refusing may look like this to somebody who is still sending.
          error.code === "ECONNRESET" || error.code === "EPIPE" ? done() : reject(error),
        );
      }),
    async signedIn(sub, language = "zh") {
      const browsing = new Browsing(url);
      await browsing.signIn(sub);
      const who = visitor(url, { language });
      for (const [name, value] of browsing.cookies) who.cookies.set(name, value);
      return who;
    },
    async staff(person) {
      const who = visitor(url);
      await who.get("/staff/sign-in");
      const form = [...who.page.html.matchAll(/<form[\s\S]*?<\/form>/g)].map(([html]) => html);
      const own = form.find((html) => html.includes(`value="${person}"`)) ?? "";
      const csrf = /name="_csrf" value="([^"]*)"/.exec(own)?.[1] ?? "";
      const body = new URLSearchParams({ _csrf: csrf, person });
      await who.send({ action: "/staff/sign-in/demonstration", method: "post", body });
      expect(who.page.status).toBe(200);
      return who;
    },
    async api(path, { method, body, raw, key, client, headers = {} } = {}) {
      keys += 1;
      const writes = body !== undefined || raw !== undefined;
      const sent: RequestInit = {
        method: method ?? (writes ? "POST" : "GET"),
        headers: {
          authorization: `Bearer ${await token(client)}`,
          ...(writes ? { "content-type": "application/json", "idempotency-key": key ?? `bad-input-${keys}` } : {}),
          ...headers,
        },
      };
      if (writes) sent.body = raw ?? JSON.stringify(body);
      const said = await ask(`/api/v1${path}`, sent);
      const json = (/json/.test(said.headers.get("content-type") ?? "") ? JSON.parse(said.text) : {}) as Problem;
      return { ...said, json };
    },
    async aftermath() {
      for (const path of ["/healthz", "/readyz"]) expect((await ask(path)).status).toBe(200);
      // What was answered with 5xx, and what went wrong behind an answer.
      expect(lines.filter((line) => Number(line["status"] ?? 0) >= 500)).toEqual([]);
      expect(lines.filter((line) => line["level"] === "error" || line["level"] === "fatal")).toEqual([]);
      expect(lines.filter((line) => line["msg"] === "answered").length).toBeGreaterThan(10);
      const all = written.join("");
      for (const value of planted) {
        const found = all.indexOf(value);
        expect(found < 0 ? "not in the log" : all.slice(Math.max(0, found - 80), found + 40)).toBe("not in the log");
      }
    },
    async close() {
      delete process.env["TEST_LOG_LEVEL"];
      await running.close();
    },
  };
}

/** Markup and templates of every kind that was ever evaluated by mistake. `mark` tells where it was found. */
export function hostile(mark: string): string {
  return `"><img src=x id=${mark} onerror=alert(1)>'</textarea></title><script>${mark}()</script>{{7*7}}\${7*7}<%=7*7%>#{7*7}`;
}

/** That a page shows what was planted as words, and that none of it has become a part of the page. */
export function expectEscaped(html: string, mark: string, shown: "shown" | "anywhere" = "shown"): void {
  expect(html).not.toContain(`<img src=x id=${mark}`);
  expect(html).not.toContain(`<script>${mark}`);
  if (shown === "anywhere") return;
  expect(html).toContain(`id=${mark}`);
  for (const template of ["{{7*7}}", "$" + "{7*7}", "#{7*7}"]) expect(html).toContain(template);
}
