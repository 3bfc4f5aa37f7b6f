import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestHouse, testHouse } from "../../../tests/helpers/house.ts";
import { claimsOf, eventually, keyOf } from "../../../tests/helpers/own-pages.ts";
import { readingsOf } from "../../domain/audit/index.ts";
import { jpeg, png } from "../../domain/documents/fixtures.ts";
import { listCaseFiles } from "../../domain/documents/index.ts";
import { addPartner } from "../../domain/identity/index.ts";
import { installationCity } from "../../foundation/secrets/index.ts";

const city = "430621";
let t: TestHouse;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  t = await testHouse({ jobs: true });
  const operator = {
    ...{ city: installationCity, id: randomUUID(), login: "op", name: "韩朗", agency: undefined },
    roles: ["operator"] as const,
  };
  const bank = { client: "county-bank", kind: "channel", cities: "all", name: "测试程序" } as const;
  const scopes = ["cases.submit", "cases.read"];
  const { secret } = await addPartner(t.house.identity, operator, { ...bank, scopes }, t.clock.now);
  const secrets = { channel: ["demo-channel", "demo-channel-secret"], agency: ["demo-agency", "demo-agency-secret"] };
  for (const [who, [client = "", given = ""]] of Object.entries({ ...secrets, bank: ["county-bank", secret] })) {
    const body = new URLSearchParams({ grant_type: "client_credentials", client_id: client, client_secret: given });
    const response = await fetch(`${t.baseUrl}/demo/oidc/token`, { method: "POST", body });
    tokens[who] = ((await response.json()) as { access_token: string }).access_token;
  }
});
afterAll(() => t.close());

type Who = "channel" | "agency" | "bank";
// biome-ignore lint/suspicious/noExplicitAny: answers of all shapes are looked into.
type Answer = { readonly status: number; readonly json: any };

async function ask(
  path: string,
  { who = "channel", key, ...init }: RequestInit & { who?: Who; key?: string } = {},
): Promise<Answer> {
  const headers = {
    authorization: `Bearer ${tokens[who]}`,
    ...(key === undefined ? {} : { "idempotency-key": key }),
    ...init.headers,
  };
  const answer = await fetch(`${t.baseUrl}/api/v1/cities/${city}${path}`, { ...init, headers });
  const isJson = /json/.test(answer.headers.get("content-type") ?? "");
  return { status: answer.status, json: isJson ? await answer.json() : Buffer.from(await answer.arrayBuffer()) };
}

const permit = "/services/residence-permit";
const lease = png();

function send(
  key: string,
  parts: Readonly<Record<string, Buffer>>,
  { path = `${permit}/files`, who = "channel" as Who } = {},
): Promise<Answer> {
  const body = new FormData();
  for (const [question, bytes] of Object.entries(parts)) {
    body.append(question, new Blob([new Uint8Array(bytes)]), "租房合同.png");
  }
  return ask(path, { method: "POST", body, key, who });
}

function sendJson(path: string, key: string, body: unknown, who: Who = "channel"): Promise<Answer> {
  const headers = { "content-type": "application/json" };
  return ask(path, { method: "POST", headers, body: JSON.stringify(body), key, who });
}

const answers = () => t.house.catalogue.service("residence-permit")?.definition.samples[0]?.answers ?? {};

function file(key: string, proof: unknown, who: Who = "channel"): Promise<Answer> {
  const claims = claimsOf("worker");
  const applicant = {
    ...{ name: claims["name"], id_type: "resident_id" },
    ...{ id_number: claims["id_number"], phone: claims["phone_number"] },
  };
  return sendJson(`${permit}/cases`, key, { applicant, answers: { ...answers(), housing_proof: proof } }, who);
}

test("a case is filed with files sent before under its key; the agency reads them, the person sees that it did", async () => {
  const key = randomUUID();
  const sent = await send(key, { housing_proof: lease });
  expect(sent.status).toBe(201);
  const proof = sent.json.files.housing_proof;
  expect(proof).toEqual({
    file: expect.any(String),
    name: "租房合同.png",
    size: lease.length,
    type: "image/png",
  });
  // Sent again, as after a lost answer: the same file.
  expect((await send(key, { housing_proof: lease })).json.files.housing_proof).toEqual(proof);

  // What else the program says of the file does not count.
  const made = await file(key, { file: proof.file, name: "别的.exe", size: 1 });
  expect(made.status).toBe(201);
  const { number } = made.json as { number: string };
  expect((await file(key, { file: proof.file, name: "别的.exe", size: 1 })).json.number).toBe(number);
  expect((await ask(`/cases/${number}`, { who: "agency" })).json.answers.housing_proof).toEqual(proof);
  const [tied] = await eventually(
    () => listCaseFiles(t.house.documents, city, number),
    (files) => files.length > 0,
  );
  expect(tied).toMatchObject({ id: proof.file, question: "housing_proof" });

  const address = `/cases/${number}/files/${proof.file}`;
  const before = (await readingsOf(t.house.database, keyOf(t.house, "worker"))).items.length;
  expect((await ask(address, { who: "agency" })).json).toEqual(lease);
  expect((await readingsOf(t.house.database, keyOf(t.house, "worker"))).items).toHaveLength(before + 1);
  expect((await ask(address)).json).toEqual(lease);
  expect(await ask(address, { who: "bank" })).toMatchObject({ status: 404, json: { code: "case_not_found" } });
  expect(await ask(`/cases/${number}/files/${randomUUID()}`)).toMatchObject({ json: { code: "file_not_found" } });
});

