import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asOwner } from "../helpers/house.ts";
import { city, type Field, hostile, openField, otherCity } from "./field.ts";

let field: Field;
let sample: Record<string, unknown>;
let name: string;
let idNumber: string;
let phone: string;
beforeAll(async () => {
  field = await openField();
  name = field.plant("欧阳查无此人");
  idNumber = field.plant("11010519491231002X");
  phone = field.plant("13811112222");
  const { json } = await field.api(`/cities/${city}/services/residence-permit`);
  sample = (json["sample"] as { answers: Record<string, unknown> }).answers;
});
afterAll(() => field.close());

const filing = `/cities/${city}/services/residence-permit/cases`;
const applicant = () => ({ name, id_type: "resident_id", id_number: idNumber, phone });
const whole = (over: Record<string, unknown> = {}) => ({ applicant: applicant(), answers: { ...sample, ...over } });

async function filed(): Promise<{ number: string; version: number }> {
  const made = await field.api(filing, { body: whole() });
  expect(made.status).toBe(201);
  return made.json as unknown as { number: string; version: number };
}

async function casesThere(): Promise<number> {
  return asOwner(field.running.test, async (client) => {
    const { rows } = await client.query<{ count: string }>("select count(*) as count from cases");
    return Number(rows[0]?.count);
  });
}

const deep = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
const deepAnswers = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
const bytes = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));

describe("bodies", () => {
  test.each<[string, string | Uint8Array<ArrayBuffer>, number, string]>([
    ["nothing", "", 400, "empty_body"],
    ["blanks", "   ", 400, "invalid_json"],
    ["words", "hello", 400, "invalid_json"],
    ["a form", "applicant=1&answers=2", 400, "invalid_json"],
    ["half an object", '{"applicant":{', 400, "invalid_json"],
    ["an object with a comma too many", '{"applicant":1,}', 400, "invalid_json"],
    ["single quotes", "{'applicant':1}", 400, "invalid_json"],
    ["two objects", "{}{}", 400, "invalid_json"],
    ["NaN", '{"answers":NaN}', 400, "invalid_json"],
    [
      "XML",
      '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
      400,
      "invalid_json",
    ],
    ["a list", "[]", 422, "invalid_fields"],
    ["a word", '"hello"', 422, "invalid_fields"],
    ["null", "null", 422, "invalid_fields"],
    ["a number", "1e999", 422, "invalid_fields"],
    ["an empty object", "{}", 422, "invalid_fields"],
    ["a thousand levels of lists", deep(1_000), 400, "too_deep"],
    ["a thousand levels of answers", `{"applicant":{},"answers":${deepAnswers(1_000)}}`, 400, "too_deep"],
    ["a hundred thousand open brackets", "[".repeat(100_000), 400, "too_deep"],
    ["the same field twice", '{"answers":{},"answers":{}}', 400, "duplicate_key"],
    ["the same answer twice", '{"applicant":{},"answers":{"phone":"1","phone":"2"}}', 400, "duplicate_key"],
    ["the same answer twice, written differently", '{"answers":{"a":1,"\\u0061":2}}', 400, "duplicate_key"],
    ["a way into prototypes", '{"__proto__":{"admin":true},"answers":{}}', 400, "forbidden_key"],
    ["a way into prototypes, deeper", '{"answers":{"a":{"constructor":{"prototype":{"x":1}}}}}', 400, "forbidden_key"],
    ["a null byte", '{"answers":{"phone":"138\\u0000"}}', 400, "bad_characters"],
    ["half of a character", '{"answers":{"phone":"\\ud83d"}}', 400, "bad_characters"],
    ["GBK instead of UTF-8", bytes('{"answers":{"a":"\xc4\xe3\xba\xc3"}}'), 400, "bad_encoding"],
    ["UTF-16", new Uint8Array(Buffer.from('{"answers":{}}', "utf16le")), 400, "invalid_json"],
    ["a byte order mark before it", "\ufeff{}", 400, "invalid_json"],
    ["two megabytes", `{"answers":"${"a".repeat(2_000_000)}"}`, 413, "body_too_large"],
  ])("%s gets %s a problem with its code", async (_what, raw, status, code) => {
    const said = await field.api(filing, { raw });
    expect([said.status, said.json.code]).toEqual([status, code]);
    expect(said.headers.get("content-type")).toContain("application/problem+json");
    expect(said.json["detail"]).toBeTypeOf("string");
    expect(said.json["reference"]).toBeTypeOf("string");
    // What was sent does not come back.
    expect(said.text).not.toContain("passwd");
  });

  test.each([
    ["a form", "application/x-www-form-urlencoded"],
    ["text", "text/plain"],
    ["XML", "application/xml"],
    ["files", "multipart/form-data; boundary=x"],
    ["no type at all", ""],
    ["nonsense", "%%%;;;"],
    ["JSON that is none", "application/jsonp"],
  ])("%s is not taken for JSON", async (_what, type) => {
    const said = await field.api(filing, { body: whole(), headers: { "content-type": type } });
    expect([said.status, said.json.code]).toEqual([415, "unsupported_type"]);
  });

  test("JSON of another alphabet is not believed", async () => {
    const said = await field.api(filing, { body: {}, headers: { "content-type": "application/json; charset=gbk" } });
    expect(said.status).toBeGreaterThanOrEqual(400);
    expect(said.status).toBeLessThan(500);
  });

  test("a packed body is not unpacked", async () => {
    const said = await field.api(filing, { body: whole(), headers: { "content-encoding": "gzip" } });
    expect(said.status).toBeLessThan(500);
  });

  test("a thousand unknown fields are answered with a list that ends", async () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`q${index}`, index]));
    const inBody = await field.api(filing, { body: { ...whole(), ...many } });
    expect(inBody.status).toBe(422);
    expect(inBody.json.errors?.length).toBeLessThanOrEqual(51);
    const inAnswers = await field.api(filing, { body: whole(many) });
    expect(inAnswers.status).toBe(422);
    expect(inAnswers.json.errors?.length).toBeLessThanOrEqual(51);
  });
});

