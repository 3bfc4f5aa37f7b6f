import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Database } from "../../src/foundation/database/index.ts";
import { readKeysFile, Secrets } from "../../src/foundation/secrets/index.ts";
import { readSettings } from "../../src/settings.ts";
import { withReached } from "../../src/surfaces/cli/installed.ts";
import { freePort } from "../helpers/house.ts";

export type Outcome = { readonly code: number | null; readonly out: string; readonly err: string };

/** A machine with the program on it: commands run as processes of their own, as an administrator types them. */
export class Machine {
  readonly folder: string;
  readonly port: number;
  readonly #more: Readonly<Record<string, string>>;

  private constructor(folder: string, port: number, more: Readonly<Record<string, string>>) {
    this.folder = folder;
    this.port = port;
    this.#more = more;
  }

  static async make(more: Readonly<Record<string, string>> = {}): Promise<Machine> {
    const folder = mkdtempSync(join(tmpdir(), "ow-machine-"));
    // Under root the database runs as another user, who has to walk through.
    chmodSync(folder, 0o711);
    return new Machine(folder, await freePort(), more);
  }

  get baseUrl(): string {
    return `http://localhost:${this.port}`;
  }

  environment(over: Readonly<Record<string, string>> = {}): Record<string, string> {
    const { PATH = "", HOME = "/", TMPDIR } = process.env;
    return {
      PATH,
      HOME,
      ...(TMPDIR === undefined ? {} : { TMPDIR }),
      DATA_DIR: join(this.folder, "data"),
      PORT: String(this.port),
      LOG_LEVEL: "warn",
      RATE_LIMIT_FACTOR: "1000",
      ...this.#more,
      ...over,
    };
  }

  /** Starts a command and gives it back while it runs. */
  spawn(args: readonly string[], over: Readonly<Record<string, string>> = {}): Running {
    const child = spawn(resolve("bin/onewindow"), args, {
      env: this.environment(over),
      stdio: ["ignore", "pipe", "pipe"],
    });
    return new Running(child);
  }

  /** Runs a command to its end. */
  async run(args: readonly string[], over: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    return this.spawn(args, over).ended;
  }

  /** The same, and it has to succeed. */
  async must(...args: readonly string[]): Promise<string> {
    const outcome = await this.run(args);
    if (outcome.code !== 0)
      throw new Error(`onewindow ${args.join(" ")} ended with ${outcome.code}:\n${outcome.out}${outcome.err}`);
    return outcome.out;
  }

  /** Starts serving and resolves when it is ready. */
  async start(over: Readonly<Record<string, string>> = {}): Promise<Running> {
    const running = this.spawn(["start"], over);
    const deadline = Date.now() + 180_000;
    while (Date.now() < deadline) {
      const ready = await fetch(`${this.baseUrl}/readyz`).catch(() => undefined);
      if (ready?.ok) return running;
      if (running.child.exitCode !== null) break;
      await pause(100);
    }
    running.child.kill("SIGKILL");
    throw new Error(`it did not start:\n${(await running.ended).err}`);
  }

  /** Looks into the installation from this process, as the program does, beside a running one or alone. */
  async look<T>(work: (database: Database, secrets: Secrets) => Promise<T>): Promise<T> {
    const settings = readSettings(this.environment());
    return withReached(settings, async (reached) => {
      const database = new Database(reached.app, { connections: 4, name: "onewindow tests" });
      try {
        return await work(database, new Secrets(readKeysFile(settings.keysFile), database, () => new Date()));
      } finally {
        await database.close();
      }
    });
  }

  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  read(...names: readonly string[]): string {
    return existsSync(this.path(...names)) ? readFileSync(this.path(...names), "utf8") : "";
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

export class Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Outcome>;
  #out = "";

  constructor(child: ChildProcess) {
    this.child = child;
    let err = "";
    child.stdout?.on("data", (chunk) => {
      this.#out += chunk;
    });
    child.stderr?.on("data", (chunk) => {
      err += chunk;
    });
    this.ended = new Promise((done, fail) => {
      child.once("error", fail);
      child.once("close", (code) => done({ code, out: this.#out, err }));
    });
  }

  /** What it has answered so far. */
  get out(): string {
    return this.#out;
  }

  /** Ctrl-C as npm and a terminal give it: twice. */
  async interrupt(): Promise<Outcome> {
    this.child.kill("SIGINT");
    await pause(50);
    this.child.kill("SIGINT");
    return this.ended;
  }
}
