import { afterAll, beforeAll, expect, test } from "vitest";
import { next, pageOf, picked, pixel, someone, toHousing } from "../../../../tests/bad-input/permit.ts";
import { type StandInClamd, standInClamd } from "../../../../tests/helpers/clamd.ts";
import { asOwner, type TestHouse, testHouse } from "../../../../tests/helpers/house.ts";
import { readSettings } from "../../../settings.ts";
import { checkScanner } from "../../cli/doctor/scanner.ts";

let scanner: StandInClamd;
let whole: TestHouse;
beforeAll(async () => {
  scanner = await standInClamd();
  whole = await testHouse({ settings: { CLAMD: scanner.setting } });
});
afterAll(async () => {
  await whole?.close();
  await scanner?.close();
});

const filesKept = async () =>
  (await asOwner(whole.test, (owner) => owner.query<{ kept: number }>("select count(*)::int as kept from files")))
    .rows[0]?.kept;
const doctor = (CLAMD?: string) => checkScanner(readSettings(CLAMD === undefined ? {} : { CLAMD }));

test("with CLAMD set every file is looked at; what is infected or cannot be looked at is not kept, and the page says why", async () => {
  const who = someone(whole.baseUrl);
  await toHousing(who);
  const home = pageOf(who);
  const send = async () => {
    await who.get(home);
    await who.press(next, { housing_kind: "lease", housing_proof: picked(pixel, "合同.png") });
    return { status: who.page.status, text: who.page.text, html: who.page.html };
  };

  scanner.verdict = "stream: Eicar-Test-Signature FOUND";
  const infected = await send();
  expect(infected.status).toBe(422);
  expect(infected.html).toContain('href="#f-housing_5f_proof');
  expect(infected.text).toMatch(/安全检查发现这份文件有风险/);
  expect(scanner.streams).toHaveLength(1);
  expect(await filesKept()).toBe(0);

  // What it says beside yes and no is no yes.
  scanner.verdict = "INSTREAM size limit exceeded. ERROR";
  expect((await send()).text).toContain("文件安全检查暂时不可用");
  expect(await filesKept()).toBe(0);

  scanner.verdict = "stream: OK";
  expect(await doctor(scanner.setting)).toMatchObject([{ state: "good" }]);
  expect((await send()).status).toBe(200);
  expect(await filesKept()).toBe(1);
  expect(scanner.streams.at(-1)?.subarray(1, 4).toString("latin1")).toBe("PNG");

  scanner.verdict = "stream: Everything FOUND";
  expect(await doctor(scanner.setting)).toMatchObject([{ state: "bad" }]);
  await scanner.away();
  const refused = await send();
  expect(refused.status).toBe(422);
  expect(refused.text).toContain("文件安全检查暂时不可用，请一分钟后再上传。您填写的内容没有丢失。");
  expect(refused.html).toMatch(/value="lease"[^>]*checked|checked[^>]*value="lease"/);
  expect(await filesKept()).toBe(1);
  expect(await doctor(scanner.setting)).toMatchObject([{ state: "bad", say: expect.stringContaining("ECONNREFUSED") }]);
  expect(await doctor("unix:/run/no-such-socket")).toMatchObject([{ state: "bad" }]);
  expect(await doctor()).toMatchObject([{ check: "scanner", state: "warn" }]);
}, 120_000);
