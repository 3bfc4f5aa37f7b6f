import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestHouse, testHouse } from "../helpers/house.ts";

let running: TestHouse;
beforeAll(async () => {
  running = await testHouse();
});
afterAll(() => running.close());

test("the house opens, says that it is alive and ready, and shows the first page", async () => {
  for (const path of ["/healthz", "/readyz", "/metrics"]) {
    expect((await fetch(running.baseUrl + path)).status).toBe(200);
  }
  const page = await fetch(`${running.baseUrl}/`);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain("岳阳县");
});
