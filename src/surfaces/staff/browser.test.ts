import { Readable } from "node:stream";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectNoAxeViolations, expectNoSidewaysScroll, launchBrowser } from "../../../tests/helpers/browser.ts";
import { testHouse } from "../../../tests/helpers/house.ts";
import { type TestDesk, testDesk } from "../../../tests/helpers/staff-desk.ts";
import { attachFiles, receiveFile } from "../../domain/documents/index.ts";
import { demonstrationStaff } from "../../domain/identity/index.ts";
import { cityScope } from "../../foundation/database/index.ts";
import { newId } from "../../foundation/ids/index.ts";

let desk: TestDesk;
let browser: Browser;
beforeAll(async () => {
  desk = testDesk(await testHouse());
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await desk.close();
});

async function pageOf(person: string, options: { width: number; scripts?: boolean; language?: "zh" | "en" }) {
  const { width, scripts = true, language = "zh" } = options;
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    locale: language === "zh" ? "zh-CN" : "en-GB",
    javaScriptEnabled: scripts,
  });
  if (person !== "") {
    const { cookies } = await desk.signedIn(person, language);
    await context.addCookies([...cookies].map(([name, value]) => ({ name, value, url: desk.baseUrl })));
  }
  return context.newPage();
}

test("a clerk takes, accepts and approves on a small screen without scripts", async () => {
  const number = await desk.file();
  const page = await pageOf("", { width: 360, scripts: false });
  await page.goto(`${desk.baseUrl}/staff?view=new`);
  await page.getByRole("button", { name: "何静 岳阳县 办事人员" }).click();
  await page.getByRole("link", { name: number }).click();
  await page.getByRole("button", { name: "由我办理" }).click();
  await page.getByRole("button", { name: "受理", exact: true }).click();
  expect(await page.getByRole("status").textContent()).toContain("已完成：已受理");
  await page.getByLabel("给申请人的话").fill("请带身份证来领取。");
  await page.getByRole("button", { name: "准予", exact: true }).click();
  expect(await page.locator("main").textContent()).toContain("已批准，待送达");
  await page.context().close();
});

test("the keys of the desk walk through the cases", async () => {
  const number = await desk.file();
  const page = await pageOf("430621-clerk", { width: 1280 });
  await page.goto(`${desk.baseUrl}/staff?view=new`);
  await page.keyboard.press("j");
  expect(await page.locator("tr.at").textContent()).toContain(number);
  await page.keyboard.press("o");
  await page.waitForURL(`**/staff/cases/${number}`);
  await page.goto(`${desk.baseUrl}/staff`);
  await page.keyboard.press("/");
  await page.keyboard.type(number);
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/staff/cases/${number}`);
  await page.context().close();
});

test("a PDF is fetched for the page only when somebody opens it there", async () => {
  const city = "430621";
  const owner = "rWithPdf";
  const about = { city, owner, draft: newId(desk.clock.now), question: "housing_proof", name: "合同.pdf" };
  const bytes = [Buffer.from("%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n")];
  const file = await receiveFile(desk.house.documents, Readable.from(bytes), { ...about, now: desk.clock.now });
  const number = await desk.file({ resident: owner, by: { kind: "resident", id: owner } });
  await desk.house.database.transaction(cityScope(city), (tx) =>
    attachFiles(tx, { city, owner, ids: [file.id], caseNumber: number }),
  );
  const page = await pageOf("430621-clerk", { width: 360 });
  const fetched: string[] = [];
  const refused: string[] = [];
  page.on("request", (request) => void (request.url().includes("/files/") && fetched.push(request.url())));
  page.on(
    "console",
    (said) => void (/Content Security Policy|X-Frame-Options/i.test(said.text()) && refused.push(said.text())),
  );
  await page.goto(`${desk.baseUrl}/staff/cases/${number}`);
  await page.waitForLoadState("networkidle");
  expect(fetched).toEqual([]);
  const asked = page.waitForRequest((request) => request.url().endsWith(`${file.id}?view=1`));
  await page.getByText("在这里查看").click();
  await asked;
  await expectNoSidewaysScroll(page);
  await expectNoAxeViolations(page);
  expect(fetched).toHaveLength(1);
  // This browser has no viewer of its own; the page's policy at least let the frame ask.
  expect(refused).toEqual([]);
  expect(await page.getByRole("link", { name: "合同.pdf" }).count()).toBe(1);
  await page.context().close();
});

test("trouble at the desk stays at the desk", async () => {
  const page = await pageOf("430621-clerk", { width: 360 });
  expect((await page.goto(`${desk.baseUrl}/staff/cases/430621-20261116-C0000000000-0`))?.status()).toBe(404);
  expect(await page.locator("html").getAttribute("data-kind")).toBe("staff");
  await page.getByRole("link", { name: "回到工作台" }).click();
  expect(new URL(page.url()).pathname).toBe("/staff");
  for (const elsewhere of ["/staffing", "/nowhere"]) {
    await page.goto(`${desk.baseUrl}${elsewhere}`);
    expect(await page.locator("html").getAttribute("data-kind")).toBe("resident");
  }
  await page.context().close();
});

const pages: readonly (readonly [person: string, path: string])[] = [
  ["", "/staff/sign-in"],
  ["", "/staff/enrol"],
  ["430621-lead", "/staff"],
  ["430621-lead", "/staff/me"],
  ["430621-lead", "/staff/cases/:number"],
  ["430621-office", "/staff/office/clerks"],
  ["430621-office", "/staff/office/clerks/new"],
  ["430621-office", "/staff/office/services/residence-permit"],
  ["430621-auditor", "/staff/audit"],
  ["000000-operator", "/staff/office/operators"],
];

const names = Object.values(demonstrationStaff).flatMap((staff) => staff.map(({ name }) => name));
const namesAndLaws = new RegExp(`${names.join("|")}|演示备案|\\(Basis: [^)]*\\)`, "g");

test.for(pages)("%s %s can be read by everybody", { timeout: 60_000 }, async ([person, path]) => {
  const number = await desk.file();
  const address = `${desk.baseUrl}${path.replace(":number", number)}`;
  const wide = await pageOf(person, { width: 1280, language: "en" });
  await wide.goto(address);
  await expectNoAxeViolations(wide);
  await expectNoSidewaysScroll(wide);
  const frame = await wide.locator("h1, h2, p, label, button, th[scope=col], legend, caption, dt").allTextContents();
  // Names of people and of laws, the filing number and the name of the other language stand in Chinese; the page's own words do not.
  const own = frame.map((text) => text.replaceAll(namesAndLaws, ""));
  expect(own.filter((text) => /\p{Script=Han}{2,}/u.test(text))).toEqual([]);
  await wide.context().close();
  const narrow = await pageOf(person, { width: 320 });
  await narrow.goto(`${address}?mode=largest`);
  await expectNoAxeViolations(narrow);
  await expectNoSidewaysScroll(narrow);
  await narrow.context().close();
});