describe("who applies", () => {
  test.each<[string, Record<string, unknown>, string]>([
    ["a wrong check digit", { id_number: "110105194912310021" }, "applicant.id_number"],
    ["a check digit that is no digit", { id_number: "11010519491231002Y" }, "applicant.id_number"],
    ["the 31st of February", { id_number: "110105199002310018" }, "applicant.id_number"],
    ["a birthday in the future", { id_number: "11010529990101001X" }, "applicant.id_number"],
    ["a number of 17 digits", { id_number: "11010519491231002" }, "applicant.id_number"],
    ["a number in words", { id_number: "一一〇一〇五" }, "applicant.id_number"],
    ["a number with markup", { id_number: '11010519491231002X"><script>' }, "applicant.id_number"],
    ["a number with SQL", { id_number: "' or 1=1; drop table cases; --" }, "applicant.id_number"],
    ["a passport number as a resident's", { id_type: "resident_id", id_number: "E12345678" }, "applicant.id_number"],
    ["a kind of document that does not exist", { id_type: "library_card" }, "applicant.id_type"],
    ["a kind of document that is a name of the language", { id_type: "constructor" }, "applicant.id_type"],
    ["a name of ten thousand characters", { name: "王".repeat(10_000) }, "applicant.name"],
    ["a name of 101 characters", { name: "王".repeat(101) }, "applicant.name"],
    ["no name", { name: "" }, "applicant.name"],
    ["a name of blanks", { name: "   \u3000" }, "applicant.name"],
    ["a name that turns what follows around", { name: "王\u202e芳" }, "applicant.name"],
    ["a name with invisible characters", { name: "王\u200b芳" }, "applicant.name"],
    ["a name with a line end", { name: "王\n芳" }, "applicant.name"],
    ["a name that is an object", { name: { zh: "王芳" } }, "applicant.name"],
    ["a name that is null", { name: null }, "applicant.name"],
    ["a telephone of letters", { phone: "call me" }, "applicant.phone"],
    ["a telephone with SQL", { phone: "13800138000'--" }, "applicant.phone"],
    ["a telephone of 41 digits", { phone: "1".repeat(41) }, "applicant.phone"],
    ["a field nobody asked for", { role: "operator" }, "applicant.role"],
  ])("%s is refused, naming the field", async (_what, over, at) => {
    const before = await casesThere();
    const said = await field.api(filing, { body: { ...whole(), applicant: { ...applicant(), ...over } } });
    expect(said.status).toBe(422);
    expect(said.json.errors?.map((error) => error.field)).toContain(at);
    expect(await casesThere()).toBe(before);
  });

  test.each([
    ["extension B", "𠀋𪚥"],
    ["Han with a middle dot", "买买提·艾力"],
    ["Latin letters with accents", "José Ángel Ñúñez"],
    ["Uyghur", "مەمەت ئەلى"],
    ["Tibetan", "བསྟན་འཛིན"],
  ])("a name in %s is kept as it is", async (_what, said) => {
    const made = await field.api(filing, { body: { ...whole(), applicant: { ...applicant(), name: said } } });
    expect(made.status).toBe(201);
    field.plant(said);
    const read = await field.api(`/cities/${city}/cases/${String(made.json["number"])}`, { client: "demo-agency" });
    expect((read.json["applicant"] as { name: string }).name).toBe(said.normalize("NFC"));
  });
});

