import { existsSync, statfsSync, statSync } from "node:fs";
import { checkAudit } from "../../../domain/audit/index.ts";
import { loadCatalogue } from "../../../domain/catalogue/index.ts";
import { Regions } from "../../../domain/regions/index.ts";
import { type Database, sharedScope } from "../../../foundation/database/index.ts";
import { deadJobs } from "../../../foundation/jobs/index.ts";
import { installationCity, readKeysFile, Secrets } from "../../../foundation/secrets/index.ts";
import type { Settings } from "../../../settings.ts";
import { checkRole, holderOf, type Kind, type Reached, withClient } from "../../installation.ts";
import { catalogueFolder } from "../../open-house.ts";
import { lastBackup } from "../backup/remember.ts";
import { migrationsOf, passPolicies } from "../backup/tables.ts";
import { missingMigrations } from "../database-role.ts";

export type Finding = {
  readonly check: string;
  /** `warn` is worth a look, `bad` makes the doctor's exit code 1. */
  readonly state: "good" | "warn" | "bad";
  readonly say: string;
  readonly remedy?: string;
};

const good = (check: string, say: string): Finding => ({ check, state: "good", say });
const warn = (check: string, say: string, remedy: string): Finding => ({ check, state: "warn", say, remedy });
const bad = (check: string, say: string, remedy: string): Finding => ({ check, state: "bad", say, remedy });

export type Patient = {
  readonly settings: Settings;
  readonly reached: Reached;
  readonly kind: Kind;
  readonly database: Database;
  readonly now: Date;
};

/** What can be looked at without a database. */
export function checkMachine(settings: Settings, now: Date): Finding[] {
  return [checkNode(), checkDisk(settings), checkKeysFile(settings), ...checkBackupAge(settings, now)];
}

/** What a reachable database tells. Each check stands alone: one that fails does not hide the others. */
export async function checkInstallation(patient: Patient): Promise<Finding[]> {
  const checks: readonly [string, (patient: Patient) => Promise<Finding[]>][] = [
    ["address", checkAddress],
    ["role", checkProgramRole],
    ["policies", checkPolicies],
    ["migrations", checkMigrations],
    ["durability", checkDurability],
    ["clock", checkClock],
    ["keys", checkKeys],
    ["calendar", checkCalendar],
    ["catalogue", checkCatalogueFiles],
    ["jobs", checkDeadJobs],
    ["relay", checkRelay],
    ["deadlines", checkDeadlines],
    ["record", checkRecord],
    ["files", checkFiles],
  ];
  const findings: Finding[] = [];
  for (const [name, check] of checks) {
    try {
      findings.push(...(await check(patient)));
    } catch (error) {
      const code = (error as { code?: string }).code;
      const why = error instanceof Error ? error.message : String(error);
      findings.push(
        bad(
          name,
          `could not be checked (${code ?? "error"}): ${why}`,
          "look at this message; the other checks went on",
        ),
      );
    }
  }
  return findings;
}

function checkNode(): Finding {
  const [major = 0] = process.versions.node.split(".").map(Number);
  if (major >= 24) return good("node", `Node ${process.versions.node}`);
  return bad("node", `Node ${process.versions.node} is too old`, "run node bin/setup, which brings Node 24");
}

function checkDisk(settings: Settings): Finding {
  const place = existsSync(settings.dataDir) ? settings.dataDir : ".";
  const { bavail, bsize, blocks } = statfsSync(place);
  const free = (bavail * bsize) / 2 ** 30;
  const share = blocks === 0 ? 1 : bavail / blocks;
  const say = `${free.toFixed(1)} GiB free where DATA_DIR lies`;
  const remedy = "make room or move DATA_DIR to a larger disk; a full disk stops every act";
  if (free < 1) return bad("disk", say, remedy);
  return free < 5 || share < 0.05 ? warn("disk", say, remedy) : good("disk", say);
}

function checkKeysFile({ keysFile }: Settings): Finding {
  try {
    readKeysFile(keysFile);
    return good("keys file", `${keysFile}, readable by its owner alone`);
  } catch (error) {
    return bad("keys file", (error as Error).message, "never make a new file for an old database: put the copy back");
  }
}

function checkBackupAge(settings: Settings, now: Date): Finding[] {
  const last = lastBackup(settings.dataDir);
  const remedy = "run onewindow backup every night (docs/operating/backup-and-restore.md has a timer)";
  if (!last) return [warn("backup", "no backup was made from this machine yet", remedy)];
  const hours = (now.getTime() - new Date(last.at).getTime()) / 3_600_000;
  const say = `the last one is ${Math.floor(hours)} hours old`;
  return [hours > 48 ? warn("backup", say, remedy) : good("backup", say)];
}

