import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asOwner, type TestHouse, testHouse } from "../../../tests/helpers/house.ts";
import { readingsOf } from "../../domain/audit/index.ts";
import { offer } from "../../domain/catalogue/index.ts";
import { AccessTokens, addPartner, residentIdCheck, residentKey } from "../../domain/identity/index.ts";
import { installationCity } from "../../foundation/secrets/index.ts";

let running: TestHouse;
let base: string;
let channel: string;
let agency: string;
let otherChannel: string;
let otherAgency: string;
let oneCity: string;

beforeAll(async () => {
  running = await testHouse();
  const { house } = running;
  base = running.baseUrl;
  const now = running.clock.now;
  channel = await token("demo-channel", "demo-channel-secret");
  agency = await token("demo-agency", "demo-agency-secret");
  const roles = ["operator"] as const;
  const operator = { city: installationCity, id: randomUUID(), login: "op", name: "韩朗", agency: undefined, roles };
  const add = async (input: Omit<Parameters<typeof addPartner>[2], "name">) => {
    const { client, secret } = await addPartner(house.identity, operator, { ...input, name: "测试程序" }, now);
    return token(client, secret);
  };
  const scopes = ["cases.submit", "cases.read"];
  otherChannel = await add({ client: "county-bank", kind: "channel", cities: "all", scopes });
  const water = { client: "water-bureau", agency: "hotline", cities: "all" } as const;
  otherAgency = await add({ ...water, kind: "agency", scopes: ["cases.read", "cases.act"] });
  oneCity = await add({ client: "renqiu-app", kind: "channel", cities: ["130982"], scopes });

  async function token(client: string, secret: string): Promise<string> {
    const response = await fetch(`${base}/demo/oidc/token`, {
      method: "POST",
      body: new URLSearchParams({ grant_type: "client_credentials", client_id: client, client_secret: secret }),
    });
    return ((await response.json()) as { access_token: string }).access_token;
  }
});
afterAll(() => running.close());

type Named = Readonly<Record<string, string>>;
type Line = { readonly number: string; readonly code: string; readonly applicant: string; readonly name: Named };
/** Members of the answers the tests look into. */
type Json = {
  readonly items: readonly Line[];
  readonly next: string | null;
  readonly code: string;
  readonly number: string;
  readonly version: number;
  readonly reference: string;
  readonly openapi: string;
  readonly acts: readonly string[];
  readonly events: readonly { readonly type: string }[];
  readonly errors?: readonly { readonly field: string; readonly code: string; readonly message: string }[];
  readonly path: readonly Line[];
  readonly clocks: Readonly<Record<string, unknown>>;
  readonly answers: Readonly<Record<string, unknown>>;
  readonly answers_schema: Named;
  readonly sample: { readonly answers: Readonly<Record<string, unknown>> };
  readonly applicant: Named;
};
type Answer = { readonly status: number; readonly json: Json; readonly headers: Headers };

async function get(path: string, token?: string): Promise<Answer> {
  const response = await fetch(`${base}/api/v1${path}`, token ? { headers: { authorization: `Bearer ${token}` } } : {});
  return { status: response.status, json: (await response.json()) as Json, headers: response.headers };
}

