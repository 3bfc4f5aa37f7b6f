import { deflateSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asOwner } from "../helpers/house.ts";
import { type Entries, type Visitor, visitor } from "../helpers/visitor.ts";
import { city, expectEscaped, type Field, hostile, openField, otherCity } from "./field.ts";
import {
  begin,
  draftOf,
  guide,
  next,
  numberAt,
  pageOf,
  picked,
  pixel,
  send,
  since,
  toCheck,
  toHousing,
} from "./permit.ts";

let field: Field;
beforeAll(async () => {
  field = await openField();
});
afterAll(() => field.close());

const someone = () => visitor(field.url);
const cookieOf = (who: Visitor) => [...who.cookies].map(([key, value]) => `${key}=${value}`).join("; ");
const csrfOf = (who: Visitor) => /name="_csrf" value="([^"]*)"/.exec(who.page.html)?.[1] ?? "";

async function count(sql: string): Promise<number> {
  return asOwner(field.running.test, async (client) => {
    const { rows } = await client.query<{ count: string }>(`select count(*) as count from ${sql}`);
    return Number(rows[0]?.count);
  });
}

/** What a browser has in its fields: the values, texts and ticked boxes of the page. */
function stands(who: Visitor, text: string): void {
  const { html } = who.page;
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
  expect(html.includes(text) || html.includes(escaped), `"${text.slice(0, 40)}" stands on the page again`).toBe(true);
}

