import type { AccountProblem, PayingFrom } from "../../../domain/payments/index.ts";
import { isAddress } from "../http/index.ts";
import { readCertificates, readPublicKey, rootNumber } from "./keys.ts";

/** How a payment is begun, for each place a payer may be at. A place left out is not offered. */
export const ways = {
  inside: ["wap", "bridge", "app"],
  phone: ["wap"],
  desktop: ["code", "page"],
  mini: ["bridge", "app"],
} as const satisfies Record<PayingFrom, readonly string[]>;
export type Way = (typeof ways)[PayingFrom][number];

export type AlipayConfig = {
  readonly protocol: "v2" | "v3";
  /** 应用 ID, 16 digits. */
  readonly app_id: string;
  /** 收款账号 (PID), 2088 and 12 digits. */
  readonly seller_id: string;
  /** Left out: Alipay's own. https, or http on this machine. */
  readonly gateway?: string;
  /** Where the payer signs in; left out: Alipay's own. */
  readonly authorize?: string;
  readonly keys:
    | { readonly mode: "key"; readonly alipay_public_key: string | readonly string[] }
    | {
        readonly mode: "certificate";
        /** appCertPublicKey_….crt */
        readonly app_certificate: string;
        /** alipayCertPublicKey_RSA2.crt; while a new one is being introduced, both. */
        readonly alipay_certificate: string | readonly string[];
        /** alipayRootCert.crt */
        readonly root_certificates: string;
      };
  readonly ways: { readonly [From in PayingFrom]?: (typeof ways)[From][number] };
  /** Content encryption; wants the secret `encrypt_key`. */
  readonly encrypt?: boolean;
};

export const secretNames = { privateKey: "private_key", encryptKey: "encrypt_key" } as const;
const known = ["protocol", "app_id", "seller_id", "gateway", "authorize", "keys", "ways", "encrypt"];
const keysKnown = {
  key: ["mode", "alipay_public_key"],
  certificate: ["mode", "app_certificate", "alipay_certificate", "root_certificates"],
};
const mostKeys = 3;

export const listOf = (value: string | readonly string[]): readonly string[] =>
  typeof value === "string" ? [value] : value;

/** What is wrong with an account's configuration. Nothing wrong: it is an `AlipayConfig`. */
export function checkConfig(config: unknown): readonly AccountProblem[] {
  if (!isObject(config))
    return [{ at: "", problem: "it is not an object", remedy: 'Write { "protocol": "v3", "app_id": … }.' }];
  const problems: AccountProblem[] = [];
  const wrong = (at: string, problem: string, remedy: string) => problems.push({ at, problem, remedy });
  for (const name of Object.keys(config))
    if (!known.includes(name)) wrong(name, "nothing is known by this name", `Known are ${known.join(", ")}.`);
  if (config["protocol"] !== "v2" && config["protocol"] !== "v3")
    wrong(
      "protocol",
      "it is neither v2 nor v3",
      'Write "v3", or "v2" for an app that Alipay serves by gateway.do only.',
    );
  if (!matches(config["app_id"], /^\d{16}$/))
    wrong("app_id", "it is not 16 digits", "Copy the APPID from the app's page at open.alipay.com.");
  if (!matches(config["seller_id"], /^2088\d{12}$/))
    wrong("seller_id", "it is not 2088 and 12 digits", "Copy the PID of the receiving account (账号中心 → 商户信息).");
  for (const name of ["gateway", "authorize"] as const)
    if (config[name] !== undefined && !isAddress(config[name]))
      wrong(name, "it is no https address", "Leave it out for Alipay's own; http is allowed on this machine only.");
  if (config["encrypt"] !== undefined && typeof config["encrypt"] !== "boolean")
    wrong("encrypt", "it is neither true nor false", "Write true where the app's page shows 接口内容加密方式 as set.");
  checkKeys(config["keys"], wrong);
  checkWays(config["ways"], wrong);
  return problems;
}

