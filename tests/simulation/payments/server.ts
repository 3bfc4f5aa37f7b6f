import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "../../../src/foundation/database/embedded/index.ts";

type Started = Awaited<ReturnType<typeof startEmbedded>>;

/**
 * A PostgreSQL of its own, so that it may be killed. It hands its writes to the operating system and does not wait for the disk: that
 * is all a killed process needs to be found again (tests/simulation/kills.test.ts waits for the disk), and many times as fast. It tidies up
 * when it is told to, so that it does not do so in the middle of a story that is to repeat itself.
 */
export class OwnServer {
  readonly #folder: string;
  #server: Started | undefined;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async start(): Promise<OwnServer> {
    const folder = mkdtempSync(join(tmpdir(), "onewindow-money-"));
    // Under root the server runs as another user, who has to walk through.
    chmodSync(folder, 0o711);
    const own = new OwnServer(folder);
    await own.#begin();
    return own;
  }

  get connection(): { host: string; port: number; user: string } {
    if (!this.#server) throw new Error("the server is not running");
    const { host, port, user } = this.#server.admin;
    return { host, port, user };
  }

  /** kill -9 of the server and every process of it, and a new start on the same data. */
  async killAndStart(): Promise<void> {
    const before = this.#server;
    if (!before) throw new Error("the server is not running");
    const file = readFileSync(join(before.dataDir, "postmaster.pid"), "utf8");
    const postmaster = Number(file.split("\n")[0]);
    for (const pid of [postmaster, ...childrenOf(postmaster)]) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has just gone by itself.
      }
    }
    await before.stop({ deadlineMs: 1_000 }).catch(() => undefined);
    await this.#begin();
  }

  async stop(): Promise<void> {
    await this.#server?.stop({ deadlineMs: 5_000 });
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #begin(): Promise<void> {
    const binaries = process.env["TEST_POSTGRES"];
    this.#server = await startEmbedded({
      dataDir: join(this.#folder, "pg"),
      forTests: true,
      settings: {
        max_connections: "100",
        fsync: "off",
        full_page_writes: "off",
        autovacuum: "off",
        max_wal_size: "1GB",
      },
      ...(binaries ? { binaries } : {}),
    });
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === parent;
      } catch {
        return false;
      }
    });
}
