import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { permitSubmission } from "../../tests/helpers/cases.ts";
import { type TestHouse, testHouse } from "../../tests/helpers/house.ts";
import { act } from "../../tests/helpers/own-pages.ts";
import { testDesk } from "../../tests/helpers/staff-desk.ts";
import { visitor } from "../../tests/helpers/visitor.ts";
import { submitCase, viewCase } from "../domain/cases/index.ts";
import { bodiesOf, setCityAgencies } from "../domain/catalogue/index.ts";
import { getCertificate } from "../domain/documents/index.ts";
import { certify } from "./certify.ts";
import { checkCities } from "./completeness.ts";

const city = "130982";
const agencies = "/staff/office/agencies";
let whole: TestHouse;
let token = "";
beforeAll(async () => {
  whole = await testHouse();
  const form = { grant_type: "client_credentials", client_id: "demo-channel", client_secret: "demo-channel-secret" };
  const granted = await fetch(`${whole.baseUrl}/demo/oidc/token`, { method: "POST", body: new URLSearchParams(form) });
  token = ((await granted.json()) as { access_token: string }).access_token;
}, 180_000);
afterAll(() => whole.close());

type Json = {
  readonly number: string;
  readonly sample: { readonly answers: Record<string, unknown> } | null;
  readonly errors?: readonly { readonly field: string }[];
};
const applicant = { name: "周演示", id_type: "resident_id", id_number: "11010519491231002X", phone: "13800138000" };

async function post(path: string, answers: object): Promise<{ status: number; json: Json }> {
  const answer = await fetch(`${whole.baseUrl}/api/v1/cities/${city}/services/${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${token}`,
      "idempotency-key": randomUUID(),
    },
    body: JSON.stringify({ applicant, answers }),
  });
  return { status: answer.status, json: (await answer.json()) as Json };
}

test("a city with two hospitals asks which one; look-ups and cases go there, and one hospital asks nothing", async () => {
  const { house } = whole;
  const desk = testDesk(whole);
  const booking = `/${city}/services/hospital-booking`;
  const before = await house.offerings.one(city, "hospital-booking");
  expect(before.service.definition.ask[0]?.page).not.toBe("which-agency");

  const office = await desk.signedIn(`${city}-office`);
  const page = await office.get(`${agencies}/hospital`);
  expect(page.main).toContain(`href="${agencies}/hospital-2"`);
  await office.get(`${agencies}/hospital-2`);
  const blank = { "name.zh": "", "name.en": "", phone: "", promise: "", unit: "working_days", connector: "" };
  expect((await office.send(`${agencies}/hospital-2`, blank)).text).toContain("居民要靠它选择");
  const names = { "name.zh": "任丘市中医医院", "name.en": "Renqiu Hospital of Traditional Medicine" };
  await office.send(`${agencies}/hospital-2`, { ...blank, ...names, phone: "0730-7620120" });
  expect((await office.get(agencies)).text).toContain("任丘市中医医院");
  expect((await office.get("/staff/office/clerks/new")).main).toContain('value="hospital-2"');

  // People choose first.
  const who = visitor(whole.baseUrl);
  await who.get(`${booking}/start`);
  await who.press("开始");
  expect(who.page.title).toBe("找哪一家");
  await who.press("保存并继续");
  expect(who.page.errors).toHaveLength(1);
  await who.press("保存并继续", { 您要找的是: "hospital-2" });
  expect(who.page.title).toBe("先问一句");

  // Look-ups ask the connector of the one that was chosen.
  const asked = vi.spyOn(house.agencies, "lookUp");
  const report = { report_kind: "laboratory", visit_no: "MZ2611160088" };
  await post("lab-reports/lookups", { ...report, which_agency: "hospital-2" });
  expect(asked.mock.calls.at(-1)?.[0].agency).toBe("hospital-2");
  const first = (await house.offerings.one(city, "lab-reports")).offering;
  await post("lab-reports/lookups", { ...report, which_agency: "hospital" });
  expect(asked.mock.calls.at(-1)?.[0].agency).toBe(first.connector);
  const calls = asked.mock.calls.length;
  expect((await post("lab-reports/lookups", report)).json.errors?.map(({ field }) => field)).toEqual(["which_agency"]);
  expect((await post("lab-reports/lookups", { ...report, which_agency: "hospital-9" })).status).toBe(422);
  expect(asked.mock.calls).toHaveLength(calls);

  // Cases belong to it, and the answer is no answer of the case.
  const shown = await fetch(`${whole.baseUrl}/api/v1/cities/${city}/services/hospital-booking`);
  const answers = ((await shown.json()) as Json).sample?.answers ?? {};
  expect(answers["which_agency"]).toBe("hospital");
  const { which_agency: _, ...without } = answers;
  expect((await post("hospital-booking/cases", without)).json.errors?.map(({ field }) => field)).toContain(
    "which_agency",
  );
  const made = await post("hospital-booking/cases", { ...answers, which_agency: "hospital-2" });
  expect(made.status, JSON.stringify(made.json)).toBe(201);
  const view = await viewCase(house.cases, city, made.json.number);
  expect([view.row.agency, Object.hasOwn(view.answers, "which_agency")]).toEqual(["hospital-2", false]);
  const clerk = await desk.signedIn(`${city}-clerk-hospital`);
  expect((await clerk.get(`/staff/cases/${made.json.number}`)).status).toBe(404);
  const other = await post("hospital-booking/cases", { ...answers, which_agency: "hospital" });
  expect((await clerk.get(`/staff/cases/${other.json.number}`)).status).toBe(200);

  // Another city has one hospital and asks nothing.
  expect((await house.offerings.one("419001", "hospital-booking")).offering.others).toEqual([]);
}, 120_000);