describe("what is typed wrong comes back as it was typed, with a word about it", () => {
  test.each<[string, Entries, string[], string[]]>([
    [
      "the 30th of February",
      {
        "address-detail": "城关路 1 号",
        "lives_since-year": "2025",
        "lives_since-month": "2",
        "lives_since-day": "30",
      },
      ["lives_since"],
      ["30", "城关路 1 号"],
    ],
    [
      "a day in letters",
      {
        "address-detail": "城关路 2 号",
        "lives_since-year": "去年",
        "lives_since-month": "三月",
        "lives_since-day": "初一",
      },
      ["lives_since"],
      ["去年", "三月", "初一"],
    ],
    [
      "a day to come",
      { "address-detail": "城关路 3 号", "lives_since-year": "2099", "lives_since-month": "1", "lives_since-day": "1" },
      ["lives_since"],
      ["2099"],
    ],
    ["no address", { "address-detail": "", ...since }, ["address"], ["2025"]],
    [
      "an address of ten thousand characters",
      { "address-detail": "路".repeat(10_000), ...since },
      ["address"],
      ["路".repeat(200)],
    ],
    [
      "a place that does not exist",
      { "address-detail": "城关路 4 号", ...since, hukou: "亚特兰蒂斯" },
      ["hukou"],
      ["亚特兰蒂斯", "城关路 4 号"],
    ],
    [
      "a place that is markup",
      { "address-detail": "城关路 5 号", ...since, hukou: '"><script>x' },
      ["hukou"],
      ['"><script>x'],
    ],
    [
      "a place with a code of nowhere",
      { "address-detail": "城关路 6 号", ...since, hukou: "999999" },
      ["hukou"],
      ["999999"],
    ],
  ])("%s", async (_what, entries, wrong, kept) => {
    const who = someone();
    await begin(who);
    await who.press(next, { hukou: "四川西充", ...entries });
    expect(who.page.status).toBe(422);
    expect(who.page.errors.length).toBeGreaterThanOrEqual(wrong.length);
    for (const id of wrong) expect(who.page.html).toContain(`href="#f-${id.replaceAll("_", "_5f_")}`);
    for (const text of kept) stands(who, text);
    // And again on coming back later.
    await who.get(pageOf(who));
    for (const text of kept) stands(who, text);
    expectEscaped(who.page.html, "none", "anywhere");
  });

  test("wrong telephones, organisation codes and names", async () => {
    const who = someone();
    await begin(who);
    await who.press(next, { "address-detail": "城关路 7 号", ...since, hukou: "四川西充" });
    await who.press(next, { ground: "job" });
    await who.press(next, { work_kind: "employed", "job_proof-promise": true });
    const long = "厂".repeat(10_000);
    await who.press(next, { employer: long, employer_code: "91350100M000100Y44", "job_proof-promise": true });
    expect(who.page.status).toBe(422);
    expect(who.page.errors).toHaveLength(2);
    stands(who, "91350100M000100Y44");
    stands(who, "厂".repeat(100));
    await who.press(next, { employer: "😀😀", employer_code: "", "job_proof-promise": true });
    expect(who.page.title).toBe("照片和联系方式");
    for (const phone of ["12345", "call me", "1380013800٠", "13800138000 ext 1; drop table"]) {
      await who.press(next, { phone });
      expect(who.page.status).toBe(422);
      stands(who, phone);
    }
    await who.press(next, { phone: "１３８００１３８０００", emergency_name: "😀" });
    expect(who.page.status).toBe(422);
    stands(who, "😀");
  });

  test("an unknown option, a second value and a field nobody asked for", async () => {
    const who = someone();
    await begin(who);
    await who.press(next, { "address-detail": "城关路 8 号", ...since, hukou: "四川西充" });
    const form = who.prepare(next, { ground: "housing" });
    if (!(form.body instanceof URLSearchParams)) throw new Error("a page without files");
    form.body.set("ground", "constructor");
    await who.send(form);
    expect(who.page.status).toBe(422);
    for (const [name, value] of [
      ["school", "岳阳一中"],
      ["ground", "none"],
      ["unknown_question", "1"],
      ["answers[ground]", "none"],
      ["delivery_way", "post"],
      ["sent_number", "430621-20261116-CAAAAAAAAAA-0"],
      ["owner", "resident:x"],
    ] as const)
      form.body.append(name, value);
    form.body.delete("ground");
    form.body.append("ground", "housing");
    await who.send(form);
    expect(who.page.title).toBe("您的住处");
  });

  test.each([
    ["a name that reaches into prototypes", "__proto__=1", 400],
    ["two thousand and one fields", Array.from({ length: 2_001 }, (_, index) => `f${index}=1`).join("&"), 413],
    ["a null byte", "address-detail=a%00b", 400],
    ["GBK", "address-detail=%C4%E3%BA%C3", 400],
    ["two megabytes", `address-detail=${"a".repeat(2_000_000)}`, 413],
  ])("%s is refused on a page in words", async (_what, more, status) => {
    const who = someone();
    await begin(who);
    const said = await field.ask(pageOf(who), {
      method: "POST",
      headers: { cookie: cookieOf(who), accept: "text/html", "content-type": "application/x-www-form-urlencoded" },
      body: `_csrf=${csrfOf(who)}&${more}`,
    });
    expect(said.status).toBe(status);
    expect(said.headers.get("content-type")).toContain("text/html");
    // The draft is still there.
    expect((await who.get(pageOf(who))).status).toBe(200);
  });

  test("JSON, XML and text are no forms", async () => {
    const who = someone();
    await begin(who);
    for (const type of ["application/json", "text/xml", "text/plain"]) {
      const said = await field.ask(pageOf(who), {
        method: "POST",
        headers: { cookie: cookieOf(who), accept: "text/html", "content-type": type, "x-csrf-token": csrfOf(who) },
        body: "{}",
      });
      expect(said.status).toBe(415);
    }
  });
});

