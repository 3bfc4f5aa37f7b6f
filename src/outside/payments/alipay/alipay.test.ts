import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { sandboxFor } from "../../../../tests/helpers/sandbox.ts";
import type { PaymentProvider, RawNotification, StartRequest } from "../../../domain/payments/index.ts";
import { alipayAdapter } from "./index.ts";

const sandbox = sandboxFor(["alipay"]);
let ahead = 0;
const clock = () => new Date(Date.now() + ahead * 1_000);
const heard: RawNotification[] = [];
/** What our side answers; then `success`. */
const answers: string[] = [];
const receiver = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("error", () => undefined);
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    heard.push({ headers: request.headers as Record<string, string>, body: Buffer.concat(parts) });
    response.end(answers.shift() ?? "success");
  });
});
let ours: string;

beforeAll(async () => {
  await new Promise<void>((done) => receiver.listen(0, "127.0.0.1", done));
  ours = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  for (const variant of variants) providers.set(variant, await openAs(variant));
});
afterEach(async () => {
  ahead = 0;
  await sandbox().control("alipay", "POST /control/time", { ahead: 0, speed: 1 });
});
afterAll(() => {
  receiver.close();
  receiver.closeAllConnections();
});

/** Everything is spoken in v2 and v3, with keys and certificates, in the open and encrypted. */
const variants = [
  "v2 key",
  "v3 key",
  "v2 certificate",
  "v3 certificate",
  "v2 key encrypted",
  "v3 certificate encrypted",
];
const providers = new Map<string, PaymentProvider>();
const opened = (variant = "v3 key", over?: object): PaymentProvider => {
  const provider = providers.get(variant);
  if (!provider) throw new Error(variant);
  if (!over) return provider;
  const secrets = { private_key: keys.get(variant) ?? "", encrypt_key: encryptKeys.get(variant) ?? "" };
  return alipayAdapter.open({ config: { ...configs.get(variant), ...over }, secrets, clock });
};
const ways = { inside: "bridge", phone: "wap", desktop: "code", mini: "bridge" };
const configs = new Map<string, Record<string, unknown>>();
const keys = new Map<string, string>();
const encryptKeys = new Map<string, string>();

async function openAs(variant: string): Promise<PaymentProvider> {
  const [protocol, mode, encrypt] = variant.split(" ");
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const app = await sandbox().control<Record<string, string>>("alipay", "POST /control/apps", {
    app_id: `20210000000001${String(variants.indexOf(variant)).padStart(2, "0")}`,
    seller_id: `20880000000001${String(variants.indexOf(variant)).padStart(2, "0")}`,
    public_key: createPublicKey(privateKey).export({ type: "spki", format: "pem" }).toString(),
    ...{ mode, encrypt: encrypt !== undefined, payers: protocol === "v2" ? "user_id" : "open_id" },
  });
  const { app_id, seller_id, encrypt_key = "", ...copied } = app;
  const config = {
    ...{ protocol, app_id, seller_id, ways, encrypt: encrypt !== undefined, gateway: sandbox().at("alipay").address },
    authorize: `${sandbox().at("alipay").address}/oauth2/publicAppAuthorize.htm`,
    keys:
      mode === "key"
        ? { mode, alipay_public_key: copied["alipay_public_key"] }
        : {
            mode,
            app_certificate: copied["app_certificate"],
            alipay_certificate: copied["alipay_certificate"],
            root_certificates: copied["root_certificates"],
          },
  };
  const private_key = privateKey.export({ type: "pkcs8", format: "der" }).toString("base64");
  configs.set(variant, config);
  keys.set(variant, private_key);
  encryptKeys.set(variant, encrypt_key);
  expect(alipayAdapter.check(config)).toEqual([]);
  expect(alipayAdapter.secretsOf(config)).toEqual(["private_key", ...(encrypt ? ["encrypt_key"] : [])]);
  return alipayAdapter.open({ config, secrets: { private_key, encrypt_key }, clock });
}

