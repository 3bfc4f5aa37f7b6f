import { Agent, request as ask } from "node:http";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { Type } from "typebox";
import { describe, expect, test } from "vitest";
import { connectionLimits } from "./connections.ts";
import { readParts, type Server } from "./index.ts";
import { watchOverload } from "./overload.ts";
import { serve } from "./tests/serve.ts";

const api = { access: "partner", owner: "test" } as const;

function routes({ app }: Server): void {
  app.post("/api/v1/x", { schema: { body: Type.Object({}) }, config: api }, async (_request, reply) =>
    reply.send({ ok: true }),
  );
  app.post(
    "/api/v1/files",
    { config: { ...api, files: { maxBytes: 1_000, maxFiles: 1 }, bodies: ["files"] } },
    async (request, reply) => {
      const { files } = await readParts(request, async ({ stream }) => stream.resume() && 1);
      return reply.send({ files: files.length });
    },
  );
  app.get<{ Querystring: { ms: string } }>("/api/v1/slow", { config: api }, async (request, reply) => {
    await new Promise((resolve) => setTimeout(resolve, Number(request.query.ms)));
    return reply.send({ ok: true });
  });
}

async function listening(prepare = routes) {
  const served = await serve(prepare);
  const { port } = await served.server.listen();
  return { ...served, port };
}

/** Writes bytes to a port and reads until the other side closes. */
function raw(port: number, bytes: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let answer = "";
  const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
  socket.on("data", (data) => {
    answer += data.toString();
  });
  socket.on("error", () => resolve(answer));
  socket.on("close", () => resolve(answer));
  return promise;
}

type Answer = { status: number; body: string; sent: number };

/** Posts `size` bytes in pieces, as a browser would: it only looks at the answer when it comes. */
function upload(port: number, path: string, size: number, headers: Record<string, string>): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  let sent = 0;
  const outgoing = ask({ port, path, method: "POST", headers }, (response) => {
    let body = "";
    response.on("data", (data) => {
      body += data;
    });
    response.on("end", () => {
      const answered = { status: response.statusCode ?? 0, body, sent };
      outgoing.destroy();
      resolve(answered);
    });
  });
  outgoing.on("error", reject);
  const piece = Buffer.alloc(65_536, "x");
  const write = () => {
    while (sent < size && !outgoing.destroyed) {
      sent += piece.length;
      if (!outgoing.write(piece)) return void outgoing.once("drain", write);
    }
    outgoing.end();
  };
  write();
  return promise;
}

const megabytes = (count: number) => count * 1_048_576;

