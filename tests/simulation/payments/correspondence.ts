import { type Correspondence, demoLetters, wechatLetters } from "./letters.ts";
import { alipayLetters } from "./letters-alipay.ts";
import { type AskPlatform, cashierLetters, nontaxLetters } from "./letters-treasury.ts";

/** The accounts a city has, by provider: every provider, and of those that speak two dialects both. */
export const accounts = [
  { name: "demo", account: "main" },
  { name: "wechat", account: "main" },
  { name: "alipay", account: "v3" },
  { name: "alipay", account: "v2" },
  { name: "treasury", account: "cashier" },
  { name: "treasury", account: "nontax" },
] as const;
export type AccountKey = `${(typeof accounts)[number]["name"]}/${(typeof accounts)[number]["account"]}`;
export type AccountOf = (typeof accounts)[number];

export const keyOf = ({ name, account }: AccountOf): AccountKey => `${name}/${account}`;

/** Real signatures, checked by the product's own adapters: HMAC, RSA with AES-256-GCM, RSA2, Ed25519; and hints that prove nothing. */
export function correspondence(
  of: AccountOf,
  { city, clock, ask }: { city: string; clock: () => Date; ask: AskPlatform },
): Correspondence {
  switch (of.account) {
    case "main":
      return of.name === "wechat" ? wechatLetters(clock) : demoLetters(city, of.account, clock);
    case "v2":
    case "v3":
      return alipayLetters(of.account, clock);
    case "cashier":
      return cashierLetters(clock);
    case "nontax":
      return nontaxLetters(ask, clock);
  }
}
