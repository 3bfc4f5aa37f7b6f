import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { type Adapter, setConnector } from "../../domain/agencies/index.ts";
import { nation, setStandingOffers } from "../../domain/catalogue/index.ts";
import type { House } from "../house.ts";
import { demonstrationCities, secondHospital } from "./demonstration.ts";
import { connectAccounts, type PaymentStandIns } from "./demonstration-accounts.ts";
import type { Serving } from "./serve-contract.ts";

const program = fileURLToPath(new URL("../../../sandbox/run.ts", import.meta.url));
const configurations = fileURLToPath(new URL("../../../deploy/connectors/", import.meta.url));
/** Cases at the stand-ins move on by themselves after so many milliseconds: somebody watches. */
const pace = 20_000;
const patience = 5_000;
const cityOfFiles = "430621";

/** How a stand-in is reached (sandbox/README.md). */
type Reached = {
  readonly control: string;
  readonly address?: string;
  readonly key_id?: string;
  readonly secret?: string;
  readonly smtp?: { readonly host: string; readonly port: number; readonly user: string; readonly password: string };
  readonly token?: string;
  readonly public_key?: string;
  readonly directory?: string;
};
type SandboxFile = { readonly control_key: string; readonly processes: Readonly<Record<string, Reached>> };

export type DemonstrationAgencies = { stop(): Promise<void> };

/**
 * Runs the stand-ins of agencies' systems beside a demonstration and connects its cities with them, in the background: where they
 * do not start, the platform runs all the same and look-ups say that the agency cannot be reached.
 */
export function startDemonstrationAgencies(
  { house, adapters, connectMessages, wallet }: Serving,
  say: (line: string) => void,
): DemonstrationAgencies {
  const folder = join(house.settings.dataDir, "sandbox");
  if (!existsSync(program)) return { stop: () => Promise.resolve() };
  const { PATH = "", HOME = "", TMPDIR } = process.env;
  const child = spawn(process.execPath, [program, "--data", folder, "--pace", String(pace)], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { PATH, HOME, NODE_NO_WARNINGS: "1", ...(TMPDIR === undefined ? {} : { TMPDIR }) },
  });
  let stopping = false;
  const connecting = (async () => {
    try {
      if (!(await isReady(child)) || stopping) return;
      const file = JSON.parse(readFileSync(join(folder, "sandbox.json"), "utf8")) as SandboxFile;
      const connected = await connectStandIns({ house, adapters, wallet }, folder, file.processes);
      await tellWhereToPush(house, file);
      await connectGateway(house, file, connectMessages);
      say(connected === 0 ? "no agency is connected" : `stand-ins of ${connected} agencies answer`);
    } catch (error) {
      if (stopping) return;
      house.log.warn(
        { err: error, task: "demonstration agencies" },
        "the stand-ins of agencies could not be connected",
      );
      say("the stand-ins of agencies could not be connected; look-ups say that the agency cannot be reached");
    }
  })();
  return {
    async stop() {
      stopping = true;
      await end(child);
      await connecting;
    },
  };
}

/** Agencies' systems and wallets, of those that run. @returns how many agencies' systems */
export async function connectStandIns(
  {
    house,
    adapters,
    wallet,
  }: Pick<Serving, "house" | "adapters"> & { readonly wallet?: Serving["wallet"] | undefined },
  folder: string,
  processes: SandboxFile["processes"],
): Promise<number> {
  const connected = await connectCities(house, adapters, folder, processes);
  if (wallet) {
    const cities = demonstrationCities.map(({ city }) => city);
    const base = `${ownOrigin(house)}${wallet.path}`;
    await connectAccounts(house, cities, processes as PaymentStandIns, { base, keyOf: wallet.keyOf });
  }
  return connected;
}

/** True when all have said that they listen; false when they ended before. */
async function isReady(child: ChildProcess): Promise<boolean> {
  if (!child.stdout) return false;
  const lines = createInterface({ input: child.stdout });
  const ended = Promise.race([once(child, "exit"), once(child, "error")]).then(() => false);
  const ready = once(lines, "line").then(() => true);
  const outcome = await Promise.race([ready, ended]);
  lines.close();
  child.stdout.resume();
  return outcome;
}

type Wanted = { readonly agency: string; readonly config: object; readonly secrets: Readonly<Record<string, string>> };

/**
 * Connects the demonstration with the stand-ins: its six cities, and the nation, whose connectors serve every other place. What was
 * connected so before is left alone. @returns how many agencies
 */
async function connectCities(
  house: House,
  adapters: ReadonlyMap<string, Adapter>,
  folder: string,
  processes: SandboxFile["processes"],
): Promise<number> {
  const files = existsSync(configurations) ? readdirSync(configurations).filter((name) => name.endsWith(".yaml")) : [];
  const dialects = files.flatMap((name): readonly Wanted[] => {
    const agency = name.slice(0, -".yaml".length);
    const reached = Object.hasOwn(processes, agency) ? processes[agency] : undefined;
    return reached === undefined
      ? []
      : [{ agency, ...configured(readFileSync(join(configurations, name), "utf8"), reached) }];
  });
  const { exchange, asking } = exchangeOf(house, dialects, processes["registers"]);
  const second = secondHospitalOf(processes["registers"]);
  const digest = createHash("sha256")
    .update(JSON.stringify([dialects, exchange, second]))
    .digest("hex");
  const before = join(folder, "connected.sha256");
  const connected = dialects.length + exchange.length + second.length;
  if (connected === 0 || (existsSync(before) && readFileSync(before, "utf8") === digest)) return connected;
  const { database, secrets, catalogue } = house;
  const by = { kind: "system", id: "demonstration" } as const;
  const connect = async (city: string, { agency, config, secrets: given }: Wanted) => {
    const now = house.clock();
    await setConnector({ database, secrets, adapters }, { city, agency, config, secrets: given, by, now });
  };
  for (const city of [nation, ...demonstrationCities.map((each) => each.city)]) {
    for (const wanted of dialects) {
      // One directory is one agency of one city, and its stand-in writes for this one; elsewhere clerks do what it would.
      if (!("directory" in wanted.config) || city === cityOfFiles) await connect(city, wanted);
    }
  }
  for (const wanted of exchange) await connect(nation, wanted);
  for (const wanted of second) for (const { city } of secondHospital) await connect(city, wanted);
  const standing = asking.map((service) => ({ place: nation, service, connector: sharing }));
  if (standing.length > 0) await setStandingOffers(database, catalogue, standing, house.clock());
  await house.agencies.refresh();
  writeFileSync(before, digest);
  return connected;
}

