import { expect, test } from "vitest";
import { wechatPay } from "../../../../tests/helpers/wechat-pay.ts";
import type { BillLine, BillTotals, PayingFrom, StartRequest } from "../../../domain/payments/index.ts";

// The adapter against the stand-in: a process of its own with its own keys, over HTTP on this machine.

const pay = wechatPay();
const { control } = pay;
const soon = () => AbortSignal.timeout(10_000);

for (const index of [0, 1] as const)
  test(`${index === 0 ? "a direct merchant" : "a service provider"}: each way opens the wallet, is paid and told`, async () => {
    const provider = pay.open(index);
    for (const from of ["inside", "mini", "phone", "desktop"] as const) {
      const asked = await pay.request(from, index);
      const started = await provider.start(asked, soon());
      expect(started).toEqual(await startedShape(from, started));
      expect((await provider.query(asked.number, soon())).state).toBe("unpaid");
      await control("POST /control/pay", { number: asked.number });
      await expect.poll(() => pay.payments().some(({ payment }) => payment.number === asked.number)).toBe(true);
      const payment = await provider.query(asked.number, soon());
      expect(payment).toMatchObject({ state: "paid", amount_fen: 10_937n, paidAt: expect.any(Date) });
      expect(pay.payments().at(-1)?.payment).toEqual(payment);
      expect(await provider.close(asked.number, soon())).toBe("paid");
    }
  });

async function startedShape(from: PayingFrom, started: unknown) {
  const { address } = pay.sandbox.at("wechat-pay");
  if (from === "phone")
    return { kind: "redirect", url: expect.stringMatching(/checkmweb\?prepay_id=.*&redirect_url=http%3A%2F%2F127/) };
  if (from === "desktop") return { kind: "code", content: expect.stringContaining("/bizpayurl?pr=") };
  const { call } = started as { call: Record<string, string> };
  expect(Object.keys(call)).toEqual(["appId", "timeStamp", "nonceStr", "package", "signType", "paySign"]);
  return { kind: "bridge", call, reference: call["package"]?.slice(10), form: `${address}/bridge` };
}

test("starting again with the same number is the same payment; with another amount it is refused", async () => {
  const provider = pay.open();
  const asked = await pay.request("inside");
  const one = await provider.start(asked, soon());
  const two = await provider.start(asked, soon());
  expect(one.reference).toBe(two.reference);
  await expect(provider.start({ ...asked, amount_fen: 1n }, soon())).rejects.toMatchObject({
    code: "OUT_TRADE_NO_USED",
  });
  await control("POST /control/pay", { number: asked.number, silent: true });
  await expect(provider.start(asked, soon())).rejects.toMatchObject({ code: "ORDERPAID" });
});

test("what WeChat Pay refuses comes with its code, what is unclear as a failure", async () => {
  const provider = pay.open();
  const code = async (change: Partial<StartRequest>) =>
    provider.start(await pay.request("phone", 0, change), soon()).then(
      () => "taken",
      (error: { code?: string; reason?: string }) => error.code ?? error.reason,
    );
  expect(await code({ amount_fen: 0n })).toBe("PARAM_ERROR");
  expect(await code({ notifyUrl: "http://example.org/notify" })).toBe("PARAM_ERROR");
  expect(await code({ notifyUrl: `${pay.notifyUrl}?a=1` })).toBe("PARAM_ERROR");
  expect(await code({ number: "short" })).toBe("PARAM_ERROR");
  expect(await code({ expiresAt: new Date(pay.clock().getTime() - 1_000) })).toBe("PARAM_ERROR");
  // A description of any length is cut to what WeChat takes.
  expect(await code({ description: "电".repeat(200) })).toBe("taken");
  const inside = await pay.request("inside", 0, { payer: "oNobody" });
  await expect(provider.start(inside, soon())).rejects.toMatchObject({ code: "PARAM_ERROR" });
  const other = pay.open(0, { appid: "wx0000000000000000" });
  await expect(other.start(await pay.request("desktop"), soon())).rejects.toMatchObject({
    code: "APPID_MCHID_NOT_MATCH",
  });
  const unknown = pay.open(0, { mchid: "1999999999" });
  await expect(unknown.start(await pay.request("desktop"), soon())).rejects.toMatchObject({ reason: "signature" });
  const serial = pay.open(0, { serial_no: "0".repeat(40) });
  await expect(serial.query("430621-X", soon())).rejects.toThrow("does not take our signature");
  expect(await pay.open().query("430621-NEVER", soon())).toEqual({ number: "430621-NEVER", state: "absent" });
  expect(await pay.open().close("430621-NEVER", soon())).toBe("absent");
});

