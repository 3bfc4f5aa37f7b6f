import { randomUUID } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { generateSync } from "otplib";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type CaseContext, viewCase } from "../../src/domain/cases/index.ts";
import { openFile, receiveFile } from "../../src/domain/documents/index.ts";
import { AccessTokens, makeIdentity, residentIdCheck } from "../../src/domain/identity/index.ts";
import { cityScope, type Database } from "../../src/foundation/database/index.ts";
import { installationCity, type Secrets } from "../../src/foundation/secrets/index.ts";
import { Machine, type Running } from "./machine.ts";
import { Visitor } from "./visitor.ts";

/** From an empty machine to a decided case, a backup, and the same on another machine. Each step stands on the one before. */
const city = "430621";
/** A step takes two to ten seconds on an idle machine; many runs share one. */
vi.setConfig({ testTimeout: 240_000 });
const password = "洞庭湖边的四棵老柳树站着";
const people = [
  "--operator-login",
  "han.lang",
  "--operator-name",
  "韩朗",
  "--clerk-login",
  "yy-office",
  "--clerk-name",
  "陈思远",
];

let machine: Machine;
let other: Machine;
let serving: Running;
let several: Running | undefined;
let channel = "";
let agency = "";
let decided = "";
let fileId = "";
let fileCase = "";
const acknowledged = new Set<string>();
const pdf = Buffer.from(
  "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
);

beforeAll(async () => {
  machine = await Machine.make();
  other = await Machine.make();
});
afterAll(async () => {
  for (const running of [serving, several]) if (running?.child.exitCode === null) await running.interrupt();
  machine.remove();
  other.remove();
});

const answers = {
  address: { division: city, detail: "荣家湾镇城关路 12 号 3 栋 402 室" },
  lives_since: "2025-03-01",
  hukou: "420100",
  ground: "housing",
  housing_kind: "lease",
  housing_proof: { promise: true },
  phone: "13800138000",
};

let born = 0;
function applicant() {
  born += 1;
  const first = `110105${1970 + Math.floor(born / 900)}0101${String(100 + (born % 900))}`;
  return { name: "李明华", id_type: "resident_id", id_number: first + residentIdCheck(first), phone: "13800138000" };
}

type Json = { readonly number: string; readonly state: string; readonly version: number; readonly acts?: string[] };

async function api(path: string, token: string, body?: unknown): Promise<{ status: number; json: Json }> {
  const response = await fetch(`${machine.baseUrl}/api/v1/cities/${city}${path}`, {
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": randomUUID() },
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
  });
  return { status: response.status, json: (await response.json()) as Json };
}

const submit = () => api("/services/residence-permit/cases", channel, { applicant: applicant(), answers });

test("init without its flags says which are missing and makes nothing", async () => {
  const outcome = await machine.run(["init", "--operator-login", "han.lang"]);
  expect(outcome.code).toBe(1);
  expect(outcome.err).toContain("--operator-name, --city, --clerk-login, --clerk-name");
  expect(existsSync(machine.path("data"))).toBe(false);
});

let codes: readonly string[] = [];

test("init makes a real installation; again goes on and changes nothing; keys are the account's own", async () => {
  const said = await machine.must("init", ...people, "--city", "岳阳县", "--offer", "residence-permit,suggestion");
  codes = [...said.matchAll(/enrolment code (\S+)/g)].map(([, code = ""]) => code);
  expect(codes).toHaveLength(2);
  expect(said).toContain("430621 岳阳县");
  // Nobody has enrolled and no place is named: what was asked for waits, and every service says why.
  expect(said).toContain("none is shown yet");
  expect(said).toMatch(
    /residence-permit .+ → onewindow clerk add --city 430621 --role office .+agencies\/public-security/,
  );
  expect(said).toContain("onewindow city show 430621 residence-permit,suggestion");
  expect(said).toContain("copy ");
  expect(statSync(machine.path("data", "keys.json")).mode & 0o777).toBe(0o600);
  const again = await machine.must("init", ...people, "--city", city);
  expect(again).not.toContain("enrolment code");
  expect(again).toContain("was open already");
});

