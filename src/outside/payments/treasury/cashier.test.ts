import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Door } from "../../../../tests/helpers/notified.ts";
import { sandboxFor } from "../../../../tests/helpers/sandbox.ts";
import {
  type BillLine,
  NotificationRefused,
  type PaymentProvider,
  ProviderFailure,
  ProviderRefusal,
  type StartRequest,
} from "../../../domain/payments/index.ts";
import { treasuryAdapter } from "./index.ts";
import { algorithms, type SigningAlgorithm } from "./signing.ts";

const sandbox = sandboxFor(["treasury"], { today: "2026-11-16" });
const signal = () => AbortSignal.timeout(20_000);
/** The gateway's clock is ours: the tests that move it move both. */
let ahead = 0;
const clock = () => new Date(Date.now() + ahead * 1_000);
let door: Door;
beforeAll(async () => {
  door = await Door.open();
});
afterAll(() => door?.close());
afterEach(async () => {
  await sandbox().control("treasury", "POST /control/refunds", { hold: false });
  await sandbox().control("treasury", "POST /control/receipts", { hold: false });
});

function provider(algorithm: SigningAlgorithm = "ed25519"): PaymentProvider {
  const { cashiers = [], address } = sandbox().at("treasury");
  const found = cashiers.find((one) => one.algorithm === algorithm);
  if (!found) throw new Error("no such cashier");
  const { merchant, key_id, private_key, treasury_key_id, treasury_public_key } = found;
  const config = {
    ...{ dialect: "cashier", base: `${address}/cashier`, merchant, algorithm, key_id },
    treasury_keys: [{ id: treasury_key_id, public_key: treasury_public_key }],
    unit: { code: "143009", name: "岳阳县公安局" },
  };
  expect(treasuryAdapter.check(config)).toEqual([]);
  const opened = treasuryAdapter.open({ config, secrets: { private_key }, clock });
  door.for(opened, clock);
  return opened;
}

let serial = 0;
/** A fee of the unit's own: a notice nobody has paid yet. */
function fee(amount_fen = 4_000n): StartRequest {
  serial += 1;
  const number = `430621-20261116-P${String(serial).padStart(10, "0")}-X`;
  return {
    ...{ number, amount_fen, description: "居民身份证工本费", from: "phone", ip: "127.0.0.1" },
    expiresAt: new Date(clock().getTime() + 900_000),
    ...{ returnUrl: `${door.address}/back`, notifyUrl: door.address },
    notice: {
      ...{
        source: "unit",
        notice: number.replace("-P", "-B"),
        unit: "",
        region: "430621",
        unitName: "",
        type: "ordinary",
      },
      items: [{ id: "103040101", name: "居民身份证工本费", amount_fen }],
    },
  };
}

/** A notice of the treasury's own. */
const fine = (number: string, amount_fen: bigint): StartRequest => ({
  ...fee(amount_fen),
  number,
  notice: {
    ...{ notice: "430621190318452", unit: "143001", region: "430621", unitName: "岳阳县公安局交通警察大队" },
    ...{ type: "penalty", items: [] },
  },
});

const press = async (url: string, act: string) =>
  fetch(url, { method: "POST", body: new URLSearchParams({ act }), redirect: "manual" });
const pay = (order: string, silently = false) =>
  sandbox().control("treasury", "POST /control/pay", { order, silently });

async function pagePayment(one: PaymentProvider, request: StartRequest): Promise<void> {
  const started = await one.start(request, signal());
  if (started.kind !== "redirect") throw new Error("a page was due");
  expect((await press(started.url, "card")).headers.get("location")).toBe(request.returnUrl);
}