describe("answers", () => {
  test.each<[string, Record<string, unknown>, string, string?]>([
    ["a question that does not exist", { favourite_colour: "red" }, "favourite_colour", "unknown_question"],
    ["a question with a name of the language", { toString: "x" }, "toString", "unknown_question"],
    ["a question of ten thousand characters", { ["q".repeat(10_000)]: 1 }, "q".repeat(100), "unknown_question"],
    ["an answer to a hidden question", { school: "岳阳一中" }, "school", "not_asked"],
    ["an answer to a hidden question, with a null byte of its own", { employer: ["a"] }, "employer", "not_asked"],
    ["the 30th of February", { lives_since: "2025-02-30" }, "lives_since"],
    ["the 0th of month 0", { lives_since: "0000-00-00" }, "lives_since"],
    ["a day that is a time", { lives_since: "2025-03-01T00:00:00Z" }, "lives_since"],
    ["a day in the year 99999", { lives_since: "99999-01-01" }, "lives_since"],
    ["tomorrow", { lives_since: "2026-11-17" }, "lives_since"],
    ["a day that is a number", { lives_since: 20250301 }, "lives_since"],
    ["a place that does not exist", { hukou: "999999" }, "hukou"],
    ["a place that is a name", { hukou: "四川" }, "hukou"],
    ["a place that is a list", { hukou: ["420100"] }, "hukou"],
    ["a choice that is not offered", { ground: "because" }, "ground"],
    ["a choice with a name of the language", { ground: "constructor" }, "ground"],
    ["a choice that is true", { ground: true }, "ground"],
    ["an address that is a word", { address: "荣家湾" }, "address"],
    ["an address without its place", { address: { detail: "荣家湾镇 1 号" } }, "address.division"],
    ["an address with a field too many", { address: { division: "430621", detail: "1", x: 1 } }, "address"],
    [
      "an address of ten thousand characters",
      { address: { division: "430621", detail: "路".repeat(10_000) } },
      "address.detail",
    ],
    ["an address that is null", { address: null }, "address"],
    ["a promise that is not given", { housing_proof: { promise: false } }, "housing_proof"],
    ["a promise that is a word", { housing_proof: "promise" }, "housing_proof"],
    [
      "a file that nobody sent",
      { housing_proof: { file: randomUUID(), name: "a.png", size: 1, type: "image/png" } },
      "housing_proof",
    ],
    [
      "a file that is a path",
      { housing_proof: { file: "../../../etc/passwd", name: "a", size: 1, type: "image/png" } },
      "housing_proof",
    ],
    ["a telephone with a wrong length", { phone: "1380013800" }, "phone"],
    ["a telephone that is a number", { phone: 13800138000 }, "phone"],
    ["a telephone that is an object", { phone: { toString: "13800138000" } }, "phone"],
    [
      "a name of ten thousand characters",
      { emergency_name: "王".repeat(10_000), emergency_phone: "13800138000" },
      "emergency_name",
    ],
    ["a name of emoji alone", { emergency_name: "😀", emergency_phone: "13800138000" }, "emergency_name"],
    [
      "a name with a control character",
      { emergency_name: "王\u0007", emergency_phone: "13800138000" },
      "emergency_name",
    ],
  ])("%s is refused, naming the question", async (_what, over, at, code) => {
    const before = await casesThere();
    const said = await field.api(filing, { body: whole(over) });
    expect(said.status).toBe(422);
    const found = said.json.errors?.find((error) => error.field === at);
    expect(said.json.errors?.map((error) => error.field)).toContain(at);
    if (code !== undefined) expect(found?.code).toBe(code);
    expect(await casesThere()).toBe(before);
  });

  test("a wrong check digit in an organisation's code is refused", async () => {
    const job = { ground: "job", work_kind: "employed", employer: "岳阳县某厂", job_proof: { promise: true } };
    const { housing_kind: _kind, housing_proof: _proof, ...rest } = sample;
    const said = await field.api(filing, {
      body: { applicant: applicant(), answers: { ...rest, ...job, employer_code: "91350100M000100Y44" } },
    });
    expect(said.status).toBe(422);
    expect(said.json.errors?.map(({ field: at }) => at)).toContain("employer_code");
  });

  test("what is missing is named, all of it at once", async () => {
    const said = await field.api(filing, { body: { applicant: applicant(), answers: {} } });
    expect(said.status).toBe(422);
    expect(said.json.errors?.map((error) => error.field)).toEqual(
      expect.arrayContaining(["address", "lives_since", "hukou", "ground", "phone"]),
    );
  });

  test("markup and templates are kept as words and come back as words", async () => {
    const text = hostile("api");
    const made = await field.api(filing, {
      body: whole({
        address: { division: "430621", detail: text },
        emergency_name: "<b>王</b>",
        emergency_phone: "13800138000",
      }),
    });
    expect(made.status).toBe(201);
    const read = await field.api(`/cities/${city}/cases/${String(made.json["number"])}`, { client: "demo-agency" });
    expect(read.headers.get("content-type")).toContain("application/json");
    expect((read.json["answers"] as { address: { detail: string } }).address.detail).toBe(text);
  });

  test("marks that turn text around do not reach what is stored", async () => {
    const made = await field.api(filing, {
      body: whole({ address: { division: "430621", detail: "荣家湾\u202e镇\u2066 1 号" } }),
    });
    expect(made.status).toBe(201);
    const read = await field.api(`/cities/${city}/cases/${String(made.json["number"])}`, { client: "demo-agency" });
    expect((read.json["answers"] as { address: { detail: string } }).address.detail).toBe("荣家湾镇 1 号");
  });

  test("who cannot get the permit is told why, and no case is made", async () => {
    const before = await casesThere();
    const said = await field.api(filing, { body: whole({ lives_since: "2026-11-01" }) });
    expect([said.status, said.json.code]).toEqual([422, "not_eligible"]);
    expect(await casesThere()).toBe(before);
  });
});