test("it serves without any code of the demonstration, and without its addresses", async () => {
  const loaded = machine.path("loaded.txt");
  const hook = machine.path("hook.mjs");
  writeFileSync(
    hook,
    `import { registerHooks } from "node:module"; import { appendFileSync } from "node:fs";
     registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(loaded)}, url + "\\n"); return next(url, context); } });`,
  );
  serving = await machine.start({ NODE_OPTIONS: `--import ${pathToFileURL(hook)}` });
  const modules = sourcesOf(machine.read("loaded.txt").trim().split("\n"));
  expect(modules).toContain("/src/serve.ts");
  expect(modules).toContain("/src/outside/identity/oidc/");
  expect(modules).not.toMatch(/\/src\/outside\/[a-z]+\/demo\//);
  expect(modules).not.toMatch(/\/cli\/(prepare-)?demonstration\.ts|oidc-provider/);
  expect((await fetch(`${machine.baseUrl}/demo/oidc/token`, { method: "POST" })).status).toBe(404);
  const signIn = await (await fetch(`${machine.baseUrl}/staff/sign-in`)).text();
  expect(signIn).not.toContain("/staff/sign-in/demonstration");
  expect(await (await fetch(`${machine.baseUrl}/${city}`)).text()).toContain("岳阳县");
});

/** Of modules that were put together (bin/program.mjs), what they were made of; the others by their address. */
function sourcesOf(addresses: readonly string[]): string {
  const sources = addresses.flatMap((address) => {
    const map = address.startsWith("file:") ? `${fileURLToPath(address)}.map` : "";
    if (!address.includes("/.cache/onewindow/program/") || !existsSync(map)) return [address];
    const { sources } = JSON.parse(readFileSync(map, "utf8")) as { sources: readonly string[] };
    return sources.map((source) => new URL(source, address).href);
  });
  return sources.join("\n");
}

/** Finishes an enrolment on the page, as a person with a phone does, and signs in with it. */
async function enrol(login: string, code: string): Promise<Visitor> {
  const visitor = new Visitor(machine.baseUrl);
  await visitor.get("/staff/enrol");
  const shown = await visitor.send("/staff/enrol", { login, code });
  const secret = /class="ticket number">([A-Z2-7 ]+)</.exec(shown.html)?.[1]?.replaceAll(" ", "") ?? "";
  expect(secret).not.toBe("");
  const totp = (ahead: number) => generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + ahead });
  const done = await visitor.send("/staff/enrol", { password, again: password, totp: totp(0) });
  expect(done.status).toBe(200);
  await visitor.get("/staff/sign-in");
  // The code of the enrolment is used up; the next one counts within half a minute.
  const signedIn = await visitor.send("/staff/sign-in", { login, password, code: totp(30) });
  expect(signedIn.status).toBe(303);
  return visitor;
}

test("operator, office and a clerk enrol with an authenticator app and sign in", async () => {
  await enrol("han.lang", codes[0] ?? "");
  const office = await enrol("yy-office", codes[1] ?? "");
  const clerk = ["--login", "yy-police", "--name", "何静", "--role", "clerk", "--agency", "public-security"];
  const said = await machine.must("clerk", "add", "--city", city, ...clerk);
  const visitor = await enrol("yy-police", /enrolment code (\S+)/.exec(said)?.[1] ?? "");
  expect((await visitor.get("/staff")).status).toBe(200);

  const early = await machine.run(["city", "show", city, "residence-permit"]);
  expect([early.code, early.out]).toEqual([1, expect.stringContaining("/staff/office/agencies/public-security")]);
  expect((await submit()).status).not.toBe(201);
  // Nothing is shown yet, and the whole report says so: to people, to programs, and one line for each city.
  const report = await machine.run(["city", "check", city]);
  expect([report.code, report.out]).toEqual([1, expect.stringMatching(/missing: \d+ red \(block\)/)]);
  const asJson = await machine.run(["city", "check", city, "--json"]);
  expect(JSON.parse(asJson.out)).toMatchObject({
    city,
    shown: 0,
    findings: [{ level: "red", code: "nothing_offered" }],
  });
  expect((await machine.run(["city", "check", "--all"])).out).toContain("0 of 1 can go live");
  const hall = "/staff/office/publishing/agencies/public-security";
  await office.get(hall);
  const names = { nameZh: "岳阳县公安局", nameEn: "Yueyang County Public Security Bureau", phone: "0730-7622222" };
  const venue = {
    venueZh: "办证大厅",
    venueEn: "Service hall",
    addressZh: "城关路 1 号",
    addressEn: "1 Chengguan Road",
  };
  const hours = { hoursZh: "周一至周五 9:00–17:00", hoursEn: "Monday to Friday 9:00–17:00" };
  expect((await office.send(hall, { ...names, ...venue, ...hours })).status).toBe(303);
  expect(await machine.must("city", "show", city, "residence-permit")).toContain("1 services shown: residence-permit");
});

