import { beforeAll, describe, expect, test } from "vitest";
import { theCatalogue } from "../../../../tests/helpers/catalogue.ts";
import {
  type AgencyKind,
  type AgencyValues,
  bodiesOf,
  compileService,
  findingsOf,
  type Layer,
  type OfferValues,
  type Readiness,
  resolveOffering,
  type ServiceDefinition,
  type ServiceVersion,
} from "../index.ts";

const city = "430621";
let permit: ServiceVersion;
let kinds: ReadonlyMap<string, AgencyKind>;
beforeAll(async () => {
  const files = await theCatalogue();
  const found = files.services.get("residence-permit");
  if (!found) throw new Error("no permit");
  permit = found;
  kinds = files.agencyKinds;
});

const venue = {
  name: { zh: "政务大厅", en: "Hall" },
  address: { zh: "一号", en: "No 1" },
  hours: { zh: "周一至周五", en: "Monday to Friday" },
};
const police: AgencyValues = {
  name: { zh: "岳阳县公安局", en: "Yueyang Police" },
  venues: [venue],
  phone: "0730-7622222",
};
const staffed: Readiness = {
  roles: new Map([
    ["", new Set(["office"])],
    ["public-security", new Set(["clerk", "lead"])],
  ]),
  connectors: new Map([["public-security", "working"]]),
};

function findings(
  change: Partial<ServiceDefinition> = {},
  values: OfferValues = {},
  agency: AgencyValues = police,
  ready: Readiness = staffed,
  others: Readonly<Record<string, AgencyValues>> = {},
) {
  const all = findingsWith(agency, ready, others, change, values);
  for (const each of all) expect(each.say.zh.length * each.say.en.length).toBeGreaterThan(100);
  const further = (agency: string | null) => (agency !== null && agency in others ? ` ${agency}` : "");
  return all.map(({ code, level, agency }) => `${level} ${code}${further(agency)}`);
}

function findingsWith(
  agency: AgencyValues,
  ready: Readiness,
  others: Readonly<Record<string, AgencyValues>>,
  change: Partial<ServiceDefinition> = {},
  values: OfferValues = {},
) {
  const service = compileService({ ...permit.definition, ...change }, permit.certificate);
  const changedAt = new Date(0);
  const layer: Layer = {
    source: { by: "city", place: city, name: { zh: "岳阳县", en: "Yueyang County" } },
    offers: new Map([[service.definition.code, { visibility: "visible", ...values, changedAt }]]),
    agencies: new Map(
      Object.entries({ "public-security": agency, ...others }).map(([code, said]) => [code, { ...said, changedAt }]),
    ),
  };
  const offering = resolveOffering(kinds, service, [layer], "2026-11-16");
  if (!offering) throw new Error("not offered");
  const names = new Map(bodiesOf(offering).map((body) => [body.agency, body.agencyName]));
  return findingsOf([{ service, offering }], ready, (code) => names.get(code) ?? offering.agencyName);
}

const local = { basis: "x", local: { zh: "由当地规定。", en: "Set locally." } };

describe("can this city go live", () => {
  test("yes, when nothing is missing", () => {
    expect(findings()).toEqual([]);
  });

  test.each<[string, Parameters<typeof findings>, string[]]>([
    ["an agency without a name", [{}, {}, { ...police, name: null }], ["red agency_unnamed"]],
    ["no place and hours", [{}, {}, { ...police, venues: null }], ["red venue_missing"]],
    ["no telephone", [{}, {}, { ...police, phone: null }], ["amber phone_missing"]],
    ["a local fee without the city's amount", [{ fee: local }], ["red fee_amount_missing"]],
    ["the same with it", [{ fee: local }, { fee: { amount_fen: 0n, basis: "x" } }], []],
    ["English that is Chinese", [{}, {}, { ...police, name: { zh: "公安局", en: "公安局" } }], ["amber words_wrong"]],
    ["a promise longer than the law", [{}, { promise: { days: 90, unit: "days" } }], ["red promise_too_long"]],
    [
      "nobody's role",
      [{}, {}, police, { ...staffed, roles: new Map() }],
      ["red office_missing", "red clerk_missing", "amber lead_missing"],
    ],
    ["hidden services alone", [{}, { visibility: "hidden" }], ["red nothing_offered"]],
  ])("no: %s", (_, given, expected) => {
    expect(findings(...given)).toEqual(expected);
  });

  describe("a city with two bodies of a kind: each is looked at", () => {
    const second = "public-security-2";
    const name = { zh: "岳阳县公安局东区分局", en: "Yueyang Police, East" };
    const both: Readiness = { ...staffed, roles: new Map([...staffed.roles, [second, new Set(["clerk", "lead"])]]) };
    const other = (values: AgencyValues, ready: Readiness = both, change: Partial<ServiceDefinition> = {}) =>
      findings(change, {}, police, ready, { [second]: { name, venues: [venue], phone: "0730-7622223", ...values } });

    test("nothing is missing", () => expect(other({})).toEqual([]));
    test.each<[string, AgencyValues, string[]]>([
      ["no name", { name: null }, ["red agency_unnamed public-security-2"]],
      ["no place and hours", { venues: null }, ["red venue_missing public-security-2"]],
      ["no telephone", { phone: null }, ["amber phone_missing public-security-2"]],
      ["English that is Chinese", { name: { zh: "分局", en: "分局" } }, ["amber words_wrong public-security-2"]],
    ])("of the second: %s", (_, values, expected) => {
      expect(other(values)).toEqual(expected);
    });
    test("of the second: nobody's role", () => {
      expect(other({}, staffed)).toEqual([
        "red clerk_missing public-security-2",
        "amber lead_missing public-security-2",
      ]);
    });
    test("of the second: its connector", () => {
      const look_up = { operation: "x", ask: [], answer: [], none: { zh: "没有。", en: "None." } };
      const asks = { kind: "query", look_up, deliver: [] } as const;
      expect(other({}, both, asks)).toEqual(["red connector_missing public-security-2"]);
      expect(other({ connector: "public-security" }, both, asks)).toEqual([]);
      const paused = { ...both, connectors: new Map([...both.connectors, [second, "paused"]]) };
      expect(other({}, paused, asks)).toEqual(["red connector_paused public-security-2"]);
    });
    test("the finding names it and leads to its page", () => {
      const [found] = findingsWith(police, staffed, { [second]: { name, venues: null, phone: "0730-7622223" } });
      expect(found).toMatchObject({ code: "venue_missing", page: `/staff/office/agencies/${second}` });
      expect(found?.say.zh).toContain(name.zh);
      expect(found?.say.en).toContain(name.en);
    });
  });

  test("look-ups need a connector that answers", () => {
    const look_up = { operation: "x", ask: [], answer: [], none: { zh: "没有。", en: "None." } };
    const asks = { kind: "query", look_up, deliver: [] } as const;
    const of = (state?: string) =>
      findings(asks, {}, police, {
        roles: new Map([["", new Set(["office"])]]),
        connectors: new Map(state === undefined ? [] : [["public-security", state]]),
      });
    // What is answered on the page needs no clerk.
    expect(of("working")).toEqual([]);
    expect(of("new")).toEqual([]);
    expect(of()).toEqual(["red connector_missing"]);
    expect(of("paused")).toEqual(["red connector_paused"]);
    expect(of("resting")).toEqual(["amber connector_failing"]);
    // Another agency's connector may be named.
    const named = findings(asks, { connector: "hotline" }, police, {
      ...staffed,
      connectors: new Map([["hotline", "new"]]),
    });
    expect(named).toEqual([]);
  });
});
