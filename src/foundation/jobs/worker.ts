import type { Runner, TaskList } from "graphile-worker";
import pg from "pg";
import { type ConnectionSettings, cityScope, type Database, isConnectionLoss, sharedScope } from "../database/index.ts";
import { eventsBySeq } from "../events/index.ts";
import { Loop } from "./loop.ts";
import type { Reaction } from "./reaction.ts";
import { runReaction } from "./reaction.ts";
import { type ReactJob, reactSpec } from "./relay.ts";
import { addJobs, freeAbandoned } from "./store.ts";

export type JobLog = (level: "error" | "warn" | "info" | "debug", message: string, detail?: unknown) => void;

/** The queue's program is loaded by whoever runs or makes a queue, and not by every command. */
const queueProgram = () => import("graphile-worker");

export type Worker = { stop(): Promise<void> };

/**
 * Brings graphile-worker's own tables up to date, as the program's role, which owns them. Making its schema asks for a right on the
 * database that the program must not keep: the owner lends it for this moment. Safe to call many times at once.
 */
export async function migrateQueue(owner: ConnectionSettings, app: ConnectionSettings): Promise<void> {
  const lender = new pg.Client({ ...owner, application_name: "onewindow queue" });
  await lender.connect();
  const pool = new pg.Pool({ ...app, max: 1, application_name: "onewindow queue" });
  watch(pool, () => undefined);
  try {
    await lender.query("select pg_advisory_lock(20261, 4)");
    const { rows } = await lender.query("select quote_ident(current_database()) as name");
    await lender.query(`grant create on database ${rows[0].name} to onewindow_app`);
    try {
      const { Logger, runMigrations } = await queueProgram();
      await runMigrations({ pgPool: pool, logger: new Logger(() => () => undefined) });
    } finally {
      await lender.query(`revoke create on database ${rows[0].name} from onewindow_app`);
    }
  } finally {
    await pool.end();
    await lender.end();
  }
}

/** Milliseconds after which a job that was taken and not finished is anybody's again; a set of 50 events takes about one second. */
const abandonedAfter = 30_000;

/**
 * Starts the worker that runs reactions. A failing job is tried again with growing pauses (graphile-worker's e^n seconds), at
 * most 17 times (about two days); then it rests as a dead job that the doctor and /metrics name. A worker that ends because its
 * database went away is started again.
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const pool = new pg.Pool({ ...options.connection, max: 4, application_name: "onewindow worker" });
  watch(pool, options.log);
  const unhear = surviveLostConnections(options.log);
  const stopped = Promise.withResolvers<void>();
  let stopping = false;
  let runner = await startRunner(options, pool);
  const keeping = (async () => {
    while (!stopping) {
      await Promise.race([
        runner.promise.catch((error) => options.log("error", "the worker ended", error)),
        stopped.promise,
      ]);
      if (stopping) break;
      await Promise.race([new Promise((resolve) => setTimeout(resolve, restartAfter)), stopped.promise]);
      if (stopping) break;
      runner = await startRunner(options, pool).catch((error) => {
        options.log("warn", "the worker could not be started and will be tried again", error);
        return runner;
      });
    }
  })();
  // The queue keeps its times by the machine's clock, and so does whoever looks at them.
  const freeing = new Loop(
    10_000,
    async () => {
      await options.database.run(sharedScope, freeAbandoned, { before: new Date(Date.now() - abandonedAfter) });
    },
    (error) => options.log("warn", "jobs of dead workers could not be freed and will be tried again", error),
  );
  freeing.start();
  return {
    stop: async () => {
      stopping = true;
      stopped.resolve();
      await freeing.stop();
      await keeping;
      // A runner that ended by itself has nothing to stop.
      await runner.stop().catch(() => undefined);
      await pool.end();
      unhear();
    },
  };
}

type WorkerOptions = {
  readonly connection: ConnectionSettings;
  readonly database: Database;
  readonly reactions: ReadonlyMap<string, Reaction>;
  readonly clock: () => Date;
  readonly log: JobLog;
  readonly concurrency?: number;
};

const restartAfter = 1_000;

/**
 * graphile-worker leaves promises unheard when its database goes away in the middle of its own bookkeeping. Those are no mistake of
 * ours and end nothing: the job is found again. Every other unheard promise still ends the program.
 */
function surviveLostConnections(log: JobLog): () => void {
  const hear = (error: unknown) => {
    if (isConnectionLoss(error)) log("warn", "the worker lost its database and goes on", error);
    else
      setImmediate(() => {
        throw error;
      });
  };
  process.on("unhandledRejection", hear);
  return () => process.off("unhandledRejection", hear);
}

/**
 * Without graphile-worker's local queue and batched completion: a job here is a set of up to 200 events, so there are few, and both
 * throw past every handler when the database goes away, which ended the program (tests/simulation/kills.test.ts).
 */
async function startRunner(options: WorkerOptions, pool: pg.Pool): Promise<Runner> {
  const tasks: TaskList = { react: (payload) => react(options, payload as ReactJob) };
  const { Logger, run } = await queueProgram();
  return run({
    pgPool: pool,
    taskList: tasks,
    noHandleSignals: true,
    logger: new Logger(() => (level, message, meta) => options.log(levelOf(level), message, meta?.["error"])),
    preset: { worker: { concurrentJobs: options.concurrency ?? 4, pollInterval: 1_000 } },
  });
}

/** A connection that dies is replaced; unheard, its error would end the process. */
function watch(pool: pg.Pool, log: JobLog): void {
  pool.on("error", (error) => log("warn", "the worker lost a connection", error));
  pool.on("connect", (client) => {
    client.on("error", (error) => log("warn", "a connection of the worker failed", error));
  });
}

async function react(
  options: { database: Database; reactions: ReadonlyMap<string, Reaction>; clock: () => Date },
  job: ReactJob,
): Promise<void> {
  const { database } = options;
  const { city, seqs } = job;
  const reaction = options.reactions.get(job.reaction);
  if (!reaction) throw new Error(`no reaction is called ${job.reaction}`);
  const events = await database.run(cityScope(city), eventsBySeq, { city, seqs: seqs.map(BigInt) });
  if (events.length !== seqs.length) throw new Error(`events of ${city} are gone: ${seqs.join()}`);
  try {
    await runReaction(database, reaction, city, events, options.clock());
  } catch (error) {
    if (seqs.length === 1) throw error;
    // One event that fails must not hold the others of its set: each goes on alone.
    const specs = seqs.map((seq) => reactSpec({ ...job, seqs: [seq] }));
    await database.run(cityScope(city), addJobs, { specs });
  }
}

function levelOf(level: string): "error" | "warn" | "info" | "debug" {
  if (level === "error") return "error";
  if (level === "warning") return "warn";
  return "debug";
}
