import { readdirSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, it } from "vitest";
import { formatProblems, loadCatalogue, settle } from "./index.ts";

const directory = new URL("../../../catalogue", import.meta.url).pathname;
const catalogue = await loadCatalogue(directory);

it("the catalogue has no problems", () => {
  expect(formatProblems(catalogue.problems, "en")).toBe("No problems found.");
  expect([...catalogue.services.keys()]).toContain("residence-permit");
});
