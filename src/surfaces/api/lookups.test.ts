import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ScriptedAgencies, scriptedAgencies } from "../../../tests/helpers/agencies.ts";
import { type TestHouse, testHouse } from "../../../tests/helpers/house.ts";
import { claimsOf, keyOf, type Sub } from "../../../tests/helpers/own-pages.ts";
import { readingsOf } from "../../domain/audit/index.ts";
import { findCase } from "../../domain/cases/index.ts";
import { offer } from "../../domain/catalogue/index.ts";
import { answerCase } from "../answering.ts";

const city = "430621";

let t: TestHouse;
let agencies: ScriptedAgencies;

beforeAll(async () => {
  agencies = scriptedAgencies();
  t = await testHouse({ adapters: agencies.adapters });
  await agencies.connect(t.house, ["human-resources", "power", "tax"]);
});
afterAll(() => t.close());
beforeEach(() => {
  agencies.says = "nothing";
  agencies.asked.length = 0;
  t.clock.now = new Date(t.clock.now.getTime() + 3_600_000);
});

/** Of the demonstration's channel; the clock goes on by hours, so each request brings a fresh one. */
async function token(): Promise<string> {
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: "demo-channel",
    client_secret: "demo-channel-secret",
  });
  const response = await fetch(`${t.baseUrl}/demo/oidc/token`, { method: "POST", body });
  return ((await response.json()) as { access_token: string }).access_token;
}

// biome-ignore lint/suspicious/noExplicitAny: answers of all shapes are looked into.
type Answer = { readonly status: number; readonly json: any; readonly headers: Headers };

async function post(service: string, what: "lookups" | "cases", body: unknown, key = randomUUID()): Promise<Answer> {
  const response = await fetch(`${t.baseUrl}/api/v1/cities/${city}/services/${service}/${what}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${await token()}`, "idempotency-key": key },
    body: JSON.stringify(body),
  });
  return { status: response.status, json: await response.json(), headers: response.headers };
}

const sampleOf = (service: string) => {
  const sample = t.house.catalogue.service(service)?.definition.samples[0];
  if (!sample || sample.agency_says === undefined || sample.agency_says === "nothing") throw new Error(service);
  return { answers: sample.answers, found: sample.agency_says };
};

function applicant(sub: Sub) {
  const claims = claimsOf(sub);
  return {
    name: claims["name"],
    id_type: claims["id_type"] ?? "resident_id",
    id_number: claims["id_number"],
    phone: claims["phone_number"],
  };
}

