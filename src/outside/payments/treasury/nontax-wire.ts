import { type Static, type TSchema, Type } from "typebox";
import { ProviderFailure, ProviderRefusal } from "../../../domain/payments/index.ts";
import { below, call, failureOfStatus, type Streamed, stream } from "../http/index.ts";
import type { NontaxConfig } from "./config.ts";
import { isShaped, readAs } from "./shapes.ts";

const theirBase = "https://api.weixin.qq.com/";
/** Tokens are renewed so many seconds before they end; WeChat lets the one before live as long. */
const renewBefore = 300;
const patience = 10_000;
/** The platform says with these that a token is not, or no longer, good. */
const tokenCodes: ReadonlySet<number> = new Set([40001, 40014, 42001]);
const busyCodes: ReadonlySet<number> = new Set([-1, 45009, 45011]);

const Token = Type.Object({ access_token: Type.String({ minLength: 1 }), expires_in: Type.Integer({ minimum: 1 }) });
const Said = Type.Object({ errcode: Type.Integer(), errmsg: Type.Optional(Type.String()) });

/** What the platform says no with. `code` as it names it. */
export class NontaxError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Calls of the platform with an access token that is fetched by one caller at a time and shared by all. */
export class NontaxWire {
  readonly #config: NontaxConfig;
  readonly #secret: string;
  readonly #clock: () => Date;
  #token: { readonly value: string; readonly until: number } | undefined;
  #fetching: Promise<string> | undefined;

  constructor(config: NontaxConfig, secret: string, clock: () => Date) {
    this.#config = config;
    this.#secret = secret;
    this.#clock = clock;
  }

