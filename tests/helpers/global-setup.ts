import type { TestProject } from "vitest/node";
import { type KeysFile, makeKeysFile } from "../../src/foundation/secrets/index.ts";
import { startTestServer } from "./server.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgres: { host: string; port: number; user: string };
    /** Keys of the databases that are filled once and copied (`filledDatabase`). */
    keys: KeysFile;
  }
}

/** One PostgreSQL for the whole run, shared by all workers; `inject("postgres")` tells them where it is. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer();
  project.provide("postgres", { ...server.connection });
  project.provide("keys", makeKeysFile());
  return () => server.stop();
}