describe("files", () => {
  const chunk = (type: string, data: Buffer) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(data.length);
    head.write(type, 4, "latin1");
    return Buffer.concat([head, data, Buffer.alloc(4)]);
  };
  /** A few hundred bytes that claim to be 60,000 × 60,000 points: 14 GB once unpacked. */
  function bomb(): Buffer {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(60_000, 0);
    header.writeUInt32BE(60_000, 4);
    header.set([8, 6, 0, 0, 0], 8);
    const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    return Buffer.concat([
      signature,
      chunk("IHDR", header),
      chunk("IDAT", deflateSync(Buffer.alloc(100_000))),
      chunk("IEND", Buffer.alloc(0)),
    ]);
  }
  /** Somebody who tries again and again, on the page that asks for a proof of the home. */
  let patient: Visitor;
  let home: string;
  beforeAll(async () => {
    patient = someone();
    await toHousing(patient);
    home = pageOf(patient);
  });
  const html = Buffer.from("<html><script>alert(1)</script></html>");
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
  const pdf = (inside: string) =>
    Buffer.from(`%PDF-1.7\n1 0 obj<</Type/Catalog ${inside}>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF`);

  test.each<[string, Uint8Array, string, string]>([
    ["forty megabytes", Buffer.concat([pixel, Buffer.alloc(41_943_040)]), "大.png", "image/png"],
    ["a picture of 60,000 × 60,000 points", bomb(), "大.png", "image/png"],
    ["a page that claims to be a picture", html, "photo.png", "image/png"],
    ["a drawing with a program", svg, "photo.svg", "image/svg+xml"],
    ["a drawing that claims to be a picture", svg, "photo.jpg", "image/jpeg"],
    ["a program", Buffer.from("MZ\x90\0\x03"), "合同.exe", "application/octet-stream"],
    ["a program that claims to be a picture", Buffer.from("MZ\x90\0\x03"), "合同.png", "image/png"],
    ["an archive", Buffer.from("PK\x03\x04aaaaaaaaaaaaaaaaaaaaaaaaaa"), "合同.zip", "application/zip"],
    ["a document where a picture is asked for", pdf(""), "合同.pdf", "application/pdf"],
    [
      "a document that claims to be a picture",
      pdf("/OpenAction<</S/JavaScript/JS(app.alert(1))>>"),
      "合同.png",
      "image/png",
    ],
    ["a picture that ends too early", pixel.subarray(0, 40), "合同.png", "image/png"],
    ["a picture with a page behind it", Buffer.concat([pixel.subarray(0, 30), html]), "合同.png", "image/png"],
    ["nothing at all", Buffer.alloc(0), "合同.png", "image/png"],
    ["a single byte", Buffer.from("a"), "合同.png", "image/png"],
  ])("%s is refused at its field, and the rest of the page is kept", async (_what, bytes, name, type) => {
    const who = patient;
    await who.get(home);
    const before = await count("files");
    await who.press(next, { housing_kind: "lease", housing_proof: picked(bytes, name, type) });
    expect(who.page.status).toBe(422);
    expect(who.page.errors.length).toBeGreaterThan(0);
    expect(who.page.html).toContain('href="#f-housing_5f_proof');
    expect(who.page.html).toMatch(/value="lease"[^>]*checked|checked[^>]*value="lease"/);
    expect(await count("files")).toBe(before);
  });

  test.each([
    ["the way up", "../../../../etc/cron.d/evil.png"],
    ["the way up on Windows", "..\\..\\windows\\system32\\evil.png"],
    ["markup", '"><img src=x id=filename onerror=alert(1)>.png'],
    ["a thousand characters", `${"长".repeat(1_000)}.png`],
    ["marks that turn it around", "photo\u202egnp.exe.png"],
    ["line ends", "a\r\nset-cookie: evil=1\r\n.png"],
    ["an emoji and extension B", "😀𠀋.png"],
    ["two endings", "合同.html.png"],
    ["a name of the house", "con.png"],
  ])("a file called by %s is kept under a harmless name", async (_what, name) => {
    const who = patient;
    await who.get(home);
    await who.press(next, { housing_kind: "lease", housing_proof: picked(pixel, name) });
    expect(who.page.status).toBe(200);
    await who.get(home);
    expectEscaped(who.page.html, "filename", "anywhere");
    expect(who.page.html).not.toContain("\u202e");
    const link = who.page.links.find(({ href }) => href.includes("/files/"))?.href ?? "";
    const said = await field.ask(link, { headers: { cookie: cookieOf(who) } });
    expect(said.status).toBe(200);
    expect(said.headers.get("content-type")).toBe("image/png");
    expect(said.headers.get("x-content-type-options")).toBe("nosniff");
    expect(said.headers.get("content-security-policy")).toContain("sandbox");
    expect(said.headers.get("cache-control")).toContain("no-store");
    expect(said.headers.get("set-cookie") ?? "").not.toContain("evil");
    expect(said.headers.get("content-disposition")).not.toMatch(/\.\.|[/\\<>]|[^\x20-\x7e]/);
  });

  test("a file is not shown to another visitor, in another city, for another draft, or by an id that is none", async () => {
    const who = someone();
    await toHousing(who);
    await who.press(next, { housing_kind: "lease", housing_proof: picked(pixel) });
    await who.get(pageOf(who));
    const link = who.page.links.find(({ href }) => href.includes("/files/"))?.href ?? "";
    const draft = draftOf(who);
    expect((await field.ask(link, { headers: { cookie: cookieOf(who) } })).status).toBe(200);
    const stranger = someone();
    await begin(stranger);
    for (const [cookie, at] of [
      ["", link],
      [cookieOf(stranger), link],
      [cookieOf(stranger), `${draftOf(stranger)}/files/${link.split("/").at(-1)}`],
      [cookieOf(who), link.replace(city, otherCity)],
      [cookieOf(who), link.replace("residence-permit", "suggestion")],
      [cookieOf(who), `${draft}/files/00000000-0000-7000-8000-000000000000`],
      [cookieOf(who), `${draft}/files/nonsense`],
      [cookieOf(who), `${draft}/files/..%2f..%2fkeys.json`],
      [cookieOf(who), `${draft}/files/'%20or%201=1`],
    ] as const)
      expect((await field.ask(at, { headers: { cookie, accept: "text/html" } })).status, at).toBe(404);
  });

  test("nobody uploads into a draft that is not theirs", async () => {
    const who = someone();
    await toHousing(who);
    const stranger = someone();
    await toHousing(stranger);
    const form = stranger.prepare(next, { housing_kind: "lease", housing_proof: picked(pixel) });
    const before = await count("files");
    await stranger.send({ ...form, action: pageOf(who) });
    expect(stranger.page.status).toBe(404);
    // Their own form without their cookie, too.
    const alone = someone();
    await alone.send(form);
    expect([403, 404]).toContain(alone.page.status);
    expect(await count("files")).toBe(before);
  });

  test("a file for a question that takes none, or that does not exist, is passed over", async () => {
    const who = someone();
    await toHousing(who);
    const before = await count("files");
    for (const name of ["landlord_phone", "nobody_asked", "__proto__x"]) {
      const form = who.prepare(next, { housing_kind: "own", "housing_proof-promise": true });
      if (form.body instanceof FormData) form.body.append(name, new Blob([pixel]), "x.png");
      await who.send(form);
      expect(who.page.status).toBe(200);
      await who.get(`${draftOf(who)}/pages/housing`);
    }
    expect(await count("files")).toBe(before);
  });

  test("seven files at once are too many", async () => {
    const who = someone();
    await toHousing(who);
    const form = who.prepare(next, { housing_kind: "own" });
    if (form.body instanceof FormData)
      for (let index = 0; index < 7; index += 1) form.body.append("housing_proof", new Blob([pixel]), `${index}.png`);
    await who.send(form);
    expect(who.page.status).toBe(413);
  });

  const crlf = (lines: readonly string[]) => lines.join("\r\n");
  test.each([
    ["no boundary", "multipart/form-data", "abc"],
    ["an empty boundary", "multipart/form-data; boundary=", "abc"],
    ["a boundary of a thousand characters", `multipart/form-data; boundary=${"b".repeat(1_000)}`, "abc"],
    ["no end", "multipart/form-data; boundary=x", crlf(["--x", 'Content-Disposition: form-data; name="a"', "", "1"])],
    ["no headers", "multipart/form-data; boundary=x", crlf(["--x", "", "1", "--x--", ""])],
    [
      "headers that are none",
      "multipart/form-data; boundary=x",
      crlf(["--x", "hello", ": :", "\u0000\u0001", "", "1", "--x--", ""]),
    ],
    [
      "a part without a name",
      "multipart/form-data; boundary=x",
      crlf(["--x", "Content-Disposition: form-data", "", "1", "--x--", ""]),
    ],
    [
      "a name that reaches into prototypes",
      "multipart/form-data; boundary=x",
      crlf(["--x", 'Content-Disposition: form-data; name="__proto__"', "", "1", "--x--", ""]),
    ],
    [
      "headers of 100 KB",
      "multipart/form-data; boundary=x",
      crlf(["--x", `Content-Disposition: form-data; name="${"a".repeat(100_000)}"`, "", "1", "--x--", ""]),
    ],
    [
      "a file without a name",
      "multipart/form-data; boundary=x",
      crlf([
        "--x",
        'Content-Disposition: form-data; name="housing_proof"',
        "Content-Type: application/octet-stream",
        "",
        "1",
        "--x--",
        "",
      ]),
    ],
    ["nothing", "multipart/form-data; boundary=x", ""],
    ["only its end", "multipart/form-data; boundary=x", "--x--\r\n"],
  ])("a form with files that has %s is refused in words", async (_what, type, body) => {
    const said = await field.ask(home, {
      method: "POST",
      headers: { cookie: cookieOf(patient), accept: "text/html", "content-type": type },
      body,
    });
    expect(said.status).toBeGreaterThanOrEqual(400);
    expect(said.status).toBeLessThan(500);
    expect(said.headers.get("content-type")).toContain("text/html");
  });
});

