import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../../../tests/helpers/database.ts";
import { sandboxFor } from "../../../../tests/helpers/sandbox.ts";
import { BookBiller, owe } from "../../../domain/payments/fixtures.ts";
import {
  createPayment,
  findPayment,
  listNotices,
  type PaymentContext,
  paymentContext,
  type RawNotification,
  takeNotification,
} from "../../../domain/payments/index.ts";
import { Calendar } from "../../../domain/regions/index.ts";
import { sharedScope } from "../../../foundation/database/index.ts";
import { openSequence } from "../../../foundation/events/index.ts";
import { alipayAdapter } from "./index.ts";

// Decision 25: what says it was sent more than five minutes ago is a repetition or a replay, and proves nothing by itself.

const city = "430621";
const to = { provider: "alipay", city, account: "main" } as const;
const sandbox = sandboxFor(["alipay"]);
let db: TestDatabase;
let context: PaymentContext;
let ahead = 0;
const clock = () => new Date(Date.now() + ahead * 1_000);
const heard: RawNotification[] = [];
const receiver = createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  heard.push({ headers: {}, body: Buffer.concat(parts) });
  response.end("success");
});
let count = 0;

beforeAll(async () => {
  db = await testDatabase();
  await db.database.run(sharedScope, openSequence, { city });
  await new Promise<void>((done) => receiver.listen(0, "127.0.0.1", done));
  const at = sandbox().at("alipay");
  const own = at.alipay;
  if (!own || !at.address) throw new Error("the stand-in says nothing");
  const config = {
    ...{ protocol: "v2", app_id: own.app_id, seller_id: own.seller_id, gateway: at.address, ways: { phone: "wap" } },
    ...{ authorize: `${at.address}/authorize`, keys: { mode: "key", alipay_public_key: own.public_key } },
  };
  const provider = alipayAdapter.open({ config, secrets: { private_key: own.private_key }, clock });
  const calendar = new Calendar();
  context = paymentContext({
    ...{ database: db.database, secrets: db.secrets, clock, biller: new BookBiller(clock), log: () => undefined },
    ...{ calendarOf: () => calendar, providerOf: () => provider, baseUrl: "http://127.0.0.1" },
  });
});
beforeEach(() => {
  ahead = 0;
  heard.length = 0;
});
afterAll(async () => {
  receiver.close();
  receiver.closeAllConnections();
  await db.close();
});

/** Paid at Alipay, which signs that it said so `age` seconds ago. @returns our number, and the very bytes */
async function paidAndTold(age = 0): Promise<{ number: string; raw: RawNotification }> {
  count += 1;
  const bill = await owe({ context }, { city, amount_fen: 12_345n });
  const by = { kind: "visitor", id: "tester" } as const;
  const { number } = await createPayment(context, {
    ...{ city, bills: [{ number: bill }], provider: "alipay", account: "main", from: "phone", payer: "tester", by },
    ...{ channel: "web", idempotency: { caller: "tester", key: `late-${count}`, bodyHash: "late" } },
  });
  const port = (receiver.address() as AddressInfo).port;
  const started = await context.providerOf(to)?.start(
    {
      ...{ number, amount_fen: 12_345n, description: "电费", from: "phone", ip: "127.0.0.1" },
      expiresAt: new Date(clock().getTime() + 900_000),
      ...{ returnUrl: `http://127.0.0.1:${port}/back`, notifyUrl: `http://127.0.0.1:${port}/notify` },
    },
    AbortSignal.timeout(10_000),
  );
  if (started?.kind !== "redirect") throw new Error("no page");
  if (age > 0) await sandbox().mood("alipay", { mood: "skewed", seconds: age, times: 1 });
  const page = await fetch(started.url);
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  await fetch(page.url, { method: "POST", redirect: "manual", headers, body: "act=pay" });
  const isAbout = ({ body }: RawNotification) => body.includes(number);
  await expect.poll(() => heard.some(isAbout), { timeout: 10_000 }).toBe(true);
  return { number, raw: heard.find(isAbout) ?? { headers: {}, body: Buffer.alloc(0) } };
}

const stateOf = async (number: string) => (await findPayment(context, city, number)).payment.state;
const revisionOf = async (number: string) => (await findPayment(context, city, number)).payment.revision;
/** The last line about it. */
async function noted() {
  const [line] = await listNotices(context, city, new Date(clock().getTime() + 1_000));
  return [line?.verdict, line?.reason, line?.subject];
}

test("a notice that was taken is refused when it comes again after five minutes, and changes nothing", async () => {
  const { number, raw } = await paidAndTold();
  expect(await takeNotification(context, to, raw)).toMatchObject({ body: "success" });
  expect(await stateOf(number)).toBe("succeeded");
  const before = await revisionOf(number);
  ahead = 290;
  expect(await takeNotification(context, to, raw)).toMatchObject({ body: "success" });
  expect(await noted()).toEqual(["repeated", null, number]);
  for (const later of [310, 3_600, 86_400]) {
    ahead = later;
    expect(await takeNotification(context, to, raw)).toMatchObject({ body: "failure", refused: "replayed" });
    expect(await noted()).toEqual(["refused", "replayed", number]);
  }
  ahead = 25 * 3_600 + 1;
  expect(await takeNotification(context, to, raw)).toMatchObject({ body: "failure", refused: "old" });
  expect(await revisionOf(number)).toBe(before);
});

test("one that is heard late for the first time makes us ask; the answer counts, not the notice", async () => {
  const { number, raw } = await paidAndTold(6 * 3_600);
  await sandbox().mood("alipay", { mood: "down", times: 1 });
  expect(await takeNotification(context, to, raw)).toMatchObject({ body: "failure" });
  expect(await stateOf(number)).not.toBe("succeeded");
  // Alipay's next try.
  expect(await takeNotification(context, to, raw)).toMatchObject({ body: "success" });
  expect(await stateOf(number)).toBe("succeeded");
  expect(await noted()).toEqual(["applied", "late", number]);
  expect(await takeNotification(context, to, raw)).toMatchObject({ refused: "replayed" });
});

test("what was paid and has gone back at Alipay since is not taken for paid because of an old notice", async () => {
  const { number, raw } = await paidAndTold(3_600);
  const refund = { refund: `${number}R`, amount_fen: 12_345n, total_fen: 12_345n, reason: "商户后台退款", number };
  await context.providerOf(to)?.refund({ ...refund, notifyUrl: "http://127.0.0.1:9/" }, AbortSignal.timeout(10_000));
  expect(await takeNotification(context, to, raw)).toMatchObject({ body: "success" });
  expect(await stateOf(number)).toBe("disputed");
});
