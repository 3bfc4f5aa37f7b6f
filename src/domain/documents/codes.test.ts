import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asOwner, type TestDatabase, testDatabase } from "../../../tests/helpers/database.ts";
import { newId } from "../../foundation/ids/index.ts";
import type { Certificate } from "./certificate.ts";
import { codesOf, forgetOldCodes, makeCode, ownCode, redeemCode, withdrawCode } from "./codes.ts";
import type { Documents } from "./context.ts";
import { issueCertificate } from "./issue.ts";
import { resealDocuments } from "./reseal.ts";

const city = "430621";
const holder = "r1";
const now = new Date("2026-11-21T01:00:00Z");
const later = (days: number, minutes = 0) => new Date(now.getTime() + days * 86_400_000 + minutes * 60_000);

let base: TestDatabase;
let documents: Documents;
let certificate: Certificate;
beforeAll(async () => {
  base = await testDatabase(now);
  const directory = await mkdtemp(join(tmpdir(), "codes-"));
  documents = { database: base.database, secrets: base.secrets, directory };
  certificate = await issueCertificate(documents, {
    ...{ city, caseNumber: "case-1", template: "residence-permit", templateVersion: "1", holder, now },
    ...{ baseUrl: "https://one.example.gov.cn", demonstration: false },
    facts: {
      title: { zh: "居住证", en: "Residence permit" },
      ...{ holder: "欧阳文华", lines: [], issuedOn: "2026-11-21", validUntil: "2027-11-20" },
      issuer: { zh: "岳阳县公安局", en: "Yueyang County Public Security Bureau" },
    },
  });
});
afterAll(async () => {
  await base.close();
  await rm(documents.directory, { recursive: true });
});

const rows = () =>
  asOwner(base, async (owner) => {
    await owner.query("select set_config('app.cities', $1, false)", [city]);
    return (await owner.query<{ id: string; purpose_sealed: string }>("select * from certificate_codes")).rows;
  });

test("what a code is for is sealed, opens for its holder and user, and is sealed anew with a new key", async () => {
  const { id } = await makeCode(documents, { certificate, id: newId(now), purpose: "给前夫看病的证明", now });
  const [kept] = await rows();
  expect(JSON.stringify(kept)).not.toContain("前夫");
  const shown = await ownCode(documents, { city, id, holder, now });
  expect(shown?.purpose).toBe("给前夫看病的证明");
  const by = { key: "clerk:1", name: "县医院", agencies: undefined, once: "1" };
  const used = await redeemCode(documents, { city, typed: shown?.digits ?? "", by, now }, async () => undefined);
  expect(used.code).toMatchObject({ purpose: "给前夫看病的证明", state: "used" });

  base.clock.now = later(0, 1);
  await documents.secrets.addSealKey(city, "aes-256-gcm", base.clock.now);
  await documents.secrets.load([city]);
  expect(await resealDocuments(documents, city)).toMatchObject({ codes: 1 });
  expect(await resealDocuments(documents, city)).toMatchObject({ codes: 0 });
  const [again] = await rows();
  expect(again?.purpose_sealed.split(".")[1]).toBe(documents.secrets.sealKeyId(city));
  expect(again?.purpose_sealed).not.toBe(kept?.purpose_sealed);
  const [seen] = await codesOf(documents, { city, number: certificate.number, holder, now });
  expect(seen?.purpose).toBe("给前夫看病的证明");
});

test("used, withdrawn and old codes are forgotten 90 days after their time, and no earlier", async () => {
  const withdrawn = await makeCode(documents, { certificate, id: newId(now), purpose: "收回的", now });
  expect(await withdrawCode(documents, { city, id: withdrawn.id, holder, now })).toBe(true);
  const old = await makeCode(documents, { certificate, id: newId(now), purpose: "没有用的", now });
  const fresh = await makeCode(documents, { certificate, id: newId(later(1)), purpose: "新的", now: later(1) });
  const before = await rows();
  expect(before.map(({ id }) => id)).toEqual(expect.arrayContaining([withdrawn.id, old.id, fresh.id]));
  expect(await forgetOldCodes(documents, city, later(90, 10))).toBe(0);
  expect(await forgetOldCodes(documents, "130982", later(400))).toBe(0);
  expect(await forgetOldCodes(documents, city, later(90, 11))).toBe(before.length - 1);
  expect((await rows()).map(({ id }) => id)).toEqual([fresh.id]);
});
