import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { loadGroups } from "../../../src/domain/catalogue/index.ts";

test("the files beside this one tell every field of the catalogue, once", async () => {
  const told = readdirSync(import.meta.dirname)
    .filter((name) => name !== "every-field.test.ts")
    .flatMap((name) => {
      const [, list = ""] =
        /const fields = \[([^\]]*)\]/.exec(readFileSync(resolve(import.meta.dirname, name), "utf8")) ?? [];
      return list.split(",").map((field) => field.trim().replaceAll('"', ""));
    });
  const { fields } = await loadGroups(resolve("catalogue"));
  expect(told.sort()).toEqual([...fields.keys()].sort());
});
