import { afterAll, beforeAll, expect, test } from "vitest";
import { testHouse } from "../../../../tests/helpers/house.ts";
import { type TestDesk, testDesk } from "../../../../tests/helpers/staff-desk.ts";
import {
  type Adapter,
  AgencyFailure,
  type ErrandHandlers,
  errandsAbout,
  setConnector,
} from "../../../domain/agencies/index.ts";
import { cityScope } from "../../../foundation/database/index.ts";

const city = "430621";
const agency = "public-security";
const page = "/staff/office/connectors";
let desk: TestDesk;

const down = () => Promise.reject(new AgencyFailure("down", "as the test says"));
const adapter: Adapter = {
  name: "broken",
  check: () => [],
  secretsOf: () => [],
  open: () => ({ timeout: 1_000, lookUp: down, submit: down, follow: down, result: down, withdraw: down }),
};
const adapters = new Map([[adapter.name, adapter]]);
const gone = async () => ({ dead: "refused_there" }) as const;
const giveUp: ErrandHandlers = { answer: gone, submit: gone, follow: gone, withdraw: gone };

beforeAll(async () => {
  desk = testDesk(await testHouse({ adapters }));
  const { database, secrets } = desk.house;
  const by = { kind: "system", id: "tests" } as const;
  for (const each of [agency, "tax"]) {
    const config = { adapter: "broken" };
    await setConnector({ database, secrets, adapters }, { city, agency: each, config, by, now: desk.clock.now });
  }
  await desk.house.agencies.refresh();
});
afterAll(() => desk?.close());

async function dead(subject: string, of = agency): Promise<string> {
  const { database, agencies } = desk.house;
  await database.transaction(cityScope(city), (tx) =>
    agencies.enqueue(tx, { city, agency: of, purpose: "submit", subject, service: "residence-permit" }),
  );
  await agencies.run(giveUp);
  const [errand] = await errandsAbout(database, city, subject);
  return errand?.id ?? "";
}

test("the city office sees how each fares, pauses and resumes it", async () => {
  const { agencies } = desk.house;
  const asking = { city, agency, operation: "x", parameters: {}, key: "k" };
  expect(await agencies.lookUp(asking)).toEqual({ kind: "unavailable", reason: "down" });
  await agencies.refresh();
  const office = await desk.signedIn("430621-office");
  const first = await office.get(page);
  expect(first.text).toContain("最近一次没有成功");
  expect(first.text).toContain("连不上");
  expect(first.text).toContain("还没有用过");
  const paused = await office.post(page, { act: "pause", agency });
  expect(paused.location).toBe(`${page}?done=pause`);
  expect((await office.get(`${page}?done=pause`)).text).toContain("已由工作人员暂停");
  expect(await agencies.lookUp(asking)).toEqual({ kind: "unavailable", reason: "paused" });
  expect((await office.post(page, { act: "pause", agency })).location).toBe(`${page}?done=none`);
  await office.post(page, { act: "resume", agency });
  expect(await agencies.lookUp(asking)).toEqual({ kind: "unavailable", reason: "down" });
  const english = await desk.signedIn("430621-office", "en");
  expect((await english.get(page)).text).toContain("Last call failed");
});

test("what has stopped is tried again or given up, one or all of an agency", async () => {
  const { database } = desk.house;
  const one = await dead("430621-20261116-C0000000001-0");
  await dead("430621-20261116-C0000000002-0");
  const other = await dead("430621-20261116-C0000000003-0", "tax");
  const office = await desk.signedIn("430621-office");
  const shown = await office.get(page);
  expect(shown.text).toContain("部门不接收");
  expect(shown.main).toContain('href="/staff/cases/430621-20261116-C0000000001-0"');
  await office.post(page, { act: "replay", id: one });
  expect(await errandsAbout(database, city, "430621-20261116-C0000000001-0")).toMatchObject([{ state: "waiting" }]);
  await office.post(page, { act: "drop", agency });
  expect(await errandsAbout(database, city, "430621-20261116-C0000000002-0")).toEqual([]);
  expect(await errandsAbout(database, city, "430621-20261116-C0000000003-0")).toMatchObject([{ state: "dead" }]);

  const lead = await desk.signedIn("430621-lead");
  const theirs = await lead.get(page);
  expect(theirs.status).toBe(200);
  expect(theirs.main).not.toContain("C0000000003");
  expect((await lead.post(page, { act: "drop", id: other })).location).toBe(`${page}?done=none`);
  expect((await lead.post(page, { act: "pause", agency: "tax" })).status).toBe(403);
  expect((await office.post(page, { act: "drop", id: "not-an-id" })).location).toBe(`${page}?done=none`);
  expect((await office.post(page, { act: "follow", number: "430621-20261116-C0000000001-0" })).location).toBe(
    `${page}?done=none`,
  );
  const clerk = await desk.signedIn("430621-clerk");
  expect((await clerk.get(page)).status).toBe(403);
  expect((await clerk.get("/staff")).html).not.toContain(page);
  expect((await office.get("/staff/office/services")).html).toContain(page);
});

test("an agency's program lists and replays its own by the API", async () => {
  const subject = "430621-20261116-C0000000004-0";
  const id = await dead(subject);
  const form = new URLSearchParams({
    ...{ grant_type: "client_credentials", client_id: "demo-agency", client_secret: "demo-agency-secret" },
  });
  const token = await fetch(`${desk.baseUrl}/demo/oidc/token`, { method: "POST", body: form });
  const { access_token } = (await token.json()) as { access_token: string };
  const ask = async (path: string, method = "GET", key: string = crypto.randomUUID()) => {
    const headers = { authorization: `Bearer ${access_token}`, "idempotency-key": key };
    const answer = await fetch(`${desk.baseUrl}/api/v1/cities/${city}/errands${path}`, { method, headers });
    return { status: answer.status, json: (await answer.json()) as { items?: { id: string }[]; state?: string } };
  };
  const listed = await ask("?state=dead&limit=100");
  expect(listed.json.items?.map((each) => each.id)).toContain(id);
  const first = await ask(`/${id}/replays`, "POST", "replay-1");
  expect(first).toMatchObject({ status: 200, json: { state: "waiting", number: subject } });
  expect(await ask(`/${id}/replays`, "POST")).toMatchObject({ status: 200, json: { state: "waiting" } });
  // Given up again meanwhile: the first request, sent late, replays it no second time; a new one does.
  await desk.house.agencies.run(giveUp);
  expect(await ask(`/${id}/replays`, "POST", "replay-1")).toEqual(first);
  expect(await errandsAbout(desk.house.database, city, subject)).toMatchObject([{ state: "dead" }]);
  const elsewhere = await dead("430621-20261116-C0000000005-0");
  const reused = await ask(`/${elsewhere}/replays`, "POST", "replay-1");
  expect(reused).toMatchObject({ status: 422, json: { code: "idempotency_key_reused" } });
  expect(await ask(`/${id}/replays`, "POST")).toMatchObject({ status: 200, json: { state: "waiting" } });
  expect((await ask("/nothing/replays", "POST")).status).toBe(404);
  expect((await ask("?after=x")).status).toBe(400);
});
