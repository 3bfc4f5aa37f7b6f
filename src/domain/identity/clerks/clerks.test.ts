import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asOwner, type TestDatabase, testCities, testDatabase } from "../../../../tests/helpers/database.ts";
import { cityScope } from "../../../foundation/database/index.ts";
import { installationCity } from "../../../foundation/secrets/index.ts";
import { auditEntries } from "../../audit/index.ts";
import {
  addClerk,
  addFirstOperator,
  type Clerk,
  can,
  changeClerk,
  clerkOf,
  clerksOf,
  confirmOperator,
  type Identity,
  makeIdentity,
  operatorProposals,
  proposeOperator,
  resetTotp,
  resumeClerk,
  seedDemonstrationClerks,
  signInClerk,
  signInDemonstrationClerk,
  suspendClerk,
} from "../index.ts";
import { demonstrationStaff } from "./demonstration.ts";
import { type Enrolled, minutes, password, refused, TestStaff } from "./test-staff.ts";

const [city, otherCity] = testCities;

let test: TestDatabase;
let staff: TestStaff;
let identity: Identity;
let operator: Enrolled;
let office: Enrolled;

const now = () => staff.now();

beforeAll(async () => {
  test = await testDatabase();
  staff = new TestStaff(test);
  identity = staff.identity;
  operator = await staff.firstOperator();
  office = await staff.enrol(await staff.add(operator.clerk, "office.one", ["office"]));
});
afterAll(() => test.close());

