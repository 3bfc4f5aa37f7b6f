import { createPublicKey, generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NotificationRefused } from "../../../domain/payments/index.ts";
import type { AlipayConfig } from "./config.ts";
import { Gateway, signText } from "./gateway.ts";
import { sign } from "./keys.ts";
import { readNotification } from "./notification.ts";
// Published by Alipay with its SDK (alipay-sdk-nodejs-all, test/alipay.test.ts): a real message of 2019 and the key it was signed for.
import vector from "./notification.vector.json" with { type: "json" };

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = (key = privateKey) => createPublicKey(key).export({ type: "spki", format: "pem" }).toString();
const config = (alipay_public_key: string, given: Partial<AlipayConfig> = {}): AlipayConfig => ({
  ...{ protocol: "v3", app_id: "2021000000000001", seller_id: "2088000000000001", ways: { phone: "wap" } },
  keys: { mode: "key", alipay_public_key },
  ...given,
});
const read = (fields: Readonly<Record<string, string>> | string, now: Date, of = config(pem())) => {
  const secrets = { private_key: privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
  const body = Buffer.from(typeof fields === "string" ? fields : new URLSearchParams(fields).toString());
  return readNotification({ headers: {}, body }, now, new Gateway(of, secrets, () => now), of);
};
const refusal = (what: () => unknown): string => {
  try {
    what();
  } catch (error) {
    return error instanceof NotificationRefused ? error.reason : String(error);
  }
  return "taken";
};

describe("the published message", () => {
  const { fields, public_key_pem: key, tampered } = vector;
  const at = new Date("2019-08-15T07:56:26Z");
  const of = config(key, { app_id: fields.app_id, seller_id: fields.seller_id });

  test("is genuine", () => {
    expect(read(fields, at, of)).toEqual({
      id: fields.notify_id,
      kind: "payment",
      payment: {
        ...{ number: fields.out_trade_no, state: "paid", amount_fen: 10n, reference: fields.trade_no },
        paidAt: new Date("2019-08-15T07:56:24Z"),
      },
    });
  });

  test("is genuine with its way of signing named as well", () => {
    expect(read({ ...fields, sign_type: "RSA2" }, at, of)).toMatchObject({ kind: "payment" });
    expect(refusal(() => read({ ...fields, sign_type: "RSA" }, at, of))).toBe("forged");
  });

  test("with another amount is not", () => {
    expect(refusal(() => read({ ...fields, [tampered.field]: tampered.value }, at, of))).toBe("forged");
  });

  test("with any field changed, left out or added is not", () => {
    const names = Object.keys(fields).filter((name) => name !== "sign");
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.string({ minLength: 1, maxLength: 5 }), (name, text) => {
        const known: Record<string, string> = { ...fields };
        for (const changed of [`${known[name]}${text}`, text, ""]) {
          if (changed === known[name]) continue;
          expect(refusal(() => read({ ...known, [name]: changed }, at, of))).toMatch(/forged|unreadable/);
        }
        expect(refusal(() => read({ ...known, [`${name}_${text}`]: text }, at, of))).toBe("forged");
      }),
      { numRuns: 60 },
    );
  });

  test("to another app, another seller, or a day too late is not for us", () => {
    const other = (given: Partial<AlipayConfig>) =>
      config(key, { app_id: fields.app_id, seller_id: fields.seller_id, ...given });
    expect(refusal(() => read(fields, at, other({ app_id: "2019073166072303" })))).toBe("other_merchant");
    expect(refusal(() => read(fields, at, other({ seller_id: "2088531891668738" })))).toBe("other_merchant");
    expect(refusal(() => read(fields, new Date("2019-08-16T08:56:26Z"), of))).toBe("old");
    expect(refusal(() => read(fields, new Date("2019-08-16T08:20:00Z"), of))).toBe("taken");
    // Sent at 07:56:25: for five minutes it speaks for itself, then it is a reason to ask.
    expect(read(fields, new Date("2019-08-15T08:01:20Z"), of)).not.toHaveProperty("late");
    expect(read(fields, new Date("2019-08-15T08:01:30Z"), of)).toHaveProperty("late", true);
    expect(refusal(() => read(fields, new Date("2019-08-15T07:40:00Z"), of))).toBe("old");
    expect(refusal(() => read(fields, at, config(pem(), { app_id: fields.app_id, seller_id: fields.seller_id })))).toBe(
      "forged",
    );
  });
});