test("programs are registered; a case is filed, decided and gets its certificate", async () => {
  const secretOf = (said: string) => /client_secret +(\S+)/.exec(said)?.[1] ?? "";
  const forCity = ["--cities", city];
  const bank = secretOf(
    await machine.must("partner", "add", "county-bank", "--kind", "channel", "--name", "县银行", ...forCity),
  );
  const police = await machine.must(
    "partner",
    "add",
    "police-system",
    "--kind",
    "agency",
    "--name",
    "公安系统",
    ...forCity,
    "--agency",
    "public-security",
  );
  await machine.look(async (database, secrets) => {
    await secrets.load([installationCity]);
    const tokens = new AccessTokens(makeIdentity(database, secrets));
    channel = (await tokens.issue("county-bank", bank, new Date()))?.token ?? "";
    agency = (await tokens.issue("police-system", secretOf(police), new Date()))?.token ?? "";
  });
  const filed = await submit();
  expect(filed.status).toBe(201);
  decided = filed.json.number;
  acknowledged.add(decided);
  let { version } = filed.json;
  for (const type of ["accept", "approve"]) {
    const done = await api(`/cases/${decided}/acts`, agency, { type, version });
    expect([type, done.status, done.json]).toMatchObject([type, 200, {}]);
    version = done.json.version;
  }
  await expect
    .poll(async () => (await api(`/cases/${decided}`, agency)).json, { timeout: 60_000, interval: 200 })
    .toMatchObject({ certificate: expect.any(String) });
});

test("a file is received", async () => {
  const filed = await submit();
  fileCase = filed.json.number;
  acknowledged.add(fileCase);
  await withDocuments(machine, async (documents) => {
    const input = {
      city,
      owner: residentOfTest,
      caseNumber: fileCase,
      question: "housing_proof",
      name: "租赁合同.pdf",
      now: new Date(),
    };
    fileId = (await receiveFile(documents, Readable.from([pdf]), input)).id;
  });
});

const residentOfTest = "rOfTheWalk";

async function withDocuments<T>(
  where: Machine,
  work: (documents: { database: Database; secrets: Secrets; directory: string }) => Promise<T>,
): Promise<T> {
  return where.look(async (database, secrets) => {
    await secrets.load([installationCity, city]);
    return work({ database, secrets, directory: where.path("data", "files") });
  });
}

test("a used port and a used data directory are named, and nothing is harmed", async () => {
  const [port, data] = await Promise.all([
    machine.run(["start"], { DATA_DIR: machine.path("elsewhere") }),
    machine.run(["start"], { PORT: String(other.port) }),
  ]);
  expect(port.code).toBe(1);
  expect(port.err).toContain(`port ${machine.port} on 127.0.0.1 is taken`);
  expect(existsSync(machine.path("elsewhere"))).toBe(false);
  expect(data.code).toBe(1);
  expect(data.err).toMatch(/DATA_DIR \S+ is in use by process \d+/);
  expect((await submit().then((filed) => acknowledged.add(filed.json.number) && filed)).status).toBe(201);
});

