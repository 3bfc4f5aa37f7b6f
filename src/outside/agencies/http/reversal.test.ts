import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AgencyFailure, checkConnector, type Reversal } from "../../../domain/agencies/index.ts";
import { agencyAdapters } from "../index.ts";

let server: Server;
let heard: { url: string; key: string | undefined; body: unknown }[] = [];
let said: { status: number; body: unknown } = { status: 200, body: {} };
beforeAll(async () => {
  server = createServer((request, response) => {
    let text = "";
    request.on("data", (part: Buffer) => {
      text += part.toString();
    });
    request.on("end", () => {
      const key = request.headers["idempotency-key"];
      heard.push({ url: request.url ?? "", key: String(key), body: text === "" ? undefined : JSON.parse(text) });
      response.writeHead(said.status, { "content-type": "application/json" }).end(JSON.stringify(said.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  server?.closeAllConnections();
  server?.close();
});

const reversal: Reversal = {
  ...{ city: "430621", agency: "treasury", operation: "fines", reference: "N-1", key: "P-1", reversal: "R-1" },
  ...{ amount_fen: 12_345n, at: new Date("2026-11-22T02:00:00Z") },
};
const asking = {
  path: "/payments/{reversal.write_off}/refunds/{reversal.key}",
  method: "GET",
  outcome: { at: "state", codes: { returned: "done", unknown: "waiting", rejected: "refused" } },
  ...{ key: "refund", reference: "number", say: "message" },
};
const known = { path: "/payments/{write_off.key}", outcome: { at: "state", codes: { paid: "done" } }, key: "payment" };
const configOf = (over: object) => ({
  ...{ adapter: "json", base: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
  answers: { refused: { when: { status: [422] }, say: "message" }, none: { status: [404] } },
  query_write_off: known,
  operations: {
    fines: { bills: { path: "/bills", about: { account: "n" }, take: { reference: "n", amount_fen: "f" } } },
  },
  ...over,
});
const told = async (over: object) => {
  const config = configOf(over);
  expect(checkConnector(agencyAdapters, config)).toEqual([]);
  const parts = { city: "430621", agency: "treasury", config, secrets: {}, directory: "/nonexistent" };
  const biller = agencyAdapters.get("json")?.open({ ...parts, clock: () => new Date() }).biller;
  heard = [];
  try {
    const request = { city: "430621", agency: "treasury", operation: "fines", key: "R-1", parameters: {} };
    return await biller?.reverse?.(request, reversal, AbortSignal.timeout(2_000));
  } catch (error) {
    return error instanceof AgencyFailure ? error.reason : String(error);
  }
};

test("a biller is told with all that it needs, in its own words and forms", async () => {
  said = { status: 200, body: { result: "ok", refund_no: "R-1", own: "C-9" } };
  const telling = {
    path: "/reversals",
    send: {
      refund_no: "reversal.key",
      payment_no: "reversal.write_off",
      bill: "reversal.reference",
      yuan: { from: "reversal.amount_fen", as: "yuan" },
      at: { from: "reversal.at", as: "instant yyyyMMddHHmmss" },
    },
    outcome: { at: "result", codes: { ok: "done" } },
    ...{ key: "refund_no", reference: "own" },
  };
  expect(await told({ reversal: telling })).toEqual({ answer: { kind: "done", reference: "C-9" }, reversal: "R-1" });
  const body = { refund_no: "R-1", payment_no: "P-1", bill: "N-1", yuan: "123.45", at: "20261122100000" };
  expect(heard).toEqual([{ url: "/reversals", key: "R-1", body }]);
});

test("a treasury that gave the money back itself is only asked, until it knows", async () => {
  said = { status: 200, body: { state: "unknown", refund: "R-1" } };
  expect(await told({ reversal: asking })).toMatchObject({ answer: { kind: "waiting" } });
  expect(heard.map(({ url }) => url)).toEqual(["/payments/P-1/refunds/R-1"]);
  said = { status: 200, body: { state: "returned", refund: "R-1", number: "T-7" } };
  expect(await told({ reversal: asking })).toEqual({ answer: { kind: "done", reference: "T-7" }, reversal: "R-1" });
});

test("what is refused, by its word or by the status, says why; a word nobody knows says nothing", async () => {
  said = { status: 200, body: { state: "rejected", refund: "R-1", message: "已结账" } };
  expect(await told({ reversal: asking })).toMatchObject({ answer: { kind: "refused", say: "已结账" } });
  said = { status: 422, body: { message: "请到窗口办理" } };
  expect(await told({ reversal: asking })).toEqual({ answer: { kind: "refused", say: "请到窗口办理" } });
  said = { status: 404, body: {} };
  expect(await told({ reversal: asking })).toEqual({ answer: { kind: "refused", say: "" } });
  said = { status: 200, body: { state: "perhaps", refund: "R-1" } };
  expect(await told({ reversal: asking })).toBe("unreadable");
  said = { status: 503, body: { state: "returned", refund: "R-1" } };
  expect(await told({ reversal: asking })).toBe("error");
});

test("an operation may say otherwise than the others; without a word for it there is no such call", async () => {
  said = { status: 200, body: { state: "returned", refund: "R-1" } };
  const own = configOf({}).operations.fines;
  expect(await told({ operations: { fines: { ...own, reversal: asking } } })).toMatchObject({ reversal: "R-1" });
  expect(await told({})).toBeUndefined();
  expect(heard).toEqual([]);
});

test("the check names a word of ours that is none, and a meaning that a reversal cannot have", () => {
  const wrong = { ...asking, path: "/x/{reversal.payment}" };
  expect(checkConnector(agencyAdapters, configOf({ reversal: wrong }))).toMatchObject([{ at: "reversal.path" }]);
  const absent = { ...asking, outcome: { at: "state", codes: { gone: "absent" } } };
  expect(checkConnector(agencyAdapters, configOf({ reversal: absent }))).toMatchObject([
    { at: "reversal.outcome.codes.gone" },
  ]);
});
