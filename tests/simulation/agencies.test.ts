import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { MoodWish } from "../../sandbox/start.ts";
import {
  agencyCaseOf,
  connectorsOf,
  errandsAbout,
  filesOf,
  setConnector,
  type UnavailableReason,
} from "../../src/domain/agencies/index.ts";
import { findCase, viewCase } from "../../src/domain/cases/index.ts";
import { relay, runReaction } from "../../src/foundation/jobs/index.ts";
import { agencyAdapters } from "../../src/outside/agencies/index.ts";
import { reactions, reactionsFor } from "../../src/reactions.ts";
import { agencyCaseErrands } from "../../src/surfaces/agency-cases.ts";
import { exchangeAgencyFiles } from "../../src/surfaces/agency-files.ts";
import { answerCase, answeringNow } from "../../src/surfaces/answering.ts";
import { sayUnavailable } from "../../src/surfaces/unavailable.ts";
import { asOwner, type TestHouse, testHouse } from "../helpers/house.ts";
import { Browsing, claimsOf, fileCase, type Sub } from "../helpers/own-pages.ts";
import { sandboxFor } from "../helpers/sandbox.ts";
import { connectToSandbox } from "../journeys/support/agencies.ts";

/** The whole house against agencies that misbehave. Time is moved on, not waited for; what the worker would do is done by hand. */
const city = "430621";
const minute = 60_000;
const hour = 60 * minute;

type Asked = {
  readonly agency: "human-resources" | "natural-resources" | "traffic-police" | "exit-entry" | "tax" | "power";
  readonly service: string;
  readonly sub: Sub;
  readonly answers: Readonly<Record<string, unknown>>;
  readonly certificate?: true;
};
const all: readonly Asked[] = [
  {
    ...{ agency: "human-resources", service: "contribution-record", sub: "worker" },
    answers: { insurance: "pension", first_day: "2026-01-01", last_day: "2026-08-31" },
  },
  {
    ...{ agency: "traffic-police", service: "licence-points", sub: "worker" },
    answers: { licence_number: claimsOf("worker")["id_number"], detail: "each" },
  },
  {
    ...{ agency: "exit-entry", service: "exit-entry-progress", sub: "worker" },
    answers: { receipt_number: "430621260000902" },
  },
  {
    ...{ agency: "power", service: "electricity", sub: "worker" },
    answers: { company: "state_grid", account_no: "4306210009002" },
  },
  {
    ...{ agency: "natural-resources", service: "no-property-certificate", sub: "student", certificate: true },
    answers: { needed_for: "rent_withdrawal", searched_for: "me" },
  },
  {
    ...{ agency: "tax", service: "tax-payment-proof", sub: "trader", certificate: true },
    answers: { tax_kind: "vat", paid_from: "2026-01-01", paid_to: "2026-08-31" },
  },
];

const agencies = all.map(({ agency }) => agency);
const sandbox = sandboxFor([...agencies, "civil-affairs"]);
let t: TestHouse;
beforeAll(async () => {
  t = await testHouse();
  for (const agency of agencies) await connectToSandbox(t, sandbox(), city, agency);
});
afterAll(() => t?.close());

const pass = (ms: number) => {
  t.clock.now = new Date(t.clock.now.getTime() + ms);
};

/** What relay and worker do with everything that happened since, at once and here. */
const seen = 0n;
async function passOn(): Promise<void> {
  const { house } = t;
  const each = reactions(house);
  for (const at of ["430621", "419001"]) {
    const { rows } = await asOwner(t.test, (owner) =>
      owner.query("select *, at::timestamptz as at from events where city = $1 and seq > $2 order by seq", [at, seen]),
    );
    for (const row of rows) {
      const event = { ...row, seq: BigInt(row.seq) };
      for (const name of reactionsFor(event)) {
        const reaction = each.get(name);
        if (reaction) await runReaction(house.database, reaction, at, [event], house.clock());
      }
    }
  }
  await relay(house.database, () => []);
}

/** Everything that is due now is tried. */
async function runErrands(): Promise<void> {
  for (let rounds = 0; rounds < 5; rounds += 1) {
    const ran = await t.house.agencies.run({
      ...agencyCaseErrands(t.house),
      answer: async ({ city: at, subject }) => {
        const said = await answerCase(t.house, at, subject);
        return said.kind === "answered" ? "done" : { wait: said.reason };
      },
    });
    if (ran === 0) return;
  }
  throw new Error("errands are due without end");
}

type Json = Readonly<Record<string, unknown>> & {
  readonly outcome?: string;
  readonly answer?: Readonly<Record<string, unknown>>;
  readonly number?: string;
  readonly waiting_for?: UnavailableReason;
};