describe("doing it twice", () => {
  test("one key and one body make one case, also ten at once", async () => {
    const key = randomUUID();
    const before = await casesThere();
    const all = await Promise.all(Array.from({ length: 10 }, () => field.api(filing, { key, body: whole() })));
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(all.map(({ json }) => json["number"])).size).toBe(1);
    expect(await casesThere()).toBe(before + 1);
  });

  test("one key with two bodies is refused, also at once", async () => {
    const key = randomUUID();
    const before = await casesThere();
    const bodies = ["荣家湾镇 1 号", "荣家湾镇 2 号"].map((detail) =>
      whole({ address: { division: "430621", detail } }),
    );
    const both = await Promise.all(bodies.map((body) => field.api(filing, { key, body })));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 422]);
    expect(both.find(({ status }) => status === 422)?.json.code).toBe("idempotency_key_reused");
    const later = await field.api(filing, { key, body: whole({ phone: "13800138111" }) });
    expect([later.status, later.json.code]).toEqual([422, "idempotency_key_reused"]);
    expect(await casesThere()).toBe(before + 1);
  });

  test("the order of names is not another body", async () => {
    const key = randomUUID();
    const first = await field.api(filing, { key, body: whole() });
    const { applicant: who, answers } = whole();
    const turned = { answers: Object.fromEntries(Object.entries(answers).reverse()), applicant: who };
    expect((await field.api(filing, { key, body: turned })).json["number"]).toBe(first.json["number"]);
  });

  test.each([
    ["no key", ""],
    ["a key of 129 characters", "k".repeat(129)],
    ["a key with a blank", "a b"],
    ["two keys", "a, b"],
  ])("%s is refused before anything is done", async (_what, key) => {
    const before = await casesThere();
    const said = await field.api(filing, { key, body: whole() });
    expect([said.status, said.json.code]).toEqual([400, "idempotency_key_missing"]);
    expect(await casesThere()).toBe(before);
  });
});

