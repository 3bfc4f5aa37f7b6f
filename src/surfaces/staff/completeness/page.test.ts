import { afterAll, beforeAll, expect, test } from "vitest";
import { testHouse } from "../../../../tests/helpers/house.ts";
import { type TestDesk, testDesk } from "../../../../tests/helpers/staff-desk.ts";
import { offer } from "../../../domain/catalogue/index.ts";

const path = "/staff/office/completeness";
const city = "430621";
let desk: TestDesk;
beforeAll(async () => {
  desk = testDesk(await testHouse());
});
afterAll(() => desk?.close());

async function token(client: string): Promise<string> {
  const answer = await fetch(`${desk.baseUrl}/demo/oidc/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: client,
      client_secret: `${client}-secret`,
    }),
  });
  const { access_token: made } = (await answer.json()) as { access_token: string };
  return made;
}

test("the office reads what is missing, with links to where it is mended; the agency's program reads the same", async () => {
  const { database, catalogue } = desk.house;
  await offer(
    database,
    catalogue,
    city,
    "residence-permit",
    { agencyName: { zh: "公安局", en: "公安局" } },
    desk.clock.now,
  );
  const office = await desk.signedIn("430621-office");
  const page = await office.get(path);
  expect(page.status).toBe(200);
  expect(page.text).toContain("缺中文或英文");
  expect(page.html).toContain('href="/staff/office/services/residence-permit"');
  expect(page.text).toMatch(/还不能上线：有 \d+ 处必须先处理/);
  expect((await office.get("/staff/office/services")).html).toContain(`href="${path}"`);
  expect((await (await desk.signedIn("430621-office", "en")).get(path)).text).toContain("Can this place go live");
  // A clerk of an agency does not set up the city.
  expect((await (await desk.signedIn("430621-clerk")).get(path)).status).toBe(403);

  const ask = async (client: string, of: string) => {
    const headers = { authorization: `Bearer ${await token(client)}` };
    const answer = await fetch(`${desk.baseUrl}/api/v1/cities/${of}/completeness`, { headers });
    return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
  };
  const report = await ask("demo-agency", city);
  expect(report.status).toBe(200);
  expect(report.json).toMatchObject({ city, ready: false });
  const findings = report.json["findings"] as { code: string; level: string; services: string[]; page: string }[];
  expect(findings).toContainEqual(
    expect.objectContaining({ code: "words_wrong", level: "amber", services: ["residence-permit"] }),
  );
  // No stand-in of an agency runs here: look-ups have nobody to answer.
  expect(findings.map(({ code }) => code)).toContain("connector_missing");
  expect((await ask("demo-channel", city)).status).toBe(403);
  expect((await fetch(`${desk.baseUrl}/api/v1/cities/${city}/completeness`)).status).toBe(401);
  await offer(database, catalogue, city, "residence-permit", {}, desk.clock.now);
});
