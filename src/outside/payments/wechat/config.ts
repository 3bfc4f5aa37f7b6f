import { createPublicKey } from "node:crypto";
import type { AccountProblem, PayingFrom } from "../../../domain/payments/index.ts";

/** A merchant account at WeChat Pay as a city writes it (docs/operating/payments-wechat.md). */
export type WechatConfig = {
  /** The merchant itself, or a service provider (服务商) for a sub-merchant. */
  readonly mode: "direct" | "partner";
  /** 商户号: the merchant's, in partner mode the service provider's. */
  readonly mchid: string;
  /** Serial of the merchant's API certificate (商户 API 证书序列号). */
  readonly serial_no: string;
  /** The official account (公众号) whose openids pay; in partner mode the service provider's. */
  readonly appid: string;
  /** Partner mode only: 特约商户号. */
  readonly sub_mchid?: string;
  /** Partner mode, where the sub-merchant has an official account of its own: openids are this one's. */
  readonly sub_appid?: string;
  /** The mini program; in partner mode the sub-merchant's. */
  readonly mini_appid?: string;
  readonly ways: readonly PayingFrom[];
  /** 微信支付公钥. Beside `certificates` while an account moves from one to the other. */
  readonly public_key?: { readonly id: string; readonly pem: string };
  /** Platform certificates are downloaded and renewed. */
  readonly certificates?: boolean;
  /** Where WeChat Pay answers; left out: https://api.mch.weixin.qq.com. */
  readonly base?: string;
  /** Where people sign in, and where a code is changed for the openid; left out: WeChat's own. */
  readonly oauth?: { readonly authorize: string; readonly token: string };
  /** Only stand-ins have it: does what the wallet's own bridge does, for browsers that have none. */
  readonly bridge?: string;
};

const wechat = {
  base: "https://api.mch.weixin.qq.com",
  authorize: "https://open.weixin.qq.com/connect/oauth2/authorize",
  token: "https://api.weixin.qq.com/sns/oauth2/access_token",
};

/** A configuration with what was left out. */
export type WechatAccount = Omit<WechatConfig, "base" | "oauth"> & {
  readonly base: string;
  readonly oauth: { readonly authorize: string; readonly token: string };
};

export function accountOf(config: unknown): WechatAccount {
  const [problem] = checkConfig(config);
  if (problem) throw new Error(`${problem.at}: ${problem.problem}. ${problem.remedy}`);
  const read = config as WechatConfig;
  return {
    ...read,
    base: (read.base ?? wechat.base).replace(/\/$/, ""),
    oauth: read.oauth ?? { authorize: wechat.authorize, token: wechat.token },
  };
}