async function checkAddress({ settings, kind }: Patient): Promise<Finding[]> {
  const { baseUrl } = settings;
  if (kind === "demonstration") return [good("address", `${baseUrl} (demonstration)`)];
  if (baseUrl.startsWith("https://")) return [good("address", baseUrl)];
  return [
    warn(
      "address",
      `BASE_URL is ${baseUrl}: nobody but this machine can use it safely`,
      "set BASE_URL=https://… behind a TLS proxy (deploy/nginx.conf)",
    ),
  ];
}

async function checkProgramRole({ reached }: Patient): Promise<Finding[]> {
  try {
    await checkRole(reached.app);
    return [good("role", "the program's role owns nothing and passes no policy")];
  } catch (error) {
    return [bad("role", (error as Error).message, "connect as onewindow_app")];
  }
}

/** Every table that belongs to a city or a person has its policy forced, also on its owner. */
async function checkPolicies({ reached }: Patient): Promise<Finding[]> {
  return withClient(reached.owner ?? reached.app, async (client) => {
    const found = await client.query<{ name: string }>(
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relname <> all ($1)
         and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname in ('city', 'resident', 'owner') and not a.attisdropped)
         and not (c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))
       order by 1`,
      [tablesWithoutPolicy],
    );
    const open = found.rows.map((row) => row.name);
    if (open.length === 0) return [good("policies", "row-level security is forced on every table of a city or person")];
    return [
      bad(
        "policies",
        `no forced policy on ${open.join(", ")}`,
        "somebody changed the schema: restore what the migrations say",
      ),
    ];
  });
}

/** Tables whose migrations say why they have none: counts without content, look-ups by digest, the list of cities itself. */
export const tablesWithoutPolicy: readonly string[] = [
  "cities",
  "city_sequences",
  "connector_changes",
  "payment_account_changes",
  "delivery_queue",
  "draft_expiries",
  "partner_clients",
  "relay_cursors",
  "reminder_queue",
  "sessions",
  "staff_logins",
];

async function checkMigrations({ reached }: Patient): Promise<Finding[]> {
  const missing = await missingMigrations(reached.owner ?? reached.app);
  if (missing.length > 0) return [bad("migrations", `missing: ${missing.join(", ")}`, "run onewindow migrate")];
  const done = await withClient(reached.owner ?? reached.app, migrationsOf);
  return [good("migrations", `${done.length}, the last is ${done.at(-1)?.name}`)];
}

async function checkDurability({ reached }: Patient): Promise<Finding[]> {
  return withClient(reached.app, async (client) => {
    const findings: Finding[] = [];
    for (const name of ["fsync", "synchronous_commit", "full_page_writes"]) {
      const shown = await client.query(`show ${name}`);
      const value = String(Object.values(shown.rows[0] ?? {})[0]);
      if (value === "off")
        findings.push(
          bad(
            "durability",
            `${name} is off: acknowledged cases can be lost`,
            `set ${name} = on in PostgreSQL's settings`,
          ),
        );
    }
    return findings.length > 0 ? findings : [good("durability", "fsync and synchronous commits are on")];
  });
}

async function checkClock({ reached }: Patient): Promise<Finding[]> {
  return withClient(reached.app, async (client) => {
    const before = Date.now();
    const asked = await client.query<{ now: Date }>("select clock_timestamp() as now");
    const middle = (before + Date.now()) / 2;
    const drift = Math.abs((asked.rows[0]?.now.getTime() ?? 0) - middle) / 1000;
    const say = `this machine and the database differ by ${drift.toFixed(1)} s`;
    const remedy = "let both follow the same time servers (chrony); deadlines and one-time codes depend on it";
    if (drift > 30) return [bad("clock", say, remedy)];
    return [drift > 2 ? warn("clock", say, remedy) : good("clock", say)];
  });
}

async function checkKeys({ settings, database }: Patient): Promise<Finding[]> {
  const regions = await Regions.load(database);
  const cities = [installationCity, ...regions.cities.map(({ city }) => city)];
  const secrets = new Secrets(readKeysFile(settings.keysFile), database, () => new Date());
  const broken: string[] = [];
  for (const city of cities) {
    try {
      await secrets.load([city]);
      const probe = secrets.encrypt(city, "doctor", "doctor");
      if (secrets.decrypt(city, probe, "doctor") !== "doctor") broken.push(city);
    } catch {
      broken.push(city);
    }
  }
  if (broken.length === 0)
    return [good("keys", `KEYS_FILE opens the keys of all ${cities.length - 1} cities and the installation`)];
  return [
    bad(
      "keys",
      `KEYS_FILE does not open the keys of ${broken.slice(0, 20).join(", ")}`,
      "use the keys file that belongs to this database",
    ),
  ];
}

async function checkCalendar({ database, now }: Patient): Promise<Finding[]> {
  const regions = await Regions.load(database);
  const calendar = regions.calendarOf(installationCity);
  const year = now.getUTCFullYear() + 1;
  if (calendar.horizon >= year) return [good("calendar", `working days are known until the end of ${year}`)];
  const late = now.getUTCMonth() >= 11;
  const say = `working days of ${year} are not known: deadlines that reach there are provisional`;
  const remedy = `the State Council publishes them each autumn: onewindow calendar import FILE --year ${year} --source … --apply`;
  return [late ? bad("calendar", say, remedy) : warn("calendar", say, remedy)];
}

