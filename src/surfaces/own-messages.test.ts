import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestHouse, testHouse } from "../../tests/helpers/house.ts";
import { testDesk } from "../../tests/helpers/staff-desk.ts";
import { compileService, keepChecked, putVersion } from "../domain/catalogue/index.ts";
import { inbox, messageText } from "../domain/notifications/index.ts";

const city = "430621";
let whole: TestHouse;
beforeAll(async () => {
  whole = await testHouse({ jobs: true });
}, 180_000);
afterAll(() => whole.close());

test("a service's own words are told of its cases, in both languages, and previewed; others keep the usual ones", async () => {
  const desk = testDesk(whole);
  const { house, clock } = desk;
  const usual = house.catalogue.service("residence-permit");
  if (!usual) throw new Error("the permit is not published");
  const messages = {
    case_received: {
      title: { zh: "收到居住证申请", en: "We have it" },
      text: { zh: "“{service}”收到了，{day} 前答复。", en: "“{service}” is here; we answer by {day}." },
      open: { zh: "“{service}”收到了。", en: "“{service}” is here." },
    },
  };
  const own = compileService({ ...usual.definition, messages }, usual.certificate);
  const by = { kind: "clerk", id: "c1", name: "陈思远" } as const;
  await keepChecked(house.database, city, own, by, clock.now);
  await putVersion(house.database, { place: city, service: "residence-permit", version: own.version }, by, clock.now);
  await house.catalogue.refresh();
  house.offerings.forget(city);

  const office = await desk.signedIn(`${city}-office`);
  const preview = "/staff/office/services/residence-permit/preview/messages";
  const shown = await office.get(`${preview}?in=zh`);
  expect(shown.text).toMatch(/收到居住证申请 本事项自己的用语 “居住证申领”收到了，2026年\d+月\d+日 前答复。/);
  expect(shown.text).toContain("您的申请已批准");
  expect((await office.get(`${preview}?in=en`)).text).toContain("“Residence permit” is here; we answer by");
  expect((await office.get("/staff/office/services/residence-permit/versions")).status).toBe(200);

  const told = async (resident: string) => (await inbox(house.database, house.secrets, resident)).items;
  const filed = async (resident: string, service: typeof own) => {
    await desk.file({ resident, service, by: { kind: "resident", id: resident } });
    await expect.poll(() => told(resident).then((items) => items.length), { timeout: 20_000 }).toBe(1);
    return (await told(resident)).map((message) => messageText(message, "zh"));
  };
  const [mine] = await filed("rOwnWords", own);
  expect(mine?.title).toBe("收到居住证申请");
  expect(mine?.text).toMatch(/^“居住证申领”收到了，2026年\d+月\d+日 前答复。$/);
  const [other] = await filed("rUsualWords", usual);
  expect(other?.title).not.toBe("收到居住证申请");
}, 90_000);
