import { generateSync } from "otplib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asOwner, type TestDatabase, testCities, testDatabase } from "../../../../tests/helpers/database.ts";
import { cityScope } from "../../../foundation/database/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import { installationCity } from "../../../foundation/secrets/index.ts";
import { auditEntries } from "../../audit/index.ts";
import {
  addClerk,
  addFirstOperator,
  beginEnrolment,
  type Clerk,
  can,
  changeClerk,
  changePassword,
  clerkOf,
  clerksOf,
  confirmOperator,
  type Enrolment,
  enrolClerk,
  type Identity,
  lockMinutes,
  makeIdentity,
  operatorProposals,
  proposeOperator,
  type Role,
  resetTotp,
  resumeClerk,
  seedDemonstrationClerks,
  signInClerk,
  signInDemonstrationClerk,
  suspendClerk,
} from "../index.ts";

const [city, otherCity] = testCities;
const password = "洞庭湖边的四棵老柳树站着";
const minutes = (count: number) => count * 60_000;

let test: TestDatabase;
let identity: Identity;
let operator: Enrolled;
let office: Enrolled;

type Enrolled = { clerk: Clerk; login: string; secret: string; recoveryCodes: readonly string[] };

beforeAll(async () => {
  test = await testDatabase();
  identity = makeIdentity(test.database, test.secrets, { refusalTakes: 0, passwordMemory: 1_024 });
  // Two who set the installation up at once: one of them is the first.
  const firsts = await Promise.allSettled(
    ["op.one", "op.uno"].map((login) => addFirstOperator(identity, { login, name: "韩朗" }, now())),
  );
  const [first, ...more] = firsts.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  if (!first || more.length > 0) throw new Error("there must be one first operator");
  operator = await enrol(first, installationCity);
  office = await enrol(await add(operator.clerk, "office.one", ["office"]));
});
afterAll(() => test.close());

function now(): Date {
  return test.clock.now;
}

/** Moves the clock on, so that the next code is a fresh one. */
function later(milliseconds = 60_000): Date {
  test.clock.now = new Date(test.clock.now.getTime() + milliseconds);
  return test.clock.now;
}

function code(secret: string, at: Date = now()): string {
  return generateSync({ secret, epoch: Math.floor(at.getTime() / 1000) });
}

async function refused(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Refusal)) throw error ?? new Error("it was not refused");
  return [error.code, ...error.fields.map((field) => `${field.field}:${field.code}`)].join(" ");
}

function add(actor: Clerk, login: string, roles: Role[], where: string = city) {
  const agency = roles.includes("clerk") || roles.includes("lead") ? "public-security" : undefined;
  return addClerk(identity, actor, { city: where, login, name: "测试人员", agency, roles }, now());
}

async function enrol(enrolment: Enrolment, where: string = city): Promise<Enrolled> {
  const proof = { login: enrolment.login, code: enrolment.code };
  const { secret } = await beginEnrolment(identity, proof, now());
  const { recoveryCodes } = await enrolClerk(identity, proof, { password, totp: code(secret) }, now());
  const clerk = await clerkOf(identity, where, enrolment.clerk);
  if (!clerk) throw new Error("the clerk is not there");
  return { clerk, login: enrolment.login, secret, recoveryCodes };
}

const signIn = (who: Enrolled, at = later()) =>
  signInClerk(identity, { login: who.login, password, code: code(who.secret) }, at);