test("a file is only there for the program, the key and the question it was sent for", async () => {
  const key = randomUUID();
  const { file: id } = (await send(key, { housing_proof: lease })).json.files.housing_proof;
  const nowhere = {
    status: 422,
    json: { code: "answers_invalid", errors: [{ field: "housing_proof", code: "file_unknown" }] },
  };
  expect(await file(randomUUID(), { file: id })).toMatchObject(nowhere);
  expect(await file(key, { file: id }, "bank")).toMatchObject(nowhere);
  for (const wrong of [randomUUID(), "../../keys.json", "", 7, null, [id]]) {
    expect(await file(key, { file: wrong })).toMatchObject(nowhere);
  }
  const elsewhere = { ...answers(), phone: { file: id } };
  const other = await sendJson(`${permit}/cases`, key, { applicant: {}, answers: elsewhere });
  expect(other.status).toBe(422);
});

test("what cannot be taken is told by question, and nothing else is accepted as a file", async () => {
  const key = randomUUID();
  const html = Buffer.from("<html><script>alert(1)</script></html>");
  const mixed = await send(key, { housing_proof: html, nothing: lease, phone: lease });
  expect(mixed).toMatchObject({ status: 422, json: { code: "answers_invalid" } });
  const codes = mixed.json.errors.map(({ field, code }: { field: string; code: string }) => [field, code]);
  expect(Object.fromEntries(codes)).toEqual({
    ...{ housing_proof: expect.stringMatching(/^file_/), nothing: "unknown_question", phone: "unknown_question" },
  });
  expect(await send(key, {})).toMatchObject({ status: 422, json: { errors: [{ code: "unknown_question" }] } });
  expect(await sendJson(`${permit}/files`, key, {})).toMatchObject({ status: 415 });
  expect(await send("", { housing_proof: lease })).toMatchObject({ json: { code: "idempotency_key_missing" } });
  expect(await send(key, { housing_proof: lease }, { path: "/services/no-such/files" })).toMatchObject({ status: 404 });
  const large = await send(key, { housing_proof: Buffer.concat([lease, Buffer.alloc(11 * 1024 * 1024)]) });
  expect(large).toMatchObject({ status: 422, json: { errors: [{ field: "housing_proof", code: "file_too_large" }] } });
});

test("a correction names what was sent before or with it", async () => {
  const key = randomUUID();
  const first = (await send(key, { housing_proof: lease })).json.files.housing_proof;
  const { number } = (await file(key, first)).json as { number: string };
  await eventually(
    () => listCaseFiles(t.house.documents, city, number),
    (files) => files.length > 0,
  );
  const act = (who: Who, body: Record<string, unknown>) => sendJson(`/cases/${number}/acts`, randomUUID(), body, who);
  expect(await act("agency", { type: "ask_correction", version: 1, items: ["租房合同不清楚"] })).toMatchObject({
    json: { version: 2 },
  });
  const path = `/cases/${number}/files`;
  expect((await send(randomUUID(), { housing_proof: lease }, { path, who: "bank" })).status).toBe(404);
  const photo = (await send(randomUUID(), { housing_proof: jpeg() }, { path })).json.files.housing_proof;
  const with_ = (proof: unknown) => ({ type: "correct", version: 2, answers: { ...answers(), housing_proof: proof } });
  expect(await act("channel", with_({ file: randomUUID() }))).toMatchObject({
    json: { code: "answers_invalid", errors: [{ field: "housing_proof", code: "file_unknown" }] },
  });
  expect(await act("channel", with_({ file: photo.file }))).toMatchObject({ json: { state: "submitted", version: 3 } });
  expect((await ask(`/cases/${number}`, { who: "agency" })).json.answers.housing_proof).toEqual(photo);
});
