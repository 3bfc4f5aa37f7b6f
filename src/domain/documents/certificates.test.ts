import { createHash, createPublicKey, verify as verifyBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asOwner, type TestDatabase, testDatabase } from "../../../tests/helpers/database.ts";
import { publicNumber } from "../../foundation/ids/index.ts";
import { getCertificate, listCertificates } from "./certificates.ts";
import type { Documents } from "./context.ts";
import {
  type CertificateFacts,
  canonicalFacts,
  factsDigest,
  factsStatement,
  verifyAddress,
  writePaperSignature,
} from "./facts.ts";
import { openFile } from "./files.ts";
import { textOfPdf } from "./fixtures.ts";
import { type IssueInput, issueCertificate } from "./issue.ts";
import { revokeCertificate } from "./revoke.ts";
import { deleteFilesOfCase } from "./sweep.ts";
import { type Verification, verifyCertificate } from "./verify.ts";

const city = "430621";
const now = new Date("2026-11-21T01:00:00Z");
const baseUrl = "https://one.example.gov.cn";

const facts: CertificateFacts = {
  title: { zh: "居住证", en: "Residence permit" },
  holder: "欧阳文华",
  lines: [
    { label: { zh: "公民身份号码", en: "Resident ID" }, value: "430621199001011234" },
    { label: { zh: "居住地址", en: "Address" }, value: "荣家湾镇东方路一百二十八号" },
  ],
  issuedOn: "2026-11-21",
  validUntil: "2027-11-20",
  issuer: { zh: "岳阳县公安局", en: "Yueyang County Public Security Bureau" },
};

let base: TestDatabase;
let documents: Documents;
let cases = 0;

beforeAll(async () => {
  base = await testDatabase(now);
  const directory = await mkdtemp(join(tmpdir(), "certificates-"));
  documents = { database: base.database, secrets: base.secrets, directory };
});

afterAll(async () => {
  await base.close();
  await rm(documents.directory, { recursive: true });
});

function inputOf(given: Partial<IssueInput> = {}): IssueInput {
  cases += 1;
  return {
    city,
    caseNumber: `case-${cases}`,
    template: "residence-permit",
    templateVersion: "1",
    holder: "r1",
    facts,
    baseUrl,
    demonstration: false,
    now,
    ...given,
  };
}

const issue = (given: Partial<IssueInput> = {}) => issueCertificate(documents, inputOf(given));

async function pdfOf(certificate: { fileId: string; holder: string }): Promise<Buffer> {
  const { content } = await openFile(documents, city, certificate.fileId, { owner: certificate.holder });
  return Buffer.concat(await content.toArray());
}

async function* stream(bytes: Buffer) {
  yield bytes;
}

function signatureFor(certificate: { paper: Parameters<typeof writePaperSignature>[0] }): string {
  return writePaperSignature(certificate.paper);
}

