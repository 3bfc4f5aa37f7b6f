import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { theCatalogue } from "../helpers/catalogue.ts";

const folder = join(import.meta.dirname, "../journeys");
const { services } = await theCatalogue();

/** Services whose guide a story in a real browser opens, with the file that tells it. */
function toldInBrowser(): ReadonlyMap<string, string> {
  const told = new Map<string, string>();
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".test.ts"))) {
    const text = readFileSync(join(folder, name), "utf8");
    if (!/\bdevice\(/.test(text)) continue;
    for (const [, code = ""] of text.matchAll(/\/services\/([a-z0-9-]+)[/`"?]/g)) told.set(code, name);
    // The permit is found by two searches, as people find it.
    if (text.includes("findThePermit(")) told.set("residence-permit", name);
  }
  return told;
}

test("every kind of service and every regime has a story told in a real browser", () => {
  const told = [...toldInBrowser().keys()].flatMap((code) => services.get(code)?.definition ?? []);
  expect(told.length).toBeGreaterThan(0);
  const all = [...services.values()].map(({ definition }) => definition);
  const kinds = (of: typeof all) => [...new Set(of.map(({ kind }) => kind))].sort();
  const regimes = (of: typeof all) => [...new Set(of.map(({ regime }) => regime))].sort();
  expect(kinds(told)).toEqual(kinds(all));
  expect(regimes(told)).toEqual(regimes(all));
});
