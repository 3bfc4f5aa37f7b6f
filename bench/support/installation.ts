import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";

export type Started = {
  readonly pid: number;
  /** Seconds from the command to "ready" answered over HTTP. */
  readonly readyAfter: number;
  /** Seconds from the command to each line it printed, to see where the time goes. */
  readonly lines: readonly { readonly after: number; readonly line: string }[];
  /** As Ctrl-C does; gives the seconds it took. */
  stop(): Promise<number>;
};

const longest = 600_000;

/** Runs a command that starts an installation and waits until it is ready on its port. */
export async function startAndWait(
  command: string,
  args: readonly string[],
  options: { cwd: string; port: number; env: NodeJS.ProcessEnv },
): Promise<Started> {
  const begun = performance.now();
  const after = () => Math.round(performance.now() - begun) / 1000;
  const env = { ...options.env, PORT: String(options.port) };
  const child = spawn(command, args, { cwd: options.cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const lines: { after: number; line: string }[] = [];
  const hear = (data: Buffer) => {
    for (const line of data.toString().split("\n")) if (line.trim() !== "") lines.push({ after: after(), line });
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  while (!(await isReady(options.port))) {
    if (child.exitCode !== null || performance.now() - begun > longest) {
      signal(child, "SIGKILL");
      throw new Error(`it did not start:\n${lines.map((one) => one.line).join("\n")}`);
    }
    await pause(20);
  }
  return {
    pid: child.pid ?? 0,
    readyAfter: after(),
    lines,
    stop: async () => {
      const asked = performance.now();
      signal(child, "SIGINT");
      await ended;
      return Math.round(performance.now() - asked) / 1000;
    },
  };
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).status === 200;
  } catch {
    return false;
  }
}

/** To the whole group: npm, the shell and the program stand between. */
function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    process.kill(-(child.pid ?? 0), name);
  } catch {
    // It has ended by itself.
  }
}
