import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type ActType,
  atTheCounter,
  type CaseRow,
  findCase,
  isFeeDue,
  type State,
} from "../../../src/domain/cases/index.ts";
import type { Sample, ServiceVersion } from "../../../src/domain/catalogue/index.ts";
import type { Language } from "../../../src/foundation/i18n/index.ts";
import { counterWords } from "../../../src/surfaces/resident/case/counter-words.ts";
import { stateWords } from "../../../src/surfaces/resident/case/state-words.ts";
import { words as sentWords } from "../../../src/surfaces/resident/journey/words.ts";
import { theCatalogue } from "../../helpers/catalogue.ts";
import { type TestHouse, testHouse } from "../../helpers/house.ts";
import { languagesOf } from "../../helpers/thorough.ts";
import { type Entries, type Visitor, visitor } from "../../helpers/visitor.ts";
import { type SampleAgencies, sampleAgencies } from "./sample-agencies.ts";
import { type SampleClerks, sampleClerks } from "./sample-clerk.ts";
import { answersOf, entriesOf, fillInAndSend } from "./sample-pages.ts";
import { signInAsSampled } from "./sample-person.ts";

const { services } = await theCatalogue();

let t: TestHouse;
let clerks: SampleClerks;
let agencies: SampleAgencies;

/**
 * Every service of these fields that somebody applies for or reports by, carried to its end by each of its samples through the served
 * pages of the person and of the clerks, and by what agencies with cases of their own say, without scripts: its first sample in both languages, the others in turn in one (in both by `npm run test:full`). Those that look something up at an agency are told by `tellLookUps`.
 */
export function carrySamples(...fields: readonly string[]): void {
  const applied = [...services.values()]
    .filter(({ definition }) => fields.includes(definition.field) && definition.look_up === undefined)
    .flatMap((service) =>
      (["zh", "en"] as const).map((language) => ({
        ...{ service, language },
        called: `${service.definition.code} (${language})`,
      })),
    );
  describe("every sample of every service", () => {
    beforeAll(async () => {
      t = await testHouse();
      clerks = sampleClerks(t);
      const keptThere = applied.filter(({ service, language }) => language === "zh" && isKeptByAgency(service));
      agencies = await sampleAgencies(
        t,
        keptThere.map(({ service }) => service),
      );
    });
    afterAll(async () => {
      await agencies?.stop();
      await t.close();
    });

    test.each(applied)(
      "$called",
      async ({ service, language }) => {
        const faults: string[] = [];
        for (const [index, sample] of service.definition.samples.entries()) {
          if (!languagesOf(index).includes(language)) continue;
          try {
            await carry(service, sample, language);
          } catch (error) {
            faults.push(`“${sample.name}”: ${error instanceof Error ? error.message : String(error)}`);
          }
        }
        expect(faults).toEqual([]);
      },
      60_000,
    );
  });
}

async function carry(service: ServiceVersion, sample: Sample, language: Language): Promise<void> {
  const { definition } = service;
  t.clock.now = new Date(`${sample.on}T01:00:00Z`);
  const who = visitor(t.baseUrl, { language });
  // Where nobody needs to sign in, the Chinese reader does not and the English one does.
  const stranger = definition.sign_in === "optional" && language === "zh";
  if (!stranger) await signInAsSampled(t, who, service, sample);
  const guide = `/${sample.city}/services/${definition.code}`;
  const { links } = await who.get(guide);
  const start = links.find(({ href }) => href === `${guide}/start`);
  if (start === undefined) throw new Error(`the guide leads nowhere: ${who.page.text}`);
  await who.get(start.href);
  const passed = await fillInAndSend(who, service, answersOf(service, sample), language);

  if (sample.expect.refused) {
    expect(who.page.at).toMatch(/\/not-possible$/);
    expect(
      passed.filter((at) => at.endsWith("/check")),
      "told before the work is done",
    ).toEqual([]);
    expect(who.page.text).toContain(plain(sample.expect.say[language]));
    return;
  }
  const number = /\d{6}-\d{8}-C[0-9A-Z]+-[0-9A-Z]/.exec(who.page.at)?.[0];
  if (number === undefined) throw new Error(`nothing was sent at ${who.page.at}: ${who.page.text}`);
  const page = stranger ? `/${sample.city}/cases/${number}/sent` : `/me/cases/${number}`;
  const about = { service, sample, language, who, city: sample.city, number, page, stranger };
  const through = sample.expect.through ?? [];
  const [first, ...later] = through;
  expect(first).toBe("submitted");
  const atOnce = definition.by_rule !== undefined && through.length === 2 && through[1] === "approved";
  if (!atOnce) await read(about, "submitted");
  for (const state of later) {
    if (!atOnce) await bring(about, state);
    await read(about, state);
  }
  const row = await findCase(t.house.cases, sample.city, number);
  expect(row.state).toBe(sample.expect.state);
  if (atOnce) {
    expect(sample.expect.say[language], "the rule's own sentence").toBe(definition.by_rule?.say[language]);
    expect(row.revision, "decided with nobody between").toBe(2);
  }
  expect(who.page.text).toContain(plain(sample.expect.say[language]));
}

type Told = {
  readonly service: ServiceVersion;
  readonly sample: Sample;
  readonly language: Language;
  readonly who: Visitor;
  readonly city: string;
  readonly number: string;
  readonly page: string;
  readonly stranger: boolean;
};

