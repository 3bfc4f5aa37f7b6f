// What bin/test and bin/check share: the project's own Node, and running one program after the other.
import { spawn } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(realpathSync(fileURLToPath(import.meta.url))));
const own = join(root, "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node");

/** The project's Node, whatever Node this script was called with. */
export const node = existsSync(own) ? own : process.execPath;

/** The environment in which `node` and the installed tools are the project's. */
export function environment(more = {}) {
  const path = [join(root, "node_modules", ".bin"), dirname(node), process.env.PATH ?? ""].join(delimiter);
  return { ...process.env, ...more, PATH: path };
}

/** Whether the installed packages can be used; says what to do when not. */
export function isSetUp() {
  if (existsSync(join(root, "node_modules", ".package-lock.json"))) return true;
  console.error(`Nothing is installed yet. In ${root} run: node bin/setup`);
  return false;
}

/**
 * Runs a program to its end: its exit code (128 + signal number when killed; 1 when it could not start) and, if asked, what it
 * printed. Ctrl-C reaches the program through the terminal, so we only wait; a signal sent to us alone is passed on.
 */
export async function run(command, args, { env = environment(), capture = false } = {}) {
  const child = spawn(command, args, {
    cwd: root,
    env,
    stdio: ["inherit", ...(capture ? ["pipe", "pipe"] : ["inherit", "inherit"])],
  });
  let output = "";
  for (const stream of capture ? [child.stdout, child.stderr] : []) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  const wait = () => {};
  const pass = (signal) => child.kill(signal);
  process.on("SIGINT", wait).on("SIGTERM", pass).on("SIGHUP", pass);
  const code = await new Promise((done) => {
    child.once("error", (error) => {
      output += `${error.message}\n`;
      if (!capture) console.error(error.message);
      done(1);
    });
    child.once("close", (status, signal) => done(status ?? (signal === "SIGINT" ? 130 : 143)));
  });
  process.off("SIGINT", wait).off("SIGTERM", pass).off("SIGHUP", pass);
  return { code, output };
}
