import { expect, test } from "vitest";
import { wechatPay } from "../../../../tests/helpers/wechat-pay.ts";
import { ProviderFailure } from "../../../domain/payments/index.ts";
import { wechatAdapter } from "./index.ts";

// What the stand-in does wrong on demand, and what the adapter makes of it.

const pay = wechatPay();
const { control } = pay;
const soon = () => AbortSignal.timeout(10_000);

test("each wrong notification is refused for its reason, and a right one follows", async () => {
  const provider = pay.open();
  const expected = {
    "bad-signature": "forged",
    altered: "forged",
    probe: "forged",
    skewed: "old",
    "other-merchant": "other_merchant",
  } as const;
  for (const [mood, reason] of Object.entries(expected)) {
    pay.told = [];
    const asked = await pay.request("phone");
    await provider.start(asked, soon());
    await pay.mood(mood, mood === "skewed" ? { seconds: 301 } : {});
    await control("POST /control/pay", { number: asked.number });
    await expect.poll(() => pay.told.length, { timeout: 5_000 }).toBe(2);
    expect([mood, pay.refusals(), pay.payments()[0]?.payment.amount_fen]).toEqual([mood, [reason], 10_937n]);
  }
  for (const mood of ["drop", "deaf", "half", "twice", "replay", "reorder"]) {
    pay.told = [];
    const asked = await pay.request("phone");
    await provider.start(asked, soon());
    await pay.mood(mood, mood === "half" ? { on: "push" } : {});
    await control("POST /control/pay", { number: asked.number });
    const times = ["deaf", "twice", "replay"].includes(mood) ? 2 : 1;
    await expect.poll(() => pay.told.length, { timeout: 8_000 }).toBe(times);
    expect(new Set(pay.payments().map(({ id }) => id)).size).toBe(1);
  }
}, 60_000);

test("an unpaid payment cannot be made paid by a forged notification; a wrong amount arrives as it was said", async () => {
  const provider = pay.open();
  const asked = await pay.request("phone");
  await provider.start(asked, soon());
  const forge = (twist: object) =>
    control<{ status: number }>("POST /control/forge", { number: asked.number, ...twist });
  for (const twist of [
    { forged: true },
    { altered: true },
    { probe: true },
    { seconds: 400 },
    { other_merchant: true },
  ])
    expect((await forge(twist)).status).toBe(500);
  expect(pay.refusals()).toEqual(["forged", "forged", "forged", "old", "other_merchant"]);
  expect((await forge({ wrong_amount: true })).status).toBe(204);
  expect(pay.payments()[0]?.payment.amount_fen).toBe(10_938n);
  expect((await provider.query(asked.number, soon())).state).toBe("unpaid");
});

test("an answer that is forged, old, slow, broken, too large or elsewhere teaches nothing", async () => {
  const provider = pay.open();
  const asked = await pay.request("desktop");
  await provider.start(asked, soon());
  const reasons: [mood: string, more: object, reason: string][] = [
    ["bad-signature", { on: "answer" }, "signature"],
    ["skewed", { on: "answer", seconds: 301 }, "signature"],
    ["half", { on: "answer" }, "unreadable"],
    ["huge", { bytes: 3_000_000 }, "unreadable"],
    ["error", {}, "error"],
    ["error", { page: true }, "error"],
    ["maintenance", {}, "signature"],
    ["down", {}, "down"],
    ["slow", { ms: 5_000 }, "timeout"],
    ["twice", { body: true }, "signature"],
  ];
  for (const [mood, more, reason] of reasons) {
    await pay.mood(mood, more);
    const signal = AbortSignal.timeout(mood === "slow" ? 300 : 10_000);
    const found = await provider.query(asked.number, signal).catch((error: ProviderFailure) => error.reason);
    expect([mood, found]).toEqual([mood, reason]);
  }
  expect((await provider.query(asked.number, soon())).state).toBe("unpaid");
}, 60_000);

