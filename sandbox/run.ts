import { parseArgs } from "node:util";
import { type ProcessName, processNames, startSandbox } from "./start.ts";

// Starts every stand-in and ends them with itself: node sandbox/run.ts --data DIR [--only court,tax] [--seed N] [--today DAY] [--pace MS]
const { values } = parseArgs({
  options: {
    data: { type: "string" },
    only: { type: "string" },
    seed: { type: "string" },
    today: { type: "string" },
    pace: { type: "string" },
  },
});
const only = values.only?.split(",") ?? [];
const unknown = only.filter((name) => !processNames.includes(name as ProcessName));
if (!values.data || unknown.length > 0) {
  console.error(`node sandbox/run.ts --data DIR [--only ${processNames.join(",")}]`);
  process.exit(2);
}

const parent = process.ppid;
const sandbox = await startSandbox({
  data: values.data,
  ...(only.length > 0 ? { only: only as ProcessName[] } : {}),
  ...(values.seed ? { seed: Number(values.seed) } : {}),
  ...(values.today ? { today: values.today } : {}),
  ...(values.pace ? { pace: Number(values.pace) } : {}),
});

let stopping = false;
const stop = async () => {
  if (stopping) return;
  stopping = true;
  await sandbox.stop();
  process.exit(0);
};
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
// Whoever started it is gone: another process has become its parent.
setInterval(() => {
  if (process.ppid !== parent) void stop();
}, 500).unref();

const { seed, today, processes } = sandbox.file();
console.log(
  `seed ${seed}, records up to ${today}, ${Object.keys(processes).length} processes: ${values.data}/sandbox.json`,
);
// Unreferenced timers alone would let it end; the children's pipes keep it.
