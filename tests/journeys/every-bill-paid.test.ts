import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Sample, ServiceVersion } from "../../src/domain/catalogue/index.ts";
import { balanceOf, confirmPayment, findPayment, runPaymentTasks } from "../../src/domain/payments/index.ts";
import { type ScriptedAgencies, scriptedAgencies } from "../helpers/agencies.ts";
import { bookWallets } from "../helpers/book-wallets.ts";
import { theCatalogue } from "../helpers/catalogue.ts";
import { type TestHouse, testHouse } from "../helpers/house.ts";
import { visitor } from "../helpers/visitor.ts";
import { answersOf, fillInAndSend } from "./support/sample-pages.ts";
import { signInAsSampled } from "./support/sample-person.ts";

// Every service of the catalogue that is paid, from its guide to "paid", through the served pages without scripts: looked up by its first
// sample that finds something, paid by the wallet it may be paid by, written off at its agency, and booked. With real protocols and both
// wallets four of them are paid in bills-paid.test.ts.

const { services } = await theCatalogue();
const paid = [...services.values()].filter(({ definition }) => definition.kind === "pay");
const books = bookWallets(["treasury", "demo"]);
const language = "zh";
const owed = 32_100n;

let t: TestHouse;
let agencies: ScriptedAgencies;
beforeAll(async () => {
  agencies = scriptedAgencies();
  t = await testHouse({ adapters: agencies.adapters, providers: books.providers });
  await agencies.connect(t.house, [...new Set(paid.map(({ definition }) => definition.agency))]);
  for (const { city } of t.house.regions.cities) await books.open(t.house, city);
});
afterAll(() => t?.close());

function foundBy({ definition: { code, samples } }: ServiceVersion) {
  const sample = samples.find(({ expect: wanted, agency_says: says }) => !wanted.refused && says !== "nothing" && says);
  if (sample === undefined || typeof sample.agency_says !== "object")
    throw new Error(`${code} has no sample that finds`);
  return { sample, says: sample.agency_says };
}

/** What the treasury knows a notice by: the number that was typed, and the unit that collects. */
function noticeOf({ definition: { bill } }: ServiceVersion, { answers }: Sample) {
  if (bill?.by !== "notice") return {};
  return { notice: String(answers[bill.about ?? ""]), unit: "143001", unit_name: "执收单位", notice_type: "penalty" };
}

test("thirteen services are paid", () => {
  expect(paid.map(({ definition }) => definition.code)).toHaveLength(13);
});

describe("paid to the end", () => {
  test.each(paid.map((service) => ({ service, code: service.definition.code })))("$code", async ({ service, code }) => {
    const { sample, says } = foundBy(service);
    const { city } = sample;
    const { payee } = service.definition.bill ?? {};
    agencies.says = { found: says };
    const due = { period: "2026-10", due_on: "2026-11-28", holder: "周*" };
    agencies.owes = [{ reference: `${code}-1`, amount_fen: Number(owed), ...due, ...noticeOf(service, sample) }];
    agencies.writtenOff.length = 0;
    const who = visitor(t.baseUrl, { language });
    await signInAsSampled(t, who, service, sample);
    await who.get(`/${city}/services/${code}`);
    await who.follow("查询");
    await fillInAndSend(who, service, answersOf(service, sample), language);
    expect(who.page.text).toContain("321.00 元");
    await who.follow("去交费");
    expect(who.page.title).toBe("要交 321.00 元");
    await who.press(payee === "treasury" ? "到财政缴款平台付" : "用演示钱包付");
    const number = /\d{6}-\d{8}-P[0-9A-Z]+-[0-9A-Z]/.exec(who.page.html)?.[0] ?? "";
    const wallet = books.wallet(payee === "treasury" ? "treasury" : "demo");
    const begun = await findPayment(t.house.payments, city, number);
    expect([begun.payment.amount_fen, begun.payment.provider]).toEqual([
      owed,
      payee === "treasury" ? "treasury" : "demo",
    ]);
    wallet.pay(number, owed);
    await confirmPayment(t.house.payments, city, wallet.told(number));
    for (let round = 0; round < 3; round += 1) await runPaymentTasks(t.house.payments, [city]);
    await who.get(`/pay/${number}`);
    expect(who.page.title).toBe("交好了");
    expect(agencies.writtenOff).toEqual([number]);
    const { payment, bills } = await findPayment(t.house.payments, city, number);
    expect([payment.state, bills.map(({ write_off }) => write_off)]).toEqual(["succeeded", ["done"]]);
    const day = t.house.regions.calendarOf(city).dayOf(t.clock.now);
    const at = `provider/${payment.provider}/main`;
    expect(await balanceOf(t.house.payments, { city, account: at, day })).toBeGreaterThanOrEqual(owed);
    expect(await balanceOf(t.house.payments, { city, account: `due/${payment.agency}`, day })).toBeLessThanOrEqual(
      -owed,
    );
  });
});
