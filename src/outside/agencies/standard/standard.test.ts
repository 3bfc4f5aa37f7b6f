import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type AgencyRequest, checkConnector, type OpenConnector } from "../../../domain/agencies/index.ts";
import { agencyAdapters } from "../index.ts";

type Heard = { readonly method: string; readonly url: string; readonly key: unknown; readonly body: unknown };
let server: Server;
let base: string;
let heard: Heard[];
let answer: (response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const { method = "", url = "", headers } = request;
    const isJson = headers["content-type"]?.startsWith("application/json") === true;
    const body: unknown = text === "" ? undefined : isJson ? JSON.parse(text) : { type: headers["content-type"], text };
    heard.push({ method, url, key: headers["idempotency-key"], body });
    if (headers.authorization === "Bearer s3cret") answer(response);
    else response.writeHead(401).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/onewindow`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  heard = [];
});

const says = (status: number, body: unknown) => (response: ServerResponse) => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
};
const person = { name: "李建军", idType: "resident_id", idNumber: "11010519491231002X" };
const request: AgencyRequest = {
  ...{ city: "430621", agency: "housing-fund", operation: "balance", person, parameters: { year: 2026 }, key: "k-1" },
  case: { number: "430621-1", service: "loan", phone: "13800138000", submittedOn: "2026-11-16" },
};
const now = new Date("2026-11-16T01:00:00Z");

function opened(more: object = {}): OpenConnector {
  const config = {
    ...{ adapter: "standard", base, authentication: { kind: "bearer" } },
    ...{ look_ups: ["balance"], cases: ["loan"], ...more },
  };
  expect(checkConnector(agencyAdapters, config)).toEqual([]);
  const adapter = agencyAdapters.get("standard");
  if (!adapter) throw new Error("no adapter");
  const secrets = { outgoing: "s3cret" };
  return adapter.open({ city: "430621", agency: "x", config, secrets, clock: () => now, directory: "/nonexistent" });
}
const signal = () => AbortSignal.timeout(2_000);
const reasonOf = (work: Promise<unknown>) =>
  work.catch((error: { reason?: string; say?: string }) => error.reason ?? error.say);

test("sends person and parameters and takes what is found as it is", async () => {
  answer = says(200, { about: { id_number: person.idNumber }, found: { balance: 4_830_000 } });
  expect(await opened().lookUp(request, signal())).toEqual({
    ...{ kind: "found", at: now, about: { idNumber: person.idNumber } },
    values: { balance: 4_830_000 },
  });
  expect(heard).toEqual([
    {
      ...{ method: "POST", url: "/onewindow/look-ups/balance", key: "k-1" },
      body: {
        city: "430621",
        person: { name: "李建军", id_number: person.idNumber, id_type: "resident_id" },
        parameters: { year: 2026 },
      },
    },
  ]);
});

test("nobody's identity is sent where nobody is asked about", async () => {
  answer = says(200, { about: { account: "A1" }, found: { due: 100 } });
  const { person: _, ...publicly } = request;
  await opened().lookUp(publicly, signal());
  expect(heard[0]?.body).toEqual({ city: "430621", parameters: { year: 2026 } });
});

test.each([
  ["nothing known", 200, { none: true }, { kind: "none", at: now }],
  ["a refusal with its reason", 422, { refused: "户名不符" }, { kind: "refused", say: "户名不符", at: now }],
  ["an error", 500, {}, "error"],
  ["an answer about nobody", 200, { found: { balance: 1 } }, "unreadable"],
  ["an empty answer", 200, {}, "unreadable"],
  ["a list", 200, [], "unreadable"],
])("%s", async (_, status, body, expected) => {
  answer = says(status, body);
  expect(await reasonOf(opened().lookUp(request, signal()))).toEqual(expected);
});

test("a case is taken, followed, corrected and withdrawn", async () => {
  const connector = opened();
  answer = says(201, { reference: "L/7" });
  expect(await connector.submit(request, signal())).toEqual({ reference: "L/7" });
  answer = says(200, { reference: "L/7", stage: "approved", sequence: 3, at: "2026-11-16T08:00:00+08:00" });
  expect(await connector.result(request, "L/7", signal())).toMatchObject({ stage: "approved", sequence: 3 });
  await connector.correct?.(request, "L/7", signal());
  answer = says(422, { refused: "已经办结" });
  expect(await reasonOf(connector.withdraw(request, "L/7", signal()))).toBe("已经办结");
  expect(heard.map(({ method, url }) => `${method} ${url}`)).toEqual([
    "POST /onewindow/cases",
    "GET /onewindow/cases/L%2F7",
    "POST /onewindow/cases/L%2F7/corrections",
    "DELETE /onewindow/cases/L%2F7",
  ]);
});

test("a file goes as it is, under a key of its own, where the agency says that it takes files", async () => {
  expect(opened().handOver).toBeUndefined();
  const { handOver } = opened({ files: true });
  const file = {
    ...{ question: "proof", id: "f-1", name: "借条 1.pdf", type: "application/pdf", size: 8, sha256: "ab12" },
    bytes: Buffer.from("%PDF-1.7"),
  };
  expect(handOver?.wants("loan", "proof")).toBe(true);
  answer = says(201, { reference: "A-9" });
  const asked = { ...request, key: "430621-1:f-1" };
  expect(await handOver?.send(asked, file, signal())).toEqual({ reference: "A-9" });
  expect(heard).toEqual([
    {
      method: "POST",
      url: "/onewindow/files?city=430621&name=%E5%80%9F%E6%9D%A1+1.pdf&sha256=ab12",
      key: "430621-1:f-1",
      body: { type: "application/pdf", text: "%PDF-1.7" },
    },
  ]);
  answer = says(201, {});
  expect(await reasonOf(handOver?.send(asked, file, signal()) ?? Promise.resolve())).toBe("unreadable");
});

test("a configuration without operations or with another address is told so", () => {
  const problems = (config: object) => checkConnector(agencyAdapters, config).map(({ at }) => at);
  expect(problems({ adapter: "standard", base })).not.toEqual([]);
  expect(problems({ adapter: "standard", base: "http://agency.example", look_ups: ["balance"] })).toEqual(["base"]);
  expect(problems({ adapter: "standard", base, look_ups: ["balance"], operations: {} })).toEqual(["operations"]);
});
