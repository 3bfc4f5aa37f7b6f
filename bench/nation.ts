/**
 * What the number of places costs a running installation: how long it takes to start, what it needs in memory, its first pages, and
 * how soon every process shows what one of them publishes; with the three cities of old, the 364 of the demonstration nation and
 * every county.
 *
 *   node --import tsx bench/nation.ts [--starts=5] [--publishings=10] [--publish=3,364,3143]
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import {
  compileService,
  digestOfCatalogue,
  type LoadedCatalogue,
  loadCatalogue,
  publishCatalogue,
} from "../src/domain/catalogue/index.ts";
import { Database } from "../src/foundation/database/index.ts";
import { catalogueFolder } from "../src/surfaces/open-house.ts";
import { type Started, startAndWait } from "./support/installation.ts";
import { keepResult, machine, median, root } from "./support/machine.ts";
import { memoryOfInstallation, processorSeconds } from "./support/memory.ts";
import { growNation, type Nation } from "./support/nation.ts";

const { values } = parseArgs({
  options: {
    starts: { type: "string", default: "5" },
    publishings: { type: "string", default: "10" },
    // Sizes at which publishing is measured.
    publish: { type: "string", default: "3,364,3143" },
  },
});
const starts = Number(values.starts);
const publishings = Number(values.publishings);
const port = 3700 + (process.pid % 80) * 2;
const before = machine();
const results: object[] = [];
const firstPages = {
  "choose a city": "/",
  "city home": "/430621",
  guide: "/430621/services/residence-permit",
} as const;

/** Milliseconds of one answer, over a connection of its own. */
async function answer(path: string, at = port): Promise<{ text: string; ms: number }> {
  const from = performance.now();
  const response = await fetch(`http://127.0.0.1:${at}${path}`, { headers: { connection: "close" } });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
  return { text, ms: Math.round((performance.now() - from) * 10) / 10 };
}

function start(nation: Nation, over: NodeJS.ProcessEnv = {}, at = port): Promise<Started> {
  const { DATABASE_URL: _, ...own } = process.env;
  const env = { ...own, DATA_DIR: nation.directory, LOG_LEVEL: "silent", RATE_LIMIT_FACTOR: "10000", ...over };
  return startAndWait(`${root}bin/onewindow`, ["start"], { cwd: nation.directory, port: at, env });
}

/** What a second process needs that serves the same database from a folder of its own. */
function beside({ app, settings, directory }: Nation): NodeJS.ProcessEnv {
  const { host = "", port: server = 5432, user = "", password = "", database = "" } = app;
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  // A folder is the socket of a server on this machine.
  const DATABASE_URL = host.startsWith("/")
    ? `postgres://${login}@localhost:${server}/${database}?host=${encodeURIComponent(host)}`
    : `postgres://${login}@${host}:${server}/${database}`;
  return { DATABASE_URL, KEYS_FILE: settings.keysFile, DATA_DIR: join(directory, "beside"), ROLES: "web" };
}

/** A nation whose residence permit says other words in its summary. */
function changed(files: LoadedCatalogue, summary: string): LoadedCatalogue {
  const permit = files.services.get("residence-permit");
  if (!permit) throw new Error("there is no residence permit");
  const definition = { ...permit.definition, summary: { zh: summary, en: summary } };
  const service = compileService(definition, permit.certificate);
  return { ...files, services: new Map(files.services).set("residence-permit", service) };
}

/**
 * Publishes from outside and asks every process, each time over a new connection, until for a second none has shown the old page any
 * more: milliseconds from the commit to the last old page seen.
 */
async function publishing(database: Database, files: LoadedCatalogue, ports: readonly number[]): Promise<number[]> {
  const taken: number[] = [];
  for (let round = 0; round < publishings; round += 1) {
    const summary = `第 ${round + 1} 次发布，${Date.now()}。`;
    // At any moment of the processes' second.
    await pause(Math.random() * 1_000);
    await publishCatalogue(database, changed(files, summary), new Date());
    const from = performance.now();
    let lastOld = 0;
    while (performance.now() - from - lastOld < 1_000) {
      for (const at of ports) {
        const asked = performance.now();
        const { text } = await answer(firstPages.guide, at);
        if (!text.includes(summary)) lastOld = asked - from;
      }
      if (performance.now() - from > 30_000) throw new Error("a process never showed it");
    }
    taken.push(Math.round(lastOld));
  }
  return taken;
}

/** How soon two workers, and two separate processes, show what is published beside them. */
async function measurePublishing(nation: Nation): Promise<Record<string, number[]>> {
  const database = new Database(nation.app, { connections: 2, name: "bench publishing" });
  const files = { ...(await loadCatalogue(catalogueFolder)), problems: [] };
  const visible: Record<string, number[]> = {};
  const running: Started[] = [];
  const stopAll = async () => {
    for (const one of running.splice(0).reverse()) await one.stop();
  };
  try {
    running.push(await start(nation, { WORKERS: "2" }));
    visible["two workers"] = await publishing(database, files, [port]);
    await stopAll();
    running.push(await start(nation));
    running.push(await start(nation, beside(nation), port + 1));
    visible["two separate processes"] = await publishing(database, files, [port, port + 1]);
    await publishCatalogue(database, files, new Date());
  } finally {
    await stopAll();
    await database.close();
  }
  return visible;
}

async function measure(nation: Nation, places: number): Promise<void> {
  const ready: number[] = [];
  const processor: number[] = [];
  const pages: Record<string, number[]> = Object.fromEntries(Object.keys(firstPages).map((name) => [name, []]));
  let memory: ReturnType<typeof memoryOfInstallation> | undefined;
  let afterPages: ReturnType<typeof memoryOfInstallation> | undefined;
  for (let round = 1; round <= starts; round += 1) {
    const started = await start(nation);
    ready.push(started.readyAfter);
    processor.push(processorSeconds(started.pid));
    if (round === starts) {
      await pause(10_000);
      memory = memoryOfInstallation(started.pid);
    }
    for (const [name, path] of Object.entries(firstPages)) pages[name]?.push((await answer(path)).ms);
    if (round === starts) afterPages = memoryOfInstallation(started.pid);
    await started.stop();
  }

  const result = {
    places,
    startSeconds: { median: median(ready), all: ready },
    processorSecondsOfAStart: { median: median(processor), all: processor },
    memory,
    memoryAfterFirstPages: afterPages,
    firstPageMs: Object.fromEntries(Object.entries(pages).map(([name, all]) => [name, { median: median(all), all }])),
    publishToVisibleMs: Object.fromEntries(
      Object.entries(values.publish.split(",").includes(String(places)) ? await measurePublishing(nation) : {}).map(
        ([name, all]) => [name, { median: median(all), longest: Math.max(...all), all }],
      ),
    ),
  };
  process.stderr.write(`${JSON.stringify(result)}\n`);
  results.push(result);
}

await growNation(async (nation, places) => {
  // What the program notes after publishing the catalogue's files: a start with unchanged files does not check them again.
  writeFileSync(join(nation.directory, "catalogue.sha256"), await digestOfCatalogue(catalogueFolder));
  await measure(nation, places);
});
keepResult("nation", {
  benchmark: "nation",
  machine: before,
  method: `a demonstration over an embedded PostgreSQL that keeps running; seconds from the command to 200 of /readyz, median of ${starts} starts; seconds of a processor that the program had used by then; PSS 10 s after a start nobody used, and after its first pages; first pages: the first answers after a start, one after the other, median; publishing from another process at a random moment, ${publishings} times: milliseconds from the commit to the last old page that any process gave, asked without a pause over new connections`,
  results,
});