describe("acts", () => {
  const acts = (number: string) => `/cities/${city}/cases/${number}/acts`;
  const agency = { client: "demo-agency" } as const;

  test.each<[string, Record<string, unknown>, number]>([
    ["of a kind that does not exist", { type: "destroy", version: 1 }, 422],
    ["of a kind with a name of the language", { type: "constructor", version: 1 }, 422],
    ["that only the house does", { type: "issue", version: 1 }, 422],
    ["that only the clock does", { type: "lapse", version: 1 }, 422],
    ["of several kinds", { type: ["accept"], version: 1 }, 422],
    ["without a version", { type: "accept" }, 422],
    ["with version 0", { type: "accept", version: 0 }, 422],
    ["with a negative version", { type: "accept", version: -1 }, 422],
    ["with half a version", { type: "accept", version: 1.5 }, 422],
    ["with a version in words", { type: "accept", version: "1" }, 422],
    ["with a version of null", { type: "accept", version: null }, 422],
    ["with a version beyond numbers", { type: "accept", version: 1e300 }, 409],
    ["with the largest version", { type: "accept", version: Number.MAX_SAFE_INTEGER }, 409],
    ["with a version to come", { type: "accept", version: 99 }, 409],
    ["with a field nobody asked for", { type: "accept", version: 1, state: "approved" }, 422],
    ["with an answer nobody asked for", { type: "accept", version: 1, due_at: "2099-01-01" }, 422],
    ["asking for nothing", { type: "ask_correction", version: 1, items: [] }, 422],
    ["asking for blanks", { type: "ask_correction", version: 1, items: [" ", "\u3000"] }, 422],
    ["asking for 101 things", { type: "ask_correction", version: 1, items: Array(101).fill("a") }, 422],
    ["asking for what is no text", { type: "ask_correction", version: 1, items: [{ a: 1 }] }, 422],
    ["declining without a reason", { type: "decline", version: 1 }, 422],
    ["noting ten thousand characters", { type: "note", version: 1, note: "记".repeat(10_000) }, 422],
    ["approving what is not accepted", { type: "approve", version: 1 }, 409],
  ])("%s are refused and change nothing", async (_what, body, status) => {
    const { number } = await filed();
    const said = await field.api(acts(number), { ...agency, body });
    expect(said.status).toBe(status);
    expect(said.json.code).toBeTypeOf("string");
    const read = await field.api(`/cities/${city}/cases/${number}`, agency);
    expect([read.json["state"], read.json["version"]]).toEqual(["submitted", 1]);
  });

  test("NaN and endless numbers are no versions", async () => {
    const { number } = await filed();
    for (const raw of ['{"type":"accept","version":NaN}', '{"type":"accept","version":Infinity}'])
      expect((await field.api(acts(number), { ...agency, raw })).status).toBe(400);
    const endless = await field.api(acts(number), { ...agency, raw: '{"type":"accept","version":1e999}' });
    expect([409, 422]).toContain(endless.status);
  });

  test("a version that is out of date is told what came between", async () => {
    const { number, version } = await filed();
    expect((await field.api(acts(number), { ...agency, body: { type: "accept", version } })).status).toBe(200);
    const late = await field.api(acts(number), {
      ...agency,
      body: { type: "decline", version, reason: "晚了一步", where: "岳阳市" },
    });
    expect([late.status, late.json.code]).toEqual([409, "case_changed"]);
    expect(late.json.errors?.[0]?.field).toBe("version");
  });

  test("one key with two acts is refused", async () => {
    const { number, version } = await filed();
    const key = randomUUID();
    expect(
      (await field.api(acts(number), { ...agency, key, body: { type: "note", version, note: "第一次" } })).status,
    ).toBe(200);
    const again = await field.api(acts(number), { ...agency, key, body: { type: "note", version, note: "第二次" } });
    expect([again.status, again.json.code]).toEqual([422, "idempotency_key_reused"]);
  });

  test("of withdrawing and approving at once exactly one happens", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { number } = await filed();
      const accepted = await field.api(acts(number), { ...agency, body: { type: "accept", version: 1 } });
      const version = Number(accepted.json["version"]);
      const both = await Promise.all([
        field.api(acts(number), { ...agency, body: { type: "approve", version } }),
        field.api(acts(number), { body: { type: "withdraw", version } }),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
      const read = await field.api(`/cities/${city}/cases/${number}`, agency);
      expect(read.json["state"]).toBe(both[0].status === 200 ? "approved" : "withdrawn");
      expect(read.json["version"]).toBe(version + 1);
    }
  });

  test("a channel does not decide, an agency does not withdraw or apply", async () => {
    const { number, version } = await filed();
    for (const type of ["accept", "approve", "refuse", "note"]) {
      const said = await field.api(acts(number), { body: { type, version, reason: "因为", note: "记一笔" } });
      expect([said.status, said.json.code]).toEqual([403, "act_not_allowed"]);
    }
    const agencys = await field.api(acts(number), { ...agency, body: { type: "withdraw", version } });
    expect([agencys.status, agencys.json.code]).toEqual([403, "act_not_allowed"]);
    const files = await field.api(filing, { ...agency, body: whole() });
    expect([files.status, files.json.code]).toEqual([403, "scope_missing"]);
  });

  test("a correction cannot smuggle in hidden, unknown or foreign answers", async () => {
    const { number, version } = await filed();
    const asked = await field.api(acts(number), {
      ...agency,
      body: { type: "ask_correction", version, items: ["租房合同"] },
    });
    for (const over of [
      { school: "一中" },
      { unknown: 1 },
      { housing_proof: { file: randomUUID(), name: "a", size: 1, type: "image/png" } },
    ]) {
      const said = await field.api(acts(number), {
        body: { type: "correct", version: asked.json["version"], answers: { ...sample, ...over } },
      });
      expect(said.status).toBe(422);
    }
    const read = await field.api(`/cities/${city}/cases/${number}`, agency);
    expect(read.json["state"]).toBe("correction_asked");
  });
});

