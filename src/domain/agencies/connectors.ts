import { cityScope, type Database, sharedScope, type Values } from "../../foundation/database/index.ts";
import type { Secrets } from "../../foundation/secrets/index.ts";
import { writeAudit } from "../audit/index.ts";
import type { Adapter, ConfigProblem } from "./adapter.ts";
import {
  connectorChanges,
  connectorsOfCity,
  connectorsState,
  enableConnector,
  openHealth,
  resealConnector,
  touchConnectors,
  writeConnector,
} from "./store.ts";

/** Agencies of one city that may be connected. */
export const connectorsPerCity = 200;
const citiesAtMost = 5_000;

type Stored = Values<(typeof connectorsOfCity)["row"]>;
export type ConnectorRow = Omit<Stored, "secrets_sealed"> & {
  readonly city: string;
  readonly secrets: Readonly<Record<string, string>>;
};

/** A configuration that cannot be used, with everything that is wrong with it. */
export class ConnectorProblem extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(({ at, problem, remedy }) => `${at}: ${problem}. ${remedy}`).join("\n"));
    this.name = "ConnectorProblem";
    this.problems = problems;
  }
}

type Parts = { readonly database: Database; readonly secrets: Secrets };

const sealedFor = (agency: string) => `connector:${agency}`;

/** What is wrong with a configuration, whatever its adapter. */
export function checkConnector(adapters: ReadonlyMap<string, Adapter>, config: unknown): readonly ConfigProblem[] {
  const name: unknown = typeof config === "object" && config !== null ? Reflect.get(config, "adapter") : undefined;
  const adapter = typeof name === "string" ? adapters.get(name) : undefined;
  if (adapter) return adapter.check(config);
  const known = [...adapters.keys()].join(", ");
  return [{ at: "adapter", problem: "there is no such adapter", remedy: `Write one of: ${known}.` }];
}

/**
 * Stores the configuration of one agency's connector; every process uses it within seconds. Secrets that are not given stay.
 * @throws ConnectorProblem
 */
export async function setConnector(
  parts: Parts & { readonly adapters: ReadonlyMap<string, Adapter> },
  given: {
    city: string;
    agency: string;
    config: unknown;
    secrets?: Readonly<Record<string, string>>;
    by: { kind: "clerk" | "system"; id: string };
    now: Date;
  },
): Promise<number> {
  const { city, agency, config, by, now } = given;
  const problems = checkConnector(parts.adapters, config);
  if (problems.length > 0) throw new ConnectorProblem(problems);
  const adapter = String(Reflect.get(config as object, "adapter"));
  const before = (await readConnectors(parts, city)).find((row) => row.agency === agency);
  const secrets = { ...before?.secrets, ...given.secrets };
  const missing = (parts.adapters.get(adapter)?.secretsOf(config) ?? []).filter((name) => !secrets[name]);
  if (missing.length > 0) {
    throw new ConnectorProblem(
      missing.map((name) => ({
        at: `secrets.${name}`,
        problem: "the configuration needs this secret",
        remedy: `Give it in the file of --secrets as "${name}: …".`,
      })),
    );
  }
  const sealed =
    Object.keys(secrets).length === 0 ? null : parts.secrets.encrypt(city, JSON.stringify(secrets), sealedFor(agency));
  return parts.database.transaction(cityScope(city), async (tx) => {
    const values = { city, agency, adapter, config, secrets_sealed: sealed, at: now, by: by.id };
    const [row] = await tx.run(writeConnector, values);
    await tx.run(openHealth, { city, agency });
    await tx.run(touchConnectors, { city });
    const detail = { adapter, revision: row?.revision ?? 0 };
    await writeAudit(
      tx,
      { city, actorKind: by.kind, actor: by.id, act: "connector.set", subject: agency, detail },
      now,
    );
    return row?.revision ?? 0;
  });
}

/** Pauses a connector or resumes it. @returns false where it was so already, or there is none */
export async function enable(
  database: Database,
  change: { city: string; agency: string; enabled: boolean; by: { kind: "clerk" | "system"; id: string }; now: Date },
): Promise<boolean> {
  const { city, agency, enabled, by, now } = change;
  return database.transaction(cityScope(city), async (tx) => {
    const [row] = await tx.run(enableConnector, { city, agency, enabled, at: now, by: by.id });
    if (!row) return false;
    await tx.run(touchConnectors, { city });
    const act = enabled ? "connector.resume" : "connector.pause";
    await writeAudit(tx, { city, actorKind: by.kind, actor: by.id, act, subject: agency }, now);
    return true;
  });
}

/** The connectors of one city with their secrets opened; those whose secrets do not open have none. */
export async function readConnectors({ database, secrets }: Parts, city: string): Promise<readonly ConnectorRow[]> {
  const rows = await database.run(cityScope(city), connectorsOfCity, { city, limit: connectorsPerCity });
  return rows.map(({ secrets_sealed, ...row }) => ({
    ...row,
    city,
    secrets: opened(secrets, city, row.agency, secrets_sealed),
  }));
}

function opened(
  secrets: Secrets,
  city: string,
  agency: string,
  sealed: string | null,
): Readonly<Record<string, string>> {
  if (sealed === null) return {};
  return JSON.parse(secrets.decrypt(city, sealed, sealedFor(agency))) as Record<string, string>;
}

/** Secrets of a city's connectors under its newest key (`onewindow keys rotate`). @returns how many were sealed anew */
export async function resealConnectors({ database, secrets }: Parts, city: string): Promise<number> {
  const rows = await database.run(cityScope(city), connectorsOfCity, { city, limit: connectorsPerCity });
  let changed = 0;
  for (const { agency, secrets_sealed: old } of rows) {
    if (old === null || old.split(".")[1] === secrets.sealKeyId(city)) continue;
    const context = sealedFor(agency);
    const anew = secrets.encrypt(city, secrets.decrypt(city, old, context), context);
    changed += (await database.run(cityScope(city), resealConnector, { city, agency, secrets_sealed: anew, old }))
      .length;
  }
  return changed;
}

/** Changes whenever any connector does. */
export async function connectorsStamp(database: Database): Promise<string> {
  const [row] = await database.run(sharedScope, connectorsState, {});
  return row?.state ?? "";
}

/** Cities with connectors, and how often they changed. */
export async function changedCities(database: Database): Promise<ReadonlyMap<string, bigint>> {
  const rows = await database.run(sharedScope, connectorChanges, { limit: citiesAtMost });
  return new Map(rows.map((row) => [row.city, row.revision]));
}