async function checkCatalogueFiles(): Promise<Finding[]> {
  const { problems, services } = await loadCatalogue(catalogueFolder);
  if (problems.length === 0) return [good("catalogue", `${services.size} services without problems`)];
  return [bad("catalogue", `${problems.length} problems in the service files`, "run onewindow catalogue check")];
}

async function checkDeadJobs({ database }: Patient): Promise<Finding[]> {
  const dead = await database.run(sharedScope, deadJobs, {});
  if (dead.length === 0) return [good("jobs", "none has given up")];
  const errors = [...new Set(dead.map((job) => (job.error ?? "").split("\n")[0]?.slice(0, 120)))].slice(0, 3);
  return [
    bad(
      "jobs",
      `${dead.length === 100 ? "100 or more" : dead.length} gave up: ${errors.join("; ")}`,
      'mend the cause (see the log), then docs/operating/troubleshooting.md, "Dead jobs"',
    ),
  ];
}

async function checkRelay({ reached, settings }: Patient): Promise<Finding[]> {
  return withClient(reached.app, async (client) => {
    const found = await client.query<{ behind: string }>(
      `select coalesce(sum(s.last_seq - coalesce(c.seq, 0)), 0)::text as behind
       from city_sequences s left join relay_cursors c on c.city = s.city`,
    );
    const behind = Number(found.rows[0]?.behind ?? 0);
    const say = `${behind} events wait to be handed on`;
    if (behind < 1_000) return [good("relay", say)];
    const running = settings.databaseUrl !== undefined || holderOf(settings.dataDir) !== undefined;
    const remedy = running ? "is a process with ROLES=jobs running? Look at its log" : "start the installation";
    return [behind < 100_000 ? warn("relay", say, remedy) : bad("relay", say, remedy)];
  });
}

/** Clocks that should have rung ten minutes ago and did not: nobody runs the ticker, or it fails. */
async function checkDeadlines({ reached, database, now }: Patient): Promise<Finding[]> {
  const regions = await Regions.load(database);
  const before = new Date(now.getTime() - 600_000);
  const late = await withClient(reached.app, async (client) => {
    await client.query("select set_config('app.cities', $1, false)", [
      regions.cities.map(({ city }) => city).join(","),
    ]);
    const found = await client.query<{ late: number }>(
      "select count(*)::int as late from (select from clocks where city = any ($1) and state = 'running' and due_at < $2 limit 10000) due",
      [regions.cities.map(({ city }) => city), before],
    );
    return found.rows[0]?.late ?? 0;
  });
  if (late === 0) return [good("deadlines", "every clock that was due has rung")];
  return [
    bad(
      "deadlines",
      `${late} clocks were due ten minutes ago and have not rung`,
      "run a process with ROLES=jobs and look at its log",
    ),
  ];
}

async function checkRecord({ database, settings }: Patient): Promise<Finding[]> {
  const regions = await Regions.load(database);
  const cities = [installationCity, ...regions.cities.map(({ city }) => city)];
  const secrets = new Secrets(readKeysFile(settings.keysFile), database, () => new Date());
  await secrets.load(cities);
  let entries = 0;
  const faults: string[] = [];
  for (const city of cities) {
    const checked = await checkAudit(database, secrets, city);
    entries += checked.entries;
    for (const fault of checked.faults) faults.push(`${city} seal ${fault.seal}: ${fault.say}`);
  }
  if (faults.length === 0) return [good("record", `${entries} sealed entries are as they were written`)];
  return [
    bad(
      "record",
      `${faults.length} faults: ${faults.slice(0, 3).join("; ")}`,
      "somebody changed the record of acts: keep this database as it is and compare it with backups",
    ),
  ];
}

/** A look at the newest files of the database: are they where they should be? */
async function checkFiles({ reached, settings }: Patient): Promise<Finding[]> {
  if (!reached.owner) return [];
  const { filePlace } = await import("../../../domain/documents/index.ts");
  return withClient(reached.owner, async (client) => {
    await passPolicies(client);
    const found = await client.query<{ city: string; id: string }>(
      "select city, id::text as id from files where deleted_at is null order by created_at desc limit 200",
    );
    const gone = found.rows.filter(({ city, id }) => {
      const place = filePlace(`${settings.dataDir}/files`, city, id);
      return !statSync(place, { throwIfNoEntry: false }) && !statSync(`${place}.part`, { throwIfNoEntry: false });
    });
    if (gone.length === 0) return [good("files", `the newest ${found.rows.length} files are in their place`)];
    return [
      bad(
        "files",
        `${gone.length} of the newest ${found.rows.length} files are not in ${settings.dataDir}/files`,
        "is DATA_DIR the right one, and shared by all machines? Else restore them from a backup",
      ),
    ];
  });
}
