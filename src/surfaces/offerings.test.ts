import { afterAll, beforeAll, expect, test } from "vitest";
import { permitSubmission } from "../../tests/helpers/cases.ts";
import { type TestHouse, testHouse } from "../../tests/helpers/house.ts";
import { atTheCounter, submitCase, viewCase } from "../domain/cases/index.ts";
import { type NewOffering, offer, setStandingOffers, takeBackStandingOffer } from "../domain/catalogue/index.ts";
import { Offerings } from "./offerings.ts";

const service = "residence-permit";
let running: TestHouse;
beforeAll(async () => {
  running = await testHouse();
});
afterAll(() => running?.close());

const put = (city: string, values: NewOffering) => {
  const { database, catalogue } = running.house;
  return offer(database, catalogue, city, service, values, running.clock.now);
};
const page = async (path: string) => {
  const answer = await fetch(`${running.baseUrl}${path}`, { headers: { accept: "text/html" } });
  return { status: answer.status, text: (await answer.text()).replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ") };
};
const api = async (city: string) => {
  const answer = await fetch(`${running.baseUrl}/api/v1/cities/${city}/services/${service}`);
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
};

test("the three places of the report offer more than 25 services each, in all 12 fields", async () => {
  for (const city of ["130982", "430621", "419001"]) {
    const offered = await running.house.offerings.of(city);
    expect([city, offered.length > 25]).toEqual([city, true]);
    expect(new Set(offered.map((one) => one.service.definition.field)).size).toBe(12);
  }
});

test("two cities with different overrides show and charge differently, and each says who decided", async () => {
  const { house } = running;
  const { database, catalogue } = house;
  const fee = { amount_fen: 2050n, basis: "任发改价〔2026〕1号" };
  await put("130982", { fee, phone: "0317-2222222" });
  const promise = { days: 4, unit: "working_days" } as const;
  await setStandingOffers(database, catalogue, [{ place: "430000", service, promise }], running.clock.now);
  for (const place of ["130982", "430000"]) house.offerings.forget(place);

  const renqiu = await page(`/130982/services/${service}`);
  const county = await page(`/430621/services/${service}`);
  expect(renqiu.text).toContain("20.50");
  expect(renqiu.text).toContain(fee.basis);
  expect(renqiu.text).toContain("由任丘市规定");
  expect(renqiu.text).toContain("0317-2222222");
  expect(county.text).not.toContain("20.50");
  expect(county.text).toContain("4 个工作日");
  expect(county.text).toContain("由湖南省规定");
  expect(renqiu.text).not.toContain("由湖南省规定");
  expect((await page(`/430621/services/${service}?lang=en`)).text).toContain("set by Hunan");

  const [there, here] = [await api("130982"), await api("430621")];
  expect(there.json["fee"]).toMatchObject({ amount_fen: 2050 });
  expect(there.json["from"]).toMatchObject({ fee: { by: "city", place: "130982" }, decide: { by: "catalogue" } });
  expect(here.json["from"]).toMatchObject({ decide: { by: "province", place: "430000" } });
  expect(here.json["clocks"]).toMatchObject({ decide: { limit: { days: 4 }, from: "province" } });

  // What is charged at the counter follows: of the case, when it was filed.
  const charged = async (city: string) => {
    const { offering, service: version } = await house.offerings.one(city, service);
    const by = { kind: "resident", id: `r${city}` } as const;
    const filed = permitSubmission({ city, service: version, resident: by.id, by, fee: offering.fee });
    const { number } = await submitCase(house.cases, filed);
    return atTheCounter((await viewCase(house.cases, city, number)).row).fee?.amount_fen;
  };
  expect([await charged("130982"), await charged("430621")]).toEqual([2050, undefined]);

  await takeBackStandingOffer(database, "430000", service);
  await put("130982", {});
  for (const place of ["130982", "430000"]) house.offerings.forget(place);
});

test("a withdrawn service is announced until its day and gone from it on", async () => {
  const { house } = running;
  const withdrawal = { on: "2026-11-20", announcement: { zh: "改由市级窗口办理。", en: "Go to the city's counter." } };
  await put("419001", { visibility: "withdrawn", withdrawal });
  house.offerings.forget("419001");
  const before = running.clock.now;
  expect((await page(`/419001/services/${service}`)).status).toBe(200);
  running.clock.now = new Date("2026-11-19T16:30:00Z");
  const gone = await page(`/419001/services/${service}`);
  expect([gone.status, gone.text.includes("改由市级窗口办理")]).toEqual([410, true]);
  expect(await api("419001")).toMatchObject({ status: 410, json: { code: "service_withdrawn" } });
  running.clock.now = before;
  await put("419001", {});
  house.offerings.forget("419001");
});

test("what one process changes another sees within a second, by one small query", async () => {
  const { database, catalogue, regions } = running.house;
  const parts = { database, catalogue, regions, clock: () => running.clock.now };
  const [one, other] = [new Offerings(parts), new Offerings(parts)];
  const asked: string[] = [];
  const promised = async (of: Offerings) => (await of.one("430621", service)).offering.promise?.days;
  await promised(one);
  await promised(other);
  const observer = database.observer;
  database.observer = (made) => asked.push(made.name);
  try {
    await Promise.all(Array.from({ length: 50 }, () => promised(one)));
    expect(asked).toEqual([]);
    await put("430621", { promise: { days: 2, unit: "working_days" } });
    one.forget("430621");
    expect(await promised(one)).toBe(2);
    const deadline = performance.now() + 1_200;
    while ((await promised(other)) !== 2) {
      if (performance.now() > deadline) throw new Error("the other process still says the old");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    asked.length = 0;
    // Nothing changed: a look is one small query, whoever asks, and no city is read again.
    await Promise.all(
      [promised(other), other.of("430621"), other.digest("130000")].map((each) => each.catch(() => {})),
    );
    expect(asked.filter((name) => name === "catalogue.offerings_state")).toHaveLength(1);
    expect(asked.filter((name) => name === "catalogue.offerings_of").length).toBeLessThanOrEqual(1);
  } finally {
    database.observer = observer;
    await put("430621", {});
  }
});