test("the demonstration's county has two hospitals, each with its places, its bills and its clerk", async () => {
  const { house } = whole;
  const county = "430621";
  const desk = testDesk(whole);
  for (const code of ["hospital-booking", "hospital-payment"]) {
    const { offering, service } = await house.offerings.one(county, code);
    const bodies = bodiesOf(offering);
    expect(service.definition.ask[0]?.page).toBe("which-agency");
    expect(bodies.map(({ agency, connector, venues }) => [agency, connector, venues.length])).toEqual([
      ["hospital", "hospital", 1],
      ["hospital-2", "hospital-2", 1],
    ]);
    expect(new Set(bodies.flatMap(({ venues }) => venues.map(({ address }) => address.zh))).size).toBe(2);
  }
  // A hospital is no window of the hall.
  for (const place of [county, "130982", "419001"]) {
    const { offering } = await house.offerings.one(place, "hospital-booking");
    expect(offering.venues.map((venue) => venue.name.zh)).toEqual(["门诊楼一楼服务台"]);
  }
  const who = visitor(whole.baseUrl);
  await who.get(`/${county}/services/hospital-booking/start`);
  expect(who.page.text).toContain("由您选的那一家办理");
  await who.press("开始");
  expect(who.page.title).toBe("找哪一家");
  expect(who.page.text).toContain("岳阳县人民医院");
  expect(who.page.text).toContain("岳阳县中医医院");

  const sample = house.catalogue.service("hospital-booking")?.definition.samples.find((one) => one.city === county);
  const filed = await fetch(`${whole.baseUrl}/api/v1/cities/${county}/services/hospital-booking/cases`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${token}`,
      "idempotency-key": randomUUID(),
    },
    body: JSON.stringify({ applicant, answers: { ...sample?.answers, which_agency: "hospital-2" } }),
  });
  const { number } = (await filed.json()) as Json;
  const statusFor = async (login: string) => (await (await desk.signedIn(login)).get(`/staff/cases/${number}`)).status;
  expect(await statusFor(`${county}-clerk-hospital-2`)).toBe(200);
  expect(await statusFor(`${county}-clerk-hospital`)).toBe(404);
  await who.get("/staff/sign-in");
  expect(who.page.text).toContain("唐梅");
}, 120_000);

test("guide page and API name every body with its places, hours and telephone; more than three are folded", async () => {
  const { house, clock } = whole;
  const county = "430621";
  const guide = async (lang: "zh" | "en" = "zh") => {
    const answer = await fetch(`${whole.baseUrl}/${county}/services/hospital-booking?lang=${lang}`);
    const html = await answer.text();
    const data = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html)?.[1] ?? "{}";
    return { html, where: /谁来办、在哪里<\/h2>(.*?)<h2/s.exec(html)?.[1] ?? html, data: JSON.parse(data) };
  };
  const shown = await guide();
  for (const said of ["岳阳县人民医院", "健康路 1 号", "岳阳县中医医院", "银杏路 8 号", "0730-5550120", "急诊全天"]) {
    expect(shown.where).toContain(said);
  }
  expect(shown.where).toContain('href="tel:07305550120"');
  expect(shown.where).not.toContain("<details");
  expect(shown.html).toContain("您选的那一家收件");
  expect(shown.data.provider).toMatchObject([
    { name: "岳阳县人民医院" },
    { name: "岳阳县中医医院", telephone: "0730-5550120", location: [{ address: "银杏路 8 号（演示地址）" }] },
  ]);
  expect((await guide("en")).html).toContain("The one you choose receives it");

  type Read = {
    readonly office: { zh: string };
    readonly bodies: { agency: string; office: { zh: string }; phone: string | null; venues: object[] }[];
  };
  const read = async (code: string) =>
    (await (await fetch(`${whole.baseUrl}/api/v1/cities/${county}/services/${code}`)).json()) as Read;
  const { bodies } = await read("hospital-booking");
  expect(bodies.map(({ agency, office, phone, venues }) => [agency, office.zh, phone, venues.length])).toEqual([
    ["hospital", "岳阳县人民医院", "12345", 1],
    ["hospital-2", "岳阳县中医医院", "0730-5550120", 1],
  ]);
  const alone = await read("residence-permit");
  expect(alone.bodies).toHaveLength(1);
  expect(alone.bodies[0]?.office).toEqual(alone.office);

  // What a further one says of itself is shown at once, and more than three are folded under their names.
  const agency = (number: number) => ({
    ...{ city: county, agency: `hospital-${number}`, phone: `0730-555000${number}` },
    ...{ name: { zh: `岳阳县第${number}医院`, en: `Hospital ${number}` }, promise: { days: 1, unit: "days" } as const },
  });
  const said = { city: county, agency: "hospital-2", phone: "0730-5550999" };
  const names = { name: { zh: "岳阳县中医医院", en: "Hospital of Traditional Medicine" } };
  await setCityAgencies(house.database, house.catalogue, [{ ...said, ...names }, agency(3), agency(4)], clock.now);
  house.offerings.forget(county);
  expect((await read("hospital-booking")).bodies.map(({ phone }) => phone)).toContain("0730-5550999");
  const folded = (await guide()).where;
  expect(folded.match(/<details/g)).toHaveLength(4);
  expect(folded).toMatch(/<summary>岳阳县第4医院<\/summary>.*?0730-5550004/s);
  // The report of what is missing looks at each and names it.
  const [report] = await checkCities(house, [county], clock.now);
  const red = (of: string) => report?.findings.filter(({ level, agency }) => level === "red" && agency === of) ?? [];
  expect(red("hospital-3").map(({ code }) => code)).toEqual(expect.arrayContaining(["venue_missing", "clerk_missing"]));
  expect(
    red("hospital-3")
      .map(({ say }) => say.zh)
      .join(),
  ).toContain("岳阳县第3医院");
  expect(red("hospital-2").map(({ code }) => code)).not.toContain("clerk_missing");
  // Each promises for itself.
  const { offering } = await house.offerings.one(county, "hospital-booking");
  const day = { days: 1, unit: "days" };
  expect([offering, ...offering.others].map(({ promise }) => promise)).toEqual([null, null, day, day]);
}, 120_000);

test("a certificate and a life event name the body that was chosen, and those to choose from", async () => {
  const { house, clock } = whole;
  const place = "419001";
  const name = { zh: "济源市公安局东城分局", en: "Jiyuan Public Security Bureau, East Branch" };
  const agency = "public-security-2";
  await setCityAgencies(house.database, house.catalogue, [{ city: place, agency, name }], clock.now);
  house.offerings.forget(place);
  const service = house.catalogue.service("residence-permit");
  if (!service) throw new Error("the permit is not published");
  const answers = { ...service.definition.samples[0]?.answers };
  const { number } = await submitCase(
    house.cases,
    permitSubmission({
      city: place,
      agency,
      service,
      answers,
      by: { kind: "resident", id: "rEast" },
      resident: "rEast",
    }),
  );
  for (const step of ["accept", "take", "approve"] as const) await act(house, number, step);
  await certify(house, place, number);
  const { row } = await viewCase(house.cases, place, number);
  const certificate = await getCertificate(house.documents, place, row.certificate ?? "");
  expect(certificate?.facts.issuer).toEqual(name);

  const guide = await fetch(`${whole.baseUrl}/430621/life-events/birth`);
  expect(await guide.text()).toMatch(/岳阳县人民医院、岳阳县中医医院(、岳阳县第3医院等 4 家)?，由您选/);
}, 120_000);
