import cluster, { type Worker } from "node:cluster";
import { setTimeout as pause } from "node:timers/promises";
import type { ConnectionSettings } from "../../foundation/database/index.ts";
import type { Settings } from "../../settings.ts";
import { InstallationProblem, type Kind } from "../installation.ts";
import type { Serve, Serving } from "./serve-contract.ts";

/** What the first process tells a web process. The owner's connection is never among it. */
type Assignment = { readonly kind: Kind; readonly app: ConnectionSettings; readonly jobs: ConnectionSettings };
type Ready = { readonly ready: true; readonly address: Serving["address"] };
/** Lines to people that a demonstration learns of after its start. */
type Lines = Parameters<NonNullable<Serving["connectMessages"]>>[0];
type Connect = { readonly messages: Lines };

const firstPauseMs = 500;
const longestPauseMs = 30_000;
/** A process that lived this long died of something new. */
const healthyAfterMs = 60_000;
const stopPatienceMs = 60_000;

export type Workers = {
  readonly address: Serving["address"];
  /** Tells every process, and those that take the place of one. */
  connectMessages(lines: Lines): void;
  stop(): Promise<void>;
};

/**
 * Starts the processes that serve pages on one port. One that dies is replaced, with growing pauses when it dies again and again.
 * Resolves when all are ready.
 * @throws InstallationProblem when one ends before it was ready the first time.
 */
export async function startWorkers(
  count: number,
  assignment: Assignment,
  say: (line: string) => void,
): Promise<Workers> {
  let stopping = false;
  let connected: Connect | undefined;
  const living = new Set<Worker>();
  const online = new WeakSet<Worker>();

  function fork(): { worker: Worker; ready: Promise<Ready> } {
    const worker = cluster.fork();
    living.add(worker);
    const { promise, resolve, reject } = Promise.withResolvers<Ready>();
    worker.once("online", () => {
      online.add(worker);
      worker.send(assignment);
      if (connected) worker.send(connected);
    });
    worker.on("message", (message: Ready) => message?.ready && resolve(message));
    worker.once("exit", (code, signal) => {
      living.delete(worker);
      reject(new InstallationProblem(`a web process ended with ${signal ?? code} before it was ready (see above)`));
    });
    promise.catch(() => undefined);
    return { worker, ready: promise };
  }

  async function keepAlive(first: Worker): Promise<void> {
    let failures = 0;
    for (let worker = first; ; ) {
      const since = performance.now();
      const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
        if (worker.isDead()) resolve([null, null]);
        worker.once("exit", (...outcome) => resolve(outcome));
      });
      if (stopping) return;
      failures = performance.now() - since > healthyAfterMs ? 0 : failures + 1;
      const wait = Math.min(firstPauseMs * 2 ** Math.max(0, failures - 1), longestPauseMs);
      say(`web process ${worker.process.pid} ended (${signal ?? code}); another one in ${wait / 1000} s`);
      await pause(wait, undefined, { ref: false });
      if (stopping) return;
      worker = fork().worker;
    }
  }

  async function stop(): Promise<void> {
    stopping = true;
    const ending = [...living].map(
      (worker) =>
        new Promise<void>((resolve) => {
          if (worker.isDead()) return resolve();
          const late = setTimeout(() => worker.process.kill("SIGKILL"), stopPatienceMs);
          worker.once("exit", () => {
            clearTimeout(late);
            resolve();
          });
          if (worker.isConnected()) worker.send("stop");
        }),
    );
    await Promise.all(ending);
  }

  function connectMessages(lines: Lines): void {
    connected = { messages: lines };
    // One that is not online yet hears of it then.
    for (const worker of living) if (worker.isConnected() && online.has(worker)) worker.send(connected);
  }

  const started = Array.from({ length: count }, fork);
  try {
    const [first] = await Promise.all(started.map(({ ready }) => ready));
    for (const { worker } of started) void keepAlive(worker);
    return { address: first?.address, connectMessages, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** One web process: serves until the first process says stop or is gone. Ctrl-C reaches it too and is left to the first one. */
export async function runAsWorker(serve: Serve, settings: Settings): Promise<void> {
  const { promise: asked, resolve: stop } = Promise.withResolvers<void>();
  process.on("SIGINT", () => undefined);
  process.on("SIGHUP", () => undefined);
  process.on("SIGTERM", () => stop());
  process.on("disconnect", () => stop());
  let lines: Lines | undefined;
  let connect = (told: Lines) => {
    lines = told;
  };
  const assignment = await new Promise<Assignment>((resolve) => {
    process.on("message", (message: Assignment | Connect | "stop") => {
      if (message === "stop") stop();
      else if ("messages" in message) connect(message.messages);
      else resolve(message);
    });
  });
  const serving = await serve({ ...assignment, settings: { ...settings, roles: ["web"] } });
  connect = (told) => serving.connectMessages?.(told);
  if (lines) connect(lines);
  const ready: Ready = { ready: true, address: serving.address };
  if (process.connected) process.send?.(ready);
  await asked;
  await serving.stop();
  if (process.connected) process.disconnect();
}
