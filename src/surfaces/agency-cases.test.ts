import { createHmac, randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { renderToString } from "preact-render-to-string";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type TestHouse, testHouse } from "../../tests/helpers/house.ts";
import { testDesk } from "../../tests/helpers/staff-desk.ts";
import { quiet } from "../../tests/project/support/walk.ts";
import { agencyCaseOf, errandsAbout, pushesAbout, rememberReference, setConnector } from "../domain/agencies/index.ts";
import {
  type Actor,
  type ActType,
  CaseChanged,
  findCase,
  perform,
  submitCase,
  viewCase,
} from "../domain/cases/index.ts";
import type { Language } from "../foundation/i18n/index.ts";
import { agencyAdapters } from "../outside/agencies/index.ts";
import { withAgency } from "./staff/case/with-agency.tsx";

const city = "430621";
const agency = "human-resources";
let running: TestHouse;
/** The agency: its cases by key, what it heard, and whether it answers. */
let office: Server;
let isDown = false;
let heard: string[] = [];
const cases = new Map<string, string>();
let stage: { state: string; sequence: number; reason?: string } = { state: "received", sequence: 1 };
let loses = 0;

beforeAll(async () => {
  office = createServer((request, response) => {
    const { method = "", url = "", headers } = request;
    request.resume();
    request.on("end", () => {
      heard.push(`${method} ${url}`);
      if (isDown) return void response.writeHead(500).end();
      if (method === "POST" && url === "/cards") {
        const key = String(headers["idempotency-key"]);
        const number = key.split(":")[0] ?? key;
        const reference = cases.get(number) ?? `SC${cases.size + 1}`;
        cases.set(number, reference);
        if (loses > 0) {
          loses -= 1;
          return void request.socket.destroy();
        }
        return void response.writeHead(201).end(JSON.stringify({ reference }));
      }
      const reference = url.split("/").at(-1);
      response.writeHead(200).end(JSON.stringify({ reference, ...stage }));
    });
  });
  await new Promise<void>((resolve) => office.listen(0, "127.0.0.1", resolve));
  running = await testHouse({ jobs: true });
  const { house } = running;
  await setConnector(
    { database: house.database, secrets: house.secrets, adapters: agencyAdapters },
    {
      ...{ city, agency, by: { kind: "system", id: "tests" }, now: house.clock() },
      secrets: { push: "shared-secret" },
      config: {
        adapter: "json",
        base: `http://127.0.0.1:${(office.address() as AddressInfo).port}`,
        operations: {
          "social-security-card": {
            submit: { path: "/cards", send: { name: "person.name", number: "case.number" }, reference: "reference" },
            follow: {
              method: "GET",
              path: "/cards/{reference}",
              stage: {
                ...{ reference: "reference", stage: "state", sequence: "sequence", say: "reason" },
                codes: { received: "received", accepted: "accepted", ready: "approved", rejected: "refused" },
              },
            },
            withdraw: { method: "DELETE", path: "/cards/{reference}" },
          },
        },
        push: { signature: "hmac-sha256" },
      },
    },
  );
  await house.agencies.refresh();
}, 120_000);
afterAll(async () => {
  await running?.close();
  office?.closeAllConnections();
  office?.close();
});
beforeEach(() => {
  heard = [];
  isDown = false;
  loses = 0;
  stage = { state: "received", sequence: 1 };
});

async function filed(over: { city?: string; code?: string; agency?: string } = {}): Promise<string> {
  const { house } = running;
  const service = house.catalogue.service(over.code ?? "social-security-card");
  if (!service) throw new Error("the card is not published");
  const { samples } = service.definition;
  const key = randomUUID();
  const { number } = await submitCase(house.cases, {
    ...{
      city: over.city ?? city,
      service,
      agency: over.agency ?? agency,
      resident: "rLiMinghua",
      delivery: service.definition.deliver[0] ?? null,
      channel: "web",
    },
    applicant: { name: "李明华", id_type: "resident_id", id_number: "11010519491231002X", phone: "13800138000" },
    answers: samples.find((sample) => sample.city === (over.city ?? city))?.answers ?? samples[0]?.answers ?? {},
    by: { kind: "resident", id: "rLiMinghua" },
    idempotency: { caller: "rLiMinghua", key, bodyHash: key },
  });
  return number;
}

