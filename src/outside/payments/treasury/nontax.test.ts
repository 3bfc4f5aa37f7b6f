import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Door } from "../../../../tests/helpers/notified.ts";
import { sandboxFor } from "../../../../tests/helpers/sandbox.ts";
import type {
  BillLine,
  NoticeReference,
  PaymentProvider,
  ProviderRefusal,
  StartRequest,
} from "../../../domain/payments/index.ts";
import { treasuryAdapter } from "./index.ts";

const sandbox = sandboxFor(["treasury"], { today: "2026-11-16" });
const signal = () => AbortSignal.timeout(20_000);
let ahead = 0;
const clock = () => new Date(Date.now() + ahead * 1_000);
let door: Door;
beforeAll(async () => {
  door = await Door.open();
  await sandbox().control("treasury", "POST /control/push-to", { address: door.address });
});
afterAll(() => door?.close());
beforeEach(() => sandbox().control("treasury", "DELETE /control/received"));

type More = { readonly stable_token?: boolean; readonly scene?: string; readonly secret?: string };

function provider({ secret, ...more }: More = {}): PaymentProvider {
  const { nontax, address = "" } = sandbox().at("treasury");
  if (!nontax) throw new Error("no app");
  const { app_secret, ...app } = nontax;
  const config = {
    ...{ dialect: "wechat-nontax", ...app, base: address, authorize: address },
    ...{ unit: { code: "143009", name: "岳阳县公安局" }, ...more },
  };
  expect(treasuryAdapter.check(config)).toEqual([]);
  const opened = treasuryAdapter.open({ config, secrets: { app_secret: secret ?? app_secret }, clock });
  door.for(opened, clock);
  return opened;
}

let serial = 0;
function counted(): string {
  serial += 1;
  return String(serial).padStart(10, "0");
}
const next = () => `430621-20261116-P${counted()}-X`;

/** A notice of the treasury, made for one test. */
async function owed(amount_fen: number, type: "ordinary" | "penalty" = "ordinary"): Promise<NoticeReference> {
  const notice = `4306212600${counted()}`;
  const whole = {
    ...{ notice, region: "430621", unit: "116001", unitName: "岳阳县人力资源和社会保障局", type, payer: "李**" },
    items: [{ id: "103040101", name: "专业技术资格考试费", amount_fen }],
    ...{ issuedOn: "2026-11-12", dueOn: "2026-11-26", state: "unpaid" },
  };
  await sandbox().control("treasury", "POST /control/notices", whole);
  return { notice, unit: "116001", unitName: "", region: "430621", type, items: [] };
}

function request(notice: NoticeReference, amount_fen: bigint, more: Partial<StartRequest> = {}): StartRequest {
  return {
    ...{ number: next(), amount_fen, description: "专业技术资格考试费", from: "phone", ip: "127.0.0.1" },
    ...{ expiresAt: new Date(clock().getTime() + 900_000), returnUrl: `${door.address}/back`, notifyUrl: door.address },
    ...{ notice, ...more },
  };
}

const pay = (order: string | undefined, silently = false) =>
  sandbox().control("treasury", "POST /control/pay", { order, silently });

type Received = { readonly path: string; readonly body: string };
async function received(path: string): Promise<readonly Received[]> {
  const { items } = await sandbox().control<{ items: readonly Received[] }>("treasury", "GET /control/received");
  return items.filter((one) => one.path.startsWith(path));
}

test("what is owed is asked first, and amount and items of the order are the treasury's own", async () => {
  const one = provider();
  const notice = await owed(12_000);
  await expect(one.start(request(notice, 11_999n), signal())).rejects.toMatchObject({ code: "amount_changed" });
  expect(await received("/nontax/unifiedorder")).toEqual([]);
  const mine = request(notice, 12_000n);
  const started = await one.start(mine, signal());
  expect(started).toMatchObject({ kind: "redirect", reference: expect.stringMatching(/^CZ/) });
  const [order] = await received("/nontax/unifiedorder");
  expect(JSON.parse(order?.body ?? "")).toMatchObject({
    ...{ fee: 12_000, scene: "other", trade_type: "MWEB", payment_notice_type: 1, payment_notice_no: notice.notice },
    ...{ department_code: "116001", department_name: "岳阳县人力资源和社会保障局", region_code: "430621" },
    ...{ desc: `专业技术资格考试费 ${mine.number}`, return_url: mine.returnUrl, user_name: "李**" },
    items: [{ no: 1, item_id: "103040101", item_name: "专业技术资格考试费", fee: 12_000 }],
  });
});