/** The county's second hospital has a system of its own: bills and reports by the standard contract. */
function secondHospitalOf({ address, token }: Partial<Reached> = {}): readonly Wanted[] {
  if (address === undefined || token === undefined) return [];
  const config = {
    ...{ adapter: "standard", base: address, timeout_ms: 8_000, authentication: { kind: "bearer" } },
    ...{ look_ups: ["hospital-payment", "lab-reports"], bills: ["hospital-payment"] },
  };
  return secondHospital.map(({ agency }) => ({ agency, config, secrets: { outgoing: token } }));
}

/** Of no agency: whoever's records they are, the nation's exchange asks for them. */
const sharing = "any";

/** The exchange that asks the registers of all agencies whose own system does not know a look-up, and the services that ask it. */
function exchangeOf(
  { catalogue }: House,
  dialects: readonly Wanted[],
  { address, token }: Partial<Reached> = {},
): { readonly exchange: readonly Wanted[]; readonly asking: readonly string[] } {
  const known = new Set(
    dialects.flatMap(({ agency, config }) =>
      "operations" in config ? Object.keys(config.operations as object).map((name) => `${agency} ${name}`) : [],
    ),
  );
  const asking = catalogue
    .services()
    .filter(({ definition: { agency, look_up: lookUp } }) => lookUp && !known.has(`${agency} ${lookUp.operation}`));
  if (address === undefined || token === undefined || asking.length === 0) return { exchange: [], asking: [] };
  const bills = asking.flatMap(({ definition }) => definition.bill?.operation ?? []).sort();
  const config = {
    ...{ adapter: "standard", base: address, timeout_ms: 8_000, authentication: { kind: "bearer" } },
    look_ups: [...new Set(asking.map(({ definition }) => definition.look_up?.operation))].sort(),
    ...(bills.length > 0 ? { bills } : {}),
  };
  return {
    exchange: [{ agency: sharing, config, secrets: { outgoing: token } }],
    asking: asking.map(({ definition }) => definition.code),
  };
}

/** Stand-ins that keep cases of their own push their stages to this installation. */
async function tellWhereToPush(house: House, { control_key, processes }: SandboxFile): Promise<void> {
  const origin = ownOrigin(house);
  for (const [agency, { control, public_key, address }] of Object.entries(processes)) {
    if (public_key === undefined || address === undefined) continue;
    await pushTo({ agency, control, control_key }, `${origin}/api/v1/cities/{city}/agencies/${agency}/stages`);
  }
}

/** SMS and mail go to the stand-in, which keeps them, and its delivery reports come back; what settings name stays as it is. */
async function connectGateway(
  house: House,
  { control_key, processes }: SandboxFile,
  connectMessages: Serving["connectMessages"],
): Promise<void> {
  const { control, address, key_id, secret, smtp } = processes["messages"] ?? {};
  if (!connectMessages || !control || !address || !key_id || !secret || !smtp) return;
  const { sms: givenSms, smtp: givenSmtp } = house.settings;
  connectMessages({
    sms: givenSms ? undefined : { url: `${address}/sms/v1/messages`, keyId: key_id, secret },
    smtp: givenSmtp ? undefined : { ...smtp, security: "plain", from: "no-reply@onewindow.example" },
  });
  if (!givenSms) {
    await pushTo({ agency: "messages", control, control_key }, `${ownOrigin(house)}/api/v1/messages/sms/reports`);
  }
}

type Told = { readonly agency: string; readonly control: string; readonly control_key: string };

async function pushTo({ agency, control, control_key }: Told, address: string): Promise<void> {
  const answer = await fetch(`${control}/control/push-to`, {
    method: "POST",
    headers: { authorization: `Bearer ${control_key}` },
    body: JSON.stringify({ address }),
    signal: AbortSignal.timeout(patience),
  });
  if (!answer.ok) throw new Error(`${agency} does not take the address of its pushes: ${answer.status}`);
}

function ownOrigin(house: House): string {
  const own = new URL(house.settings.baseUrl);
  // Some machines look for `localhost` where nobody listens.
  if (own.hostname === "localhost") own.hostname = "127.0.0.1";
  return own.origin;
}

/** An example of `deploy/connectors`, led to the stand-in instead of the agency. */
function configured(text: string, { address, token, public_key, directory }: Reached) {
  const example = parse(text) as Record<string, unknown> & { push?: object };
  const path = typeof example["base"] === "string" ? new URL(example["base"]).pathname.replace(/\/$/, "") : "";
  const config = {
    ...example,
    ...(address === undefined ? {} : { base: `${address}${path}` }),
    ...(directory === undefined ? {} : { directory }),
    ...(example.push === undefined || public_key === undefined ? {} : { push: { ...example.push, public_key } }),
  };
  return { config, secrets: { ...(token === undefined ? {} : { outgoing: token }) } };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), patience);
  await gone;
  clearTimeout(late);
}
