/**
 * The least that could be called the same: bare Fastify and Ajv; a payment is a signature as the wallet's address asks for it and one
 * gathered insert under a unique bill, a notification is its signature verified and one gathered update.
 */
import { sign, verify } from "node:crypto";
import { fastify } from "fastify";
import pg from "pg";
import { Gatherer } from "../../src/foundation/database/index.ts";
import { type AlipayKeys, privateKeyOf, publicKeyOf } from "../support/alipay.ts";

const keys = JSON.parse(process.env["BENCH_ALIPAY"] ?? "") as AlipayKeys;
const [own, theirs] = [privateKeyOf(keys.private_key), publicKeyOf(keys.alipay_public_key)];
const pool = new pg.Pool({ ...JSON.parse(process.env["BENCH_CONNECTION"] ?? ""), max: 8 });
type Wish = { readonly bill: string; readonly amount: number };
const creating = new Gatherer<Wish, string>(async (rows) => {
  const text = `insert into bench_payments (bill, amount) select g.bill, g.amount from jsonb_to_recordset($1) as g(bill text, amount bigint)
    returning number::text`;
  const { rows: made } = await pool.query({ name: "create", text, values: [JSON.stringify(rows)] });
  return made.map(({ number }) => number);
});
const confirming = new Gatherer<string, boolean>(async (bills) => {
  const text = "update bench_payments set paid = true where bill = any($1) and not paid returning bill";
  const { rows } = await pool.query({ name: "confirm", text, values: [bills] });
  const done = new Set(rows.map(({ bill }) => bill));
  return bills.map((bill) => done.has(bill));
});

const app = fastify({ ajv: { customOptions: { strict: false } } });
app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, done) =>
  done(null, new URLSearchParams(body as string)),
);
const bill = { type: "object", required: ["number"], properties: { number: { type: "string" } } };
app.post<{ Body: { bills: [{ number: string }] } }>(
  "/api/v1/cities/:city/payments",
  { schema: { body: { type: "object", required: ["bills"], properties: { bills: { type: "array", items: bill } } } } },
  async (request, reply) => {
    const [{ number: about }] = request.body.bills;
    const number = await creating.submit({ bill: about, amount: 13_674 });
    const url = `biz_content=${JSON.stringify({ out_trade_no: number, total_amount: "136.74", subject: "电费" })}`;
    reply.code(201);
    return { payment: { number }, url: `${url}&sign=${sign("sha256", Buffer.from(url), own).toString("base64")}` };
  },
);
app.post<{ Body: URLSearchParams }>("/pay/notify/alipay/:city/:account", async (request, reply) => {
  const fields = [...request.body].filter(([name]) => name !== "sign" && name !== "sign_type").sort();
  const text = fields.map(([name, value]) => `${name}=${value}`).join("&");
  const signature = Buffer.from(request.body.get("sign") ?? "", "base64");
  if (!verify("sha256", Buffer.from(text), theirs, signature)) return reply.code(400).send("failure");
  const isDone = await confirming.submit(request.body.get("out_trade_no") ?? "");
  return reply.code(isDone ? 200 : 400).send(isDone ? "success" : "failure");
});
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
