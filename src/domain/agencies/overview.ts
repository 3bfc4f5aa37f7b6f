import { cityScope, type Database } from "../../foundation/database/index.ts";
import { connectorsPerCity } from "./connectors.ts";
import { connectorsOfCities, connectorsOfCity, healthOfCity, newestFiles } from "./store.ts";

/**
 * How a connector fares, as people are told: `new` was never asked; `paused` by a person; `resting`: the circuit is open; `failing`:
 * the last call failed; `missing_file`: the file that was due did not come.
 */
export const connectorStates = ["new", "working", "failing", "resting", "missing_file", "paused"] as const;
export type ConnectorState = (typeof connectorStates)[number];

export type ConnectorOverview = {
  readonly agency: string;
  readonly adapter: string;
  readonly state: ConnectorState;
  readonly changedAt: Date;
  readonly answered: number;
  readonly failed: number;
  readonly lastSuccessAt: Date | undefined;
  readonly lastFailureAt: Date | undefined;
  readonly lastFailure: string | undefined;
  readonly restsUntil: Date | undefined;
  readonly filesMissingSince: Date | undefined;
};

/** The connectors of a city and how they fare, as all processes wrote it down. */
export async function connectorsOf(database: Database, city: string, now: Date): Promise<readonly ConnectorOverview[]> {
  const scope = cityScope(city);
  const at = { city, limit: connectorsPerCity };
  const [rows, health] = await Promise.all([
    database.run(scope, connectorsOfCity, at),
    database.run(scope, healthOfCity, at),
  ]);
  const byAgency = new Map(health.map((each) => [each.agency, each]));
  return rows.map((row) => {
    const seen = byAgency.get(row.agency);
    const restsUntil = seen?.open_until && seen.open_until > now ? seen.open_until : undefined;
    const lastSuccessAt = seen?.last_success_at ?? undefined;
    const lastFailureAt = seen?.last_failure_at ?? undefined;
    const filesMissingSince = seen?.files_missing_since ?? undefined;
    return {
      ...{ agency: row.agency, adapter: row.adapter, changedAt: row.changed_at },
      ...{ lastSuccessAt, lastFailureAt, restsUntil, filesMissingSince },
      lastFailure: seen?.last_failure ?? undefined,
      answered: Number(seen?.answered ?? 0n),
      failed: Number(seen?.failed ?? 0n),
      state: stateOf(row.enabled, { restsUntil, filesMissingSince, lastSuccessAt, lastFailureAt }),
    };
  });
}

/** How the connectors of these cities and places fare, by place and agency. One statement. */
export async function connectorStatesOf(
  database: Database,
  places: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, ReadonlyMap<string, ConnectorState>>> {
  const states = new Map<string, Map<string, ConnectorState>>();
  if (places.length === 0) return states;
  const asked = { cities: [...places], limit: places.length * connectorsPerCity };
  for (const row of await database.run(cityScope(...places), connectorsOfCities, asked)) {
    const state = stateOf(row.enabled, {
      restsUntil: row.open_until && row.open_until > now ? row.open_until : undefined,
      filesMissingSince: row.files_missing_since ?? undefined,
      lastSuccessAt: row.last_success_at ?? undefined,
      lastFailureAt: row.last_failure_at ?? undefined,
    });
    states.set(row.city, (states.get(row.city) ?? new Map<string, ConnectorState>()).set(row.agency, state));
  }
  return states;
}

function stateOf(
  enabled: boolean,
  seen: Pick<ConnectorOverview, "restsUntil" | "filesMissingSince" | "lastSuccessAt" | "lastFailureAt">,
): ConnectorState {
  if (!enabled) return "paused";
  if (seen.restsUntil) return "resting";
  if (seen.filesMissingSince) return "missing_file";
  const { lastSuccessAt, lastFailureAt } = seen;
  if (lastFailureAt && (!lastSuccessAt || lastFailureAt > lastSuccessAt)) return "failing";
  return lastSuccessAt ? "working" : "new";
}

/** The newest files exchanged with an agency, out and in, with the rows that were not taken. */
export async function filesOf(database: Database, city: string, agency: string, limit = 20) {
  const rows = await database.run(cityScope(city), newestFiles, { city, agency, limit: Math.min(limit, 100) });
  return rows.map((row) => ({
    ...{ name: row.name, digest: row.digest, at: row.at, rows: row.rows, taken: row.taken },
    direction: row.direction as "in" | "out",
    broken: row.broken as readonly { readonly line: number; readonly reason: string }[],
  }));
}
