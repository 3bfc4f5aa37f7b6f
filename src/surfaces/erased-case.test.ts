import { afterAll, beforeAll, expect, test } from "vitest";
import { type ScriptedAgencies, scriptedAgencies } from "../../tests/helpers/agencies.ts";
import { heldAbout } from "../../tests/helpers/held.ts";
import { type TestHouse, testHouse } from "../../tests/helpers/house.ts";
import { Browsing, fileCase } from "../../tests/helpers/own-pages.ts";
import { testDesk } from "../../tests/helpers/staff-desk.ts";
import { perform, retain, viewCase } from "../domain/cases/index.ts";
import { forgetOldKeys } from "../foundation/idempotency/index.ts";
import { answerCase } from "./answering.ts";

const city = "430621";
let t: TestHouse;
let agencies: ScriptedAgencies;
beforeAll(async () => {
  agencies = scriptedAgencies();
  t = await testHouse({ adapters: agencies.adapters });
  await agencies.connect(t.house, ["human-resources"]);
});
afterAll(() => t.close());

const after = (months: number) => {
  const later = new Date(t.clock.now);
  later.setUTCMonth(later.getUTCMonth() + months);
  t.clock.now = later;
};

/** What an agency's program is told. */
async function read(number: string): Promise<string> {
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: "demo-agency",
    client_secret: "demo-agency-secret",
  });
  const answer = await fetch(`${t.baseUrl}/demo/oidc/token`, { method: "POST", body });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${t.baseUrl}/api/v1/cities/${city}/cases/${number}`, { headers })).text();
}

/** Somebody who works on cases of the service. */
let clerk = "";
const staffPage = async (number: string) => (await testDesk(t).signedIn(clerk)).get(`/staff/cases/${number}`);
const held = (number: string) => heldAbout({ db: t.test, secrets: t.house.secrets, city }, number);

async function whenTimeIsOver(number: string, months: number): Promise<void> {
  after(months);
  expect(await retain(t.house.cases, city, t.house.catalogue.services(city))).toContain(number);
  await forgetOldKeys(t.house.database, city, t.clock.now);
}

/** Nothing of these words is left: not on the page, not in the API, not in the tables for whoever has the keys. */
async function expectGone(number: string, said: readonly string[]): Promise<void> {
  const page = await staffPage(number);
  expect(page.status).toBe(200);
  expect(page.text).toContain("经过里写的话和查到的记录都已删除，无法恢复");
  const told = await read(number);
  expect(JSON.parse(told)).toMatchObject({ number, state: "archived" });
  const tables = await held(number);
  expect(tables).toContain(number);
  for (const word of said) {
    for (const place of [page.text, told, tables]) expect(place, word).not.toContain(word);
  }
  expect(tables).not.toContain("something sealed");
}

test("the record an agency gave is gone with the case it answered", async () => {
  clerk = "430621-clerk-human-resources";
  const service = t.house.catalogue.service("contribution-record");
  const says = service?.definition.samples[0]?.agency_says;
  if (says === undefined || says === "nothing") throw new Error("the first sample finds nothing");
  agencies.says = { found: says };
  const { number } = await fileCase(t.house, "worker", { service: "contribution-record", city });
  await answerCase(t.house, city, number);
  const { found, applicant } = await viewCase(t.house.cases, city, number);
  expect(found).toEqual(says);
  // A word of the record that stands nowhere else.
  const employer = /"employer":"([^"]+)"/.exec(JSON.stringify(says))?.[1] ?? "no employer in the sample";
  for (const place of [(await staffPage(number)).text, await read(number), await held(number)]) {
    expect(place).toContain(employer);
  }
  await whenTimeIsOver(number, (service?.definition.keep.months ?? 0) + 1);
  const view = await viewCase(t.house.cases, city, number);
  expect(view.found).toBeUndefined();
  await expectGone(number, [employer, '"found"', applicant.name, applicant.id_number]);
});

test("the reason of a refusal and what was to be corrected are gone; their person is not led to an empty page", async () => {
  clerk = "430621-clerk";
  const { number } = await fileCase(t.house, "worker", { service: "residence-permit", city });
  const by = { kind: "clerk", id: "0198c0de-0000-7000-8000-000000000001" } as const;
  const said = ["租房合同第二页", "居住不满半年，证据是邻居的话"];
  await perform(t.house.cases, { city, number, type: "accept", revision: 1, by });
  await perform(t.house.cases, { city, number, type: "refuse", revision: 2, by, input: { reason: said[1] } });
  expect((await staffPage(number)).text).toContain(said[1]);
  expect(await read(number)).toContain(said[1]);
  await whenTimeIsOver(number, 61);
  await expectGone(number, said);
  const browser = new Browsing(t.baseUrl);
  await browser.signIn("worker");
  expect((await browser.get("/me/cases")).text).not.toContain(number);
  expect((await browser.get(`/me/cases/${number}`)).status).toBe(404);
});
