import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { agencyCaseOf, pushesAbout, rememberReference } from "../../src/domain/agencies/index.ts";
import { findCase, viewCase } from "../../src/domain/cases/index.ts";
import { cityScope } from "../../src/foundation/database/index.ts";
import { agencyCaseErrands } from "../../src/surfaces/agency-cases.ts";
import { type TestHouse, testHouse } from "../helpers/house.ts";
import { claimsOf, eventually, fileCase } from "../helpers/own-pages.ts";
import { sandboxFor } from "../helpers/sandbox.ts";
import { connectToSandbox } from "../journeys/support/agencies.ts";

/** What the court and the hotline sign with their own keys and push to a running house. */
const city = "430621";
const sandbox = sandboxFor(["court", "hotline"]);
let t: TestHouse;
beforeAll(async () => {
  // What they sign carries the time of this machine.
  t = await testHouse({ now: new Date() });
  for (const agency of ["court", "hotline"] as const) {
    await connectToSandbox(t, sandbox(), city, agency);
    const address = `${t.baseUrl}/api/v1/cities/{city}/agencies/${agency}/stages`;
    await sandbox().control(agency, "POST /control/push-to", { address });
  }
});
afterAll(() => t?.close());
beforeEach(() => {
  t.clock.now = new Date();
});

type Agency = "court" | "hotline";
type Told = {
  readonly about: string;
  readonly outcome: string;
  readonly tries: readonly { readonly status?: number }[];
};
type At = { readonly agency: Agency; readonly number: string; readonly reference: string };

/** The court takes a claim over by the errand that the case brings with it. */
async function claim(): Promise<At> {
  const { house } = t;
  const service = "court-e-filing";
  const { number } = await fileCase(house, "worker", { service, city });
  const errand = { city, agency: "court", purpose: "submit", subject: number, service } as const;
  await house.database.transaction(cityScope(city), (tx) => house.agencies.enqueue(tx, errand));
  const answer = () => Promise.reject(new Error("nobody asked for this errand"));
  await house.agencies.run({ ...agencyCaseErrands(house), answer });
  const known = await agencyCaseOf(house.database, city, number);
  return known === undefined ? notThere("the court") : { agency: "court", number, reference: known.reference };
}

/** Reports stay with our own clerks, so nothing sends one by itself: it is handed over as a city that wants that would. */
async function report(): Promise<At> {
  const { house } = t;
  const { number } = await fileCase(house, "worker", { service: "report-a-problem", city });
  const { row, answers } = await viewCase(house.cases, city, number);
  const claims = claimsOf("worker");
  const phone = claims["phone_number"] ?? "";
  const { reference } = await house.agencies.submit({
    ...{ city, agency: "hotline", operation: "report-a-problem", parameters: answers, key: `${number}:1` },
    person: { idType: "resident_id", idNumber: claims["id_number"] ?? "", name: claims["name"] ?? "" },
    case: { number, service: row.service, phone, submittedOn: "2026-09-01" },
  });
  const kept = { city, number, agency: "hotline", reference, revision: 1, now: house.clock() };
  await rememberReference(house.database, kept);
  return { agency: "hotline", number, reference };
}

const begin = { court: claim, hotline: report };

function notThere(who: string): never {
  throw new Error(`${who} does not have the case`);
}

async function decide({ agency, reference }: At, stage: string, more: object = {}): Promise<void> {
  await sandbox().control(agency, "POST /control/stages", { reference, stage, ...more });
}

/** What the agency says became of its pushes about this case, oldest first. */
async function toldOf({ agency, reference }: At): Promise<readonly Told[]> {
  const { items } = await sandbox().control<{ items: Told[] }>(agency, "GET /control/pushes");
  return items.filter(({ about }) => about.startsWith(reference));
}
const outcomes = async ({ number }: At) =>
  (await pushesAbout(t.house.database, city, number)).map(({ stage, outcome }) => `${stage} ${outcome}`).sort();
const until = (at: At, expected: readonly string[]) =>
  eventually(
    () => outcomes(at),
    (now) => now.length >= expected.length && now.every((one) => !one.endsWith("null")),
  ).then((now) => expect(now).toEqual([...expected].sort()));
const stateOf = async ({ number }: At) => (await findCase(t.house.cases, city, number)).state;

describe.each(["court", "hotline"] as const)("%s", (agency) => {
  test("a stage it signed is applied; the same bytes again and the stage signed anew change nothing", async () => {
    const at = await begin[agency]();
    await until(at, ["received applied"]);
    await sandbox().mood(agency, { mood: "replay", times: 1 });
    await decide(at, "accepted");
    await until(at, ["received applied", "accepted applied"]);
    // Reading the papers is no decision of a court.
    expect(await stateOf(at)).toBe(agency === "court" ? "submitted" : "accepted");
    // The copy was answered as the first one was: nothing else is kept.
    await eventually(
      () => toldOf(at),
      (told) => told.some(({ tries }) => tries.length === 2),
    );
    expect(
      (await toldOf(at)).flatMap(({ tries }) => tries.map(({ status }) => status)).filter((one) => one !== 404),
    ).toEqual([200, 200, 200]);
    expect(await outcomes(at)).toEqual(["accepted applied", "received applied"]);

    await sandbox().mood(agency, { mood: "twice", times: 1 });
    const values = agency === "court" ? { case_number: "(2026)湘0621民初17号", court_fee: "550.00" } : undefined;
    await decide(at, "approved", { say: "已经办好。", ...(values ? { values } : {}) });
    await until(at, ["received applied", "accepted applied", "approved applied", "approved late"]);
    const view = await viewCase(t.house.cases, city, at.number);
    expect(view.row.state).toBe("approved");
    const approved = view.timeline.filter(({ type }) => type === "approve");
    expect(approved).toMatchObject([
      { actor_kind: "agency", actor: agency, words: { note: expect.stringMatching(/^已经办好。/) } },
    ]);
    if (agency === "court") expect(approved[0]?.words.note).toContain("(2026)湘0621民初17号");
  }, 60_000);

  test("signed by another's key or of another time it is refused and changes nothing", async () => {
    const at = await begin[agency]();
    await until(at, ["received applied"]);
    for (const mood of ["bad-signature", "skewed"]) {
      const before = (await toldOf(at)).length;
      await sandbox().mood(agency, { mood, times: 1 });
      await decide(at, mood === "skewed" ? "accepted" : "correction_asked", { say: "请补正。" });
      const told = await eventually(
        () => toldOf(at),
        (all) => all.length > before && all.every(({ outcome }) => outcome !== "waiting"),
      );
      expect(told.at(-1)).toMatchObject({ outcome: "refused", tries: [{ status: 401 }] });
      expect(await stateOf(at)).toBe("submitted");
    }
    expect(await outcomes(at)).toEqual(["received applied"]);
  }, 60_000);

  test("one that is overtaken comes late and changes nothing", async () => {
    const at = await begin[agency]();
    await until(at, ["received applied"]);
    await sandbox().mood(agency, { mood: "late", ms: 1_500, times: 1 });
    await decide(at, "accepted");
    await decide(at, "approved", { say: "已经办好。" });
    await until(at, ["received applied", "approved applied", "accepted late"]);
    expect(await stateOf(at)).toBe("approved");
  }, 60_000);
});
