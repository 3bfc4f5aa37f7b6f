import { createHmac, randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type ScriptedAgencies, scriptedAgencies } from "../../tests/helpers/agencies.ts";
import { type TestHouse, testHouse } from "../../tests/helpers/house.ts";
import { claimsOf, fileCase, keyOf, type Sub } from "../../tests/helpers/own-pages.ts";
import { type Adapter, AgencyFailure } from "../domain/agencies/index.ts";
import { auditEntries } from "../domain/audit/index.ts";
import { getCertificate, listCertificates } from "../domain/documents/index.ts";
import { inbox } from "../domain/notifications/index.ts";
import { answerCase } from "./answering.ts";

const city = "430621";
const secret = "the tax bureau's secret";
let t: TestHouse;
let agencies: ScriptedAgencies;

/** The scripted agency, which also pushes. */
function pushing(scripted: Adapter): Adapter {
  const unreadable = () => {
    throw new AgencyFailure("unreadable", "no stages here");
  };
  const push = { algorithm: "hmac-sha256", key: secret } as const;
  return {
    ...scripted,
    open: (options) => ({ ...scripted.open(options), push, readStage: unreadable }),
  };
}

beforeAll(async () => {
  agencies = scriptedAgencies();
  const scripted = agencies.adapters.get("scripted");
  if (!scripted) throw new Error("nothing is scripted");
  (agencies.adapters as Map<string, Adapter>).set("scripted", pushing(scripted));
  t = await testHouse({ adapters: agencies.adapters });
  await agencies.connect(t.house, ["tax", "natural-resources"]);
});
afterAll(() => t.close());
beforeEach(() => {
  t.clock.now = new Date(t.clock.now.getTime() + 3_600_000);
});

async function issued(sub: Sub, service: string): Promise<string> {
  const said = t.house.catalogue.service(service)?.definition.samples[0]?.agency_says;
  if (said === undefined || said === "nothing") throw new Error(`${service} is not issued`);
  agencies.says = { found: said };
  // Of two issued at the same moment neither is the newest.
  t.clock.now = new Date(t.clock.now.getTime() + 60_000);
  const { number } = await fileCase(t.house, sub, { service, city });
  await answerCase(t.house, city, number);
  const [newest] = (await listCertificates(t.house.documents, { cities: [city], holder: keyOf(t.house, sub) })).items;
  if (newest?.caseNumber !== number) throw new Error(`${service} gave no certificate`);
  return newest.number;
}

const personOf = (sub: Sub) => ({
  id_type: claimsOf(sub)["id_type"] ?? "resident_id",
  id_number: claimsOf(sub)["id_number"] ?? "",
});

async function tell(body: unknown, over: { agency?: string; secret?: string; nonce?: string } = {}) {
  const path = `/api/v1/cities/${city}/agencies/${over.agency ?? "tax"}/facts`;
  const raw = JSON.stringify(body);
  const timestamp = String(Math.floor(t.clock.now.getTime() / 1_000));
  const nonce = over.nonce ?? randomUUID();
  const signature = createHmac("sha256", over.secret ?? secret)
    .update(`POST\n${path}\n${timestamp}\n${nonce}\n${raw}\n`)
    .digest("hex");
  const headers = {
    "content-type": "application/json",
    ...{ "onewindow-timestamp": timestamp, "onewindow-nonce": nonce, "onewindow-signature": signature },
  };
  const answer = await fetch(t.baseUrl + path, { method: "POST", headers, body: raw });
  return { status: answer.status, json: (await answer.json()) as { outcome?: string; code?: string } };
}

const standing = async (number: string) => {
  const certificate = await getCertificate(t.house.documents, city, number);
  return { revoked: certificate?.revokedAt !== null, marked: certificate?.factsChangedAt !== null };
};
const fine = { revoked: false, marked: false };
const gone = { revoked: true, marked: false };

test("an agency that names only the person: what its records gave stands no more, another agency's and another person's does", async () => {
  const tax = await issued("worker", "tax-payment-proof");
  const at = t.clock.now.toISOString();
  const house = await issued("worker", "no-property-certificate");
  const others = await issued("trader", "tax-payment-proof");
  t.clock.now = new Date(t.clock.now.getTime() + 60_000);
  // Of an operation that nobody asked nothing is withdrawn, and the answer is the same.
  const taken = { status: 200, json: { outcome: "taken" } };
  const later = t.clock.now.toISOString();
  expect(await tell({ person: personOf("worker"), at: later, operation: "something_else" })).toMatchObject(taken);
  expect(await tell({ person: { id_type: "passport", id_number: "E00000001" }, at: later })).toMatchObject(taken);
  // It was so no more before it was issued: issued since then, it is of the new facts.
  expect(await tell({ person: personOf("worker"), at })).toMatchObject(taken);
  expect(await standing(tax)).toEqual(fine);

  const nonce = randomUUID();
  const said = { person: personOf("worker"), at: later, reason: "更正申报" };
  expect(await tell(said, { nonce })).toMatchObject(taken);
  expect(await tell(said, { nonce })).toMatchObject(taken);
  expect([await standing(tax), await standing(house), await standing(others)]).toEqual([gone, fine, fine]);
  const { items } = await inbox(t.house.database, t.house.secrets, keyOf(t.house, "worker"));
  expect(items.filter(({ template }) => template === "certificate_revoked")).toHaveLength(1);
  const entries = await auditEntries(t.house.database, city);
  expect(entries.items.filter(({ act }) => act === "certificate.revoke")).toMatchObject([
    { actorKind: "agency", actor: "tax", subject: tax, detail: { because: "facts_changed" } },
  ]);

  // The new facts are certified anew, and what was told before does not touch it.
  t.clock.now = new Date(t.clock.now.getTime() + 60_000);
  const anew = await issued("worker", "tax-payment-proof");
  expect(await tell(said)).toMatchObject(taken);
  expect(await standing(anew)).toEqual(fine);
});

test("only marked, where the agency says so", async () => {
  const number = await issued("grandmother", "no-property-certificate");
  t.clock.now = new Date(t.clock.now.getTime() + 60_000);
  const said = { person: personOf("grandmother"), at: t.clock.now.toISOString(), effect: "facts_changed" };
  expect(await tell(said, { agency: "natural-resources" })).toMatchObject({ status: 200 });
  expect(await standing(number)).toEqual({ revoked: false, marked: true });
});

test("nobody else tells it", async () => {
  const number = await issued("student", "tax-payment-proof");
  t.clock.now = new Date(t.clock.now.getTime() + 60_000);
  const said = { person: personOf("student"), at: t.clock.now.toISOString() };
  expect(await tell(said, { secret: "a guess" })).toMatchObject({ status: 401, json: { code: "signature_invalid" } });
  expect(await tell(said, { agency: "court" })).toMatchObject({ status: 404, json: { code: "agency_not_connected" } });
  expect(await tell({ ...said, at: "yesterday" })).toMatchObject({ status: 422, json: { code: "invalid_fields" } });
  expect(await tell({ at: said.at })).toMatchObject({ status: 422 });
  expect(await standing(number)).toEqual(fine);
});
