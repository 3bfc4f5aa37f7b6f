import { createHash, verify } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "./start.ts";

let sandbox: Sandbox;
let receiver: Server;
type Told = { path: string; headers: IncomingHttpHeaders; body: string };
let told: Told[] = [];
/** Statuses to answer with, in turn; then 200. */
let statuses: number[] = [];

beforeAll(async () => {
  sandbox = await startSandbox({ only: ["court", "power", "exit-entry"], today: "2026-09-01" });
  receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      told.push({ path: request.url ?? "", headers: request.headers, body });
      response.writeHead(statuses.shift() ?? 200).end();
    });
  });
  await new Promise<void>((done) => receiver.listen(0, "127.0.0.1", done));
  const { port } = receiver.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}/cities/{city}/stages`;
  await sandbox.control("court", "POST /control/push-to", { address });
});
afterEach(async () => {
  for (const name of ["court", "power", "exit-entry"] as const) await sandbox.control(name, "DELETE /control/mood");
  told = [];
  statuses = [];
});
afterAll(async () => {
  receiver.close();
  await sandbox.stop();
});

const bill = (hh = "4306210009001") => {
  const { address, token } = sandbox.at("power");
  const body = JSON.stringify({ token, params: { requestId: "1", hh } });
  return fetch(`${address}/service/queryBill`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json" },
  });
};
type Bill = { status: { code: string }; custom: { hh: string } };

test("down refuses connections until it is well again; with times it resets so many", async () => {
  await sandbox.mood("power", { mood: "down" });
  await expect(bill()).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
  await sandbox.mood("power", { mood: "well" });
  expect((await bill()).status).toBe(200);
  await sandbox.mood("power", { mood: "down", times: 1 });
  await expect(bill()).rejects.toMatchObject({ cause: { code: "ECONNRESET" } });
  expect((await bill()).status).toBe(200);
});

test("slow waits, and lets go when the caller does", async () => {
  await sandbox.mood("power", { mood: "slow", ms: 400, times: 1 });
  const start = performance.now();
  expect((await bill()).status).toBe(200);
  expect(performance.now() - start).toBeGreaterThan(380);
  expect((await bill()).status).toBe(200);
});

test("error speaks the dialect, or as a gateway; maintenance says 200 with a page", async () => {
  await sandbox.mood("power", { mood: "error", times: 1 });
  const answer = await bill();
  expect([answer.status, await answer.json()]).toEqual([
    500,
    { status: { code: "500", text: "系统异常" }, custom: {} },
  ]);
  await sandbox.mood("power", { mood: "error", page: true, times: 1 });
  const page = await bill();
  expect([page.status, page.headers.get("content-type")]).toEqual([502, "text/html; charset=utf-8"]);
  await sandbox.mood("power", { mood: "maintenance", times: 1 });
  const maintenance = await bill();
  expect([maintenance.status, (await maintenance.text()).startsWith("<html>")]).toEqual([200, true]);
});

/** All that comes back over one connection. */
function raw(name: "power"): Promise<string> {
  const { address = "", token } = sandbox.at(name);
  const body = JSON.stringify({ token, params: { requestId: "1", hh: "4306210009001" } });
  return new Promise((done, failed) => {
    let text = "";
    const socket = connect(Number(new URL(address).port), "127.0.0.1", () =>
      socket.write(
        `POST /service/queryBill HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      ),
    );
    socket.setEncoding("utf8").on("data", (part: string) => (text += part));
    socket.on("error", failed).on("close", () => done(text));
  });
}

test("twice sends the whole answer twice, or one body holding it twice", async () => {
  await sandbox.mood("power", { mood: "twice", times: 1 });
  expect((await raw("power")).match(/HTTP\/1\.1 200/g)).toHaveLength(2);
  await sandbox.mood("power", { mood: "twice", body: true, times: 1 });
  const text = await raw("power");
  expect([text.match(/HTTP\/1\.1 200/g)?.length, text.match(/4306210009001/g)?.length]).toEqual([1, 2]);
  expect((await raw("power")).match(/HTTP\/1\.1 200/g)).toHaveLength(1);
});

