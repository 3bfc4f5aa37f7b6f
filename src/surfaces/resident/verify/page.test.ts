import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../../../tests/helpers/database.ts";
import {
  type Certificate,
  type Documents,
  issueCertificate,
  openFile,
  revokeCertificate,
  writePaperSignature,
} from "../../../domain/documents/index.ts";
import { createServer, type Server } from "../../../foundation/http/index.ts";
import { createLog } from "../../../foundation/log/index.ts";
import { createMetrics } from "../../../foundation/metrics/index.ts";
import type { House } from "../../house.ts";
import { addVerifyPages } from "./page.ts";

const city = "430621";
const now = new Date("2026-11-21T01:00:00Z");
const baseUrl = "http://127.0.0.1:3000";

let base: TestDatabase;
let documents: Documents;
let house: House;
let server: Server;
let cases = 0;

beforeAll(async () => {
  base = await testDatabase(now);
  const directory = await mkdtemp(join(tmpdir(), "verify-"));
  documents = { database: base.database, secrets: base.secrets, directory };
  server = await createServer({
    settings: {
      host: "127.0.0.1",
      port: 0,
      baseUrl,
      oidc: undefined,
      metricsToken: undefined,
      trustedProxies: [],
      rateLimitFactor: 1,
    },
    log: createLog({ level: "silent" }),
    metrics: createMetrics(),
    secretKey: Buffer.alloc(32, 7),
    // Drawing the first certificate on a busy machine would look like overload.
    overload: { overloaded: () => false, lagMs: () => 0, stop: () => undefined },
    errorPage: (page) => ({ html: `<h1>${page.code}</h1>`, styles: [] }),
  });
  // Only what this page and the frame ask for; nobody is signed in here.
  const yueyang = { city, settings: { display: { zh: "岳阳县", en: "Yueyang County" } } };
  house = {
    settings: { baseUrl },
    demonstration: true,
    regions: { city: (code: string) => (code === city ? yueyang : undefined) },
    documents,
    clock: base.clock.read,
  } as unknown as House;
  addVerifyPages(server.app, house);
  await server.app.ready();
});

afterAll(async () => {
  await server.stop(100);
  await base.close();
  await rm(documents.directory, { recursive: true });
});

function issue(validUntil = "2027-11-20"): Promise<Certificate> {
  cases += 1;
  return issueCertificate(documents, {
    city,
    caseNumber: `case-${cases}`,
    template: "residence-permit",
    templateVersion: "1",
    holder: "r1",
    facts: {
      title: { zh: "居住证", en: "Residence permit" },
      holder: "欧阳文华",
      lines: [{ label: { zh: "居住地址", en: "Address" }, value: "荣家湾镇东方路一百二十八号" }],
      issuedOn: "2026-11-21",
      validUntil,
      issuer: { zh: "岳阳县公安局", en: "Yueyang County Public Security Bureau" },
    },
    baseUrl,
    demonstration: true,
    now,
  });
}

async function get(url: string, language = "zh") {
  const answer = await server.app.inject({ url, headers: { "accept-language": language } });
  return {
    ...answer,
    status: answer.statusCode,
    html: answer.body,
    state: /data-state="(\w+)"/.exec(answer.body)?.[1],
  };
}

