import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { SandboxFile } from "./start.ts";

const data = mkdtempSync(join(tmpdir(), "onewindow-sandbox-run-"));
afterAll(() => rmSync(data, { recursive: true, force: true, maxRetries: 5 }));

/** `wrapped`: started by a shell that lives on beside it. */
async function run({ wrapped = false } = {}) {
  const path = join(data, "sandbox.json");
  const args = [process.execPath, join(import.meta.dirname, "run.ts"), "--data", data, "--only", "power,court"];
  const [program = "", ...rest] = wrapped ? ["sh", "-c", '"$@" & wait', "sh", ...args] : args;
  const child = spawn(program, rest, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, line: line.toString(), path, file: JSON.parse(readFileSync(path, "utf8")) as SandboxFile };
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // A process that ended and was not yet collected counts as gone.
    return !existsSync(`/proc/${pid}/stat`) || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
};

async function gone(pids: readonly number[]): Promise<void> {
  for (let waited = 0; pids.some(isAlive); waited += 20) {
    if (waited > 10_000) throw new Error("they live on");
    await new Promise((done) => setTimeout(done, 20));
  }
}

const pids = (file: SandboxFile) => Object.values(file.processes).map(({ pid }) => pid);

test("run starts each as a process, tells where they are, and ends them with itself, however it ends", async () => {
  const { child, line, path, file } = await run();
  expect(line).toContain("seed 20260901");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(Object.keys(file.processes).sort()).toEqual(["court", "power"]);
  expect(new Set(pids(file)).size).toBe(2);
  expect(pids(file).every(isAlive)).toBe(true);
  expect(file.processes.court?.public_key).toContain("BEGIN PUBLIC KEY");
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
  await gone(pids(file));

  const again = await run();
  const same = ({ processes, control_key }: SandboxFile) => [
    control_key,
    ...Object.values(processes).flatMap(({ address, token, public_key }) => [address, token, public_key]),
  ];
  expect(same(again.file)).toEqual(same(file));
  again.child.kill("SIGKILL");
  await gone(pids(again.file));

  const third = await run({ wrapped: true });
  third.child.kill("SIGKILL");
  await gone(pids(third.file));
});
