import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Statement } from "../../src/foundation/database/index.ts";
import { type TestDatabase, testDatabase } from "../helpers/database.ts";
import { fill, filled, sizes } from "./support/million.ts";
import { expectNone } from "./support/project.ts";
import { readStatements } from "./support/statements.ts";
import { tables } from "./support/tables.ts";

let db: TestDatabase;
let client: pg.Client;
let statements: readonly Statement[];
beforeAll(async () => {
  statements = await readStatements();
  db = await testDatabase();
  await fill(db);
  client = new pg.Client({ ...db.app });
  await client.connect();
  // As the program's connections are: the plan of a prepared statement after its first runs, behind the policies.
  await client.query("set plan_cache_mode = force_generic_plan");
  await client.query("select set_config('app.cities', '430621', false), set_config('app.residents', 'r1', false)");
}, 400_000);
afterAll(async () => {
  await client?.end();
  await db?.close();
});

type Plan = {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Cond"?: string;
  readonly "Recheck Cond"?: string;
  readonly "Index Name"?: string;
  readonly Filter?: string;
  readonly "Plan Rows": number;
  readonly Plans?: readonly Plan[];
};

async function planOf(made: Pick<Statement, "text" | "order" | "params">): Promise<Plan> {
  const types = made.order.map((name) => (made.params[name] ?? "text").replace("?", ""));
  await client.query("deallocate all");
  await client.query(`prepare planned${types.length > 0 ? ` (${types.join(", ")})` : ""} as ${made.text}`);
  // A generic plan is the same for all values.
  const values = types.map(() => "null");
  const { rows } = await client.query(
    `explain (format json) execute planned${values.length > 0 ? `(${values.join(", ")})` : ""}`,
  );
  return rows[0]["QUERY PLAN"][0].Plan as Plan;
}

const policy = /\(?city = ANY \(string_to_array\([^)]*\)[^)]*\)\)\)?/g;

/** Columns that a condition of an index names; that of the policy aside. */
const bound = (condition: string): Set<string> =>
  new Set(condition.match(/\b[a-z][a-z_]+(?= (=|<|>|<=|>=|IS|~))|(?<=ROW\()[a-z_]+/g) ?? []);

/** Large tables of which a plan reads everything, or everything of a city, to find a few rows. */
function scansOf(plan: Plan, limited = false): string[] {
  const { "Node Type": node, "Relation Name": table = "", "Index Name": index = "" } = plan;
  const found = (plan.Plans ?? []).flatMap((below) => scansOf(below, limited || node === "Limit"));
  const large = Object.keys(filled).find(
    (name) => name === table || (node === "Bitmap Index Scan" && index.startsWith(name)),
  );
  if (large === undefined) return found;
  if (node === "Seq Scan") found.push(`reads ${large} from end to end`);
  if (!/Index( Only)? Scan$/.test(node)) return found;
  const columns = bound((plan["Index Cond"] ?? "").replaceAll(policy, ""));
  if (tables[large] === "city") columns.delete("city");
  // A list in the order of an index stops at its limit, unless it must look at many rows to find few.
  const filters = (plan.Filter ?? "").replaceAll(policy, "").replaceAll(/[()\s]|AND/g, "");
  if (columns.size === 0 && !(limited && filters === ""))
    found.push(`reads all of a city, or all, of ${large} through ${index}`);
  return found;
}

function draw(plan: Plan, depth = 0): string {
  const {
    "Node Type": node,
    "Relation Name": table,
    "Index Name": index,
    "Index Cond": condition,
    Filter: filter,
  } = plan;
  const words = [
    node,
    table && `on ${table}`,
    index && `using ${index}`,
    condition && `for ${condition}`,
    filter && `then ${filter}`,
  ];
  const line = `${"  ".repeat(depth + 2)}${words.filter(Boolean).join(" ")}`;
  return [line, ...(plan.Plans ?? []).map((below) => draw(below, depth + 1))].join("\n");
}

test("the database is as full as years of use make it, and no table that grows was forgotten", async () => {
  const there = await sizes(db);
  for (const [table, count] of Object.entries(filled)) expect(there.get(table), table).toBeGreaterThan(count * 0.9);
  const small = [
    ...["city_keys", "city_sequences", "relay_cursors", "calendar_days", "offerings", "city_agencies"],
    // A city's own arrangements: hundreds at most.
    ...["work_areas", "work_groups", "routing_rules", "dispatch_rules", "report_limits"],
    // One row an agency, and one for each time its connector was set.
    ...["connectors", "connector_changes", "connector_health"],
    // One row an account at a provider, and one for each time it was set.
    ...["payment_accounts", "payment_account_changes"],
    // One row a year.
    "receipt_counters",
    // In a real installation they are empty.
    ...["demonstration_sign_ins", "demo_wallet_orders", "demo_wallet_refunds"],
  ];
  const growing = Object.entries(tables).filter(
    ([table, place]) => place !== "reference" && place !== "local" && !small.includes(table),
  );
  expectNone(
    growing.map(([table]) => table).filter((table) => !Object.hasOwn(filled, table)),
    "Fill these tables in tests/project/support/million.ts, or say here that they stay small:",
  );
});

/** Statements that read much by intent: what, and why it is bearable. */
const allowed: Readonly<Record<string, string>> = {
  "idempotency.forget_keys":
    "a sweep behind the scenes that takes 1,000 at a time; with more rows the planner goes by the key",
  "identity.lock_holders": "the clerks of one city, when one of them is suspended or changed",
  "identity.any_clerk": "stops at the first clerk of the city; asked when an installation is set up",
  "identity.roles_of_cities":
    "who can act in a city, when the office asks whether it can go live; 1,000 clerks a city at most",
  "caseload.absences_to_turn": "absences that stand, in the order of their ends; few of a city at once",
  "identity.open_proposals": "proposals for the operator's role: a handful in the life of an installation",
};

test("no statement reads a large table from end to end", async () => {
  const problems: string[] = [];
  for (const made of statements) {
    const plan = await planOf(made);
    const scans = scansOf(plan);
    if (scans.length > 0 && !Object.hasOwn(allowed, made.name))
      problems.push(`${made.name} ${scans.join(", ")}\n${draw(plan)}`);
  }
  expectNone(problems, "Give these statements an index or another condition:");
  expectNone(
    Object.keys(allowed).filter((name) => !statements.some((made) => made.name === name)),
    "These statements are gone; take them out of this test:",
  );
}, 60_000);

test.each([
  ["select number from cases where city = $1 and tracking = $2 limit 5", /of cases/],
  ["update files set case_number = null where city = $1 and question = $2", /of files/],
  ["select count(*) from events where city = $1 and type = $2", /of events/],
  ["select token_hash from sessions where city = $1 order by token_hash", /sessions from end to end/],
])("planted: %s", async (text, found) => {
  const order = [...text.matchAll(/\$\d/g)].map((_, index) => `p${index}`);
  const params = Object.fromEntries(order.map((name) => [name, "text" as const]));
  expect(scansOf(await planOf({ text, order, params })).join()).toMatch(found);
});
