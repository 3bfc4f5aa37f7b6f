import { mkdirSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Agency, Open } from "./support/agency.ts";
import { openControl } from "./support/control.ts";
import { dayOf, isDay } from "./support/days.ts";
import { ownKeys } from "./support/keys.ts";
import { Listener } from "./support/listener.ts";
import { Moods } from "./support/moods.ts";
import { moduleOf, processNames } from "./support/names.ts";

// One stand-in, as a process: node sandbox/main.ts <name> --port N --data DIR --control-key K
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    port: { type: "string", default: "0" },
    "control-port": { type: "string", default: "0" },
    "second-port": { type: "string", default: "0" },
    data: { type: "string" },
    "control-key": { type: "string" },
    seed: { type: "string", default: "20260901" },
    today: { type: "string", default: dayOf(new Date()) },
    pace: { type: "string" },
    "with-parent": { type: "boolean", default: false },
  },
});

const name = processNames.find((one) => one === positionals[0]);
const { data, today } = values;
const controlKey = values["control-key"] ?? process.env["SANDBOX_CONTROL_KEY"];
if (!name || !data || !controlKey || !isDay(today)) {
  console.error(`node sandbox/main.ts NAME --port N --data DIR --control-key K\nNAME: ${processNames.join(", ")}`);
  process.exit(2);
}

const folder = join(data, name);
mkdirSync(folder, { recursive: true, mode: 0o700 });
const moods = new Moods(async () => {
  await listener?.follow();
  await agency.moodsChanged?.();
});
const own = ownKeys(name, folder);
const { open } = (await import(moduleOf(name))) as { open: Open };
const agency: Agency = await open({
  name,
  seed: whole(values.seed),
  today,
  pace: values.pace === undefined ? undefined : whole(values.pace),
  folder,
  secondPort: whole(values["second-port"]),
  own,
  moods,
});
const listener = agency.answer ? new Listener(agency, moods, whole(values.port)) : undefined;
await listener?.follow();

const presentMoods = () => ({ moods: moods.list() });
const control = await openControl(
  {
    "GET /control/health": () => ({ name, today, seed: whole(values.seed), rss: process.memoryUsage.rss() }),
    "GET /control/mood": presentMoods,
    "POST /control/mood": async (wish) => {
      await moods.set(wish);
      return presentMoods();
    },
    "DELETE /control/mood": async () => {
      await moods.clear();
      return presentMoods();
    },
    "GET /control/received": () => ({ items: listener?.received ?? [] }),
    "DELETE /control/received": () => {
      if (listener) listener.received.length = 0;
      return {};
    },
    ...agency.controls,
  },
  controlKey,
  whole(values["control-port"]),
);

const stop = () => {
  control.close();
  Promise.all([listener?.close(), agency.close?.()]).then(
    () => process.exit(0),
    () => process.exit(1),
  );
};
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
if (values["with-parent"]) process.stdin.on("end", stop).on("error", stop).resume();

console.log(
  JSON.stringify({
    ready: name,
    ...(listener ? { address: `http://127.0.0.1:${listener.port}`, token: own.token } : {}),
    control: `http://127.0.0.1:${control.port}`,
    ...agency.says,
  }),
);
flushCompileCache();

function whole(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  console.error(`not a whole number: ${text}`);
  return process.exit(2);
}
