import { beforeAll, describe, expect, test } from "vitest";
import type { Field } from "../field.ts";
import { bytes, deep, deepAnswers, filing, whole } from "./caller.ts";

/** Bodies that are no JSON, too much, or twice. */
export function bodies(of: () => Field): void {
  let field: Field;
  beforeAll(() => {
    field = of();
  });

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
      [
        "a way into prototypes, deeper",
        '{"answers":{"a":{"constructor":{"prototype":{"x":1}}}}}',
        400,
        "forbidden_key",
      ],
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
}
