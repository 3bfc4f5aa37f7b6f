/**
 * How long `npm start` takes in a fresh clone and afterwards, and what the idle program needs.
 *
 *   node --import tsx bench/start.ts [--warm=5]
 *
 * Fresh: a `git clone` into a temporary folder, an empty home, npm's cache as it is on this machine.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startAndWait } from "./support/installation.ts";
import { keepResult, machine, median, root } from "./support/machine.ts";
import { memoryOfInstallation } from "./support/memory.ts";

const { values } = parseArgs({ options: { warm: { type: "string", default: "5" } } });
const port = 3900 + (process.pid % 90);
const idleFor = 20_000;

const npmSetting = (name: string) => execFileSync("npm", ["config", "get", name], { encoding: "utf8" }).trim();

const folder = mkdtempSync(join(tmpdir(), "onewindow-start-"));
const clone = join(folder, "clone");
const before = machine();
try {
  execFileSync("git", ["clone", "--quiet", root, clone]);
  const env = {
    PATH: (process.env["PATH"] ?? "")
      .split(":")
      .filter((place) => !place.startsWith(root))
      .join(":"),
    HOME: mkdtempSync(join(folder, "home-")),
    npm_config_cache: npmSetting("cache"),
    npm_config_registry: npmSetting("registry"),
  };
  const start = (command: string, args: readonly string[]) => startAndWait(command, args, { cwd: clone, port, env });

  const first = await start("npm", ["start"]);
  const setUp = first.lines.findLast(({ line }) => line.startsWith("setup:"))?.after ?? 0;
  await first.stop();

  const warm: number[] = [];
  const stops: number[] = [];
  let idle: ReturnType<typeof memoryOfInstallation> | undefined;
  for (let round = 1; round <= Number(values.warm); round += 1) {
    const again = await start("npm", ["start"]);
    warm.push(again.readyAfter);
    if (round === Number(values.warm)) {
      await pause(idleFor);
      idle = memoryOfInstallation(again.pid);
    }
    stops.push(await again.stop());
  }
  keepResult("start", {
    benchmark: "start",
    machine: before,
    method:
      "git clone into a temporary folder, empty HOME, npm's cache as it is; seconds from `npm start` to 200 from /readyz; warm: median of further starts; memory 20 s after a start nobody uses, PSS counts shared pages once",
    firstStart: { seconds: first.readyAfter, ofThatSettingUp: setUp },
    warmStart: { medianSeconds: median(warm), seconds: warm },
    stop: { medianSeconds: median(stops) },
    idle,
  });
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