const signal = () => AbortSignal.timeout(20_000);
let count = 0;
const newNumber = () => `T${Date.now()}${String(++count).padStart(4, "0")}`;
const request = (given: Partial<StartRequest> = {}): StartRequest => ({
  ...{ number: newNumber(), amount_fen: 12_345n, description: "电费 2026/10 & 11", from: "phone", ip: "127.0.0.1" },
  expiresAt: new Date(clock().getTime() + 900_000),
  returnUrl: `${ours}/pay/back`,
  notifyUrl: `${ours}/pay/notify/alipay/430621/main`,
  ...given,
});

/** As a browser does: follows, and presses a button. */
async function press(url: string, act: "pay" | "cancel" | "pay-silently"): Promise<Response> {
  const page = await fetch(url);
  expect(await page.text()).toContain("123.45");
  return fetch(page.url, {
    ...{ method: "POST", redirect: "manual" },
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: `act=${act}`,
  });
}

async function notified(about: string, kind = "out_trade_no"): Promise<RawNotification> {
  const isAbout = ({ body }: RawNotification) => new URLSearchParams(body.toString()).get(kind) === about;
  await expect.poll(() => heard.some(isAbout), { timeout: 10_000 }).toBe(true);
  const found = heard.findLast(isAbout);
  if (!found) throw new Error("nothing came");
  return found;
}

/** Paid by address, silently; the number. */
async function paid(provider: PaymentProvider, act: "pay" | "pay-silently" = "pay-silently"): Promise<string> {
  const asked = request();
  const started = await provider.start(asked, signal());
  if (started.kind !== "redirect") throw new Error(started.kind);
  await press(started.url, act);
  return asked.number;
}