describe("enrolment", () => {
  it("refuses wrong and expired codes, weak passwords and a wrong code, and shows the same secret again", async () => {
    const added = await add(office.clerk, "enrol.me", ["clerk"]);
    const proof = { login: "enrol.me", code: added.code };
    expect(await refused(beginEnrolment(identity, { ...proof, code: "0000000000000000" }, now()))).toBe(
      "enrolment_invalid",
    );
    expect(await refused(beginEnrolment(identity, { ...proof, login: "nobody" }, now()))).toBe("enrolment_invalid");
    const shown = await beginEnrolment(identity, proof, now());
    expect(shown.totpAddress).toMatch(/^otpauth:\/\/totp\/Onewindow:enrol\.me\?/);
    const typed = { login: " Enrol.Me ", code: added.code.toLowerCase().replace(/(.{4})/g, "$1-") };
    expect((await beginEnrolment(identity, typed, now())).secret).toBe(shown.secret);
    const attempt = (secretText: string, totp: string) =>
      enrolClerk(identity, proof, { password: secretText, totp }, now());
    expect(await refused(attempt("short", "000000"))).toBe("invalid password:password_short");
    expect(await refused(attempt("my-enrol.me-login", "000000"))).toBe("invalid password:password_common");
    expect(await refused(attempt("ababababababab", "000000"))).toBe("invalid password:password_common");
    expect(await refused(attempt(password, "abcdef"))).toBe("invalid totp:totp");
    const afterwards = new Date(added.until.getTime() + 1);
    expect(await refused(enrolClerk(identity, proof, { password, totp: "000000" }, afterwards))).toBe(
      "enrolment_invalid",
    );
    const done = await attempt(password, code(shown.secret));
    expect(new Set(done.recoveryCodes).size).toBe(10);
    expect(await refused(beginEnrolment(identity, proof, now()))).toBe("enrolment_invalid");
  });
});

describe("signing in", () => {
  it("takes password and code together, each code once", async () => {
    const who = await enrol(await add(office.clerk, "sign.in", ["clerk"]));
    // The code of the enrolment is used up.
    expect(await refused(signIn(who, now()))).toBe("sign_in_failed");
    const opened = await signIn(who);
    expect(opened.clerk).toMatchObject({ city, login: "sign.in", agency: "public-security", roles: ["clerk"] });
    expect((await identity.sessions.read(opened.token, now()))?.kind).toBe("staff");
    expect(await refused(signIn(who, now()))).toBe("sign_in_failed");
    // A phone whose clock is one step ahead.
    const proof = { login: who.login, password, code: code(who.secret, new Date(now().getTime() + 30_000)) };
    await signInClerk(identity, proof, now());
    expect(await refused(signIn(who, later(30_000)))).toBe("sign_in_failed");
    const early = code(who.secret, new Date(now().getTime() - minutes(3)));
    expect(await refused(signInClerk(identity, { ...proof, code: early }, now()))).toBe("sign_in_failed");
  });

  it("gives one of two who bring the same code at the same moment a session", async () => {
    const who = await enrol(await add(office.clerk, "twice", ["clerk"]));
    later();
    const answers = await Promise.allSettled([signIn(who, now()), signIn(who, now()), signIn(who, now())]);
    expect(answers.filter((answer) => answer.status === "fulfilled")).toHaveLength(1);
  });

  it("never says which part was wrong", async () => {
    const who = await enrol(await add(office.clerk, "silent", ["clerk"]));
    const good = () => ({ login: who.login, password, code: code(who.secret, later()) });
    const says = async (proof: ReturnType<typeof good>) => {
      const error = await signInClerk(identity, proof, now()).catch((thrown: unknown) => thrown);
      return error instanceof Refusal ? JSON.stringify([error.code, error.status, error.say, error.fields]) : "no";
    };
    const answers = new Set([
      await says({ ...good(), login: "unknown" }),
      await says({ ...good(), password: "wrong wrong wrong" }),
      await says({ ...good(), code: "000000" }),
      await says({ ...good(), code: "" }),
    ]);
    expect(answers.size).toBe(1);
    expect([...answers][0]).toContain("sign_in_failed");
  });

  it("locks after five wrong tries, even many at once, twice as long each time", async () => {
    const who = await enrol(await add(office.clerk, "lock.me", ["clerk"]));
    const wrong = () =>
      signInClerk(identity, { login: who.login, password: "wrong wrong wrong", code: "123456" }, now());
    const statuses = await Promise.allSettled(Array.from({ length: 12 }, wrong));
    expect(statuses.every((one) => one.status === "rejected")).toBe(true);
    expect((await clerkOf(identity, city, who.clerk.id))?.lockedUntil).toEqual(new Date(now().getTime() + minutes(15)));
    expect(await refused(signIn(who, later(minutes(14))))).toBe("sign_in_failed");
    later(minutes(2));
    for (let count = 0; count < 5; count += 1) await refused(wrong());
    expect((await clerkOf(identity, city, who.clerk.id))?.lockedUntil).toEqual(new Date(now().getTime() + minutes(30)));
    later(minutes(31));
    // Four wrong tries and the right one are no lock, and the count begins again.
    for (let count = 0; count < 4; count += 1) await refused(wrong());
    await signIn(who);
    for (let count = 0; count < 4; count += 1) await refused(wrong());
    await signIn(who);
    expect([0, 1, 2, 6, 7, 60].map(lockMinutes)).toEqual([15, 30, 60, 960, 1440, 1440]);
  });

  it("takes each recovery code once in place of the app", async () => {
    const who = await enrol(await add(office.clerk, "recover", ["clerk"]));
    const [first = ""] = who.recoveryCodes;
    const proof = { login: who.login, password, code: first.toLowerCase().replace("-", " ") };
    await signInClerk(identity, proof, now());
    expect(await refused(signInClerk(identity, proof, now()))).toBe("sign_in_failed");
    const acts = (await auditEntries(test.database, city, { limit: 200 })).items;
    expect(acts.filter((line) => line.subject === who.clerk.id && line.act === "clerk.use_recovery_code")).toHaveLength(
      1,
    );
  });

  it("changes the password only for who proves the old one, and ends the sessions", async () => {
    const who = await enrol(await add(office.clerk, "pass.word", ["clerk"]));
    const { token } = await signIn(who);
    const proof = () => ({ login: who.login, password, code: code(who.secret, later()) });
    const next = "another long password 7";
    expect(await refused(changePassword(identity, { ...proof(), password: "not the old one" }, next, now()))).toBe(
      "sign_in_failed",
    );
    expect(await refused(changePassword(identity, proof(), "123456789012", now()))).toBe(
      "invalid password:password_common",
    );
    await changePassword(identity, proof(), next, now());
    expect(await identity.sessions.read(token, now())).toBeUndefined();
    expect(await refused(signIn(who))).toBe("sign_in_failed");
    await signInClerk(identity, { ...proof(), password: next }, now());
  });
});

