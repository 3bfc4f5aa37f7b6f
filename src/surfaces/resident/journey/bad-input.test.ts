import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asOwner } from "../../../../tests/helpers/database.ts";
import { type ResidentWeb, residentWeb } from "../../../../tests/helpers/resident-web.ts";
import { type Prepared, type Visitor, visitor } from "../../../../tests/helpers/visitor.ts";
import { viewCase } from "../../../domain/cases/index.ts";

let web: ResidentWeb;
beforeAll(async () => {
  web = await residentWeb();
});
afterAll(() => web.close());

const permit = "/430621/services/residence-permit";

async function suggestion(): Promise<Visitor> {
  const who = visitor(web.baseUrl);
  await who.get("/430621/services/suggestion/start");
  await who.press("开始填写");
  return who;
}

async function firstPage(): Promise<Visitor> {
  const who = visitor(web.baseUrl);
  await who.get(`${permit}/start`);
  await who.press("开始填写");
  return who;
}

/** The same post with one field more, or another value in its place. */
function changed(one: Prepared, name: string, value: string): Prepared {
  const body = one.body instanceof FormData ? new FormData() : new URLSearchParams();
  for (const [field, before] of one.body.entries()) if (field !== name) body.append(field, before as string);
  body.append(name, value);
  return { ...one, body };
}

async function textSent(number: string): Promise<unknown> {
  return (await viewCase(web.house.cases, "430621", number)).answers["text"];
}

describe("what people may mean is kept as it is", () => {
  test.each([
    ["markup", "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;{{7*7}}#{7*7}<%= 7 %>"],
    ["emoji and extension-B characters", "👨‍👩‍👧‍👦 𠮷田 𪚥 请看"],
    ["right-to-left script", "مرحبا שלום 您好"],
  ])("%s", async (_what, text) => {
    const who = await suggestion();
    await who.press("保存并继续", { matter: "broken", text });
    await who.press("保存并继续", {});
    expect(who.page.title).toBe("请核对");
    expect(who.page.text).toContain(text.replaceAll(/\s+/g, " "));
    expect(who.page.html).not.toContain("<script>alert");
    expect(who.page.html).not.toContain("<img src=x");
    await who.press("提交");
    expect(await textSent(who.page.at.split("/")[3] ?? "")).toBe(text);
  });
});

