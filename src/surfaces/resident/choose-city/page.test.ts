import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asOwner, type TestDatabase, testDatabase } from "../../../../tests/helpers/database.ts";
import {
  bundledRows,
  bundledSource,
  bundledVersion,
  importDivisions,
  openCity,
  Regions,
} from "../../../domain/regions/index.ts";
import { createServer, type Server } from "../../../foundation/http/index.ts";
import { createLog } from "../../../foundation/log/index.ts";
import { createMetrics } from "../../../foundation/metrics/index.ts";
import type { House } from "../../house.ts";
import { addChooseCityPage } from "./page.ts";
import { rememberCity } from "./remember.ts";

const now = new Date("2026-11-16T01:00:00Z");
const baseUrl = "http://127.0.0.1:3000";

let base: TestDatabase;
let server: Server;
let regions: Regions;

beforeAll(async () => {
  base = await testDatabase(now);
  await asOwner(base, (client) => client.query("truncate divisions, division_versions, cities"));
  await importDivisions(base.database, bundledRows(), {
    version: bundledVersion,
    source: bundledSource,
    now,
    dryRun: false,
  });
  regions = await Regions.load(base.database);
  for (const city of ["430000", "430621", "130982", "419001"])
    await openCity(base.database, regions.divisions, { city, now });
  await regions.refresh();
  server = await createServer({
    settings: {
      host: "127.0.0.1",
      port: 0,
      baseUrl,
      oidc: undefined,
      metricsToken: undefined,
      trustedProxies: [],
      rateLimitFactor: 1,
    },
    log: createLog({ level: "silent" }),
    metrics: createMetrics(),
    secretKey: Buffer.alloc(32, 7),
    errorPage: (page) => ({ html: `<h1>${page.code}</h1>`, styles: [] }),
  });
  // Only what this page and the frame ask for; nobody is signed in here.
  const house = { settings: { baseUrl }, demonstration: true, regions, clock: base.clock.read } as unknown as House;
  addChooseCityPage(server.app, house);
  server.app.get<{ Params: { city: string } }>(
    "/:city",
    { config: { access: "public", owner: "tests" } },
    (request, reply) => {
      rememberCity(house, request, reply, request.params.city);
      return "home";
    },
  );
  await server.app.ready();
});

afterAll(async () => {
  await server.stop(100);
  await base.close();
});

/** Like a polite client: comes back when a busy machine asks for it. */
async function ask(url: string, headers: Record<string, string>) {
  for (let left = 40; ; left -= 1) {
    const answer = await server.app.inject({ url, headers });
    if (answer.statusCode !== 503 || left === 0) return answer;
    await setTimeout(300);
  }
}

async function get(url: string, headers: Record<string, string> = {}) {
  const answer = await ask(url, { "accept-language": "zh", ...headers });
  const main = /<main[\s\S]*<\/main>/.exec(answer.body)?.[0] ?? "";
  const links = [...main.matchAll(/<a [^>]*href="([^"]+)"/g)].map(([, href = ""]) => href.replaceAll("&amp;", "&"));
  return { status: answer.statusCode, html: answer.body, main, links, headers: answer.headers };
}