describe("issuing", () => {
  test("gives a PDF with the facts in Chinese, readable as text, and a number that cannot be guessed", async () => {
    const certificate = await issue();
    expect(certificate.number).toMatch(/^430621-20261121-Z[0-9A-Z]{10}-[0-9A-Z]$/);
    const pdf = await pdfOf(certificate);
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    expect(createHash("sha256").update(pdf).digest("hex")).toBe(certificate.pdfSha256);
    const text = textOfPdf(pdf);
    for (const said of [
      "居住证",
      "欧阳文华",
      "荣家湾镇东方路一百二十八号",
      "岳阳县公安局",
      certificate.number,
      "2027年11月20日",
    ]) {
      expect(text).toContain(said);
    }
    expect(text).not.toContain("DEMONSTRATION");
    expect(pdf.length).toBeLessThan(60_000);
  });

  test("in a demonstration says so on the paper", async () => {
    expect(textOfPdf(await pdfOf(await issue({ demonstration: true })))).toMatch(/演示 DEMONSTRATION.*不具有法律效力/s);
  });

  test("once a case: again, and twice at once, give the same certificate and one file", async () => {
    const input = inputOf();
    const count = () => readdirSync(documents.directory, { recursive: true }).length;
    const first = await issueCertificate(documents, input);
    const before = count();
    const told: boolean[] = [];
    const again = await issueCertificate(documents, input, async (_tx, _certificate, fresh) => void told.push(fresh));
    expect(again).toEqual(first);
    expect(told).toEqual([false]);
    expect(count()).toBe(before);
    const next = inputOf();
    const both = await Promise.all([issueCertificate(documents, next), issueCertificate(documents, next)]);
    expect(both[0].number).toBe(both[1].number);
    expect(await pdfOf(both[0])).not.toHaveLength(0);
    const files = await asOwner(base, (c) => c.query("select 1 from files where case_number = $1", [next.caseNumber]));
    expect(files.rowCount).toBe(1);
  });

  test("what is done alongside stands or falls with it", async () => {
    const input = inputOf();
    const failing = issueCertificate(documents, input, () => Promise.reject(new Error("no event, no certificate")));
    await expect(failing).rejects.toThrow("no event");
    const rows = await asOwner(base, (c) =>
      c.query("select 1 from certificates where case_number = $1", [input.caseNumber]),
    );
    expect(rows.rowCount).toBe(0);
  });

  test("stops at a character without a glyph and names it; nothing is stored", async () => {
    const input = inputOf({ facts: { ...facts, holder: "王\u{2CE7C}😀" } });
    await expect(issueCertificate(documents, input)).rejects.toMatchObject({
      code: "certificate_glyph_missing",
      status: 422,
      say: { zh: expect.stringContaining("😀 (U+1F600)") },
    });
    const rows = await asOwner(base, (c) => c.query("select 1 from files where case_number = $1", [input.caseNumber]));
    expect(rows.rowCount).toBe(0);
  });

  test("rare characters of names that the font has are printed", async () => {
    expect(textOfPdf(await pdfOf(await issue({ facts: { ...facts, holder: "王䶮喆㛃" } })))).toContain("王䶮喆㛃");
  });

  test("refuses what does not fit on the page", async () => {
    const lines = Array.from({ length: 60 }, () => ({ label: { zh: "项目", en: "Item" }, value: "内容".repeat(60) }));
    await expect(issue({ facts: { ...facts, lines } })).rejects.toMatchObject({ code: "certificate_too_long" });
  });

  test("keeps names, facts and reasons sealed in the database", async () => {
    const { number } = await issue();
    await revokeCertificate(documents, { city, number, reason: "持证人已迁出", now });
    const found = await asOwner(base, (c) => c.query("select * from certificates where number = $1", [number]));
    expect(JSON.stringify(found.rows[0])).not.toMatch(/欧阳|荣家湾|居住证|迁出|430621199001011234/);
  });
});

describe("the signature on the paper", () => {
  test("is checked without us, from what is printed and the city's public key", async () => {
    const certificate = await issue();
    const address = verifyAddress(baseUrl, certificate.number, certificate.paper);
    const [, number = "", written = ""] = /\/verify\/([^?]+)\?s=(.+)$/.exec(address) ?? [];
    const digest = createHash("sha256").update(canonicalFacts(number, facts)).digest("base64url");
    const [alg, kid, printed, signature = ""] = written.split(".");
    expect([alg, printed]).toEqual(["ed25519", digest]);
    const keys = await asOwner(base, (c) =>
      c.query("select public_key from city_keys where city = $1 and kid = $2", [city, kid]),
    );
    const key = createPublicKey(keys.rows[0].public_key);
    const said = Buffer.from(`onewindow-certificate-1\n${number}\n${digest}`);
    expect(verifyBytes(null, said, key, Buffer.from(signature, "base64url"))).toBe(true);
    expect(address.length).toBeLessThan(260);
  });
});

