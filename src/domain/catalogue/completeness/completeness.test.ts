import { beforeAll, describe, expect, test } from "vitest";
import { theCatalogue } from "../../../../tests/helpers/catalogue.ts";
import {
  type AgencyKind,
  type AgencyValues,
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
) {
  const service = compileService({ ...permit.definition, ...change }, permit.certificate);
  const changedAt = new Date(0);
  const layer: Layer = {
    source: { by: "city", place: city, name: { zh: "岳阳县", en: "Yueyang County" } },
    offers: new Map([[service.definition.code, { visibility: "visible", ...values, changedAt }]]),
    agencies: new Map([["public-security", { ...agency, changedAt }]]),
  };
  const offering = resolveOffering(kinds, service, [layer], "2026-11-16");
  if (!offering) throw new Error("not offered");
  const all = findingsOf([{ service, offering }], ready, () => offering.agencyName);
  for (const each of all) expect(each.say.zh.length * each.say.en.length).toBeGreaterThan(100);
  return all.map(({ code, level }) => `${level} ${code}`);
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