describe("over real connections", () => {
  test("40 MB are refused before they are read, by declared length and while they stream", async () => {
    const { port } = await listening();
    const json = { "content-type": "application/json" };
    const declared = await upload(port, "/api/v1/x", megabytes(40), {
      ...json,
      "content-length": String(megabytes(40)),
    });
    expect([declared.status, JSON.parse(declared.body).code]).toEqual([413, "body_too_large"]);
    expect(declared.sent).toBeLessThan(megabytes(20));
    const files = { "content-type": "multipart/form-data; boundary=x", "content-length": String(megabytes(40)) };
    const file = await upload(port, "/api/v1/files", megabytes(40), files);
    expect([file.status, JSON.parse(file.body).code]).toEqual([413, "body_too_large"]);
    const absurd = await raw(
      port,
      `POST /api/v1/x HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${megabytes(4_000)}\r\n\r\n{`,
    );
    expect(absurd).toContain("413");
    const chunk = "x".repeat(1_100_000);
    const streamed = await raw(
      port,
      `POST /api/v1/x HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${chunk.length.toString(16)}\r\n${chunk}\r\n`,
    );
    expect(streamed).toMatch(/^HTTP\/1\.1 413 [\s\S]*"code":"body_too_large"/);
    expect(await raw(port, "GET /healthz HTTP/1.0\r\n\r\n")).toContain("alive");
  });

  test("who asks before sending is told before sending", async () => {
    const { port } = await listening();
    const head = (length: number) =>
      `POST /api/v1/x HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\nexpect: 100-continue\r\ncontent-length: ${length}\r\n\r\n`;
    const large = await raw(port, head(megabytes(100)));
    expect(large).toContain("413 Payload Too Large");
    expect(large).not.toContain("100 Continue");
    const small = await raw(port, `${head(2)}{}`);
    expect(small).toMatch(/100 Continue[\s\S]*200 OK/);
  });

  test("what is not HTTP, huge headers and unknown methods get an answer and a closed door", async () => {
    const { port } = await listening();
    expect(await raw(port, "hello\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":"bad_request"/);
    expect(await raw(port, "FOO / HTTP/1.1\r\nhost: x\r\n\r\n")).toMatch(/^HTTP\/1\.1 400/);
    expect(await raw(port, `GET / HTTP/1.1\r\nhost: x\r\nx-a: ${"a".repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 [\s\S]*"code":"headers_too_large"/,
    );
    expect(await raw(port, `GET /${"a".repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431/);
    const smuggled =
      "POST /api/v1/x HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n";
    expect(await raw(port, smuggled)).toMatch(/^HTTP\/1\.1 400/);
    for (const path of ["/assets/../../../etc/passwd", "/../../etc/passwd", "//etc/passwd"])
      expect(await raw(port, `GET ${path} HTTP/1.0\r\naccept: application/json\r\n\r\n`)).toMatch(/^HTTP\/1\.1 404/);
    expect(await raw(port, "GET /healthz HTTP/1.0\r\n\r\n")).toContain("alive");
  });

  test("a bad address is answered in the reader's language, with all headers", async () => {
    const { port } = await listening();
    const answer = await raw(port, "GET /%zz HTTP/1.0\r\naccept-language: en\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1\.1 400/);
    expect(answer).toContain("The address has a part");
    expect(answer).toContain("content-language: en");
    expect(answer).toContain("x-content-type-options: nosniff");
  });

  test("nobody holds a door open: limits of connections stand", async () => {
    const { server } = await listening();
    const { server: node } = server.app;
    expect(node.headersTimeout).toBe(connectionLimits.headersTimeout);
    expect(node.requestTimeout).toBe(connectionLimits.requestTimeout);
    expect(node.timeout).toBe(connectionLimits.connectionTimeout);
    expect(node.keepAliveTimeout).toBe(connectionLimits.keepAliveTimeout);
    expect(node.maxConnections).toBe(connectionLimits.maxConnections);
    expect(node.maxHeadersCount).toBe(connectionLimits.maxHeadersCount);
  });

  test("whoever leaves in the middle, or at once, is no mistake of ours", async () => {
    const { port, lines } = await listening();
    const begun =
      "POST /api/v1/x HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{";
    for (const stays of [50, ...Array.from({ length: 20 }, () => 0)]) {
      const socket = connect(port, "127.0.0.1");
      await new Promise<void>((resolve) => socket.write(begun, () => resolve()));
      if (stays > 0) await pause(stays);
      socket.resetAndDestroy();
    }
    await pause(100);
    expect(await raw(port, "GET /healthz HTTP/1.0\r\n\r\n")).toContain("alive");
    expect(lines()).not.toContain('"level":"error"');
  });

  test("a taken port is an error that names it", async () => {
    const { port } = await listening();
    const other = await serve(routes, { PORT: String(port) });
    await expect(other.server.listen()).rejects.toMatchObject({ code: "EADDRINUSE", port });
  });
});

describe("stopping", () => {
  const get = (port: number, path: string, agent?: Agent) => {
    const { promise, resolve, reject } = Promise.withResolvers<{
      status: number | undefined;
      connection: string | undefined;
    }>();
    ask({ port, path, ...(agent === undefined ? {} : { agent }) }, (response) => {
      response.resume();
      response.on("end", () => resolve({ status: response.statusCode, connection: response.headers.connection }));
    })
      .on("error", reject)
      .end();
    return promise;
  };

  test("what is being answered is finished, idle connections do not delay, new ones are refused", async () => {
    const { port, server } = await listening();
    server.started();
    const agent = new Agent({ keepAlive: true });
    await get(port, "/api/v1/slow?ms=1", agent);
    const running = get(port, "/api/v1/slow?ms=400", agent);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const began = performance.now();
    const stopped = server.stop(5_000);
    await expect(get(port, "/healthz")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    expect((await running).status).toBe(200);
    await stopped;
    expect(performance.now() - began).toBeLessThan(4_000);
    await server.stop();
    agent.destroy();
  });

  test("what never ends is cut at the deadline", async () => {
    const { port, server } = await listening();
    const endless = get(port, "/api/v1/slow?ms=60000");
    const cut = expect(endless).rejects.toMatchObject({ code: "ECONNRESET" });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await server.stop(200);
    await cut;
  });
});

test("overload is lateness that lasts, and ends when it ends", async () => {
  const guard = watchOverload(50, 10);
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const block = (ms: number) => {
    const until = performance.now() + ms;
    while (performance.now() < until);
  };
  block(150);
  await wait(0);
  expect(guard.overloaded()).toBe(false);
  for (let each = 0; each < 5; each++) {
    block(150);
    await wait(0);
  }
  expect(guard.overloaded()).toBe(true);
  expect(guard.lagMs()).toBeGreaterThan(50);
  await expect.poll(guard.overloaded, { timeout: 5_000 }).toBe(false);
  guard.stop();
});
