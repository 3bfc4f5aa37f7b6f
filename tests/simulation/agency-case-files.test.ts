import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { agencyCaseOf, errandsAbout } from "../../src/domain/agencies/index.ts";
import { attachFiles, receiveFile, type StoredFile } from "../../src/domain/documents/index.ts";
import { cityScope } from "../../src/foundation/database/index.ts";
import { newId } from "../../src/foundation/ids/index.ts";
import { agencyCaseErrands } from "../../src/surfaces/agency-cases.ts";
import { type TestHouse, testHouse } from "../helpers/house.ts";
import { fileCase } from "../helpers/own-pages.ts";
import { sandboxFor } from "../helpers/sandbox.ts";
import { connectToSandbox } from "../journeys/support/agencies.ts";

/** Evidence that somebody sends with a claim is with the court, whatever happens on the way. */
const city = "430621";
const service = "court-e-filing";
const sandbox = sandboxFor(["court"]);
let t: TestHouse;
beforeAll(async () => {
  t = await testHouse();
  await connectToSandbox(t, sandbox(), city, "court");
});
afterAll(() => t?.close());

const papers = {
  first: Buffer.from("%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"),
  second: Buffer.from("%PDF-1.4\n%second\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"),
};
const digestOf = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

type Received = { readonly path: string; readonly status: number | undefined };
const received = async (method = "") => {
  const { items } = await sandbox().control<{ items: (Received & { method: string })[] }>(
    "court",
    "GET /control/received",
  );
  return items.filter((one) => one.method.includes(method) && one.path.startsWith("/open/v1/f"));
};
const handed = async (number: string) => {
  const { items } = await sandbox().control<{ items: { key: string; file: string; sha256: string; name: string }[] }>(
    "court",
    "GET /control/files",
  );
  return items.filter(({ key }) => key.startsWith(number));
};
const filings = async () => {
  const { items } = await sandbox().control<{
    items: { reference: string; submitted: { evidence?: readonly string[] }; stage: string }[];
  }>("court", "GET /control/cases");
  return items;
};

/** A claim with two files, tied to it as sending ties them unless told otherwise. */
async function claim(options: { tied?: boolean } = {}) {
  const owner = "rWithEvidence";
  const draft = newId(t.clock.now);
  const stored: StoredFile[] = [];
  for (const [question, bytes, name] of [
    ["evidence_1", papers.first, "借条.pdf"],
    ["evidence_2", papers.second, "转账记录 2.pdf"],
  ] as const) {
    const about = { city, owner, draft, question, name, now: t.clock.now };
    stored.push(await receiveFile(t.house.documents, Readable.from([bytes]), about));
  }
  const answers = Object.fromEntries(
    stored.map(({ question, id, name, size }) => [question, { file: id, name, size, type: "application/pdf" }]),
  );
  const { number } = await fileCase(t.house, "worker", { service, city, answers });
  const tie = () =>
    t.house.database.transaction(cityScope(city), (tx) =>
      attachFiles(tx, { city, owner, ids: stored.map(({ id }) => id), caseNumber: number }),
    );
  if (options.tied !== false) await tie();
  return { number, tie };
}

async function send(number: string): Promise<void> {
  const errand = { city, agency: "court", purpose: "submit", subject: number, service } as const;
  await t.house.database.transaction(cityScope(city), (tx) => t.house.agencies.enqueue(tx, errand));
  await round();
}
async function round(): Promise<void> {
  const answer = () => Promise.reject(new Error("nobody asked for this errand"));
  await t.house.agencies.run({ ...agencyCaseErrands(t.house), answer });
}
const later = (seconds: number) => {
  t.clock.now = new Date(t.clock.now.getTime() + seconds * 1_000);
};
const waiting = async (number: string) =>
  (await errandsAbout(t.house.database, city, number)).filter(({ purpose }) => purpose === "submit");

test("each file is with the court before the claim, byte for byte, and the claim names it", async () => {
  const { number } = await claim();
  await send(number);
  const files = await handed(number);
  expect(files.map(({ name, sha256 }) => [name, sha256])).toEqual([
    ["借条.pdf", digestOf(papers.first)],
    ["转账记录 2.pdf", digestOf(papers.second)],
  ]);
  const { reference } = (await agencyCaseOf(t.house.database, city, number)) ?? {};
  const filing = (await filings()).find((one) => one.reference === reference);
  expect(filing?.submitted.evidence).toEqual(files.map(({ file }) => file));
});

test("an answer that was lost, a court that is down: sent again, and each file and the claim are there once", async () => {
  const before = (await filings()).length;
  const { number } = await claim();
  // The first file arrives, its answer does not; the second meets a closed door.
  await sandbox().mood("court", { mood: "half", times: 1 });
  await send(number);
  expect(await waiting(number)).toMatchObject([{ lastReason: "unreadable" }]);
  expect(await handed(number)).toHaveLength(1);
  await sandbox().mood("court", { mood: "down", times: 1 });
  later(5);
  await round();
  expect(await agencyCaseOf(t.house.database, city, number)).toBeUndefined();
  expect(await waiting(number)).toMatchObject([{ lastReason: "down" }]);
  for (let tries = 0; tries < 4 && (await waiting(number)).length > 0; tries += 1) {
    later(30);
    await round();
  }
  expect(await waiting(number)).toEqual([]);
  expect((await handed(number)).map(({ sha256 }) => sha256)).toEqual([digestOf(papers.first), digestOf(papers.second)]);
  expect(await filings()).toHaveLength(before + 1);
});

test("a claim whose files are not tied to it yet waits a moment, and the agency is not blamed", async () => {
  const { number, tie } = await claim({ tied: false });
  await send(number);
  expect(await waiting(number)).toMatchObject([{ lastReason: "busy", asked: 0 }]);
  expect(await handed(number)).toEqual([]);
  await tie();
  later(5);
  await round();
  expect(await waiting(number)).toEqual([]);
  expect(await handed(number)).toHaveLength(2);
});

test("a file the court does not take stops the claim, for a clerk to see", async () => {
  const { number } = await claim();
  const asked = (await received("POST")).length;
  const refused = { when: { status: [400] }, say: "error.message" };
  const files = { path: "/files?name=", reference: "file", answers: { refused } };
  await connectToSandbox(t, sandbox(), city, "court", ({ operations = {}, ...example }) => ({
    ...example,
    operations: { [service]: { ...operations[service], files } },
  }));
  await send(number);
  expect(await waiting(number)).toMatchObject([{ state: "dead", lastReason: "refused_there" }]);
  expect((await received("POST")).slice(asked)).toMatchObject([{ status: 400 }]);
  expect(await agencyCaseOf(t.house.database, city, number)).toBeUndefined();
  await connectToSandbox(t, sandbox(), city, "court");
});
