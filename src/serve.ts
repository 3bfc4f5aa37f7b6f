import type { ErrandHandlers } from "./domain/agencies/index.ts";
import { turnAbsences } from "./domain/caseload/index.ts";
import { tick } from "./domain/cases/index.ts";
import { AccessTokens } from "./domain/identity/index.ts";
import { runPaymentTasks, runReceipts, runReconciliation, taskLimits } from "./domain/payments/index.ts";
import type { ConnectionSettings } from "./foundation/database/index.ts";
import { type JobLog, Loop, relayBacklog, startWorker } from "./foundation/jobs/index.ts";
import { installationCity } from "./foundation/secrets/index.ts";
import { agencyAdapters } from "./outside/agencies/index.ts";
import { callbackPath, connectOidc } from "./outside/identity/oidc/index.ts";
import { messageChannels } from "./outside/messages/index.ts";
import { paymentProviders } from "./outside/payments/index.ts";
import { reactions, reactionsFor } from "./reactions.ts";
import type { Settings } from "./settings.ts";
import { agencyCaseErrands } from "./surfaces/agency-cases.ts";
import { exchangeAgencyFiles } from "./surfaces/agency-files.ts";
import { answerCase } from "./surfaces/answering.ts";
import { nightly } from "./surfaces/cli/nightly.ts";
import type { Serve } from "./surfaces/cli/serve-contract.ts";
import { tellOfDeadlines } from "./surfaces/deadline-near.ts";
import type { House } from "./surfaces/house.ts";
import { openHouse } from "./surfaces/open-house.ts";
import { receiptParts } from "./surfaces/pay/receipts.ts";
import { remindOfBills } from "./surfaces/pay/remind.ts";
import { surfaceRoutes } from "./surfaces/routes.ts";
import { openWeb, type Routes } from "./surfaces/web.tsx";

/** Keys of cities are read anew this often: a new one must be known to every process before it is used. */
const keysEvery = 30_000;

