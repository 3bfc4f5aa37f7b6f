import { type AccountProblem, ProviderRefusal } from "../../../domain/payments/index.ts";
import { isAddress } from "../http/index.ts";
import { algorithms, isPublicKey, type SigningAlgorithm } from "./signing.ts";

/** The collecting unit of fees that the agency asks for through us; left out, the account takes notices of the treasury alone. */
export type CollectingUnit = { readonly code: string; readonly name: string };

/** Our published contract for a treasury's own cashier. */
export type CashierConfig = {
  readonly unit?: CollectingUnit;
  readonly dialect: "cashier";
  readonly base: string;
  /** What the treasury calls us. */
  readonly merchant: string;
  readonly algorithm: SigningAlgorithm;
  /** Of our key, as the treasury keeps it. */
  readonly key_id: string;
  /** The treasury's keys: two while it changes them. */
  readonly treasury_keys: readonly { readonly id: string; readonly public_key: string }[];
};

/** 微信非税缴费. */
export type NontaxConfig = {
  readonly unit?: CollectingUnit;
  readonly dialect: "wechat-nontax";
  readonly appid: string;
  readonly service_id: number;
  /** Given by the platform; in its test environment it must be there. */
  readonly bank_id?: string;
  /** Whose daily bill is fetched. */
  readonly mch_id: string;
  /** Where people inside WeChat come from: a service account (`biz`) or 城市服务. The second is spelt as WeChat publishes it. */
  readonly scene?: "biz" | "ctiyservice";
  /**
   * Tokens by `cgi-bin/stable_token`, which gives the same one to every process. `cgi-bin/token` gives a new one to each, and ends the
   * one before after five minutes.
   */
  readonly stable_token?: boolean;
  /** Left out: WeChat's own. */
  readonly base?: string;
  readonly authorize?: string;
};

export type TreasuryConfig = CashierConfig | NontaxConfig;

export const dialects = ["wechat-nontax", "cashier"] as const;
export const scenes = ["biz", "ctiyservice"] as const;

type Check = { readonly fits: (value: unknown) => boolean; readonly remedy: string; readonly optional?: true };
const matching = (pattern: RegExp) => (value: unknown) => typeof value === "string" && pattern.test(value);
const oneOf = (values: readonly string[]): Check => ({
  fits: (value) => values.includes(value as string),
  remedy: `Write one of: ${values.join(", ")}.`,
});
const address: Check = { fits: isAddress, remedy: "Write https://host/path, without user, ? or #." };
const code = (what: string): Check => ({
  fits: matching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/),
  remedy: `Write ${what}: at most 64 letters, digits and _ . -`,
});

const unit: Check = {
  fits: (value) => {
    const { code, name } = (value ?? {}) as { code?: unknown; name?: unknown };
    return matching(/^[A-Za-z0-9]{1,32}$/)(code) && typeof name === "string" && name.length > 0 && name.length <= 100;
  },
  remedy: "Write { code, name } of the collecting unit (执收单位) as the treasury keeps them.",
  optional: true,
};

const checks: Readonly<Record<TreasuryConfig["dialect"], Readonly<Record<string, Check>>>> = {
  cashier: {
    dialect: oneOf(dialects),
    base: address,
    merchant: code("the name the treasury gave you"),
    algorithm: oneOf(algorithms),
    key_id: code("the name of your key at the treasury"),
    unit,
    treasury_keys: {
      fits: (value) => Array.isArray(value) && value.length >= 1 && value.length <= 5,
      remedy: "Write one to five of { id, public_key }.",
    },
  },
  "wechat-nontax": {
    dialect: oneOf(dialects),
    appid: { fits: matching(/^wx[0-9a-f]{16}$/), remedy: "Write the appid of the service account: wx and 16 digits." },
    service_id: {
      fits: (value) => Number.isSafeInteger(value) && Number(value) > 0,
      remedy: "Write the number the platform's contact gave you.",
    },
    bank_id: { ...code("the bank's number at the platform"), optional: true },
    unit,
    mch_id: {
      fits: matching(/^\d{6,32}$/),
      remedy: "Write the merchant number the money goes to, for its daily bill.",
    },
    scene: { ...oneOf(scenes), optional: true },
    stable_token: { fits: (value) => typeof value === "boolean", remedy: "Write true or false.", optional: true },
    base: { ...address, optional: true },
    authorize: { ...address, optional: true },
  },
};

/** What is wrong with an account's configuration; nothing wrong: it is a `TreasuryConfig`. */
export function checkConfig(config: unknown): readonly AccountProblem[] {
  if (typeof config !== "object" || config === null || Array.isArray(config))
    return [{ at: "", problem: "it is not an object", remedy: 'Write { "dialect": "cashier", … }.' }];
  const given = config as Readonly<Record<string, unknown>>;
  const dialect = dialects.find((one) => one === given["dialect"]);
  if (!dialect)
    return [{ at: "dialect", problem: "there is no such dialect", remedy: `Write one of: ${dialects.join(", ")}.` }];
  const known = checks[dialect];
  const problems: AccountProblem[] = [];
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(known, name)) continue;
    const remedy = `Take it out, or write one of: ${Object.keys(known).join(", ")}.`;
    problems.push({ at: name, problem: "there is no such key", remedy });
  }
  for (const [name, { fits, remedy, optional }] of Object.entries(known)) {
    if (given[name] === undefined && optional) continue;
    const problem = given[name] === undefined ? "it is missing" : "it is not what it should be";
    if (!fits(given[name])) problems.push({ at: name, problem, remedy });
  }
  if (problems.length === 0 && dialect === "cashier") problems.push(...checkKeys(config as CashierConfig));
  return problems;
}

function checkKeys({ algorithm, treasury_keys }: CashierConfig): readonly AccountProblem[] {
  return treasury_keys.flatMap((key: unknown, index) => {
    const { id, public_key } = (key ?? {}) as { id?: unknown; public_key?: unknown };
    const at = `treasury_keys.${index}`;
    if (typeof id !== "string" || id === "" || id.length > 64)
      return [{ at: `${at}.id`, problem: "it is missing", remedy: "Write the name the treasury gives its key." }];
    if (typeof public_key === "string" && isPublicKey(algorithm, public_key)) return [];
    const remedy =
      algorithm === "sm2"
        ? "Paste the point in hex: 04 and 128 digits, or 02 or 03 and 64."
        : "Paste the key in PEM: -----BEGIN PUBLIC KEY-----…";
    return [{ at: `${at}.public_key`, problem: `it is no public key for ${algorithm}`, remedy }];
  });
}

export const secretsOf = (config: unknown): readonly string[] =>
  (config as Partial<TreasuryConfig>)?.dialect === "wechat-nontax" ? ["app_secret"] : ["private_key"];

/** The unit a notice is of: its own, or the account's where the notice is the unit's. */
export function unitOf(
  notice: { readonly source?: "treasury" | "unit"; readonly unit: string; readonly unitName?: string },
  config: TreasuryConfig,
): CollectingUnit {
  const { source, unit: code, unitName: name = "" } = notice;
  if (source !== "unit" || code !== "") return { code, name };
  if (!config.unit) throw new ProviderRefusal("unit_missing", "the account names no collecting unit");
  return config.unit;
}