describe("managing clerks", () => {
  it("checks what is entered and keeps a login one person's for good", async () => {
    expect(await refused(staff.add(office.clerk, "office.one", ["office"]))).toBe("invalid login:login_taken");
    expect(await refused(staff.add(office.clerk, "a b", ["office"]))).toBe("invalid login:login");
    expect(await refused(staff.add(office.clerk, "both", ["auditor", "office"]))).toBe("invalid roles:auditor_alone");
    expect(await refused(staff.add(office.clerk, "none", []))).toBe("invalid roles:role_missing");
    const input = { city, login: "x.y", name: " \u0000 ", roles: ["clerk", "king"] };
    expect(await refused(addClerk(identity, office.clerk, input, now()))).toBe(
      "invalid name:name roles:role_unknown agency:agency",
    );
    expect(await refused(staff.add(operator.clerk, "from.above", ["lead"]))).toBe("invalid roles:role_of_office");
  });

  it("lets nobody reach another city or past their role", async () => {
    expect(await refused(staff.add(office.clerk, "elsewhere", ["office"], otherCity))).toBe("not_found");
    const clerk = await staff.enrol(await staff.add(office.clerk, "plain", ["clerk"]));
    expect(await refused(staff.add(clerk.clerk, "friend", ["clerk"]))).toBe("not_allowed");
    const elsewhere = { city: otherCity, clerk: clerk.clerk.id };
    expect(await refused(suspendClerk(identity, operator.clerk, elsewhere, now()))).toBe("not_found");
    for (const odd of ["", "1", "'; drop table clerks", "\u0000", clerk.clerk.id.toUpperCase()]) {
      expect(await refused(suspendClerk(identity, office.clerk, { city, clerk: odd }, now()))).toBe("not_found");
      expect(await refused(suspendClerk(identity, operator.clerk, { city: odd, clerk: clerk.clerk.id }, now()))).toBe(
        "not_found",
      );
      expect(await clerkOf(identity, city, odd)).toBeUndefined();
      expect((await clerksOf(identity, city, { agency: odd })).items).toEqual([]);
    }
    expect((await clerksOf(identity, city, { after: "zzz\u0000" })).items).toEqual([]);
  });

  it("suspends with open sessions, resumes, and counts a change of roles at once", async () => {
    const who = await staff.enrol(await staff.add(office.clerk, "come.go", ["clerk"]));
    const target = { city, clerk: who.clerk.id };
    const { token } = await staff.signIn(who);
    expect(await identity.sessions.read(token, now())).toBeDefined();
    const change = { name: "新名字", agency: "civil-affairs", roles: ["clerk", "lead"] };
    await changeClerk(identity, office.clerk, target, change, now());
    const session = await identity.sessions.read(token, now());
    expect(session).toMatchObject({ clerk: { name: "新名字", agency: "civil-affairs", roles: ["clerk", "lead"] } });
    await suspendClerk(identity, office.clerk, target, staff.later(1_000));
    expect(await identity.sessions.read(token, now())).toBeUndefined();
    expect(await refused(staff.signIn(who))).toBe("sign_in_failed");
    await resumeClerk(identity, office.clerk, target, now());
    expect(await identity.sessions.read(token, now())).toBeUndefined();
    await staff.signIn(who);
    const lines = (await auditEntries(test.database, city, { limit: 200 })).items;
    const acts = lines.filter((line) => line.subject === who.clerk.id && line.actor === office.clerk.id);
    expect(acts.map((line) => line.act).reverse()).toEqual([
      "clerk.add",
      "clerk.change",
      "clerk.suspend",
      "clerk.resume",
    ]);
  });

  it("renews who lost the phone: sessions, app, password and recovery codes end", async () => {
    const who = await staff.enrol(await staff.add(office.clerk, "lost.phone", ["clerk"]));
    const { token } = await staff.signIn(who);
    const target = { city, clerk: who.clerk.id };
    const again = await resetTotp(identity, office.clerk, target, now());
    expect(await identity.sessions.read(token, now())).toBeUndefined();
    expect(await refused(staff.signIn(who))).toBe("sign_in_failed");
    const [first = ""] = who.recoveryCodes;
    expect(await refused(signInClerk(identity, { login: who.login, password, code: first }, now()))).toBe(
      "sign_in_failed",
    );
    const fresh = await staff.enrol(again);
    expect(fresh.secret).not.toBe(who.secret);
    await staff.signIn(fresh);
  });

  it("lets nobody manage their own account", async () => {
    const own = { city, clerk: office.clerk.id };
    const spare = await staff.enrol(await staff.add(office.clerk, "office.spare", ["office"]));
    const change = { name: "我", roles: ["office", "clerk"], agency: "court" };
    expect(await refused(changeClerk(identity, office.clerk, own, change, now()))).toBe("own_account");
    expect(await refused(suspendClerk(identity, office.clerk, own, now()))).toBe("own_account");
    expect(await refused(resetTotp(identity, office.clerk, own, now()))).toBe("own_account");
    await suspendClerk(identity, office.clerk, { city, clerk: spare.clerk.id }, now());
  });

  it("keeps the last office clerk, also when two go after each other at once", async () => {
    const first = await staff.enrol(await staff.add(operator.clerk, "last.one", ["office"], otherCity), otherCity);
    const target = { city: otherCity, clerk: first.clerk.id };
    expect(await refused(suspendClerk(identity, operator.clerk, target, now()))).toBe("last_office");
    const change = { name: "换岗", roles: ["auditor"] };
    expect(await refused(changeClerk(identity, operator.clerk, target, change, now()))).toBe("last_office");
    const second = await staff.enrol(await staff.add(operator.clerk, "last.two", ["office"], otherCity), otherCity);
    const race = await Promise.allSettled([
      suspendClerk(identity, first.clerk, { city: otherCity, clerk: second.clerk.id }, now()),
      suspendClerk(identity, second.clerk, target, now()),
    ]);
    expect(race.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
    const left = (await clerksOf(identity, otherCity)).items.filter((one) => !one.suspendedAt);
    expect(left).toHaveLength(1);
  });

  it("lists a city's clerks page by page", async () => {
    const first = await clerksOf(identity, city, { limit: 2 });
    const second = await clerksOf(identity, city, { limit: 2, after: first.next });
    const logins = [...first.items, ...second.items].map((one) => one.login);
    expect(logins).toEqual([...logins].sort());
    expect(new Set(logins).size).toBe(4);
    const court = await clerksOf(identity, city, { agency: "court" });
    expect(court.items).toEqual([]);
  });
});

describe("the operator's role", () => {
  it("takes two people", async () => {
    const candidate = await staff.enrol(
      await staff.add(operator.clerk, "op.two", [], installationCity),
      installationCity,
    );
    const auditor = await staff.enrol(
      await staff.add(operator.clerk, "auditor.one", ["auditor"], installationCity),
      installationCity,
    );
    expect(await refused(staff.add(operator.clerk, "op.alone", ["operator"], installationCity))).toBe(
      "invalid roles:operator_takes_two",
    );
    const direct = { name: "捷径", roles: ["operator"] };
    const target = { city: installationCity, clerk: candidate.clerk.id };
    expect(await refused(changeClerk(identity, operator.clerk, target, direct, now()))).toBe(
      "invalid roles:operator_takes_two",
    );
    expect(await refused(proposeOperator(identity, office.clerk, candidate.clerk.id, now()))).toBe("not_found");
    expect(await refused(proposeOperator(identity, operator.clerk, operator.clerk.id, now()))).toBe("own_account");
    expect(await refused(proposeOperator(identity, operator.clerk, auditor.clerk.id, now()))).toBe(
      "cannot_be_operator",
    );
    const proposal = await proposeOperator(identity, operator.clerk, candidate.clerk.id, now());
    expect(await refused(confirmOperator(identity, operator.clerk, proposal, now()))).toBe("second_person");
    expect(await refused(confirmOperator(identity, candidate.clerk, proposal, now()))).toBe("not_allowed");
    expect(await refused(confirmOperator(identity, office.clerk, proposal, now()))).toBe("not_found");
    const eightDays = new Date(now().getTime() + minutes(8 * 24 * 60));
    expect(await refused(confirmOperator(identity, auditor.clerk, proposal, eightDays))).toBe("not_found");
    expect((await operatorProposals(identity, auditor.clerk, now())).map((one) => one.id)).toEqual([proposal]);
    const { token } = await staff.signIn(candidate);
    await confirmOperator(identity, auditor.clerk, proposal, now());
    expect(await identity.sessions.read(token, now())).toMatchObject({ clerk: { roles: ["operator"] } });
    expect(await refused(confirmOperator(identity, auditor.clerk, proposal, now()))).toBe("not_found");
    await suspendClerk(identity, operator.clerk, target, now());
    const own = { city: installationCity, clerk: operator.clerk.id };
    const second: Clerk = { ...candidate.clerk, roles: ["operator"] };
    expect(await refused(suspendClerk(identity, second, own, now()))).toBe("last_operator");
    expect(await refused(addFirstOperator(identity, { login: "op.three", name: "又一位" }, now()))).toBe(
      "has_operator",
    );
  });
});

describe("rights", () => {
  it("come from one table: agency, city, installation", () => {
    const clerk = { city, agency: "public-security", roles: ["clerk"] } as const;
    expect(can(clerk, "case.approve", { city, agency: "public-security" })).toBe(true);
    expect(can(clerk, "case.approve", { city, agency: "court" })).toBe(false);
    expect(can(clerk, "case.approve", { city })).toBe(false);
    expect(can(clerk, "case.approve", { city: otherCity, agency: "public-security" })).toBe(false);
    expect(can(clerk, "case.extend", { city, agency: "public-security" })).toBe(false);
    expect(can({ ...clerk, roles: ["lead"] }, "case.extend", { city, agency: "public-security" })).toBe(true);
    expect(can({ ...clerk, roles: ["office"] }, "case.approve", { city, agency: "public-security" })).toBe(false);
    expect(can({ ...clerk, roles: ["auditor"] }, "audit.read", { city })).toBe(true);
    expect(can({ ...clerk, roles: ["auditor"] }, "case.read", { city, agency: "public-security" })).toBe(false);
    const installation = { city: installationCity, agency: undefined };
    expect(can({ ...installation, roles: ["operator"] }, "city.open", { city })).toBe(true);
    expect(can({ ...installation, roles: ["operator"] }, "case.read", { city, agency: "court" })).toBe(false);
    // A row that claims the role outside the installation has no effect.
    expect(can({ ...clerk, roles: ["operator"] }, "city.open", { city })).toBe(false);
    expect(can({ ...clerk, roles: [] }, "case.list", { city, agency: "public-security" })).toBe(false);
  });
});

describe("the second wall", () => {
  it("shows a city's clerks to nobody else, and keeps secrets sealed", async () => {
    const seen = await test.database.raw(cityScope(otherCity), (client) =>
      client.query("select distinct city from clerks union select distinct city from clerk_recovery_codes"),
    );
    expect(seen.rows).toEqual([{ city: otherCity }]);
    const rows = await asOwner(test, (owner) => owner.query("select * from clerks where login = 'office.one'"));
    const text = JSON.stringify(rows.rows);
    expect(text).not.toContain(office.secret);
    expect(text).not.toContain(password);
    expect(rows.rows[0].password).toMatch(/^\$argon2id\$v=19\$m=1024,t=2,p=1\$/);
    // What a real installation spends on a password.
    expect(makeIdentity(test.database, test.secrets).passwordMemory).toBe(19_456);
    await expect(
      asOwner(test, (owner) => owner.query(`update clerks set roles = '{auditor,office}' where login = 'office.one'`)),
    ).rejects.toThrow(/violates check constraint/);
  });
});

describe("a demonstration", () => {
  it("has staff who sign in by a button, a real installation has not", async () => {
    const who = { city, role: "office" } as const;
    await asOwner(test, (owner) => owner.query("insert into installation values (true, 'real', '试点', now())"));
    await expect(seedDemonstrationClerks(identity, [city], now())).rejects.toThrow(/only a demonstration/);
    expect(await refused(signInDemonstrationClerk(identity, who, now()))).toBe("not_found");
    await asOwner(test, (owner) => owner.query("update installation set kind = 'demonstration'"));
    const { city: inCity, county, installation } = demonstrationStaff;
    const inCounty = (of: string) => county.filter(({ only }) => only === undefined || only === of).length;
    const added = 2 * inCity.length + inCounty(city) + inCounty(otherCity) + installation.length;
    expect(await seedDemonstrationClerks(identity, [city, otherCity], now())).toEqual({ added });
    expect(await seedDemonstrationClerks(identity, [city, otherCity], now())).toEqual({ added: 0 });
    const opened = await signInDemonstrationClerk(identity, who, now());
    expect(await identity.sessions.read(opened.token, now())).toMatchObject({ clerk: { city, roles: ["office"] } });
    expect(await refused(signInDemonstrationClerk(identity, { city: "999999", role: "office" }, now()))).toBe(
      "not_found",
    );
    const proof = { login: "430621-office", password: "", code: "" };
    expect(await refused(signInClerk(identity, proof, now()))).toBe("sign_in_failed");
  });
});