/** Runs the roles asked for in this process: the web, the jobs, or both. What was opened is closed again when a part fails. */
export const serve: Serve = async (options) => {
  const { settings, kind } = options;
  const closers: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const demonstration = kind === "demonstration" ? await loadDemonstration() : undefined;
    let wake: () => void = () => {};
    const adapters = new Map([...agencyAdapters, ...(options.adapters ?? [])]);
    const house = await openHouse({
      settings,
      kind,
      connection: options.app,
      committed: () => wake(),
      ...(demonstration ? { registers: demonstration.registers } : {}),
      ...(options.clock ? { clock: options.clock } : {}),
      adapters,
      providers: new Map([
        ...paymentProviders,
        ...(demonstration ? [[demonstration.demoAdapter.name, demonstration.demoAdapter] as const] : []),
        ...(options.providers ?? []),
      ]),
      channels: messageChannels(settings, options.clock ?? (() => new Date())),
    });
    closers.push(() => house.close());
    const refresh = new Loop(1_000, refreshing(house), failing(house, "refresh"));
    refresh.start();
    closers.push(() => refresh.stop());
    if (settings.roles.includes("jobs")) {
      const jobs = await startJobs(house, options.jobs);
      closers.push(() => jobs.stop());
      wake = jobs.wake;
    }
    if (demonstration) {
      const sweep = async () => void (await demonstration.sweepDemonstrationSignIns(house.database, house.clock()));
      const sweeper = new Loop(600_000, sweep, failing(house, "sweep"));
      sweeper.start();
      closers.push(() => sweeper.stop());
    }
    const wallet = demonstration && demonstrationWallet(house, demonstration);
    if (wallet && settings.roles.includes("jobs")) {
      const tell = async () => void (await wallet.tell(house.regions.cities.map(({ city }) => city)));
      const teller = new Loop(500, tell, failing(house, "demonstration wallet"));
      teller.start();
      closers.push(() => teller.stop());
    }
    // A demonstration learns of its stand-ins after the start.
    const late = demonstration
      ? {
          connectMessages: (lines: Pick<Settings, "smtp" | "sms">) =>
            house.connectChannels(messageChannels(lines, house.clock)),
          wallet: {
            path: demonstration.demoWalletPath,
            keyOf: (city: string, account: string) => demonstration.demoWalletKey(house.secrets, city, account),
          },
        }
      : {};
    if (!settings.roles.includes("web")) return { house, adapters, address: undefined, stop, ...late };
    const web = await openWeb(house, routes(house, demonstration));
    closers.push(() => web.stop());
    web.readyWhen("database", async () => {
      await house.regions.refresh();
    });
    const address = await web.listen();
    web.started();
    return { house, adapters, address, stop, ...late };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** Invented people, their provider, wallet and registers: loaded in a demonstration alone, so that a real installation has no such code. */
async function loadDemonstration() {
  const identity = await import("./outside/identity/demo/index.ts");
  const agencies = await import("./outside/agencies/demo/index.ts");
  const wallet = await import("./outside/payments/demo/index.ts");
  return { ...identity, ...wallet, registers: agencies.demonstrationRegisters() };
}
type Demonstration = Awaited<ReturnType<typeof loadDemonstration>>;

function demonstrationWallet({ database, clock, secrets }: House, { DemoWallet, demoWalletKey }: Demonstration) {
  return new DemoWallet({ database, clock, keyOf: (city, account) => demoWalletKey(secrets, city, account) });
}

/** What other processes changed: cities, calendars, versions, keys. */
function refreshing(house: House): () => Promise<void> {
  let keysReadAt = performance.now();
  return async () => {
    const changed = await house.regions.refresh();
    await house.catalogue.refresh();
    await house.agencies.refresh();
    await house.accounts.refresh();
    if (!changed && performance.now() - keysReadAt < keysEvery) return;
    keysReadAt = performance.now();
    await house.secrets.load([installationCity, ...house.regions.cities.map((city) => city.city)]);
  };
}

function routes(house: House, demonstration: Demonstration | undefined): Routes[] {
  const { settings, secrets, database, clock } = house;
  const { baseUrl } = settings;
  const tokens = new AccessTokens(house.identity);
  const provider = demonstration
    ? { ...demonstration.demonstrationClient(secrets, baseUrl), freshSignIn: true }
    : settings.oidc;
  const signIn = provider && connectOidc({ ...provider, baseUrl, secrets });
  const all: Routes[] = [...surfaceRoutes({ signIn, tokens })];
  if (demonstration) {
    const parts = { prefix: demonstration.demonstrationPath, baseUrl, callbackPath, database, secrets, clock, tokens };
    all.push(async (app) => {
      await app.register(demonstration.demonstrationIdentityRoutes, parts);
    });
    const wallet = demonstrationWallet(house, demonstration);
    all.push(async (app) => {
      await app.register(demonstration.demoWalletRoutes, {
        prefix: demonstration.demoWalletPath,
        wallet,
        baseUrl,
        clock,
      });
    });
  }
  return all;
}

/** Relay, worker, ticker and the nightly work of this process. Each may run in many processes; locks let one do it. */
async function startJobs(house: House, connection: ConnectionSettings) {
  const log: JobLog = (level, message, detail) =>
    house.log[level](detail === undefined ? {} : { err: detail }, message);
  const { database, clock } = house;
  const worker = await startWorker({ connection, database, reactions: reactions(house), clock, log });
  const cities = () => house.regions.cities.map((city) => city.city);
  const handlers = errandHandlers(house);
  let stopping = false;
  const loops = {
    // A fifth of a second makes sets of what would be single jobs, and nobody waits for a message that long.
    relay: new Loop(1_000, () => relayBacklog(house.database, reactionsFor), failing(house, "relay"), 200),
    ticker: new Loop(1_000, async () => void (await tick(house.cases, cities())), failing(house, "ticker")),
    // Cases of whoever is away go to the deputy, and come back.
    absences: new Loop(
      30_000,
      async () => void (await turnAbsences(house, cities(), house.clock())),
      failing(house, "absences"),
    ),
    nightly: new Loop(
      60_000,
      nightly(house, () => !stopping),
      failing(house, "nightly"),
    ),
    // What is started goes on by itself: a slow agency holds up no other.
    errands: new Loop(1_000, async () => void (await house.agencies.start(handlers)), failing(house, "errands")),
    // One for each line: a slow gateway holds up no mail, and none of them a case.
    sms: new Loop(1_000, async () => void (await house.deliveries.run("sms")), failing(house, "sms")),
    email: new Loop(1_000, async () => void (await house.deliveries.run("email")), failing(house, "email")),
    // Providers and billers are asked until they have answered.
    payments: new Loop(
      1_000,
      async () => {
        while ((await runPaymentTasks(house.payments, cities())) === taskLimits.pass);
      },
      failing(house, "payments"),
    ),
    // Receipts get their numbers, outside of everything anybody waits for.
    receipts: new Loop(
      1_000,
      async () => void (await runReceipts(receiptParts(house), cities())),
      failing(house, "receipts"),
    ),
    // The day after, bills are compared with the books; days without differences close.
    reconciliation: new Loop(
      60_000,
      async () => void (await runReconciliation(house.payments, cities())),
      failing(house, "reconciliation"),
    ),
    // Billers are asked about kept accounts some days before what is owed is due.
    reminders: new Loop(60_000, async () => void (await remindOfBills(house)), failing(house, "reminders")),
    // Applicants hear some days before a step of theirs lapses.
    deadlines: new Loop(60_000, async () => void (await tellOfDeadlines(house, cities())), failing(house, "deadlines")),
    files: new Loop(60_000, () => exchangeAgencyFiles(house), failing(house, "agency files")),
  };
  for (const loop of Object.values(loops)) loop.start();
  return {
    wake: () => loops.relay.wake(),
    stop: async () => {
      stopping = true;
      await Promise.all(Object.values(loops).map((loop) => loop.stop()));
      await worker.stop();
    },
  };
}

/** What is done about each errand to an agency. */
function errandHandlers(house: House): ErrandHandlers {
  return {
    ...agencyCaseErrands(house),
    answer: async ({ city, subject }) => {
      const said = await answerCase(house, city, subject);
      return said.kind === "answered" ? "done" : { wait: said.reason };
    },
  };
}

function failing(house: House, what: string) {
  return (error: unknown) => house.log.error({ err: error, task: what }, `${what} failed and will try again`);
}
