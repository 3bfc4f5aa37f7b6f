import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "../../src/foundation/database/embedded/index.ts";

const prefix = "onewindow-tests-";

/** A throw-away PostgreSQL: where it listens (no password), and how it goes. */
export type TestServer = {
  readonly connection: { readonly host: string; readonly port: number; readonly user: string };
  stop(): Promise<void>;
};

/**
 * Starts a PostgreSQL in a temporary folder of its own and clears away what a killed run left behind. Unless it has to be `durable` it
 * waits for no disk: nobody takes its power away, and a database for a file is made and dropped in a tenth of the time. What a kill may
 * cost is asked of real ones (tests/simulation/kills.test.ts, src/foundation/database/embedded/embedded.test.ts).
 * TEST_POSTGRES names the binaries of another major version (a folder with bin/, lib/ and share/).
 */
export async function startTestServer({ durable = false } = {}): Promise<TestServer> {
  await removeAbandoned();
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  // Under root the server runs as another user, who has to walk through.
  chmodSync(folder, 0o711);
  const binaries = process.env["TEST_POSTGRES"];
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    const server = await startEmbedded({
      dataDir: join(folder, "pg"),
      forTests: true,
      settings: { max_connections: "200", ...(durable ? {} : { fsync: "off", full_page_writes: "off" }) },
      ...(binaries ? { binaries } : {}),
    });
    const { host, port, user } = server.admin;
    return {
      connection: { host, port, user },
      stop: async () => {
        await server.stop({ deadlineMs: 5_000 });
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

async function removeAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length).split("-")[0]) : 0;
    if (!pid || isAlive(pid)) continue;
    const folder = join(tmpdir(), name);
    try {
      readFileSync(join(folder, "pg", "postmaster.pid"));
      const left = await startEmbedded({ dataDir: join(folder, "pg"), forTests: true });
      await left.stop({ deadlineMs: 2_000 });
    } catch {
      // No server, or not ours to stop.
    }
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another user's: left to them.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
