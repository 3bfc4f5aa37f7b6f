import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { createLog, type Log } from "./index.ts";

function capture(level: "debug" | "info" | "silent" = "debug"): {
  log: Log;
  text: () => string;
  last: () => Record<string, unknown>;
} {
  const lines: string[] = [];
  const log = createLog({ level, to: { write: (line) => void lines.push(line) } });
  return { log, text: () => lines.join(""), last: () => JSON.parse(lines.at(-1) ?? "{}") };
}

/** A person as they might slip into a line, each in the form it would have there. */
const planted = {
  name: "欧阳娜娜",
  latinName: "Ouyang Nana",
  identity: "11010519491231002X",
  phone: "13800138000",
  spacedPhone: "138 0013 8000",
  card: "6222020200112233445",
  address: "岳阳县城关镇东方路8号",
  mail: "nana@example.cn",
  id: "0197a1c2-1f4e-7c3a-9b1d-5e2f6a7b8c9d",
  token: "Bearer eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl",
  cookie: "session=Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MDEyMzQ1Njc4OTA",
  query: "/me/cases?phone=13800138000&name=nana",
};

function expectNobody(text: string): void {
  for (const [what, value] of Object.entries(planted)) expect(text, what).not.toContain(value);
  for (const part of ["Ouyang", "nana", "eyJ", "Zm9vYmFy", "0013 8000", "东方路"]) expect(text).not.toContain(part);
}

describe("log", () => {
  test("a line has time, level, allowed fields and the sentence", () => {
    const { log, last } = capture();
    log.info({ city: "430621", count: 3, rows: 12n, day: "2026-11-21" }, "slots published");
    expect(last()).toMatchObject({
      level: "info",
      city: "430621",
      count: 3,
      rows: "12",
      day: "2026-11-21",
      msg: "slots published",
    });
    expect(last()["time"]).toMatch(/^\d{4}-\d\d-\d\dT/);
    log.info("100 % of %d done", 5);
    expect(last()["msg"]).toBe("100 % of 5 done");
  });

  test("a field nobody allowed is left out and named", () => {
    const { log, last, text } = capture();
    log.warn({ city: "430621", applicant: planted.latinName, answers: { name: planted.name } }, "odd");
    expect(last()).toMatchObject({ city: "430621", withheld: ["applicant", "answers"] });
    expectNobody(text());
  });

  test("a person planted anywhere does not appear", () => {
    const { log, text } = capture();
    for (const value of Object.values(planted)) {
      log.info({ [value]: value, resident: value, headers: { cookie: value }, reason: value }, "x");
      log.info({ code: `failed for "${value}"`, kind: [value === planted.latinName ? "" : value, { value }] }, "x");
      log.info("asked by %s, %o", value, { value });
      log.info(`value: "${value}"`);
      log.child({ resident: value, headers: { value } }).info("child");
      log.child({ module: "x" }).child({ applicant: value }, { level: "debug" }).debug({ user: value }, "grandchild");
      if (value !== planted.latinName) log.error(`it was ${value} who asked`);
      log.error(new Error(`invalid input syntax for type uuid: "${value}"`));
      log.error({ err: new Error("outer", { cause: new Error(`no such name: '${value}'`) }) });
      log.error({
        err: Object.assign(new Error("duplicate key"), {
          detail: `Key (name)=(${value}) already exists.`,
          code: value,
        }),
      });
      log.error(new AggregateError([new Error(`Key (phone)=(${value})`)], "several"), "several");
      log.error({ err: value }, "not even an error");
    }
    for (const bad of [`{"name": ${planted.latinName}, "phone": 1}`, `"${planted.latinName}`, planted.latinName]) {
      try {
        JSON.parse(bad);
      } catch (error) {
        log.error({ err: error }, "reading");
      }
    }
    expectNobody(text());
    expect(text().split("\n").length).toBeGreaterThan(100);
  });

  test("an error keeps what helps: type, code, table, constraint, place", () => {
    const { log, last } = capture();
    const error = Object.assign(new TypeError('duplicate key value violates unique constraint "cases_pkey"'), {
      code: "23505",
      table: "cases",
      constraint: "cases_pkey",
    });
    log.error({ err: error }, "submit failed");
    expect(last()["err"]).toMatchObject({
      type: "TypeError",
      code: "23505",
      table: "cases",
      constraint: "cases_pkey",
      message: 'duplicate key value violates unique constraint "cases_pkey"',
    });
    expect(JSON.stringify(last())).toContain("log.test.ts");
  });

  test("silent writes nothing, and a huge sentence is cut", () => {
    const quiet = capture("silent");
    quiet.log.error("nothing");
    expect(quiet.text()).toBe("");
    const { log, text } = capture();
    log.info("word ".repeat(100_000));
    expect(text().length).toBeLessThan(1_000);
  });

  test("without a place to write, lines go to the standard output, the last ones before the process ends", () => {
    const module = new URL("./index.ts", import.meta.url).href;
    const script = `const { createLog } = await import("${module}"); createLog({ level: "info" }).info({ count: 1 }, "last words");`;
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({ count: 1, msg: "last words" });
  });
});
