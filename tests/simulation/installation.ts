import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { type EmbeddedServer, startEmbedded } from "../../src/foundation/database/index.ts";
import { freePort } from "../helpers/house.ts";

const program = resolve(import.meta.dirname, "..", "..", "bin", "onewindow");

/** A demonstration as people start it, in a folder of its own: the program as a process, and the PostgreSQL it brings. */
export class Installation {
  readonly folder: string;
  readonly port: number;
  readonly output: string[] = [];
  #app: ChildProcess | undefined;
  #servers: EmbeddedServer[] = [];

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.port = port;
  }

  static async make(): Promise<Installation> {
    const folder = mkdtempSync(join(tmpdir(), "onewindow-simulation-"));
    // Under root the database runs as another user, who has to walk through.
    chmodSync(folder, 0o711);
    return new Installation(folder, await freePort());
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts the program and waits until it is ready for people. */
  async start(patience = 60_000): Promise<void> {
    const app = spawn(program, ["start", "--demonstration"], {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        // Nothing of the test runner's own environment (it sets BASE_URL).
        PATH: process.env["PATH"],
        HOME: this.folder,
        DATA_DIR: join(this.folder, "data"),
        PORT: String(this.port),
        RATE_LIMIT_FACTOR: "10000",
        LOG_LEVEL: "error",
        // Their stand-ins are seventeen processes more at every start, and no case here goes to an agency.
        DEMO_AGENCIES: "no",
      },
    });
    this.#app = app;
    for (const stream of [app.stdout, app.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text: string) => {
        this.output.push(text);
        if (this.output.length > 400) this.output.splice(0, 200);
      });
    }
    await this.untilReady(patience);
  }

  async untilReady(patience = 60_000): Promise<void> {
    const deadline = performance.now() + patience;
    while (performance.now() < deadline) {
      if (this.#app?.exitCode !== null && this.#app?.exitCode !== undefined) break;
      const ready = await fetch(`${this.address}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(
        () => undefined,
      );
      if (ready?.status === 200) return;
      await pause(100);
    }
    throw new Error(`the program is not ready:\n${this.output.slice(-40).join("")}`);
  }

  get alive(): boolean {
    return this.#app !== undefined && this.#app.exitCode === null && this.#app.signalCode === null;
  }

  /** kill -9 of the program: nothing is finished, nothing is said. */
  async killApp(): Promise<void> {
    const app = this.#app;
    if (!app?.pid) return;
    const gone = new Promise((resolve) => app.once("exit", resolve));
    app.kill("SIGKILL");
    await gone;
  }

  /** kill -9 of PostgreSQL and every process of it, in no good order. */
  killPostgres(): number {
    const pid = Number(readFileSync(join(this.#cluster(), "postmaster.pid"), "utf8").split("\n")[0]);
    const all = [pid, ...childrenOf(pid)];
    for (const one of all) {
      try {
        process.kill(one, "SIGKILL");
      } catch {
        // It has just gone by itself.
      }
    }
    return all.length;
  }

  #cluster(): string {
    return this.#servers.at(-1)?.dataDir ?? join(this.folder, "data", "postgres");
  }

  /** Starts PostgreSQL again beside a program that goes on, as a service manager would; or joins the one that runs. */
  async startPostgres(): Promise<EmbeddedServer> {
    const server = await startEmbedded({ dataDir: join(this.folder, "data", "postgres") });
    this.#servers.push(server);
    return server;
  }

  /** What the owner sees, past every policy. */
  async query<T>(text: string): Promise<T[]> {
    const server = this.#servers.at(-1) ?? (await this.startPostgres());
    const client = new pg.Client({ ...server.admin, database: "onewindow" });
    await client.connect();
    try {
      return (await client.query(text)).rows as T[];
    } finally {
      await client.end();
    }
  }

  /** Ends everything that was started here and takes the folder away. */
  async end(): Promise<void> {
    const app = this.#app;
    if (this.alive && app) {
      const gone = new Promise((resolve) => app.once("exit", resolve));
      app.kill("SIGTERM");
      await Promise.race([gone, pause(15_000)]);
      if (this.alive) app.kill("SIGKILL");
    }
    // Others of ours still hold the server; whoever stops last stops it.
    const last = await startEmbedded({ dataDir: join(this.folder, "data", "postgres") });
    for (const server of [...this.#servers, last]) await server.stop({ deadlineMs: 5_000 }).catch(() => undefined);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => {
      try {
        const stat = readFileSync(`/proc/${one}/stat`, "utf8");
        return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === pid;
      } catch {
        return false;
      }
    });
}
