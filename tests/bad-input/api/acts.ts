import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { city, type Field } from "../field.ts";
import { casesThere, filed, filing, sample, whole } from "./caller.ts";

/** Doing it twice, too late, or what is not theirs to do. */
export function acts(of: () => Field): void {
  let field: Field;
  beforeAll(() => {
    field = of();
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

    test("the same names in another order never make a second case", async () => {
      const key = randomUUID();
      const before = await casesThere();
      const { applicant: who, answers } = whole();
      await field.api(filing, { key, body: { applicant: who, answers } });
      const turned = { answers: Object.fromEntries(Object.entries(answers).reverse()), applicant: who };
      const said = await field.api(filing, { key, body: turned });
      expect([201, 422]).toContain(said.status);
      expect(await casesThere()).toBe(before + 1);
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
          body: { type: "correct", version: asked.json["version"], answers: { ...sample(), ...over } },
        });
        expect(said.status).toBe(422);
      }
      const read = await field.api(`/cities/${city}/cases/${number}`, agency);
      expect(read.json["state"]).toBe("correction_asked");
    });
  });
}