const now = new Date("2026-11-22T02:00:00Z");
const base = {
  ...{ app_id: "2021000000000001", seller_id: "2088000000000001", notify_id: "2026112200222", charset: "utf-8" },
  ...{ notify_time: "2026-11-22 09:59:00", notify_type: "trade_status_sync", trade_status: "TRADE_SUCCESS" },
  ...{ out_trade_no: "P1", trade_no: "2026112222001", total_amount: "12.30", gmt_payment: "2026-11-22 09:58:00" },
};
const signed = (fields: Readonly<Record<string, string>>, beside: readonly string[] = []): Record<string, string> => {
  const entries = Object.entries(fields).filter(([name]) => !beside.includes(name));
  return { ...fields, sign: sign(signText(entries), privateKey) };
};

test("values are decoded once: what looks encoded within them stays as it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (subject) => {
      const fields = { ...base, subject: `100%25+%E7%94%B5 ${subject}` };
      expect(read(signed(fields), now)).toMatchObject({ kind: "payment" });
    }),
    { numRuns: 40 },
  );
});

test("sign_type is signed by some and not by others", () => {
  const typed = { ...base, sign_type: "RSA2" };
  expect(read(signed(typed), now)).toMatchObject({ kind: "payment" });
  expect(read(signed(typed, ["sign_type"]), now)).toMatchObject({ kind: "payment" });
});

test("a form in GBK is read as it says", () => {
  // 电费 is B5 E7 B7 D1 in GBK.
  const fields = { ...base, charset: "GBK", subject: "电费" };
  const form = new URLSearchParams({ ...signed(fields), subject: "" })
    .toString()
    .replace("subject=", "subject=%B5%E7%B7%D1");
  expect(read(form, now)).toMatchObject({ kind: "payment" });
  expect(refusal(() => read(form.replace("charset=GBK", "charset=utf-8"), now))).toBe("unreadable");
});

test.each([
  ["TRADE_FINISHED", { state: "paid", amount_fen: 1230n }],
  ["WAIT_BUYER_PAY", { state: "unpaid" }],
  ["TRADE_CLOSED", { state: "refunded" }],
])("%s", (trade_status, payment) => {
  expect(read(signed({ ...base, trade_status }), now)).toMatchObject({ kind: "payment", payment });
});

test("a trade closed before anybody paid", () => {
  const { gmt_payment: _never, ...unpaid } = base;
  expect(read(signed({ ...unpaid, trade_status: "TRADE_CLOSED" }), now)).toMatchObject({
    payment: { state: "closed" },
  });
});

test("a notice of a refund names it and leaves its amount open, since it sums them all up", () => {
  const refund = { refund_fee: "5.00", out_biz_no: "R1", gmt_refund: "2026-11-22 09:58:30.143" };
  expect(read(signed({ ...base, ...refund }), now)).toEqual({
    ...{ id: base.notify_id, kind: "refund" },
    refund: { refund: "R1", state: "succeeded", reference: base.trade_no, at: new Date("2026-11-22T01:58:30.143Z") },
  });
  // Given back by hand at Alipay: no number of ours.
  const byHand = { ...base, ...refund, out_biz_no: base.trade_no, trade_status: "TRADE_CLOSED" };
  expect(read(signed(byHand), now)).toMatchObject({ kind: "payment", payment: { state: "refunded" } });
});

test("what is about something else is taken and nothing more", () => {
  const { seller_id: _none, ...other } = { ...base, notify_type: "dut_user_sign" };
  expect(read(signed(other), now)).toEqual({ id: base.notify_id, kind: "other", what: "dut_user_sign" });
  expect(refusal(() => read(signed({ ...other, notify_type: "trade_status_sync" }), now))).toBe("other_merchant");
});

test.each([
  ["no amount", { total_amount: "" }],
  ["an odd amount", { total_amount: "1e3" }],
  ["nothing", { total_amount: "0.00" }],
  ["no number", { out_trade_no: "" }],
  ["an unknown state", { trade_status: "TRADE_PENDING" }],
  ["no time", { notify_time: "yesterday" }],
  ["no id", { notify_id: "" }],
])("signed, and with %s: unreadable", (_what, changed) => {
  expect(refusal(() => read(signed({ ...base, ...changed }), now))).toBe("unreadable");
});

test.each([
  ["nothing", ""],
  ["no signature", new URLSearchParams(base).toString()],
  ["JSON", JSON.stringify(signed(base))],
  ["half an escape", `${new URLSearchParams(signed(base))}&x=%E`],
  ["a field twice", `${new URLSearchParams(signed(base))}&total_amount=12.30`],
  ["too much", `${new URLSearchParams(signed(base))}&x=${"x".repeat(70_000)}`],
  ["too many fields", `${new URLSearchParams(signed(base))}${"&a=1".repeat(101)}`],
])("a body with %s is refused", (_what, body) => {
  expect(refusal(() => read(body, now))).toMatch(/forged|unreadable/);
});

test("whatever bytes come, the answer is a refusal", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(refusal(() => read(Buffer.from(bytes).toString("latin1"), now))).toMatch(/forged|unreadable/);
    }),
    { numRuns: 100 },
  );
});
