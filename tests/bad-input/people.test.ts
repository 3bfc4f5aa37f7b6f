import { generateSync } from "otplib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findCase, viewCase } from "../../src/domain/cases/index.ts";
import { getCertificate, verifyAddress } from "../../src/domain/documents/index.ts";
import { addClerk, beginEnrolment, enrolClerk, signInDemonstrationClerk } from "../../src/domain/identity/index.ts";
import { publicNumber } from "../../src/foundation/ids/index.ts";
import { serve } from "../../src/serve.ts";
import { freePort } from "../helpers/house.ts";
import { act, claimsOf, eventually, fileCase } from "../helpers/own-pages.ts";
import { type Visitor, visitor } from "../helpers/visitor.ts";
import { city, expectEscaped, type Field, hostile, openField, otherCity } from "./field.ts";
import { next, picked, pixel, send, toCheck, toHousing } from "./permit.ts";

let field: Field;
let worker: Visitor;
let student: Visitor;
let clerk: Visitor;
beforeAll(async () => {
  field = await openField({ jobs: true });
  for (const sub of ["worker", "student", "grandmother"] as const) {
    const { name = "", id_number = "", phone_number = "" } = claimsOf(sub);
    for (const value of [name, id_number, phone_number]) field.plant(value);
  }
  worker = await field.signedIn("worker");
  student = await field.signedIn("student");
  clerk = await field.staff(`${city}-lead`);
});
afterAll(() => field.close());

const cookieOf = (who: Visitor) => [...who.cookies].map(([key, value]) => `${key}=${value}`).join("; ");
const csrfOf = (who: Visitor) => /name="_csrf" value="([^"]*)"/.exec(who.page.html)?.[1] ?? "";
/** A number as ours are, of a case nobody filed; its check digit is right. */
const unknown = publicNumber(city, "2026-11-16", "C");

async function filed(who: Visitor, detail = "荣家湾镇城关路 12 号"): Promise<string> {
  await toHousing(who, detail);
  await toCheck(who);
  return send(who);
}

/** One act as a clerk's form sends it; anything can be put in its place. */
async function acted(who: Visitor, number: string, fields: Record<string, string>) {
  await who.get(`/staff/cases/${number}`);
  const revision = /name="revision" value="(\d+)"/.exec(who.page.html)?.[1] ?? "";
  const body = new URLSearchParams({ _csrf: csrfOf(who), revision, key: `k${Math.random()}`, ...fields });
  const said = await field.ask(`/staff/cases/${number}/acts`, {
    method: "POST",
    headers: { cookie: cookieOf(who), accept: "text/html" },
    body,
  });
  return said;
}