describe("what cannot be is answered, with everything else still there", () => {
  test("10,000 characters in a line, wrong check digits, impossible days", async () => {
    const who = await firstPage();
    await who.press("保存并继续", {
      "address-detail": "字".repeat(10_000),
      "lives_since-year": "2025",
      "lives_since-month": "2",
      "lives_since-day": "30",
      hukou: "999999",
    });
    expect(who.page.status).toBe(422);
    expect(who.page.errors).toHaveLength(3);
    expect(who.page.html).toContain("字".repeat(10_000));
    for (const link of who.page.links.filter(({ href }) => href.startsWith("#f-"))) {
      expect(who.page.html).toContain(`id="${link.href.slice(1)}"`);
    }
  });

  test.each([
    ["null bytes", "城关路\u0000 1 号"],
    ["other control characters", "城关路\u0001\u001b 1 号\u009f"],
  ])("%s are named at their field, and everything typed is still there", async (_what, text) => {
    const who = await firstPage();
    await who.press("保存并继续", { "address-detail": "城关路 9 号" });
    const entered = { "lives_since-year": "2025", "lives_since-month": "2", "lives_since-day": "3", hukou: "武汉市" };
    await who.send(changed(who.prepare("保存并继续", entered), "address-detail", text));
    expect([who.page.status, who.page.errors]).toEqual([422, [expect.stringContaining("看不见的控制字符")]]);
    // What nobody can see is taken out; the rest stands as it was typed, now and later.
    const asTyped = [`value="城关路 1 号"`, `value="2025"`, "武汉市"];
    for (const kept of asTyped) expect(who.page.html).toContain(kept);
    await who.get(who.page.at.split("?")[0] ?? "");
    for (const kept of asTyped) expect(who.page.html).toContain(kept);
    expect(who.page.errors).toHaveLength(1);
    await who.press("保存并继续", {});
    expect(who.page.title).toBe("您因为什么住在这里");
  });

  test("null bytes beside a file", async () => {
    const who = await suggestion();
    const photo = { name: "a.png", type: "image/png", bytes: Buffer.from("not a picture") };
    const form = who.prepare("保存并继续", { matter: "broken", text: "按钮太小，看不清。", photo });
    (form.body as FormData).set("text", "按钮\u0000太小。");
    await who.send(form);
    expect(who.page.status).toBe(422);
    expect(who.page.errors).toHaveLength(2);
    expect(who.page.html).toContain("按钮太小。");
  });

  test("unknown ids, hidden questions and fields that reach into prototypes change nothing", async () => {
    const who = await firstPage();
    const at = who.page.at;
    const good = who.prepare("保存并继续", {
      "address-detail": "城关路 1 号",
      "lives_since-year": "2025",
      "lives_since-month": "2",
      "lives_since-day": "3",
      hukou: "武汉市",
    });
    expect((await who.send(changed(good, "__proto__", "x"))).status).toBe(400);
    await who.send(changed(changed(good, "employer", "别的公司"), "no_such_question", "x"));
    expect(who.page.title).toBe("您因为什么住在这里");
    await who.press("保存并继续", { ground: "job" });
    expect(who.page.html).not.toContain("别的公司");
    // A page that is not asked leads to the one that is.
    await who.get(at.replace("/pages/where", "/pages/school"));
    expect(who.page.at).toContain("/pages/job");
    expect((await who.get(at.replace("/pages/where", "/pages/nothing"))).status).toBe(404);
    expect((await who.get(at.replace("/pages/where", "/check"))).at).toContain("/pages/job");
  });

  test("a file of 40 MB is refused at its field, and what stands beside it is kept", async () => {
    const who = await suggestion();
    const bytes = Buffer.alloc(40 * 1024 * 1024, 7);
    const photo = { name: "large.png", type: "image/png", bytes };
    await who.press("保存并继续", { matter: "broken", text: "按钮太小，看不清。", photo });
    expect(who.page.status).toBe(422);
    expect(who.page.errors).toHaveLength(1);
    expect(who.page.html).toContain("按钮太小，看不清。");
    await who.press("保存并继续", {});
    expect(who.page.title).toBe("怎么回复您");
  });

  test("bodies that are not forms", async () => {
    const who = await firstPage();
    const cookie = [...who.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    for (const [type, body] of [
      ["application/json", '{"a":1}'],
      ["text/plain", "a=1"],
      ["multipart/form-data; boundary=x", "--x\r\nnonsense"],
      ["application/x-www-form-urlencoded", "a=1"],
    ] as const) {
      const headers = { "content-type": type, cookie, accept: "text/html" };
      const answer = await fetch(new URL(who.page.at, web.baseUrl), { method: "POST", headers, body });
      await answer.text();
      expect([400, 403, 415]).toContain(answer.status);
    }
  });
});

describe("what is sent is what was shown", () => {
  async function toCheck(): Promise<Visitor> {
    const who = visitor(web.baseUrl);
    await web.signIn(who, "worker");
    await who.get(`${permit}/start`);
    await who.press(who.page.buttons.includes("重新填一份") ? "重新填一份" : "开始填写");
    await who.press("保存并继续", {
      "address-detail": "城关路 1 号",
      "lives_since-year": "2025",
      "lives_since-month": "2",
      "lives_since-day": "3",
    });
    await who.press("保存并继续", { ground: "school" });
    await who.press("保存并继续", { school: "岳阳县第一中学", "enrolment_proof-promise": true });
    await who.press("保存并继续", {});
    await who.press("保存并继续", { delivery_way: "post" });
    await who.press("保存并继续", { "delivery_address-detail": "邮局路 9 号" });
    expect(who.page.title).toBe("请核对");
    return who;
  }

  test("changed in another tab: the check page comes back, nothing is sent, then it goes", async () => {
    const who = await toCheck();
    const check = who.page.at;
    const old = who.prepare("提交");
    await who.get(check.replace("/check", "/pages/school?from=check"));
    await who.press("保存并继续", { school: "岳阳县第二中学" });
    expect(who.page.at).toBe(check);
    await who.send(old);
    expect(who.page.status).toBe(409);
    expect(who.page.text).toContain("岳阳县第二中学");
    await who.press("提交");
    const number = who.page.at.split("/").at(-1) ?? "";
    const view = await viewCase(web.house.cases, "430621", number);
    expect(view.answers).toMatchObject({ school: "岳阳县第二中学", enrolment_proof: { promise: true } });
    // Where to post it is sealed with the case.
    const [row] = await asOwner(web.test.test, async (client) => {
      const found = await client.query("select applicant_sealed from cases where number = $1", [number]);
      return found.rows as { applicant_sealed: unknown }[];
    });
    expect(JSON.stringify(row)).not.toContain("邮局路");
    expect(view.applicant.deliver_to).toEqual({ division: "430621", detail: "邮局路 9 号" });
  });

  test("somebody else who is signed in finds neither draft nor check page", async () => {
    const who = await toCheck();
    const other = visitor(web.baseUrl);
    await web.signIn(other, "trader");
    expect((await other.get(who.page.at)).status).toBe(404);
    expect((await other.get(who.page.at.replace("/check", "/pages/where"))).status).toBe(404);
    expect((await other.get(who.page.at.replace("430621", "130982"))).status).toBe(404);
    expect((await who.get(who.page.at.replace("430621", "130982"))).status).toBe(404);
  });
});