/** Asked by the demonstration's channel, which stands for a person on their phone. */
async function post({ service, sub, answers }: Asked, standing: boolean): Promise<{ status: number; json: Json }> {
  const form = { grant_type: "client_credentials", client_id: "demo-channel", client_secret: "demo-channel-secret" };
  const token = await fetch(`${t.baseUrl}/demo/oidc/token`, { method: "POST", body: new URLSearchParams(form) });
  const { access_token } = (await token.json()) as { access_token: string };
  const claims = claimsOf(sub);
  const applicant = {
    ...{ name: claims["name"], id_type: claims["id_type"] ?? "resident_id", id_number: claims["id_number"] },
    phone: claims["phone_number"],
  };
  const response = await fetch(`${t.baseUrl}/api/v1/cities/${city}/services/${service}/lookups`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${access_token}`,
      "idempotency-key": randomUUID(),
    },
    body: JSON.stringify({ applicant, answers, ...(standing ? { standing } : {}) }),
  });
  return { status: response.status, json: (await response.json()) as Json };
}

/** A request that stands: a query left standing, or a certificate sent by its page. */
async function stand(asked: Asked): Promise<string> {
  if (!asked.certificate) {
    const { status, json } = await post(asked, true);
    expect([asked.agency, status]).toEqual([asked.agency, 202]);
    return json.number ?? "";
  }
  const { number } = await fileCase(t.house, asked.sub, { service: asked.service, city, answers: asked.answers });
  await answeringNow(t.house, city, number);
  return number;
}

async function nameOf(service: string): Promise<string> {
  return (await t.house.offerings.one(city, service)).offering.agencyName.zh;
}

describe("well, each agency answers", () => {
  test.each(all)("$agency: $service", async (asked) => {
    if (asked.certificate) {
      const number = await stand(asked);
      const view = await viewCase(t.house.cases, city, number);
      expect(view.row).toMatchObject({ state: "approved", certificate: expect.stringMatching(/^430621-/) });
      return;
    }
    expect(await post(asked, false)).toMatchObject({ status: 200, json: { outcome: "found" } });
  });
});

type Fault = {
  readonly mood: MoodWish;
  readonly reason: UnavailableReason;
};
const faults: readonly Fault[] = [
  { mood: { mood: "down" }, reason: "down" },
  { mood: { mood: "slow" }, reason: "timeout" },
  { mood: { mood: "error" }, reason: "error" },
  { mood: { mood: "twice", body: true }, reason: "unreadable" },
  { mood: { mood: "wrong-person" }, reason: "wrong_person" },
  { mood: { mood: "wrong-encoding" }, reason: "unreadable" },
  { mood: { mood: "huge" }, reason: "too_large" },
  { mood: { mood: "half" }, reason: "unreadable" },
];

describe("misbehaving, the resident reads why, the request waits with its reason, and is answered afterwards", () => {
  test.each(faults)("$mood.mood", async ({ mood, reason }) => {
    pass(hour);
    await Promise.all(agencies.map((agency) => sandbox().mood(agency, mood)));
    const began = performance.now();
    const stood = await Promise.all(
      all.map(async (asked) => {
        const [number, refused] = await Promise.all([stand(asked), asked.certificate ? undefined : post(asked, false)]);
        return { asked, number, refused };
      }),
    );
    // The page's patience is five seconds, whatever the agency does.
    expect(performance.now() - began).toBeLessThan(12_000);
    for (const { asked, refused } of stood) {
      if (refused === undefined) continue;
      const sentence = sayUnavailable(reason, await nameOf(asked.service), "zh");
      expect([asked.agency, refused.status], JSON.stringify(refused.json)).toEqual([asked.agency, 503]);
      expect(JSON.stringify(refused.json)).toContain(sentence);
    }
    await passOn();
    pass(minute + 1_000);
    await runErrands();
    const readers = new Map<Sub, Browsing>();
    for (const sub of new Set(all.map((asked) => asked.sub))) {
      const browsing = new Browsing(t.baseUrl);
      await browsing.signIn(sub);
      readers.set(sub, browsing);
    }
    for (const { asked, number } of stood) {
      const row = await findCase(t.house.cases, city, number);
      expect([asked.agency, row.state, row.waiting_for]).toEqual([asked.agency, "submitted", reason]);
      const page = await readers.get(asked.sub)?.get(`/me/cases/${number}`);
      expect(page?.text).toContain(sayUnavailable(reason, await nameOf(asked.service), "zh"));
      const errands = await errandsAbout(t.house.database, city, number);
      expect(errands).toMatchObject([{ purpose: "answer", state: "waiting" }]);
      expect([asked.agency, errands[0]?.lastReason]).toEqual([asked.agency, reason]);
    }

    await Promise.all(agencies.map((agency) => sandbox().mood(agency, { mood: "well" })));
    pass(10 * minute);
    await runErrands();
    for (const { asked, number } of stood) {
      const view = await viewCase(t.house.cases, city, number);
      expect([asked.agency, view.row.state, view.row.waiting_for]).toEqual([asked.agency, "approved", null]);
      expect(view.timeline.filter(({ type }) => type === "wait")).toHaveLength(1);
      if (asked.certificate) expect(view.row.certificate).toMatch(/^430621-/);
      expect(await errandsAbout(t.house.database, city, number)).toEqual([]);
    }
  });

  test("an answer sent twice over one connection is read once, and the next one is not the second", async () => {
    pass(hour);
    await Promise.all(agencies.map((agency) => sandbox().mood(agency, { mood: "twice", times: 1 })));
    for (const asked of all) {
      if (asked.certificate) continue;
      const first = await post(asked, false);
      expect([asked.agency, first.status]).toEqual([asked.agency, 200]);
      const again = await post(asked, false);
      expect([asked.agency, again.status]).toEqual([asked.agency, 200]);
      expect(again.json.answer).toEqual(first.json.answer);
    }
  });
});

describe("civil affairs, by files", () => {
  const agency = "civil-affairs";
  const allowance = { service: "old-age-allowance" };

  async function connect(): Promise<void> {
    const { house } = t;
    const { database, secrets } = house;
    const config = parse(await readFile(resolve("deploy/connectors/civil-affairs.yaml"), "utf8")) as object;
    const { directory } = sandbox().at(agency);
    await setConnector(
      { database, secrets, adapters: agencyAdapters },
      {
        ...{ city, agency, config: { ...config, directory }, now: house.clock() },
        by: { kind: "system", id: "tests" },
      },
    );
    await house.agencies.refresh();
  }
  /** A local hour of a day of November 2026, not before now. */
  const at = (day: number, time: string) => {
    t.clock.now = new Date(`2026-11-${day}T${time}:00+08:00`);
  };
  const night = (day: number) => sandbox().control(agency, "POST /control/night", { day: `2026-11-${day}` });
  const exchange = () => exchangeAgencyFiles(t.house);
  const stateOf = async (number: string) => (await findCase(t.house.cases, city, number)).state;
  const filesIn = async () =>
    (await filesOf(t.house.database, city, agency)).filter(
      ({ direction, name }) => direction === "in" && name.startsWith("GLJT-JG"),
    );

  test("goes and comes overnight; broken rows are told, the same file twice and a missing one change nothing", async () => {
    // The days of the misbehaving ones are over.
    at(24, "09:00");
    await connect();
    const { number } = await fileCase(t.house, "grandmother", { ...allowance, city });
    // A city whose office is not connected: clerks work it, nothing is sent, nothing is given up.
    const elsewhere = await fileCase(t.house, "trader", { ...allowance, city: "419001", sample: 1 });
    await passOn();
    expect(await errandsAbout(t.house.database, "419001", elsewhere.number)).toEqual([]);
    await runErrands();
    expect(await agencyCaseOf(t.house.database, city, number)).toMatchObject({ agency, reference: number });
    await exchange();
    expect(await filesOf(t.house.database, city, agency)).toEqual([]);

    at(24, "20:30");
    await exchange();
    expect(await filesOf(t.house.database, city, agency)).toMatchObject([{ direction: "out", rows: 1, broken: [] }]);
    await sandbox().mood(agency, { mood: "broken-rows", times: 1 });
    await night(24);
    at(25, "05:00");
    await exchange();
    expect(await stateOf(number)).toBe("accepted");
    const [first] = await filesIn();
    expect(first?.broken.length).toBeGreaterThan(1);
    expect(first?.taken).toBe(1);

    await sandbox().mood(agency, { mood: "twice", times: 1 });
    await night(25);
    at(26, "05:00");
    await exchange();
    expect(await stateOf(number)).toBe("approved");
    expect(await filesIn()).toHaveLength(2);
    const acts = (await viewCase(t.house.cases, city, number)).timeline.map(({ type }) => type);
    expect(acts.filter((type) => type === "approve")).toHaveLength(1);

    const health = async () =>
      (await connectorsOf(t.house.database, city, t.house.clock())).find((each) => each.agency === agency)?.state;
    await sandbox().mood(agency, { mood: "missing", times: 1 });
    await night(26);
    at(27, "07:00");
    await exchange();
    expect(await health()).toBe("missing_file");
    await night(27);
    at(27, "08:00");
    await exchange();
    expect(await health()).not.toBe("missing_file");
    expect(await stateOf(number)).toBe("approved");
    expect(await filesIn()).toHaveLength(3);
  });
});
