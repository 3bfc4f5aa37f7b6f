import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { drawRegime, regimes } from "../../src/domain/cases/index.ts";
import type { Regime } from "../../src/domain/catalogue/index.ts";
import { drawPayments, paymentTable } from "../../src/domain/payments/index.ts";
import { theCatalogue } from "../helpers/catalogue.ts";
import { asOwner, type TestDatabase, testDatabase } from "../helpers/database.ts";
import { expectGenerated, expectNone, root } from "./support/project.ts";
import { drawReader } from "./support/reader.ts";
import { drawSchema } from "./support/schema.ts";

const catalogue = await theCatalogue();

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db?.close());

test("schema.sql is the database as the migrations make it", async () => {
  const drawn = await asOwner(db, drawSchema);
  expect(drawn).toMatch(/create table cases \(\n {2}city text not null,/);
  expectGenerated("schema.sql", drawn);
});

test("a changed column, index, policy or grant changes the drawing", async () => {
  const changes = [
    "alter table cases add column planted text",
    "create index planted on cases (city, state)",
    "create policy planted on cases using (city = 'x')",
    "revoke delete on cases from onewindow_app",
    "alter table cases drop constraint cases_corrections_check",
    "alter table cases no force row level security",
  ];
  const before = await asOwner(db, drawSchema);
  const after = new Set([before]);
  for (const change of changes) {
    after.add(
      await asOwner(db, async (owner) => {
        await owner.query("begin");
        await owner.query(change);
        const drawn = await drawSchema(owner);
        await owner.query("rollback");
        return drawn;
      }),
    );
  }
  expect(after.size).toBe(changes.length + 1);
});

const drawings: readonly (readonly [string, string])[] = [
  ...Object.entries(regimes).map(
    ([regime, table]) => [`docs/states/${regime}.md`, drawRegime(regime as Regime, table)] as const,
  ),
  ["docs/states/payment.md", drawPayments(paymentTable)],
];

test.each<readonly [string, string]>(drawings)("%s is drawn from the table of states", (path, drawing) => {
  expect(drawing).toContain("stateDiagram-v2");
  expectGenerated(path, drawing);
});

test.each([...catalogue.fields.keys()])(
  "docs/services/%s.md prints what its services ask, why and on what law",
  (field) => {
    const drawn = drawReader(catalogue, field);
    expect(drawn).toContain("| 问题 | 类型 | 从哪里来 | 为什么问 | 依据 |");
    expectGenerated(`docs/services/${field}.md`, drawn);
  },
);

test("no drawing is left of a table that is gone", () => {
  const known = new Set<string>(drawings.map(([path]) => path));
  const there = readdirSync(join(root, "docs", "states")).map((name) => `docs/states/${name}`);
  expectNone(
    there.filter((path) => path.endsWith(".md") && !path.endsWith("README.md") && !known.has(path)),
    "Remove these files:",
  );
});
