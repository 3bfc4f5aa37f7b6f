import { tick } from "./domain/cases/index.ts";
import { AccessTokens } from "./domain/identity/index.ts";
import type { ConnectionSettings } from "./foundation/database/index.ts";
import { type JobLog, Loop, relay, startWorker } from "./foundation/jobs/index.ts";
import { demonstrationRegisters } from "./outside/agencies/demo/index.ts";
import { demonstrationClient, demonstrationIdentityRoutes, demonstrationPath } from "./outside/identity/demo/index.ts";
import { callbackPath, connectOidc } from "./outside/identity/oidc/index.ts";
import { reactions, reactionsFor } from "./reactions.ts";
import { nightly } from "./surfaces/cli/nightly.ts";
import type { Serve } from "./surfaces/cli/serve-contract.ts";
import type { House } from "./surfaces/house.ts";
import { openHouse } from "./surfaces/open-house.ts";
import { surfaceRoutes } from "./surfaces/routes.ts";
import { openWeb, type Routes } from "./surfaces/web.tsx";

/** Runs the roles asked for in this process: the web, the jobs, or both. */
export const serve: Serve = async (options) => {
  const { settings, kind } = options;
  let wake: () => void = () => {};
  const house = await openHouse({
    settings,
    kind,
    connection: options.app,
    committed: () => wake(),
    registers: kind === "demonstration" ? demonstrationRegisters() : new Map(),
    ...(options.clock ? { clock: options.clock } : {}),
  });
  const refresh = new Loop(1_000, () => refreshHouse(house), failing(house, "refresh"));
  refresh.start();
  const jobs = settings.roles.includes("jobs") ? await startJobs(house, options.jobs) : undefined;
  wake = () => jobs?.wake();
  const web = settings.roles.includes("web") ? await openWeb(house, routes(house)) : undefined;
  web?.readyWhen("database", async () => {
    await house.regions.refresh();
  });
  const address = await web?.listen();
  web?.started();
  return {
    house,
    address,
    stop: async () => {
      await web?.stop();
      await jobs?.stop();
      await refresh.stop();
      await house.close();
    },
  };
};

/** What other processes changed: cities, calendars, versions, keys. Live within a second. */
async function refreshHouse(house: House): Promise<void> {
  if (await house.regions.refresh()) await house.secrets.load(house.regions.cities.map((city) => city.city));
  await house.catalogue.refresh();
}

function routes(house: House): Routes[] {
  const { settings } = house;
  const tokens = new AccessTokens(house.identity);
  const oidc = house.demonstration
    ? { ...demonstrationClient(house.secrets, settings.baseUrl), freshSignIn: true }
    : settings.oidc;
  const signIn = oidc && connectOidc({ ...oidc, baseUrl: settings.baseUrl, secrets: house.secrets });
  const all: Routes[] = [...surfaceRoutes({ signIn, tokens })];
  if (house.demonstration) {
    all.push(async (app) => {
      await app.register(demonstrationIdentityRoutes, {
        prefix: demonstrationPath,
        baseUrl: settings.baseUrl,
        callbackPath,
        database: house.database,
        secrets: house.secrets,
        clock: house.clock,
        tokens,
      });
    });
  }
  return all;
}

/** Relay, worker, ticker and the nightly work of this process. Each may run in many processes; locks let one do it. */
async function startJobs(house: House, connection: ConnectionSettings) {
  const log: JobLog = (level, message, detail) => house.log[level]({ error: detail }, message);
  const worker = await startWorker({
    connection,
    database: house.database,
    reactions: reactions(house),
    clock: house.clock,
    log,
  });
  const cities = () => house.regions.cities.map((city) => city.city);
  const loops = {
    relay: new Loop(1_000, () => relayAll(house), failing(house, "relay")),
    ticker: new Loop(1_000, async () => void (await tick(house.cases, cities())), failing(house, "ticker")),
    nightly: new Loop(60_000, () => nightly(house), failing(house, "nightly")),
  };
  for (const loop of Object.values(loops)) loop.start();
  return {
    wake: () => loops.relay.wake(),
    stop: async () => {
      await Promise.all(Object.values(loops).map((loop) => loop.stop()));
      await worker.stop();
    },
  };
}

/** Hands on events until none is left: a wave is passed on in sets, not one set a second. */
async function relayAll(house: House): Promise<void> {
  while ((await relay(house.database, reactionsFor)) > 0);
}

function failing(house: House, what: string) {
  return (error: unknown) => house.log.error({ error, task: what }, `${what} failed and will try again`);
}