test("with platform certificates: fetched, rotated, and explained where there are none", async () => {
  await control("POST /control/trust", { trust: "certificates" });
  const { public_key: _none, ...rest } = pay.account(0).config;
  const only = { ...pay.account(0), config: { ...rest, certificates: true } };
  expect(wechatAdapter.check(only.config)).toEqual([]);
  const provider = wechatAdapter.open(only);
  pay.reader = provider;
  const asked = await pay.request("phone");
  await provider.start(asked, soon());
  await control("POST /control/pay", { number: asked.number });
  await expect.poll(() => pay.payments().length).toBe(1);
  const { serial } = await control<{ serial: string }>("POST /control/rotate");
  // Within a minute of the last fetch an unknown serial is not looked for; then it is.
  await expect(provider.query(asked.number, soon())).rejects.toMatchObject({ reason: "signature" });
  pay.ahead = 61;
  expect((await provider.query(asked.number, soon())).state).toBe("paid");
  expect(serial).toMatch(/^[0-9A-F]{40}$/);
  await control("POST /control/trust", { trust: "public_key" });
  const fresh = wechatAdapter.open(only);
  await expect(fresh.query(asked.number, soon())).rejects.toThrow("the merchant has no platform certificates");
  const both = wechatAdapter.open({ ...only, config: { ...pay.account(0).config, certificates: true } });
  expect((await both.query(asked.number, soon())).state).toBe("paid");
  await control("POST /control/trust", { trust: "both" });
  expect((await both.query(asked.number, soon())).state).toBe("paid");
  pay.reader = both;
  const other = await pay.request("phone");
  await both.start(other, soon());
  await control("POST /control/pay", { number: other.number });
  await expect.poll(() => pay.payments().length).toBe(2);
  // An account without certificates cannot know who signed.
  pay.reader = pay.open(0);
  const third = await pay.request("phone");
  await pay.reader.start(third, soon());
  await control("POST /control/pay", { number: third.number });
  await expect.poll(() => pay.refusals().length, { timeout: 5_000 }).toBeGreaterThan(0);
  expect(pay.refusals()[0]).toBe("forged");
});

test("certificates that cannot be opened, or be had, are said to be so", async () => {
  await control("POST /control/trust", { trust: "certificates" });
  const { public_key: _none, ...rest } = pay.account(0).config;
  const provider = wechatAdapter.open({ ...pay.account(0), config: { ...rest, certificates: true } });
  await pay.mood("error", { times: 2 });
  await expect(provider.query("430621-NEVER", soon())).rejects.toBeInstanceOf(ProviderFailure);
  const strange = wechatAdapter.open({
    ...pay.account(0, { secrets: { api_v3_key: "0".repeat(32) } }),
    config: { ...rest, certificates: true },
  });
  await control("DELETE /control/mood");
  await expect(strange.query("430621-NEVER", soon())).rejects.toThrow("api_v3_key");
});

test("a killed gateway knows its payments, and tells what nobody took", async () => {
  const provider = pay.open();
  const asked = await pay.request("phone");
  await provider.start(asked, soon());
  await pay.mood("drop");
  await control("POST /control/time", { speed: 0.1 });
  await control("POST /control/pay", { number: asked.number });
  await expect
    .poll(
      async () =>
        (await control<{ items: { tries: unknown[] }[] }>(`GET /control/notifications?about=${asked.number}`)).items[0]
          ?.tries.length,
    )
    .toBe(1);
  await pay.sandbox.kill("wechat-pay");
  await expect(provider.query(asked.number, soon())).rejects.toMatchObject({ reason: "down" });
  await pay.sandbox.revive("wechat-pay");
  const ofThis = () => pay.payments().filter(({ payment }) => payment.number === asked.number).length;
  await expect.poll(ofThis, { timeout: 10_000 }).toBe(1);
  expect((await provider.query(asked.number, soon())).state).toBe("paid");
}, 30_000);