async function send(url: string, file: Buffer, name = "证照.pdf") {
  const boundary = "----b";
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/pdf\r\n\r\n`;
  const payload = Buffer.concat([Buffer.from(head), file, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  const answer = await server.app.inject({
    method: "POST",
    url,
    payload,
    headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
  });
  return { status: answer.statusCode, html: answer.body, state: /data-state="(\w+)"/.exec(answer.body)?.[1] };
}

async function pdfOf(certificate: Certificate): Promise<Buffer> {
  const { content } = await openFile(documents, city, certificate.fileId, { owner: "r1" });
  return Buffer.concat(await content.toArray());
}

describe("the page that checks certificates", () => {
  test("asks for a number, without sign-in and without a cookie", async () => {
    const page = await get("/verify");
    expect(page.status).toBe(200);
    expect(page.headers["set-cookie"]).toBeUndefined();
    expect(page.html).toContain("证照编号");
    expect((await get("/verify?number=")).html).toContain("请填写证照编号");
    const sent = await get("/verify?number=430621%2020261121");
    expect([sent.status, sent.headers.location]).toEqual([303, "/verify/430621%2020261121"]);
  });

  test("by number: genuine, masked, and what it does not prove", async () => {
    const { number } = await issue();
    const page = await get(`/verify/${number}`);
    expect([page.status, page.state]).toEqual([200, "genuine"]);
    for (const said of [
      "已签发，目前有效",
      "欧**华",
      "岳阳县公安局",
      "2027年11月20日",
      "不能证明您手中的纸质件没有被改动",
    ]) {
      expect(page.html).toContain(said);
    }
    expect(page.html).not.toMatch(/真实有效|欧阳文华|荣家湾/);
    expect(page.headers["cache-control"]).toContain("no-store");
    expect(page.html).toContain('content="noindex"');
    expect(page.html).toContain("<title>已签发，目前有效 · 核验证照 · 岳阳县</title>");
  });

  test("by the QR code: what the paper says, to be compared", async () => {
    const certificate = await issue();
    const page = await get(`/verify/${certificate.number}?s=${writePaperSignature(certificate.paper)}`, "en");
    expect(page.state).toBe("genuine");
    for (const said of ["Genuine and valid", "欧阳文华", "荣家湾镇东方路一百二十八号", "Compare line by line"]) {
      expect(page.html).toContain(said);
    }
  });

  test("each state has its own word and its own shape", async () => {
    const genuine = await issue();
    const revoked = await issue();
    await revokeCertificate(documents, { city, number: revoked.number, reason: "持证人已迁出", now });
    const expired = await issue("2026-11-20");
    const seen = await Promise.all(
      [
        `/verify/${genuine.number}?s=${writePaperSignature(genuine.paper)}`,
        `/verify/${revoked.number}`,
        `/verify/${expired.number}`,
        `/verify/${genuine.number}?s=${writePaperSignature(revoked.paper)}`,
        "/verify/430621-20261121-Z7K2M9QX4TH-5",
      ].map((url) => get(url)),
    );
    expect(seen.map((page) => page.state)).toEqual(["genuine", "revoked", "expired", "altered", "unknown"]);
    expect(seen.map((page) => page.status)).toEqual([200, 200, 200, 200, 404]);
    const heads = seen.map((page) => /role="status"[^>]*><h2>(.*?)<\/h2>/s.exec(page.html)?.[1] ?? "");
    for (const word of ["真实有效", "已撤销", "已过有效期", "与签发内容不符", "没有查到"]) {
      expect(heads.filter((head) => head.includes(word))).toHaveLength(1);
    }
    expect(new Set(heads.map((head) => /#i-([a-z-]+)/.exec(head)?.[1])).size).toBe(5);
    expect(seen[1]?.html).not.toContain("迁出");
  });

  test("unknown, of another kind and badly written numbers get one page", async () => {
    const shown = async (typed: string) => {
      const { html, status } = await get(`/verify/${encodeURIComponent(typed)}`);
      // The frame repeats the address one asked; everything else is the same to the byte.
      return `${status} ${/<title>.*?<\/title>/.exec(html)?.[0]} ${/<main.*<\/main>/s.exec(html)?.[0]}`;
    };
    const first = await shown("430621-20261121-Z7K2M9QX4TH-5");
    for (const typed of ["430621-20261121-C7K2M9QX4TH-5", "hello", "<script>", "'; drop"]) {
      expect(await shown(typed)).toBe(first);
    }
  });

  test("compares a PDF: the one we issued, a changed one, none", async () => {
    const certificate = await issue();
    const address = `/verify/${certificate.number}`;
    const pdf = await pdfOf(certificate);
    const same = await send(address, pdf);
    expect([same.status, same.state]).toEqual([200, "genuine"]);
    expect(same.html).toMatch(/完全一致.*欧阳文华/s);
    const changed = await send(address, Buffer.concat([pdf, Buffer.from("\n")]));
    expect(changed.state).toBe("altered");
    expect(changed.html).not.toContain("欧阳文华");
    const none = await send(address, Buffer.alloc(0), "");
    expect(none.status).toBe(422);
    expect(none.html).toContain("请选择要核对的 PDF 文件");
    const plain = await server.app.inject({
      method: "POST",
      url: address,
      payload: "",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    expect(plain.statusCode).toBe(422);
    expect((await send("/verify/hello", pdf)).state).toBe("unknown");
  });

  test("asks politely for a pause where numbers are tried out", async () => {
    const answers: number[] = [];
    for (let round = 0; round < 130; round++) answers.push((await get("/verify")).status);
    expect(answers.at(-1)).toBe(429);
  });
});