test("closing ends a payment; one that expired is closed", async () => {
  const provider = pay.open();
  const asked = await pay.request("desktop");
  await provider.start(asked, soon());
  expect(await provider.close(asked.number, soon())).toBe("closed");
  expect(await provider.close(asked.number, soon())).toBe("closed");
  expect((await provider.query(asked.number, soon())).state).toBe("closed");
  await expect(control("POST /control/pay", { number: asked.number })).rejects.toThrow("CLOSED");
  const late = await pay.request("desktop");
  await provider.start(late, soon());
  await control("POST /control/state", { number: late.number, state: "USERPAYING" });
  expect((await provider.query(late.number, soon())).state).toBe("paying");
  await control("POST /control/state", { number: late.number, state: "NOTPAY" });
  pay.ahead = 1_000;
  await control("POST /control/time", { ahead: pay.ahead });
  expect((await provider.query(late.number, soon())).state).toBe("closed");
});

test("a refund goes once, is told when it is done, and may come in parts", async () => {
  for (const index of [0, 1] as const) {
    const provider = pay.open(index);
    const asked = await pay.request("phone", index);
    await provider.start(asked, soon());
    await control("POST /control/pay", { number: asked.number });
    const refund = {
      number: asked.number,
      refund: `R${asked.number.slice(1)}`,
      reason: "重复缴费",
      notifyUrl: pay.notifyUrl,
    };
    const part = { ...refund, amount_fen: 10_000n, total_fen: 10_937n };
    expect((await provider.refund(part, soon())).state).toBe("processing");
    await expect
      .poll(async () => (await provider.queryRefund(part, soon())).state, { timeout: 5_000 })
      .toBe("succeeded");
    const again = await provider.refund(part, soon());
    expect(again).toMatchObject({ state: "succeeded", amount_fen: 10_000n, refund: part.refund });
    await expect.poll(() => pay.told.some((one) => "kind" in one && one.kind === "refund")).toBe(true);
    expect(pay.told.find((one) => "kind" in one && one.kind === "refund")).toMatchObject({ refund: again });
    await expect(provider.refund({ ...part, amount_fen: 1n }, soon())).rejects.toMatchObject({
      code: "INVALID_REQUEST",
    });
    await expect(provider.refund({ ...part, refund: "R-MORE-2" }, soon())).rejects.toThrow("可退金额");
    expect((await provider.query(asked.number, soon())).state).toBe("refunded");
    expect(await provider.queryRefund({ number: asked.number, refund: "R-NONE" }, soon())).toEqual({
      refund: "R-NONE",
      state: "absent",
    });
    pay.told = [];
  }
});

test("a refund may fail at the bank, or for want of money", async () => {
  const provider = pay.open();
  const asked = await pay.request("phone");
  await provider.start(asked, soon());
  await control("POST /control/pay", { number: asked.number });
  await control("POST /control/refund-outcome", { outcome: "NOT_ENOUGH" });
  await control("POST /control/refund-outcome", { outcome: "ABNORMAL" });
  const refund = {
    number: asked.number,
    refund: "R-BANK-1",
    amount_fen: 5n,
    total_fen: 10_937n,
    reason: "",
    notifyUrl: pay.notifyUrl,
  };
  await expect(provider.refund({ ...refund, reason: "退" }, soon())).rejects.toMatchObject({ code: "NOT_ENOUGH" });
  expect((await provider.refund({ ...refund, reason: "退" }, soon())).state).toBe("processing");
  await expect.poll(async () => (await provider.queryRefund(refund, soon())).state, { timeout: 5_000 }).toBe("failed");
  // The merchant's own pages can still complete it.
  await control("POST /control/complete-refund", { refund: refund.refund });
  expect((await provider.queryRefund(refund, soon())).state).toBe("succeeded");
});

test("the payer's openid is learned by signing in, once per code", async () => {
  const provider = pay.open();
  const signIn = provider.payerSignIn;
  if (!signIn) throw new Error("it has no sign-in");
  const address = signIn.address({ state: "s 1", returnUrl: "http://127.0.0.1:9/pay/payer?x=1" });
  const page = await (await fetch(address)).text();
  expect(page).toContain("王秀兰");
  const [form = "", action = ""] = /<form method="post" action="([^"]+)">.*?<\/form>/s.exec(page) ?? [];
  const body = new URLSearchParams(
    [...form.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]),
  );
  const answer = await fetch(new URL(action, address), { method: "POST", body, redirect: "manual" });
  const back = new URL(answer.headers.get("location") ?? "");
  expect([back.searchParams.get("x"), back.searchParams.get("state")]).toEqual(["1", "s 1"]);
  const code = back.searchParams.get("code") ?? "";
  const openid = await signIn.payerOf(code, soon());
  expect(openid).toMatch(/^o[\w-]{27}$/);
  await expect(signIn.payerOf(code, soon())).rejects.toMatchObject({ code: "40163" });
  await expect(signIn.payerOf("never", soon())).rejects.toMatchObject({ code: "40029" });
  const wrong = pay.open(0, { secrets: { app_secret: "no" } }).payerSignIn;
  await expect(wrong?.payerOf(code, soon())).rejects.toMatchObject({ code: "40125" });
});

