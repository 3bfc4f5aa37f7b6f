import pg from "pg";
import type { ConnectionSettings, Database, Scope, Statement } from "../../../src/foundation/database/index.ts";

type Query = (this: pg.Client, ...given: unknown[]) => unknown;
type Prepared = { readonly name: string; readonly text: string; readonly values: unknown[] };

/** Replays of one statement after which more would tell nothing new. */
const enough = 3;
const stranger = { city: "119999", resident: "rNobodyWeKnow" };

/**
 * Hears every statement the program runs. Just before a statement of a city or a person runs, the same statement with the same
 * values is run as the program's role in the scope of another city or person, and in no scope at all, and undone: it must see
 * nothing and change nothing. The real run afterwards shows that there was something to see.
 */
export class Rehearsal {
  /** Statements whose real run gave or changed rows, after their replays gave and changed none. */
  readonly walled = new Set<string>();
  readonly leaks: string[] = [];
  readonly #counts = new Map<string, number>();
  readonly #stranger: pg.Client;
  #heard: { made: Statement; scope: Scope } | undefined;
  #chain: Promise<unknown> = Promise.resolve();
  #original: Query | undefined;

  constructor(app: ConnectionSettings) {
    this.#stranger = new pg.Client({ ...app, options: "-c lock_timeout=2000 -c statement_timeout=5000" });
  }

  async begin(...databases: Database[]): Promise<void> {
    await this.#stranger.connect();
    for (const database of databases) {
      database.observer = (made, _values, scope) => {
        this.#heard = { made, scope };
      };
    }
    const original = pg.Client.prototype.query as Query;
    this.#original = original;
    const rehearse = (client: pg.Client, given: unknown[]) => this.#rehearse(original, client, given);
    pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
      return rehearse(this, given);
    } as typeof pg.Client.prototype.query;
  }

  async end(): Promise<void> {
    if (this.#original) pg.Client.prototype.query = this.#original as typeof pg.Client.prototype.query;
    await this.#chain;
    await this.#stranger.end();
  }

  #rehearse(original: Query, client: pg.Client, given: unknown[]): unknown {
    // The observer was told in the same breath: what it heard belongs to this query.
    const heard = this.#heard;
    const [query] = given as [Partial<Prepared> | undefined];
    if (!heard || client === this.#stranger || query?.name !== heard.made.preparedName)
      return original.apply(client, given);
    this.#heard = undefined;
    const { made, scope } = heard;
    const times = this.#counts.get(made.name) ?? 0;
    if (made.scope === "shared" || times >= enough) return original.apply(client, given);
    const replay = this.#chain.then(() => this.replay(made.name, made.scope, query as Prepared, scope, original));
    this.#chain = replay.catch(() => undefined);
    return (async () => {
      const clean = await replay;
      const result = (await original.apply(client, given)) as pg.QueryResult;
      if (isSomething(result) && clean) {
        this.#counts.set(made.name, times + 1);
        this.walled.add(made.name);
      }
      return result;
    })();
  }

  /** Runs a query in the wrong scopes. @returns whether the wall held */
  async replay(
    name: string,
    belongs: Statement["scope"],
    query: Prepared,
    scope: Scope,
    original: Query = pg.Client.prototype.query as Query,
  ): Promise<boolean> {
    const wrong: Scope[] = [
      belongs === "city" ? { ...scope, cities: stranger.city } : { ...scope, residents: stranger.resident },
      { cities: "", residents: "" },
    ];
    let held = true;
    for (const other of wrong) {
      const seen = await this.#tryAs(other, query, original);
      if (seen === undefined) continue;
      held = false;
      this.leaks.push(
        `${name} in the scope of ${other.cities || "no city"} and ${other.residents || "nobody"} (meant for ${scope.cities} ${scope.residents}): ${seen}`,
      );
    }
    return held;
  }

  async #tryAs(scope: Scope, query: Prepared, original: Query): Promise<string | undefined> {
    const ask = (text: string, values: unknown[] = []) =>
      original.call(this.#stranger, { text, values }) as Promise<pg.QueryResult>;
    await ask("begin");
    try {
      await ask("select set_config('app.cities', $1, true), set_config('app.residents', $2, true)", [
        scope.cities,
        scope.residents,
      ]);
      const result = await ask(query.text, query.values);
      const { rows } = await ask(
        "select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::int4 as changed from pg_stat_xact_user_tables",
      );
      if (rows[0].changed > 0) return `changed ${rows[0].changed} rows`;
      return isSomething(result, true) ? `saw ${JSON.stringify(result.rows[0])}` : undefined;
    } catch (error) {
      // 42501: the policy refused to write. Anything else is a wall of paper.
      const { code, message } = error as { code?: string; message: string };
      return code === "42501" ? undefined : `failed with ${code ?? ""} ${message}`;
    } finally {
      await ask("rollback");
    }
  }
}

/** Rows were given or changed. Sums over nothing (0, false, null) and the numbers of the given rows are no rows of anybody. */
function isSomething(result: pg.QueryResult, asStranger = false): boolean {
  if (result.rows.length === 0) return !asStranger && (result.rowCount ?? 0) > 0;
  const nothing: unknown[] = [null, false, 0, 0n, "0"];
  return result.rows.some((row: Record<string, unknown>) =>
    Object.entries(row).some(([name, value]) => name !== "ord" && !nothing.includes(value)),
  );
}
