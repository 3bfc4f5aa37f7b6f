import { afterAll, afterEach, beforeAll } from "vitest";
import { type ProcessName, type Sandbox, type SandboxOptions, startSandbox } from "../../sandbox/start.ts";

/**
 * Stand-ins of the outside world for one test file: started before its tests, well-behaved again after each, ended after the last.
 * Name those that are needed: each is a process.
 */
export function sandboxFor(only: readonly ProcessName[], options: Omit<SandboxOptions, "only"> = {}): () => Sandbox {
  let sandbox: Sandbox | undefined;
  const there = () => {
    if (!sandbox) throw new Error("The sandbox starts before the tests: ask for it inside one.");
    return sandbox;
  };
  beforeAll(async () => {
    sandbox = await startSandbox({ today: "2026-09-01", ...options, only });
  });
  afterEach(async () => {
    await Promise.all(only.map((name) => there().control(name, "DELETE /control/mood")));
  });
  afterAll(() => sandbox?.stop());
  return there;
}
