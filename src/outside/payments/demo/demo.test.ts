import { fastify } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../../../tests/helpers/database.ts";
import { freePort } from "../../../../tests/helpers/house.ts";
import { Door } from "../../../../tests/helpers/notified.ts";
import { type BillLine, NotificationRefused, type PaymentProvider } from "../../../domain/payments/index.ts";
import { DemoWallet, demoAdapter, demoWalletKey, demoWalletPath, demoWalletRoutes } from "./index.ts";

const city = "430621";
const signal = () => AbortSignal.timeout(20_000);
let db: TestDatabase;
let door: Door;
let baseUrl: string;
let wallet: DemoWallet;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  db = await testDatabase();
  door = await Door.open();
  baseUrl = `http://127.0.0.1:${await freePort()}`;
  wallet = newWallet();
  await serve();
});
afterAll(async () => {
  for (const close of closers) await close();
  door?.close();
  await db?.close();
});

const newWallet = () =>
  new DemoWallet({
    database: db.database,
    clock: db.clock.read,
    keyOf: (of, account) => demoWalletKey(db.secrets, of, account),
  });

async function serve(): Promise<void> {
  const app = fastify();
  await app.register(demoWalletRoutes, { prefix: demoWalletPath, wallet, baseUrl, clock: db.clock.read });
  await app.listen({ host: "127.0.0.1", port: Number(new URL(baseUrl).port) });
  closers.push(() => app.close());
}

function provider(account = "main", of = city): PaymentProvider {
  const config = { base: baseUrl + demoWalletPath, city: of, account, payee: "岳阳县供电公司" };
  expect(demoAdapter.check(config)).toEqual([]);
  const key = demoWalletKey(db.secrets, of, account).toString("hex");
  const opened = demoAdapter.open({ config, secrets: { key }, clock: db.clock.read });
  door.for(opened, db.clock.read);
  return opened;
}

let serial = 0;
function request(amount_fen = 9_864n, of = city) {
  serial += 1;
  return {
    ...{ number: `${of}-20261116-P${String(serial).padStart(10, "0")}-X`, amount_fen, description: "2026 年 8 月电费" },
    ...({ from: "phone", ip: "127.0.0.1", returnUrl: `${baseUrl}/pay/back`, notifyUrl: door.address } as const),
    expiresAt: new Date(db.clock.now.getTime() + 900_000),
  };
}

const press = async (url: string, act: string) =>
  fetch(url, { method: "POST", body: new URLSearchParams({ act }), redirect: "manual" });

async function begun(one: PaymentProvider, mine: ReturnType<typeof request>): Promise<string> {
  const started = await one.start(mine, signal());
  if (started.kind !== "redirect") throw new Error("a page was due");
  return started.url;
}

test("a payment is begun, paid on the wallet's page, told once, and refunded in parts up to its amount", async () => {
  const one = provider();
  const mine = request();
  const { number } = mine;
  expect(await one.query(number, signal())).toEqual({ number, state: "absent" });
  const url = await begun(one, mine);
  expect(await begun(one, mine)).toBe(url);
  const page = await (await fetch(url)).text();
  for (const words of ["98.64", "岳阳县供电公司", "2026 年 8 月电费", "不会动真的钱", "No money moves"])
    expect(page).toContain(words);
  expect((await one.query(number, signal())).state).toBe("unpaid");
  const back = await press(url, "pay");
  expect([back.status, back.headers.get("location")]).toEqual([303, mine.returnUrl]);
  const paid = { number, state: "paid", amount_fen: 9_864n, reference: number, paidAt: db.clock.now };
  expect(await one.query(number, signal())).toEqual(paid);
  expect(await wallet.tell([city])).toBe(1);
  expect(await wallet.tell([city])).toBe(0);
  const [told, ...more] = await door.until(1, number);
  expect([told?.read, more]).toEqual([{ id: `${number}/paid`, kind: "payment", payment: paid }, []]);
  expect(await one.close(number, signal())).toBe("paid");
  await expect(one.start(mine, signal())).rejects.toMatchObject({ code: "already_paid" });
  expect((await press(url, "pay")).status).toBe(303);

  const part = {
    number,
    refund: `${number}R`.slice(-20),
    amount_fen: 4_000n,
    total_fen: 9_864n,
    reason: "重复",
    notifyUrl: door.address,
  };
  const gone = await one.refund(part, signal());
  expect(gone).toMatchObject({ state: "succeeded", amount_fen: 4_000n });
  expect(await one.refund(part, signal())).toEqual(gone);
  expect(await one.queryRefund(part, signal())).toEqual(gone);
  expect(await one.queryRefund({ number, refund: "R0" }, signal())).toEqual({ refund: "R0", state: "absent" });
  await expect(one.refund({ ...part, amount_fen: 1n }, signal())).rejects.toMatchObject({ code: "refund_conflict" });
  await expect(one.refund({ ...part, refund: "R1", amount_fen: 5_865n }, signal())).rejects.toMatchObject({
    code: "refund_exceeds",
  });
  expect(await wallet.tell([city])).toBe(1);
  await one.refund({ ...part, refund: "R2", amount_fen: 5_864n }, signal());
  expect((await one.query(number, signal())).state).toBe("refunded");
});

