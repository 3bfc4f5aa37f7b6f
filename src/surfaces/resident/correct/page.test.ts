import { afterAll, beforeAll, expect, test } from "vitest";
import { act, fileCase } from "../../../../tests/helpers/own-pages.ts";
import { type ResidentWeb, residentWeb } from "../../../../tests/helpers/resident-web.ts";
import { type PickedFile, visitor } from "../../../../tests/helpers/visitor.ts";
import { addConsents, viewCase } from "../../../domain/cases/index.ts";
import { listCaseFiles } from "../../../domain/documents/index.ts";

let web: ResidentWeb;
beforeAll(async () => {
  web = await residentWeb();
});
afterAll(() => web.close());

const city = "430621";
const png: PickedFile = {
  name: "合同.png",
  type: "image/png",
  bytes: Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
    "base64",
  ),
};

test("a permit is corrected once: the notice, what was sent, a new paper instead of the promise, and the act", async () => {
  const { number } = await fileCase(web.house, "worker");
  const who = visitor(web.baseUrl);
  await web.signIn(who, "worker");
  const at = `/me/cases/${number}/correct`;
  // Nothing to correct yet: the case itself says what is to be done.
  expect((await who.get(at)).at).toBe(`/me/cases/${number}`);
  await act(web.house, number, "ask_correction", { items: ["请上传租房合同", "门牌号不完整"] });
  await who.get(at);
  expect(who.page.text).toContain("请上传租房合同");
  expect(who.page.text).toContain("2026年12月16日");
  expect(who.page.html).toContain('value="荣家湾镇城关路 12 号 3 栋 402 室"');
  expect(who.page.html).toMatch(/name="housing_proof-promise"[^>]*checked/);

  await who.press("提交补正", { "address-detail": "", housing_proof: png });
  expect(who.page.status).toBe(422);
  expect(who.page.errors).toHaveLength(1);
  // The file that came with the first try is not asked for again.
  expect(who.page.text).toContain("合同.png");
  await who.press("提交补正", {
    "address-detail": "荣家湾镇城关路 12 号 3 栋 1 单元 402 室",
    landlord_phone: "13700137000",
  });
  expect(who.page.at).toBe(`/me/cases/${number}`);
  const view = await viewCase(web.house.cases, city, number);
  expect(view.row.state).toBe("submitted");
  expect(view.answers).toMatchObject({
    address: { division: "430621", detail: "荣家湾镇城关路 12 号 3 栋 1 单元 402 室" },
    landlord_phone: "13700137000",
    housing_proof: { name: "合同.png" },
  });
  const files = await listCaseFiles(web.house.documents, city, number);
  expect(files.map((file) => file.name)).toEqual(["合同.png"]);
});

test("an answer that leads to another question: it is asked, and the correction is sent with it", async () => {
  const { number } = await fileCase(web.house, "student");
  await act(web.house, number, "ask_correction", { items: ["请核对居住理由"] });
  const who = visitor(web.baseUrl);
  await web.signIn(who, "student");
  await who.get(`/me/cases/${number}/correct`);
  await who.press("提交补正", { ground: "school" });
  expect(who.page.text).toContain("还有一点要问");
  expect(who.page.errors).toEqual([]);
  await who.press("提交补正", { school: "岳阳县第一中学", "enrolment_proof-promise": true });
  expect(who.page.at).toBe(`/me/cases/${number}`);
  const view = await viewCase(web.house.cases, city, number);
  expect(view.answers).toMatchObject({
    ground: "school",
    school: "岳阳县第一中学",
    enrolment_proof: { promise: true },
  });
  expect(view.answers).not.toHaveProperty("housing_kind");
});

test("consent given while correcting is asked apart, and kept with the case", async () => {
  const { number } = await fileCase(web.house, "worker");
  await act(web.house, number, "ask_correction", { items: ["请上传照片"] });
  const who = visitor(web.baseUrl);
  await web.signIn(who, "worker");
  await who.get(`/me/cases/${number}/correct`);
  const photo = { ...png, name: "照片.png" };
  await who.press("提交补正", { photo });
  // The photo is asked about apart, and never agreed to beforehand.
  expect([who.page.status, who.page.errors]).toEqual([
    422,
    ["单独同意：近期正面免冠照片：请勾选同意；不同意的话，请删除上面的内容。"],
  ]);
  expect((await viewCase(web.house.cases, city, number)).applicant.consents).toBeUndefined();
  await who.press("提交补正", { photo_consent: true });
  expect(who.page.at).toBe(`/me/cases/${number}`);
  const { applicant, answers, row } = await viewCase(web.house.cases, city, number);
  expect([row.state, (answers["photo"] as { name: string }).name]).toEqual(["submitted", "照片.png"]);
  const at = web.house.clock().toISOString();
  expect(applicant.consents).toEqual({ at, to: [{ question: "photo", kind: "biometric", at }] });
  expect(applicant.name).not.toBe("");
  await addConsents(web.house.cases, { city, number, consents: [{ question: "photo", kind: "biometric" }] });
  expect((await viewCase(web.house.cases, city, number)).applicant).toEqual(applicant);
});

test("somebody else's case is not there, and nobody gets in without signing in", async () => {
  const { number } = await fileCase(web.house, "trader");
  await act(web.house, number, "ask_correction", { items: ["请补充"] });
  const who = visitor(web.baseUrl);
  const at = `/me/cases/${number}/correct`;
  expect((await who.get(at)).at).toContain("/sign-in?return=");
  await web.signIn(who, "worker");
  expect((await who.get(at)).status).toBe(404);
  expect((await who.get("/me/cases/430621-20261116-C0000000000-0/correct")).status).toBe(404);
});
