import { generateSync } from "otplib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testHouse } from "../../../../tests/helpers/house.ts";
import { type Answer, type TestDesk, testDesk, type Visitor } from "../../../../tests/helpers/staff-desk.ts";

const password = "洞庭湖边的四棵老柳树站着";
const login = "wang.fang";
let desk: TestDesk;
let secret = "";
let recoveryCodes: string[] = [];

beforeAll(async () => {
  desk = testDesk(await testHouse());
});
afterAll(() => desk.close());

const later = (minutes: number) => {
  desk.clock.now = new Date(desk.clock.now.getTime() + minutes * 60_000);
};
const codeNow = () => generateSync({ secret, epoch: Math.floor(desk.clock.now.getTime() / 1000) });

async function signIn(visitor: Visitor, proof: Record<string, string>): Promise<Answer> {
  await visitor.get("/staff/sign-in");
  return visitor.send("/staff/sign-in", { login, password, code: codeNow(), ...proof });
}

test("the office adds a clerk, who enrols with an authenticator app and signs in to the inbox", async () => {
  const number = await desk.file();
  const office = await desk.signedIn("430621-office");
  await office.get("/staff/office/clerks/new");
  const wrong = await office.send("/staff/office/clerks", { name: "王芳", login, roles: "clerk", agency: "" });
  expect(wrong.status).toBe(422);
  expect(wrong.text).toContain("请选择所属部门");
  expect(wrong.main).toContain('value="王芳"');
  const added = await office.send("/staff/office/clerks", {
    name: "王芳",
    login,
    roles: ["clerk"],
    agency: "public-security",
  });
  const code = /启用码<\/span><br\/?><span class="ticket number">([^<]+)/.exec(added.main)?.[1] ?? "";
  expect(code).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
  expect((await office.get("/staff/office/clerks")).text).toContain("待启用，启用码到");

  const visitor = desk.visitor();
  await visitor.get("/staff/enrol");
  const stranger = await visitor.send("/staff/enrol", { login, code: "0000-0000-0000-0000" });
  expect([stranger.status, stranger.text.includes("登录名或启用码不正确")]).toEqual([401, true]);
  const second = await visitor.send("/staff/enrol", { login, code });
  expect(second.main).toContain('<svg class="qr"');
  secret =
    /手工输入这个密钥<br\/?><span class="ticket number">([^<]+)/.exec(second.main)?.[1]?.replaceAll(" ", "") ?? "";
  const short = await visitor.send("/staff/enrol", { password: "short", again: "short", totp: codeNow() });
  expect(short.text).toContain("密码至少 12 个字符");
  const different = await visitor.send("/staff/enrol", { password, again: `${password}。`, totp: codeNow() });
  expect(different.text).toContain("两次输入的密码不一样");
  const done = await visitor.send("/staff/enrol", { password, again: password, totp: codeNow() });
  recoveryCodes = [...done.main.matchAll(/<code>([^<]+)/g)].map(([, each = ""]) => each);
  expect(recoveryCodes).toHaveLength(10);

  later(1);
  const inbox = await signIn(visitor, {});
  expect(inbox.text).toContain(number);
  expect(inbox.html).toContain("王芳");
});

test("what was wrong is not told, and a lock-out says when it ends, for made-up names alike", async () => {
  later(1);
  const visitor = desk.visitor();
  const answers: string[] = [];
  for (const proof of [{ password: "wrong" }, { code: "000000" }, { login: "nobody.at.all" }]) {
    const answer = await signIn(visitor, proof);
    expect(answer.status).toBe(401);
    answers.push(answer.text.replaceAll(/nobody.at.all|wang.fang/g, ""));
  }
  expect(new Set(answers).size).toBe(1);
  const lockedOf = async (name: string) => {
    let last: Answer | undefined;
    for (let tries = 0; tries < 5; tries += 1) last = await signIn(visitor, { login: name, password: "wrong" });
    return last?.text;
  };
  for (const name of [login, "made.up"]) {
    expect(await lockedOf(name)).toContain("2026年11月16日 09:17以后可以再试");
  }
  expect((await signIn(visitor, {})).text).toContain("这个登录名暂时不能登录");
  const office = await desk.signedIn("430621-office");
  expect((await office.get("/staff/office/clerks")).text).toContain("暂时锁定到");
  later(20);
  expect((await signIn(visitor, {})).status).toBe(200);
});

test("changing the password takes the present one and a code, and ends every session", async () => {
  later(1);
  const visitor = desk.visitor();
  await signIn(visitor, { code: recoveryCodes[0] ?? "" });
  const me = await visitor.get("/staff/me");
  expect(me.text).toContain("办事人员");
  const fresh = "湘江边上新栽的三百多棵小树";
  const refused = await visitor.send("/staff/me/password", {
    current: "wrong",
    code: codeNow(),
    password: fresh,
    again: fresh,
  });
  expect([refused.status, refused.text.includes("现在的密码或者验证码不正确")]).toEqual([422, true]);
  later(1);
  const changed = await visitor.send("/staff/me/password", {
    current: password,
    code: codeNow(),
    password: fresh,
    again: fresh,
  });
  expect(changed.text).toContain("密码已更改");
  expect((await visitor.get("/staff")).status).toBe(303);
  later(1);
  expect((await signIn(visitor, {})).status).toBe(401);
  later(1);
  expect((await signIn(visitor, { password: fresh, code: codeNow() })).status).toBe(200);
  const out = await visitor.send("/staff/sign-out", {});
  expect(out.text).toContain("您已退出");
  expect((await visitor.get("/staff")).status).toBe(303);
});

test("signing in leads only to pages of staff", async () => {
  for (const planted of ["//evil.example/staff", "https://evil.example", "/me", "/staff/sign-in", "/staffx"]) {
    const visitor = desk.visitor();
    await visitor.get(`/staff/sign-in?return=${encodeURIComponent(planted)}`);
    const answer = await visitor.post("/staff/sign-in/demonstration", { person: "430621-lead", return: planted });
    expect(answer.location).toBe("/staff");
  }
  const visitor = desk.visitor();
  await visitor.get("/staff/sign-in");
  expect((await visitor.post("/staff/sign-in/demonstration", { person: "110000-king" })).status).toBe(404);
});
