import { afterAll, beforeAll, expect, test } from "vitest";
import { asOwner } from "../../../tests/helpers/database.ts";
import { type TestHouse, testHouse } from "../../../tests/helpers/house.ts";
import { offer } from "../../domain/catalogue/index.ts";
import { signInResident } from "../../domain/identity/index.ts";
import { cookiesFor } from "../../foundation/http/index.ts";

let running: TestHouse;
let token = "";
beforeAll(async () => {
  running = await testHouse();
  const form = { grant_type: "client_credentials", client_id: "demo-channel", client_secret: "demo-channel-secret" };
  const granted = await fetch(`${running.baseUrl}/demo/oidc/token`, {
    method: "POST",
    body: new URLSearchParams(form),
  });
  token = ((await granted.json()) as { access_token: string }).access_token;
});
afterAll(() => running?.close());

type Item = { service: string; outcome: string; case: string | null; problem: { code: string } | null };
type Json = {
  readonly items: readonly (Item & { code: string; steps: readonly { service: string; sent_along: boolean }[] })[];
  readonly number: string;
  readonly code: string;
  readonly errors: readonly { field: string }[];
  readonly sample: { answers: Record<string, unknown>; services: Record<string, Record<string, unknown>> };
};
const at = "/api/v1/cities/430621/life-events";

async function get(path: string): Promise<{ status: number; json: Json }> {
  const answer = await fetch(running.baseUrl + path);
  return { status: answer.status, json: (await answer.json()) as Json };
}