test("the cashier in a browser without scripts: bridge, cashier, back", async () => {
  const provider = pay.open();
  const started = await provider.start(await pay.request("inside"), soon());
  if (started.kind !== "bridge" || !started.form) throw new Error("no bridge");
  const post = (url: string, body: Readonly<Record<string, string>>) =>
    fetch(url, { method: "POST", body: new URLSearchParams(body), redirect: "manual" });
  const wrong = await post(started.form, { ...started.call, timeStamp: "1" });
  expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining("支付验证签名失败")]);
  const back = "http://127.0.0.1:9/pay/1/back";
  const opened = await post(started.form, { ...started.call, back });
  const cashier = new URL(opened.headers.get("location") ?? "", started.form);
  const page = await (await fetch(cashier)).text();
  expect(page).toContain("¥109.37");
  expect(page).toContain("岳阳县政务缴费");
  const paid = await post(cashier.href, { act: "pay", back });
  expect([paid.status, paid.headers.get("location")]).toEqual([303, back]);
  await expect.poll(() => pay.payments().length).toBe(1);
  expect((await (await fetch(cashier)).text()).includes("已支付")).toBe(true);
  const silent = await provider.start(await pay.request("phone"), soon());
  if (silent.kind !== "redirect") throw new Error("no redirect");
  const shown = await fetch(silent.url);
  const at = new URL(shown.url);
  expect(at.searchParams.get("back")).toBe("http://127.0.0.1:9/pay/back");
  expect((await post(at.href, { act: "pay-silently", back })).status).toBe(303);
  expect(pay.payments().length).toBe(1);
});

async function readAll(lines: AsyncGenerator<BillLine, BillTotals | undefined> | undefined) {
  const read: BillLine[] = [];
  if (!lines) return { read, totals: undefined };
  for (;;) {
    const next = await lines.next();
    if (next.done) return { read, totals: next.value };
    read.push(next.value);
  }
}

test("the day's bill is what happened, and what is wrong with it is found", async () => {
  const provider = pay.open();
  const day = new Date(pay.clock().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  const asked = await pay.request("phone", 0, { amount_fen: 1_234n, description: "电费, `含滞纳金`" });
  await provider.start(asked, soon());
  await control("POST /control/pay", { number: asked.number, silent: true });
  const refund = {
    number: asked.number,
    refund: "R-BILL-1",
    amount_fen: 34n,
    total_fen: 1_234n,
    reason: "退",
    notifyUrl: pay.notifyUrl,
  };
  await provider.refund(refund, soon());
  await expect(provider.bill(day, soon())).rejects.toMatchObject({ code: "INVALID_REQUEST" });
  pay.ahead = 86_400 * 2;
  await control("POST /control/time", { ahead: pay.ahead });
  const { read, totals } = await readAll(await provider.bill(day, soon()));
  expect(totals?.lines).toBe(read.length);
  const sum = (kind: BillLine["kind"]) =>
    read.filter((line) => line.kind === kind).reduce((total, { amount_fen }) => total + amount_fen, 0n);
  expect([totals?.paid_fen, totals?.refunded_fen]).toEqual([sum("payment"), sum("refund")]);
  expect(read.find(({ number, kind }) => number === asked.number && kind === "payment")).toMatchObject({
    amount_fen: 1_234n,
    fee_fen: 7n,
    state: "succeeded",
  });
  expect(read.find(({ refund }) => refund === "R-BILL-1")).toMatchObject({ kind: "refund", amount_fen: 34n });
  for (const mood of ["half", "altered", "broken-rows"]) {
    await pay.mood(mood, { on: "file" });
    const bill = provider.bill(day, soon()).then(readAll);
    await expect(bill, mood).rejects.toMatchObject({ reason: "unreadable" });
  }
  await pay.mood("missing");
  expect(await provider.bill(day, soon())).toBeUndefined();
  await control("POST /control/bill", { day, omit: [asked.number], add: { "430621-GHOST": 5 } });
  const edited = (await readAll(await provider.bill(day, soon()))).read.map(({ number, kind }) => `${kind} ${number}`);
  expect(edited.includes("payment 430621-GHOST") && !edited.includes(`payment ${asked.number}`)).toBe(true);
  // Nothing happened on the day before: no file, and after noon that is an answer.
  const before = new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
  expect(await readAll(await provider.bill(before, soon()))).toEqual({
    read: [],
    totals: { lines: 0, paid_fen: 0n, refunded_fen: 0n },
  });
});