test("half cuts the answer in the middle", async () => {
  await sandbox.mood("power", { mood: "half", times: 1 });
  await expect(bill().then((answer) => answer.text())).rejects.toThrow();
});

test("wrong-person answers about somebody else, and says whom", async () => {
  await sandbox.mood("power", { mood: "wrong-person", times: 1 });
  const { status, custom } = (await (await bill()).json()) as Bill;
  expect([status.code, custom.hh === "4306210009001"]).toEqual(["200", false]);
});

test("wrong-encoding says UTF-8 and sends GBK", async () => {
  await sandbox.mood("power", { mood: "wrong-encoding", times: 1 });
  const answer = await bill();
  expect(answer.headers.get("content-type")).toContain("utf-8");
  const bytes = await answer.arrayBuffer();
  expect(() => new TextDecoder("utf-8", { fatal: true }).decode(bytes)).toThrow();
  expect(new TextDecoder("gbk").decode(bytes)).toContain("王*兰");
});

test("huge goes on and on, with flat memory, and stops when the caller goes", async () => {
  const rss = async () => (await sandbox.control<{ rss: number }>("power", "GET /control/health")).rss;
  const before = await rss();
  await sandbox.mood("power", { mood: "huge", bytes: 60_000_000, times: 1 });
  let size = 0;
  for await (const part of (await bill()).body ?? []) size += part.length;
  expect(size).toBe(60_000_000);
  expect((await rss()) - before).toBeLessThan(40_000_000);
  await sandbox.mood("power", { mood: "huge", times: 1, declared: true });
  const answer = await bill();
  expect(answer.headers.get("content-length")).toBe(String(50 * 1024 * 1024));
  await answer.body?.cancel();
  expect((await bill()).status).toBe(200);
});

test("the control interface wants its key, refuses wrong wishes, and shows what came in", async () => {
  const { control } = sandbox.at("power");
  expect((await fetch(`${control}/control/mood`)).status).toBe(401);
  await expect(sandbox.mood("power", { mood: "angry" })).rejects.toThrow("unknown mood");
  await expect(sandbox.mood("power", { mood: "slow", ms: -1 })).rejects.toThrow("ms is a whole number");
  await expect(sandbox.mood("power", { mood: "slow", msec: 1 })).rejects.toThrow("unknown word");
  await sandbox.control("power", "DELETE /control/received");
  await bill();
  const { items } = await sandbox.control<{ items: object[] }>("power", "GET /control/received");
  expect(items).toMatchObject([{ method: "POST", path: "/service/queryBill", status: 200, moods: [] }]);
});

let filings = 0;
/** A case of the court; the push of its first stage is waited for. */
async function file(): Promise<string> {
  const { address, token } = sandbox.at("court");
  filings += 1;
  const answer = await fetch(`${address}/open/v1/filings`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": `f${filings}` },
    body: JSON.stringify({
      division: "430621",
      plaintiff: { name: "李建军", id_number: "51132519910708911X" },
      ...{ defendant: { name: "甲" }, cause: "买卖合同纠纷", claim: "付款" },
    }),
  });
  const { reference } = (await answer.json()) as { reference: string };
  await until(() => told.length === 1);
  told = [];
  return reference;
}

async function until(isSo: () => boolean): Promise<void> {
  for (let waited = 0; !isSo(); waited += 10) {
    if (waited > 10_000) throw new Error("it never came");
    await new Promise((done) => setTimeout(done, 10));
  }
}

const stage = (reference: string, name: string, more = {}) =>
  sandbox.control("court", "POST /control/stages", { reference, stage: name, ...more });