test("two devices pay one payment once; refunds asked at the same moment never exceed it", async () => {
  const one = provider();
  const mine = request(1_000n);
  const url = await begun(one, mine);
  const pressed = await Promise.all([press(url, "pay"), press(url, "pay"), press(url, "pay")]);
  expect(pressed.every(({ status }) => status === 303 || status === 409)).toBe(true);
  await wallet.tell([city]);
  expect((await door.until(1, mine.number)).length).toBe(1);
  const many = Array.from({ length: 6 }, (_, index) =>
    one.refund(
      {
        number: mine.number,
        refund: `RX${index}`,
        amount_fen: 400n,
        total_fen: 1_000n,
        reason: "",
        notifyUrl: door.address,
      },
      signal(),
    ),
  );
  const outcomes = await Promise.allSettled(many);
  expect(outcomes.filter(({ status }) => status === "fulfilled").length).toBe(2);
});

test("cancelled stays unpaid; closed and over are closed, and cannot be paid", async () => {
  const one = provider();
  const mine = request();
  const url = await begun(one, mine);
  expect((await press(url, "cancel")).status).toBe(303);
  expect((await one.query(mine.number, signal())).state).toBe("unpaid");
  expect(await one.close(mine.number, signal())).toBe("closed");
  await press(url, "pay");
  expect((await one.query(mine.number, signal())).state).toBe("closed");
  expect(await one.close("430621-nobody", signal())).toBe("absent");
  const late = request();
  const lateUrl = await begun(one, late);
  db.clock.now = new Date(db.clock.now.getTime() + 901_000);
  expect((await one.query(late.number, signal())).state).toBe("closed");
  expect(await (await fetch(lateUrl)).text()).toContain("已经关闭");
  await press(lateUrl, "pay");
  expect((await one.query(late.number, signal())).state).toBe("closed");
  expect((await fetch(`${baseUrl}${demoWalletPath}/430621-none`)).status).toBe(404);
});

test("nobody there: told again with growing pauses, also by another process after a kill", async () => {
  const one = provider();
  const mine = { ...request(), notifyUrl: "http://127.0.0.1:1/nobody" };
  // What the tests before have left.
  await wallet.tell([city]);
  await press(await begun(one, mine), "pay");
  expect(await wallet.tell([city])).toBe(1);
  expect(await newWallet().tell([city])).toBe(0);
  db.clock.now = new Date(db.clock.now.getTime() + 15_000);
  expect(await newWallet().tell([city])).toBe(1);
  let tries = 2;
  for (let hours = 0; hours < 24; hours += 1) {
    db.clock.now = new Date(db.clock.now.getTime() + 6 * 3_600_000);
    tries += await newWallet().tell([city]);
  }
  expect(tries).toBe(11);
});

