import { deflateSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import type { Visitor } from "../../helpers/visitor.ts";
import { count } from "../count.ts";
import { city, expectEscaped, type Field, otherCity } from "../field.ts";
import { begin, cookieOf, draftOf, next, pageOf, picked, pixel, someone, toHousing } from "../permit.ts";

/** Files that are too large, lie, or explode. */
export function files(of: () => Field): void {
  let field: Field;
  beforeAll(() => {
    field = of();
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
      patient = someone(field.url);
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
      const before = await count(field, "files");
      await who.press(next, { housing_kind: "lease", housing_proof: picked(bytes, name, type) });
      expect(who.page.status).toBe(422);
      expect(who.page.errors.length).toBeGreaterThan(0);
      expect(who.page.html).toContain('href="#f-housing_5f_proof');
      expect(who.page.html).toMatch(/value="lease"[^>]*checked|checked[^>]*value="lease"/);
      expect(await count(field, "files")).toBe(before);
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
      const who = someone(field.url);
      await toHousing(who);
      await who.press(next, { housing_kind: "lease", housing_proof: picked(pixel) });
      await who.get(pageOf(who));
      const link = who.page.links.find(({ href }) => href.includes("/files/"))?.href ?? "";
      const draft = draftOf(who);
      expect((await field.ask(link, { headers: { cookie: cookieOf(who) } })).status).toBe(200);
      const stranger = someone(field.url);
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
      const who = someone(field.url);
      await toHousing(who);
      const stranger = someone(field.url);
      await toHousing(stranger);
      const form = stranger.prepare(next, { housing_kind: "lease", housing_proof: picked(pixel) });
      const before = await count(field, "files");
      await stranger.send({ ...form, action: pageOf(who) });
      expect(stranger.page.status).toBe(404);
      // Their own form without their cookie, too.
      const alone = someone(field.url);
      await alone.send(form);
      expect([403, 404]).toContain(alone.page.status);
      expect(await count(field, "files")).toBe(before);
    });

    test("a file for a question that takes none, or that does not exist, is passed over", async () => {
      const who = someone(field.url);
      await toHousing(who);
      const before = await count(field, "files");
      for (const name of ["landlord_phone", "nobody_asked", "__proto__x"]) {
        const form = who.prepare(next, { housing_kind: "own", "housing_proof-promise": true });
        if (form.body instanceof FormData) form.body.append(name, new Blob([pixel]), "x.png");
        await who.send(form);
        expect(who.page.status).toBe(200);
        await who.get(`${draftOf(who)}/pages/housing`);
      }
      expect(await count(field, "files")).toBe(before);
    });

    test("seven files at once are too many", async () => {
      const who = someone(field.url);
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
}
