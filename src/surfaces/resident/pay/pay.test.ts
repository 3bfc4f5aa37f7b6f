import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ScriptedAgencies, scriptedAgencies } from "../../../../tests/helpers/agencies.ts";
import { type TestHouse, testHouse } from "../../../../tests/helpers/house.ts";
import { Browsing, keyOf } from "../../../../tests/helpers/own-pages.ts";
import { type Entries, type Visitor, visitor } from "../../../../tests/helpers/visitor.ts";
import { BookWallet } from "../../../domain/payments/fixtures.ts";
import {
  approveRefund,
  confirmPayment,
  findPayment,
  type PaymentProvider,
  rememberedAccounts,
  runPaymentTasks,
  takeRefund,
} from "../../../domain/payments/index.ts";

const city = "430621";
const start = `/${city}/services/electricity/start`;
const account = "4301622875";

let t: TestHouse;
let agencies: ScriptedAgencies;
let wallet: BookWallet;
let walletSays: Partial<PaymentProvider> = {};

beforeAll(async () => {
  agencies = scriptedAgencies();
  const adapter = {
    name: "demo",
    check: () => [],
    secretsOf: () => [],
    open: ({ clock }: { clock: () => Date }) => {
      wallet = new BookWallet(clock);
      // As the test says, else as the wallet does.
      return new Proxy(wallet, {
        get: (target, name) => Reflect.get(walletSays, name) ?? Reflect.get(target, name),
      });
    },
  } as const;
  t = await testHouse({ adapters: agencies.adapters, providers: new Map([["demo", adapter]]) });
  await agencies.connect(t.house, ["power"]);
  const by = { kind: "system", id: "tests" } as const;
  await t.house.accounts.set({ city, provider: "demo", account: "main", agency: "", config: {}, secrets: {}, by });
});
afterAll(() => t?.close());

let bill = 0;
const owed = (amount_fen: number, more: Record<string, unknown> = {}) => {
  bill += 1;
  return {
    reference: `${account}-${bill}`,
    amount_fen,
    due_on: "2026-11-28",
    period: "2026-10",
    holder: "王*",
    ...more,
  };
};

beforeEach(() => {
  const found = t.house.catalogue.service("electricity")?.definition.samples[0]?.agency_says;
  if (found === undefined || found === "nothing") throw new Error("the sample finds nothing");
  agencies.says = { found };
  agencies.owes = [owed(13_674)];
  walletSays = {};
});

async function lookUp(who: Visitor, words: Entries = { 供电公司: "国家电网", 电费户号: account }, button = "查询") {
  await who.get(start);
  await who.press(button, words);
}

async function signedIn(sub: "worker" | "student" | "grandmother"): Promise<Visitor> {
  const browser = new Browsing(t.baseUrl);
  await browser.signIn(sub);
  const who = visitor(t.baseUrl);
  for (const [name, value] of browser.cookies) who.cookies.set(name, value);
  return who;
}

/** The payment on the page just seen: its number stands in the address that leads back. */
const numberOn = ({ page }: Visitor): string => {
  const number =
    /\/pay\/(430621-\d{8}-P[0-9A-Z-]+)/.exec(page.html)?.[1] ?? /\/pay\/([0-9A-Z-]*P[0-9A-Z-]+)/.exec(page.html)?.[1];
  if (number === undefined) throw new Error(`no payment on ${page.at}`);
  return number;
};

/** The wallet's books say it was paid, and our tasks ask: the provider, then the biller. */
async function paidIn(number: string): Promise<void> {
  const { payment } = await findPayment(t.house.payments, city, number);
  wallet.pay(number, payment.amount_fen);
  await confirmPayment(t.house.payments, city, wallet.told(number));
}
async function work(): Promise<void> {
  for (let round = 0; round < 3; round += 1) await runPaymentTasks(t.house.payments, [city]);
}

