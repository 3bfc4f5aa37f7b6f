import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { city, type Field, hostile } from "../field.ts";
import { applicant, casesThere, filing, sample, whole } from "./caller.ts";

/** People and answers that cannot be. */
export function answers(of: () => Field): void {
  let field: Field;
  beforeAll(() => {
    field = of();
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
      const { housing_kind: _kind, housing_proof: _proof, ...rest } = sample();
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
}