type Wrong = (at: string, problem: string, remedy: string) => void;

function checkKeys(keys: unknown, wrong: Wrong): void {
  const mode = isObject(keys) ? keys["mode"] : undefined;
  if (!isObject(keys) || (mode !== "key" && mode !== "certificate")) {
    wrong("keys.mode", "it is neither key nor certificate", 'Write "key" or "certificate", as the app was set up.');
    return;
  }
  for (const name of Object.keys(keys))
    if (!keysKnown[mode].includes(name))
      wrong(
        `keys.${name}`,
        `nothing is known by this name in mode ${mode}`,
        `Known are ${keysKnown[mode].join(", ")}.`,
      );
  if (mode === "key") {
    eachText(keys["alipay_public_key"], "keys.alipay_public_key", wrong, (text, at) => {
      try {
        readPublicKey(text);
      } catch (error) {
        wrong(at, messageOf(error), "Copy 支付宝公钥 (not the app's own public key) from the app's page.");
      }
    });
    return;
  }
  const app = certificatesOf(keys["app_certificate"]);
  if (!app) wrong("keys.app_certificate", "it holds no certificate", "Paste the content of appCertPublicKey_….crt.");
  const roots = certificatesOf(keys["root_certificates"]);
  if (!roots || rootNumber(roots) === "")
    wrong(
      "keys.root_certificates",
      "it holds no root signed with RSA",
      "Paste the whole content of alipayRootCert.crt.",
    );
  eachText(keys["alipay_certificate"], "keys.alipay_certificate", wrong, (text, at) => {
    const [leaf, ...chain] = readCertificates(text);
    if (!leaf) return wrong(at, "it holds no certificate", "Paste the content of alipayCertPublicKey_RSA2.crt.");
    if (app?.[0]?.fingerprint256 === leaf.fingerprint256)
      return wrong(at, "it is the app's own certificate", "Paste the content of alipayCertPublicKey_RSA2.crt.");
    // What Alipay signs with must come from a root we were given, over the file's own intermediates.
    const issuers = [...chain, ...(roots ?? [])];
    if (roots && !issuers.some((issuer) => leaf.checkIssued(issuer) && leaf.verify(issuer.publicKey)))
      wrong(at, "none of the roots has issued it", "Download both files again from the same app's page.");
  });
}

function checkWays(given: unknown, wrong: Wrong): void {
  if (!isObject(given) || Object.keys(given).length === 0) {
    wrong("ways", "no way to pay is named", 'Write for example { "phone": "wap", "desktop": "code" }.');
    return;
  }
  for (const [from, way] of Object.entries(given)) {
    const allowed: readonly string[] | undefined = Object.hasOwn(ways, from) ? ways[from as PayingFrom] : undefined;
    if (!allowed) wrong(`ways.${from}`, "nobody pays from there", `Known are ${Object.keys(ways).join(", ")}.`);
    else if (typeof way !== "string" || !allowed.includes(way))
      wrong(`ways.${from}`, "there is no such way", `Write ${allowed.map((one) => `"${one}"`).join(" or ")}.`);
  }
}

function eachText(value: unknown, at: string, wrong: Wrong, check: (text: string, at: string) => void): void {
  const list = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  if (list.length < 1 || list.length > mostKeys) wrong(at, `there are none or more than ${mostKeys}`, "Write one.");
  for (const [index, text] of list.slice(0, mostKeys).entries()) {
    const place = Array.isArray(value) ? `${at}.${index}` : at;
    if (typeof text === "string" && text.trim() !== "") check(text, place);
    else wrong(place, "it is missing", "Copy it from the app's page at open.alipay.com.");
  }
}

function certificatesOf(value: unknown): ReturnType<typeof readCertificates> | undefined {
  const found = typeof value === "string" ? readCertificates(value) : [];
  return found.length > 0 ? found : undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const matches = (value: unknown, pattern: RegExp): boolean => typeof value === "string" && pattern.test(value);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
