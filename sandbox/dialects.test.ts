import { XMLParser } from "fast-xml-parser";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ProcessName, type Sandbox, startSandbox } from "./start.ts";
import { encode } from "./support/gbk.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  const only: ProcessName[] = [
    "human-resources",
    "natural-resources",
    "traffic-police",
    "exit-entry",
    "tax",
    "court",
    "power",
    "hotline",
  ];
  sandbox = await startSandbox({ only, today: "2026-09-01" });
});
afterAll(() => sandbox?.stop());

const worker = { name: "李建军", id_number: "51132519910708911X" };

type Asked = { method?: string; body?: unknown; headers?: Record<string, string> };

async function ask(name: ProcessName, path: string, { method, body, headers = {} }: Asked = {}) {
  const { address, token } = sandbox.at(name);
  const answer = await fetch(`${address}${path}`, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

test("human resources: contributions of a period, newest first", async () => {
  const body = { ...worker, insurance: "pension", from: "2026-01-01", to: "2026-08-31" };
  const answer = await ask("human-resources", "/api/contributions/search", { body });
  expect(answer).toMatchObject({
    status: 200,
    body: {
      person: worker,
      status: "insured",
      months: 8,
      first_month: "2026-01",
      last_month: "2026-08",
      total_personal: "3142.40",
    },
  });
  const records = answer.body["records"] as { month: string; base: string; personal: string; unit: string }[];
  expect(records[0]).toMatchObject({ month: "2026-08", base: "4910.00", personal: "392.80", unit: "785.60" });
  expect(records).toHaveLength(8);
});

test.each([
  ["a wrong token", { headers: { authorization: "Bearer wrong" } }, 401, "unauthorized"],
  ["a form instead of JSON", { headers: { "content-type": "text/plain" } }, 415, "not_json"],
  ["another character set", { headers: { "content-type": "application/json; charset=gbk" } }, 415, "not_json"],
  ["half a body", { body: '{"name":' }, 400, "malformed_json"],
  ["no insurance", { body: { ...worker, from: "2026-01-01", to: "2026-02-01" } }, 400, "missing_parameter"],
  [
    "an unknown insurance",
    { body: { ...worker, insurance: "fire", from: "2026-01-01", to: "2026-02-01" } },
    400,
    "unknown_insurance",
  ],
  [
    "a day with slashes",
    { body: { ...worker, insurance: "pension", from: "2026/1/1", to: "2026-02-01" } },
    400,
    "wrong_date",
  ],
  [
    "a day that is none",
    { body: { ...worker, insurance: "pension", from: "2026-02-30", to: "2026-03-01" } },
    400,
    "wrong_date",
  ],
  [
    "another's number",
    {
      body: { name: "王秀兰", id_number: worker.id_number, insurance: "pension", from: "2026-01-01", to: "2026-02-01" },
    },
    404,
    "person_not_found",
  ],
] as const)("human resources refuses %s", async (_what, asked, status, code) => {
  const body = "body" in asked ? asked.body : { ...worker, insurance: "pension", from: "2026-01-01", to: "2026-02-01" };
  const headers = "headers" in asked ? asked.headers : {};
  const answer = await ask("human-resources", "/api/contributions/search", { method: "POST", body, headers });
  expect(answer).toMatchObject({ status, body: { error: { code } } });
});

test("human resources: no such operation, no such method", async () => {
  expect(await ask("human-resources", "/api/other")).toMatchObject({
    status: 404,
    body: { error: { code: "no_such_operation" } },
  });
  expect(await ask("human-resources", "/api/cards")).toMatchObject({ status: 405 });
});

test("human resources: who is out of work, and who works", async () => {
  const path = (number: string, name: string) => `/api/people/${number}/unemployment?name=${encodeURIComponent(name)}`;
  expect(await ask("human-resources", path(worker.id_number, worker.name))).toMatchObject({
    body: { status: "employed", since: "2021-03-01", months_paid: 66 },
  });
  const values = {
    status: "unemployed",
    since: "2026-07-01",
    ended_on: "2026-06-30",
    reason: "contract_ended",
    last_month: "2026-06",
  };
  await sandbox.control("human-resources", "POST /control/records", { about: worker.id_number, values });
  expect(await ask("human-resources", path(worker.id_number, worker.name))).toMatchObject({
    body: { status: "unemployed", ended_on: "2026-06-30", months_paid: 64, months_entitled: 18 },
  });
  const back = {
    status: "employed",
    since: "2021-03-01",
    ended_on: undefined,
    reason: undefined,
    last_month: "2026-08",
  };
  await sandbox.control("human-resources", "POST /control/records", { about: worker.id_number, values: back });
});

test("human resources: a card's case is one case, however often it is sent", async () => {
  const body = { ...worker, phone: "13900009002", kind: "new", bank: "102", delivery: "collect" };
  const send = (key: string, more = {}) =>
    ask("human-resources", "/api/cards", { body: { ...body, ...more }, headers: { "idempotency-key": key } });
  const [first, second] = await Promise.all([send("card-1"), send("card-1")]);
  expect([first?.status, second?.status].sort()).toEqual([200, 201]);
  const reference = String(first?.body["reference"]);
  expect(second?.body["reference"]).toBe(reference);
  expect(await send("card-1", { kind: "replace" })).toMatchObject({ status: 422 });
  expect((await send("card-2")).body["reference"]).not.toBe(reference);
  expect(await ask("human-resources", "/api/cards", { body })).toMatchObject({ status: 400 });

  await sandbox.kill("human-resources");
  await expect(send("card-1")).rejects.toThrow();
  await sandbox.revive("human-resources");
  expect(await send("card-1")).toMatchObject({ status: 200, body: { reference } });
  expect(await ask("human-resources", `/api/cards/${reference}`, { method: "DELETE" })).toMatchObject({
    body: { state: "withdrawn" },
  });
  expect(await ask("human-resources", `/api/cards/${reference}`, { method: "DELETE" })).toMatchObject({ status: 200 });
});

const envelope = async (name: ProcessName, operation: string, params: unknown, token = sandbox.at(name).token) =>
  (await ask(name, `/service/${operation}`, { body: { token, params } })) as unknown as {
    status: number;
    body: { status: { code: string }; custom: Record<string, unknown> };
  };

test("the housing register counts what a family owns, and refuses in its own words", async () => {
  const grandmother = { requestId: "1", xm: "王秀兰", zjhm: "430621194403129021", qhdm: "430621" };
  const answer = await envelope("natural-resources", "queryProperty", grandmother);
  expect(answer).toMatchObject({
    status: 200,
    body: { status: { code: "200" }, custom: { code: "1", requestId: "1", fwts: "1", cxr: "王秀兰" } },
  });
  const family = { requestId: "2", xm: worker.name, zjhm: worker.id_number };
  expect((await envelope("natural-resources", "queryProperty", family)).body.custom).toMatchObject({
    code: "1",
    fwts: "0",
    list: [],
  });
  for (const jtcy of [[grandmother.zjhm], `${grandmother.zjhm}`, [{ xm: "王秀兰", zjhm: grandmother.zjhm }]]) {
    const { body } = await envelope("natural-resources", "queryProperty", { ...family, jtcy });
    expect(body.custom["fwts"]).toBe("1");
  }
  const flat = await envelope("natural-resources", "queryProperty", {
    ...family,
    poxm: "王秀兰",
    pozjhm: grandmother.zjhm,
  });
  expect(flat.body.custom).toMatchObject({ fwts: "1", cxr: "李建军、王秀兰" });
  const elsewhere = await envelope("natural-resources", "queryProperty", { ...grandmother, qhdm: "110101" });
  expect(elsewhere.body.custom["fwts"]).toBe("0");

  const wrong = {
    ...grandmother,
    zjhm: `${grandmother.zjhm.slice(0, 17)}${grandmother.zjhm.endsWith("1") ? "2" : "1"}`,
  };
  expect((await envelope("natural-resources", "queryProperty", wrong)).body.custom).toMatchObject({ code: "0" });
  expect(
    (await envelope("natural-resources", "queryProperty", { ...grandmother, xm: "李建军" })).body.custom,
  ).toMatchObject({ code: "0" });
  expect((await envelope("natural-resources", "queryProperty", { xm: "王秀兰" })).body.custom).toMatchObject({
    code: "0",
  });
  expect((await envelope("natural-resources", "queryProperty", grandmother, "wrong")).body.status.code).toBe("401");
  expect((await envelope("natural-resources", "toString", grandmother)).body.status.code).toBe("404");
  expect((await ask("natural-resources", "/service/queryProperty", { body: "[]" })).body).toMatchObject({
    status: { code: "400" },
  });
});

test("the power company bills by account number, whoever asks", async () => {
  const { body } = await envelope("power", "queryBill", { requestId: "1", hh: "4306210009001" });
  expect(body.custom).toMatchObject({
    code: "1",
    hh: "4306210009001",
    hm: "王*兰",
    ny: "202608",
    dl: "186",
    qfje: "109.37",
    jzrq: "20260925",
    zt: "0",
  });
  const earlier = await envelope("power", "queryBill", { requestId: "2", hh: "4306210009001", ny: "202605" });
  expect(earlier.body.custom).toMatchObject({ code: "1", ny: "202605", qfje: "0.00", zt: "1" });
  expect((await envelope("power", "queryBill", { requestId: "3", hh: "9999999999999" })).body.custom).toMatchObject({
    code: "2",
  });
  expect(
    (await envelope("power", "queryBill", { requestId: "4", hh: "4306210009001", ny: "2026-05" })).body.custom,
  ).toMatchObject({ code: "0" });
  expect((await envelope("power", "queryBill", { requestId: "5", hh: "x" })).body.custom).toMatchObject({ code: "0" });
});

const parser = new XMLParser({ parseTagValue: false });
type Frame = { RESPONSE: { HEAD: Record<string, string>; BODY: Record<string, unknown> } };

async function xml(
  name: ProcessName,
  operation: string,
  body: string,
  change: (text: string) => string = (text) => text,
  charset: "utf-8" | "gbk" = "gbk",
) {
  const { address, token } = sandbox.at(name);
  const head = `<TOKEN>${token}</TOKEN><OPERATION>${operation}</OPERATION><MSGID>m1</MSGID><SENDTIME>2026-09-01 09:30:00.0</SENDTIME>`;
  const text = `<?xml version="1.0" encoding="${charset.toUpperCase()}"?>\n<REQUEST><HEAD>${head}</HEAD><BODY>${body}</BODY></REQUEST>`;
  const answer = await fetch(`${address}/service`, {
    method: "POST",
    headers: { "content-type": "text/xml" },
    body: new Uint8Array(encode(change(text), charset)),
  });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  return {
    status: answer.status,
    bytes,
    ...(parser.parse(new TextDecoder(charset, { fatal: true }).decode(bytes)) as Frame).RESPONSE,
  };
}

test.each(["gbk", "utf-8"] as const)(
  "the traffic police answers in the encoding it was asked in: %s",
  async (charset) => {
    const asked = `<XM>${worker.name}</XM><SFZMHM>${worker.id_number}</SFZMHM>`;
    const { status, HEAD, BODY, bytes } = await xml("traffic-police", "QUERY_LICENCE", asked, undefined, charset);
    expect(Buffer.from(bytes).toString("latin1")).toContain(`encoding="${charset.toUpperCase()}"`);
    expect(status).toBe(200);
    expect(HEAD).toMatchObject({ CODE: "1", MSGID: "m1" });
    expect(HEAD["TIME"]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.0$/);
    expect(BODY).toMatchObject({
      XM: "李建军",
      SFZMHM: worker.id_number,
      ZJCX: "C1",
      ZT: "A",
      LJJF: "3",
      SYFS: "9",
      QFRQ: "2027-06-12 00:00:00.0",
    });
    expect(BODY["ROWS"]).toMatchObject({ ROW: { JF: "3", FKJE: "200.00" } });
  },
);

test.each([
  ["-1", "a wrong token", (text: string) => text.replace(/<TOKEN>.*<\/TOKEN>/, "<TOKEN>x</TOKEN>")],
  ["-2", "an unknown operation", (text: string) => text.replace("QUERY_LICENCE", "constructor")],
  ["-4", "a missing parameter", (text: string) => text.replace(/<XM>.*<\/XM>/, "")],
  ["-4", "a time of another form", (text: string) => text.replace("2026-09-01 09:30:00.0", "2026-09-01T09:30:00Z")],
  ["-5", "broken XML", (text: string) => text.replace("</BODY>", "")],
  ["-5", "a document type", (text: string) => text.replace("<REQUEST>", '<!DOCTYPE x [<!ENTITY a "b">]><REQUEST>')],
  [
    "0",
    "somebody without a licence",
    (text: string) => text.replace("51132519910708911X", "430621194403129021").replace("李建军", "王秀兰"),
  ],
  ["0", "a name that does not fit", (text: string) => text.replace("李建军", "王秀兰")],
] as const)("the traffic police answers %s to %s", async (code, _what, change) => {
  const asked = `<XM>${worker.name}</XM><SFZMHM>${worker.id_number}</SFZMHM>`;
  expect((await xml("traffic-police", "QUERY_LICENCE", asked, change)).HEAD["CODE"]).toBe(code);
});

test("an encoding nobody speaks is refused", async () => {
  const answer = await xml("traffic-police", "QUERY_LICENCE", "", (text) => text.replace("UTF-8", "Big5"), "utf-8");
  expect(answer.HEAD["CODE"]).toBe("-3");
});

test("the tax bureau adds up what was paid", async () => {
  const trader = "<NSRMC>赵国梁</NSRMC><NSRSBH>419001197811309152</NSRSBH>";
  const period = "<SKSSQQ>2026-01-01 00:00:00.0</SKSSQQ><SKSSQZ>2026-08-31 00:00:00.0</SKSSQZ>";
  const { HEAD, BODY } = await xml("tax", "QUERY_PAYMENTS", `${trader}<ZSXM_DM>10101</ZSXM_DM>${period}`);
  expect([HEAD["CODE"], BODY["BS"], BODY["HJJE"], BODY["ZJJKRQ"]]).toEqual([
    "1",
    "2",
    "4210.50",
    "2026-07-12 00:00:00.0",
  ]);
  const byDay = "<JKRQQ>2026-07-01 00:00:00.0</JKRQQ><JKRQZ>2026-07-31 00:00:00.0</JKRQZ>";
  expect((await xml("tax", "QUERY_PAYMENTS", `${trader}<ZSXM_DM>10101</ZSXM_DM>${byDay}`)).BODY).toMatchObject({
    BS: "1",
  });
  expect((await xml("tax", "QUERY_PAYMENTS", `${trader}<ZSXM_DM>10119</ZSXM_DM>${period}`)).BODY).toMatchObject({
    BS: "0",
    HJJE: "0.00",
    ROWS: "",
  });
  expect((await xml("tax", "QUERY_PAYMENTS", `${trader}<ZSXM_DM>99</ZSXM_DM>${period}`)).HEAD["CODE"]).toBe("-4");
  const nobody = "<NSRMC>王秀兰</NSRMC><NSRSBH>430621194403129021</NSRSBH>";
  expect((await xml("tax", "QUERY_PAYMENTS", nobody + period)).HEAD["CODE"]).toBe("0");
});

test("exit and entry tells how far it is to whom it belongs, and nothing to others", async () => {
  const headers = () => ({ "x-api-key": sandbox.at("exit-entry").token ?? "" });
  const body = {
    receiptNo: "430621260000904",
    idType: "foreign_permanent_resident_id",
    idNo: "943076198804159049",
    name: "SILVA MARIA",
  };
  const send = (more = {}, other: Record<string, string> = headers()) =>
    ask("exit-entry", "/v2/progress", { body: { ...body, ...more }, headers: other });
  expect(await send()).toMatchObject({
    status: 200,
    body: {
      ret: 0,
      data: {
        receiptNo: body.receiptNo,
        idNo: body.idNo,
        stage: "3",
        stageName: "制证中",
        acceptedOn: "2026-08-20",
        expectedOn: "2026-09-18",
      },
    },
  });
  expect((await send()).body["data"]).toMatchObject({ steps: [{ stage: "1" }, { stage: "2" }, { stage: "3" }] });
  expect(await send({ receiptNo: "430621260000902" })).toMatchObject({ status: 200, body: { ret: 40401 } });
  expect(await send({ receiptNo: "430621269999999" })).toMatchObject({ status: 200, body: { ret: 40401 } });
  expect(await send({ idType: "library" })).toMatchObject({ status: 400, body: { ret: 40002 } });
  expect(await send({}, { "x-api-key": "wrong" })).toMatchObject({ status: 401, body: { ret: 40101 } });
});

test("the court keeps its own case: filed once, corrected once, withdrawn", async () => {
  const body = {
    division: "430621",
    plaintiff: worker,
    defendant: { name: "某某公司" },
    cause: "民间借贷纠纷",
    claim: "归还借款",
    amount: "50000.00",
  };
  const send = (path: string, key: string, value: object) =>
    ask("court", path, { body: value, headers: { "idempotency-key": key } });
  const filed = await send("/open/v1/filings", "f1", body);
  expect(filed).toMatchObject({
    status: 201,
    body: { reference: "WL430621-2026-000001", person: worker, status: "filed", sequence: 1 },
  });
  expect(await send("/open/v1/filings", "f1", body)).toMatchObject({
    status: 200,
    body: { reference: "WL430621-2026-000001" },
  });
  expect(await send("/open/v1/filings", "f2", { ...body, defendant: {} })).toMatchObject({
    status: 400,
    body: { error: { parameter: "defendant.name" } },
  });
  const path = "/open/v1/filings/WL430621-2026-000001";
  expect(await send(`${path}/supplements`, "s1", { text: "补充" })).toMatchObject({ status: 409 });
  await sandbox.control("court", "POST /control/stages", {
    reference: "WL430621-2026-000001",
    stage: "correction_asked",
    say: "请补充借条",
  });
  expect((await ask("court", path)).body).toMatchObject({ status: "correction", sequence: 2, say: "请补充借条" });
  expect((await send(`${path}/supplements`, "s1", { text: "借条见附件" })).body).toMatchObject({
    status: "filed",
    sequence: 3,
  });
  expect((await send(`${path}/supplements`, "s1", { text: "借条见附件" })).body).toMatchObject({
    status: "filed",
    sequence: 3,
  });
  await sandbox.control("court", "POST /control/stages", { reference: "WL430621-2026-000001", stage: "approved" });
  expect(await ask("court", path, { method: "DELETE" })).toMatchObject({
    status: 409,
    body: { error: { code: "already_decided" } },
  });
  expect(await ask("court", "/open/v1/filings/WL0")).toMatchObject({
    status: 404,
    body: { error: { code: "case_not_found" } },
  });
});

test("the hotline takes a report over once, and refuses one without a place", async () => {
  const body = {
    division: "430621",
    type: "complaint",
    content: "路面有坑",
    address: "荣家湾镇演示街",
    contact: { phone: "13900009002" },
  };
  const send = (value: object, key = "h1") =>
    ask("hotline", "/rest/orders", { body: value, headers: { "idempotency-key": key } });
  const taken = await send(body);
  expect(taken.body).toMatchObject({
    code: 0,
    data: { orderNo: "DH43062126090100001", status: "1", statusName: "待签收", sequence: 1 },
  });
  expect((await send(body)).body["data"]).toMatchObject({ orderNo: "DH43062126090100001" });
  expect(await send({ ...body, address: undefined }, "h2")).toMatchObject({ status: 400, body: { code: 400 } });
  expect((await send({ ...body, address: undefined, longitude: 113.12, latitude: 29.14 }, "h3")).body).toMatchObject({
    code: 0,
  });
  expect((await ask("hotline", "/rest/orders/DH0")).body).toMatchObject({ code: 10404 });
  expect((await ask("hotline", "/rest/orders/DH43062126090100001/cancel", { body: {} })).body).toMatchObject({
    data: { status: "6" },
  });
});

test("a file comes before what names it, once, and is of the kind it says", async () => {
  const pdf = Buffer.from("%PDF-1.7 evidence");
  const send = async (key: string, over: { body?: Buffer; type?: string; path?: string } = {}) => {
    const { address, token } = sandbox.at("court");
    const answer = await fetch(`${address}${over.path ?? "/open/v1/files?name=a.pdf"}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": over.type ?? "application/pdf",
        "idempotency-key": key,
      },
      body: new Uint8Array(over.body ?? pdf),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const [first, again] = [await send("c-1:f-1"), await send("c-1:f-1")];
  expect([first.status, again.status]).toEqual([201, 200]);
  expect(again.body).toEqual(first.body);
  expect(first.body).toMatchObject({ name: "a.pdf", size: pdf.length });
  expect((await send("c-1:f-1", { body: Buffer.from("%PDF-1.7 other") })).status).toBe(422);
  expect((await send("c-1:f-2", { type: "image/png" })).status).toBe(415);
  expect((await send("c-1:f-2", { path: "/open/v1/files" })).status).toBe(400);
  const filing = {
    ...{ division: "430621", plaintiff: worker, defendant: { name: "某某公司" }, cause: "合同纠纷", claim: "付款" },
    evidence: ["F999999"],
  };
  const named = (evidence: unknown[], key: string) =>
    ask("court", "/open/v1/filings", { body: { ...filing, evidence }, headers: { "idempotency-key": key } });
  expect(await named(["F999999"], "c-1")).toMatchObject({ status: 400, body: { error: { parameter: "evidence" } } });
  expect((await named([first.body["file"]], "c-2")).status).toBe(201);

  const photo = { name: "路.jpg", type: "image/jpeg", content: Buffer.from([0xff, 0xd8, 0xff, 0]).toString("base64") };
  const headers = { "idempotency-key": "p-1" };
  const sent = await ask("hotline", "/rest/photos", { body: photo, headers });
  const { photoId } = sent.body["data"] as { photoId: string };
  const order = { division: "430621", type: "report", content: "路面有坑", address: "荣家湾镇" };
  const report = (photos: unknown[], key: string) =>
    ask("hotline", "/rest/orders", { body: { ...order, photos }, headers: { "idempotency-key": key } });
  expect((await report(["F9"], "o-1")).status).toBe(400);
  expect((await report([photoId], "o-2")).body).toMatchObject({ code: 0 });
});
