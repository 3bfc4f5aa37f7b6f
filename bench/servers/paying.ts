/** The program as it is served, in a process of its own, with an Alipay account and so many bills that wait to be paid. */

import { AccessTokens, demonstrationPartners } from "../../src/domain/identity/index.ts";
import { keepOwed } from "../../src/domain/payments/index.ts";
import { serve } from "../../src/serve.ts";
import { readSettings } from "../../src/settings.ts";
import { type AlipayKeys, billsPerAccount, city } from "../support/alipay.ts";

const settings = readSettings({ ...process.env, PORT: "0", ROLES: "web" });
const connection = JSON.parse(process.env["BENCH_CONNECTION"] ?? "");
const keys = JSON.parse(process.env["BENCH_ALIPAY"] ?? "") as AlipayKeys;
const { house, address, stop } = await serve({ settings, kind: "demonstration", app: connection, jobs: connection });
await house.accounts.set({
  ...{ city, provider: "alipay", account: "main", agency: "", by: { kind: "system", id: "bench" } },
  config: {
    ...{ protocol: "v2", app_id: keys.app_id, seller_id: keys.seller_id, gateway: "http://127.0.0.1:1" },
    keys: { mode: "key", alipay_public_key: keys.alipay_public_key },
    ways: { phone: "wap" },
  },
  secrets: { private_key: keys.private_key },
});
const [channel] = demonstrationPartners;
const issued = await new AccessTokens(house.identity).issue(channel.client, channel.secret, new Date());

let accounts = 0;
/** Numbers of new bills, as a biller's answers would have brought them. */
async function bills(count: number): Promise<readonly string[]> {
  const numbers: string[] = [];
  while (numbers.length < count) {
    accounts += 1;
    const account = String(4_306_210_000_000 + accounts);
    const owed = Array.from({ length: billsPerAccount }, (_, i) => ({
      ...{ reference: `${account}-${i}`, amount_fen: 13_674n, late_fee_fen: 0n },
      items: [{ name: "第一档电量", amount_fen: 13_674n }],
    }));
    const of = { city, biller: "power", service: "electricity", payee: "merchant", account } as const;
    const kept = await keepOwed(house.payments, { ...of, operation: "electricity", parameters: { account } }, owed);
    numbers.push(...kept.map(({ number }) => number));
  }
  return numbers.slice(0, count);
}

process.on("message", async (message) => {
  if (message === "stop") {
    await stop();
    process.exit(0);
  }
  process.send?.(await bills(message as number));
});
// The bench is gone: nobody is left to say stop.
process.once("disconnect", () => process.exit(0));
process.send?.({ port: address?.port, token: issued?.token });