describe("verifying", () => {
  const check = (typed: string, shown: Parameters<typeof verifyCertificate>[2] = {}, at = now) =>
    verifyCertificate(documents, typed, shown, at);

  test("by number alone: kind, issuer, days, a masked name, and nothing more", async () => {
    const { number } = await issue();
    const found = await check(number.toLowerCase().replaceAll("-", " "));
    expect(found).toEqual({
      state: "genuine",
      summary: {
        number,
        title: facts.title,
        issuer: facts.issuer,
        issuedOn: "2026-11-21",
        validUntil: "2027-11-20",
        holder: "欧**华",
        revokedAt: null,
        factsChangedAt: null,
      },
      paper: null,
      why: null,
      checked: { signature: false, file: false },
    });
  });

  test("by the QR code: what the paper says", async () => {
    const certificate = await issue();
    const found = await check(certificate.number, { signature: signatureFor(certificate) });
    expect(found).toMatchObject({ state: "genuine", paper: { facts }, checked: { signature: true } });
  });

  test("by the PDF: the one we issued is genuine, any other is altered", async () => {
    const certificate = await issue();
    const pdf = await pdfOf(certificate);
    expect(await check(certificate.number, { pdf: stream(pdf) })).toMatchObject({ state: "genuine", paper: { facts } });
    const changed = Buffer.from(pdf);
    changed.writeUInt8(changed.readUInt8(2000) ^ 1, 2000);
    expect(await check(certificate.number, { pdf: stream(changed) })).toMatchObject({ state: "altered", by: "file" });
    const other = await pdfOf(await issue());
    expect(await check(certificate.number, { pdf: stream(other) })).toMatchObject({ state: "altered", by: "file" });
    const long = stream(Buffer.concat([pdf, Buffer.alloc(11 * 1024 * 1024)]));
    expect(await check(certificate.number, { pdf: long })).toMatchObject({ state: "altered", by: "file" });
  });

  test("an altered QR code, one of another certificate, or one signed by another city", async () => {
    const [certificate, second] = [await issue(), await issue()];
    const genuine = signatureFor(certificate);
    const [alg, kid, digest, signature = ""] = genuine.split(".");
    const forgedFacts = factsDigest(certificate.number, { ...facts, validUntil: "2037-11-20" });
    const foreign = base.secrets.sign(
      "130982",
      Buffer.from(`onewindow-certificate-1\n${certificate.number}\n${digest}`),
    );
    // Signed by the city's own key, for the same number, over other facts.
    const resigned = base.secrets.sign(city, factsStatement(certificate.number, forgedFacts));
    for (const s of [
      `${alg}.${kid}.${forgedFacts}.${signature}`,
      `${alg}.${kid}.${digest}.${signature.replace(/^./, (c) => (c === "A" ? "B" : "A"))}`,
      `${alg}.${foreign.kid}.${digest}.${foreign.signature}`,
      writePaperSignature({ digest: forgedFacts, signature: resigned }),
      signatureFor(second),
      "",
      "nonsense",
      genuine.slice(0, -1),
    ]) {
      const found = await check(certificate.number, { signature: s });
      expect(found).toMatchObject({ state: "altered", by: "signature", summary: { holder: "欧**华" } });
      expect(JSON.stringify(found)).not.toContain("荣家湾");
    }
  });

  test("a record changed in the database", async () => {
    const certificate = await issue();
    await asOwner(base, (c) =>
      c.query("update certificates set valid_until = '2099-01-01' where number = $1", [certificate.number]),
    );
    expect(await check(certificate.number)).toMatchObject({ state: "altered", by: "record" });
    const second = await issue();
    await asOwner(base, (c) =>
      c.query("update certificates set pdf_sha256 = $2 where number = $1", [second.number, "0".repeat(64)]),
    );
    expect(await check(second.number)).toMatchObject({ state: "altered", by: "record" });
  });

  test("revoked, before expired; the reason stays in the house", async () => {
    const certificate = await issue();
    const revoke = (reason: string) => revokeCertificate(documents, { city, number: certificate.number, reason, now });
    await expect(revoke(" ")).rejects.toMatchObject({ code: "reason_missing" });
    expect(await revoke("持证人已迁出")).toBe(true);
    expect(await revoke("again")).toBe(false);
    for (const at of [now, new Date("2030-01-01T00:00:00Z")]) {
      const found = await check(certificate.number, { signature: signatureFor(certificate) }, at);
      expect(found).toMatchObject({ state: "revoked", summary: { revokedAt: now } });
      expect(JSON.stringify(found)).not.toContain("迁出");
    }
    const missing = revokeCertificate(documents, {
      city,
      number: publicNumber(city, "2026-11-21", "Z"),
      reason: "x",
      now,
    });
    await expect(missing).rejects.toMatchObject({ code: "certificate_not_found", status: 404 });
  });

  test("valid to the end of its last day in China, expired after", async () => {
    const { number } = await issue();
    expect(await check(number, {}, new Date("2027-11-20T15:59:59Z"))).toMatchObject({ state: "genuine" });
    expect(await check(number, {}, new Date("2027-11-20T16:00:00Z"))).toMatchObject({ state: "expired" });
    const endless = await issue({ facts: { ...facts, validUntil: null } });
    expect(await check(endless.number, {}, new Date("2099-01-01T00:00:00Z"))).toMatchObject({ state: "genuine" });
  });

  test("unknown and badly written numbers give one answer, after the same look-up", async () => {
    const asked: string[] = [];
    base.database.observer = (made) => void asked.push(made.name);
    const { number } = await issue();
    const wrongCheck = number.slice(0, -1) + (number.endsWith("0") ? "1" : "0");
    const answers: Verification[] = [];
    for (const typed of [
      publicNumber(city, "2026-11-21", "Z"),
      publicNumber(city, "2026-11-21", "C"),
      wrongCheck,
      "",
      "'; drop",
    ]) {
      asked.length = 0;
      answers.push(await check(typed, { signature: "x", pdf: stream(Buffer.from("x")) }));
      expect(asked).toEqual(["documents.certificate_by_number"]);
    }
    base.database.observer = undefined;
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(new Set(['{"state":"unknown"}']));
  });
});

