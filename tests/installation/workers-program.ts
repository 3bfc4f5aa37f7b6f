import cluster from "node:cluster";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { readSettings } from "../../src/settings.ts";
import type { Serve } from "../../src/surfaces/cli/serve-contract.ts";
import { runAsWorker, startWorkers } from "../../src/surfaces/cli/workers.ts";

// What tests/installation/workers.test.ts runs: two web processes that serve nothing and say what lines to people they were told of.

const serve: Serve = async () => {
  // As slow as a real start: what is said meanwhile must not be lost.
  await pause(300);
  return {
    house: {} as never,
    adapters: new Map(),
    address: { host: "127.0.0.1", port: 1 },
    connectMessages: ({ sms }) => void process.send?.({ heard: sms?.url, pid: process.pid }),
    stop: () => Promise.resolve(),
  };
};

async function first(): Promise<void> {
  const heard: { readonly pid: number; readonly url: string }[] = [];
  cluster.on("message", (_worker, message: { heard?: string; pid: number }) => {
    if (message.heard !== undefined) heard.push({ pid: message.pid, url: message.heard });
  });
  const nothing = {} as never;
  const workers = await startWorkers(2, { kind: "demonstration", app: nothing, jobs: nothing }, () => undefined);
  const until = async (count: number) => {
    for (let tries = 0; tries < 200 && heard.length < count; tries += 1) await pause(50);
  };
  workers.connectMessages({ sms: { url: "http://127.0.0.1:9/sms", keyId: "k", secret: "s" }, smtp: undefined });
  await until(2);
  const [one] = Object.values(cluster.workers ?? {});
  const fresh = once(cluster, "fork");
  one?.process.kill("SIGKILL");
  await fresh;
  await until(3);
  await workers.stop();
  process.stdout.write(`${JSON.stringify(heard)}\n`);
}

if (cluster.isWorker) await runAsWorker(serve, readSettings({ DATA_DIR: tmpdir(), PORT: "1" }));
else await first();