describe("sessions", () => {
  test("a session that was put into the browser before signing in is worth nothing afterwards", async () => {
    const planted = "A".repeat(43);
    const who = visitor(field.url);
    who.cookies.set("session", planted);
    who.cookies.set("visit", "B".repeat(22));
    await who.get("/staff/sign-in");
    const body = new URLSearchParams({ _csrf: csrfOf(who), person: `${city}-auditor` });
    await who.send({ action: "/staff/sign-in/demonstration", method: "post", body });
    expect(who.cookies.get("session")).toMatch(/^[A-Za-z0-9_-]{40,}$/);
    expect(who.cookies.get("session")).not.toBe(planted);
    expect((await field.ask("/staff", { headers: { cookie: `session=${planted}` } })).status).toBe(303);
  });

  test("signing in again ends the session before, signing out ends the last", async () => {
    const who = await field.staff(`${city}-auditor`);
    const first = who.cookies.get("session");
    await who.get("/staff/me");
    const sent = {
      action: "/staff/sign-in/demonstration",
      method: "post",
      body: new URLSearchParams({ _csrf: csrfOf(who), person: `${city}-auditor` }),
    };
    await who.send(sent);
    const second = who.cookies.get("session");
    expect(second).not.toBe(first);
    expect((await field.ask("/staff/me", { headers: { cookie: `session=${first}` } })).status).toBe(303);
    expect((await field.ask("/staff/me", { headers: { cookie: `session=${second}` } })).status).toBe(200);
    await who.get("/staff/me");
    await who.send({ action: "/staff/sign-out", method: "post", body: new URLSearchParams({ _csrf: csrfOf(who) }) });
    expect((await field.ask("/staff/me", { headers: { cookie: `session=${second}` } })).status).toBe(303);
  });

  test("a resident is no clerk and a clerk is no resident", async () => {
    for (const path of ["/staff", "/staff/me", "/staff/office/clerks", `/staff/cases/${unknown}`])
      expect((await field.ask(path, { headers: { cookie: cookieOf(student) } })).headers.get("location")).toMatch(
        /^\/staff\/sign-in/,
      );
    for (const path of ["/me", "/me/cases", "/me/inbox", "/me/privacy/export.json", `/me/cases/${unknown}`])
      expect((await field.ask(path, { headers: { cookie: cookieOf(clerk) } })).headers.get("location")).toMatch(
        /^\/sign-in/,
      );
  });

  test.each([
    ["nobody", "430621-nobody"],
    ["a name of the language", "430621-constructor"],
    ["a city that is not open", "110000-clerk"],
    ["nothing", ""],
    ["markup", '"><script>'],
    ["ten thousand characters", "1".repeat(10_000)],
  ])("%s does not sign in as staff by a button", async (_what, person) => {
    const who = visitor(field.url);
    await who.get("/staff/sign-in");
    await who.send({
      action: "/staff/sign-in/demonstration",
      method: "post",
      body: new URLSearchParams({ _csrf: csrfOf(who), person }),
    });
    // Somebody of the city may be meant; more than a clerk nobody gets.
    if (person !== "430621-nobody" && person !== "430621-constructor") expect(who.page.status).toBe(404);
    expect((await field.ask("/staff/office/clerks", { headers: { cookie: cookieOf(who) } })).status).not.toBe(200);
  });

  test("coming back from signing in with somebody else's way, or none, signs nobody in", async () => {
    for (const query of [
      "",
      "?code=abc&state=abc",
      "?code=abc",
      `?code=${"a".repeat(3_000)}&state=x`,
      "?error=access_denied&state=x",
    ]) {
      for (const cookie of ["", "sign-in=garbage", "sign-in=L21l.%00", `sign-in=${"A".repeat(2_000)}.x`]) {
        const said = await field.ask(`/sign-in/callback${query}`, { headers: { cookie, accept: "text/html" } });
        expect(said.status).toBeGreaterThanOrEqual(400);
        expect(said.status).toBeLessThan(500);
        expect(said.headers.getSetCookie().some((one) => /^session=[^;]/.test(one))).toBe(false);
      }
    }
  });
});

describe("guessing passwords", () => {
  const login = "bad.input";
  let secret: string;
  const password = "Korrekt-Pferd-Batterie-7";
  beforeAll(async () => {
    const { identity } = field.running.house;
    const { now } = field.running.clock;
    field.plant(password);
    const office = await signInDemonstrationClerk(identity, { city, role: "office" }, now);
    const added = await addClerk(
      identity,
      office.clerk,
      { city, login, name: "白试", agency: "public-security", roles: ["clerk"] },
      now,
    );
    ({ secret } = await beginEnrolment(identity, { login, code: added.code }, now));
    await enrolClerk(identity, { login, code: added.code }, { password, totp: code() }, now);
  });
  const code = () => generateSync({ secret, epoch: Math.floor(field.running.clock.now.getTime() / 1_000) });

  async function tried(as: string, word: string, totp: string) {
    const who = visitor(field.url);
    await who.get("/staff/sign-in");
    await who.send({
      action: "/staff/sign-in",
      method: "post",
      body: new URLSearchParams({ _csrf: csrfOf(who), login: as, password: word, code: totp }),
    });
    return who;
  }

  test("whether a login exists cannot be told from the answers, which lock it", async () => {
    const words = async (as: string) => {
      const all: string[] = [];
      for (let round = 0; round < 6; round += 1) {
        const { page } = await tried(as, field.plant(`falsch-${as}-${round}`), "000000");
        all.push(`${page.status} ${page.text.replaceAll(as, "…")}`);
      }
      return all;
    };
    const [real, made] = await Promise.all([words(login), words("no.body")]);
    expect(real).toEqual(made);
    expect(real[0]).toMatch(/^401/);
    expect(real.at(-1)).not.toBe(real[0]);
    // Locked: now not even the right proof opens.
    field.running.clock.now = new Date(field.running.clock.now.getTime() + 60_000);
    expect((await tried(login, password, code())).page.status).toBe(401);
    field.running.clock.now = new Date(field.running.clock.now.getTime() + 16 * 60_000);
    const opened = await tried(login, password, code());
    expect(opened.page.at).toMatch(/^\/staff/);
    expect(opened.page.status).toBe(200);
  });

  test("a code is good once", async () => {
    field.running.clock.now = new Date(field.running.clock.now.getTime() + 60_000);
    const now = code();
    expect((await tried(login, password, now)).page.status).toBe(200);
    expect((await tried(login, password, now)).page.status).toBe(401);
  });

  test.each([
    ["nothing", "", "", ""],
    ["ten thousand characters", "a".repeat(10_000), "b".repeat(10_000), "c".repeat(10_000)],
    ["SQL", "' or 1=1 --", "' or 1=1 --", "' or 1=1 --"],
    ["an emoji", "😀", "😀", "😀"],
    ["digits of another script", login, "x", "١٢٣٤٥٦"],
    ["markup", hostile("login"), hostile("login"), hostile("login")],
  ])("%s as login, password and code is refused like any other", async (_what, as, word, totp) => {
    const { page } = await tried(as, word, totp);
    expect(page.status).toBe(401);
    expectEscaped(page.html, "login", "anywhere");
    expect(page.html).not.toMatch(/type="password"[^>]*value="[^"]/);
  });
});

