import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestHouse, testHouse } from "../../../tests/helpers/house.ts";

let running: TestHouse;
beforeAll(async () => {
  running = await testHouse();
});
afterAll(() => running?.close());

async function get(path: string) {
  const answer = await fetch(new URL(path, running.baseUrl), { headers: { "accept-language": "zh" } });
  return { status: answer.status, type: answer.headers.get("content-type") ?? "", text: await answer.text() };
}

test.each([
  ["", () => running.house.catalogue.services().length],
  ["/cities/430621", async () => (await running.house.offerings.of("430621")).length],
])("the catalogue of %j is there as CSV, Turtle and JSON-LD", async (where, count) => {
  const expected = await count();
  const csv = await get(`/api/v1${where}/services.csv`);
  expect([csv.status, csv.type]).toEqual([200, "text/csv; charset=utf-8"]);
  expect(parse(csv.text, { bom: true, columns: true })).toHaveLength(expected);
  const turtle = await get(`/api/v1${where}/services.ttl`);
  expect([turtle.status, turtle.type]).toEqual([200, "text/turtle; charset=utf-8"]);
  expect(turtle.text.match(/ a cpsv:PublicService ;/g)).toHaveLength(expected);
  const linked = await get(`/api/v1${where}/services.jsonld`);
  expect([linked.status, linked.type]).toEqual([200, "application/ld+json; charset=utf-8"]);
  const { "@graph": graph } = JSON.parse(linked.text) as { "@graph": readonly { "@type": readonly string[] }[] };
  expect(graph.filter((each) => each["@type"].includes("cpsv:PublicService"))).toHaveLength(expected);
});

test("a city that is not open has none, in the API's own words", async () => {
  const answer = await get("/api/v1/cities/999999/services.csv");
  expect([answer.status, (JSON.parse(answer.text) as { code: string }).code]).toEqual([404, "city_not_open"]);
});

test("the guide carries the same for search engines, as data that cannot end early", async () => {
  const { text } = await get("/430621/services/residence-permit");
  const [, data = ""] = /<script type="application\/ld\+json">([^<]*)<\/script>/.exec(text) ?? [];
  expect(JSON.parse(data)).toMatchObject({
    "@type": "GovernmentService",
    name: "居住证申领",
    areaServed: { name: "岳阳县" },
    url: `${running.house.settings.baseUrl.replace(/\/$/, "")}/430621/services/residence-permit`,
  });
});