describe("managing clerks", () => {
  it("checks what is entered and keeps a login one person's for good", async () => {
    expect(await refused(add(office.clerk, "office.one", ["office"]))).toBe("invalid login:login_taken");
    expect(await refused(add(office.clerk, "a b", ["office"]))).toBe("invalid login:login");
    expect(await refused(add(office.clerk, "both", ["auditor", "office"]))).toBe("invalid roles:auditor_alone");
    expect(await refused(add(office.clerk, "none", []))).toBe("invalid roles:role_missing");
    const input = { city, login: "x.y", name: " \u0000 ", roles: ["clerk", "king"] };
    expect(await refused(addClerk(identity, office.clerk, input, now()))).toBe(
      "invalid name:name roles:role_unknown agency:agency",
    );
    expect(await refused(add(operator.clerk, "from.above", ["lead"]))).toBe("invalid roles:role_of_office");
  });

  it("lets nobody reach another city or past their role", async () => {
    expect(await refused(add(office.clerk, "elsewhere", ["office"], otherCity))).toBe("not_found");
    const clerk = await enrol(await add(office.clerk, "plain", ["clerk"]));
    expect(await refused(add(clerk.clerk, "friend", ["clerk"]))).toBe("not_allowed");
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
    const who = await enrol(await add(office.clerk, "come.go", ["clerk"]));
    const target = { city, clerk: who.clerk.id };
    const { token } = await signIn(who);
    expect(await identity.sessions.read(token, now())).toBeDefined();
    const change = { name: "新名字", agency: "civil-affairs", roles: ["clerk", "lead"] };
    await changeClerk(identity, office.clerk, target, change, now());
    const session = await identity.sessions.read(token, now());
    expect(session).toMatchObject({ clerk: { name: "新名字", agency: "civil-affairs", roles: ["clerk", "lead"] } });
    await suspendClerk(identity, office.clerk, target, later(1_000));
    expect(await identity.sessions.read(token, now())).toBeUndefined();
    expect(await refused(signIn(who))).toBe("sign_in_failed");
    await resumeClerk(identity, office.clerk, target, now());
    expect(await identity.sessions.read(token, now())).toBeUndefined();
    await signIn(who);
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
    const who = await enrol(await add(office.clerk, "lost.phone", ["clerk"]));
    const { token } = await signIn(who);
    const target = { city, clerk: who.clerk.id };
    const again = await resetTotp(identity, office.clerk, target, now());
    expect(await identity.sessions.read(token, now())).toBeUndefined();
    expect(await refused(signIn(who))).toBe("sign_in_failed");
    const [first = ""] = who.recoveryCodes;
    expect(await refused(signInClerk(identity, { login: who.login, password, code: first }, now()))).toBe(
      "sign_in_failed",
    );
    const fresh = await enrol(again);
    expect(fresh.secret).not.toBe(who.secret);
    await signIn(fresh);
  });

  it("lets nobody manage their own account", async () => {
    const own = { city, clerk: office.clerk.id };
    const spare = await enrol(await add(office.clerk, "office.spare", ["office"]));
    const change = { name: "我", roles: ["office", "clerk"], agency: "court" };
    expect(await refused(changeClerk(identity, office.clerk, own, change, now()))).toBe("own_account");
    expect(await refused(suspendClerk(identity, office.clerk, own, now()))).toBe("own_account");
    expect(await refused(resetTotp(identity, office.clerk, own, now()))).toBe("own_account");
    await suspendClerk(identity, office.clerk, { city, clerk: spare.clerk.id }, now());
  });

  it("keeps the last office clerk, also when two go after each other at once", async () => {
    const first = await enrol(await add(operator.clerk, "last.one", ["office"], otherCity), otherCity);
    const target = { city: otherCity, clerk: first.clerk.id };
    expect(await refused(suspendClerk(identity, operator.clerk, target, now()))).toBe("last_office");
    const change = { name: "换岗", roles: ["auditor"] };
    expect(await refused(changeClerk(identity, operator.clerk, target, change, now()))).toBe("last_office");
    const second = await enrol(await add(operator.clerk, "last.two", ["office"], otherCity), otherCity);
    const race = await Promise.allSettled([
      suspendClerk(identity, first.clerk, { city: otherCity, clerk: second.clerk.id }, now()),
      suspendClerk(identity, second.clerk, target, now()),
    ]);
    expect(race.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
    const left = (await clerksOf(identity, otherCity)).items.filter((one) => !one.suspendedAt);
    expect(left).toHaveLength(1);
  });

  it("lists a city's clerks page by page", async () => {
    const first = await clerksOf(identity, city, { limit: 3 });
    const second = await clerksOf(identity, city, { limit: 3, after: first.next });
    const logins = [...first.items, ...second.items].map((one) => one.login);
    expect(logins).toEqual([...logins].sort());
    expect(new Set(logins).size).toBe(6);
    const court = await clerksOf(identity, city, { agency: "court" });
    expect(court.items).toEqual([]);
  });
});

describe("the operator's role", () => {
  it("takes two people", async () => {
    const candidate = await enrol(await add(operator.clerk, "op.two", [], installationCity), installationCity);
    const auditor = await enrol(
      await add(operator.clerk, "auditor.one", ["auditor"], installationCity),
      installationCity,
    );
    expect(await refused(add(operator.clerk, "op.alone", ["operator"], installationCity))).toBe(
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
    const { token } = await signIn(candidate);
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
    expect(await seedDemonstrationClerks(identity, [city, otherCity], now())).toEqual({ added: 9 });
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
