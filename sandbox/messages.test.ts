import { createHmac, randomUUID } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "./start.ts";

let sandbox: Sandbox;
const reports: { headers: IncomingHttpHeaders; body: string }[] = [];
const receiver = createServer((request, response) => {
  let body = "";
  request.on("data", (part) => (body += part));
  request.on("end", () => {
    reports.push({ headers: request.headers, body });
    response.end();
  });
});
beforeAll(async () => {
  sandbox = await startSandbox({ only: ["messages"], pace: 30 });
  await new Promise<void>((done) => receiver.listen(0, "127.0.0.1", done));
  const { port } = receiver.address() as AddressInfo;
  await sandbox.control("messages", "POST /control/push-to", { address: `http://127.0.0.1:${port}/reports` });
});
afterEach(() => sandbox.control("messages", "DELETE /control/mood"));
afterAll(async () => {
  receiver.close();
  await sandbox.stop();
});

const sign = (method: string, path: string, seconds: number | string, nonce: string, body: string) =>
  createHmac("sha256", sandbox.at("messages").secret ?? "")
    .update(`${method}\n${path}\n${seconds}\n${nonce}\n${body}\n`)
    .digest("hex");

type Given = { path?: string; body?: string; nonce?: string; seconds?: number; key?: string; signature?: string };
async function send(value: object | undefined, given: Given = {}) {
  const { address, key_id: keyId = "" } = sandbox.at("messages");
  const {
    path = "/sms/v1/messages",
    nonce = randomUUID(),
    seconds = Math.floor(Date.now() / 1_000),
    key = keyId,
  } = given;
  const body = value === undefined ? "" : JSON.stringify(value);
  const method = value === undefined ? "GET" : "POST";
  const answer = await fetch(`${address}${path}`, {
    method,
    headers: {
      "content-type": "application/json",
      "x-sms-key": key,
      "x-sms-timestamp": String(seconds),
      "x-sms-nonce": nonce,
      "x-sms-signature": given.signature ?? sign(method, path, seconds, nonce, body),
    },
    ...(value === undefined ? {} : { body }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

async function until(isSo: () => boolean): Promise<void> {
  for (let waited = 0; !isSo(); waited += 10) {
    if (waited > 10_000) throw new Error("it never came");
    await new Promise((done) => setTimeout(done, 10));
  }
}

test("a text is taken once, delivered, reported with a signature, and readable", async () => {
  const message = { to: "13900009002", text: "您的办件已受理。", reference: "r1" };
  const first = await send(message);
  expect(first).toMatchObject({ status: 202, body: { reference: "r1", status: "queued", segments: 1 } });
  expect(await send(message)).toMatchObject({ status: 200, body: { id: first.body["id"] } });
  expect(await send({ ...message, text: "别的" })).toMatchObject({ status: 422, body: { code: "reference_reused" } });
  await until(() => reports.length === 1);
  const { headers, body } = reports[0] ?? { headers: {}, body: "" };
  expect(JSON.parse(body)).toMatchObject({
    id: first.body["id"],
    reference: "r1",
    status: "delivered",
    code: "DELIVRD",
  });
  const [seconds, nonce] = [String(headers["x-sms-timestamp"]), String(headers["x-sms-nonce"])];
  expect(headers["x-sms-signature"]).toBe(sign("POST", "/reports", seconds, nonce, body));
  expect(await send(undefined, { path: `/sms/v1/messages/${first.body["id"]}` })).toMatchObject({
    body: { status: "delivered" },
  });
  const { items } = await sandbox.control<{ items: object[] }>("messages", "GET /control/messages?to=13900009002");
  expect(items).toMatchObject([message]);
});

test.each([
  ["13900000000", "UNDELIV"],
  ["13900000404", "MK:0001"],
  ["13900000408", "EXPIRED"],
])("a text to %s fails with %s", async (to, code) => {
  reports.length = 0;
  await send({ to, text: "一", reference: to });
  await until(() => reports.length === 1);
  expect(JSON.parse(reports[0]?.body ?? "")).toMatchObject({ to, status: "failed", code });
});

test("what is wrong is refused by name", async () => {
  const good = { to: "13900009002", text: "一", reference: randomUUID() };
  const codes: [object, Given, number, string][] = [
    [good, { signature: "00" }, 401, "signature_mismatch"],
    [good, { key: "sms-2" }, 401, "unknown_key"],
    [good, { seconds: Math.floor(Date.now() / 1_000) - 400 }, 401, "stale_timestamp"],
    [good, { path: "/sms/v2/messages" }, 404, "no_such_operation"],
    [{ ...good, to: "12345" }, {}, 400, "invalid_number"],
    [{ ...good, text: " " }, {}, 400, "text_empty"],
    [{ ...good, text: "一".repeat(501) }, {}, 400, "text_too_long"],
    [{ ...good, reference: "" }, {}, 400, "reference_missing"],
    [{ ...good, to: "13900000500" }, {}, 403, "blacklisted"],
  ];
  for (const [value, given, status, code] of codes)
    expect(await send(value, given)).toMatchObject({ status, body: { code } });
  await send(good, { nonce: "once" });
  expect(await send(good, { nonce: "once" })).toMatchObject({ status: 401, body: { code: "nonce_used" } });
});

/** Says lines one after the other, each after the answer to the one before; gives the answers' first words. */
function converse(lines: readonly string[]): Promise<string[]> {
  const { smtp } = sandbox.at("messages");
  return new Promise((done, failed) => {
    const answers: string[] = [];
    const left = [...lines];
    let text = "";
    const socket = connect(smtp?.port ?? 0, "127.0.0.1");
    socket.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      for (let end = text.indexOf("\r\n"); end >= 0; end = text.indexOf("\r\n")) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        if (/^\d{3}-/.test(line)) continue;
        answers.push(line);
        const next = left.shift();
        if (next === undefined) socket.end();
        else socket.write(`${next}\r\n`);
      }
    });
    socket.on("error", failed).on("close", () => done(answers));
  });
}

const plain = () => {
  const { smtp } = sandbox.at("messages");
  return `AUTH PLAIN ${Buffer.from(`\0${smtp?.user}\0${smtp?.password}`).toString("base64")}`;
};
const mail = [
  "From: Onewindow <no-reply@city.example>",
  "To: <a@people.example>",
  `Subject: =?utf-8?B?${Buffer.from("您的办件").toString("base64")}?=`,
  "MIME-Version: 1.0",
  'Content-Type: multipart/alternative; boundary="x"',
  "",
  "--x",
  "Content-Type: text/plain; charset=utf-8",
  "Content-Transfer-Encoding: base64",
  "",
  Buffer.from("已受理。").toString("base64"),
  "--x",
  "Content-Type: text/html; charset=utf-8",
  "Content-Transfer-Encoding: quoted-printable",
  "",
  "<p>=E5=B7=B2=E5=8F=97=E7=90=86</p>",
  "..",
  "--x--",
  ".",
].join("\r\n");

test("mail is taken from who signs in, refused for addresses that are none, and readable", async () => {
  const answers = await converse([
    ...[
      "EHLO me",
      "MAIL FROM:<no-reply@city.example>",
      "AUTH PLAIN AHgAeQ==",
      plain(),
      "MAIL FROM:<no-reply@city.example> SIZE=99999999",
    ],
    ...[
      "MAIL FROM:<no-reply@city.example>",
      "RCPT TO:<unknown@people.example>",
      "RCPT TO:<x@bounce.example>",
      "RCPT TO:<full@people.example>",
    ],
    ...[
      "RCPT TO:<grey@people.example>",
      "RCPT TO:<grey@people.example>",
      "RCPT TO:<a@people.example>",
      "DATA",
      mail,
      "STARTTLS",
      "QUIT",
    ],
  ]);
  expect(answers.map((line) => line.slice(0, 3)).join(" ")).toBe(
    "220 250 530 535 235 552 250 550 550 552 451 250 250 354 250 502 221",
  );
  const { items } = await sandbox.control<{ items: Record<string, unknown>[] }>(
    "messages",
    "GET /control/mails?to=a@people.example",
  );
  expect(items).toMatchObject([
    {
      from: "no-reply@city.example",
      to: ["grey@people.example", "a@people.example"],
      subject: "您的办件",
      text: "已受理。",
    },
  ]);
  expect(items[0]?.["html"]).toContain("<p>已受理</p>\r\n.");
});

test("a late bounce comes back to the sender of the envelope", async () => {
  await converse([
    "EHLO me",
    plain(),
    "MAIL FROM:<back@city.example>",
    "RCPT TO:<late@people.example>",
    "DATA",
    "Subject: x\r\n\r\ny\r\n.",
    "QUIT",
  ]);
  const { items } = await sandbox.control<{ items: object[] }>("messages", "GET /control/mails?to=back@city.example");
  expect(items).toMatchObject([{ from: "", subject: "Undelivered Mail Returned to Sender" }]);
});

test("the mail server is down, breaks and breaks off when told", async () => {
  await sandbox.mood("messages", { mood: "down" });
  await expect(converse(["QUIT"])).rejects.toThrow("ECONNREFUSED");
  await sandbox.mood("messages", { mood: "well" });
  await sandbox.mood("messages", { mood: "error", times: 1 });
  expect(await converse(["QUIT"])).toEqual(["421 4.3.2 Service not available"]);
  await sandbox.mood("messages", { mood: "half", times: 1 });
  const lines = [
    "EHLO me",
    plain(),
    "MAIL FROM:<a@city.example>",
    "RCPT TO:<b@people.example>",
    "DATA",
    "Subject: x\r\n\r\ny\r\n.",
    "QUIT",
  ];
  expect(await converse(lines)).toHaveLength(6);
});
