import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testCities, testDatabase } from "../../../../tests/helpers/database.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import { auditEntries } from "../../audit/index.ts";
import {
  beginEnrolment,
  changePassword,
  clerkOf,
  enrolClerk,
  type Identity,
  lockMinutes,
  signInClerk,
} from "../index.ts";
import { type Enrolled, minutes, password, refused, TestStaff } from "./test-staff.ts";

const [city] = testCities;

let test: TestDatabase;
let staff: TestStaff;
let identity: Identity;
let office: Enrolled;

const now = () => staff.now();

beforeAll(async () => {
  test = await testDatabase();
  staff = new TestStaff(test);
  identity = staff.identity;
  const operator = await staff.firstOperator();
  office = await staff.enrol(await staff.add(operator.clerk, "office.one", ["office"]));
});
afterAll(() => test.close());

describe("enrolment", () => {
  it("refuses wrong and expired codes, weak passwords and a wrong code, and shows the same secret again", async () => {
    const added = await staff.add(office.clerk, "enrol.me", ["clerk"]);
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
    const done = await attempt(password, staff.code(shown.secret));
    expect(new Set(done.recoveryCodes).size).toBe(10);
    expect(await refused(beginEnrolment(identity, proof, now()))).toBe("enrolment_invalid");
  });
});

describe("signing in", () => {
  it("takes password and code together, each code once", async () => {
    const who = await staff.enrol(await staff.add(office.clerk, "sign.in", ["clerk"]));
    // The code of the enrolment is used up.
    expect(await refused(staff.signIn(who, now()))).toBe("sign_in_failed");
    const opened = await staff.signIn(who);
    expect(opened.clerk).toMatchObject({ city, login: "sign.in", agency: "public-security", roles: ["clerk"] });
    expect((await identity.sessions.read(opened.token, now()))?.kind).toBe("staff");
    expect(await refused(staff.signIn(who, now()))).toBe("sign_in_failed");
    // A phone whose clock is one step ahead.
    const proof = { login: who.login, password, code: staff.code(who.secret, new Date(now().getTime() + 30_000)) };
    await signInClerk(identity, proof, now());
    expect(await refused(staff.signIn(who, staff.later(30_000)))).toBe("sign_in_failed");
    const early = staff.code(who.secret, new Date(now().getTime() - minutes(3)));
    expect(await refused(signInClerk(identity, { ...proof, code: early }, now()))).toBe("sign_in_failed");
  });

  it("gives one of two who bring the same code at the same moment a session", async () => {
    const who = await staff.enrol(await staff.add(office.clerk, "twice", ["clerk"]));
    staff.later();
    const answers = await Promise.allSettled([
      staff.signIn(who, now()),
      staff.signIn(who, now()),
      staff.signIn(who, now()),
    ]);
    expect(answers.filter((answer) => answer.status === "fulfilled")).toHaveLength(1);
  });

  it("never says which part was wrong", async () => {
    const who = await staff.enrol(await staff.add(office.clerk, "silent", ["clerk"]));
    const good = () => ({ login: who.login, password, code: staff.code(who.secret, staff.later()) });
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
    const who = await staff.enrol(await staff.add(office.clerk, "lock.me", ["clerk"]));
    const wrong = () =>
      signInClerk(identity, { login: who.login, password: "wrong wrong wrong", code: "123456" }, now());
    const statuses = await Promise.allSettled(Array.from({ length: 12 }, wrong));
    expect(statuses.every((one) => one.status === "rejected")).toBe(true);
    expect((await clerkOf(identity, city, who.clerk.id))?.lockedUntil).toEqual(new Date(now().getTime() + minutes(15)));
    expect(await refused(staff.signIn(who, staff.later(minutes(14))))).toBe("sign_in_failed");
    staff.later(minutes(2));
    for (let count = 0; count < 5; count += 1) await refused(wrong());
    expect((await clerkOf(identity, city, who.clerk.id))?.lockedUntil).toEqual(new Date(now().getTime() + minutes(30)));
    staff.later(minutes(31));
    // Four wrong tries and the right one are no lock, and the count begins again.
    for (let count = 0; count < 4; count += 1) await refused(wrong());
    await staff.signIn(who);
    for (let count = 0; count < 4; count += 1) await refused(wrong());
    await staff.signIn(who);
    expect([0, 1, 2, 6, 7, 60].map(lockMinutes)).toEqual([15, 30, 60, 960, 1440, 1440]);
  });

  it("takes each recovery code once in place of the app", async () => {
    const who = await staff.enrol(await staff.add(office.clerk, "recover", ["clerk"]));
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
    const who = await staff.enrol(await staff.add(office.clerk, "pass.word", ["clerk"]));
    const { token } = await staff.signIn(who);
    const proof = () => ({ login: who.login, password, code: staff.code(who.secret, staff.later()) });
    const next = "another long password 7";
    expect(await refused(changePassword(identity, { ...proof(), password: "not the old one" }, next, now()))).toBe(
      "sign_in_failed",
    );
    expect(await refused(changePassword(identity, proof(), "123456789012", now()))).toBe(
      "invalid password:password_common",
    );
    await changePassword(identity, proof(), next, now());
    expect(await identity.sessions.read(token, now())).toBeUndefined();
    expect(await refused(staff.signIn(who))).toBe("sign_in_failed");
    await signInClerk(identity, { ...proof(), password: next }, now());
  });
});
