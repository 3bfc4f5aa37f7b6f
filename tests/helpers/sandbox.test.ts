import { expect, test } from "vitest";
import { sandboxFor } from "./sandbox.ts";

const sandbox = sandboxFor(["power"]);

test("a stand-in takes a mood", async () => {
  await sandbox().mood("power", { mood: "error" });
  expect(await sandbox().control("power", "GET /control/mood")).toEqual({ moods: [{ mood: "error" }] });
});

test("and the next test finds it well again", async () => {
  expect(await sandbox().control("power", "GET /control/mood")).toEqual({ moods: [] });
  expect(() => sandbox().at("court")).toThrow("court was not started");
});
