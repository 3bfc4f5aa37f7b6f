import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestHouse, testHouse } from "../../../tests/helpers/house.ts";
import { claimsOf, eventually, keyOf, type Sub } from "../../../tests/helpers/own-pages.ts";
import { auditEntries, readingsOf } from "../../domain/audit/index.ts";
import { saveArea } from "../../domain/caseload/index.ts";
import { counterPhones, findCase, viewCase } from "../../domain/cases/index.ts";
import { type Clerk, clerksOf } from "../../domain/identity/index.ts";
import { inbox } from "../../domain/notifications/index.ts";

const city = "430621";
let t: TestHouse;
beforeAll(async () => {
  t = await testHouse({ jobs: true });
});
afterAll(() => t.close());

async function token(client: "demo-channel" | "demo-agency"): Promise<string> {
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: client,
    client_secret: `${client}-secret`,
  });
  const response = await fetch(`${t.baseUrl}/demo/oidc/token`, { method: "POST", body });
  return ((await response.json()) as { access_token: string }).access_token;
}

// biome-ignore lint/suspicious/noExplicitAny: answers of all shapes are looked into.
type Answer = { readonly status: number; readonly json: any };

async function ask(path: string, init: RequestInit & { client: "demo-channel" | "demo-agency" }): Promise<Answer> {
  const { client, ...rest } = init;
  const headers = { authorization: `Bearer ${await token(client)}`, ...rest.headers };
  const answer = await fetch(`${t.baseUrl}/api/v1/cities/${city}${path}`, { ...rest, headers });
  return { status: answer.status, json: await answer.json() };
}

async function file(
  sub: Sub,
  over: Record<string, unknown>,
  client: "demo-channel" | "demo-agency",
  key = randomUUID(),
) {
  const claims = claimsOf(sub);
  const sample = t.house.catalogue.service("residence-permit")?.definition.samples[0];
  const applicant = {
    name: claims["name"],
    id_type: claims["id_type"] ?? "resident_id",
    id_number: claims["id_number"],
    phone: claims["phone_number"],
  };
  return ask("/services/residence-permit/cases", {
    client,
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": key },
    body: JSON.stringify({ applicant, answers: sample?.answers, ...over }),
  });
}

const acting = { acting_for: { clerk: "窗口 3 号 陈雨桐", consent: "paper" } };

describe("an agency's program files for somebody its clerk helps", () => {
  test("as filed for them: on the case, in the record, told to the person, whatever is sent twice", async () => {
    const key = randomUUID();
    const made = await file("worker", acting, "demo-agency", key);
    expect(made.status).toBe(201);
    const { number } = made.json as { number: string };
    expect((await file("worker", acting, "demo-agency", key)).json.number).toBe(number);
    const row = await findCase(t.house.cases, city, number);
    const resident = keyOf(t.house, "worker");
    expect(row).toMatchObject({ applicant: resident, filed_by: "demo-agency", channel: "counter" });
    const { timeline } = await viewCase(t.house.cases, city, number);
    expect(timeline.at(-1)).toMatchObject({
      ...{ type: "submit", actor_kind: "agency", actor: "demo-agency", on_behalf: resident },
    });
    // What follows is told where the person can be reached.
    expect((await counterPhones(t.house.cases, city, [number])).get(number)).toBe(claimsOf("worker")["phone_number"]);
    const { items } = await auditEntries(t.house.database, city);
    expect(items.filter(({ act }) => act === "case.assist")).toHaveLength(1);
    expect(items.find(({ act }) => act === "case.assist")).toMatchObject({
      ...{
        actorKind: "agency",
        actor: "demo-agency",
        resident,
        detail: { consent: "paper", clerk: "窗口 3 号 陈雨桐" },
      },
    });
    const readings = await readingsOf(t.house.database, resident);
    expect(readings.items[0]).toMatchObject({ purpose: "assist" });
    const told = await eventually(
      async () => (await inbox(t.house.database, t.house.secrets, resident)).items,
      (messages) => messages.length > 0,
    );
    expect(told.map(({ template }) => template)).toEqual(["filed_for_you"]);
  });

  test("not without saying for whom and how they agreed, and a channel not at all", async () => {
    expect(await file("trader", {}, "demo-agency")).toMatchObject({ status: 403, json: { code: "scope_missing" } });
    for (const acting_for of [
      { clerk: "陈雨桐" },
      { clerk: "", consent: "word" },
      { clerk: "陈雨桐", consent: "yes" },
    ]) {
      expect((await file("trader", { acting_for }, "demo-agency")).status).toBe(422);
    }
    expect(await file("trader", acting, "demo-channel")).toMatchObject({
      status: 422,
      json: { code: "applicant_invalid", errors: [{ field: "acting_for", code: "not_allowed" }] },
    });
    const own = await file("trader", {}, "demo-channel");
    expect(own.status).toBe(201);
    expect(await findCase(t.house.cases, city, own.json.number)).toMatchObject({ channel: "demo-channel" });
  });
});

test("cases of one part of the city: those routing found there, no other, and open ones alone", async () => {
  const { items } = await clerksOf(t.house.identity, city);
  const lead = items.find(({ login }) => login === `${city}-lead`) as Clerk;
  const place = { area: "rongjiawan", name: "荣家湾片区", division: null, part: "荣家湾" };
  await saveArea(t.house, lead, { ...place, clerks: [lead.id], ofAgency: [lead.id] }, t.clock.now);
  const inside = (await file("student", acting, "demo-agency")).json.number as string;
  const far = { division: city, detail: "新墙镇演示路 1 号" };
  const answers = { ...t.house.catalogue.service("residence-permit")?.definition.samples[0]?.answers, address: far };
  const outside = (await file("foreigner", { ...acting, answers }, "demo-agency")).json.number as string;
  const listed = async (query: string) => {
    const { status, json } = await ask(`/cases?${query}`, { client: "demo-agency" });
    return {
      status,
      numbers: ((json.items ?? []) as { number: string; area: string | null }[]).map(({ number }) => number),
    };
  };
  await eventually(
    () => listed("area=rongjiawan"),
    ({ numbers }) => numbers.includes(inside),
  );
  const there = await ask("/cases?area=rongjiawan&service=residence-permit&limit=100", { client: "demo-agency" });
  for (const line of there.json.items) expect(line.area).toBe("rongjiawan");
  expect((await listed("area=rongjiawan")).numbers).not.toContain(outside);
  expect((await listed("")).numbers).toContain(outside);
  expect(await listed("area=nowhere")).toEqual({ status: 200, numbers: [] });
  expect((await listed("area=No%20where")).status).toBe(400);
  const { json } = await ask(`/cases/${inside}`, { client: "demo-agency" });
  expect(json.area).toBe("rongjiawan");
});