describe.each(algorithms)("signed by %s", (algorithm) => {
  test("a fee is ordered, paid on the treasury's page, told, refunded in parts and billed", async () => {
    const one = provider(algorithm);
    const request = fee();
    const { number, notifyUrl } = request;
    expect(await one.query(number, signal())).toEqual({ number, state: "absent" });
    const started = await one.start(request, signal());
    if (started.kind !== "redirect") throw new Error("a page was due");
    expect(await one.start(request, signal())).toEqual(started);
    const page = await (await fetch(started.url)).text();
    expect(page).toContain("¥40.00");
    expect(page).toContain("岳阳县公安局（国库）");
    expect((await one.query(number, signal())).state).toBe("unpaid");

    const back = await press(started.url, "card");
    expect([back.status, back.headers.get("location")]).toEqual([303, request.returnUrl]);
    const [told] = await door.until(1, request.number);
    const paid = { number, state: "paid", amount_fen: 4_000n, reference: started.reference, paidAt: expect.any(Date) };
    expect(told?.read).toEqual({ id: expect.any(String), kind: "payment", payment: paid });
    expect(await one.query(number, signal())).toEqual(paid);
    expect(await one.close(number, signal())).toBe("paid");
    expect((await (await press(started.url, "card")).text()).includes("已经结束")).toBe(true);

    const part = {
      number,
      refund: `${number.slice(0, -1)}R`,
      amount_fen: 1_500n,
      total_fen: 4_000n,
      reason: "重复缴款",
      notifyUrl,
    };
    const asked = await one.refund(part, signal());
    expect(asked).toMatchObject({ refund: part.refund, state: "processing", amount_fen: 1_500n });
    const [, toldBack] = await door.until(2, request.number);
    const succeeded = { ...asked, state: "succeeded", at: expect.any(Date) };
    expect(toldBack?.read).toEqual({ id: expect.any(String), kind: "refund", refund: succeeded });
    expect(await one.refund(part, signal())).toEqual(succeeded);
    expect(await one.queryRefund({ number, refund: part.refund }, signal())).toEqual(succeeded);
    expect((await one.query(number, signal())).state).toBe("paid");
    await expect(one.refund({ ...part, refund: "R2", amount_fen: 3_000n }, signal())).rejects.toMatchObject({
      code: "refund_exceeds",
    });
    await one.refund({ ...part, refund: "R3", amount_fen: 2_500n }, signal());
    await door.until(3, request.number);
    expect((await one.query(number, signal())).state).toBe("refunded");
  });

  test("stolen, old, altered and misdirected notifications are refused, each by its name", async () => {
    const one = provider(algorithm);
    for (const [mood, reason] of [
      ["bad-signature", "forged"],
      ["probe", "forged"],
      ["altered", "forged"],
      ["skewed", "old"],
      ["other-merchant", "other_merchant"],
    ] as const) {
      await sandbox().mood("treasury", { mood, times: 1 });
      const request = fee();
      await pagePayment(one, request);
      const [told] = await door.until(1, request.number);
      expect(told?.read).toBeInstanceOf(NotificationRefused);
      expect([mood, told?.read]).toMatchObject([mood, { reason }]);
    }
  });
});

test("a notice is the treasury's own: another amount is refused, and a notice is paid once", async () => {
  const one = provider();
  await expect(one.start(fine("P-wrong", 10_000n), signal())).rejects.toMatchObject({ code: "amount_changed" });
  expect(await one.query("P-wrong", signal())).toEqual({ number: "P-wrong", state: "absent" });
  await expect(
    one.start({ ...fine("P-none", 1n), notice: { ...fine("", 1n).notice, unit: "999999" } as never }, signal()),
  ).rejects.toMatchObject({ code: "notice_unknown" });

  const started = await one.start(fine("P-first", 20_000n), signal());
  const second = await one.start(fine("P-second", 20_000n), signal());
  await pay("P-first");
  if (started.kind !== "redirect" || second.kind !== "redirect") throw new Error("pages were due");
  const refused = await press(second.url, "card");
  expect([refused.status, (await refused.text()).includes("没有扣款")]).toEqual([409, true]);
  await expect(one.start(fine("P-third", 20_000n), signal())).rejects.toMatchObject({ code: "already_paid" });
});

test("a fine paid late grows by 3 % a day up to itself, by the treasury's arithmetic alone", async () => {
  const ask = async (notice: string) => {
    const { items } = await sandbox().control<{ items: { notice: string }[] }>("treasury", "GET /control/notices");
    const found = items.find((item) => item.notice === notice);
    return sandbox().control<{ owed: { amount_fen: number; late_fee_fen: number } }>(
      "treasury",
      "POST /control/notices",
      {
        ...found,
      },
    );
  };
  // As sandbox/registers/traffic-fine.yaml and non-tax-payment.yaml say on 16 November.
  expect((await ask("419001190277416")).owed).toMatchObject({ amount_fen: 13_000, late_fee_fen: 3_000 });
  expect((await ask("41900126000000903315")).owed).toMatchObject({ amount_fen: 23_000, late_fee_fen: 3_000 });
  // A court's fee does not grow.
  expect((await ask("13098220261000031")).owed).toMatchObject({ amount_fen: 5_000, late_fee_fen: 0 });
  try {
    await sandbox().control("treasury", "POST /control/time", { ahead: 30 * 86_400 });
    expect((await ask("419001190277416")).owed).toMatchObject({ amount_fen: 20_000, late_fee_fen: 10_000 });
  } finally {
    await sandbox().control("treasury", "POST /control/time", { ahead: 0 });
  }
});