/** Waits until what follows has happened; the loops of the program run by themselves. */
async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`${what} did not happen; heard ${heard.join(", ")}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
const stateOf = async (number: string) => (await findCase(running.house.cases, city, number)).state;
const referenceOf = async (number: string) => (await agencyCaseOf(running.house.database, city, number))?.reference;
/** Time goes on meanwhile: an errand that failed at this very moment is due a little after it. */
const isSent = (number: string) =>
  until("sending", async () => {
    pass(500);
    return (await referenceOf(number)) !== undefined;
  });
const pass = (ms: number) => {
  running.clock.now = new Date(running.clock.now.getTime() + ms);
};

async function push(
  body: unknown,
  over: { nonce?: string; secret?: string; at?: Date; raw?: string; agency?: string } = {},
) {
  const path = `/api/v1/cities/${city}/agencies/${over.agency ?? agency}/stages`;
  const raw = over.raw ?? JSON.stringify(body);
  const timestamp = String(Math.floor((over.at ?? running.clock.now).getTime() / 1_000));
  const nonce = over.nonce ?? randomUUID();
  const signed = `POST\n${path}\n${timestamp}\n${nonce}\n${raw}\n`;
  const signature = createHmac("sha256", over.secret ?? "shared-secret")
    .update(signed)
    .digest("hex");
  const answer = await fetch(running.baseUrl + path, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "onewindow-timestamp": timestamp,
      "onewindow-nonce": nonce,
      "onewindow-signature": signature,
    },
    body: raw,
  });
  return { status: answer.status, json: (await answer.json()) as { outcome?: string; code?: string; number?: string } };
}
const told = (reference: unknown, name: string, sequence: number, more = {}) => ({
  ...{ reference, stage: name, sequence, at: "2026-11-16T01:30:00.000Z" },
  ...more,
});

test("a case is sent, its stages are pushed: applied once, late ones change nothing, the record keeps all", async () => {
  const number = await filed();
  await isSent(number);
  const reference = await referenceOf(number);
  const nonce = randomUUID();
  const accepted = told(reference, "accepted", 3);
  expect(await push(accepted, { nonce })).toMatchObject({ status: 200, json: { outcome: "applied", number } });
  expect(await stateOf(number)).toBe("accepted");
  expect(await push(accepted, { nonce })).toMatchObject({ status: 200, json: { outcome: "applied", number } });
  expect(await push(told(reference, "correction_asked", 2))).toMatchObject({ status: 200, json: { outcome: "late" } });
  expect(await push(told(reference, "approved", 4), { nonce })).toMatchObject({
    status: 409,
    json: { code: "nonce_reused" },
  });
  const values = { card_number: "A12345678" };
  expect(await push(told(reference, "approved", 4, { say: "已制卡", values }))).toMatchObject({
    json: { outcome: "applied" },
  });
  const view = await viewCase(running.house.cases, city, number);
  expect(view.row.state).toBe("approved");
  expect(view.timeline.filter(({ type }) => type === "accept")).toHaveLength(1);
  expect(view.timeline.find(({ type }) => type === "approve")).toMatchObject({
    actor_kind: "agency",
    actor: agency,
    words: { note: "已制卡", found: values },
  });
  // Taken back here before the agency decides otherwise.
  expect(await push(told(reference, "refused", 5, { say: "照片不合格" }))).toMatchObject({
    json: { outcome: "not_possible" },
  });
  const outcomes = (await pushesAbout(running.house.database, city, number)).map((each) => each.outcome);
  expect(outcomes.sort()).toEqual(["applied", "applied", "late", "not_possible"]);
});

test("a push of nobody's hand, of another time, of an unknown case, unreadable", async () => {
  const number = await filed();
  await isSent(number);
  const reference = await referenceOf(number);
  const body = told(reference, "accepted", 2);
  const at = (seconds: number) => new Date(running.clock.now.getTime() + seconds * 1_000);
  expect(await push(body, { secret: "guess" })).toMatchObject({ status: 401, json: { code: "signature_invalid" } });
  expect(await push(body, { at: at(-301) })).toMatchObject({ status: 401 });
  expect(await push(body, { at: at(301) })).toMatchObject({ status: 401 });
  expect(await push(body, { nonce: "short" })).toMatchObject({ status: 401 });
  expect(await push(told("SC999", "accepted", 2))).toMatchObject({ status: 404, json: { code: "reference_unknown" } });
  expect(await push(body, { agency: "tax" })).toMatchObject({ status: 404, json: { code: "agency_not_connected" } });
  expect(await push({ reference, stage: "lost" })).toMatchObject({ status: 422, json: { code: "stage_unreadable" } });
  expect(await push({}, { raw: "{" })).toMatchObject({ status: 400, json: { code: "invalid_json" } });
  expect(await stateOf(number)).toBe("submitted");
});

test("an agency that is down: the case waits and says so; up again, it is sent once", async () => {
  isDown = true;
  const number = await filed();
  await until("waiting", async () => (await findCase(running.house.cases, city, number)).waiting_for !== null);
  expect(await errandsAbout(running.house.database, city, number)).toMatchObject([
    { purpose: "submit", lastReason: "error" },
  ]);
  isDown = false;
  pass(60_000);
  await isSent(number);
  await until("no more waiting", async () => (await findCase(running.house.cases, city, number)).waiting_for === null);
});

test("an agency whose answer is lost has the case once", async () => {
  loses = 1;
  const before = cases.size;
  const number = await filed();
  await until("the loss", async () => loses === 0);
  pass(5_000);
  await isSent(number);
  expect(cases.size).toBe(before + 1);
  expect(await referenceOf(number)).toBe(cases.get(number));
});

test("where nothing is pushed it is followed once a day, until it is decided", async () => {
  const number = await filed();
  await isSent(number);
  await until("the next time", async () => (await errandsAbout(running.house.database, city, number)).length === 1);
  stage = { state: "rejected", sequence: 7, reason: "照片看不清" };
  pass(25 * 3_600_000);
  await until("the decision", async () => (await stateOf(number)) === "refused");
  const { timeline } = await viewCase(running.house.cases, city, number);
  expect(timeline.find(({ type }) => type === "refuse")?.words).toMatchObject({ reason: "照片看不清" });
  await until("the end", async () => (await errandsAbout(running.house.database, city, number)).length === 0);
});

test("what is withdrawn here is taken back there, also when its sending is not finished", async () => {
  const by = { kind: "resident", id: "rLiMinghua" } as const;
  const withdraw = async (number: string): Promise<void> => {
    const { revision } = await findCase(running.house.cases, city, number);
    const act = { city, number, type: "withdraw", revision, by, input: { reason: "不办了" } } as const;
    // The case says at the same moment that it waits.
    await perform(running.house.cases, act).catch((error: unknown) => {
      if (error instanceof CaseChanged) return withdraw(number);
      throw error;
    });
  };
  const number = await filed();
  await isSent(number);
  await withdraw(number);
  await until("taking back", async () => heard.includes(`DELETE /cards/${cases.get(number)}`));
  loses = 1;
  const second = await filed();
  await until("the loss", async () => loses === 0);
  await withdraw(second);
  pass(5_000);
  await quiet(running);
  await until("taking back", async () => {
    pass(500);
    return heard.includes(`DELETE /cards/${cases.get(second)}`);
  });
});

describe("where the city's agency has no connector for it", () => {
  const elsewhere = "419001";
  const clerk = { kind: "clerk", id: "0190b7a0-0000-7000-8000-000000000001", lead: true } as const;
  const resident = { kind: "resident", id: "rLiMinghua" } as const;
  const errands = (number: string) => errandsAbout(running.house.database, elsewhere, number);

  async function act(number: string, type: ActType, by: Actor, input: Record<string, unknown> = {}): Promise<void> {
    const { revision } = await findCase(running.house.cases, elsewhere, number);
    await perform(running.house.cases, { city: elsewhere, number, type, revision, by, input });
  }

  async function connect(operations: Record<string, unknown>): Promise<void> {
    const { house } = running;
    const base = `http://127.0.0.1:${(office.address() as AddressInfo).port}`;
    await setConnector(
      { database: house.database, secrets: house.secrets, adapters: agencyAdapters },
      {
        ...{ city: elsewhere, agency, by: { kind: "system", id: "tests" }, now: house.clock() },
        config: { adapter: "json", base, operations },
      },
    );
    await house.agencies.refresh();
  }

  test.each([
    ["a card", "social-security-card", agency],
    ["a claim at court", "court-e-filing", "court"],
    ["an allowance", "old-age-allowance", "civil-affairs"],
  ])("%s is worked by clerks as any other: no errand, nothing waits", async (_what, code, of) => {
    const number = await filed({ city: elsewhere, code, agency: of });
    await quiet(running);
    expect(await errands(number)).toEqual([]);
    if (of !== "court") await act(number, "accept", clerk);
    await act(number, "approve", clerk, { note: "已办好" });
    await quiet(running);
    expect(await errands(number)).toEqual([]);
    const { state, waiting_for } = await findCase(running.house.cases, elsewhere, number);
    expect([state === "approved" || state === "delivered", waiting_for]).toEqual([true, null]);
    expect(heard).toEqual([]);
  });

  test("one without that operation neither; what clerks have begun stays theirs when it comes, what is new goes there", async () => {
    await connect({ other: { look_up: { path: "/x", about: { person: "id" }, take: { name: "name" } } } });
    const corrected = await filed({ city: elsewhere });
    const withdrawn = await filed({ city: elsewhere });
    await quiet(running);
    expect([await errands(corrected), await errands(withdrawn)]).toEqual([[], []]);

    await connect({
      "social-security-card": {
        submit: { path: "/cards", send: { name: "person.name" }, reference: "reference" },
        withdraw: { method: "DELETE", path: "/cards/{reference}" },
      },
    });
    await act(corrected, "ask_correction", clerk, { items: ["照片"] });
    await act(corrected, "correct", resident, {
      answers: running.house.catalogue.service("social-security-card")?.definition.samples[0]?.answers ?? {},
    });
    await act(withdrawn, "withdraw", resident, { reason: "不办了" });
    await quiet(running);
    expect([await errands(corrected), await errands(withdrawn)]).toEqual([[], []]);
    expect(heard).toEqual([]);

    const number = await filed({ city: elsewhere });
    await until("sending", async () => (await agencyCaseOf(running.house.database, elsewhere, number)) !== undefined);
    expect(heard).toEqual(["POST /cards"]);
  });
});

