import { type ChildProcess, fork } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { root } from "./machine.ts";

/** Programs of `bench/servers`, each in a process of its own, that end with the bench. */
export class Processes {
  readonly #children: ChildProcess[] = [];

  /** Starts `bench/servers/{name}.ts`; resolves with what it says first. `profile`: the folder of its processor profile. */
  async start<T>(
    name: string,
    env: Record<string, string>,
    profile?: string,
  ): Promise<{ readonly child: ChildProcess; readonly said: T }> {
    const flags = profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`];
    const child = fork(`${root}bench/servers/${name}.ts`, {
      env: { ...process.env, ...env },
      execArgv: ["--import", "tsx", ...flags],
      // One line per answer is written, as in a real installation, and read by nobody.
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.#children.push(child);
    const said = await new Promise<T>((resolve, reject) => {
      child.once("message", (message) => resolve(message as T));
      child.once("exit", (code) => reject(new Error(`${name} ended with ${code} before it was ready`)));
    });
    return { child, said };
  }

  /** Says "stop" to all of them, and ends whoever has not heard it within 20 seconds. */
  async stop(): Promise<void> {
    for (const child of this.#children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.send("stop");
      await Promise.race([gone, pause(20_000)]);
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    }
  }
}

/** Sends a message and resolves with the next one that comes back. */
export async function ask<T>(child: ChildProcess, message: object | string | number): Promise<T> {
  const answer = new Promise<T>((resolve) => child.once("message", (said) => resolve(said as T)));
  child.send(message);
  return answer;
}
