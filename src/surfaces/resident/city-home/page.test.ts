import { get } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ResidentWeb, residentWeb } from "../../../../tests/helpers/resident-web.ts";
import { visitor } from "../../../../tests/helpers/visitor.ts";
import { offer } from "../../../domain/catalogue/index.ts";

let web: ResidentWeb;
beforeAll(async () => {
  web = await residentWeb();
});
afterAll(() => web.close());

describe("a city's home, fields and search", () => {
  test("search first, only what can be done, the telephone; the city is remembered", async () => {
    const { database, catalogue, offerings, clock } = web.house;
    for (const { definition } of catalogue.services()) {
      if (definition.field !== "utilities") continue;
      await offer(database, catalogue, "430621", definition.code, { visibility: "hidden" }, clock());
    }
    offerings.forget("430621");
    const who = visitor(web.baseUrl);
    await who.get("/430621");
    expect(who.page.title).toBe("岳阳县公共服务");
    const hrefs = who.page.links.map(({ href }) => href);
    expect(hrefs).toContain("/430621/fields/policing");
    expect(hrefs).not.toContain("/430621/fields/utilities");
    expect(hrefs).toContain("/430621/services/residence-permit");
    expect(hrefs).toContain("tel:12345");
    expect(hrefs).toContain("/me");
    expect(who.cookies.get("city")).toBe("430621");
    await who.follow("公安户政");
    expect(who.page.links.map(({ href }) => href)).toContain("/430621/services/residence-permit");
    expect((await who.get("/430621/fields/utilities")).text).toContain("还没有开通");
    expect((await who.get("/430621/fields/nothing")).status).toBe(404);
    expect((await who.get("/999999")).status).toBe(404);
  });

  test.each(["暂住证", "juzhuzheng", "jzz", "residence permit", "residance permit", "办居住证"])(
    "%s finds the residence permit",
    async (query) => {
      const who = visitor(web.baseUrl);
      await who.get("/430621");
      await who.press("搜索", { q: query });
      expect(who.page.main.children).not.toEqual([]);
      const services = who.page.links.map(({ href }) => href).filter((href) => /\/services\/[a-z-]+$/.test(href));
      expect(services[0]).toBe("/430621/services/residence-permit");
    },
  );

  test("what nobody offers is said so, whatever was typed", async () => {
    const who = visitor(web.baseUrl);
    for (const query of ["飞碟", "<script>alert(1)</script>", "%00", "😀".repeat(80)]) {
      const page = await who.get(`/430621/search?q=${encodeURIComponent(query)}`);
      expect([200, 400]).toContain(page.status);
      expect(page.html).not.toContain("<script>alert");
    }
    expect((await who.get("/430621/search?q=%E9%A3%9E%E7%A2%9F")).text).toContain("没有找到“飞碟”");
    expect((await who.get("/430621/search")).text).toContain("居住证申领");
  });

  test("the guide tells everything before the start, in both languages, in 14 KB", async () => {
    const who = visitor(web.baseUrl);
    await who.get("/430621/services/residence-permit");
    const { text } = who.page;
    for (const said of [
      "5 个工作日",
      "免费",
      "您的户口就在本市",
      "《居住证暂行条例》第二条",
      "行政复议",
      "保存 5 年",
      "15 天",
      "岳阳县公安局",
    ]) {
      expect(text).toContain(said);
    }
    const english = visitor(web.baseUrl, { language: "en" });
    await english.get("/430621/services/residence-permit");
    expect(english.page.text).toContain("5 working days");
    for (const path of ["/430621", "/430621/services/residence-permit"]) {
      const bytes = await bytesOnTheWire(`${web.baseUrl}${path}`);
      expect(bytes).toBeGreaterThan(1_000);
      expect(bytes).toBeLessThan(14_000);
    }
  });
});

/** The body as it travels, packed; fetch would unpack it. */
function bytesOnTheWire(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { "accept-encoding": "br", accept: "text/html" } }, (answer) => {
      let bytes = 0;
      if (answer.headers["content-encoding"] !== "br") reject(new Error("not packed"));
      answer.on("data", (piece: Buffer) => {
        bytes += piece.length;
      });
      answer.on("end", () => resolve(bytes));
    }).on("error", reject);
  });
}