/** Files cases until told to stop, or until nobody answers; keeps what was acknowledged. */
function load(callers: number): { stop(): Promise<void> } {
  let go = true;
  const work = Array.from({ length: callers }, async () => {
    while (go) {
      const filed = await submit().catch(() => undefined);
      if (!filed) return;
      if (filed.status === 201) acknowledged.add(filed.json.number);
      else if (filed.status !== 503)
        throw new Error(`an answer nobody expects: ${filed.status} ${JSON.stringify(filed.json)}`);
    }
  });
  return {
    stop: async () => {
      go = false;
      await Promise.all(work);
    },
  };
}

let beforeBackup: readonly string[] = [];

test("a backup under load is one moment of the installation, and Ctrl-C under load loses nothing", async () => {
  const working = load(8);
  await pause(300);
  beforeBackup = [...acknowledged];
  const said = await machine.must("backup", machine.path("backup.tar"));
  expect(said).toMatch(/\d+ rows, \d+ waiting jobs, \d+ files/);
  expect(acknowledged.size).toBeGreaterThan(beforeBackup.length);
  const stopped = await serving.interrupt();
  await working.stop();
  expect(stopped.code).toBe(0);
  expect(stopped.err).toContain("stopped");
  expect(existsSync(machine.path("data", "postgres", "postmaster.pid"))).toBe(false);
  expect(existsSync(machine.path("data", "onewindow.pid"))).toBe(false);
  const numbers = await machine.look(async (database) => numbersIn(database));
  expect([...acknowledged].filter((number) => !numbers.has(number))).toEqual([]);
});

async function numbersIn(database: Database): Promise<Set<string>> {
  return database.raw(cityScope(city), async (client) => {
    const found = await client.query<{ number: string }>("select number from cases where city = $1", [city]);
    return new Set(found.rows.map((row) => row.number));
  });
}

test("the backup is whole, and on an empty machine it becomes the same installation", async () => {
  expect(await machine.must("backup", "--check", machine.path("backup.tar"))).toContain("is whole");
  const refused = await other.run(["restore", machine.path("backup.tar")]);
  expect(refused.code).toBe(1);
  expect(refused.err).toContain("KEYS_FILE");
  mkdirSync(other.path("data"));
  copyFileSync(machine.path("data", "keys.json"), other.path("data", "keys.json"));
  expect(await other.must("restore", machine.path("backup.tar"))).toContain("Everybody signs in again");
  const twice = await other.run(["restore", machine.path("backup.tar")]);
  expect(twice.err).toContain("into an empty");

  await withDocuments(other, async ({ database, secrets, directory }) => {
    const there = await numbersIn(database);
    expect(beforeBackup.filter((number) => !there.has(number))).toEqual([]);
    const view = await viewCase({ database, secrets } as CaseContext, city, decided);
    expect(view.answers).toMatchObject({ phone: answers.phone, address: answers.address });
    const opened = await openFile({ database, secrets, directory }, city, fileId, { caseNumber: fileCase });
    expect(Buffer.concat(await opened.content.toArray())).toEqual(pdf);
    // One moment: every case with its events, clocks and answers, every event counted.
    await database.raw(cityScope(city), async (client) => {
      const whole = await client.query(
        `select count(*)::int as cases,
           (select count(*)::int from events where city = $1 and type = 'submit') as events,
           (select count(*)::int from case_answers where city = $1) as answers,
           (select max(seq) from events where city = $1) = (select last_seq from city_sequences where city = $1) as counted,
           (select count(*)::int from sessions) as sessions
         from cases where city = $1`,
        [city],
      );
      const { cases } = whole.rows[0];
      expect(whole.rows[0]).toEqual({ cases, events: cases, answers: cases, counted: true, sessions: 0 });
    });
  });
});

