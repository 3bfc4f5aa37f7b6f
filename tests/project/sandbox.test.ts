import { join } from "node:path";
import { expect, test } from "vitest";
import { demonstrationPeople } from "../../sandbox/people.ts";
import { people } from "../../src/outside/identity/demo/people.ts";
import { expectNone, filesUnder, read } from "./support/project.ts";

test("the sandbox knows the demonstration's people as they are", () => {
  const theirs = demonstrationPeople.map(({ role, name, idType, idNumber, phone, address, birthday }) => [
    ...[role, name, idType, idNumber, phone, address, birthday.replaceAll("-", "")],
  ]);
  const ours = people.map(({ sub, claims }) => [
    ...[sub, claims["name"], claims["id_type"], claims["id_number"], claims["phone_number"], claims["address"]],
    claims["id_type"] === "resident_id" ? claims["id_number"]?.slice(6, 14) : `19${claims["id_number"]?.slice(8, 14)}`,
  ]);
  expect(theirs).toEqual(ours);
});

// What stands on the wire is written by XML and CSV, a treasury signs by SM2; YAML only reads the records beside the stand-ins.
const packages = new Set(["fast-xml-parser", "csv-stringify/sync", "sm-crypto-v2", "yaml"]);

/** What a file imports that is neither Node's own nor within the sandbox. */
const foreign = (path: string, text: string): string[] =>
  [...text.matchAll(/^(?:import|export)\s(?:[\w\s{},*]*\sfrom\s)?["']([^"']+)["']|\bimport\(\s*["'`]([^"'`]+)/gm)]
    .map(([, named, called]) => named ?? called ?? "")
    .filter((name) => !name.startsWith("node:") && !packages.has(name))
    .filter((name) => !name.startsWith(".") || !join(path, "..", name).startsWith("sandbox/"));

test("the sandbox stands on Node and four libraries", () => {
  const files = filesUnder("sandbox").filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"));
  expect(files.length).toBeGreaterThan(20);
  const found = files.flatMap((path) => foreign(path, read(path)).map((name) => `${path}: ${name}`));
  expectNone(found, "Stand-ins share nothing with what they are to test:");
  const lines =
    'import { a } from "pg";\nawait import("../../src/main.ts");\nimport x from "node:fs";\nimport "../people.ts";';
  expect(foreign("sandbox/agencies/x.ts", lines)).toEqual(["pg", "../../src/main.ts"]);
});