  /**
   * @throws NontaxError where the platform says no
   * @throws ProviderFailure
   */
  async post<T extends TSchema>(path: string, content: object, shape: T, signal: AbortSignal): Promise<Static<T>> {
    return this.#withToken(signal, async (token) => {
      const url = below(this.#config.base ?? theirBase, `nontax/${path}?access_token=${encodeURIComponent(token)}`);
      const body = JSON.stringify({ appid: this.#config.appid, ...content });
      const headers = { "content-type": "application/json; charset=utf-8" };
      const { status, bytes } = await call({ url, method: "POST", headers, body, signal });
      if (status !== 200) throw failureOfStatus(status);
      return readAs(shape, checked(bytes));
    });
  }

  /** An answer that is text when it is well, and JSON when it is not: its first part decides. */
  async file(path: string, content: object, signal: AbortSignal): Promise<AsyncIterable<Buffer>> {
    return this.#withToken(signal, async (token) => {
      const url = below(this.#config.base ?? theirBase, `nontax/${path}?access_token=${encodeURIComponent(token)}`);
      const body = JSON.stringify({ appid: this.#config.appid, ...content });
      const headers = { "content-type": "application/json; charset=utf-8" };
      const answer = await stream({ url, method: "POST", headers, body, signal });
      if (answer.status !== 200) throw failureOfStatus(answer.status);
      return refusedOrWhole(answer);
    });
  }

  /** Who signed in, by the code the browser came back with. A code is good once. */
  async openidOf(code: string, signal: AbortSignal): Promise<string> {
    const { appid } = this.#config;
    const query = new URLSearchParams({ appid, secret: this.#secret, code, grant_type: "authorization_code" });
    const url = below(this.#config.base ?? theirBase, `sns/oauth2/access_token?${query}`);
    const { status, bytes } = await call({ url, method: "GET", signal });
    if (status !== 200) throw failureOfStatus(status);
    try {
      const said = readAs(Type.Object({ openid: Type.String({ pattern: "^[A-Za-z0-9_-]{6,64}$" }) }), checked(bytes));
      return said.openid;
    } catch (error) {
      throw error instanceof NontaxError ? new ProviderRefusal(`sign_in_${error.code}`, error.message) : error;
    }
  }

  async #withToken<T>(signal: AbortSignal, work: (token: string) => Promise<T>): Promise<T> {
    const token = await this.#tokenNow(signal);
    try {
      return await work(token);
    } catch (error) {
      if (!(error instanceof NontaxError) || !tokenCodes.has(error.code)) throw failureOfCode(error);
    }
    // Somebody else of this account fetched one meanwhile, or it ended early: once more with a fresh one.
    if (this.#token?.value === token) this.#token = undefined;
    try {
      return await work(await this.#tokenNow(signal));
    } catch (error) {
      throw failureOfCode(error);
    }
  }

  async #tokenNow(signal: AbortSignal): Promise<string> {
    const known = this.#token;
    if (known && this.#clock().getTime() < known.until) return known.value;
    // The fetch belongs to all who wait for it, so no single caller's signal ends it.
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    const { promise: givenUp, reject } = Promise.withResolvers<never>();
    const giveUp = () => reject(new ProviderFailure("timeout", "no token within the time"));
    if (signal.aborted) giveUp();
    signal.addEventListener("abort", giveUp, { once: true });
    try {
      return await Promise.race([this.#fetching, givenUp]);
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  async #fetch(): Promise<string> {
    const { appid, base = theirBase, stable_token } = this.#config;
    const wish = { grant_type: "client_credential", appid, secret: this.#secret };
    const signal = AbortSignal.timeout(patience);
    const asked = this.#clock().getTime();
    const { status, bytes } = stable_token
      ? await call({
          ...{ url: below(base, "cgi-bin/stable_token"), method: "POST", body: JSON.stringify(wish), signal },
          headers: { "content-type": "application/json; charset=utf-8" },
        })
      : await call({ url: below(base, `cgi-bin/token?${new URLSearchParams(wish)}`), method: "GET", signal });
    if (status !== 200) throw failureOfStatus(status);
    let said: Static<typeof Token>;
    try {
      said = readAs(Token, checked(bytes));
    } catch (error) {
      // A wrong secret is a mistake of the configuration: nothing was learned of any payment.
      if (!(error instanceof NontaxError)) throw error;
      throw new ProviderFailure(busyCodes.has(error.code) ? "busy" : "error", `no token: ${error.code}`);
    }
    const seconds = Math.max(said.expires_in - renewBefore, said.expires_in / 2);
    this.#token = { value: said.access_token, until: asked + seconds * 1_000 };
    return said.access_token;
  }
}

/** @throws NontaxError where it says no, ProviderFailure where it is no JSON */
function checked(bytes: Buffer): unknown {
  let said: unknown;
  try {
    said = JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new ProviderFailure("unreadable", "no JSON");
  }
  if (isShaped(Said, said) && said.errcode !== 0) throw new NontaxError(said.errcode, said.errmsg ?? "");
  return said;
}

function failureOfCode(error: unknown): unknown {
  if (!(error instanceof NontaxError)) return error;
  if (busyCodes.has(error.code)) return new ProviderFailure("busy", `${error.code} ${error.message}`);
  if (tokenCodes.has(error.code)) return new ProviderFailure("error", `its token was refused: ${error.code}`);
  return error;
}

async function refusedOrWhole({ parts }: Streamed): Promise<AsyncIterable<Buffer>> {
  const iterator = parts[Symbol.asyncIterator]();
  const first = await iterator.next();
  const start = first.done ? Buffer.alloc(0) : first.value;
  if (start[0] !== 0x7b) return rest(start, iterator);
  const chunks = [start];
  let size = start.length;
  for await (const part of { [Symbol.asyncIterator]: () => iterator }) {
    size += part.length;
    if (size > 65_536) throw new ProviderFailure("unreadable", "a refusal is never so long");
    chunks.push(part);
  }
  checked(Buffer.concat(chunks));
  throw new ProviderFailure("unreadable", "JSON where a file was due");
}

async function* rest(start: Buffer, iterator: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield start;
  yield* { [Symbol.asyncIterator]: () => iterator };
}
