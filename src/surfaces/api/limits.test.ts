import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestHouse, testHouse } from "../../../tests/helpers/house.ts";
import { AccessTokens } from "../../domain/identity/index.ts";
import { rateLimits } from "../../foundation/http/index.ts";
import { createMetrics } from "../../foundation/metrics/index.ts";
import { openWeb } from "../web.tsx";
import { addApi } from "./routes.ts";

let running: TestHouse;
beforeAll(async () => {
  running = await testHouse();
});
afterAll(() => running?.close());

test("a made-up token is nobody's: it is counted by address, and locks out no program that proves who it is", async () => {
  const { house, clock } = running;
  const tokens = new AccessTokens(house.identity);
  const two = { rateLimitFactor: 2 / rateLimits.api.max };
  const server = await openWeb(
    { ...house, settings: { ...house.settings, port: 0, ...two }, metrics: createMetrics() },
    [(app, opened) => addApi(app, opened, { tokens })],
  );
  const granted = async () => (await tokens.issue("demo-agency", "demo-agency-secret", clock.now))?.token ?? "";
  const ask = async (token: string | undefined, url: string) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const answer = await server.app.inject({ url, headers, remoteAddress: "203.0.113.6" });
    return answer.statusCode;
  };
  const needed = "/api/v1/cities/430621/cases";
  const open = "/api/v1/cities/430621";
  try {
    expect(await ask("made-up-1", needed)).toBe(401);
    expect(await ask("made-up-2", open)).toBe(200);
    expect(await ask("made-up-3", needed)).toBe(429);
    expect(await ask("made-up-4", open)).toBe(429);
    expect(await ask(undefined, open)).toBe(429);
    const first = await granted();
    expect(await ask(first, needed)).toBe(200);
    clock.now = new Date(clock.now.getTime() + 1_000);
    const second = await granted();
    expect(second).not.toBe(first);
    expect(await ask(second, needed)).toBe(200);
    // Tokens of one program are one caller.
    expect(await ask(await granted(), needed)).toBe(429);
  } finally {
    await server.app.close();
  }
});