test("a closed order cannot be paid, and one whose time is over is closed by itself", async () => {
  const one = provider();
  const request = fee();
  const started = await one.start(request, signal());
  expect(await one.close(request.number, signal())).toBe("closed");
  expect(await one.close(request.number, signal())).toBe("closed");
  expect(await one.close("nobody", signal())).toBe("absent");
  if (started.kind !== "redirect") throw new Error("a page was due");
  expect(await (await press(started.url, "card")).text()).toContain("已经结束");
  await expect(one.start(request, signal())).rejects.toMatchObject({ code: "closed" });

  const short = { ...fee(), expiresAt: new Date(clock().getTime() + 400) };
  await one.start(short, signal());
  await new Promise((done) => setTimeout(done, 600));
  expect((await one.query(short.number, signal())).state).toBe("closed");
});

test("a fiscal e-receipt comes when the treasury has issued it", async () => {
  const one = provider();
  const request = fee();
  await one.start(request, signal());
  expect(await one.fiscalReceipt?.(request.number, signal())).toBeUndefined();
  await sandbox().control("treasury", "POST /control/receipts", { hold: true });
  await pay(request.number, true);
  expect(await one.fiscalReceipt?.(request.number, signal())).toBeUndefined();
  await sandbox().control("treasury", "POST /control/receipts", { hold: false });
  const receipt = await one.fiscalReceipt?.(request.number, signal());
  expect(receipt).toMatchObject({
    items: [{ name: "居民身份证工本费", amount_fen: 4_000n }],
    ...{ amount_fen: 4_000n, unit: "岳阳县公安局", number: expect.stringMatching(/^\d{10}$/) },
  });
  const page = await (await fetch(receipt?.url ?? "")).text();
  expect(page).toContain(receipt?.number);
  expect((await fetch(String(receipt?.url).replace(/.$/, "~"))).status).toBe(404);
});

test("an answer that nobody rightly signed teaches nothing; refusals count only when signed", async () => {
  const one = provider();
  const request = fee();
  for (const mood of ["bad-signature", "skewed"]) {
    await sandbox().mood("treasury", { mood, on: "answer", times: 1 });
    await expect(one.query(request.number, signal())).rejects.toMatchObject({
      name: "ProviderFailure",
      reason: "signature",
    });
  }
  await sandbox().mood("treasury", { mood: "maintenance", times: 1 });
  await expect(one.start(request, signal())).rejects.toMatchObject({ reason: "signature" });
  await sandbox().mood("treasury", { mood: "error", times: 1 });
  await expect(one.start(request, signal())).rejects.toMatchObject({ reason: "error" });
  await sandbox().mood("treasury", { mood: "half", times: 1 });
  await expect(one.start(request, signal())).rejects.toMatchObject({ reason: "unreadable" });
  await sandbox().mood("treasury", { mood: "down", times: 1 });
  await expect(one.query(request.number, signal())).rejects.toMatchObject({ reason: "down" });
  await sandbox().mood("treasury", { mood: "slow", ms: 5_000, times: 1 });
  await expect(one.query(request.number, AbortSignal.timeout(200))).rejects.toMatchObject({ reason: "timeout" });
  await sandbox().mood("treasury", { mood: "huge", times: 1 });
  await expect(one.query(request.number, signal())).rejects.toBeInstanceOf(ProviderFailure);
  // After all that there is still one order.
  await one.start(request, signal());
  await sandbox().mood("treasury", { mood: "wrong-person", times: 1 });
  await expect(one.query(request.number, signal())).rejects.toMatchObject({ reason: "unreadable" });
  expect((await one.query(request.number, signal())).state).toBe("unpaid");
});

test("the treasury refuses what is not rightly signed, too old, or sent twice", async () => {
  const { address } = sandbox().at("treasury");
  const path = `${address}/cashier/orders/query`;
  expect((await fetch(path, { method: "POST", body: "{}" })).status).toBe(401);
  const stale = provider();
  ahead = -400;
  try {
    await expect(stale.query("x", signal())).rejects.toMatchObject({ reason: "error" });
  } finally {
    ahead = 0;
  }
  await sandbox().control("treasury", "DELETE /control/received");
  await provider().query("x", signal());
  const { items } = await sandbox().control<{ items: { headers: Record<string, string>; body: string }[] }>(
    "treasury",
    "GET /control/received",
  );
  const { headers = {}, body = "" } = items[0] ?? {};
  const own = Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith("cashier-")));
  const again = await fetch(path, { method: "POST", body, headers: { ...own, "content-type": "application/json" } });
  expect([again.status, await again.json()]).toMatchObject([401, { code: "nonce_used" }]);
});