function isSigned({ path, headers, body }: Told): boolean {
  const text = `POST\n${path}\n${headers["onewindow-timestamp"]}\n${headers["onewindow-nonce"]}\n${body}\n`;
  const signature = Buffer.from(String(headers["onewindow-signature"]), "base64");
  return verify(null, Buffer.from(text), sandbox.at("court").public_key ?? "", signature);
}

test("a stage is pushed to the city it comes from, signed and numbered", async () => {
  const reference = await file();
  await stage(reference, "correction_asked", { say: "请补充证据" });
  await until(() => told.length === 1);
  const [push] = told;
  expect(push?.path).toBe("/cities/430621/stages");
  expect(push?.headers["onewindow-key"]).toBe("court-1");
  expect(Math.abs(Number(push?.headers["onewindow-timestamp"]) - Date.now() / 1_000)).toBeLessThan(10);
  expect(JSON.parse(push?.body ?? "")).toMatchObject({
    reference,
    stage: "correction_asked",
    sequence: 2,
    say: "请补充证据",
  });
  expect(told.every(isSigned)).toBe(true);
});

test("a push that is not heard comes again, signed anew; one that is refused does not", async () => {
  const reference = await file();
  statuses = [503];
  await stage(reference, "accepted");
  await until(() => told.length === 2);
  expect(told[0]?.body).toBe(told[1]?.body);
  expect(told[0]?.headers["onewindow-nonce"]).not.toBe(told[1]?.headers["onewindow-nonce"]);
  statuses = [401];
  await stage(reference, "refused");
  await until(() => told.length === 3);
  const { items } = await sandbox.control<{ items: { outcome: string }[] }>("court", "GET /control/pushes");
  expect(items.slice(-2).map(({ outcome }) => outcome)).toEqual(["heard", "refused"]);
});

test("twice, replay, late, bad-signature and skewed each show in the pushes", async () => {
  const reference = await file();
  await sandbox.mood("court", { mood: "twice", times: 1 });
  await stage(reference, "accepted");
  await until(() => told.length === 2);
  expect([told[0]?.body === told[1]?.body, told.every(isSigned)]).toEqual([true, true]);
  expect(told[0]?.headers["onewindow-nonce"]).not.toBe(told[1]?.headers["onewindow-nonce"]);

  told = [];
  await sandbox.mood("court", { mood: "replay", times: 1 });
  await stage(reference, "accepted");
  await until(() => told.length === 2);
  const digest = ({ body, headers }: Told) =>
    createHash("sha256").update(`${body}${headers["onewindow-nonce"]}${headers["onewindow-signature"]}`).digest("hex");
  expect(new Set(told.map(digest)).size).toBe(1);

  told = [];
  await sandbox.mood("court", { mood: "late", ms: 300, times: 1 });
  await stage(reference, "accepted");
  await stage(reference, "approved");
  await until(() => told.length === 2);
  const order = told.map(({ body }) => (JSON.parse(body) as { stage: string }).stage);
  expect(order).toEqual(["approved", "accepted"]);

  told = [];
  await sandbox.mood("court", { mood: "bad-signature", times: 1 });
  await stage(reference, "approved");
  await until(() => told.length === 1);
  expect(told.map(isSigned)).toEqual([false]);

  told = [];
  await sandbox.mood("court", { mood: "skewed", times: 1 });
  await stage(reference, "approved");
  await until(() => told.length === 1);
  expect(told.map(isSigned)).toEqual([true]);
  expect(Date.now() / 1_000 - Number(told[0]?.headers["onewindow-timestamp"])).toBeGreaterThan(3_500);
});

test("what nobody heard before the court was killed is told when it is back", async () => {
  const reference = await file();
  statuses = [503, 503, 503, 503, 503];
  await stage(reference, "accepted");
  await until(() => told.length >= 1);
  await sandbox.kill("court");
  told = [];
  statuses = [];
  await sandbox.revive("court");
  await until(() => told.some(({ body }) => body.includes(reference) && body.includes('"accepted"')));
  expect(told.every(isSigned)).toBe(true);
});
