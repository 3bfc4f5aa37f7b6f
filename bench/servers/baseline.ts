/** The least that could be called the same: bare Fastify, Ajv over the answers' schema, one gathered insert into a plain table. */
import { fastify } from "fastify";
import pg from "pg";
import { loadCatalogue } from "../../src/domain/catalogue/index.ts";
import { Gatherer } from "../../src/foundation/database/index.ts";
import { catalogueFolder } from "../../src/surfaces/open-house.ts";

const { services } = await loadCatalogue(catalogueFolder);
const permit = services.get("residence-permit");
if (!permit) throw new Error("no residence permit in the catalogue");

const pool = new pg.Pool({ ...JSON.parse(process.env["BENCH_CONNECTION"] ?? ""), max: 8 });
const insert = `insert into bench_plain (city, key, body, at)
  select g.city, g.key, g.body, g.at from jsonb_to_recordset($1) as g(city text, key text, body jsonb, at timestamptz)
  returning number`;

type Row = { readonly city: string; readonly key: string; readonly body: unknown; readonly at: Date };
const gatherer = new Gatherer<Row, string>(async (rows) => {
  const { rows: made } = await pool.query({ name: "insert", text: insert, values: [JSON.stringify(rows)] });
  return made.map(({ number }) => number);
});

const { $schema: _dialect, ...answers } = permit.answersSchema;
const app = fastify({ ajv: { customOptions: { removeAdditional: false, strict: false, coerceTypes: false } } });
app.post<{ Params: { city: string }; Body: unknown }>(
  "/api/v1/cities/:city/services/residence-permit/cases",
  {
    schema: {
      body: {
        type: "object",
        required: ["applicant", "answers"],
        properties: { applicant: { type: "object" }, answers },
      },
      response: { 201: { type: "object", properties: { number: { type: "string" } } } },
    },
  },
  async (request, reply) => {
    const key = String(request.headers["idempotency-key"]);
    const number = await gatherer.submit({ city: request.params.city, key, body: request.body, at: new Date() });
    reply.code(201);
    return { number };
  },
);
await app.listen({ host: "127.0.0.1", port: 0 });
const address = app.server.address();
process.send?.({ port: typeof address === "object" ? address?.port : undefined });
process.once("message", async () => {
  await app.close();
  await pool.end();
  process.exit(0);
});

// The bench is gone: nobody is left to say stop.
process.once("disconnect", () => process.exit(0));
