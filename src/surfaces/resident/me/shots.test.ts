import { mkdirSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectNoAxeViolations, expectNoSidewaysScroll, launchBrowser } from "../../../../tests/helpers/browser.ts";
import { type TestHouse, testHouse } from "../../../../tests/helpers/house.ts";
import { act, Browsing, eventually, fileCase, keyOf } from "../../../../tests/helpers/own-pages.ts";
import { recordReading } from "../../../domain/audit/index.ts";
import { startDraft } from "../../../domain/forms/index.ts";
import { cityAndResidentScope } from "../../../foundation/database/index.ts";

let t: TestHouse;
beforeAll(async () => {
  t = await testHouse({ jobs: true });
});
afterAll(async () => {
  await t.close();
});
const only = (process.env["SHOTS"] ?? "").split(",").filter((x) => x !== "");
const modes = (process.env["MODES"] ?? "zh-standard,en-standard,zh-largest,desktop").split(",");

test("shots", { timeout: 280_000 }, async () => {
  const { house } = t;
  const b = new Browsing(t.baseUrl);
  await b.signIn("worker");
  const me = keyOf(house, "worker");
  const f = async (o = {}, ...acts: [any, any?][]) => {
    const { number } = await fileCase(house, "worker", o);
    for (const [a, i] of acts) await act(house, number, a, i);
    return number;
  };
  const corr = await f({}, ["take"], ["ask_correction", { items: ["租房合同第 2 页的租期看不清，请重新拍一张。", "近照的背景要是白色，请换一张。"] }]);
  const sub = await f({}, );
  const sus = await f({}, ["accept"], ["take"], ["suspend", { reason: "需要派出所上门核实住址，预计 3 天。" }]);
  const ref = await f({}, ["accept"], ["refuse", { reason: "经核实，您在岳阳县居住的时间是 4 个月，不满半年。住满以后可以再申请。" }]);
  const app = await f({}, ["accept"], ["take"], ["approve", { note: "请妥善保管证件。" }]);
  const post = await f({ delivery: "post" }, ["accept"], ["approve"]);
  const comp = await f({ service: "suggestion" }, ["accept"], ["approve", { note: "上传照片的问题已经修好，谢谢您告诉我们。" }]);
  const data = await f({ service: "personal-data-request" }, ["accept"], ["take"]);
  const decl = await f({}, ["decline", { reason: "您的住址属于岳阳楼区。", where: "岳阳楼区公安分局，岳阳市巴陵中路 1 号。" }]);
  await eventually(() => b.get(`/me/cases/${app}`), (a) => a.text.includes(".pdf"));
  await eventually(() => b.get(`/me/cases/${post}`), (a) => a.text.includes(".pdf"));
  await act(house, post, "deliver", { tracking: "EA123456789CN" });
  for (const [reader, purpose] of [["王警官", "decide"], ["刘警官", "file"]] as const)
    await house.database.transaction(cityAndResidentScope(["430621"], [me]), (tx) =>
      recordReading(tx, { city: "430621", resident: me, reader: "x", readerName: reader, readerAgency: "公安局", purpose, subject: app }, house.clock()));
  await startDraft(house, { owner: `resident:${me}`, city: "430621", service: house.catalogue.service("residence-permit")!, now: house.clock() } as any).catch(console.error);
  await eventually(() => b.get("/me/inbox"), (a) => (a.text.match(/class="card"/g) ?? []).length >= 15);
  const pages: Record<string, string> = { me: "/me", cases: "/me/cases", corr: `/me/cases/${corr}`, sub: `/me/cases/${sub}`, sus: `/me/cases/${sus}`, ref: `/me/cases/${ref}`, app: `/me/cases/${app}`, post: `/me/cases/${post}`, comp: `/me/cases/${comp}`, data: `/me/cases/${data}`, decl: `/me/cases/${decl}`, withdraw: `/me/cases/${sub}/withdraw`, inbox: "/me/inbox", certs: "/me/certificates", readings: "/me/readings", privacy: "/me/privacy", correct: "/me/privacy/correct", suggestion: "/suggestion?about=/x", signin: "/sign-in", vprivacy: "/me/privacy" };
  const browser = await launchBrowser();
  mkdirSync("/tmp/shots", { recursive: true });
  const problems: string[] = [];
  for (const mode of modes) {
    const [lang, size] = mode === "desktop" ? ["zh", "standard"] : mode.split("-");
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: mode === "desktop" ? 1200 : 360, height: 740 }, deviceScaleFactor: 1 });
    for (const [name, path] of Object.entries(pages)) {
      if (only.length && !only.includes(name)) continue;
      await context.clearCookies();
      if (!["signin", "vprivacy"].includes(name))
        await context.addCookies([...b.cookies].map(([n, value]) => ({ name: n, value, url: t.baseUrl })));
      await context.addCookies([{ name: "lang", value: lang!, url: t.baseUrl }, { name: "mode", value: size!, url: t.baseUrl }]);
      if (name !== "suggestion") await context.addCookies([{ name: "city", value: "430621", url: t.baseUrl }]);
      const page = await context.newPage();
      await page.goto(t.baseUrl + path);
      await page.screenshot({ path: `/tmp/shots/${name}-${mode}.png`, fullPage: true });
      await expectNoSidewaysScroll(page).catch((e) => problems.push(String(e)));
      if (process.env["AXE"]) await expectNoAxeViolations(page).catch((e) => problems.push(String(e)));
      await page.close();
    }
    await context.close();
  }
  await browser.close();
  console.log(problems.join("\n"));
  expect(1).toBe(1);
});
