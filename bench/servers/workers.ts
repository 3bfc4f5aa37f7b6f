/** The web in two processes, as WORKERS=2 serves it; relay and worker are those of servers/onewindow.ts over the same database. */
import cluster from "node:cluster";
import { serve } from "../../src/serve.ts";
import { readSettings } from "../../src/settings.ts";
import { runAsWorker, startWorkers } from "../../src/surfaces/cli/workers.ts";

const settings = readSettings({ ...process.env, PORT: "0" });
if (cluster.isWorker) {
  await runAsWorker(serve, settings);
  process.exit(0);
}
const connection = JSON.parse(process.env["BENCH_CONNECTION"] ?? "");
const workers = await startWorkers(2, { kind: "demonstration", app: connection, jobs: connection }, () => undefined);
process.send?.({ port: workers.address?.port });
process.once("message", async () => {
  await workers.stop();
  process.exit(0);
});

// The bench is gone: nobody is left to say stop.
process.once("disconnect", () => process.exit(0));