describe("keeping", () => {
  test("a replacement revokes what it replaces and says so to whoever holds the old paper", async () => {
    const input = inputOf();
    const old = await issueCertificate(documents, input);
    const replaces = { number: old.number, reason: "地址变更" };
    const fresh = await issueCertificate(documents, { ...input, replaces });
    expect(fresh.number).not.toBe(old.number);
    expect(await issueCertificate(documents, { ...input, replaces })).toEqual(fresh);
    const found = await verifyCertificate(documents, old.number, { signature: signatureFor(old) }, now);
    expect(found).toMatchObject({ state: "revoked", paper: { replacedBy: fresh.number } });
  });

  test("a holder's folder, newest first, page by page; of this person and these cities only", async () => {
    const made: string[] = [];
    for (const hours of [1, 2, 2, 3]) {
      const at = new Date(now.getTime() + hours * 3_600_000);
      made.push((await issue({ holder: "r-folder", now: at })).number);
    }
    const first = await listCertificates(documents, { cities: [city, "130982"], holder: "r-folder", limit: 3 });
    expect(first.items[0]?.number).toBe(made[3]);
    const rest = await listCertificates(documents, { cities: [city], holder: "r-folder", after: first.next ?? "" });
    expect(rest.next).toBeNull();
    expect([...first.items, ...rest.items].map((one) => one.number).sort()).toEqual([...made].sort());
    expect((await listCertificates(documents, { cities: ["130982"], holder: "r-folder" })).items).toEqual([]);
    expect((await listCertificates(documents, { cities: [city], holder: "nobody" })).items).toEqual([]);
    expect(await getCertificate(documents, "130982", made[0] ?? "")).toBeUndefined();
  });

  test("a certificate outlives the papers of its case", async () => {
    const certificate = await issue();
    await deleteFilesOfCase(documents, { city, caseNumber: certificate.caseNumber, now });
    expect(await pdfOf(certificate)).not.toHaveLength(0);
  });
});