describe("forged forms", () => {
  test("without a token, with a wrong one, with somebody else's: nothing is changed", async () => {
    const who = someone();
    await begin(who);
    const stranger = someone();
    await begin(stranger);
    const own = csrfOf(who);
    const flipped = `${own.slice(0, -1)}${own.endsWith("A") ? "B" : "A"}`;
    const entries = { "address-detail": "伪造路 1 号", ...since, hukou: "四川西充" };
    for (const token of [
      undefined,
      "",
      "x",
      flipped,
      own.slice(0, 35),
      `${own}A`,
      csrfOf(stranger),
      "A".repeat(36),
      "😀".repeat(18),
    ]) {
      const body = new URLSearchParams({ ...entries, shown: "address lives_since hukou" } as Record<string, string>);
      if (token !== undefined) body.set("_csrf", token);
      for (const headers of [{}, { "x-csrf-token": token ?? "" }] as Record<string, string>[]) {
        if (/[^\x20-\x7e]/.test(headers["x-csrf-token"] ?? "")) continue;
        const said = await field.ask(pageOf(who), {
          method: "POST",
          headers: { cookie: cookieOf(who), accept: "text/html", ...headers },
          body,
        });
        expect(said.status, String(token)).toBe(403);
      }
    }
    await who.get(pageOf(who));
    expect(who.page.html).not.toContain("伪造路");
  });

  test("a form with files shows its token before the first file is taken", async () => {
    const who = someone();
    await toHousing(who);
    const before = await count("files");
    for (const token of [undefined, "x".repeat(36)]) {
      const body = new FormData();
      if (token !== undefined) body.append("_csrf", token);
      body.append("housing_proof", new Blob([pixel]), "a.png");
      // A right one that comes too late does not help.
      body.append("_csrf", csrfOf(who));
      const said = await field.ask(pageOf(who), {
        method: "POST",
        headers: { cookie: cookieOf(who), accept: "text/html" },
        body,
      });
      expect(said.status).toBe(403);
    }
    expect(await count("files")).toBe(before);
  });

  test.each([
    ["another site", { "sec-fetch-site": "cross-site" }],
    ["a neighbouring site", { "sec-fetch-site": "same-site" }],
    ["another origin", { origin: "https://evil.example" }],
    ["another port", { origin: "http://localhost:1" }],
    ["our name as a beginning", { origin: "http://localhost.evil.example" }],
    ["what is no origin", { origin: "evil" }],
  ])("a form from %s is refused, token or not", async (_what, headers) => {
    const who = someone();
    await begin(who);
    const body = new URLSearchParams({ _csrf: csrfOf(who), "address-detail": "外站路 1 号" });
    const said = await field.ask(pageOf(who), {
      method: "POST",
      headers: { cookie: cookieOf(who), accept: "text/html", ...(headers as Record<string, string>) },
      body,
    });
    expect(said.status).toBe(403);
  });

  test("every form of the house that writes refuses a post without a token", async () => {
    const resident = await field.signedIn("trader");
    const clerk = await field.staff(`${city}-lead`);
    const office = await field.staff(`${city}-office`);
    const number = `${city}-20261116-CAAAAAAAAAA-0`;
    const id = "00000000-0000-7000-8000-000000000000";
    for (const [who, path] of [
      [resident, "/sign-out"],
      [resident, "/me/inbox/read"],
      [resident, `/me/inbox/${id}/read`],
      [resident, `/me/cases/${number}/withdraw`],
      [resident, `/me/cases/${number}/correct`],
      [resident, "/me/privacy/sign-out-everywhere"],
      [resident, `${guide}/start`],
      [resident, `${guide}/drafts/${id}/check`],
      [resident, `${guide}/drafts/${id}/discard`],
      [clerk, "/staff/search"],
      [clerk, `/staff/cases/${number}/acts`],
      [clerk, `/staff/cases/${number}/show`],
      [clerk, "/staff/me/password"],
      [clerk, "/staff/sign-out"],
      [office, "/staff/office/clerks"],
      [office, `/staff/office/clerks/${id}`],
      [office, `/staff/office/clerks/${id}/suspend`],
    ] as const) {
      const said = await field.ask(path, {
        method: "POST",
        headers: { cookie: cookieOf(who), accept: "text/html" },
        body: new URLSearchParams({ reason: "x" }),
      });
      expect(said.status, path).toBe(403);
    }
    expect((await resident.get("/me")).at).toBe("/me");
    expect((await clerk.get("/staff")).at).toBe("/staff");
  });
});

