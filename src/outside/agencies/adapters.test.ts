import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type AgencyRequest, checkConnector, type OpenConnector } from "../../domain/agencies/index.ts";
import { encode } from "./http/index.ts";
import { agencyAdapters } from "./index.ts";

type Heard = { method: string; url: string; headers: IncomingMessage["headers"]; body: Buffer };
let server: Server;
let base: string;
let heard: Heard[] = [];
let answer: (response: ServerResponse, socket: Socket) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      heard.push({ method, url, headers, body: Buffer.concat(chunks) });
      answer(response, request.socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server?.closeAllConnections();
  server?.close();
});
beforeEach(() => {
  heard = [];
});

function first(): Heard {
  const [one] = heard;
  if (!one) throw new Error("nothing was asked");
  return one;
}

const person = { name: "李建军", idType: "resident_id", idNumber: "11010519491231002X" };
const now = new Date("2026-11-16T01:00:00Z");
const request = (over: Partial<AgencyRequest> = {}): AgencyRequest => ({
  ...{ city: "430621", agency: "x", operation: "record", person, parameters: { since: "2026-01-01" }, key: "k-1" },
  ...over,
});
const opened = (
  config: Record<string, unknown>,
  secrets: Record<string, string> = { outgoing: "s3cret" },
): OpenConnector => {
  expect(checkConnector(agencyAdapters, config)).toEqual([]);
  const adapter = agencyAdapters.get(String(config["adapter"]));
  if (!adapter) throw new Error("no adapter");
  return adapter.open({ city: "430621", agency: "x", config, secrets, clock: () => now, directory: "/nonexistent" });
};
const lookUp = (connector: OpenConnector, signal = AbortSignal.timeout(2_000)) => connector.lookUp(request(), signal);
const failing = async (work: Promise<unknown>) => {
  try {
    return await work;
  } catch (error) {
    return (error as { reason?: string }).reason ?? String(error);
  }
};
const sends =
  (status: number, body: unknown, type = "application/json") =>
  (response: ServerResponse) => {
    response.writeHead(status, { "content-type": type });
    response.end(typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body));
  };

const jsonConfig = () => ({
  adapter: "json",
  base: `${base}/api`,
  authentication: { kind: "bearer" },
  operations: {
    record: {
      look_up: {
        path: "/people/{person.id_number}/record",
        send: { "who.name": "person.name", from: { from: "parameters.since", as: "day yyyyMMdd" } },
        about: { person: "person.id" },
        take: {
          months: { at: "months", as: "number" },
          total: { at: "total", as: "yuan" },
          kind: { at: "kind", codes: { "1": "pension" } },
          rows: { at: "rows", rows: { month: { at: "m", as: "month yyyyMM" } } },
        },
        answers: {
          none: { status: [404], at: "code", is: ["not_found"] },
          refused: { when: { at: "code", is: ["blocked"] }, say: "message" },
        },
      },
      submit: { path: "/cases", send: { name: "person.name" }, reference: "reference" },
      follow: {
        method: "GET",
        path: "/cases/{reference}",
        stage: { reference: "reference", stage: "state", codes: { done: "approved" }, sequence: "seq" },
      },
      withdraw: {
        method: "DELETE",
        path: "/cases/{reference}",
        answers: { refused: { when: { status: [409] }, say: "message" } },
      },
    },
  },
});
const good = { person: { id: person.idNumber }, months: "12", total: "3142.40", kind: "1", rows: [{ m: "202601" }] };