describe("choosing a city", () => {
  test("the first page has a search, the open places and all 34 provinces", async () => {
    const page = await get("/");
    expect(page.status).toBe(200);
    expect(page.html).toContain('name="q"');
    expect(page.links.slice(0, 4)).toEqual(["/130982", "/419001", "/430000", "/430621"]);
    const provinces = page.links.filter((href) => /^\/\?under=\d\d0000$/.test(href));
    expect(provinces).toHaveLength(34);
    for (const name of ["台湾省", "香港特别行政区", "澳门特别行政区"]) expect(page.main).toContain(name);
    expect(page.main).toContain("2 个地方已开通");
    expect(page.html).not.toContain("noindex");
  });

  test("shows the place of last time first, and forgets what is no place of ours", async () => {
    const home = await get("/419001");
    const cookie = String(home.headers["set-cookie"]);
    expect(cookie).toMatch(/^city=419001;.*HttpOnly/);
    expect((await get("/419001", { cookie: "city=419001" })).headers["set-cookie"]).toBeUndefined();
    const page = await get("/", { cookie: "city=419001" });
    expect(page.main).toContain("上次去过");
    expect(page.links[0]).toBe("/419001");
    for (const planted of ["110000", "x", '"><script>']) {
      expect((await get("/", { cookie: `city=${encodeURIComponent(planted)}` })).main).not.toContain("上次去过");
    }
    expect((await get("/")).main).not.toContain("上次去过");
  });

  test("search leads right to an open city and says where each place is", async () => {
    for (const query of ["岳阳县", "yueyangxian", "yyx", "430621", "湖南岳阳县"]) {
      expect((await get(`/?q=${encodeURIComponent(query)}`)).links[0]).toBe("/430621");
    }
    const page = await get("/?q=%E5%B2%B3%E9%98%B3");
    expect(page.links).toEqual(["/430621", "/?under=430600", "/?under=430602"]);
    expect(page.main).toContain("湖南省 · 岳阳市");
    expect(page.main).toContain("找到 3 个地方");
  });

  test("a search without result gives a way on, and echoes nothing that runs", async () => {
    const page = await get(`/?q=${encodeURIComponent('<script>alert("x")</script>')}`);
    expect(page.status).toBe(200);
    expect(page.main).toContain("没有找到");
    expect(page.main).not.toContain("<script>");
    expect(page.links).toContain("/");
    expect((await get(`/?q=${"x".repeat(500)}`)).status).toBe(200);
  });

  test("drilling down shows open places first", async () => {
    const hunan = await get("/?under=430000");
    expect(hunan.main).toContain("进入湖南省");
    expect(hunan.links[0]).toBe("/430000");
    expect(hunan.links[1]).toBe("/?under=430600");
    const yueyang = await get("/?under=430600");
    expect(yueyang.links[0]).toBe("/430621");
    expect(yueyang.links).toContain("/?under=430602");
    const henan = await get("/?under=410000");
    expect(henan.links[0]).toBe("/419001");
    expect(henan.html).toContain('href="/"');
  });

  test("a place that is not open says so and names what is open above it", async () => {
    const page = await get("/?under=430602");
    expect(page.status).toBe(200);
    expect(page.main).toContain("岳阳楼区还没有开通");
    expect(page.links[0]).toBe("/430000");
    const unknown = await get("/?under=999999");
    expect([unknown.status, unknown.main.includes("没有这个地方")]).toEqual([404, true]);
    expect((await get("/?under=../etc")).status).toBe(404);
  });

  test("speaks English whole, with the Chinese name beside", async () => {
    const page = await get("/?q=yueyang&lang=en");
    expect(page.main).toContain("Yueyang County");
    expect(page.main).toContain('<span lang="zh-Hans">岳阳县</span> · Hunan · Yueyang');
    const start = await get("/", { "accept-language": "en" });
    expect(start.main).toContain("Choose your place");
    // The Chinese names beside the English ones are marked as Chinese, for screen readers; nothing else is.
    const english = start.main.replaceAll(/<span lang="zh-Hans">[^<]+<\/span>/g, "").replace("岳阳县, 430621", "");
    expect(english).not.toMatch(/\p{Script=Han}/u);
  });

  test("a newly opened city is there at once after the next look", async () => {
    expect((await get("/?under=430600")).links[0]).toBe("/430621");
    await openCity(base.database, regions.divisions, { city: "430602", now: new Date("2026-11-16T05:00:00Z") });
    await regions.refresh();
    expect((await get("/")).links).toContain("/430602");
    expect((await get("/?under=430600")).links.slice(0, 2)).toEqual(["/430602", "/430621"]);
  });

  test("weighs little", async () => {
    const page = await ask("/", { "accept-encoding": "br" });
    expect(page.rawPayload.length).toBeLessThan(14 * 1024);
    expect(page.headers["content-encoding"]).toBe("br");
  });
});