describe("what is not theirs", () => {
  test("a case of another city, of nobody, or written badly: the same answer", async () => {
    const { number } = await filed();
    const told = async (at: string) => {
      const { status, json } = await field.api(at);
      const { reference: _reference, ...rest } = json;
      return { status, ...rest };
    };
    const nobody = await told(`/cities/${city}/cases/${city}-20261116-CAAAAAAAAAA-0`);
    expect(nobody.status).toBe(404);
    for (const at of [
      `/cities/${otherCity}/cases/${number}`,
      `/cities/${otherCity}/cases/${number.replace(city, otherCity)}`,
      `/cities/${city}/cases/${number.slice(0, -1)}${number.endsWith("0") ? "1" : "0"}`,
      `/cities/${city}/cases/${number.replace("-C", "-Z")}`,
      `/cities/${city}/cases/${encodeURIComponent("' or 1=1 --")}`,
      `/cities/${city}/cases/${encodeURIComponent("../cases")}`,
      `/cities/${city}/cases/__proto__`,
      `/cities/${city}/cases/${"9".repeat(64)}`,
    ])
      expect(await told(at), at).toEqual(nobody);
    for (const type of ["accept", "withdraw"]) {
      const said = await field.api(`/cities/${otherCity}/cases/${number}/acts`, {
        client: type === "accept" ? "demo-agency" : "demo-channel",
        body: { type, version: 1 },
      });
      expect([said.status, said.json.code]).toEqual([404, "case_not_found"]);
    }
  });

  test.each([
    ["no token", undefined],
    ["an empty token", "Bearer "],
    ["a token of nobody", `Bearer ${"x".repeat(43)}`],
    ["a token with a null byte, encoded", "Bearer %00"],
    ["a token of eight thousand characters", `Bearer ${"x".repeat(8_000)}`],
    ["basic authentication", `Basic ${Buffer.from("demo-channel:demo-channel-secret").toString("base64")}`],
    ["a token without signature", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJkZW1vLWFnZW5jeSJ9."],
  ])("%s opens nothing", async (_what, authorization) => {
    for (const path of [`/cities/${city}/cases`, `/cities/${city}/cases/${city}-20261116-CAAAAAAAAAA-0`]) {
      const said = await field.ask(`/api/v1${path}`, { headers: authorization === undefined ? {} : { authorization } });
      expect(said.status).toBe(401);
      expect(said.headers.get("www-authenticate")).toMatch(/^Bearer/);
    }
  });

  test.each([
    ["a wrong secret", { client_id: "demo-channel", client_secret: "demo-agency-secret" }],
    ["an unknown client", { client_id: "nobody", client_secret: "x" }],
    ["no secret", { client_id: "demo-channel" }],
    ["a null byte", { client_id: "demo-channel\u0000", client_secret: "demo-channel-secret" }],
    ["ten thousand characters", { client_id: "a".repeat(10_000), client_secret: "b".repeat(10_000) }],
    ["another way in", { grant_type: "password", username: "a", password: "b" }],
  ])("%s gets no token", async (_what, fields) => {
    const body = new URLSearchParams({ grant_type: "client_credentials", ...(fields as Record<string, string>) });
    const said = await field.ask("/demo/oidc/token", { method: "POST", body });
    expect(said.status).toBeGreaterThanOrEqual(400);
    expect(said.status).toBeLessThan(500);
    expect(said.text).not.toContain("access_token");
    expect(said.headers.get("cache-control")).toContain("no-store");
  });

  test("a session of a browser opens nothing in the API", async () => {
    const who = await field.signedIn("worker");
    const cookie = [...who.cookies].map(([key, value]) => `${key}=${value}`).join("; ");
    expect((await field.ask(`/api/v1/cities/${city}/cases`, { headers: { cookie } })).status).toBe(401);
  });
});

describe("lists", () => {
  const agency = { client: "demo-agency" } as const;
  test.each([
    ["no page", "limit=0", 400],
    ["a negative page", "limit=-1", 400],
    ["a page of a million", "limit=1000000", 400],
    ["a page in words", "limit=abc", 400],
    ["half a page", "limit=1.5", 400],
    ["two pages", "limit=1&limit=2", 400],
    ["a state that does not exist", "state=lost", 400],
    ["a clerk who is no id", "assignee=1", 400],
    ["a parameter that does not exist", "sort=name", 400],
    ["a language that does not exist", "lang=xx", 400],
    ["a page that goes on at nonsense", "after=nonsense", 200],
    ["a page that goes on before time", "after=-271821-04-20T00:00:00.000Z~x", 200],
    ["a page that goes on after time", `after=${encodeURIComponent("+275760-09-13T00:00:00.000Z~x")}`, 200],
    ["a page that goes on at year 0", "after=0000-01-01T00:00:00.000Z~x", 200],
    ["a page that goes on in SQL", `after=${encodeURIComponent("2026-01-01~'; drop table cases; --")}`, 200],
    ["a person who is none", "applicant=123", 200],
    ["a part of a number", `applicant=${"110105"}`, 200],
    ["a person, going on before time", "applicant=11010519491231002X&after=-271821-04-20T00:00:00.000Z~x", 200],
    ["what is closed, going on before time", "state=delivered&after=-271821-04-20T00:00:00.000Z~x", 200],
  ])("%s: a clear answer", async (_what, query, status) => {
    const said = await field.api(`/cities/${city}/cases?${query}`, agency);
    expect(said.status).toBe(status);
  });

  test.each([
    "/divisions?q=%22%3E%3Cscript%3E",
    `/divisions?q=${"a".repeat(1_000)}`,
    "/divisions?under=constructor",
    "/divisions?level=planet",
    "/divisions?after=__proto__",
    "/services?field=__proto__",
    "/services?after=__proto__",
    `/cities/${city}/services?q=${encodeURIComponent("(((((((((((*~^")}`,
    `/cities/${city}/services?q=${encodeURIComponent("\u202e😀𠀋")}`,
    `/cities/${city}/services/__proto__`,
    `/cities/${city}/services/${"a".repeat(61)}`,
    "/cities/43062",
    "/cities/__proto__",
    "/cities/110000",
  ])("%s is never an error of ours", async (path) => {
    const said = await field.ask(`/api/v1${path}`);
    expect(said.status).toBeLessThan(500);
    expect(said.headers.get("content-type")).toContain("json");
  });
});

test("afterwards the house stands, never was at a loss, and wrote nothing personal down", () => field.aftermath());