describe("somebody who has not signed in", () => {
  test("looks up, pays, comes back and sees it through to the end", async () => {
    const who = visitor(t.baseUrl);
    await lookUp(who);
    expect(who.page.text).toContain("136.74 元");
    await who.follow("去交费");
    expect(who.page.at).toMatch(/^\/pay\/430621\/bills\//);
    for (const words of ["要交 136.74 元", account, "王*", "2026年10月", "2026年11月28日"]) {
      expect(who.page.text).toContain(words);
    }
    await who.press("用演示钱包付");
    expect(who.page.title).toBe("正在打开演示钱包");
    const number = numberOn(who);
    expect(who.page.headers.get("refresh")).toBe(`0; url=http://127.0.0.1/${number}`);
    await who.follow("我付完了");
    expect(who.page.at).toBe(`/pay/${number}`);
    expect(who.page.title).toBe("正在核对，钱还没有收到");
    expect(who.page.headers.get("refresh")).toBe(`2; url=/pay/${number}?n=1`);
    await who.get(`/pay/${number}?n=12`);
    expect(who.page.headers.get("refresh")).toBeNull();
    await paidIn(number);
    await who.get(`/pay/${number}`);
    expect(who.page.title).toBe("钱已收到，等收费单位确认");
    await work();
    await who.get(`/pay/${number}`);
    expect(who.page.title).toBe("交好了");
    // Until the receipt has its number.
    expect(who.page.headers.get("refresh")).toBe(`2; url=/pay/${number}?n=1`);
    expect(agencies.writtenOff).toContain(number);
    await lookUp(who);
    expect(who.page.links.some(({ text }) => text.startsWith("去交费"))).toBe(false);
  });

  test("in English too, and a payment is nobody else's", async () => {
    const who = visitor(t.baseUrl, { language: "en" });
    await lookUp(who, { "Power company": "State Grid", "Account number": account }, "Look up");
    await who.follow("Pay");
    expect(who.page.title).toBe("To pay CNY 136.74");
    await who.press("Pay with Demonstration wallet");
    const number = numberOn(who);
    await who.get(`/pay/${number}`);
    expect(who.page.title).toBe("No money has arrived");
    for (const other of [visitor(t.baseUrl), await signedIn("student")]) {
      await other.get("/");
      for (const path of ["", "/back", "/payer?code=1&state=2"]) {
        expect((await other.get(`/pay/${number}${path}`)).status).toBe(404);
      }
    }
    const same = (await visitor(t.baseUrl).get("/pay/430621-20261116-PAAAAAAAAAA-A")).status;
    expect(same).toBe(404);
  });

  test("a second tap on the same button is the same payment; after cancelling the bill can be paid anew", async () => {
    const who = visitor(t.baseUrl);
    await lookUp(who);
    await who.follow("去交费");
    const billPage = who.page.at;
    const tap = who.prepare("用演示钱包付");
    await who.send(tap);
    const number = numberOn(who);
    await who.send(tap);
    expect(numberOn(who)).toBe(number);
    await who.get(`/pay/${number}`);
    await who.press("取消这次缴费");
    expect(who.page.text).toContain("您取消了这次缴费");
    // The old page's button leads to what became of it.
    await who.send(tap);
    expect(who.page.at).toBe(`/pay/${number}`);
    await who.follow("再付一次");
    expect(who.page.at).toBe(billPage);
    await who.press("用演示钱包付");
    expect(numberOn(who)).not.toBe(number);
  });

  test("pays a part where the service allows it, and reads what a part may be", async () => {
    const who = visitor(t.baseUrl);
    await lookUp(who);
    await who.follow("去交费");
    const billPage = who.page.at;
    for (const amount of ["abc", "5", "9999"]) {
      await who.press("用演示钱包付", { 这一次交多少: amount });
      expect(who.page.status).toBe(422);
      expect(who.page.errors).toHaveLength(1);
      expect(who.page.html).toContain(`value="${amount}"`);
    }
    await who.press("用演示钱包付", { 这一次交多少: "36.5" });
    const number = numberOn(who);
    expect((await findPayment(t.house.payments, city, number)).payment.amount_fen).toBe(3_650n);
    await paidIn(number);
    await who.get(billPage);
    expect(who.page.text).toContain("100.24 元");
  });

  test("pays several at once; those of another service are refused", async () => {
    agencies.owes = [owed(1_000, { period: "2026-09" }), owed(2_000)];
    const who = visitor(t.baseUrl);
    await lookUp(who);
    await who.press("一起交选中的");
    expect(who.page.title).toBe("要交 30.00 元");
    expect(who.page.text).toContain("2 张账单");
    await who.press("用演示钱包付");
    const { payment, bills } = await findPayment(t.house.payments, city, numberOn(who));
    expect(payment.amount_fen).toBe(3_000n);
    expect(bills).toHaveLength(2);
    expect((await who.get(`/pay/${city}/bills`)).status).toBe(422);
    expect((await who.get(`/pay/${city}/bills/nonsense`)).status).toBe(404);
  });

  test("a wallet that does not answer takes no money; it can be tried again", async () => {
    const { ProviderFailure } = await import("../../../domain/payments/index.ts");
    walletSays = { start: () => Promise.reject(new ProviderFailure("down", "as the test says")) };
    const who = visitor(t.baseUrl);
    await lookUp(who);
    await who.follow("去交费");
    await who.press("用演示钱包付");
    expect(who.page.at).toContain("?said=unavailable");
    expect(who.page.text).toContain("还没有付的，请过一会儿再试，或者换一种。已经付了的，请不要再付");
    walletSays = {};
    await who.press("接着付");
    expect(who.page.title).toBe("正在打开演示钱包");
  });

  test("a wallet that refuses to open because it has the money already is asked, and believed", async () => {
    const { ProviderFailure, ProviderRefusal } = await import("../../../domain/payments/index.ts");
    const who = visitor(t.baseUrl);
    await lookUp(who);
    await who.follow("去交费");
    await who.press("用演示钱包付");
    const number = numberOn(who);
    const { payment } = await findPayment(t.house.payments, city, number);
    // Paid, and no notification comes.
    wallet.pay(number, payment.amount_fen);
    const start = () => Promise.reject(new ProviderRefusal("already_paid", "as the test says"));
    walletSays = { start, query: () => Promise.reject(new ProviderFailure("down", "as the test says")) };
    await who.get(`/pay/${number}`);
    await who.press("接着付");
    expect(who.page.at).toContain("?said=unavailable");
    walletSays = { start };
    await who.press("接着付");
    expect([who.page.at, who.page.title]).toEqual([`/pay/${number}`, "钱已收到，等收费单位确认"]);
  });

  test("a wallet that refuses, and has no money either, is refused for good", async () => {
    const { ProviderRefusal } = await import("../../../domain/payments/index.ts");
    const who = visitor(t.baseUrl);
    await lookUp(who);
    await who.follow("去交费");
    await who.press("用演示钱包付");
    walletSays = { start: () => Promise.reject(new ProviderRefusal("closed", "as the test says")) };
    await who.get(`/pay/${numberOn(who)}`);
    await who.press("接着付");
    expect(who.page.at).toContain("?said=refused&because=closed");
    expect(who.page.text).toContain("这笔缴费在钱包里已经失效，没有扣款。请重新查询账单，再付一次。");
    // What an address says in its own words nobody reads here.
    await who.get(`/pay/${numberOn(who)}?said=refused&because=PLEASE_CALL_12345`);
    expect(who.page.text).toContain("这个付款方式不接受这笔缴费");
    expect(who.page.text).not.toContain("PLEASE");
  });

  test("a code to scan and the wallet's own window are pages", async () => {
    const who = visitor(t.baseUrl);
    await lookUp(who);
    await who.follow("去交费");
    walletSays = { start: async () => ({ kind: "code", content: "weixin://wxpay/bizpayurl?pr=x" }) };
    await who.press("用演示钱包付");
    expect(who.page.html).toContain('class="qr"');
    walletSays = { start: async () => ({ kind: "bridge", call: { package: 'prepay_id="<x>"' } }) };
    await who.get(`/pay/${numberOn(who)}`);
    await who.press("接着付");
    expect(who.page.html).toContain('src="/pay/wallet.js"');
    expect(who.page.html).not.toContain("<x>");
    expect((await who.get("/pay/wallet.js")).html).toContain("getBrandWCPayRequest");
  });

  test("a wallet that asks who pays is asked first, and its answer is bound to the payment", async () => {
    const seen: { state?: string; payer?: string | undefined } = {};
    walletSays = {
      wantsPayer: () => true,
      payerSignIn: {
        address: ({ state, returnUrl }) => {
          seen.state = state;
          return `${returnUrl}?code=abc&state=${state}`;
        },
        payerOf: async (code) => `openid-of-${code}`,
      },
      start: async ({ number, payer }) => {
        seen.payer = payer;
        return { kind: "redirect", url: `http://127.0.0.1/${number}` };
      },
    };
    const who = visitor(t.baseUrl);
    await lookUp(who);
    await who.follow("去交费");
    await who.press("用演示钱包付");
    expect(seen.payer).toBe("openid-of-abc");
    delete seen.payer;
    const number = numberOn(who);
    await who.get(`/pay/${number}/payer?code=abc&state=${"0".repeat(64)}`);
    expect(seen.payer).toBeUndefined();
    expect(who.page.at).toBe(`/pay/${number}`);
  });

  test.each(["sign_in_40029", "sign_in_40163", "isv.code-invalid"])(
    "a wallet's sign-in whose code was used or has run out (%s) says so, takes nothing, and is asked for anew",
    async (code) => {
      const { ProviderFailure, ProviderRefusal } = await import("../../../domain/payments/index.ts");
      const codes = new Set(["fresh-1", "fresh-2"]);
      let last = "";
      let state = "";
      const payers: (string | undefined)[] = [];
      walletSays = {
        wantsPayer: () => true,
        payerSignIn: {
          address: (of) => {
            state = of.state;
            const [next = "none"] = codes;
            last = next;
            return `${of.returnUrl}?code=${next}&state=${of.state}`;
          },
          payerOf: async (given) => {
            if (given === "unheard") throw new ProviderFailure("timeout", "as the test says");
            if (!codes.delete(given)) throw new ProviderRefusal(code, "as the test says");
            return `openid-of-${given}`;
          },
        },
        start: async ({ number, payer }) => {
          payers.push(payer);
          return { kind: "redirect", url: `http://127.0.0.1/${number}` };
        },
      };
      const who = visitor(t.baseUrl);
      await lookUp(who);
      await who.follow("去交费");
      await who.press("用演示钱包付");
      const number = numberOn(who);
      // The same address once more: by the browser's back, or from yesterday.
      await who.get(`/pay/${number}/payer?code=${last}&state=${state}`);
      expect(who.page.status).toBe(200);
      expect(who.page.at).toBe(`/pay/${number}?said=refused&because=${code}`);
      expect(who.page.text).toContain("钱包的登录已经过期，没有扣款。请在下面接着付，或者换一种付款方式。");
      expect(who.page.text).not.toContain(code);
      expect(who.page.buttons).toEqual(expect.arrayContaining(["接着付", "取消这次缴费"]));
      await who.get(`${who.page.at}&lang=en`);
      expect(who.page.text).toContain("The wallet's sign-in has run out. No money was taken.");
      await who.get(`/pay/${number}?lang=zh`);
      const waiting = await findPayment(t.house.payments, city, number);
      expect([waiting.payment.state, waiting.payment.received_fen]).toEqual(["handed_over", 0n]);
      // A wallet that says nothing at all is another thing.
      await who.get(`/pay/${number}/payer?code=unheard&state=${state}`);
      expect(who.page.at).toBe(`/pay/${number}?said=unavailable`);
      await who.press("接着付");
      expect(payers).toEqual(["openid-of-fresh-1", "openid-of-fresh-2"]);
    },
  );
});

describe("somebody signed in", () => {
  test("keeps an account, and pays it next time in three taps from the city's home", async () => {
    const who = await signedIn("worker");
    await lookUp(who);
    await who.follow("去交费");
    await who.press("用演示钱包付", { 下次接着用: ["记住这个户号"] });
    await paidIn(numberOn(who));
    await work();
    const [kept] = await rememberedAccounts(t.house.payments, keyOf(t.house, "worker"));
    expect(kept).toMatchObject({ service: "electricity", account, own: true, remind: true, holder: "王*" });
    agencies.owes = [owed(4_200)];
    await who.get(`/${city}`);
    await who.follow("去交费");
    expect(who.page.at).toBe("/me/bills");
    expect(who.page.text).toContain("42.00 元");
    await who.follow("去交费 42.00");
    await who.press("用演示钱包付");
    expect(who.page.title).toBe("正在打开演示钱包");
    const [now] = await rememberedAccounts(t.house.payments, keyOf(t.house, "worker"));
    expect(now).toMatchObject({ owed_fen: 4_200n, due_on: "2026-11-28" });
    await who.get("/me/bills");
    await who.press("不用提醒");
    expect(who.page.buttons).toContain("有新账单时提醒我");
    await who.press("不再记住");
    expect(await rememberedAccounts(t.house.payments, keyOf(t.house, "worker"))).toEqual([]);
  });

  test("another person's account is kept as such; what is kept is nobody else's to change", async () => {
    const who = await signedIn("grandmother");
    await lookUp(who);
    await who.follow("去交费");
    await who.press("用演示钱包付", { 下次接着用: ["记住这个户号", "这是家人"] });
    await who.get("/me/bills");
    expect(who.page.text).toContain("家人或者别人的");
    const theirs = who.prepare("不再记住");
    const other = await signedIn("student");
    await other.get("/me/bills");
    await other.get("/me");
    const csrf = /name="_csrf" value="([^"]+)"/.exec(other.page.html)?.[1] ?? "";
    if (theirs.body instanceof URLSearchParams) theirs.body.set("_csrf", csrf);
    await other.send(theirs);
    expect(other.page.status).toBe(404);
    expect(await rememberedAccounts(t.house.payments, keyOf(t.house, "grandmother"))).toHaveLength(1);
  });

  test("asks for a refund once, with a reason", async () => {
    const who = await signedIn("student");
    await lookUp(who);
    await who.follow("去交费");
    await who.press("用演示钱包付");
    const number = numberOn(who);
    await paidIn(number);
    await work();
    await who.get(`/pay/${number}`);
    await who.press("申请退款", { 为什么要退: " " });
    expect(who.page.status).toBe(422);
    await who.press("申请退款", { 为什么要退: "交重了" });
    expect(who.page.text).toContain("已经申请，5 个工作日内答复您");
    expect(who.page.buttons).not.toContain("申请退款");
    const { refunds } = await findPayment(t.house.payments, city, number);
    expect(refunds).toMatchObject([{ amount_fen: 13_674n, state: "asked", cause: "asked" }]);
  });

  test("asks for the money of the bills chosen; what has gone back or is on its way cannot be chosen", async () => {
    agencies.owes = ["2026-08", "2026-09", "2026-10"].map((period, index) => owed(1_000 * (index + 1), { period }));
    const who = await signedIn("student");
    await lookUp(who);
    await who.press("一起交选中的");
    await who.press("用演示钱包付");
    const number = numberOn(who);
    await paidIn(number);
    await work();
    await who.get(`/pay/${number}`);
    expect(who.page.text).toContain("最多 60.00 元");
    const boxes = () => [...who.page.html.matchAll(/name="refund-bill"[^>]*>/g)].map(([box]) => / checked/.test(box));
    expect(boxes()).toEqual([true, true, true]);
    const sent = who.prepare("申请退款", { 退哪几张账单: ["2026年9月 · 20.00 元"], 为什么要退: "租客已经交了" });
    const none = who.prepare("申请退款", { 为什么要退: "租客已经交了" });
    if (none.body instanceof URLSearchParams) none.body.delete("refund-bill");
    await who.send(none);
    expect([who.page.status, ...who.page.errors]).toEqual([422, expect.stringContaining("请至少选一张要退的账单")]);
    expect(boxes()).toEqual([false, false, false]);
    expect(who.page.html).toContain("租客已经交了");
    await who.send(sent);
    const at = async () => findPayment(t.house.payments, city, number);
    const [asked] = (await at()).refunds;
    const september = (await at()).bills.find((bill) => bill.amount_fen === 2_000n)?.number ?? "";
    expect(asked).toMatchObject({ amount_fen: 2_000n, bills: [september] });
    expect(who.page.text).toMatch(/20\.00 元 已经申请，5 个工作日内答复您\s*2026年9月/);

    const by = { kind: "clerk", id: "00000000-0000-7000-8000-000000000001" } as const;
    await approveRefund(t.house.payments, { city, number, refund: asked?.number ?? "", by });
    await who.get(`/pay/${number}`);
    expect(who.page.text).toMatch(/不用再选的：\s*2026年9月 · 20\.00 元 正在退回/);
    expect(boxes()).toEqual([true, true]);
    await takeRefund(
      t.house.payments,
      { city, number },
      { refund: asked?.number ?? "", state: "succeeded", amount_fen: 2_000n },
    );
    await who.get(`/pay/${number}?lang=en`);
    expect(who.page.text).toMatch(/Not to be chosen any more:\s*September 2026 · CNY 20\.00 Given back/);
    await who.get(`/pay/${number}?lang=zh`);
    // The old page, in which it could still be chosen.
    await who.send(sent);
    expect([who.page.status, ...who.page.errors]).toEqual([422, expect.stringContaining("有的钱已经退了，或者正在退")]);
    await who.get(`/pay/${number}`);
    await who.press("申请退款", { 为什么要退: "其余的也交重了" });
    const rest = (await at()).refunds.find(({ state }) => state === "asked");
    expect([rest?.amount_fen, rest?.bills?.length]).toEqual([4_000n, 2]);
  });

  test("the whole of a payment of several names none of them", async () => {
    agencies.owes = [owed(1_000, { period: "2026-09" }), owed(2_000)];
    const who = await signedIn("worker");
    await lookUp(who);
    await who.press("一起交选中的");
    await who.press("用演示钱包付");
    const number = numberOn(who);
    await paidIn(number);
    await work();
    await who.get(`/pay/${number}`);
    await who.press("申请退款", { 为什么要退: "交错了户号" });
    const { refunds } = await findPayment(t.house.payments, city, number);
    expect(refunds).toMatchObject([{ amount_fen: 3_000n, bills: null, state: "asked" }]);
  });
});
