import { expect, test } from "vitest";
import { lookUp, type Register } from "./index.ts";

const now = new Date("2026-11-16T01:00:00Z");
const person = { idType: "resident_id", idNumber: "11010519491231002X" };
const title = { zh: "人口信息库", en: "Population register" };
const register = (answer: Register["lookUp"]): Register => ({ name: "population", title, lookUp: answer });

test("what the register knows comes with its name and time", async () => {
  const answer = await lookUp(
    register(async () => ({ idNumber: person.idNumber, hukou: "430621" })),
    "430621",
    person,
    now,
  );
  expect(answer).toEqual({ kind: "known", values: { hukou: "430621" }, at: now, title });
});

test("an answer about somebody else is not used", async () => {
  const answer = await lookUp(
    register(async () => ({ idNumber: "440524188001010014", hukou: "430621" })),
    "430621",
    person,
    now,
  );
  expect(answer).toEqual({ kind: "unavailable", title });
});

test("a register that is down or silent does not hold anybody up", async () => {
  const broken = register(() => Promise.reject(new Error("down")));
  expect(await lookUp(broken, "430621", person, now)).toEqual({ kind: "unavailable", title });
  const silent = register(() => new Promise(() => undefined));
  expect(await lookUp(silent, "430621", person, now)).toEqual({ kind: "unavailable", title });
});