async function post(
  path: string,
  body: unknown,
  options: { token?: string; key?: string | null; raw?: string } = {},
): Promise<Answer> {
  const { token = channel, key = randomUUID() } = options;
  const response = await fetch(`${base}/api/v1${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
      ...(key === null ? {} : { "idempotency-key": key }),
    },
    body: options.raw ?? JSON.stringify(body),
  });
  return { status: response.status, json: (await response.json()) as Json, headers: response.headers };
}

let people = 0;
function person(over: Record<string, unknown> = {}) {
  const first = `11010119800101${String(++people).padStart(3, "0")}`;
  const id_number = first + residentIdCheck(first);
  return { name: "李明华", id_type: "resident_id", id_number, phone: "13800138000", ...over };
}

const permit = "/cities/430621/services/residence-permit/cases";
const answers = {
  address: { division: "430621", detail: "荣家湾镇城关路 12 号 3 栋 402 室" },
  lives_since: "2025-03-01",
  hukou: "420100",
  ground: "housing",
  housing_kind: "lease",
  housing_proof: { promise: true },
  phone: "13800138000",
};
const filed = async (options: Parameters<typeof post>[2] = {}, applicant = person()) => {
  const made = await post(permit, { applicant, answers }, options);
  expect(made.status, JSON.stringify(made.json)).toBe(201);
  return made.json;
};
const errorsOf = ({ json }: Answer) => Object.fromEntries((json.errors ?? []).map(({ field, code }) => [field, code]));

describe("filing a case", () => {
  test("gives a receipt, where it is, and the same answer to the same request", async () => {
    const key = randomUUID();
    const deliver_to = { division: "430621", detail: "荣家湾镇演示路 18 号" };
    const body = { applicant: person(), answers, delivery: "post", deliver_to };
    const first = await post(permit, body, { key });
    expect(first.status).toBe(201);
    expect(first.json).toMatchObject({ city: "430621", service: "residence-permit", state: "submitted", version: 1 });
    expect(first.headers.get("location")).toBe(`/api/v1/cities/430621/cases/${first.json.number}`);
    const { answers: given, applicant, delivery } = body;
    const again = await Promise.all([
      post(permit, { delivery, deliver_to, answers: given, applicant }, { key }),
      post(permit, body, { key }),
    ]);
    for (const each of again) expect(each).toMatchObject({ status: 201, json: first.json });
    const other = await post(permit, { ...body, delivery: "collect" }, { key });
    expect(other).toMatchObject({ status: 422, json: { code: "idempotency_key_reused" } });
    const elsewhere = await post(permit.replace("430621", "130982"), body, { key });
    expect(elsewhere.status).toBe(201);
    // Another caller's key is another key.
    expect((await post(permit, body, { key, token: otherChannel })).json.number).not.toBe(first.json.number);
  });

  test("what was filed keeps its answer when the service is hidden, withdrawn or not offered any more; what is new is refused", async () => {
    const { database, catalogue, clock, offerings } = running.house;
    const city = "419001";
    const say = async (values: Parameters<typeof offer>[4]) => {
      await offer(database, catalogue, city, "residence-permit", values, clock());
      offerings.forget(city);
    };
    const at = permit.replace("430621", city);
    const body = { applicant: person(), answers: { ...answers, address: { ...answers.address, division: city } } };
    const helped = { ...body, applicant: person(), acting_for: { clerk: "何静", consent: "paper" } };
    const [key, agencyKey] = [randomUUID(), randomUUID()];
    const first = await post(at, body, { key });
    expect(first.status, JSON.stringify(first.json)).toBe(201);
    const byAgency = await post(at, helped, { key: agencyKey, token: agency });
    expect(byAgency.status, JSON.stringify(byAgency.json)).toBe(201);
    const withdrawal = { on: "2026-01-01", announcement: { zh: "不再受理。", en: "No longer taken on." } };
    try {
      for (const [values, refused] of [
        [{ visibility: "hidden" }, 404],
        [{ visibility: "withdrawn", withdrawal }, 410],
      ] as const) {
        await say(values);
        expect((await post(at, { ...body, applicant: person() })).status).toBe(refused);
        const again = await post(at, body, { key });
        expect([again.status, again.json]).toEqual([201, first.json]);
        expect(again.headers.get("location")).toBe(`/api/v1/cities/${city}/cases/${first.json.number}`);
        expect((await post(at, helped, { key: agencyKey, token: agency })).json).toEqual(byAgency.json);
        // Another body under the key, and the key of somebody else, get nothing of it.
        expect(await post(at, { ...body, applicant: person() }, { key })).toMatchObject({
          ...{ status: 422, json: { code: "idempotency_key_reused" } },
        });
        expect((await post(at, body, { key, token: otherChannel })).status).toBe(refused);
      }
    } finally {
      await say({ visibility: "visible" });
    }
  });

  test("twice at once makes one case", async () => {
    const key = randomUUID();
    const body = { applicant: person(), answers };
    const sent = await Promise.all(Array.from({ length: 20 }, () => post(permit, body, { key })));
    expect(new Set(sent.map(({ json }) => json.number)).size).toBe(1);
    expect(sent.every(({ status }) => status === 201)).toBe(true);
    const rows = await asOwner(running.test, (owner) =>
      owner.query("select count(*)::int as n from idempotency_keys where key = $1", [key]),
    );
    expect(rows.rows[0]?.n).toBe(1);
  });

  test("without a key, or with one that cannot be, is refused", async () => {
    const body = { applicant: person(), answers };
    for (const key of [null, "x".repeat(129), "two words"]) {
      const refused = await post(permit, body, { key });
      expect(refused).toMatchObject({ status: 400, json: { code: "idempotency_key_missing" } });
      expect(refused.headers.get("content-type")).toContain("application/problem+json");
    }
    expect((await post(permit, body, { key: "!".repeat(128) })).status).toBe(201);
  });

  test("names every answer that cannot be right", async () => {
    const wrong = {
      ...answers,
      lives_since: "2025-02-30",
      phone: "12",
      colour: "red",
      employer: "没有人问",
      hukou: undefined,
    };
    const refused = await post(permit, { applicant: person(), answers: wrong });
    expect(refused).toMatchObject({ status: 422, json: { code: "answers_invalid" } });
    expect(errorsOf(refused)).toMatchObject({
      hukou: "required",
      colour: "unknown_question",
      employer: "not_asked",
      lives_since: expect.any(String),
      phone: expect.any(String),
    });
  });

  test("names what is wrong with the applicant, and with the answers in the same breath", async () => {
    const wrong = person({ id_number: "110105194912310021", phone: "none", name: "\u202e李" });
    const refused = await post(permit, { applicant: wrong, answers: { ...answers, ground: "moon" } });
    expect(refused).toMatchObject({ status: 422, json: { code: "applicant_invalid" } });
    expect(errorsOf(refused)).toMatchObject({
      "applicant.id_number": "check",
      "applicant.phone": "phone",
      "applicant.name": "name",
      ground: expect.any(String),
    });
    const day = await post(permit, { applicant: person({ id_number: "110101198013450010" }), answers });
    expect(errorsOf(day)).toEqual({ "applicant.id_number": "birth" });
    const long = await post(permit, { applicant: person({ name: "名".repeat(10_000) }), answers });
    expect(errorsOf(long)).toEqual({ "applicant.name": "too_long" });
    const shape = await post(permit, { applicant: { name: "李" }, answers: [], age: 3 });
    expect(shape.json.code).toBe("invalid_fields");
    expect(errorsOf(shape)).toMatchObject({
      answers: "wrong_type",
      age: "unknown_field",
      "applicant.phone": "required",
    });
  });

  test("a name with a rare character and markup stays what it is", async () => {
    const applicant = person({ name: "𠮷<b>{{7*7}}</b>·买买提" });
    const { number } = await filed({}, applicant);
    expect((await get(`/cities/430621/cases/${number}`, agency)).json.applicant["name"]).toBe(applicant.name);
  });

  test("says before storing anything that the person is not eligible, and that files are not there", async () => {
    const soon = await post(permit, { applicant: person(), answers: { ...answers, lives_since: "2026-10-01" } });
    expect(soon).toMatchObject({ status: 422, json: { code: "not_eligible" } });
    const file = await post(permit, {
      applicant: person(),
      answers: { ...answers, housing_proof: { file: "nobody-sent-this" } },
    });
    expect(errorsOf(file)).toEqual({ housing_proof: "file_unknown" });
  });

  test("bodies that are no JSON, of the wrong type or too deep each get their answer", async () => {
    const code = async (raw: string) => (await post(permit, undefined, { raw })).json.code;
    expect(await code("{")).toBe("invalid_json");
    expect(await code("")).toBe("empty_body");
    expect(await code(`{"answers":${"[".repeat(1_000)}${"]".repeat(1_000)}}`)).toBe("too_deep");
    expect(await code('{"answers":{},"answers":{}}')).toBe("duplicate_key");
    expect(await code('{"answers":{"phone":"\\u0000"}}')).toBe("bad_characters");
    const form = await fetch(`${base}/api/v1${permit}`, {
      method: "POST",
      headers: { authorization: `Bearer ${channel}`, "idempotency-key": "k" },
      body: new URLSearchParams({ a: "b" }),
    });
    expect(form.status).toBe(415);
    expect((await get("/cities/430621")).status).toBe(200);
  });
});

describe("tokens", () => {
  test("none, a wrong one and one that has run out are all 401 with a challenge", async () => {
    const { number } = await filed();
    const [head, claims] = channel.split(".");
    const run = new Date(running.clock.now.getTime() - 7_200_000);
    const old = await new AccessTokens(running.house.identity).issue("demo-channel", "demo-channel-secret", run);
    for (const token of ["", "garbage", `${head}.${claims}.AAAA`, old?.token ?? ""]) {
      const asked =
        token === "" ? await get(`/cities/430621/cases/${number}`) : await get(`/cities/430621/cases/${number}`, token);
      expect(asked).toMatchObject({ status: 401, json: { code: "token_invalid" } });
      expect(asked.headers.get("www-authenticate")).toMatch(/^Bearer/);
      expect((await post(permit, { broken: true }, { token })).status).toBe(401);
    }
  });

  test("a token does what its scopes say, in its cities", async () => {
    expect(await post(permit, { applicant: person(), answers }, { token: agency })).toMatchObject({
      status: 403,
      json: { code: "scope_missing" },
    });
    expect(await get("/cities/430621/cases", channel)).toMatchObject({ status: 403, json: { code: "scope_missing" } });
    expect(await post(permit, { applicant: person(), answers }, { token: oneCity })).toMatchObject({
      status: 403,
      json: { code: "city_not_granted" },
    });
    expect(
      (await post(permit.replace("430621", "130982"), { applicant: person(), answers }, { token: oneCity })).status,
    ).toBe(201);
  });
});

describe("reading cases", () => {
  test("a channel reads what it filed, with the id number masked; an agency reads all of it and leaves a line", async () => {
    const applicant = person();
    const { number } = await filed({}, applicant);
    const own = await get(`/cities/430621/cases/${number}`, channel);
    expect(own.json).toMatchObject({
      ...{
        number,
        state: "submitted",
        version: 1,
        whose_move: "agency",
        filed_by: "demo-channel",
        delivery: "collect",
      },
      acts: ["withdraw"],
      answers,
    });
    expect(own.json.applicant["id_number"]).toBe(`110***********${applicant.id_number.slice(-4)}`);
    expect(own.json.clocks).toMatchObject([{ kind: "accept", state: "running", days: 5, unit: "working_days" }]);
    const theirs = await get(`/cities/430621/cases/${String(number).toLowerCase()}`, agency);
    expect(theirs.json.applicant).toEqual(applicant);
    expect(theirs.json.acts).toContain("accept");
    expect(theirs.json.events).toMatchObject([{ type: "submit", version: 1, by: "partner", actor: "demo-channel" }]);
    const resident = residentKey(running.house.secrets, { idType: "resident_id", idNumber: applicant.id_number });
    const { items } = await readingsOf(running.house.database, resident);
    expect(items).toMatchObject([
      { readerName: "demo-agency", readerAgency: "岳阳县公安局", purpose: "decide", subject: number },
    ]);
  });

  test("what a program may not see and what does not exist get the same answer", async () => {
    const { number } = await filed();
    const missing = await get("/cities/430621/cases/430621-20261116-C0000000000-0", channel);
    expect(missing).toMatchObject({ status: 404, json: { code: "case_not_found" } });
    for (const [path, token] of [
      [`/cities/430621/cases/${number}`, otherChannel],
      [`/cities/430621/cases/${number}`, otherAgency],
      [`/cities/430621/cases/${number}`, oneCity],
      [`/cities/130982/cases/${number}`, channel],
      [`/cities/130982/cases/${number}`, agency],
      [`/cities/430621/cases/${String(number).replace("-C", "-Z")}`, agency],
      ["/cities/430621/cases/%27or%201=1", agency],
    ] as const) {
      const asked = await get(path, token);
      expect(asked.status).toBe(404);
      expect({ ...asked.json, reference: "" }).toEqual({ ...missing.json, reference: "" });
      const acted = await post(
        `${path}/acts`,
        { type: token === agency ? "accept" : "withdraw", version: 1 },
        { token },
      );
      expect([403, 404]).toContain(acted.status);
      if (acted.status === 404) expect({ ...acted.json, reference: "" }).toEqual({ ...missing.json, reference: "" });
    }
    expect((await get(`/cities/430621/cases/${number}`, channel)).json.version).toBe(1);
  });

  test("lists page by key, narrow, mask names, and show an agency only its own", async () => {
    const city = "419001";
    const path = permit.replace("430621", city);
    const applicant = person({ name: "欧阳娜娜" });
    for (let i = 0; i < 7; i++) {
      running.clock.now = new Date(running.clock.now.getTime() + 60_000);
      expect((await post(path, { applicant: i < 5 ? applicant : person(), answers })).status).toBe(201);
    }
    const walk = async (query: string): Promise<Line[]> => {
      const items: Line[] = [];
      for (let after = "", pages = 0; pages < 20; pages++) {
        const { json } = await get(
          `/cities/${city}/cases?${query}${after && `&after=${encodeURIComponent(after)}`}`,
          agency,
        );
        items.push(...json.items);
        if (json.next === null) break;
        after = json.next;
      }
      return items;
    };
    const all = await walk("limit=100");
    const inPages = await walk("limit=3");
    expect(inPages.map(({ number }) => number)).toEqual(all.map(({ number }) => number));
    expect(all.length).toBeGreaterThanOrEqual(7);
    const theirs = await walk(`limit=2&applicant=${applicant.id_number}`);
    expect(theirs).toHaveLength(5);
    expect(new Set(theirs.map(({ number }) => number)).size).toBe(5);
    expect(theirs[0]?.applicant).toBe("欧**");
    expect(await walk(`applicant=${applicant.id_number.slice(0, 10)}`)).toEqual([]);
    expect(await walk("service=suggestion")).toEqual([]);
    expect(await walk("state=accepted")).toEqual([]);
    expect(await walk("state=withdrawn")).toEqual([]);
    expect((await get(`/cities/${city}/cases`, otherAgency)).json.items).toEqual([]);
    expect((await get(`/cities/${city}/cases?applicant=${applicant.id_number}`, otherAgency)).json.items).toEqual([]);
    expect((await get(`/cities/${city}/cases?assignee=nobody`, agency)).status).toBe(400);
  });
});

describe("acts", () => {
  const act = (
    number: unknown,
    body: Record<string, unknown>,
    options: Parameters<typeof post>[2] = { token: agency },
  ) => post(`/cities/430621/cases/${number}/acts`, body, options);

  test("an agency asks once, the channel corrects, the agency takes and approves; the channel follows", async () => {
    const { number } = await filed();
    const asked = await act(number, { type: "ask_correction", version: 1, items: ["租房合同不清楚"] });
    expect(asked).toMatchObject({ status: 200, json: { state: "correction_asked", version: 2, number } });
    const seen = await get(`/cities/430621/cases/${number}`, channel);
    expect(seen.json).toMatchObject({ whose_move: "resident", acts: ["correct", "withdraw"] });
    expect(seen.json.events[0]).toMatchObject({ type: "ask_correction", items: ["租房合同不清楚"] });
    expect(seen.json.events[0]).not.toHaveProperty("actor");
    const wrong = await act(
      number,
      { type: "correct", version: 2, answers: { ...answers, ground: "x" } },
      { token: channel },
    );
    expect(wrong).toMatchObject({ status: 422, json: { code: "answers_invalid" } });
    const better = { ...answers, phone: "13900139000" };
    expect(await act(number, { type: "correct", version: 2, answers: better }, { token: channel })).toMatchObject({
      status: 200,
      json: { state: "submitted", version: 3 },
    });
    expect((await act(number, { type: "ask_correction", version: 3, items: ["再来"] })).json.code).toBe(
      "correction_asked_before",
    );
    expect((await act(number, { type: "accept", version: 3 })).json).toMatchObject({ state: "accepted", version: 4 });
    expect((await act(number, { type: "note", version: 4, note: "同事看的" })).json).toMatchObject({ version: 5 });
    expect((await act(number, { type: "take", version: 5 })).json).toMatchObject({ state: "in_review", version: 6 });
    expect((await act(number, { type: "approve", version: 6 })).json).toMatchObject({ state: "approved", version: 7 });
    const end = await get(`/cities/430621/cases/${number}`, channel);
    expect(end.json.answers).toEqual(better);
    expect(end.json.events.map(({ type }) => type)).toEqual([
      "approve",
      "accept",
      "correct",
      "ask_correction",
      "submit",
    ]);
  });

  test("an older version is told what happened meanwhile; the same key gets the same answer", async () => {
    const { number } = await filed();
    const key = randomUUID();
    const body = { type: "accept", version: 1 };
    const first = await act(number, body, { token: agency, key });
    expect(await act(number, body, { token: agency, key })).toMatchObject({ status: 200, json: first.json });
    const stale = await act(number, { type: "decline", version: 1, reason: "不归我们", where: "市局" });
    expect(stale).toMatchObject({ status: 409, json: { code: "case_changed" } });
    expect(stale.json.errors?.[0]).toMatchObject({ field: "version", code: "stale" });
    expect(stale.json.errors?.[0]?.message).toContain("accept");
    const reused = await act(number, { type: "refuse", version: 2, reason: "材料不符" }, { token: agency, key });
    expect(reused).toMatchObject({ status: 422, json: { code: "idempotency_key_reused" } });
    expect((await act(number, { type: "refuse", version: 2 })).json).toMatchObject({ code: "act_input" });
    expect((await act(number, { type: "accept", version: 2 })).json).toMatchObject({ code: "act_not_possible" });
  });

  test("the same key gets the same answer also after the case was passed on to somebody else", async () => {
    const { number } = await filed();
    const withdraw = { type: "withdraw", version: 1 };
    const key = randomUUID();
    const first = await act(number, withdraw, { token: channel, key });
    expect(first).toMatchObject({ status: 200, json: { state: "withdrawn", version: 2 } });
    await asOwner(running.test, (owner) =>
      owner.query("update cases set channel = 'another' where city = '430621' and number = $1", [number]),
    );
    expect(await act(number, withdraw, { token: channel, key })).toMatchObject({ status: 200, json: first.json });
    expect(await act(number, withdraw, { token: channel })).toMatchObject({ status: 404 });
  });

  test("who may do what is told apart from what the case allows", async () => {
    const { number } = await filed();
    expect(await act(number, { type: "accept", version: 1 }, { token: channel })).toMatchObject({
      status: 403,
      json: { code: "act_not_allowed" },
    });
    expect((await act(number, { type: "withdraw", version: 1 })).json.code).toBe("act_not_allowed");
    expect((await act(number, { type: "correct", version: 1, answers }, { token: channel })).json.code).toBe(
      "act_not_possible",
    );
    expect((await act(number, { type: "issue", version: 1 })).json.code).toBe("invalid_fields");
    expect((await act(number, { type: "accept", version: 1 }, { token: agency, key: null })).json.code).toBe(
      "idempotency_key_missing",
    );
    expect((await act(number, { type: "withdraw", version: 1 }, { token: channel })).json).toMatchObject({
      state: "withdrawn",
    });
    const closed = await get("/cities/430621/cases?state=withdrawn", agency);
    expect(closed.json.items.map((each) => each.number)).toContain(number);
  });
});
