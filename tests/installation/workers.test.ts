import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

test("every web process learns of the stand-in for SMS, and so does one that takes the place of a dead one", async () => {
  const program = fileURLToPath(new URL("./workers-program.ts", import.meta.url));
  const loader = ["--import", resolve("bin/loader.mjs")];
  const { PATH = "" } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, [...loader, program], {
    env: { PATH },
    timeout: 60_000,
  });
  const heard = JSON.parse(stdout) as { pid: number; url: string }[];
  expect(heard.map(({ url }) => url)).toEqual(Array(3).fill("http://127.0.0.1:9/sms"));
  expect(new Set(heard.map(({ pid }) => pid)).size).toBe(3);
}, 90_000);