test("inside WeChat the payer is known by its sign-in, and the scene is spelt as published", async () => {
  const one = provider({ scene: "ctiyservice" });
  expect([one.wantsPayer("inside"), one.wantsPayer("phone"), one.wantsPayer("mini")]).toEqual([true, false, true]);
  const address = one.payerSignIn?.address({ state: "s 1", returnUrl: `${door.address}/code` }) ?? "";
  expect(await (await fetch(address)).text()).toContain("您是谁");
  const fields = Object.fromEntries(new URL(address).searchParams);
  const person = "51132519910708911X";
  const body = new URLSearchParams({ ...fields, person });
  const back = await fetch(address, { method: "POST", body, redirect: "manual" });
  const { searchParams } = new URL(back.headers.get("location") ?? "");
  expect(searchParams.get("state")).toBe("s 1");
  const code = searchParams.get("code") ?? "";
  const openid = await one.payerSignIn?.payerOf(code, signal());
  expect(openid).toMatch(/^o[A-Za-z0-9_-]{27}$/);
  await expect(one.payerSignIn?.payerOf(code, signal())).rejects.toMatchObject({ code: "sign_in_40029" });

  const notice = await owed(500);
  await expect(one.start(request(notice, 500n, { from: "inside" }), signal())).rejects.toMatchObject({
    code: "payer_missing",
  });
  await one.start(request(notice, 500n, { from: "inside", payer: openid ?? "" }), signal());
  const mini = await one.start(request(notice, 500n, { from: "mini", payer: openid ?? "" }), signal());
  expect(mini).toMatchObject({ kind: "bridge", call: { appId: expect.stringMatching(/^wx/), path: "pages/pay/pay" } });
  const orders = (await received("/nontax/unifiedorder")).map(
    ({ body: sent }) => JSON.parse(sent) as { scene: string },
  );
  expect(orders.map(({ scene }) => scene)).toEqual(["ctiyservice", "miniprogram"]);
});

test("one token serves all at once, is renewed before it ends, and a token that ended in the middle is replaced", async () => {
  const one = provider();
  const known = { reference: "CZ2026000000000001" };
  await Promise.all(Array.from({ length: 20 }, () => one.query("x", signal(), known)));
  expect((await received("/cgi-bin/token")).length).toBe(1);
  await sandbox().control("treasury", "POST /control/tokens", {});
  await Promise.all(Array.from({ length: 5 }, () => one.query("x", signal(), known)));
  expect((await received("/cgi-bin/token")).length).toBe(2);
  // Five minutes before its end the platform is asked for the next one.
  ahead = 6_901;
  try {
    await one.query("x", signal(), known);
    expect((await received("/cgi-bin/token")).length).toBe(3);
  } finally {
    ahead = 0;
  }
  const [first, second] = [provider({ stable_token: true }), provider({ stable_token: true })];
  await Promise.all([first.query("x", signal(), known), second.query("x", signal(), known)]);
  const orders = await received("/nontax/getorder");
  expect(new Set(orders.slice(-2).map(({ path }) => path)).size).toBe(1);
  await expect(provider({ secret: "wrong" }).query("x", signal(), known)).rejects.toMatchObject({ reason: "error" });
});

