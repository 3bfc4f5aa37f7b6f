import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { testHouse } from "../../../tests/helpers/house.ts";
import { wechatPay } from "../../../tests/helpers/wechat-pay.ts";
import { createPayment, findPayment, keepOwed, listNotices } from "../../domain/payments/index.ts";
import { wechatAdapter } from "../../outside/payments/wechat/index.ts";

// WeChat Pay's stand-in tells this house over HTTP, through a proxy that says from where, as wrong as it is asked to.

const pay = wechatPay();
const city = "430621";

/** A proxy before the house: whatever comes is from `from`. */
async function proxyTo(house: () => string) {
  const proxy = { from: "", address: "", close: () => undefined as unknown };
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => /^(wechatpay-|content-type)/.test(name)),
    ) as Record<string, string>;
    const answer = await fetch(`${house()}${request.url}`, {
      ...{ method: "POST", body: Buffer.concat(parts) },
      headers: { ...headers, "x-forwarded-for": proxy.from },
    });
    response.writeHead(answer.status).end(await answer.text());
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  proxy.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  proxy.close = () => server.close();
  return proxy;
}

test("whoever forges is answered 429 unread after a while; true notices are taken at every other account and from every other address", async () => {
  const t = await testHouse({
    now: new Date(),
    providers: new Map([["wechat", wechatAdapter]]),
    // 30 refused notices a minute at one account.
    settings: { RATE_LIMIT_FACTOR: "0.1" },
  });
  const proxy = await proxyTo(() => t.baseUrl);
  const { payments, accounts } = t.house;
  const by = { kind: "system", id: "tests" } as const;
  const begun = async (account: string, reference: string) => {
    const owed = { reference, amount_fen: 10_937n, late_fee_fen: 0n, items: [] };
    const biller = { biller: "power-supply", service: "electricity", payee: "merchant", operation: "arrears" } as const;
    const [bill] = await keepOwed(payments, { city, ...biller, account: reference, parameters: {} }, [owed]);
    const { number } = await createPayment(payments, {
      ...{
        city,
        bills: [{ number: bill?.number ?? "" }],
        provider: "wechat",
        account,
        from: "desktop",
        channel: "web",
      },
      ...{ payer: "vTest", by: { kind: "visitor", id: "vTest" } },
      idempotency: { caller: "vTest", key: reference, bodyHash: reference },
    });
    const notifyUrl = `${proxy.address}/pay/notify/wechat/${city}/${account}`;
    const asked = { ...(await pay.request("desktop")), number, notifyUrl };
    await accounts.find({ city, provider: "wechat", account })?.open?.start(asked, AbortSignal.timeout(10_000));
    return number;
  };
  const forged = async (number: string, wish: object) =>
    (await pay.control<{ status: number }>("POST /control/forge", { number, ...wish })).status;
  const paid = async (number: string, state: string) => {
    await pay.control("POST /control/pay", { number });
    await expect.poll(async () => (await findPayment(payments, city, number)).payment.state).toBe(state);
  };
  try {
    const { config, secrets } = pay.account(0);
    for (const account of ["main", "other"]) {
      await accounts.set({ city, provider: "wechat", account, agency: "", config, secrets: { ...secrets }, by });
    }
    t.clock.now = new Date();
    const [first, second, third] = [await begun("main", "n1"), await begun("main", "n2"), await begun("other", "n3")];
    proxy.from = "203.0.113.66";
    const wishes = [{ forged: true }, { altered: true }, { probe: true }, { seconds: 400 }, { other_merchant: true }];
    const statuses: number[] = [];
    for (let each = 0; each < 34; each += 1) statuses.push(await forged(first, wishes[each % 5] ?? {}));
    expect(statuses).toEqual([...Array(30).fill(500), ...Array(4).fill(429)]);
    // Those answered 429 were neither read nor noted.
    const noted = await listNotices(payments, city, new Date(t.clock.now.getTime() + 1_000));
    expect(noted.map(({ verdict }) => verdict)).toEqual(Array(30).fill("refused"));

    await paid(third, "succeeded");
    proxy.from = "203.0.113.7";
    await paid(first, "succeeded");
    // However many true ones come: of 40 told again none is counted.
    const { items } = await pay.control<{ items: { notice: { id: string } }[] }>(
      `GET /control/notifications?about=${first}`,
    );
    const id = items.at(-1)?.notice.id;
    for (let each = 0; each < 40; each += 1) await pay.control("POST /control/notify", { id });
    await paid(second, "succeeded");
  } finally {
    proxy.close();
    await t.close();
  }
});