test("the clerks' page of a case tells what went there and came back, what waits and why, in both languages", async () => {
  const { house } = running;
  isDown = true;
  const number = await filed();
  await until("waiting", async () => (await findCase(house.cases, city, number)).waiting_for !== null);
  const row = await findCase(house.cases, city, number);
  const read = async (language: Language) => {
    const shown = await withAgency(house, row, language);
    return shown === undefined ? "" : renderToString(shown).replaceAll(/<[^>]*>/g, " ");
  };
  // The case waits before the job that asked has written down why.
  await until("a reason", async () => (await read("zh")).includes("原因："));
  const waiting = await read("zh");
  for (const words of ["与部门系统的往来", "提交给部门", "起在等，已试", "原因：回答出错", "下次 "])
    expect(waiting).toContain(words);
  isDown = false;
  pass(3_600_000);
  await isSent(number);
  const reference = await referenceOf(number);
  await push(told(reference, "accepted", 4));
  await push(told(reference, "correction_asked", 2));
  const said = await read("en");
  const expected = [
    ...["To and from the agency's system", `Number there ${reference}`, "taken up or being examined (no. 4)"],
    ...["correction asked for (no. 2)", "Came after a newer one and changed nothing", "Ask how it stands", "Next "],
  ];
  for (const words of expected) expect(said).toContain(words);

  // On the page itself: a case of an office that has a clerk in the demonstration.
  const desk = testDesk(running);
  const permit = await desk.file();
  const clerk = await desk.signedIn("430621-clerk");
  expect((await clerk.get(`/staff/cases/${permit}`)).text).not.toContain("与部门系统的往来");
  const kept = { city, number: permit, agency: "public-security", reference: "GA-1", revision: 1, now: house.clock() };
  await rememberReference(house.database, kept);
  const page = (await clerk.get(`/staff/cases/${permit}`)).text;
  expect(page).toContain("与部门系统的往来");
  expect(page).toContain("部门系统编号 GA-1");
});
