import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Adapter } from "../../src/domain/agencies/index.ts";
import type { ProviderAdapter, ProviderName } from "../../src/domain/payments/index.ts";
import { writeKeysFile } from "../../src/foundation/secrets/index.ts";
import { serve } from "../../src/serve.ts";
import { readSettings } from "../../src/settings.ts";
import { seedDemonstration } from "../../src/surfaces/cli/demonstration.ts";
import type { Serving } from "../../src/surfaces/cli/serve-contract.ts";
import type { House } from "../../src/surfaces/house.ts";
import { giveBirth } from "../../src/surfaces/installation.ts";
import { theCatalogue } from "./catalogue.ts";
import { asOwner, filledDatabase, monday, type TestDatabase } from "./database.ts";

export type TestHouse = {
  readonly house: House;
  readonly serving: Serving;
  readonly test: TestDatabase;
  readonly baseUrl: string;
  readonly port: number;
  /** The injected clock: set `clock.now` to move it. */
  readonly clock: { now: Date };
  close(): Promise<void>;
};

/**
 * The whole program over a fresh database with the demonstration seeded, listening on a free port of this machine. `jobs` runs
 * relay, worker and ticker too (reactions then happen by themselves); `adapters` are agencies' systems (tests/helpers/agencies.ts).
 */
export async function testHouse(
  options: {
    jobs?: boolean;
    now?: Date;
    adapters?: ReadonlyMap<string, Adapter>;
    providers?: ReadonlyMap<ProviderName, ProviderAdapter>;
    /** Settings beside those of every test, by their names. */
    settings?: Readonly<Record<string, string>>;
  } = {},
): Promise<TestHouse> {
  const test = await filledDatabase("demonstration", seed, options.now ?? monday);
  const dataDir = await mkdtemp(join(tmpdir(), "ow-house-"));
  const keysFile = join(dataDir, "keys.json");
  writeKeysFile(keysFile, test.keys);
  const port = await freePort();
  const settings = readSettings({
    PORT: String(port),
    BASE_URL: `http://localhost:${port}`,
    DATA_DIR: dataDir,
    KEYS_FILE: keysFile,
    LOG_LEVEL: process.env["TEST_LOG_LEVEL"] ?? "silent",
    ROLES: options.jobs ? "web,jobs" : "web",
    RATE_LIMIT_FACTOR: "1000",
    ...options.settings,
  });
  const serving = await serve({
    settings,
    kind: "demonstration",
    app: test.app,
    jobs: test.app,
    clock: test.clock.read,
    ...(options.adapters ? { adapters: options.adapters } : {}),
    ...(options.providers ? { providers: options.providers } : {}),
  });
  return {
    house: serving.house,
    serving,
    test,
    baseUrl: settings.baseUrl,
    port,
    clock: test.clock,
    close: async () => {
      await serving.stop();
      await test.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** What a demonstration begins with, the three cities and their people. */
async function seed({ owner, database, secrets, clock }: TestDatabase): Promise<void> {
  await giveBirth(owner, "demonstration", "tests", clock.now);
  const files = await theCatalogue();
  await seedDemonstration({ database, secrets, files, now: clock.now, say: () => undefined });
}

/** A port nobody listens on now. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

export { asOwner };