test("a wrong amount, rightly signed, is said as it is; the caller compares", async () => {
  const one = provider();
  await sandbox().mood("treasury", { mood: "wrong-amount", times: 1 });
  const request = fee();
  await pagePayment(one, request);
  const [told] = await door.until(1, request.number);
  expect(told?.read).toMatchObject({ kind: "payment", payment: { number: request.number, amount_fen: 4_100n } });
  expect(await one.query(request.number, signal())).toMatchObject({ amount_fen: 4_000n });
});

test("the daily file is read to its totals; cut off, broken or changed it is unreadable", async () => {
  const day = clock();
  const one = provider();
  const request = fee(12_300n);
  await one.start(request, signal());
  await pay(request.number, true);
  const today = new Date(day.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  expect(await one.bill(today, signal())).toBeUndefined();
  await sandbox().control("treasury", "POST /control/time", { ahead: 86_400 });
  ahead = 86_400;
  try {
    const read = async () => {
      const lines: BillLine[] = [];
      const bill = await one.bill(today, signal());
      if (!bill) return undefined;
      for (let next = await bill.next(); ; next = await bill.next()) {
        if (next.done) return { lines, totals: next.value };
        lines.push(next.value);
      }
    };
    const whole = await read();
    expect(whole?.lines.find((line) => line.number === request.number)).toMatchObject({
      ...{ kind: "payment", amount_fen: 12_300n, fee_fen: 0n, state: "succeeded" },
    });
    const sum = (kind: string) =>
      whole?.lines.filter((line) => line.kind === kind).reduce((total, line) => total + line.amount_fen, 0n);
    expect(whole?.totals).toEqual({
      ...{ lines: whole?.lines.length, paid_fen: sum("payment"), refunded_fen: sum("refund") },
    });
    expect(whole?.lines.some((line) => line.kind === "refund" && line.refund !== undefined)).toBe(true);
    await sandbox().mood("treasury", { mood: "missing", times: 1 });
    expect(await read()).toBeUndefined();
    for (const mood of ["half", "broken-rows"]) {
      await sandbox().mood("treasury", { mood, on: "file" });
      await expect(read()).rejects.toMatchObject({ name: "ProviderFailure", reason: "unreadable" });
      await sandbox().control("treasury", "DELETE /control/mood");
    }
  } finally {
    ahead = 0;
    await sandbox().control("treasury", "POST /control/time", { ahead: 0 });
  }
});

test("killed between payment and notification, the treasury tells after its restart", async () => {
  const one = provider();
  await sandbox().mood("treasury", { mood: "drop", times: 1 });
  const request = fee();
  await pagePayment(one, request);
  await sandbox().kill("treasury");
  await sandbox().revive("treasury");
  const [told] = await door.until(1, request.number);
  expect(told?.read).toMatchObject({ kind: "payment", payment: { number: request.number, state: "paid" } });
});

test("whoever writes off asks the same record: a treasury's notice is written off by being paid", async () => {
  const { address, token } = sandbox().at("treasury");
  const ask = async (what: string, content: object) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await fetch(`${address}/cashier/notices/${what}`, {
      method: "POST",
      headers,
      body: JSON.stringify(content),
    });
    return { status: answer.status, value: (await answer.json()) as Record<string, unknown> };
  };
  const notice = { region: "430621", notice: "43062120261100042" };
  expect(await ask("query", notice)).toMatchObject({
    status: 200,
    value: {
      unit: "125001",
      unit_name: "岳阳县人民法院",
      amount_fen: 55_000,
      late_fee_fen: 0,
      due_on: "2026-11-23",
      state: "unpaid",
    },
  });
  expect((await ask("settled", notice)).value).toMatchObject({ settled: false, write_off: "implicit" });
  const one = provider();
  const reference = {
    notice: notice.notice,
    unit: "125001",
    region: "430621",
    unitName: "",
    type: "ordinary",
    items: [],
  } as const;
  await one.start({ ...fee(55_000n), number: "P-court", notice: reference }, signal());
  await pay("P-court");
  expect((await ask("settled", notice)).value).toMatchObject({
    settled: true,
    order: "P-court",
    paid_at: expect.any(String),
  });
  expect((await ask("query", { ...notice, notice: "1" })).status).toBe(404);
});

test("a payment without its notice is our mistake and goes nowhere", async () => {
  const { notice: _notice, ...without } = fee();
  await expect(provider().start(without, signal())).rejects.toBeInstanceOf(ProviderRefusal);
});