describe("what is not theirs", () => {
  let number: string;
  let file: string;
  beforeAll(async () => {
    await toHousing(worker, field.plant("荣家湾镇旁人路 77 号"));
    await worker.press(next, { housing_kind: "own", housing_proof: picked(pixel) });
    await worker.press(next, {});
    await worker.press(next, { delivery_way: "collect" });
    number = await send(worker);
    file = /\/me\/cases\/[^"]*\/files\/([0-9a-f-]{36})/.exec(worker.page.html)?.[1] ?? "";
    expect(file).not.toBe("");
  });

  /** Status and words of a page, without what differs from answer to answer. */
  async function told(who: Visitor, path: string): Promise<string> {
    const said = await field.ask(path, { headers: { cookie: cookieOf(who), accept: "text/html" } });
    return `${said.status} ${said.text.replaceAll(/[0-9A-Z]{4}-\d+/g, "reference")}`;
  }

  test("another resident's case, a case of nobody and a badly written number get the same answer", async () => {
    for (const rest of ["", "/withdraw", "/correct", `/files/${file}`, `/correct/files/${file}`]) {
      const nobody = await told(student, `/me/cases/${unknown}${rest}`);
      expect(nobody).toMatch(/^404 /);
      for (const at of [
        number,
        number.replace(city, otherCity),
        `${number.slice(0, -1)}*`,
        "nonsense",
        "__proto__",
        "%27%20or%201=1",
      ])
        expect(await told(student, `/me/cases/${at}${rest}`), `${at}${rest}`).toBe(nobody);
      expect(nobody).not.toContain("旁人路");
    }
  });

  test("another resident cannot withdraw or correct it either", async () => {
    await student.get("/me");
    const token = csrfOf(student);
    for (const at of ["withdraw", "correct"]) {
      const said = await field.ask(`/me/cases/${number}/${at}`, {
        method: "POST",
        headers: { cookie: cookieOf(student), accept: "text/html" },
        body: new URLSearchParams({ _csrf: token, revision: "1", reason: "不是我的" }),
      });
      expect(said.status).toBe(404);
    }
    expect((await worker.get(`/me/cases/${number}`)).html).toContain(`/me/cases/${number}/withdraw`);
  });

  test("clerks of another city or agency, and the auditor, see what they would of a case of nobody", async () => {
    for (const person of [`${otherCity}-lead`, `${otherCity}-office`, `${city}-auditor`, "000000-operator"]) {
      const who = await field.staff(person);
      for (const rest of ["", `/files/${file}`]) {
        const nobody = await told(who, `/staff/cases/${unknown}${rest}`);
        expect(nobody).toMatch(/^40[34] /);
        expect(await told(who, `/staff/cases/${number}${rest}`), person).toBe(nobody);
      }
      await who.get("/staff/me");
      const body = new URLSearchParams({ _csrf: csrfOf(who), type: "accept", revision: "1", key: "k" });
      const said = await field.ask(`/staff/cases/${number}/acts`, {
        method: "POST",
        headers: { cookie: cookieOf(who), accept: "text/html" },
        body,
      });
      expect([403, 404]).toContain(said.status);
      const inbox = await field.ask("/staff", { headers: { cookie: cookieOf(who) } });
      expect(inbox.text).not.toContain(number);
    }
  });

  test("a file is opened with its own case only", async () => {
    const { number: other } = await fileCase(field.running.house, "student");
    expect(
      (await field.ask(`/me/cases/${other}/files/${file}`, { headers: { cookie: cookieOf(student) } })).status,
    ).toBe(404);
    for (const id of [file, "nonsense", "00000000-0000-7000-8000-000000000000", "..%2f..%2fkeys.json"])
      expect(
        (await field.ask(`/staff/cases/${other}/files/${id}`, { headers: { cookie: cookieOf(clerk) } })).status,
        id,
      ).toBe(404);
    const own = await field.ask(`/staff/cases/${number}/files/${file}`, { headers: { cookie: cookieOf(clerk) } });
    expect(own.status).toBe(200);
    expect(own.headers.get("content-security-policy")).toContain("sandbox");
  });

  test("a case without signing in is shown by its number, without anything personal", async () => {
    const said = await field.ask(`/${city}/cases/${number}/sent`, { headers: { accept: "text/html" } });
    expect([200, 404]).toContain(said.status);
    for (const personal of ["旁人路", "李建军", "李*", "13900009002"]) expect(said.text).not.toContain(personal);
  });

  test.each([
    "/me/cases?after=-271821-04-20T00:00:00.000Z~x",
    "/me/cases?after=nonsense",
    "/me/inbox?after=nonsense",
    "/me/inbox?after=' or 1=1",
    "/me/readings?after=00000000",
    "/me/certificates?after=999999999999999_Z",
    "/me/certificates?after=nonsense",
    "/me/privacy?done=%3Cscript%3E",
  ])("%s is a page or a clear no", async (path) => {
    const said = await field.ask(encodeURI(decodeURI(path)), {
      headers: { cookie: cookieOf(worker), accept: "text/html" },
    });
    expect(said.status).toBeLessThan(500);
    expect(said.text).not.toContain('<script>"');
  });

  test.each([
    "/staff?after=-271821-04-20T00:00:00.000Z~x",
    "/staff?view=closed&after=-271821-04-20T00:00:00.000Z~x",
    "/staff?view=mine&after=-271821-04-20T00:00:00.000Z~x",
    "/staff?view=__proto__&service=__proto__&state=__proto__",
    "/staff?view=overdue&after=~~~~",
    "/staff/office/audit?after=nonsense",
    "/staff/office/clerks?after=nonsense",
    "/staff/office/clerks/nonsense",
    "/staff/office/clerks/00000000-0000-7000-8000-000000000000/suspend",
    "/staff/office/services/__proto__",
  ])("%s is a page or a clear no, to staff", async (path) => {
    const office = await field.staff(`${city}-office`);
    for (const who of [clerk, office]) {
      const said = await field.ask(path, { headers: { cookie: cookieOf(who), accept: "text/html" } });
      expect(said.status).toBeLessThan(500);
    }
  });

  test.each([
    "",
    "%",
    "' or 1=1 --",
    "李",
    "李*",
    "_",
    "１１０１０５",
    hostile("searched"),
    "王".repeat(10_000),
    "\u202e",
    unknown,
  ])("staff searching for %j find nobody by a part of a name", async (typed) => {
    await clerk.get("/staff");
    const form = clerk.prepare("查", {});
    if (!(form.body instanceof URLSearchParams)) throw new Error("a search without files");
    const fieldName = [...form.body.keys()].find((name) => !/^_csrf|id_type$/.test(name)) ?? "q";
    form.body.set(fieldName, typed);
    await clerk.send(form);
    expect(clerk.page.status).toBeLessThan(500);
    expectEscaped(clerk.page.html, "searched", "anywhere");
    expect(clerk.page.at).not.toContain(encodeURIComponent("李"));
  });
});

describe("acts of clerks", () => {
  test.each<[string, Record<string, string>, number[]]>([
    ["of an unknown kind", { type: "destroy" }, [422]],
    ["with a name of the language", { type: "__proto__" }, [422]],
    ["of the house", { type: "issue", "issue-certificate": "430621-20261116-ZAAAAAAAAAA-0" }, [422]],
    ["of the clock", { type: "lapse" }, [422]],
    ["of the resident", { type: "withdraw" }, [422]],
    ["with a negative revision", { type: "accept", revision: "-1" }, [409]],
    ["with revision NaN", { type: "accept", revision: "NaN" }, [409]],
    ["with a revision that only begins as one", { type: "accept", revision: "1e99" }, [409]],
    ["with no revision", { type: "accept", revision: "" }, [409]],
    ["passing it to nobody", { type: "assign", "assign-to": "nonsense" }, [422]],
    [
      "passing it to somebody of no city",
      { type: "assign", "assign-to": "00000000-0000-7000-8000-000000000000" },
      [422],
    ],
    ["declining without words", { type: "decline", "decline-reason": " ", "decline-where": "" }, [422]],
    ["noting ten thousand characters", { type: "note", "note-note": "记".repeat(10_000) }, [422]],
    ["noting a null byte", { type: "note", "note-note": "记\u0000" }, [400]],
    ["with a key of a million characters", { type: "note", "note-note": "记一笔", key: "k".repeat(900_000) }, [303]],
  ])("%s get a clear answer and lose no word", async (_what, fields, statuses) => {
    const number = (await fileCase(field.running.house, "student")).number;
    const said = await acted(clerk, number, fields);
    expect(statuses).toContain(said.status);
    if (fields["note-note"]?.startsWith("记记")) expect(said.text).toContain("记".repeat(2_000));
    if (said.status === 303) return;
    const { state, revision } = await findCase(field.running.house.cases, city, number);
    expect([state, revision]).toEqual(["submitted", 1]);
  });

  test("who was slower is told who was faster, and keeps what was written", async () => {
    const number = (await fileCase(field.running.house, "student")).number;
    const text = hostile("slow");
    expect((await acted(clerk, number, { type: "accept" })).status).toBe(303);
    const late = await acted(clerk, number, {
      type: "decline",
      revision: "1",
      "decline-reason": text,
      "decline-where": "岳阳市",
    });
    expect(late.status).toBe(409);
    expect(late.text).toContain("罗建国");
    expectEscaped(late.text, "slow");
  });

  test("a form sent twice at once is one act", async () => {
    const number = (await fileCase(field.running.house, "student")).number;
    const fields = { type: "note", "note-note": "只记一次", key: "the-same-form", revision: "1" };
    const both = await Promise.all([acted(clerk, number, fields), acted(clerk, number, fields)]);
    expect(both.map(({ status }) => status)).toEqual([303, 303]);
    await clerk.get(`/staff/cases/${number}`);
    expect(clerk.page.html.split("只记一次").length - 1).toBe(1);
  });

  test("of withdrawing and approving at once exactly one happens, and the other is told", async () => {
    for (let round = 0; round < 3; round += 1) {
      const number = (await fileCase(field.running.house, "student")).number;
      expect((await acted(clerk, number, { type: "accept" })).status).toBe(303);
      await student.get(`/me/cases/${number}/withdraw`);
      const revision = /name="revision" value="(\d+)"/.exec(student.page.html)?.[1] ?? "";
      const withdrawing = field.ask(`/me/cases/${number}/withdraw`, {
        method: "POST",
        headers: { cookie: cookieOf(student), accept: "text/html" },
        body: new URLSearchParams({ _csrf: csrfOf(student), revision, reason: "" }),
      });
      const [approved, withdrawn] = await Promise.all([
        acted(clerk, number, { type: "approve", revision }),
        withdrawing,
      ]);
      expect([approved.status, withdrawn.status].sort()).toEqual([303, 409]);
    }
  });

  test("words of staff are shown to the person as words", async () => {
    const number = (await fileCase(field.running.house, "student")).number;
    const items = `${hostile("item")}\n租房合同\u202e第二页`;
    expect((await acted(clerk, number, { type: "ask_correction", "ask_correction-items": items })).status).toBe(303);
    for (const path of [`/me/cases/${number}`, `/me/cases/${number}/correct`]) {
      await student.get(path);
      expectEscaped(student.page.html, "item", path.endsWith("correct") ? "anywhere" : "shown");
    }
    await clerk.get(`/staff/cases/${number}`);
    expectEscaped(clerk.page.html, "item");
    await eventually(
      async () => (await student.get("/me/inbox")).html,
      (html) => html.includes("补正"),
    );
    expectEscaped(student.page.html, "item", "anywhere");
  });
});

const codeOf = (character: string) => `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`;

describe("markup and strange characters on their way through a whole case", () => {
  test("are shown as words on every page, and stop a certificate that could not be printed", async () => {
    const detail = `${hostile("deep")}😀𠀋`.slice(0, 190);
    await toHousing(student, detail);
    await student.press(next, {
      housing_kind: "lease",
      housing_proof: picked(pixel, '"><img src=x id=deep onerror=alert(1)>.png'),
    });
    await student.press(next, { landlord_phone: "" });
    await student.press(next, { emergency_name: "<b>王</b>{{7*7}}" });
    await student.press(next, { emergency_phone: "13800138000" });
    await student.press(next, { delivery_way: "collect" });
    expectEscaped(student.page.html, "deep");
    const number = await send(student);
    await student.get(`/me/cases/${number}`);
    expectEscaped(student.page.html, "deep");
    await clerk.get(`/staff/cases/${number}`);
    expectEscaped(clerk.page.html, "deep");
    expect(clerk.page.html).toContain("😀𠀋");
    expect(clerk.page.html).not.toContain("<b>王");
    for (const path of ["/staff", "/me", "/me/cases", "/me/inbox", "/me/readings", "/me/privacy"]) {
      const who = path === "/staff" ? clerk : student;
      await who.get(path);
      expectEscaped(who.page.html, "deep", "anywhere");
    }
    await act(field.running.house, number, "accept");
    await act(field.running.house, number, "approve");
    // The emoji has no glyph: a clerk is told which, and no certificate with a box is made.
    await eventually(
      async () => (await clerk.get(`/staff/cases/${number}`)).text,
      (text) => text.includes("U+1F600") || /😀[^。]*(字形|打印|印)/.test(text) || /(字形|打印|印)[^。]*😀/.test(text),
    );
    expect((await student.get("/me/certificates")).html).not.toContain(number);
  });

  test.each([
    ["the common plane", "丹棱街"],
    ["extension A", "㐂寿里"],
    ["extension B", "𠮷野巷"],
    ["extension B, rare", "𪚥𪚥村"],
    ["extension G", "𰻝面馆"],
    ["a character of its own (private use)", "\ue863家湾"],
    ["Arabic letters", "مەمەت 1"],
    ["a family of emoji", "👨‍👩‍👧 楼"],
  ])(
    "an address in %s stands on the certificate as it was written, or the missing character is named to a clerk",
    async (_what, detail) => {
      const { number } = await fileCase(field.running.house, "worker", {
        answers: { address: { division: city, detail } },
      });
      await clerk.get(`/staff/cases/${number}`);
      expect(clerk.page.text).toContain(detail);
      await act(field.running.house, number, "accept");
      await act(field.running.house, number, "approve");
      const view = await eventually(
        () => viewCase(field.running.house.cases, city, number),
        ({ row, timeline }) => row.certificate !== null || timeline.some(({ type }) => type === "note"),
      );
      const note = view.timeline.find(({ type }) => type === "note")?.words.note ?? "";
      if (view.row.certificate === null) {
        const named = [...detail].filter((character) => note.includes(character) || note.includes(codeOf(character)));
        expect(named.length, note).toBeGreaterThan(0);
        return;
      }
      expect(note).toBe("");
      const { paper } = (await getCertificate(field.running.house.documents, city, view.row.certificate)) ?? {};
      const said = await field.ask(
        new URL(verifyAddress(field.url, view.row.certificate, paper)).pathname +
          new URL(verifyAddress(field.url, view.row.certificate, paper)).search,
      );
      expect(said.text).toContain(detail);
    },
  );

  test("a certificate of an honest case is made, and only whoever holds the paper reads its name", async () => {
    const number = await filed(worker);
    await act(field.running.house, number, "accept");
    await act(field.running.house, number, "approve");
    const html = await eventually(
      async () => (await worker.get("/me/certificates")).html,
      (text) => /\d{6}-\d{8}-Z/.test(text),
    );
    const certificate = /\d{6}-\d{8}-Z[0-9A-Z]{10}-[0-9A-Z]/.exec(html)?.[0] ?? "";
    const { name = "", id_number = "", phone_number = "" } = claimsOf("worker");

    const byNumber = await field.ask(`/verify/${certificate}`, { headers: { accept: "text/html" } });
    expect(byNumber.status).toBe(200);
    for (const personal of [name, id_number, phone_number, id_number.slice(6, 14), "城关路"])
      expect(byNumber.text).not.toContain(personal);

    for (const s of ["x", "", "A".repeat(3_000), "%00", "..%2f"]) {
      const altered = await field.ask(`/verify/${certificate}?s=${s}`, { headers: { accept: "text/html" } });
      expect(altered.status).toBeLessThan(500);
      for (const personal of [name, id_number, "城关路"]) expect(altered.text).not.toContain(personal);
    }
    const pdf = await fetch(`${field.url}/me/certificates/${certificate}.pdf`, {
      headers: { cookie: cookieOf(worker) },
    });
    expect(pdf.headers.get("cache-control")).toContain("no-store");
    expect(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe("%PDF-");
    for (const who of [student, clerk, visitor(field.url)]) {
      const said = await field.ask(`/me/certificates/${certificate}.pdf`, {
        headers: { cookie: cookieOf(who), accept: "text/html" },
      });
      expect([303, 404]).toContain(said.status);
    }
  });

  test("numbers nobody has, of other cities or badly written, are all answered alike, and nobody may try many", async () => {
    const told = async (typed: string) => {
      const said = await field.ask(`/verify/${encodeURIComponent(typed)}`, { headers: { accept: "text/html" } });
      return `${said.status} ${said.text.replaceAll(encodeURIComponent(typed), "…").replaceAll(encodeURIComponent(encodeURIComponent(typed)), "…")}`;
    };
    const first = await told(publicNumber(city, "2026-11-16", "Z"));
    expect(first).toMatch(/^404/);
    for (const typed of [
      publicNumber(otherCity, "2026-11-16", "Z"),
      publicNumber("999999", "2026-11-16", "Z"),
      `${city}-20261116-ZAAAAAAAAAA-0`,
      unknown,
      "nonsense",
      "' or 1=1",
    ])
      expect((await told(typed)).length, typed).toBe(first.length);

    // A house with its real limits, and a tenth of them.
    const { settings } = field.running.house;
    const port = await freePort();
    const strict = await serve({
      settings: { ...settings, port, baseUrl: `https://localhost:${port}`, rateLimitFactor: 0.1, roles: ["web"] },
      kind: "demonstration",
      app: field.running.test.app,
      jobs: field.running.test.app,
      clock: field.running.test.clock.read,
    });
    try {
      const statuses: number[] = [];
      for (let index = 0; index < 20; index += 1) {
        const said = await fetch(`http://localhost:${port}/verify/${city}-20261116-ZAAAAAAAA${index + 10}-0`, {
          // Saying that one asks for somebody else changes nothing about who one is, but for the proxy beside us.
          headers: { accept: "text/html", "x-real-ip": `10.0.0.${index}`, "cf-connecting-ip": `10.0.0.${index}` },
        });
        statuses.push(said.status);
        if (said.status === 429) expect(Number(said.headers.get("retry-after"))).toBeGreaterThan(0);
        await said.arrayBuffer();
      }
      expect(statuses.filter((status) => status === 404)).toHaveLength(12);
      expect(statuses.filter((status) => status === 429)).toHaveLength(8);

      // By TLS, cookies are bound to this host and travel encrypted only.
      const page = await fetch(`http://localhost:${port}/staff/sign-in`);
      const [visit = ""] = page.headers.getSetCookie();
      expect(visit).toMatch(/^__Host-visit=/);
      const csrf = /name="_csrf" value="([^"]*)"/.exec(await page.text())?.[1] ?? "";
      const signedIn = await fetch(`http://localhost:${port}/staff/sign-in/demonstration`, {
        method: "POST",
        redirect: "manual",
        headers: { cookie: visit.split(";")[0] ?? "" },
        body: new URLSearchParams({ _csrf: csrf, person: `${city}-clerk` }),
      });
      const session = signedIn.headers.getSetCookie().find((one) => one.startsWith("__Host-session="));
      for (const cookie of [visit, session]) {
        expect(cookie).toMatch(/; Secure/i);
        expect(cookie).toMatch(/; HttpOnly/i);
        expect(cookie).toMatch(/; SameSite=Lax/i);
        expect(cookie).not.toMatch(/; Domain=/i);
      }
      expect(signedIn.headers.get("strict-transport-security")).toMatch(/max-age=\d{7,}/);
    } finally {
      await strict.stop();
    }
  });
});

test("afterwards the house stands, never was at a loss, and wrote nothing personal down", async () => {
  await field.aftermath();
});
