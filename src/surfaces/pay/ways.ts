import type { Bill, OpenAccount, PayingFrom } from "../../domain/payments/index.ts";
import type { House } from "../house.ts";

/** A way to pay: the account, and how its wallet opens where the payer is now. */
export type Way = { readonly account: OpenAccount; readonly from: PayingFrom };

/** Accounts that take these bills, in the order they are offered; the wallet whose browser this is comes first. */
export function waysToPay(house: House, bills: readonly Bill[], agent: string): readonly Way[] {
  const [first] = bills;
  if (first === undefined) return [];
  const { city, agency, payee } = first;
  const ways = house.accounts
    .offered({ city, agency, payee })
    .map((account) => ({ account, from: payingFromOf(account, agent) }));
  const inside = walletOf(agent);
  // The demonstration's own wallet stands behind those that people know.
  const rank = ({ account: { provider } }: Way) => (provider === inside ? 0 : provider === "demo" ? 2 : 1);
  return ways.sort((a, b) => rank(a) - rank(b));
}

/** The wallet within whose own browser the page is read. */
function walletOf(agent: string): OpenAccount["provider"] | undefined {
  if (/MicroMessenger/i.test(agent)) return "wechat";
  return /AlipayClient/i.test(agent) ? "alipay" : undefined;
}

const others: readonly PayingFrom[] = ["phone", "desktop", "inside", "mini"];

/** How the wallet of an account opens for this browser; a way the account does not take gives place to one it takes. */
export function payingFromOf({ provider, open }: OpenAccount, agent: string): PayingFrom {
  const wanted: PayingFrom =
    walletOf(agent) === provider
      ? /miniProgram/i.test(agent)
        ? "mini"
        : "inside"
      : /Mobile|Android|iPhone|HarmonyOS/i.test(agent)
        ? "phone"
        : "desktop";
  if (open.from.includes(wanted)) return wanted;
  return others.find((one) => open.from.includes(one)) ?? "desktop";
}