test("forged, altered, old and other accounts' notifications are refused by their names", async () => {
  const one = provider();
  const mine = request();
  await press(await begun(one, mine), "pay");
  await wallet.tell([city]);
  const [told] = await door.until(1, mine.number);
  if (!told) throw new Error("nothing came");
  const { headers, body } = told.raw;
  const now = db.clock.now;
  const read = async (raw: typeof told.raw, at = now) => one.readNotification(raw, at).catch((error: unknown) => error);
  expect(await read(told.raw)).toEqual(told.read);
  const { "wallet-signature": _signature, ...unsigned } = headers;
  const altered = Buffer.from(body.toString("utf8").replace("9864", "9865"));
  const cases = [
    [await read({ headers: unsigned, body }), "forged"],
    [await read({ headers: { ...headers, "wallet-signature": "0".repeat(64) }, body }), "forged"],
    [await read({ headers, body: altered }), "forged"],
    [await read(told.raw, new Date(now.getTime() + 301_000)), "old"],
    [
      await provider("other")
        .readNotification(told.raw, now)
        .catch((error: unknown) => error),
      "other_merchant",
    ],
  ] as const;
  for (const [error, reason] of cases) {
    expect(error).toBeInstanceOf(NotificationRefused);
    expect(error).toMatchObject({ reason });
  }
});

test("an account sees its own payments alone, and the wallet takes no unsigned or old request", async () => {
  const mine = request();
  await begun(provider(), mine);
  expect(await provider("other").query(mine.number, signal())).toMatchObject({ state: "absent" });
  const elsewhere = provider("main", "130982");
  expect(await elsewhere.query(mine.number, signal())).toMatchObject({ state: "absent" });
  await expect(elsewhere.start(request(1n), signal())).rejects.toMatchObject({ code: "number_of_another_city" });
  const asked = await fetch(`${baseUrl}${demoWalletPath}/api/orders/query`, { method: "POST", body: "{}" });
  expect(asked.status).toBe(401);
  const wrong = demoAdapter.open({
    config: { base: baseUrl + demoWalletPath, city, account: "main", payee: "x" },
    ...{ secrets: { key: "0".repeat(64) }, clock: db.clock.read },
  });
  await expect(wrong.query(mine.number, signal())).rejects.toMatchObject({ name: "ProviderFailure" });
  const late = demoAdapter.open({
    config: { base: baseUrl + demoWalletPath, city, account: "main", payee: "x" },
    secrets: { key: demoWalletKey(db.secrets, city, "main").toString("hex") },
    clock: () => new Date(db.clock.now.getTime() - 400_000),
  });
  await expect(late.query(mine.number, signal())).rejects.toMatchObject({ name: "ProviderFailure" });
});

test("a day is billed when it is over: payments, refunds, totals, page by page", async () => {
  db.clock.now = new Date("2026-12-01T02:00:00Z");
  const one = provider("bill");
  for (let index = 0; index < 3; index += 1) await press(await begun(one, request(100n + BigInt(index))), "pay");
  const whole = request(500n);
  await press(await begun(one, whole), "pay");
  const back = {
    number: whole.number,
    refund: "R-bill",
    amount_fen: 200n,
    total_fen: 500n,
    reason: "",
    notifyUrl: door.address,
  };
  await one.refund(back, signal());
  expect(await one.bill("2026-12-01", signal())).toBeUndefined();
  db.clock.now = new Date("2026-12-01T16:00:00Z");
  const bill = await one.bill("2026-12-01", signal());
  const lines: BillLine[] = [];
  for (let line = await bill?.next(); line; line = await bill?.next()) {
    if (line.done) {
      expect(line.value).toEqual({ lines: 5, paid_fen: 803n, refunded_fen: 200n });
      break;
    }
    lines.push(line.value);
  }
  expect(lines.map(({ kind, amount_fen }) => [kind, amount_fen])).toEqual([
    ...[100n, 101n, 102n, 500n].map((amount) => ["payment", amount]),
    ["refund", 200n],
  ]);
  expect(lines.at(-1)).toMatchObject({ refund: "R-bill", number: whole.number });
});