describe.each(variants)("%s", (variant) => {
  test("a payment on a phone: unknown, paid on the cashier's page, told, and given back in two parts", async () => {
    const provider = opened(variant);
    const asked = request();
    const { number } = asked;
    const started = await provider.start(asked, signal());
    if (started.kind !== "redirect") throw new Error(started.kind);
    expect(await provider.query(number, signal())).toEqual({ number, state: "absent" });
    const back = await press(started.url, "pay");
    expect(new URL(back.headers.get("location") ?? "").pathname).toBe("/pay/back");
    const payment = { number, state: "paid", amount_fen: 12_345n, reference: expect.stringMatching(/^\d{16,64}$/) };
    const found = await provider.query(number, signal());
    expect(found).toMatchObject(payment);
    const told = await provider.readNotification(await notified(number), clock());
    expect(told).toMatchObject({
      kind: "payment",
      payment: { ...payment, reference: found.reference, paidAt: found.paidAt },
    });
    expect(Math.abs((found.paidAt?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);

    const part = {
      number,
      refund: `${number}A`,
      amount_fen: 345n,
      total_fen: 12_345n,
      reason: "多缴",
      notifyUrl: asked.notifyUrl,
    };
    expect(await provider.queryRefund(part, signal())).toEqual({ refund: part.refund, state: "absent" });
    const refunded = { refund: part.refund, state: "succeeded", amount_fen: 345n };
    expect(await provider.refund(part, signal())).toMatchObject(refunded);
    expect(await provider.refund(part, signal())).toMatchObject(refunded);
    const rest = { ...part, refund: `${number}B`, amount_fen: 12_000n };
    expect(await provider.refund(rest, signal())).toMatchObject({ state: "succeeded", amount_fen: 12_000n });
    expect(await provider.queryRefund(rest, signal())).toMatchObject({ state: "succeeded", amount_fen: 12_000n });
    expect(await provider.queryRefund(part, signal())).toMatchObject(refunded);
    expect(await provider.query(number, signal())).toMatchObject({ state: "refunded", amount_fen: 12_345n });
    expect(await provider.readNotification(await notified(rest.refund, "out_biz_no"), clock())).toMatchObject({
      kind: "refund",
      refund: { refund: rest.refund, state: "succeeded", reference: found.reference },
    });
    await expect(provider.refund({ ...part, refund: `${number}C` }, signal())).rejects.toMatchObject({
      code: "TRADE_STATUS_ERROR",
    });
  });

  test("an app hands the wallet one signed text, which opens the same payment", async () => {
    const { encrypt } = configs.get(variant) ?? {};
    const provider = opened(variant, { ways: { mini: "app" } });
    const asked = request({ from: "mini" });
    const started = await provider.start(asked, signal());
    if (started.kind !== "bridge") throw new Error(started.kind);
    const { orderStr = "" } = started.call;
    const said = new URLSearchParams(orderStr);
    expect([said.get("method"), said.get("notify_url")]).toEqual(["alipay.trade.app.pay", asked.notifyUrl]);
    if (encrypt !== true)
      expect(JSON.parse(said.get("biz_content") ?? "")).toMatchObject({ product_code: "QUICK_MSECURITY_PAY" });
    const { address } = sandbox().at("alipay");
    await press(`${address}/gateway.do?${orderStr}`, "pay");
    expect(await provider.query(asked.number, signal())).toMatchObject({ state: "paid", amount_fen: 12_345n });
    const forged = orderStr.replace("trade.app.pay", "trade.wap.pay");
    expect(await (await fetch(`${address}/gateway.do?${forged}`)).text()).not.toContain("123.45");
  });

  test("a code at a desktop, closed, and never paid", async () => {
    const provider = opened(variant);
    const asked = request({ from: "desktop" });
    const started = await provider.start(asked, signal());
    if (started.kind !== "code") throw new Error(started.kind);
    expect(await provider.close(asked.number, signal())).toBe("absent");
    await fetch(started.content);
    expect(await provider.query(asked.number, signal())).toMatchObject({ state: "unpaid", amount_fen: 12_345n });
    expect(await provider.close(asked.number, signal())).toBe("closed");
    expect(await provider.close(asked.number, signal())).toBe("closed");
    expect(await provider.query(asked.number, signal())).toMatchObject({ state: "closed" });
    const late = await fetch(started.content);
    expect(await late.text()).toContain("ACQ.TRADE_HAS_CLOSE");
    await expect(provider.start(asked, signal())).rejects.toMatchObject({ code: "TRADE_HAS_CLOSE" });
  });

  test("a mini program: who the payer is, the trade's number, and one trade for one number", async () => {
    const provider = opened(variant);
    const signIn = provider.payerSignIn;
    if (!signIn) throw new Error("no sign-in");
    const address = signIn.address({ state: "s-1", returnUrl: `${ours}/signed-in?x=1` });
    const form = new URLSearchParams(new URL(address).search);
    form.set("person", "51132519910708911X");
    const sent = await fetch(address.split("?")[0] ?? "", { method: "POST", redirect: "manual", body: form });
    const back = new URL(sent.headers.get("location") ?? "");
    expect([back.pathname, back.searchParams.get("state"), back.searchParams.get("x")]).toEqual([
      "/signed-in",
      "s-1",
      "1",
    ]);
    const code = back.searchParams.get("auth_code") ?? "";
    const payer = await signIn.payerOf(code, signal());
    expect(payer).toMatch(variant.startsWith("v2") ? /^2088\d{12}$/ : /^[\w-]{40,}$/);
    await expect(signIn.payerOf(code, signal())).rejects.toThrow();
    const asked = request({ from: "mini", payer });
    expect(provider.wantsPayer("mini")).toBe(true);
    const started = await provider.start(asked, signal());
    expect(started).toMatchObject({ kind: "bridge", call: { tradeNO: expect.stringMatching(/^\d+$/) } });
    expect(await provider.start(asked, signal())).toEqual(started);
    await expect(provider.start({ ...asked, amount_fen: 1n }, signal())).rejects.toMatchObject({
      code: "CONTEXT_INCONSISTENT",
    });
    await sandbox().control("alipay", "POST /control/pay", {
      app_id: configs.get(variant)?.["app_id"],
      number: asked.number,
    });
    expect(await provider.query(asked.number, signal())).toMatchObject({ state: "paid", reference: started.reference });
    expect(await provider.close(asked.number, signal())).toBe("paid");
    await expect(provider.start(asked, signal())).rejects.toMatchObject({ code: "TRADE_HAS_SUCCESS" });
    await expect(provider.start(request({ from: "mini" }), signal())).rejects.toMatchObject({ code: "NO_PAYER" });
    await expect(provider.start(request({ from: "mini", payer: "nobody" }), signal())).rejects.toMatchObject({
      code: "BUYER_NOT_EXIST",
    });
  });

  test("an answer with another's signature, or broken, teaches nothing", async () => {
    const provider = opened(variant);
    const number = await paid(provider);
    const asking = (mood: { mood: string; [word: string]: unknown }) =>
      sandbox()
        .mood("alipay", { times: 1, ...mood })
        .then(() => provider.query(number, signal()));
    await expect(asking({ mood: "bad-signature", on: "answer" })).rejects.toMatchObject({ reason: "signature" });
    await expect(asking({ mood: "half" })).rejects.toMatchObject({ reason: "unreadable" });
    await expect(asking({ mood: "error", page: true })).rejects.toMatchObject({ reason: "error" });
    await expect(asking({ mood: "error" })).rejects.toMatchObject({ reason: "error" });
    await expect(asking({ mood: "down" })).rejects.toMatchObject({ reason: "down" });
    await expect(asking({ mood: "maintenance" })).rejects.toThrow();
    await expect(asking({ mood: "huge", bytes: 400_000 })).rejects.toThrow();
    await sandbox().mood("alipay", { mood: "slow", ms: 5_000, times: 1 });
    await expect(provider.query(number, AbortSignal.timeout(200))).rejects.toMatchObject({ reason: "timeout" });
    expect(await provider.query(number, signal())).toMatchObject({ state: "paid" });
  });
});

test("a payment that was cancelled may still be paid; one whose time is over may not", async () => {
  const provider = opened();
  const asked = request();
  const started = await provider.start(asked, signal());
  if (started.kind !== "redirect") throw new Error(started.kind);
  expect((await press(started.url, "cancel")).headers.get("location")).toBe(asked.returnUrl);
  expect(await provider.query(asked.number, signal())).toMatchObject({ state: "unpaid" });
  await sandbox().control("alipay", "POST /control/time", { ahead: 901, speed: 1 });
  ahead = 901;
  expect(await provider.query(asked.number, signal())).toMatchObject({ state: "closed" });
});

test("a number asked for again with another amount is refused on the page", async () => {
  const provider = opened();
  const asked = request();
  for (const amount_fen of [12_345n, 54_321n]) {
    const started = await provider.start({ ...asked, amount_fen }, signal());
    if (started.kind !== "redirect") throw new Error(started.kind);
    const text = await (await fetch(started.url)).text();
    expect(text).toContain(amount_fen === 12_345n ? "123.45" : "ACQ.CONTEXT_INCONSISTENT");
  }
});

test("a refund that was done and not answered is found by asking", async () => {
  const provider = opened();
  const number = await paid(provider);
  const refund = {
    number,
    refund: `${number}R`,
    amount_fen: 12_345n,
    total_fen: 12_345n,
    reason: "退",
    notifyUrl: ours,
  };
  const refuse = { method: "alipay.trade.refund", code: "ACQ.SYSTEM_ERROR", done: true };
  await sandbox().control("alipay", "POST /control/refuse", refuse);
  await expect(provider.refund(refund, signal())).rejects.toMatchObject({ reason: "error" });
  expect(await provider.queryRefund(refund, signal())).toMatchObject({ state: "succeeded", amount_fen: 12_345n });
  expect(await provider.refund(refund, signal())).toMatchObject({ state: "succeeded", amount_fen: 12_345n });
  await expect(provider.refund({ ...refund, refund: `${number}S`, amount_fen: 1n }, signal())).rejects.toThrow();
  const other = await paid(provider);
  const tooMuch = { ...refund, number: other, amount_fen: 12_346n };
  await expect(provider.refund(tooMuch, signal())).rejects.toMatchObject({ code: "REFUND_AMT_NOT_EQUAL_TOTAL" });
  await sandbox().control("alipay", "POST /control/finish", {
    app_id: configs.get("v3 key")?.["app_id"],
    number: other,
  });
  expect(await provider.query(other, signal())).toMatchObject({ state: "paid" });
  await expect(provider.refund({ ...tooMuch, amount_fen: 1n }, signal())).rejects.toMatchObject({
    code: "TRADE_HAS_FINISHED",
  });
});

test("notifications are repeated until the answer is exactly success, and every wrong one is refused", async () => {
  const provider = opened();
  const read = async (raw: RawNotification) =>
    provider.readNotification(raw, clock()).catch((error: { reason: string }) => error.reason);
  await sandbox().control("alipay", "POST /control/time", { ahead: 0, speed: 2_000 });
  answers.push("failure", "SUCCESS", "success\n");
  const number = await paid(provider, "pay");
  const about = () => heard.filter(({ body }) => body.includes(number));
  await expect.poll(() => about().length, { timeout: 10_000 }).toBe(4);
  const ids = await Promise.all(about().map(async (raw) => (await provider.readNotification(raw, clock())).id));
  expect(new Set(ids).size).toBe(1);
  await sandbox().control("alipay", "POST /control/time", { ahead: 0, speed: 1 });
  const next = async (mood: { mood: string; [word: string]: unknown }) => {
    const before = heard.length;
    await sandbox().mood("alipay", { times: 1, ...mood });
    await sandbox().control("alipay", "POST /control/notify", { id: ids[0] });
    await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(before + 1);
    return heard[before] ?? { headers: {}, body: Buffer.alloc(0) };
  };
  expect(await read(await next({ mood: "bad-signature" }))).toBe("forged");
  expect(await read(await next({ mood: "altered" }))).toBe("forged");
  expect(await read(await next({ mood: "probe" }))).toBe("forged");
  expect(await read(await next({ mood: "other-merchant" }))).toBe("other_merchant");
  expect(await read(await next({ mood: "skewed", seconds: 90_001 }))).toBe("old");
  // Retries come for more than a day.
  expect(await read(await next({ mood: "skewed", seconds: 88_000 }))).toMatchObject({ kind: "payment", late: true });
  // Genuine, with an amount that is not the bill's: whoever knows the bill sees it.
  expect(await read(await next({ mood: "wrong-amount" }))).toMatchObject({ payment: { number, amount_fen: 1n } });
  expect(
    await opened("v2 key")
      .readNotification(await notified(number), clock())
      .catch((error) => error.reason),
  ).toBe("other_merchant");
});

test("the gateway refuses what the real one refuses", async () => {
  const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs8", format: "der" });
  for (const variant of ["v2 key", "v3 key"]) {
    const secrets = { private_key: other.toString("base64") };
    const stranger = alipayAdapter.open({ config: configs.get(variant), secrets, clock });
    await expect(stranger.query(newNumber(), signal())).rejects.toMatchObject({ reason: "error" });
    const unknown = { ...configs.get(variant), app_id: "2021999999999999" };
    const nobody = alipayAdapter.open({ config: unknown, secrets, clock });
    await expect(nobody.query(newNumber(), signal())).rejects.toThrow();
    ahead = 3_600;
    await expect(opened(variant).query(newNumber(), signal())).rejects.toMatchObject({ reason: "error" });
    ahead = 0;
  }
  const signed = await opened().start(request(), signal());
  if (signed.kind !== "redirect") throw new Error(signed.kind);
  const changed = await fetch(signed.url.replace("123.45", "023.45"));
  expect(await changed.text()).toContain("isv.invalid-signature");
});

test("another certificate of Alipay's than the one configured is not trusted", async () => {
  const config = configs.get("v3 certificate");
  const own = sandbox().at("alipay").alipay;
  const keysOf = config?.["keys"] as Record<string, string>;
  const wrong = { ...config, keys: { ...keysOf, alipay_certificate: keysOf["app_certificate"] } };
  expect(alipayAdapter.check(wrong)).toMatchObject([{ at: "keys.alipay_certificate" }]);
  const foreign = { ...config, keys: { mode: "key", alipay_public_key: own?.public_key } };
  expect(alipayAdapter.check(foreign)).toEqual([]);
  const secrets = {
    private_key: generateKeyPairSync("rsa", { modulusLength: 2048 })
      .privateKey.export({ type: "pkcs8", format: "pem" })
      .toString(),
  };
  expect(() => alipayAdapter.open({ config, secrets, clock })).toThrow("does not belong to keys.app_certificate");
});

test("the bill of a day is there from ten o'clock, its lines are what happened", async () => {
  const provider = opened("v2 key");
  const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  expect(await provider.bill(day, signal())).toBeUndefined();
  const number = await paid(provider);
  const refund = { number, refund: `${number}R`, amount_fen: 45n, total_fen: 12_345n, reason: "退", notifyUrl: ours };
  await provider.refund(refund, signal());
  ahead = 2 * 86_400;
  await sandbox().control("alipay", "POST /control/time", { ahead, speed: 1 });
  const read = async () => {
    const lines = [];
    const bill = await provider.bill(day, signal());
    if (!bill) throw new Error("no bill");
    for (let next = await bill.next(); ; next = await bill.next()) {
      if (next.done) return { lines, totals: next.value };
      lines.push(next.value);
    }
  };
  const { lines, totals } = await read();
  expect(lines).toContainEqual({
    ...{ kind: "payment", number, amount_fen: 12_345n, fee_fen: 74n, state: "succeeded" },
    ...{ reference: expect.any(String), at: expect.any(Date) },
  });
  expect(lines).toContainEqual(expect.objectContaining({ kind: "refund", refund: refund.refund, amount_fen: 45n }));
  const sum = (kind: string) =>
    lines.filter((line) => line.kind === kind).reduce((all, line) => all + line.amount_fen, 0n);
  expect(totals).toEqual({ lines: lines.length, paid_fen: sum("payment"), refunded_fen: sum("refund") });
  for (const mood of ["half", "broken-rows", "wrong-encoding"]) {
    await sandbox().mood("alipay", { mood, times: 1, on: "file" });
    await expect(read()).rejects.toMatchObject({ reason: "unreadable" });
  }
  await sandbox().mood("alipay", { mood: "missing", times: 1 });
  expect(await provider.bill(day, signal())).toBeUndefined();
  // An address is good for half a minute; whoever comes later asks for another one.
  const bill = await provider.bill(day, signal());
  ahead += 60;
  await sandbox().control("alipay", "POST /control/time", { ahead, speed: 1 });
  expect((await bill?.next())?.done).toBe(false);
  await bill?.return(undefined);
});

test("a killed gateway remembers what was paid and goes on telling", async () => {
  const provider = opened();
  await sandbox().mood("alipay", { mood: "drop" });
  const number = await paid(provider, "pay");
  await sandbox().kill("alipay");
  await expect(provider.query(number, signal())).rejects.toMatchObject({ reason: "down" });
  await sandbox().revive("alipay");
  expect(await provider.query(number, signal())).toMatchObject({ state: "paid", amount_fen: 12_345n });
  expect(await provider.readNotification(await notified(number), clock())).toMatchObject({ kind: "payment" });
});