describe("drafts", () => {
  test("a draft of another visitor is not there, whatever is asked of it", async () => {
    const who = someone();
    await toHousing(who, field.plant("荣家湾镇私密路 99 号"));
    const draft = draftOf(who);
    const stranger = someone();
    await begin(stranger);
    const signedIn = await field.signedIn("student");
    const own = draftOf(stranger);
    for (const other of [someone(), stranger, signedIn]) {
      for (const at of ["", "/pages/where", "/pages/housing", "/check", "/later", "/not-possible"]) {
        const page = await other.get(`${draft}${at}`);
        expect(page.status, at).toBe(404);
        expect(page.html).not.toContain("私密路");
      }
    }
    await stranger.get(own);
    const token = csrfOf(stranger);
    for (const at of ["/pages/where", "/check", "/discard"]) {
      const said = await field.ask(`${draft}${at}`, {
        method: "POST",
        headers: { cookie: cookieOf(stranger), accept: "text/html" },
        body: new URLSearchParams({ _csrf: token }),
      });
      expect(said.status, at).toBe(404);
    }
    await who.get(`${draft}/pages/where`);
    expect(who.page.html).toContain("私密路");
  });

  test.each([
    "nonsense",
    "00000000-0000-7000-8000-000000000000",
    "%27%20or%201=1",
    "__proto__",
    "..%2f..",
    "1".repeat(150),
  ])("a draft called %s is not there", async (id) => {
    const who = someone();
    await begin(who);
    for (const at of ["", "/pages/where", "/check"])
      expect((await who.get(`${guide}/drafts/${id}${at}`)).status).toBe(404);
  });

  test("a page that does not exist, or that is not asked, changes nothing", async () => {
    const who = someone();
    await toHousing(who);
    const draft = draftOf(who);
    const token = csrfOf(who);
    for (const page of ["nonsense", "__proto__", "constructor", "school", "%3Cscript%3E"]) {
      expect((await who.get(`${draft}/pages/${page}`)).status).toBe(page === "school" ? 200 : 404);
      const said = await field.ask(`${draft}/pages/${page}`, {
        method: "POST",
        headers: { cookie: cookieOf(who), accept: "text/html" },
        body: new URLSearchParams({ _csrf: token, school: "岳阳一中", shown: "school" }),
      });
      expect(said.status).toBe(page === "school" ? 303 : 404);
    }
    await who.get(`${draft}/pages/housing`);
    await toCheck(who, { phone: "13800138000" });
    expect(who.page.text).not.toContain("岳阳一中");
  });

  test("what one is not finished with cannot be sent by going around", async () => {
    const who = await field.signedIn("student");
    await toHousing(who);
    const before = await count("cases");
    const said = await field.ask(`${draftOf(who)}/check`, {
      method: "POST",
      headers: { cookie: cookieOf(who), accept: "text/html" },
      body: new URLSearchParams({ _csrf: csrfOf(who), seen: "x" }),
    });
    expect(said.status).toBe(303);
    expect(await count("cases")).toBe(before);
  });

  test("eight taps on sending at once make one case, and all come to it", async () => {
    const who = await field.signedIn("worker");
    await toHousing(who);
    await toCheck(who);
    const before = await count("cases");
    const form = who.prepare("提交");
    const answers = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const tab = visitor(field.url);
        for (const [name, value] of who.cookies) tab.cookies.set(name, value);
        await tab.send(form);
        return { status: tab.page.status, number: numberAt(tab) };
      }),
    );
    expect(await count("cases")).toBe(before + 1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ number }) => number)).size).toBe(1);
  });

  test("what another tab changed after the check is not sent unseen", async () => {
    const who = await field.signedIn("grandmother");
    const resident = await field.signedIn("grandmother");
    await begin(who, `/${otherCity}/services/residence-permit`);
    const asksHukou = who.page.html.includes('name="hukou"');
    await who.press(next, {
      "address-detail": "一号院",
      ...since,
      ...(asksHukou ? { hukou: "四川西充" } : {}),
      "address-division": otherCity,
    });
    await who.press(next, { ground: "housing" });
    await toCheck(who);
    const form = who.prepare("提交");
    await resident.get(`${draftOf(who)}/pages/where`);
    await resident.press(next, { "address-detail": "二号院" });
    const before = await count("cases");
    await who.send(form);
    expect(who.page.status).toBe(409);
    expect(who.page.text).toContain("二号院");
    expect(await count("cases")).toBe(before);
    const seen = who.prepare("提交");
    if (seen.body instanceof URLSearchParams) seen.body.set("seen", "garbage");
    await who.send(seen);
    expect(who.page.status).toBe(409);
    await send(who);
  });

  test("a service that was withdrawn meanwhile is not sent, and the draft is not lost", async () => {
    const who = await field.signedIn("student");
    await toHousing(who, "荣家湾镇撤回路 1 号");
    await toCheck(who);
    const form = who.prepare("提交");
    const offered = (to: boolean) =>
      asOwner(field.running.test, (client) =>
        client.query("update offerings set visible = $2 where city = $1 and service = 'residence-permit'", [city, to]),
      );
    const before = await count("cases");
    await offered(false);
    try {
      field.running.house.offerings.forget(city);
      await who.send(form);
      expect(who.page.status).toBe(404);
      expect(await count("cases")).toBe(before);
    } finally {
      await offered(true);
      field.running.house.offerings.forget(city);
    }
    await who.send(form);
    expect(numberAt(who)).not.toBe("");
    expect(await count("cases")).toBe(before + 1);
  });

  test("a complaint about anything and everything is kept as words", async () => {
    const who = someone();
    const text = hostile("about");
    await who.get(`/${city}/services/suggestion/start?about=${encodeURIComponent(text)}`);
    expectEscaped(who.page.html, "about");
    await who.press("开始填写");
    expectEscaped(who.page.html, "about", "anywhere");
    await who.press(next, { matter: "broken", about: text.slice(0, 190), text: `${hostile("text")}\n\u202e反\u2066` });
    await who.press(next, { phone: "" });
    expectEscaped(who.page.html, "text");
    expect(who.page.html).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    await who.press("提交");
    expect(numberAt(who)).not.toBe("");
    expect(who.page.html).not.toContain("id=text");
  });
});

test("afterwards the house stands, never was at a loss, and wrote nothing personal down", () => field.aftermath());