test("what was left to do at the moment of the backup is done after the restore, once", async () => {
  const running = await other.start();
  const residents = [...new Set(beforeBackup)];
  await other.look(async (database) => {
    const count = async () =>
      database.raw(cityScope(city), async (client) => {
        const found = await client.query(
          `select (select count(*)::int from events where city = $1 and type = 'submit') as filed,
             (select count(*)::int from reactions_done d join events e on e.city = d.city and e.seq = d.seq
              where d.city = $1 and d.reaction = 'message' and e.type = 'submit') as listed`,
          [city],
        );
        return found.rows[0] as { filed: number; listed: number };
      });
    await expect
      .poll(async () => ((await count()).filed === (await count()).listed ? "all" : "some"), { timeout: 90_000 })
      .toBe("all");
    expect((await count()).listed).toBeGreaterThanOrEqual(residents.length);
  });
  const stopped = await running.interrupt();
  expect(stopped.code).toBe(0);
  const doctor = await other.run(["doctor", "--json"]);
  const { findings } = JSON.parse(doctor.out) as { findings: { check: string; state: string; say: string }[] };
  expect(findings.filter(({ state }) => state === "bad")).toEqual([]);
  expect(doctor.code).toBe(0);
  expect(findings.length).toBeGreaterThan(15);
});

test("keys are rotated: new ones seal, everything is sealed anew, old and new open", async () => {
  const said = await other.must("keys", "rotate", "--wait", "0");
  expect(said).toMatch(/430621: \d+ answers, \d+ applicants, \d+ words of acts, 2 files, 1 certificates, [123] clerks/);
  await withDocuments(other, async ({ database, secrets, directory }) => {
    const kid = secrets.sealKeyId(city);
    await database.raw(cityScope(city), async (client) => {
      const old = await client.query(
        `select (select count(*)::int from case_answers a, jsonb_each_text(a.answers) v where a.city = $1 and v.value not like '%.' || $2 || '.%') as answers,
           (select count(*)::int from files where city = $1 and key_sealed not like '%.' || $2 || '.%') as files,
           (select count(*)::int from city_keys where city = $1 and purpose = 'seal') as keys`,
        [city, kid],
      );
      expect(old.rows[0]).toEqual({ answers: 0, files: 0, keys: 2 });
    });
    const view = await viewCase({ database, secrets } as CaseContext, city, decided);
    expect(view.answers).toMatchObject({ phone: answers.phone });
    const opened = await openFile({ database, secrets, directory }, city, fileId, { caseNumber: fileCase });
    expect(Buffer.concat(await opened.content.toArray())).toEqual(pdf);
  });
  expect(await other.must("keys", "reseal")).toContain(
    "430621: 0 answers, 0 applicants, 0 words of acts, 0 files, 0 certificates, 0 clerks",
  );
});

test("several web processes: one that is killed is replaced, Ctrl-C leaves nothing running", async () => {
  const running = await other.start({ WORKERS: "2" });
  several = running;
  const workers = () =>
    readdirSync("/proc").filter((pid) => {
      if (!/^\d+$/.test(pid)) return false;
      try {
        const isOurs = readFileSync(`/proc/${pid}/status`, "utf8").includes(`PPid:\t${running.child.pid}\n`);
        return isOurs && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("bin/program.mjs");
      } catch {
        return false;
      }
    });
  // One that listens answers before all are ready.
  await expect.poll(() => running.out, { timeout: 90_000 }).toContain("is running");
  const first = workers();
  expect(first).toHaveLength(2);
  process.kill(Number(first[0]), "SIGKILL");
  // A connection kept to the dead one breaks; the next one is answered.
  const page = () =>
    // What was handed to the one that dies is answered by nobody.
    fetch(`${other.baseUrl}/${city}`, { signal: AbortSignal.timeout(1_000) }).then(
      (answer) => answer.status,
      () => 0,
    );
  await expect.poll(page, { timeout: 20_000 }).toBe(200);
  await expect.poll(() => workers().filter((pid) => !first.includes(pid)).length, { timeout: 60_000 }).toBe(1);
  const stopped = await running.interrupt();
  expect(stopped.code).toBe(0);
  expect(stopped.err).toContain("another one in 0.5 s");
  expect(workers()).toEqual([]);
  expect(existsSync(other.path("data", "postgres", "postmaster.pid"))).toBe(false);
});