/** The sign-in needs the official account's secret; nothing else does. */
export function secretsOf(config: unknown): readonly string[] {
  const ways = isFields(config) && Array.isArray(config["ways"]) ? config["ways"] : [];
  return ["private_key", "api_v3_key", ...(ways.includes("inside") ? ["app_secret"] : [])];
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const knownWays = ["inside", "phone", "desktop", "mini"];
const keys = [
  "mode",
  "mchid",
  "serial_no",
  "appid",
  "sub_mchid",
  "sub_appid",
  "mini_appid",
  "ways",
  "public_key",
  "certificates",
  "base",
  "oauth",
  "bridge",
];

/** A text of a form, and what to write where it is not. */
type Form = { readonly of: RegExp; readonly problem: string; readonly remedy: string };
const mchid: Form = {
  of: /^\d{8,10}$/,
  problem: "it is no merchant number",
  remedy: "Write 商户号, 8 to 10 digits in quotation marks, as 商户平台 › 账户中心 › 商户信息 shows it.",
};
const appid: Form = {
  of: /^wx[0-9a-f]{16}$/,
  problem: "it is no appid",
  remedy:
    "Write AppID, wx and 16 characters, as mp.weixin.qq.com shows it under 基本配置; it must be bound to the merchant.",
};
const forms: Readonly<Record<string, Form>> = {
  mode: { of: /^(direct|partner)$/, problem: "there is no such mode", remedy: "Write direct or partner." },
  mchid,
  serial_no: {
    of: /^[0-9A-Fa-f]{16,40}$/,
    problem: "it is no serial of a certificate",
    remedy: "Write the merchant API certificate's serial: 商户平台 › API 安全 › 商户 API 证书 › 管理证书.",
  },
  appid,
  sub_mchid: mchid,
  sub_appid: appid,
  mini_appid: appid,
};

/** What is wrong with an account's configuration, and what to write instead; empty when it can be opened. */
export function checkConfig(config: unknown): readonly AccountProblem[] {
  if (!isFields(config))
    return [
      { at: "(the file)", problem: "it holds no keys and values", remedy: `Write mode, ${keys.slice(1).join(", ")}.` },
    ];
  const problems: AccountProblem[] = [];
  const say = (at: string, problem: string, remedy: string) => problems.push({ at, problem, remedy });
  for (const key of Object.keys(config))
    if (!keys.includes(key)) say(key, "there is no such key", `Take it out, or write one of: ${keys.join(", ")}.`);
  const isPartner = config["mode"] === "partner";
  const ways = Array.isArray(config["ways"]) ? (config["ways"] as unknown[]) : [];
  const required = ["mode", "mchid", "serial_no", "appid", ...(isPartner ? ["sub_mchid"] : [])];
  for (const [key, form] of Object.entries(forms)) {
    const value = config[key];
    if (value === undefined && required.includes(key)) say(key, "it is missing", form.remedy);
    else if (value !== undefined && !(typeof value === "string" && form.of.test(value)))
      say(key, form.problem, form.remedy);
    else if (value !== undefined && key.startsWith("sub_") && !isPartner)
      say(key, "a direct merchant has none", "Take it out, or write mode: partner.");
  }
  if (ways.length === 0 || !ways.every((way) => knownWays.includes(String(way))))
    say("ways", "it is no list of ways to pay", `Write a list of: ${knownWays.join(", ")}.`);
  if (ways.includes("mini") && config["mini_appid"] === undefined)
    say("mini_appid", "it is missing, since ways has mini", appid.remedy);
  checkTrust(config, say);
  for (const [at, value] of addressesOf(config))
    if (value !== undefined && !isSafe(value))
      say(
        at,
        "it is no https address",
        "Take it out, so that WeChat's own holds; http is for stand-ins on this machine.",
      );
  return problems;
}

function addressesOf(config: Fields): readonly (readonly [string, unknown])[] {
  const { oauth } = config;
  const own = [["base", config["base"]] as const, ["bridge", config["bridge"]] as const];
  if (oauth === undefined) return own;
  const { authorize = "", token = "" } = isFields(oauth) ? oauth : {};
  return [...own, ["oauth.authorize", authorize] as const, ["oauth.token", token] as const];
}

const publicKeyRemedy =
  "Write id (PUB_KEY_ID_ and digits) and pem (the content of pub_key.pem): 商户平台 › API 安全 › 微信支付公钥.";

function checkTrust(config: Fields, say: (at: string, problem: string, remedy: string) => void): void {
  const { public_key: key, certificates } = config;
  if (certificates !== undefined && typeof certificates !== "boolean")
    say(
      "certificates",
      "it is neither true nor false",
      "Write true where the merchant uses platform certificates (平台证书).",
    );
  if (key === undefined) {
    if (certificates !== true)
      say("public_key", "nothing says whose signature is WeChat's", `${publicKeyRemedy} Or write certificates: true.`);
    return;
  }
  if (!isFields(key)) {
    say("public_key", "it is no id and pem", publicKeyRemedy);
    return;
  }
  if (typeof key["id"] !== "string" || !/^PUB_KEY_ID_\d{10,60}$/.test(key["id"]))
    say("public_key.id", "it is no id of a WeChat Pay public key", publicKeyRemedy);
  if (!isRsaPublicKey(key["pem"])) say("public_key.pem", "it is no RSA public key in PEM", publicKeyRemedy);
}

function isRsaPublicKey(pem: unknown): boolean {
  if (typeof pem !== "string" || !pem.includes("BEGIN PUBLIC KEY")) return false;
  try {
    return createPublicKey(pem).asymmetricKeyType === "rsa";
  } catch {
    return false;
  }
}

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

function isSafe(address: unknown): boolean {
  if (typeof address !== "string" || !URL.canParse(address)) return false;
  const { protocol, hostname, search, hash, username } = new URL(address);
  return (protocol === "https:" || loopback.test(hostname)) && search === "" && hash === "" && username === "";
}
