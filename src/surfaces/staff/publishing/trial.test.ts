import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestHouse, testHouse } from "../../../../tests/helpers/house.ts";
import { act, eventually } from "../../../../tests/helpers/own-pages.ts";
import { uploadFiles } from "../../../../tests/helpers/service-files.ts";
import { type TestDesk, testDesk, type Visitor } from "../../../../tests/helpers/staff-desk.ts";
import { findCase } from "../../../domain/cases/index.ts";
import { publicationsOf } from "../../../domain/catalogue/index.ts";

const city = "430621";
const file = readFileSync(resolve("catalogue/policing/residence-permit.yaml"), "utf8");
const certificate = readFileSync(resolve("catalogue/certificates/residence-permit.yaml"), "utf8");

let whole: TestHouse;
let desk: TestDesk;
let office: Visitor;
beforeAll(async () => {
  whole = await testHouse({ jobs: true });
  desk = testDesk(whole);
  office = await desk.signedIn(`${city}-office`);
}, 180_000);
afterAll(() => desk.close());

/** Changes the file, and says where the words to change are not there any more. */
function changed(text: string, ...changes: readonly (readonly [before: string, after: string])[]): string {
  return changes.reduce((now, [before, after]) => {
    if (!now.includes(before)) throw new Error(`the file does not say "${before}"`);
    return now.replace(before, after);
  }, text);
}

/** The rows of the trial on the page: what would be otherwise, how many cases, their numbers. */
async function trialAt(location: string) {
  const { html, text } = await office.get(location);
  const [, trial = ""] = /<h2[^>]*>用过去的办件试一遍<\/h2>([\s\S]*?)<form/.exec(html) ?? [];
  const plain = (cell: string) => cell.replaceAll(/<[^>]+>/g, "").trim();
  const rows = [...trial.matchAll(/<tr[^>]*>([\s\S]*?)<\/tr>/g)].flatMap(([, row = ""]) => {
    const [finding = "", count = "", numbers = ""] = [...row.matchAll(/<t[dh][^>]*>([\s\S]*?)<\/t[dh]>/g)].map(
      ([, cell = ""]) => plain(cell),
    );
    return finding === "结果" ? [] : [{ finding, count, numbers }];
  });
  return { text, rows };
}

test("a trial run says who would be refused, who lacks an answer and whose answer no longer does, by number alone", async () => {
  const [sample] = desk.house.catalogue.service("residence-permit")?.definition.samples ?? [];
  const filed = (over: object) =>
    desk.file({ answers: { ...sample?.answers, landlord_phone: "13800138001", ...over } });
  await filed({});
  const recent = await filed({ lives_since: "2026-04-01" });
  const early = await filed({ lives_since: "2018-03-01" });
  const silent = [await desk.file(), await desk.file()];
  // Everything at once: still one line for each thing, and one case that does not fit.
  const all = await desk.file({ answers: { ...sample?.answers, lives_since: "2018-05-01" } });

  const sent = await uploadFiles(desk, office, {
    service: {
      name: "residence-permit.yaml",
      text: changed(
        file,
        ["months between(lives_since, today()) < 6", "months between(lives_since, today()) < 9"],
        ["        max: today\n", '        min: "2019-01-01"\n        max: today\n'],
        ["        required: false\n        when: housing_kind", "        when: housing_kind"],
        ["      housing_kind: lease\n", '      housing_kind: lease\n      landlord_phone: "13800138001"\n'],
      ),
    },
  });
  expect(sent.status, sent.text).toBe(303);
  const { text, rows } = await trialAt(sent.location);
  expect(text).toContain("最近 6 件办件里，1 件照新版本也能办");
  const row = (start: string) => rows.find(({ finding }) => finding.startsWith(start));
  expect(row("会被告知办不了")).toMatchObject({ count: "1", numbers: expect.stringContaining(recent) });
  expect(row("会被告知办不了")?.finding).toContain("您在这里居住还不满半年");
  const missing = row("会缺答案");
  expect([missing?.finding, missing?.count]).toEqual(["会缺答案：房东的联系电话", "3"]);
  for (const number of [...silent, all]) expect(missing?.numbers).toContain(number);
  const wrong = row("答案不再合要求");
  expect([wrong?.finding, wrong?.count]).toEqual(["答案不再合要求：从哪一天开始住在本市", "2"]);
  for (const number of [early, all]) expect(wrong?.numbers).toContain(number);
  expect(rows).toHaveLength(3);
  // Whose cases they are and what they said stays out of it.
  for (const said of ["李明华", "13800138001", "荣家湾镇城关路"]) expect(text).not.toContain(said);
  // It was a trial: nothing is in force, and the cases are as they were.
  const [inForce] = await publicationsOf(desk.house.database, city, "residence-permit");
  expect(inForce?.act).toBe("checked");
  expect((await findCase(desk.house.cases, city, recent)).state).toBe("submitted");
});

const own = changed(
  file,
  ["code: residence-permit", "code: lake-stay"],
  ["  zh: 居住证申领\n", "  zh: 湖区居住凭证\n"],
  ["result: { certificate: residence-permit }", "result: { certificate: lake-stay }"],
).replace(/also:[\s\S]*?\naudience/, "also:\n  zh: [湖区凭证]\n  en: [lake stay]\naudience");
const ownCertificate = changed(
  certificate,
  ["code: residence-permit", "code: lake-stay"],
  ["title: { zh: 居住证, en: Residence permit }", "title: { zh: 湖区居住凭证, en: Lake district stay permit }"],
);
const service = { name: "湖区.yaml", text: own };

test("a service with a certificate of its own needs its file, and hears what is wrong in it by line", async () => {
  const alone = await uploadFiles(desk, office, { service });
  expect(alone.status).toBe(422);
  const line = own.slice(0, own.indexOf("result: {")).split("\n").length;
  expect(alone.text).toContain(`湖区.yaml 第 ${line} 行`);
  const broken = changed(ownCertificate, ["value: answers.hukou", "value: answers.huko"]);
  const answer = await uploadFiles(desk, office, { service, certificate: { name: "凭证.yaml", text: broken } });
  expect(answer.status).toBe(422);
  const at = broken.slice(0, broken.indexOf("answers.huko,")).split("\n").length;
  expect(answer.text).toContain(`凭证.yaml 第 ${at} 行`);
  expect(await publicationsOf(desk.house.database, city, "lake-stay")).toEqual([]);
});

test("both files go live together, and a case that is approved gets the certificate they describe", async () => {
  const sent = await uploadFiles(desk, office, { service, certificate: { name: "凭证.yaml", text: ownCertificate } });
  expect(sent.status, sent.text).toBe(303);
  await office.get(sent.location);
  await office.send(sent.location, { note: "" });
  const published = desk.house.catalogue.service("lake-stay");
  if (!published) throw new Error("the service is not published");
  expect(published.certificate?.title.zh).toBe("湖区居住凭证");
  const number = await desk.file({ service: published });
  await act(desk.house, number, "accept");
  await act(desk.house, number, "approve");
  const { certificate: issued } = await eventually(
    () => findCase(desk.house.cases, city, number),
    (found) => found.certificate !== null,
  );
  const verified = await desk.visitor().get(`/verify/${issued}`);
  expect([verified.status, verified.text]).toEqual([200, expect.stringContaining("湖区居住凭证")]);
});
