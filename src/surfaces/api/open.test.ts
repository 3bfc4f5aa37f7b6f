import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestHouse, testHouse } from "../../../tests/helpers/house.ts";

let running: TestHouse;
let base: string;
beforeAll(async () => {
  running = await testHouse();
  base = running.baseUrl;
});
afterAll(() => running.close());

type Named = Readonly<Record<string, string>>;
type Line = { readonly code: string; readonly name: Named };
/** Members of the answers the tests look into. */
type Json = {
  readonly items: readonly Line[];
  readonly next: string | null;
  readonly code: string;
  readonly number: string;
  readonly openapi: string;
  readonly errors?: readonly { readonly field: string; readonly code: string; readonly message: string }[];
  readonly path: readonly Line[];
  readonly clocks: Readonly<Record<string, unknown>>;
  readonly answers_schema: Named;
  readonly sample: { readonly answers: Readonly<Record<string, unknown>> };
};
type Answer = { readonly status: number; readonly json: Json; readonly headers: Headers };

async function get(path: string): Promise<Answer> {
  const response = await fetch(`${base}/api/v1${path}`);
  return { status: response.status, json: (await response.json()) as Json, headers: response.headers };
}
/** Files a case with a service's sample and gives the status. */
async function fileSample(city: string, sample: Json["sample"]): Promise<number> {
  const form = { grant_type: "client_credentials", client_id: "demo-channel", client_secret: "demo-channel-secret" };
  const granted = await fetch(`${base}/demo/oidc/token`, { method: "POST", body: new URLSearchParams(form) });
  const { access_token } = (await granted.json()) as { access_token: string };
  const applicant = { name: "李明华", id_type: "resident_id", id_number: "11010519491231002X", phone: "13800138000" };
  const sent = await fetch(`${base}/api/v1/cities/${city}/services/residence-permit/cases`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${access_token}`,
      "idempotency-key": `sample-${city}`,
    },
    body: JSON.stringify({ applicant, ...sample }),
  });
  return sent.status;
}
const errorsOf = ({ json }: Answer) => Object.fromEntries((json.errors ?? []).map(({ field, code }) => [field, code]));

describe("places and services, open to everyone", () => {
  test("divisions by level, under a province, page by page, and by search", async () => {
    const provinces = await get("/divisions?level=province");
    expect(provinces.json.items).toHaveLength(34);
    const seen: string[] = [];
    for (let after = ""; ; ) {
      const { json } = await get(`/divisions?under=430000&level=county&limit=50${after && `&after=${after}`}`);
      seen.push(...json.items.map(({ code }) => String(code)));
      if (json.next === null) break;
      after = json.next;
    }
    expect(seen.length).toBeGreaterThan(100);
    expect(seen).toEqual([...new Set(seen)].sort());
    expect(seen.every((code) => code.startsWith("43"))).toBe(true);
    const found = await get("/divisions?q=yueyangxian");
    expect(found.json.items[0]).toMatchObject({ code: "430621", name: { zh: "岳阳县" }, city: "430621" });
    expect((await get("/divisions?q=yueyangxian&under=130000")).json).toEqual({ items: [], next: null });
  });

  test("a wrong parameter is named", async () => {
    for (const [query, field] of [
      ["limit=0", "limit"],
      ["limit=101", "limit"],
      ["level=village", "level"],
      ["colour=red", "colour"],
      ["under=43", "under"],
    ]) {
      const refused = await get(`/divisions?${query}`);
      expect(refused.status).toBe(400);
      expect(refused.json.code).toBe("invalid_fields");
      expect(Object.keys(errorsOf(refused))).toEqual([field]);
    }
  });

  test("the national catalogue by field and kind, page by page", async () => {
    const all = await get("/services?field=policing&limit=100");
    const codes = all.json.items.map(({ code }) => code);
    expect(codes).toContain("residence-permit");
    const first = await get("/services?field=policing&limit=1");
    expect(first.json.items.map(({ code }) => code)).toEqual(codes.slice(0, 1));
    const second = await get(`/services?field=policing&limit=1&after=${first.json.next}`);
    expect(second.json.items.map(({ code }) => code)).toEqual(codes.slice(1, 2));
    const some = (await get("/services?field=policing&kind=apply")).json.items;
    expect(some.map(({ code }) => code)).toContain("residence-permit");
    for (const one of some) expect(one).toMatchObject({ field: "policing", kind: "apply" });
    expect(some.length).toBeLessThanOrEqual(codes.length);
    expect((await get("/services?field=nothing")).json.items).toEqual([]);
  });

  test("a city, its services by words people use, and one of them with a sample that works", async () => {
    const city = await get("/cities/430621");
    expect(city.json).toMatchObject({ city: "430621", name: { zh: "岳阳县", en: "Yueyang County" }, page: "/430621" });
    expect(city.json.path.map(({ code }) => code)).toEqual(["430000", "430600", "430621"]);
    expect((await get("/cities/110101")).json.code).toBe("city_not_open");
    expect((await get("/cities/abc")).status).toBe(404);

    const found = await get("/cities/430621/services?q=zanzhuzheng&lang=en");
    expect(found.json.items[0]).toMatchObject({
      code: "residence-permit",
      name: { en: "Residence permit" },
      fee: null,
    });
    expect(found.json.items[0]?.name).toEqual({ en: "Residence permit" });

    for (const code of ["430621", "130982", "419001"]) {
      const { json } = await get(`/cities/${code}/services/residence-permit`);
      expect(json.clocks["decide"]).toEqual({
        limit: { days: 5, unit: "working_days" },
        law: { days: 15, unit: "days" },
        from: "catalogue",
      });
      expect(json.answers_schema["$schema"]).toBe("https://json-schema.org/draft/2020-12/schema");
      expect(await fileSample(code, json.sample)).toBe(201);
    }
    expect((await get("/cities/430621/services/flying-licence")).json.code).toBe("service_not_offered");
  });
});

test("the API is described for programs and for people, in both languages", async () => {
  const description = await fetch(`${base}/api/openapi.json`);
  expect(description.headers.get("content-type")).toContain("application/json");
  expect(((await description.json()) as Json)["openapi"]).toBe("3.1.0");
  for (const language of ["zh", "en"]) {
    const shown = async (path: string) => {
      const page = await fetch(`${base}${path}?lang=${language}`, { headers: { "accept-encoding": "br" } });
      expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(page.headers.get("content-encoding")).toBe("br");
      expect(Number(page.headers.get("content-length"))).toBeLessThanOrEqual(14 * 1_024);
      return page.text();
    };
    const all = await shown("/api");
    expect(all).toContain("/cities/{city}/services/{code}/cases");
    expect(all).toContain('href="/api/cases#submitCase"');
    for (const group of ["places", "services", "cases", "payments"]) expect(all).toContain(`href="/api/${group}#`);
    const cases = await shown("/api/cases");
    expect(cases).toContain('id="submitCase"');
    expect(cases).toContain("idempotency_key_missing");
  }
});
