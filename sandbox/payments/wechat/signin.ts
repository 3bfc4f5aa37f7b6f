import { createHash, randomBytes } from "node:crypto";
import { demonstrationPeople } from "../../people.ts";
import type { Answer, Heard } from "../../support/agency.ts";
import { notice, personOf, redirect, whoSignsIn } from "../../support/cashier.ts";
import { formOf } from "../../support/gateway.ts";
import { json } from "../../support/json.ts";

const codeHolds = 300;
const mostCodes = 10_000;

/** Whoever somebody is to one app: openids of two apps have nothing in common. */
export const openidOf = (appid: string, idNumber: string): string =>
  `o${createHash("sha256").update(`${appid}:${idNumber}`).digest("base64url").slice(0, 27)}`;

export const isOpenid = (openid: string, appid: string): boolean =>
  demonstrationPeople.some(({ idNumber }) => openidOf(appid, idNumber) === openid);

/** OAuth of official accounts: the page, and the change of a code for the openid. */
export class SignIn {
  readonly #secretOf: (appid: string) => string | undefined;
  readonly #seconds: () => number;
  readonly #codes = new Map<
    string,
    { readonly appid: string; readonly openid: string; readonly until: number; used: boolean }
  >();

  constructor(secretOf: (appid: string) => string | undefined, seconds: () => number) {
    this.#secretOf = secretOf;
    this.#seconds = seconds;
  }

  /** GET shows who may sign in; POST, with the person, goes back with a code. */
  authorize(heard: Heard): Answer {
    const said = heard.method === "POST" ? formOf(heard) : Object.fromEntries(heard.query);
    const { appid = "", redirect_uri = "", response_type, scope, state = "", person } = said;
    const wrong = (zh: string, en: string) => notice("无法登录", zh, en, 400);
    if (this.#secretOf(appid) === undefined) return wrong("AppID 参数错误", "No such appid");
    if (!URL.canParse(redirect_uri)) return wrong("redirect_uri 参数错误", "Wrong redirect_uri");
    if (response_type !== "code") return wrong("response_type 参数错误", "Wrong response_type");
    if (scope !== "snsapi_base" && scope !== "snsapi_userinfo")
      return wrong("Scope 参数错误或没有 Scope 权限", "Wrong scope");
    if (state.length > 128) return wrong("state 参数错误", "Wrong state");
    if (heard.method !== "POST")
      return whoSignsIn("微信", heard.path, { appid, redirect_uri, response_type, scope, state });
    const who = personOf(person);
    if (!who) return wrong("没有这个人", "Nobody of that number");
    const code = randomBytes(16).toString("hex");
    this.#codes.set(code, {
      appid,
      openid: openidOf(appid, who.idNumber),
      until: this.#seconds() + codeHolds,
      used: false,
    });
    const [oldest] = this.#codes.keys();
    if (oldest && this.#codes.size > mostCodes) this.#codes.delete(oldest);
    const back = new URL(redirect_uri);
    back.searchParams.set("code", code);
    back.searchParams.set("state", state);
    return redirect(back.href);
  }

  /** Always 200; what is wrong is in `errcode`. */
  token({ query }: Heard): Answer {
    const appid = query.get("appid") ?? "";
    const wrong = (errcode: number, errmsg: string) => json(200, { errcode, errmsg });
    const secret = this.#secretOf(appid);
    if (secret === undefined) return wrong(40_013, "invalid appid");
    if (query.get("secret") !== secret) return wrong(40_125, "invalid appsecret");
    if (query.get("grant_type") !== "authorization_code") return wrong(40_002, "invalid grant_type");
    const code = this.#codes.get(query.get("code") ?? "");
    if (code?.appid !== appid || code.until < this.#seconds()) return wrong(40_029, "invalid code");
    if (code.used) return wrong(40_163, "code been used");
    code.used = true;
    const token = () => randomBytes(32).toString("base64url");
    return json(200, {
      access_token: token(),
      expires_in: 7_200,
      refresh_token: token(),
      openid: code.openid,
      scope: "snsapi_base",
    });
  }
}
