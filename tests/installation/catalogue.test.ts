import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { Catalogue, loadGroups, offer } from "../../src/domain/catalogue/index.ts";
import { openTenant } from "../../src/surfaces/cli/tenants.ts";
import { eventually } from "../helpers/own-pages.ts";
import { Machine, type Running } from "./machine.ts";

/** The catalogue of a real installation by the command line, beside the running program. Each step stands on the one before. */
const city = "430621";
/** Open, and offers nothing yet. */
const neighbour = "430626";
const code = "residence-permit";
const catalogue = fileURLToPath(new URL("../../catalogue", import.meta.url));
/** A step takes two to ten seconds on an idle machine; many runs share one. */
vi.setConfig({ testTimeout: 240_000 });

let machine: Machine;
let serving: Running;
let first = "";
let second = "";

beforeAll(async () => {
  machine = await Machine.make();
  const people = ["--operator-login", "han.lang", "--operator-name", "韩朗", "--clerk-login", "yy-office"];
  await machine.must("init", ...people, "--clerk-name", "陈思远", "--city", city);
  // As the city office shows them, once clerks, places and systems are there.
  await machine.look(async (database, secrets) => {
    const now = new Date();
    const files = await Catalogue.open(database, await loadGroups(catalogue));
    for (const shown of [code, "traffic-fine"]) await offer(database, files, city, shown, {}, now);
    await openTenant(database, secrets, neighbour, {}, now);
  });
  serving = await machine.start();
  cpSync(catalogue, machine.path("catalogue"), { recursive: true });
}, 240_000);
afterAll(async () => {
  if (serving?.child.exitCode === null) await serving.interrupt();
  machine?.remove();
});

const run = (...args: readonly string[]) => machine.run(["catalogue", ...args]);
const must = (...args: readonly string[]) => machine.must("catalogue", ...args);
const guide = async () => (await fetch(`${machine.baseUrl}/${city}/services/${code}?lang=en`)).text();
/** The promised time on the guide page. */
const promised = async () => /<dt>Promised<\/dt><dd>([^<]*)/.exec(await guide())?.[1];
const shows = (time: string) => eventually(promised, (said) => said === time);

/** Changes the service's file in the installation's own folder of files. */
function edit(change: (text: string) => string): void {
  const path = machine.path("catalogue", "policing", `${code}.yaml`);
  const before = readFileSync(path, "utf8");
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(path, after);
}

test("a file with a mistake is published as little as all the others", async () => {
  const path = machine.path("catalogue", "policing", `${code}.yaml`);
  const good = readFileSync(path, "utf8");
  edit((text) => text.replace("promise: 5 working days", "promise: 25 working days"));
  const { code: exit, out } = await run("publish", "--folder", machine.path("catalogue"));
  expect(exit).toBe(1);
  expect(out).toMatch(/residence-permit\.yaml:\d+:\d+/);
  expect(out).toContain("Nothing was published.");
  writeFileSync(path, good);
});

test("publish plays every sample, puts what changed into force, and the running program shows it", async () => {
  expect(await promised()).toBe("5 working days");
  edit((text) => text.replace("promise: 5 working days", "promise: 4 working days"));
  const said = await must("publish", "--folder", machine.path("catalogue"), "--note", "四个工作日办完");
  second = /in force: residence-permit (\w{12})/.exec(said)?.[1] ?? "";
  expect(said).toMatch(/1\d\d services checked, [5-9]\d\d samples played/);
  expect(said.match(/in force:/g)).toHaveLength(1);
  await shows("4 working days");
});

test("versions are the history, and diff says in words what is otherwise", async () => {
  const lines = (await must("versions", code, "--lang", "en")).trim().split("\n");
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(new RegExp(`^\\* ${second}  published .+ 四个工作日办完$`));
  first = /^ {2}(\w{12})/.exec(lines[1] ?? "")?.[1] ?? "";
  // Without versions: the last two. With one: from it to the one in force.
  for (const args of [[], [first]]) {
    const said = await must("diff", code, ...args, "--lang", "en");
    expect(said.split("\n")[0]).toBe(`${first} → ${second}`);
    expect(said).toContain("promised: 5 working days");
    expect(said.indexOf("promised: 5 working days")).toBeLessThan(said.indexOf("promised: 4 working days"));
  }
  const none = await run("diff", "no-such-service");
  expect([none.code, none.out]).toEqual([1, expect.stringContaining("there is no service no-such-service")]);
});

