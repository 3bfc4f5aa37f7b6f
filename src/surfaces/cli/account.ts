import { readFile } from "node:fs/promises";
import { defineCommand } from "citty";
import { parse } from "yaml";
import { loadGroups } from "../../domain/catalogue/index.ts";
import {
  AccountProblems,
  PaymentAccounts,
  type PaymentProvider,
  type ProviderAdapter,
  ProviderFailure,
  type ProviderName,
  ProviderRefusal,
  providerNames,
} from "../../domain/payments/index.ts";
import { dayOf, Regions } from "../../domain/regions/index.ts";
import { publicNumber } from "../../foundation/ids/index.ts";
import { InstallationProblem } from "../installation.ts";
import { catalogueFolder } from "../open-house.ts";
import { findDivision } from "./city-arguments.ts";
import { allCities, type Installed, withInstalled } from "./installed.ts";
import { command, print } from "./terminal.ts";

export type ProviderAdapters = () => Promise<ReadonlyMap<ProviderName, ProviderAdapter>>;

/** Configurations and keys are small; a larger file is some other file. */
const longest = 500_000;
/** Milliseconds a provider has to answer a check. */
const within = 10_000;

const cityArgument = { type: "positional", description: "code or name: 430621, 岳阳县", required: true } as const;
const providerArgument = { type: "positional", description: "wechat, alipay or treasury", required: true } as const;
const accountArgument = {
  type: "string",
  description: "its name here: small letters, digits, -",
  default: "main",
} as const;

/** `onewindow account set | list | check`. The providers are handed in: they stand beside us, not below. */
export const accountCommand = (adapters: ProviderAdapters) =>
  defineCommand({
    meta: {
      name: "account",
      description: "Accounts at payment providers: connect one, list them, ask whether one works",
    },
    subCommands: {
      set: defineCommand({
        meta: { name: "set", description: "Connect an account, or change it; used within seconds" },
        args: {
          city: cityArgument,
          provider: providerArgument,
          file: { type: "positional", description: "the configuration, YAML or JSON", required: true },
          secrets: {
            type: "string",
            description: "a file with the secrets by name, or - for standard input (sealed; what is not given stays)",
          },
          account: accountArgument,
          agency: {
            type: "string",
            description: "the kind of agency it takes money for; left out, the whole city",
            default: "",
          },
          pause: { type: "boolean", description: "keep it and use it no more", default: false },
        },
        run: ({ args }) =>
          command("account set", () =>
            withAccounts(adapters, args.city, async ({ accounts, city }) => {
              const provider = readProvider(args.provider);
              if (args.agency !== "") await checkAgency(args.agency);
              const given = args.secrets === undefined ? {} : { secrets: await readSecrets(args.secrets) };
              const config = await readTree(args.file);
              const by = { kind: "system", id: "command line" } as const;
              const wanted = {
                city,
                provider,
                account: args.account,
                agency: args.agency,
                config,
                enabled: !args.pause,
              };
              await set(accounts, { ...wanted, ...given, by });
              const isUsed = args.pause ? "is kept, paused" : "is connected";
              print(
                `${city} ${provider}/${args.account} ${isUsed}. Try it: onewindow account check ${city} ${provider}`,
              );
            }),
          ),
      }),
      list: defineCommand({
        meta: { name: "list", description: "The accounts of every city; no secret is shown" },
        args: { city: { type: "string", description: "one city by its code" } },
        run: ({ args }) =>
          command("account list", () =>
            withInstalled(async (installed) => {
              const regions = await Regions.load(installed.database);
              const cities = regions.cities.map(({ city }) => city);
              await allCities(installed, cities);
              const accounts = await openAccounts(installed, await adapters());
              let count = 0;
              for (const city of cities) {
                if (args.city !== undefined && args.city !== city) continue;
                for (const { provider, account, agency, enabled, changedAt, opens } of await accounts.listed(city)) {
                  count += 1;
                  const state = !enabled ? "paused" : opens ? "in use" : "DOES NOT OPEN: set it again with its secrets";
                  const forWhom = agency === "" ? "whole city" : agency;
                  print(`${city}  ${provider}/${account}  ${forWhom}  ${state}  changed ${changedAt.toISOString()}`);
                }
              }
              if (count === 0) print("no account is connected");
            }),
          ),
      }),
      check: defineCommand({
        meta: {
          name: "check",
          description:
            "Ask the provider about a payment that does not exist: proves address, keys and clock; moves no money",
        },
        args: { city: cityArgument, provider: providerArgument, account: accountArgument },
        run: ({ args }) =>
          command("account check", () =>
            withAccounts(adapters, args.city, async ({ accounts, city }) => {
              const provider = readProvider(args.provider);
              const found = accounts.of(city).find((one) => one.provider === provider && one.account === args.account);
              if (found?.enabled !== true)
                throw new InstallationProblem(`${city} has no ${provider}/${args.account} in use`);
              const { ok, say } = await askHarmlessly(found.open, city);
              print(`${city} ${provider}/${args.account}: ${say}`);
              if (!ok) process.exitCode = 1;
            }),
          ),
      }),
    },
  });