describe("json", () => {
  test("sends what the configuration says and takes what it names", async () => {
    answer = sends(200, { ...good, more: "secret" });
    expect(await lookUp(opened(jsonConfig()))).toEqual({
      kind: "found",
      at: now,
      about: { idNumber: person.idNumber },
      values: { months: 12, total: 314_240, kind: "pension", rows: [{ month: "2026-01" }] },
    });
    const { method, url, headers, body } = first();
    expect({ method, url, key: headers["idempotency-key"], who: headers.authorization }).toEqual({
      ...{ method: "POST", url: "/api/people/11010519491231002X/record", key: "k-1", who: "Bearer s3cret" },
    });
    expect(JSON.parse(body.toString())).toEqual({ who: { name: "李建军" }, from: "20260101" });
  });

  test("none and refused are answers, everything else is not", async () => {
    const connector = opened(jsonConfig());
    answer = sends(404, { code: "not_found" });
    expect(await lookUp(connector)).toEqual({ kind: "none", at: now });
    answer = sends(200, { code: "blocked", message: "档案已封存" });
    expect(await lookUp(connector)).toEqual({ kind: "refused", say: "档案已封存", at: now });
    answer = sends(404, { code: "no_such_operation" });
    expect(await failing(lookUp(connector))).toBe("error");
  });

  test("a case is sent, followed and taken back", async () => {
    const connector = opened(jsonConfig());
    const signal = AbortSignal.timeout(2_000);
    answer = sends(201, { reference: "SC1" });
    expect(await connector.submit(request(), signal)).toEqual({ reference: "SC1" });
    answer = sends(200, { reference: "SC1", state: "done", seq: 4 });
    expect(await connector.follow(request(), "SC1", signal)).toMatchObject({
      reference: "SC1",
      stage: "approved",
      sequence: 4,
    });
    answer = sends(200, {});
    await connector.withdraw(request(), "SC1", signal);
    expect(heard.at(-1)).toMatchObject({ method: "DELETE", url: "/api/cases/SC1" });
    answer = sends(409, { message: "已办结" });
    await expect(connector.withdraw(request(), "SC1", signal)).rejects.toMatchObject({ say: "已办结" });
  });

  describe("files of a case", () => {
    const withFiles = (files: object, send: object = { photo: "parameters.photo.reference" }, over: object = {}) => ({
      ...{ adapter: "json", base: `${base}/api`, authentication: { kind: "bearer" }, ...over },
      operations: { record: { files, submit: { path: "/cases", send, reference: "reference" } } },
    });
    const file = {
      ...{ question: "photo", id: "f-1", name: "照片 1.jpg", type: "image/jpeg", size: 3, sha256: "ab" },
      bytes: Buffer.from([0xff, 0xd8, 0xff]),
    };
    const asked = request({ key: "430621-1:f-1" });
    const handing = (files: object, over = {}) => opened(withFiles(files, undefined, over)).handOver;

    test("go as they are, with name and key", async () => {
      answer = sends(201, { file: "F7" });
      const handOver = handing({ path: "/files/{file.sha256}?name={file.name}", reference: "file" });
      expect(await handOver?.send(asked, file, AbortSignal.timeout(2_000))).toEqual({ reference: "F7" });
      expect(first()).toMatchObject({
        method: "POST",
        url: "/api/files/ab?name=%E7%85%A7%E7%89%87%201.jpg",
        headers: { "content-type": "image/jpeg", "idempotency-key": "430621-1:f-1", authorization: "Bearer s3cret" },
        body: file.bytes,
      });
    });

    test("or within a body, where something is sent beside them", async () => {
      answer = sends(200, { data: { id: "P7" } });
      const send = { name: "file.name", "photo.data": "file.content" };
      const handOver = handing({ path: "/photos", send, reference: "data.id" });
      expect(await handOver?.send(asked, file, AbortSignal.timeout(2_000))).toEqual({ reference: "P7" });
      expect(JSON.parse(first().body.toString("utf8"))).toEqual({ name: "照片 1.jpg", photo: { data: "/9j/" } });
    });

    test("only those that the case then names; what is refused or unreadable is told so", async () => {
      const handOver = handing({
        ...{ path: "/files", reference: "file" },
        answers: { refused: { when: { status: [415] }, say: "why" } },
      });
      expect([handOver?.wants("record", "photo"), handOver?.wants("record", "other")]).toEqual([true, false]);
      expect(handOver?.wants("another", "photo")).toBe(false);
      const sent = () => handOver?.send(asked, file, AbortSignal.timeout(2_000));
      answer = sends(415, { why: "格式不支持" });
      await expect(sent()).rejects.toMatchObject({ say: "格式不支持" });
      answer = sends(200, {});
      await expect(sent()).rejects.toMatchObject({ reason: "unreadable" });
    });

    test("what would go nowhere is said by the check", () => {
      const at = (config: object) => checkConnector(agencyAdapters, config).map((one) => one.at);
      const files = { path: "/files", reference: "file" };
      expect(at(withFiles(files))).toEqual([]);
      expect(at(withFiles(files, { name: "person.name" }))).toEqual(["operations.record.files"]);
      expect(at(withFiles(files, { photo: "parameters.photo.reference", name: "file.name" }))).toEqual([
        "operations.record.submit",
      ]);
      const { operations, ...rest } = withFiles(files);
      expect(at({ ...rest, operations: { record: { submit: operations.record.submit } } })).toEqual([
        "operations.record.files",
      ]);
      const token = { authentication: { kind: "token", at: "token" } };
      expect(at(withFiles(files, undefined, token))).toEqual(["operations.record.files.send"]);
      expect(at(withFiles({ ...files, send: { bytes: "file.content" } }, undefined, token))).toEqual([]);
    });
  });

  test("signs requests where the agency asks for it", async () => {
    answer = sends(200, good);
    await lookUp(opened({ ...jsonConfig(), authentication: { kind: "hmac", key_id: "ow-1", prefix: "X-Ow" } }));
    const { headers } = first();
    expect(headers).toMatchObject({ "x-ow-key": "ow-1", "x-ow-timestamp": "1794790800" });
    expect(headers["x-ow-signature"]).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("faults", () => {
  test.each<[string, (response: ServerResponse, socket: Socket) => void, string]>([
    ["500", sends(500, { code: "oops" }), "error"],
    ["a gateway's page", sends(502, "<html>Bad gateway</html>", "text/html"), "error"],
    ["maintenance in HTML", sends(200, "<html>维护中</html>", "text/html"), "unreadable"],
    ["a redirect", (response) => response.writeHead(302, { location: "https://evil.example/" }).end(), "error"],
    ["reset", (_, socket) => socket.resetAndDestroy(), "down"],
    ["half an answer as said", sends(200, '{"person":{"id":"110105'), "unreadable"],
    [
      "half an answer, cut",
      (response, socket) => {
        response.writeHead(200, { "content-length": "500" });
        response.write('{"person":', () => socket.destroy());
      },
      "unreadable",
    ],
    ["twice in one body", sends(200, JSON.stringify(good) + JSON.stringify(good)), "unreadable"],
    ["GBK that says UTF-8", sends(200, encode('{"name":"李建军"}', "gbk")), "unreadable"],
    ["huge, declared", (response) => response.writeHead(200, { "content-length": "50000000" }).end("{"), "too_large"],
    ["huge, without end", (response) => void endless(response), "too_large"],
    ["slow", () => undefined, "timeout"],
    ["slow in the middle", (response) => response.writeHead(200).write("{"), "timeout"],
    ["an unknown code", sends(200, { ...good, kind: "9" }), "unreadable"],
  ])("%s", async (_, does, reason) => {
    answer = does;
    expect(await failing(lookUp(opened(jsonConfig()), AbortSignal.timeout(400)))).toBe(reason);
  });

  test("nobody listening", async () => {
    const config = { ...jsonConfig(), base: "http://127.0.0.1:9/api" };
    expect(await failing(lookUp(opened(config)))).toBe("down");
  });

  test("the whole answer twice on the wire does not confuse the next one", async () => {
    const connector = opened(jsonConfig());
    const body = Buffer.from(JSON.stringify(good));
    const whole = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body.toString()}`;
    answer = (_, socket) => void socket.write(whole + whole);
    expect(await failing(lookUp(connector))).toMatchObject({ kind: "found" });
    answer = sends(200, { ...good, months: "13" });
    const next = await failing(lookUp(connector));
    if (typeof next === "object") expect(next).toMatchObject({ values: { months: 13 } });
    else expect(next).toBe("down");
  });
});

function endless(response: ServerResponse): void {
  response.writeHead(200);
  const chunk = Buffer.alloc(65_536, " ");
  const more = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on("drain", more);
  more();
}

test("envelope: {token, params} is answered by {status, custom}", async () => {
  const connector = opened({
    adapter: "envelope",
    base,
    authentication: { kind: "token", at: "token" },
    answers: {
      ok: [
        { at: "status.code", is: ["200"] },
        { at: "custom.code", is: ["1"] },
      ],
      none: { at: "custom.code", is: ["2"] },
      refused: { when: { at: "custom.code", is: ["0"] }, say: "custom.text" },
    },
    operations: {
      record: {
        look_up: {
          path: "/service/queryBill",
          send: { requestId: "key", hh: "person.id_number" },
          about: { account: "custom.hh" },
          take: { owed: { at: "custom.qfje", as: "yuan" } },
        },
      },
    },
  });
  answer = sends(200, { status: { code: "200" }, custom: { code: "1", hh: "0012", qfje: "109.37" } });
  expect(await lookUp(connector)).toEqual({
    kind: "found",
    at: now,
    about: { account: "0012" },
    values: { owed: 10_937 },
  });
  expect(JSON.parse(heard[0]?.body.toString() ?? "")).toEqual({
    token: "s3cret",
    params: { requestId: "k-1", hh: person.idNumber },
  });
  answer = sends(200, { status: { code: "200" }, custom: { code: "0", text: "户号格式不对" } });
  expect(await lookUp(connector)).toMatchObject({ kind: "refused", say: "户号格式不对" });
  answer = sends(200, { status: { code: "401", text: "token 无效" } });
  expect(await failing(lookUp(connector))).toBe("error");
});

describe("xml", () => {
  const config = (charset: string) => ({
    ...{ adapter: "xml", base, charset },
    authentication: { kind: "token", at: "HEAD.TOKEN" },
    send: { "HEAD.MSGID": "key", "HEAD.SENDTIME": { from: "now", as: "instant yyyy-MM-dd HH:mm:ss.S" } },
    answers: { ok: { at: "HEAD.CODE", is: ["1"] }, none: { at: "HEAD.CODE", is: ["0"] } },
    operations: {
      record: {
        look_up: {
          path: "/service",
          send: { "HEAD.OPERATION": { value: "QUERY" }, "BODY.XM": "person.name" },
          about: { person: "BODY.SFZMHM" },
          take: {
            since: { at: "BODY.CCLZRQ", as: "day yyyy-MM-dd HH:mm:ss.S" },
            file: "BODY.DABH",
            rows: { at: "BODY.ROWS.ROW", rows: { points: { at: "JF", as: "number" } } },
          },
        },
      },
    },
  });
  const response = (body: string) =>
    `<?xml version="1.0" encoding="GBK"?>\n<RESPONSE><HEAD><CODE>1</CODE></HEAD><BODY><XM>李建军</XM><SFZMHM>${person.idNumber}</SFZMHM>${body}</BODY></RESPONSE>`;

  test.each(["utf-8", "gbk"] as const)("upper-case keys and local dates in %s", async (charset) => {
    const body = "<CCLZRQ>2015-06-12 00:00:00.0</CCLZRQ><DABH>007 &amp; 8</DABH><ROWS><ROW><JF>3</JF></ROW></ROWS>";
    answer = sends(200, encode(response(body), charset), "text/xml");
    expect(await lookUp(opened(config(charset)))).toMatchObject({
      values: { since: "2015-06-12", file: "007 & 8", rows: [{ points: 3 }] },
      about: { idNumber: person.idNumber },
    });
    const sent = new TextDecoder(charset).decode(heard[0]?.body);
    expect(sent).toContain(`encoding="${charset.toUpperCase()}"`);
    expect(sent).toContain("<XM>李建军</XM>");
    expect(sent).toContain("<SENDTIME>2026-11-16 09:00:00.0</SENDTIME>");
    expect(sent).toMatch(/<HEAD>.*<TOKEN>s3cret<\/TOKEN>.*<\/HEAD><BODY>/);
  });

  test("a name that GBK does not have is not sent crippled", async () => {
    const named = { ...person, name: "𠮷野" };
    const connector = opened(config("gbk"));
    expect(await failing(connector.lookUp(request({ person: named }), AbortSignal.timeout(500)))).toBe("error");
    expect(heard).toEqual([]);
  });

  test.each([
    ["half", response("").slice(0, 120)],
    ["twice", response("") + response("")],
    ["with a document type", `<!DOCTYPE x [<!ENTITY a "b">]>${response("<DABH>&a;</DABH>")}`],
    ["empty text", " "],
    ["not XML", '{"code":1}'],
  ])("%s is unreadable", async (_, body) => {
    answer = sends(200, encode(body, "utf-8"), "text/xml");
    expect(await failing(lookUp(opened(config("utf-8"))))).toBe("unreadable");
  });
});

describe("the check of a configuration names the key and the remedy", () => {
  const found = (config: unknown) =>
    Object.fromEntries(
      checkConnector(agencyAdapters, config).map(({ at, problem, remedy }) => [at, `${problem}: ${remedy}`]),
    );
  const record = () => jsonConfig().operations.record.look_up;

  test.each<[string, (config: ReturnType<typeof jsonConfig>) => unknown, string, RegExp]>([
    ["http elsewhere", (c) => ({ ...c, base: "http://hr.example.gov.cn" }), "base", /https/],
    ["a secret in the address", (c) => ({ ...c, base: "https://a:b@hr.example.gov.cn" }), "base", /without user/],
    ["an unknown key", (c) => ({ ...c, time_out: 5 }), "time_out", /one of: .*timeout_ms/],
    [
      "a missing key",
      (c) => ({ ...c, operations: { r: { look_up: { path: "/" } } } }),
      "operations.r.look_up.about",
      /Add it/,
    ],
    ["a wrong type", (c) => ({ ...c, timeout_ms: "5s" }), "timeout_ms", /Write an integer/],
    ["a wrong word", (c) => ({ ...c, charset: "big5" }), "charset", /utf-8, gbk/],
    [
      "a path of ours that there is not",
      (c) => ({ ...c, operations: { r: { look_up: { ...record(), send: { a: "person.phone" } } } } }),
      "operations.r.look_up.send.a",
      /person\.name/,
    ],
    [
      "a gap nobody fills",
      (c) => ({ ...c, operations: { r: { look_up: { ...record(), path: "/x/{who}" } } } }),
      "operations.r.look_up.path",
      /Begin with one of/,
    ],
    [
      "a format that is none",
      (c) => ({ ...c, operations: { r: { look_up: { ...record(), take: { a: { at: "b", as: "date" } } } } } }),
      "operations.r.look_up.take.a.as",
      /Write text/,
    ],
    [
      "codes that cannot be read backwards",
      (c) => ({ ...c, send: { a: { from: "parameters.a", codes: { "1": "x", "2": "x" } } } }),
      "send.a.codes",
      /one word/,
    ],
    ["a push without its key", (c) => ({ ...c, push: { signature: "ed25519" } }), "push.public_key", /PEM/],
  ])("%s", (_, change, at, says) => {
    expect(found(change(jsonConfig()))[at]).toMatch(says);
  });

  test("a file without an adapter, and one of files that does not name the day", () => {
    expect(found({})["adapter"]).toMatch(/json, envelope, xml, file-drop/);
    const files = {
      adapter: "file-drop",
      operation: "allowance",
      write: { name: "out.csv", at: "20:00", columns: { 编号: "case.number" } },
      read: { name: "in.csv", by: "06:00", stage: { reference: "编号", stage: "状态", codes: { 已审批: "approved" } } },
    };
    expect(found(files)).toMatchObject({
      "write.name": expect.stringContaining("{day}"),
      "read.name": expect.any(String),
    });
  });
});