test("paid, told by a hint that is asked about, refunded in parts and whole", async () => {
  const one = provider();
  const mine = request(await owed(10_000), 10_000n);
  const { number, notice, notifyUrl } = mine;
  const { reference = "" } = await one.start(mine, signal());
  const known = { reference };
  expect((await one.query(number, signal(), known)).state).toBe("unpaid");
  await expect(one.close(number, signal(), known)).rejects.toMatchObject({ reason: "busy" });
  await pay(reference);
  const [told] = await door.until(1, reference);
  const paid = { number, state: "paid", amount_fen: 10_000n, reference, paidAt: expect.any(Date) };
  expect(told?.read).toMatchObject({ kind: "payment", payment: paid });
  expect(await one.query(number, signal(), known)).toEqual(paid);
  expect(await one.close(number, signal(), known)).toBe("paid");
  // Where the reference was lost, the notice finds it.
  expect(await one.query(number, signal(), notice ? { notice } : {})).toEqual(paid);
  await expect(one.query(number, signal())).rejects.toMatchObject({
    code: "reference_missing",
  } satisfies Partial<ProviderRefusal>);
  await expect(one.start({ ...mine, number: next() }, signal())).rejects.toMatchObject({ code: "already_paid" });

  await sandbox().control("treasury", "POST /control/refunds", { hold: true });
  const part = {
    number,
    refund: `${number}R1`,
    amount_fen: 4_000n,
    total_fen: 10_000n,
    reason: "线上线下重复缴费",
    notifyUrl,
  };
  expect(await one.refund({ ...part, ...known }, signal())).toMatchObject({ state: "processing", amount_fen: 4_000n });
  expect(await one.refund({ ...part, ...known }, signal())).toMatchObject({ state: "processing", amount_fen: 4_000n });
  expect((await received("/nontax/refund")).length).toBe(1);
  await sandbox().control("treasury", "POST /control/refunds", {
    order: reference,
    refund: part.refund,
    state: "succeeded",
  });
  const gone = { refund: part.refund, state: "succeeded", amount_fen: 4_000n };
  expect(await one.queryRefund({ ...part, ...known }, signal())).toMatchObject(gone);
  // A part leaves the order as it was.
  expect(await one.query(number, signal(), known)).toEqual(paid);
  const rest = { ...part, refund: `${number}R2`, amount_fen: 6_000n };
  await one.refund({ ...rest, ...known }, signal());
  expect(await one.queryRefund({ ...part, ...known }, signal())).toMatchObject(gone);
  expect(await one.queryRefund({ ...rest, ...known }, signal())).toMatchObject({ state: "processing" });
  expect(await one.queryRefund({ number, refund: "R9", ...known }, signal())).toEqual({
    refund: "R9",
    state: "absent",
  });
  await sandbox().control("treasury", "POST /control/refunds", { hold: false });
  await sandbox().control("treasury", "POST /control/refunds", {
    order: reference,
    refund: rest.refund,
    state: "succeeded",
  });
  expect((await one.query(number, signal(), known)).state).toBe("refunded");
});

test("a whole refund is read from the order itself", async () => {
  const one = provider();
  const mine = request(await owed(700), 700n);
  const { reference = "" } = await one.start(mine, signal());
  await pay(reference, true);
  const whole = {
    number: mine.number,
    refund: "R-whole",
    amount_fen: 700n,
    total_fen: 700n,
    reason: "退",
    notifyUrl: "",
  };
  await one.refund({ ...whole, reference }, signal());
  const [told] = await door.until(1, "R-whole");
  expect(told?.read).toMatchObject({
    kind: "refund",
    refund: { refund: "R-whole", state: "succeeded", amount_fen: 700n },
  });
  expect((await one.query(mine.number, signal(), { reference })).state).toBe("refunded");
});

test("an order nobody pays lapses by itself; an unknown one is absent", async () => {
  const one = provider();
  const mine = request(await owed(300), 300n);
  const { reference = "" } = await one.start(mine, signal());
  expect(await one.query("nobody", signal(), { reference: "CZ1" })).toEqual({ number: "nobody", state: "absent" });
  await sandbox().control("treasury", "POST /control/time", { ahead: 7_300 });
  try {
    expect((await one.query(mine.number, signal(), { reference })).state).toBe("closed");
    expect(await one.close(mine.number, signal(), { reference })).toBe("closed");
  } finally {
    await sandbox().control("treasury", "POST /control/time", { ahead: 0 });
  }
});

test("of two orders of one payment the one that was paid counts, whichever we remember", async () => {
  const one = provider();
  const mine = request(await owed(900), 900n);
  const { notice } = mine;
  const first = await one.start(mine, signal());
  const second = await one.start(mine, signal());
  expect(second.reference).not.toBe(first.reference);
  await pay(first.reference, true);
  const remembered = { reference: second.reference ?? "", ...(notice ? { notice } : {}) };
  expect(await one.query(mine.number, signal(), remembered)).toMatchObject({
    state: "paid",
    reference: first.reference,
  });
  // Another payment of the same notice is another payment.
  expect((await one.query("other", signal(), notice ? { notice } : {})).state).toBe("absent");
});

test("a fee that the unit asks for goes by our own number and items", async () => {
  const one = provider();
  const bill = next();
  const notice: NoticeReference = {
    ...{ source: "unit", notice: bill, unit: "", unitName: "", region: "430621", type: "ordinary" },
    items: [{ id: "103040102", name: "居民身份证工本费", amount_fen: 4_000n }],
  };
  const mine = request(notice, 4_000n);
  const { reference = "" } = await one.start(mine, signal());
  const [order] = await received("/nontax/unifiedorder");
  const sent = JSON.parse(order?.body ?? "") as Record<string, unknown>;
  expect(sent).toMatchObject({
    order_no: bill,
    department_code: "143009",
    department_name: "岳阳县公安局",
    fee: 4_000,
  });
  expect(sent).not.toHaveProperty("payment_notice_no");
  await pay(reference, true);
  expect((await one.query(mine.number, signal(), { notice })).state).toBe("paid");
});