async function send(key: string, body: object): Promise<{ status: number; json: Json }> {
  const applicant = { name: "周演示", id_type: "resident_id", id_number: "11010519491231002X", phone: "13800138000" };
  const answer = await fetch(`${running.baseUrl}${at}/losing-a-job/cases`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}`, "idempotency-key": key },
    body: JSON.stringify({ applicant, ...body }),
  });
  return { status: answer.status, json: (await answer.json()) as Json };
}

test("a city's life events, and what belongs to one", async () => {
  const { json } = await get(at);
  expect(json.items.map(({ code }) => code)).toContain("losing-a-job");
  const one = json.items.find(({ code }) => code === "losing-a-job");
  expect(one?.steps.find(({ service }) => service === "contribution-record")?.sent_along).toBe(false);
  expect((await get(`${at}/none`)).json.code).toBe("life_event_not_found");
});

test("all cases in one request, each once however often it is sent; one refused keeps none of the others", async () => {
  const { sample } = (await get(`${at}/losing-a-job`)).json;
  const first = await send("life-1", sample);
  expect(first.status, JSON.stringify(first.json)).toBe(201);
  expect(first.json.items.map(({ outcome }) => outcome)).toEqual(["sent", "sent", "sent"]);
  const again = await send("life-1", sample);
  expect(again.json.number).toBe(first.json.number);
  expect(again.json.items.map((item) => item.case)).toEqual(first.json.items.map((item) => item.case));
  const [service = "", own] = Object.entries(sample.services)[0] ?? [];
  const fewer = { answers: sample.answers, services: { [service]: own } };
  expect(await send("life-1", fewer)).toMatchObject({ status: 422, json: { code: "idempotency_key_reused" } });
  expect((await send("life-1", sample)).json).toEqual(again.json);
  // The list shows the latest first.
  running.clock.now = new Date(running.clock.now.getTime() + 1_000);
  const benefit = { ...sample.services["unemployment-benefit"], end_reason: "own_will" };
  const services = { ...sample.services, "unemployment-benefit": benefit };
  const refused = await send("life-2", { answers: sample.answers, services });
  expect(refused.json.items.map(({ service, outcome }) => [service, outcome])).toEqual([
    ["employment-registration", "sent"],
    ["unemployment-benefit", "refused"],
    ["flexible-worker-enrolment", "sent"],
  ]);
});

test("sent again after a service was withdrawn it gets its first answer; a new one is told which service is not there", async () => {
  const { house, clock, test: db } = running;
  const { sample } = (await get(`${at}/losing-a-job`)).json;
  const benefit = { ...sample.services["unemployment-benefit"], end_reason: "own_will" };
  const services = { ...sample.services, "unemployment-benefit": benefit };
  // One that was interrupted after its first service.
  const half = await send("life-half", sample);
  await asOwner(db, (owner) =>
    owner.query("update life_event_steps set case_number = null where number = $1 and place > 0", [half.json.number]),
  );
  // Lists show the latest first.
  clock.now = new Date(clock.now.getTime() + 1_000);
  const first = await send("life-withdrawn", { answers: sample.answers, services });
  expect(first.json.items.map(({ outcome }) => outcome)).toEqual(["sent", "refused", "sent"]);

  const city = "430621";
  const withdrawn = "employment-registration";
  const withdrawal = { on: "2026-11-16", announcement: { zh: "不再办理。", en: "No longer offered." } };
  await offer(house.database, house.catalogue, city, withdrawn, { visibility: "withdrawn", withdrawal }, clock.now);
  house.offerings.forget(city);
  const again = await send("life-withdrawn", { answers: sample.answers, services });
  expect(again).toEqual(first);
  expect((await send("life-half", sample)).json.items).toEqual(half.json.items);
  const fewer = { answers: sample.answers, services: { [withdrawn]: sample.services[withdrawn] } };
  expect((await send("life-withdrawn", fewer)).json.code).toBe("idempotency_key_reused");
  const fresh = await send("life-after", { answers: sample.answers, services });
  expect(fresh).toMatchObject({ status: 422, json: { errors: [{ field: `services.${withdrawn}` }] } });
  await offer(house.database, house.catalogue, city, withdrawn, { visibility: "visible" }, clock.now);
  house.offerings.forget(city);
});

test("where an answer is wrong nothing is sent, and it is named", async () => {
  const { sample } = (await get(`${at}/losing-a-job`)).json;
  const services = { "employment-registration": { ...sample.services["employment-registration"], schooling: "x" } };
  const wrong = await send("life-3", { answers: sample.answers, services });
  expect(wrong.status).toBe(422);
  expect(wrong.json.errors.map(({ field }) => field)).toContain("services.employment-registration.schooling");
  const other = await send("life-4", { answers: sample.answers, services: { "title-registration": {} } });
  expect(other.json.errors.map(({ field }) => field)).toEqual(["services.title-registration"]);
});

test("the person who is signed in reads what they have begun, with how far each is; nobody else does", async () => {
  const { house, clock } = running;
  const path = `${running.baseUrl}/api/v1/me/life-events`;
  const nobody = await fetch(path);
  expect([nobody.status, ((await nobody.json()) as Json).code]).toEqual([401, "sign_in_needed"]);
  expect((await fetch(path, { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
  const session = async (idNumber: string) => {
    const who = { idType: "resident_id", idNumber, name: "周演示" } as const;
    const { token: value } = await signInResident(house.identity, who, clock.now);
    return { cookie: `${cookiesFor(running.baseUrl).names.session}=${value}` };
  };
  const mine = await fetch(path, { headers: await session("11010519491231002X") });
  expect([mine.status, mine.headers.get("cache-control")]).toEqual([200, "private, no-store"]);
  const { items } = (await mine.json()) as { items: readonly (Json & { done: number; steps: readonly Item[] })[] };
  // The latest first: the one of which one service was refused.
  expect(items[0]?.steps.map(({ service, outcome }) => [service, outcome])).toEqual([
    ["employment-registration", "sent"],
    ["unemployment-benefit", "refused"],
    ["flexible-worker-enrolment", "sent"],
  ]);
  expect(items[0]?.steps[1]?.problem).toMatchObject({ zh: expect.any(String), en: expect.any(String) });
  expect(items.at(-1)?.steps.every(({ case: number }) => number !== null)).toBe(true);
  const others = await fetch(path, { headers: await session("51132519910708911X") });
  expect(((await others.json()) as { items: unknown[] }).items).toEqual([]);
});

test("search finds life events by the words people use, beside services", async () => {
  const found = async (query: string, language = "zh") => {
    const headers = { "accept-language": language };
    const answer = await fetch(`${running.baseUrl}/430621/search?q=${encodeURIComponent(query)}`, { headers });
    const main = /<main[\s\S]*<\/main>/.exec(await answer.text())?.[0] ?? "";
    return [...main.matchAll(/href="\/430621\/life-events\/([a-z-]+)"/g)].map(([, code]) => code);
  };
  expect((await found("生孩子"))[0]).toBe("birth");
  expect((await found("newborn", "en"))[0]).toBe("birth");
  expect((await found("下岗"))[0]).toBe("losing-a-job");
  expect((await found("tuixiu"))[0]).toBe("retirement");
  expect(await found("护照")).toEqual([]);
});