/** The page of the case says in plain words where it stands. */
async function read({ who, page, service, language, city, number, stranger }: Told, state: State): Promise<void> {
  await who.get(page);
  expect(who.page.status).toBe(200);
  const row = await findCase(t.house.cases, city, number);
  const { agency } = row;
  expect(row.state).toBe(state);
  if (stranger) {
    expect(who.page.text).toContain(sentWords(language).states[state]);
    return;
  }
  const offered = await t.house.offerings.one(city, service.definition.code);
  expect(offered.offering.agency).toBe(agency);
  const { title, badge, text } = stateWords(
    service.definition.regime,
    state,
    language,
    offered.offering.agencyName[language],
    // Whoever has a fee to pay is not told that there is nothing to do.
    isFeeDue(row) && atTheCounter(row).fee !== undefined,
  );
  for (const said of [title, badge, text]) expect(who.page.text).toContain(plain(said));
}

/** What happens next, by whoever does it: the person on the page of the correction, the agency by telling, a clerk on theirs. */
async function bring(told: Told, state: State): Promise<void> {
  const { service, sample, language, who, city, number } = told;
  const row = await findCase(t.house.cases, city, number);
  if (state === "submitted") {
    await correct(told);
  } else if (isToldByAgency(service, sample)) {
    await agencies.tell(row, stageFor(state), sample.expect.say[language]);
  } else {
    const type = actTo(row, state);
    if (type === "approve" || type === "deliver")
      await recordAtCounter(told, type === "approve" ? "decide" : "deliver");
    await clerks.act(told, row, type, typedFor(told, row, type));
  }
  if (state === "correction_asked") {
    await who.get(told.page);
    expect(who.page.links.some(({ href }) => href === `${told.page}/correct`)).toBe(true);
  }
}

/** The fee is paid and the visit made where the service asks for it, as the case's own page says; the page then asks for it no more. */
async function recordAtCounter(told: Told, before: "decide" | "deliver") {
  const { who, page, city, number, language, stranger } = told;
  const row = await findCase(t.house.cases, city, number);
  const { fee, visit } = atTheCounter(row);
  const feeDue = fee !== undefined && (before === "deliver" || fee.charge !== "deliver");
  // An amount that is known stands there already.
  const amount = fee?.amount_fen === null ? { amount: "20.00" } : {};
  const due: Entries[] = [
    ...(feeDue ? [{ what: "fee_paid", ...amount }] : []),
    ...(visit === before ? [{ what: "visited" }] : []),
  ];
  if (due.length === 0) return;
  const title = counterWords(language).title;
  await who.get(page);
  expect(who.page.text).toContain(title);
  for (const entries of due) await clerks.act(told, row, "record", entries);
  await who.get(page);
  if (Object.keys(atTheCounter(await findCase(t.house.cases, city, number))).length === 0) {
    expect(who.page.text).not.toContain(title);
  }
  if (!stranger && due.some(({ what }) => what === "visited")) {
    expect(who.page.text).toContain(counterWords(language).didVisit);
  }
}

async function correct({ service, sample, language, who, page }: Told): Promise<void> {
  const send = { zh: "提交补正", en: "Send the correction" }[language];
  await who.get(`${page}/correct`);
  expect(who.page.status).toBe(200);
  await who.press(send, entriesOf(who, service, sample.corrections ?? {}));
  // An answer may lead to a further question, which the same page then asks.
  if (who.page.at.endsWith("/correct")) await who.press(send, entriesOf(who, service, sample.corrections ?? {}));
  expect(who.page.errors).toEqual([]);
  expect(who.page.at).toBe(page);
}

function actTo({ regime, state: from }: CaseRow, state: State): ActType {
  const acts: Partial<Record<State, ActType>> = {
    correction_asked: "ask_correction",
    accepted: "accept",
    in_review: "take",
    approved: "approve",
    refused: "refuse",
    not_accepted: "decline",
    delivered: "deliver",
  };
  const type = acts[state];
  if (type === undefined) throw new Error(`nobody knows how a case comes from ${from} to ${state} under ${regime}`);
  return type;
}

/** What a clerk writes into the form of the act, by the act's names of its fields. */
function typedFor({ sample, language, service }: Told, row: CaseRow, type: ActType): Entries {
  const say = sample.expect.say[language];
  const answersRequest = row.regime === "disclosure";
  switch (type) {
    case "ask_correction": {
      const items = Object.keys(sample.corrections ?? {}).map((id) => label(service, id, language));
      return { items: items.join("\n") };
    }
    case "approve":
      return { note: say, ...(answersRequest ? { outcome: "disclosed" } : {}) };
    case "refuse":
      return { reason: say, ...(answersRequest ? { outcome: "does_not_exist" } : {}) };
    case "decline":
      return { reason: say, where: "12345" };
    default:
      return {};
  }
}

function label(service: ServiceVersion, id: string, language: Language): string {
  return service.questions.get(id)?.question.label[language] ?? id;
}

type Stage = "correction_asked" | "accepted" | "approved" | "refused";

/** Taking a case is a clerk's act: one that passes through their hands is worked by them, as where no agency is connected. */
function isToldByAgency({ definition }: ServiceVersion, { expect: expected }: Sample): boolean {
  return definition.agency_case !== undefined && expected.through?.includes("in_review") !== true;
}

const isKeptByAgency = (service: ServiceVersion): boolean =>
  service.definition.samples.some((sample) => !sample.expect.refused && isToldByAgency(service, sample));

function stageFor(state: State): Stage {
  const known = (["correction_asked", "accepted", "approved", "refused"] as const).find((one) => one === state);
  if (known === undefined) throw new Error(`no agency tells of ${state}`);
  return known;
}

function plain(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