test("hints about nothing, of another app, or with other figures are refused, each by its name", async () => {
  const one = provider();
  for (const [mood, reason] of [
    ["bad-signature", "forged"],
    ["other-merchant", "other_merchant"],
    ["wrong-amount", "altered"],
  ] as const) {
    const mine = request(await owed(100), 100n);
    const { reference = "" } = await one.start(mine, signal());
    await sandbox().mood("treasury", { mood, times: 1 });
    await pay(reference);
    const [told] = await door.until(1, reference.slice(4));
    expect([mood, told?.read]).toMatchObject([mood, { name: "NotificationRefused", reason }]);
  }
  const mine = request(await owed(100), 100n);
  const { reference = "" } = await one.start(mine, signal());
  const { appid } = sandbox().at("treasury").nontax ?? { appid: "" };
  const read = (hint: unknown) =>
    one.readNotification({ headers: {}, body: Buffer.from(JSON.stringify(hint)) }, clock());
  // Nothing was paid, whatever somebody writes.
  await expect(read({ appid, order_id: reference, status: 3, fee: 100 })).rejects.toMatchObject({ reason: "forged" });
  await expect(read({ appid, order_id: reference, refund_out_id: "R" })).rejects.toMatchObject({ reason: "forged" });
  await expect(read({ appid, order_id: "../x" })).rejects.toMatchObject({ reason: "unreadable" });
  await expect(one.readNotification({ headers: {}, body: Buffer.from("<xml/>") }, clock())).rejects.toMatchObject({
    reason: "unreadable",
  });
  // While the platform does not answer nothing is refused: it is told again later.
  await sandbox().mood("treasury", { mood: "down", times: 1 });
  await expect(read({ appid, order_id: reference })).rejects.toMatchObject({ name: "ProviderFailure" });
});

test("trouble of the platform is a failure, not an answer", async () => {
  const one = provider();
  const mine = request(await owed(100), 100n);
  for (const [mood, reason] of [
    [{ mood: "error" }, "busy"],
    [{ mood: "error", page: true }, "error"],
    [{ mood: "maintenance" }, "unreadable"],
    [{ mood: "half" }, "unreadable"],
  ] as const) {
    await sandbox().mood("treasury", { ...mood, times: 2 });
    await expect(one.start(mine, signal())).rejects.toMatchObject({ name: "ProviderFailure", reason });
    await sandbox().control("treasury", "DELETE /control/mood");
  }
  await one.start(mine, signal());
});

test("the daily bill gives our lines; the file's own totals must agree with all of them", async () => {
  const one = provider();
  const mine = request(await owed(23_456), 23_456n);
  const { reference = "" } = await one.start(mine, signal());
  await pay(reference, true);
  const today = new Date(clock().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  const read = async (): Promise<{ lines: BillLine[]; totals: unknown } | undefined> => {
    const bill = await one.bill(today, signal());
    const lines: BillLine[] = [];
    for (let line = await bill?.next(); bill; line = await bill.next()) {
      if (!line || line.done) return { lines, totals: line?.value };
      lines.push(line.value);
    }
    return undefined;
  };
  // The platform is not even asked before six in the morning.
  expect(await read()).toBeUndefined();
  expect(await received("/nontax/downloadbill")).toEqual([]);
  ahead = 2 * 86_400;
  await sandbox().control("treasury", "POST /control/time", { ahead });
  try {
    const whole = await read();
    expect(whole?.lines.find((line) => line.number === mine.number)).toMatchObject({
      ...{ kind: "payment", reference, amount_fen: 23_456n, fee_fen: 0n, state: "succeeded" },
    });
    expect(whole?.lines.filter((line) => line.kind === "refund").map((line) => line.refund)).toContain("R-whole");
    const sum = (kind: string) =>
      whole?.lines.filter((line) => line.kind === kind).reduce((total, line) => total + line.amount_fen, 0n);
    expect(whole?.totals).toEqual({
      lines: whole?.lines.length,
      paid_fen: sum("payment"),
      refunded_fen: sum("refund"),
    });
    for (const mood of ["half", "broken-rows"]) {
      await sandbox().mood("treasury", { mood, on: "file" });
      await expect(read()).rejects.toMatchObject({ reason: "unreadable" });
      await sandbox().control("treasury", "DELETE /control/mood");
    }
    await sandbox().mood("treasury", { mood: "missing" });
    expect(await read()).toBeUndefined();
  } finally {
    ahead = 0;
    await sandbox().control("treasury", "POST /control/time", { ahead: 0 });
  }
});