test("rollback puts an earlier version into force again, and the program shows it", async () => {
  const said = await must("rollback", code, first, "--note", "改回五天");
  expect(said).toContain(`in force: ${code} ${first} (before: ${second})`);
  await shows("5 working days");
  // The files still say the version that was rolled back from: publishing them again does not bring it back.
  // Its own field is enough for that.
  for (const name of readdirSync(catalogue, { withFileTypes: true }))
    if (name.isDirectory() && !["policing", "certificates"].includes(name.name))
      rmSync(machine.path("catalogue", name.name), { recursive: true });
  const kept = await must("publish", "--folder", machine.path("catalogue"));
  expect(kept).toContain(`kept: ${code} ${first}`);
  expect(await promised()).toBe("5 working days");
  const lines = (await must("versions", code)).trim().split("\n");
  expect(lines.filter((line) => line.startsWith("*"))).toEqual([
    expect.stringMatching(new RegExp(`${first}  rolled back .+改回五天$`)),
  ]);
  const again = await run("rollback", code, first);
  expect([again.code, again.err]).toEqual([1, expect.stringContaining("in force already")]);
  const unknown = await run("rollback", code, "000000000000");
  expect([unknown.code, unknown.out]).toEqual([1, expect.stringContaining("catalogue versions residence-permit")]);
});

test("what is exported says what holds, and comes in again with what was changed in it", async () => {
  const nation = JSON.parse(await must("export", "--format", "json")) as { code: string; version: string }[];
  expect(nation.length).toBeGreaterThan(100);
  expect(nation.find((one) => one.code === code)?.version).toBe(first);
  expect(await must("export", "--format", "ttl")).toContain("cpsv");

  const table = await must("export", "--format", "csv", "--city", city);
  const rows = table.trim().split(/\r?\n/);
  expect(rows.map((row) => row.split(",")[0]).slice(1)).toEqual([code, "traffic-fine"]);
  const names = rows[0]?.split(",") ?? [];
  const phone = names.indexOf("phone");
  expect(phone).toBeGreaterThan(0);
  const list = machine.path("list.csv");
  const [name, telephone] = ["居住证申领", "0730-7620110"];
  writeFileSync(list, `事项名称,咨询电话,承诺时限\n${name},${telephone},3个工作日\n养蜂登记,,\n`);

  const dry = await must("import", list, "--city", city, "--dry-run", "--lang", "en");
  expect(dry).toContain("Nothing was written");
  expect(await promised()).toBe("5 working days");

  const done = await must("import", list, "--city", city, "--lang", "en", "--report", machine.path("report.csv"));
  expect(done).toContain("no service file yet 1");
  expect(done).toMatch(/^changed 1 {2}residence-permit$/m);
  expect(machine.read("report.csv")).toContain("养蜂登记");
  await shows("3 working days");
  expect(await guide()).toContain(telephone);

  // What the list makes new is shown only where nothing needed is missing.
  const held = await must("import", list, "--city", neighbour, "--show", "--lang", "en");
  expect(held).toMatch(/^new services 1 {2}residence-permit$/m);
  expect(held).toMatch(/^shown 0$/m);
  expect(held).toContain("onewindow clerk add --city 430626 --role clerk --agency public-security");
  expect(held).toContain("onewindow city show 430626 residence-permit");
  expect((await fetch(`${machine.baseUrl}/${neighbour}/services/${code}`)).status).toBe(404);

  // The export itself is a list that can be taken in: nothing in it is refused.
  const exported = await must("export", "--format", "csv", "--city", city);
  expect(exported).toContain(telephone);
  writeFileSync(machine.path("export.csv"), exported);
  const round = await must("import", machine.path("export.csv"), "--city", city, "--lang", "en");
  expect(round).toMatch(/refused 0$/m);
  // What stands already, whoever says it, is no change.
  expect(round).toContain("There was nothing to change.");
  const missing = await run("import", machine.path("none.csv"), "--city", city);
  expect([missing.code, missing.err]).toEqual([1, expect.stringContaining("there is no such file")]);
});
