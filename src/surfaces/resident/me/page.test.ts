import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type TestHouse, testHouse } from "../../../../tests/helpers/house.ts";
import { act, Browsing, claimsOf, eventually, fileCase, keyOf } from "../../../../tests/helpers/own-pages.ts";

vi.mock("../../routes.ts", async (original) => {
  const { surfaceRoutes } = await original<typeof import("../../routes.ts")>();
  const { addOwnResidentPages } = await import("../routes-own.ts");
  return {
    surfaceRoutes: (parts: Parameters<typeof surfaceRoutes>[0]) => [
      ...surfaceRoutes(parts),
      (app: never, house: never) => addOwnResidentPages(app, house, parts),
    ],
  };
});

let t: TestHouse;
beforeAll(async () => {
  t = await testHouse({ jobs: true });
});
afterAll(async () => {
  await t.close();
});

test("smoke", async () => {
  const b = new Browsing(t.baseUrl);
  const me = await b.signIn("worker");
  expect(me.status).toBe(200);
  console.log(me.url, me.text.length);
  const { number } = await fileCase(t.house, "worker");
  const page = await b.get(`/me/cases/${number}`);
  expect(page.status).toBe(200);
  await act(t.house, number, "ask_correction", { items: ["租房合同第 2 页看不清。", "请补一张近照。"] });
  await eventually(
    () => b.get("/me"),
    (answer) => answer.text.includes(number),
  );
  for (const path of [
    "/me",
    "/me/cases",
    "/me/inbox",
    "/me/certificates",
    "/me/readings",
    "/me/privacy",
    "/me/privacy/correct",
    "/me/privacy/export.json",
    `/me/cases/${number}/withdraw`,
    "/suggestion",
  ]) {
    const answer = await b.get(path);
    console.log(path, answer.status, answer.text.length);
    expect(answer.status).toBe(200);
  }
});