describe("looking something up for somebody", () => {
  test("gives the answer in one step, with the agency and the time, and a line the person sees", async () => {
    const { answers, found } = sampleOf("contribution-record");
    agencies.says = { found };
    const { status, json } = await post("contribution-record", "lookups", { applicant: applicant("worker"), answers });
    expect(status).toBe(200);
    expect(json).toEqual({
      outcome: "found",
      answer: found,
      at: t.clock.now.toISOString(),
      agency: {
        code: "human-resources",
        name: { zh: "岳阳县人力资源和社会保障局", en: expect.stringContaining("Yueyang County") },
      },
    });
    const { items } = await readingsOf(t.house.database, keyOf(t.house, "worker"));
    expect(items[0]).toMatchObject({
      purpose: "own_look_up",
      readerName: "demo-channel",
      subject: "contribution-record",
    });
  });

  test("what is about an account needs no person", async () => {
    const { answers, found } = sampleOf("electricity");
    agencies.says = { found };
    const { status, json } = await post("electricity", "lookups", { answers });
    expect([status, json.answer]).toEqual([200, found]);
    expect(agencies.asked[0]?.person).toBeUndefined();
  });

  test("knowing of nothing is an answer in words, and so is the agency's no", async () => {
    const { answers } = sampleOf("electricity");
    const none = await post("electricity", "lookups", { answers });
    const { look_up: lookUp } = t.house.catalogue.service("electricity")?.definition ?? {};
    expect(none).toMatchObject({ status: 200, json: { outcome: "none", answer: null, say: lookUp?.none } });
    agencies.says = { refused: "户号已销户。" };
    const refused = await post("electricity", "lookups", { answers });
    expect(refused).toMatchObject({
      status: 200,
      json: { outcome: "refused", answer: null, say: { zh: "户号已销户。" } },
    });
  });

  test("the same key is the same request at the agency", async () => {
    const { answers, found } = sampleOf("electricity");
    agencies.says = { found };
    const key = randomUUID();
    await post("electricity", "lookups", { answers }, key);
    await post("electricity", "lookups", { answers }, key);
    await post("electricity", "lookups", { answers });
    const keys = agencies.asked.map((request) => request.key);
    expect(keys[0]).toBe(keys[1]);
    expect(new Set(keys).size).toBe(2);
  });

  test("an agency that does not answer is 503 with the reason and when to come back", async () => {
    const { answers } = sampleOf("electricity");
    agencies.says = { fails: "down" };
    const { status, json, headers } = await post("electricity", "lookups", { answers });
    expect(status).toBe(503);
    expect(json).toMatchObject({ code: "agency_unavailable", errors: [{ field: "agency", code: "down" }] });
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  });

  test("a standing request is a case that holds the answer later", async () => {
    const { answers, found } = sampleOf("contribution-record");
    agencies.says = { fails: "timeout" };
    const key = randomUUID();
    const body = { applicant: applicant("student"), answers, standing: true };
    const first = await post("contribution-record", "lookups", body, key);
    expect(first).toMatchObject({ status: 202, json: { city, state: "submitted", waiting_for: "timeout" } });
    const again = await post("contribution-record", "lookups", body, key);
    expect(again).toMatchObject({ status: 202, json: { number: first.json.number } });
    // So it stays when the city takes the service back in between.
    const { database, catalogue, clock, offerings } = t.house;
    for (const visibility of ["hidden", "visible"] as const) {
      await offer(database, catalogue, city, "contribution-record", { visibility }, clock());
      offerings.forget(city);
      const late = await post("contribution-record", "lookups", body, key);
      expect(late).toMatchObject({ status: 202, json: { ...again.json } });
      if (visibility === "hidden") expect((await post("contribution-record", "lookups", body)).status).toBe(404);
    }
    // The case tells it at once, before anybody has asked the agency again.
    expect(await findCase(t.house.cases, city, first.json.number)).toMatchObject({
      ...{ waiting_for: "timeout", state: "submitted", revision: first.json.version },
    });
    expect(first.headers.get("location")).toBe(`/api/v1/cities/${city}/cases/${first.json.number}`);
    agencies.says = { found };
    t.clock.now = new Date(t.clock.now.getTime() + 3_600_000);
    await answerCase(t.house, city, first.json.number);
    const read = await fetch(new URL(first.headers.get("location") ?? "", t.baseUrl), {
      headers: { authorization: `Bearer ${await token()}` },
    });
    const view = (await read.json()) as { state: string; events: { type: string; found?: unknown }[] };
    expect(view.state).toBe("approved");
    expect(view.events.find(({ type }) => type === "approve")?.found).toEqual(found);
  });

  test("refuses what is no look-up, a person who is missing, and answers that cannot be right", async () => {
    const { answers } = sampleOf("contribution-record");
    expect(await post("residence-permit", "lookups", { answers: {} })).toMatchObject({
      status: 404,
      json: { code: "no_look_up" },
    });
    expect(await post("contribution-record", "lookups", { answers })).toMatchObject({
      status: 422,
      json: { code: "applicant_invalid", errors: [{ field: "applicant", code: "required" }] },
    });
    expect(await post("contribution-record", "lookups", { applicant: applicant("worker"), answers: {} })).toMatchObject(
      {
        status: 422,
        json: { code: "answers_invalid" },
      },
    );
    expect(agencies.asked).toEqual([]);
  });
});

describe("an instant certificate", () => {
  test("comes with the answer to filing it, or waits with the reason", async () => {
    const { answers, found } = sampleOf("tax-payment-proof");
    agencies.says = { found };
    const key = randomUUID();
    const body = { applicant: applicant("trader"), answers };
    const { status, json } = await post("tax-payment-proof", "cases", body, key);
    expect(status).toBe(201);
    expect(json).toMatchObject({ state: "approved", waiting_for: null });
    expect(json.certificate).toMatch(/^430621-\d{8}-Z/);
    expect((await post("tax-payment-proof", "cases", body, key)).json).toEqual(json);
    expect(agencies.asked).toHaveLength(1);
    agencies.says = { fails: "down" };
    const waiting = await post("tax-payment-proof", "cases", { ...body, applicant: applicant("worker") });
    expect(waiting).toMatchObject({
      status: 201,
      json: { state: "submitted", certificate: null, waiting_for: "down" },
    });
  });
});

test("a service says what it looks up and what comes back", async () => {
  const response = await fetch(`${t.baseUrl}/api/v1/cities/${city}/services/electricity`);
  const json = (await response.json()) as { look_up: { operation: string; answer: { id: string; format: string }[] } };
  expect(json.look_up.operation).toBe("electricity");
  expect(json.look_up.answer.map(({ id }) => id)).toContain("amount_due");
});
