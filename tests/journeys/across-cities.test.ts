import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { viewCase } from "../../src/domain/cases/index.ts";
import type { ServiceVersion } from "../../src/domain/catalogue/index.ts";
import { type TestHouse, testHouse } from "../helpers/house.ts";
import { claimsOf, eventually } from "../helpers/own-pages.ts";
import { type TestDesk, testDesk } from "../helpers/staff-desk.ts";
import { visitor } from "../helpers/visitor.ts";
import { fillInAndSend } from "./support/sample-pages.ts";
import { signInAsSampled } from "./support/sample-person.ts";

/** 跨省通办: a household is moved to Renqiu, and the person applies in Yueyang county, where they live. */
const [here, there] = ["430621", "130982"] as const;
const code = "household-transfer";

let t: TestHouse;
let desk: TestDesk;
let service: ServiceVersion;
beforeAll(async () => {
  t = await testHouse({ jobs: true });
  desk = testDesk(t);
  const published = t.house.catalogue.service(code);
  if (!published?.definition.cross_city) throw new Error(`${code} crosses no city`);
  service = published;
});
afterAll(() => t?.close());

const sample = () => {
  const found = service.definition.samples.find(({ expect: e, city }) => !e.refused && city === there);
  if (!found) throw new Error(`no sample of ${code} plays in ${there}`);
  return found;
};

async function begun() {
  const who = visitor(t.baseUrl);
  await signInAsSampled(t, who, service, sample());
  await who.get(`/${here}/services/${code}/start`);
  return who;
}

test("sent here, decided there: told before, in the person's list, in both inboxes as each may see it", async () => {
  t.clock.now = new Date(`${sample().on}T01:00:00Z`);
  const who = await begun();
  const passed = await fillInAndSend(who, service, sample().answers, "zh");
  const check = passed.find((at) => at.endsWith("/check"));
  expect(check).toBeDefined();
  const number = /\d{6}-\d{8}-C[0-9A-Z]+-[0-9A-Z]/.exec(who.page.at)?.[0] ?? "";
  expect(number.startsWith(there)).toBe(true);
  const view = await viewCase(t.house.cases, there, number);
  expect(view.row).toMatchObject({ city: there, accepted_in: here, channel: "web" });

  // The paper lies with the city that decides.
  const clerk = await desk.signedIn(`${there}-clerk`);
  const opened = await clerk.get(`/staff/cases/${number}`);
  expect(opened.status).toBe(200);
  const paper = /\/staff\/cases\/[^"]+\/files\/[0-9a-f-]{36}/.exec(opened.html)?.[0] ?? "";
  expect((await clerk.get(paper)).status).toBe(200);

  const accepting = await desk.signedIn(`${here}-clerk`);
  const list = await eventually(
    () => accepting.get("/staff?view=elsewhere"),
    ({ html }) => html.includes(number),
  );
  expect(list.text).toContain("在本地提交、由外地办理");
  expect(list.text).toContain("任丘市");
  expect(list.html).not.toContain(`/staff/cases/${number}`);
  expect((await accepting.get("/staff")).html).not.toContain(number);
  expect((await accepting.get(`/staff/cases/${number}`)).status).toBe(404);
  expect((await clerk.get("/staff")).html).toContain(number);
  expect((await clerk.get("/staff?view=elsewhere")).html).not.toContain(number);
  await who.get("/me/cases");
  expect(who.page.html).toContain(number);
}, 120_000);

test("who decides is said before sending, and a double tap makes one case", async () => {
  t.clock.now = new Date(`${sample().on}T02:00:00Z`);
  const who = await begun();
  const seen: string[] = [];
  const watching = new Proxy(who, {
    get(target, name, receiver) {
      if (name !== "press") return Reflect.get(target, name, receiver);
      return async (button: string, entries?: Parameters<typeof who.press>[1]) => {
        if (target.page.at.endsWith("/check")) {
          seen.push(target.page.text);
          const again = target.prepare(button);
          const url = new URL(again.action, new URL(target.page.at, t.baseUrl));
          const cookie = [...target.cookies].map(([key, value]) => `${key}=${value}`).join("; ");
          const taps = Array.from({ length: 3 }, () =>
            fetch(url, { method: "POST", body: again.body, redirect: "manual", headers: { cookie } }),
          );
          const led = (await Promise.all(taps)).map((answer) => answer.headers.get("location"));
          expect(new Set(led).size).toBe(1);
          expect(led[0]).toContain(`/me/cases/${there}-`);
        }
        return target.press(button, entries);
      };
    },
  });
  await fillInAndSend(watching, service, sample().answers, "zh");
  expect(seen[0]).toContain("由任丘市决定");
}, 120_000);

test("a city that does not take it on is told before the work is done, with a way out", async () => {
  const who = await begun();
  const answers = { ...sample().answers, to: "440300" };
  const passed = await fillInAndSend(who, service, answers, "zh");
  expect(who.page.at).toMatch(/\/not-possible$/);
  expect(passed.filter((at) => at.endsWith("/check"))).toEqual([]);
  expect(who.page.text).toContain("深圳市的机关决定，那里还没有在这里开通这项服务");
  expect(who.page.text).toContain("12345");
});

test("programs: the number is the deciding city's, the same key the same case, and a place that is not open is refused", async () => {
  const claims = claimsOf("worker");
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: "demo-channel",
    client_secret: "demo-channel-secret",
  });
  const granted = await fetch(`${t.baseUrl}/demo/oidc/token`, { method: "POST", body });
  const { access_token } = (await granted.json()) as { access_token: string };
  const send = async (to: string, key: string) => {
    const { ground_proof: _paper, ...answers } = sample().answers;
    const answer = await fetch(`${t.baseUrl}/api/v1/cities/${here}/services/${code}/cases`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${access_token}`,
        "idempotency-key": key,
      },
      body: JSON.stringify({
        applicant: {
          name: claims["name"],
          id_type: claims["id_type"] ?? "resident_id",
          id_number: claims["id_number"],
          phone: claims["phone_number"],
        },
        answers: { ...answers, to, ground_proof: { promise: true } },
      }),
    });
    return { status: answer.status, json: (await answer.json()) as Record<string, string> };
  };
  const key = randomUUID();
  const [first, second] = await Promise.all([send(there, key), send(there, key)]);
  expect(first).toMatchObject({ status: 201, json: { city: there } });
  expect(second.json["number"]).toBe(first.json["number"]);
  expect(await send("440300", randomUUID())).toMatchObject({
    status: 422,
    json: { code: "decided_elsewhere_not_open" },
  });
  const read = await fetch(`${t.baseUrl}/api/v1/cities/${there}/cases/${first.json["number"]}`, {
    headers: { authorization: `Bearer ${access_token}` },
  });
  expect(read.status).toBe(200);
}, 60_000);