type Opened = { readonly accounts: PaymentAccounts; readonly city: string };

async function withAccounts(adapters: ProviderAdapters, typed: string, work: (opened: Opened) => Promise<void>) {
  await withInstalled(async (installed) => {
    const regions = await Regions.load(installed.database);
    const { code } = findDivision(regions.divisions, typed);
    const { city } = regions.city(code) ?? {};
    if (city === undefined) throw new InstallationProblem(`${code} is not open: "onewindow city open" opens it`);
    await allCities(
      installed,
      regions.cities.map((each) => each.city),
    );
    await work({ accounts: await openAccounts(installed, await adapters()), city });
  });
}

const openAccounts = (
  { database, secrets }: Pick<Installed, "database" | "secrets">,
  adapters: ReadonlyMap<ProviderName, ProviderAdapter>,
): Promise<PaymentAccounts> =>
  PaymentAccounts.open({ database, secrets, adapters, clock: () => new Date(), above: () => [], log: () => undefined });

async function set(accounts: PaymentAccounts, given: Parameters<PaymentAccounts["set"]>[0]): Promise<void> {
  try {
    await accounts.set(given);
  } catch (error) {
    if (error instanceof AccountProblems) throw new InstallationProblem(`the account was not set:\n${error.message}`);
    throw error;
  }
}

/**
 * Asks about a payment nobody has begun. "Never heard of it", signed by the provider, proves that each side knows the other's key. A provider
 * that knows payments only by numbers of its own is not asked, and says so.
 */
export async function askHarmlessly(
  provider: Pick<PaymentProvider, "query">,
  city: string,
  now: Date = new Date(),
): Promise<{ readonly ok: boolean; readonly say: string }> {
  const number = publicNumber(city, dayOf(now), "P");
  try {
    const told = await provider.query(number, AbortSignal.timeout(within));
    if (told.state === "absent")
      return { ok: true, say: "well: it answers, and both sides take each other's signature" };
    return { ok: false, say: `it says "${told.state}" of a payment that does not exist: is this the right account?` };
  } catch (error) {
    if (error instanceof ProviderFailure) {
      return { ok: false, say: `no answer that can be believed (${error.reason}): ${error.message}` };
    }
    if (error instanceof ProviderRefusal) return { ok: false, say: `it refuses us (${error.code}): ${error.message}` };
    throw error;
  }
}

function readProvider(typed: string): ProviderName {
  const known = providerNames.filter((name) => name !== "demo");
  const found = known.find((name) => name === typed);
  if (found === undefined)
    throw new InstallationProblem(`there is no provider ${typed}. There are: ${known.join(", ")}`);
  return found;
}

async function checkAgency(agency: string): Promise<void> {
  const { agencyKinds } = await loadGroups(catalogueFolder);
  if (agencyKinds.has(agency)) return;
  throw new InstallationProblem(
    `no kind of agency is called ${agency}. There are: ${[...agencyKinds.keys()].join(", ")}`,
  );
}

async function readText(path: string): Promise<string> {
  let text = "";
  try {
    if (path === "-") {
      for await (const chunk of process.stdin.setEncoding("utf8")) {
        text += chunk;
        if (text.length > longest) break;
      }
    } else text = await readFile(path, "utf8");
  } catch (error) {
    throw new InstallationProblem(`${path} cannot be read (${(error as { code?: string }).code})`);
  }
  if (text.length > longest) throw new InstallationProblem(`${path} is too long`);
  return text;
}

async function readTree(path: string): Promise<unknown> {
  const text = await readText(path);
  try {
    return parse(text) as unknown;
  } catch {
    // What is wrong is not repeated: it may stand in the middle of a key.
    throw new InstallationProblem(`${path} is neither YAML nor JSON`);
  }
}

async function readSecrets(path: string): Promise<Readonly<Record<string, string>>> {
  const given = await readTree(path);
  const isRight =
    typeof given === "object" &&
    given !== null &&
    Object.entries(given).every(
      ([name, value]) => /^[a-z0-9_]{1,40}$/.test(name) && typeof value === "string" && value !== "",
    );
  if (!isRight) throw new InstallationProblem("the secrets are lines of a name, a colon and a text: private_key: |");
  return given as Record<string, string>;
}
