import { generateSync } from "otplib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testHouse } from "../../../../tests/helpers/house.ts";
import { type TestDesk, testDesk, type Visitor } from "../../../../tests/helpers/staff-desk.ts";
import { beginEnrolment, clerkOf, clerksOf, enrolClerk, signInClerk } from "../../../domain/identity/index.ts";

const password = "洞庭湖边的四棵老柳树站着";
let desk: TestDesk;
beforeAll(async () => {
  desk = testDesk(await testHouse());
});
afterAll(() => desk.close());

/** Adds a member of the installation's staff on the pages and enrols them. */
async function added(
  operator: Visitor,
  login: string,
  roles: readonly string[],
): Promise<{ id: string; visitor: Visitor }> {
  await operator.get("/staff/office/clerks/new");
  const page = await operator.send("/staff/office/clerks", { name: login, login, roles });
  const code = /([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})/.exec(page.text)?.[1] ?? "";
  const { identity } = desk.house;
  const { secret } = await beginEnrolment(identity, { login, code }, desk.clock.now);
  const totp = () => generateSync({ secret, epoch: Math.floor(desk.clock.now.getTime() / 1000) });
  await enrolClerk(identity, { login, code }, { password, totp: totp() }, desk.clock.now);
  desk.clock.now = new Date(desk.clock.now.getTime() + 60_000);
  const session = await signInClerk(identity, { login, password, code: totp() }, desk.clock.now);
  const visitor = desk.visitor();
  visitor.cookies.set("session", session.token);
  const { items } = await clerksOf(identity, "000000");
  return { id: items.find((each) => each.login === login)?.id ?? "", visitor };
}

test("it takes two people to make an operator", async () => {
  const operator = await desk.signedIn("000000-operator");
  const candidate = await added(operator, "li.wei", []);
  const second = await added(operator, "audit.two", ["auditor"]);
  expect((await candidate.visitor.get("/staff/office/operators")).status).toBe(403);

  await operator.get("/staff/office/operators");
  const proposed = await operator.send("/staff/office/operators", { clerk: candidate.id });
  expect(proposed.text).toContain("已提名，等待另一人确认");
  expect(proposed.text).toContain("须由另一人确认");
  const action = /action="(\/staff\/office\/operators\/[^"]+\/confirm)"/;
  expect(proposed.main).not.toMatch(action);
  const page = await second.visitor.get("/staff/office/operators");
  const confirm = action.exec(page.main)?.[1] ?? "";
  const alone = await operator.post(confirm, {});
  expect([alone.status, alone.text.includes("提名人和被提名人以外的另一位")]).toEqual([409, true]);
  const confirmed = await second.visitor.send(confirm, {});
  expect(confirmed.text).toContain("已确认");
  expect((await clerkOf(desk.house.identity, "000000", candidate.id))?.roles).toEqual(["operator"]);
  expect((await candidate.visitor.get("/staff/office/operators")).status).toBe(200);
  expect((await operator.post("/staff/office/operators", { clerk: second.id })).status).toBe(409);
  const office = await desk.signedIn("430621-office");
  expect((await office.get("/staff/office/operators")).status).toBe(404);
});
