import { readFile } from "node:fs/promises";
import { defineCommand } from "citty";
import { parse } from "yaml";
import {
  type Adapter,
  ConnectorProblem,
  checkConnector,
  connectorsOf,
  setConnector,
} from "../../domain/agencies/index.ts";
import { loadGroups } from "../../domain/catalogue/index.ts";
import { Regions } from "../../domain/regions/index.ts";
import { InstallationProblem } from "../installation.ts";
import { catalogueFolder } from "../open-house.ts";
import { findDivision } from "./city-arguments.ts";
import { allCities, withInstalled } from "./installed.ts";
import { command, print } from "./terminal.ts";

type Adapters = () => Promise<ReadonlyMap<string, Adapter>>;

/** Configurations are small; a larger file is some other file. */
const longest = 500_000;

/** `onewindow connector check | set | list`. The dialects are handed in: they stand beside us, not below. */
export const connectorCommand = (adapters: Adapters) =>
  defineCommand({
    meta: { name: "connector", description: "Agencies' systems: check a configuration, connect one, list them" },
    subCommands: {
      check: defineCommand({
        meta: { name: "check", description: "Say what is wrong with a configuration; needs no database" },
        args: { file: { type: "positional", description: "YAML or JSON", required: true } },
        run: ({ args }) =>
          command("connector check", async () => {
            const problems = checkConnector(await adapters(), await readConfig(args.file));
            for (const { at, problem, remedy } of problems) print(`${args.file}: ${at}: ${problem}. ${remedy}`);
            if (problems.length === 0) print(`${args.file}: nothing is wrong`);
            else process.exitCode = 1;
          }),
      }),
      set: defineCommand({
        meta: { name: "set", description: "Connect an agency of a city, or change how; used within seconds" },
        args: {
          city: { type: "positional", description: "code or name: 430621, 岳阳县", required: true },
          agency: { type: "positional", description: "kind of agency: human-resources, tax …", required: true },
          file: { type: "positional", description: "the configuration, YAML or JSON", required: true },
          secrets: {
            type: "string",
            description: "a file with outgoing: … and push: … (sealed in the database; what is not given stays)",
          },
        },
        run: ({ args }) =>
          command("connector set", () =>
            withInstalled(async ({ database, secrets }) => {
              const regions = await Regions.load(database);
              const { code } = findDivision(regions.divisions, args.city);
              const { city } = regions.city(code) ?? {};
              if (city === undefined)
                throw new InstallationProblem(`${code} is not open: "onewindow city open" opens it`);
              const { agencyKinds } = await loadGroups(catalogueFolder);
              if (!agencyKinds.has(args.agency)) {
                const known = [...agencyKinds.keys()].join(", ");
                throw new InstallationProblem(`no kind of agency is called ${args.agency}. There are: ${known}`);
              }
              await allCities({ secrets }, [city]);
              const given = args.secrets === undefined ? {} : { secrets: readSecrets(await readConfig(args.secrets)) };
              const revision = await connect(database, secrets, await adapters(), {
                ...{ city, agency: args.agency, config: await readConfig(args.file), ...given },
              });
              print(`${city} ${args.agency} is connected (revision ${revision})`);
            }),
          ),
      }),
      list: defineCommand({
        meta: { name: "list", description: "The connectors of every city, and how they fare" },
        args: { city: { type: "string", description: "one city by its code" } },
        run: ({ args }) =>
          command("connector list", () =>
            withInstalled(async ({ database }) => {
              const regions = await Regions.load(database);
              const now = new Date();
              let count = 0;
              for (const { city } of regions.cities) {
                if (args.city !== undefined && args.city !== city) continue;
                for (const each of await connectorsOf(database, city, now)) {
                  count += 1;
                  const failure = each.lastFailure === undefined ? "" : `  last failure: ${each.lastFailure}`;
                  const calls = `${each.answered} answered, ${each.failed} failed`;
                  print(
                    `${city}  ${each.agency.padEnd(20)}  ${each.adapter.padEnd(9)}  ${each.state}  ${calls}${failure}`,
                  );
                }
              }
              if (count === 0) print("no agency is connected");
            }),
          ),
      }),
    },
  });

type Given = Pick<Parameters<typeof setConnector>[1], "city" | "agency" | "config" | "secrets">;

async function connect(
  database: Parameters<typeof setConnector>[0]["database"],
  secrets: Parameters<typeof setConnector>[0]["secrets"],
  adapters: ReadonlyMap<string, Adapter>,
  given: Given,
): Promise<number> {
  const by = { kind: "system", id: "command line" } as const;
  try {
    return await setConnector({ database, secrets, adapters }, { ...given, by, now: new Date() });
  } catch (error) {
    if (error instanceof ConnectorProblem)
      throw new InstallationProblem(`the connector was not set:\n${error.message}`);
    throw error;
  }
}

async function readConfig(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new InstallationProblem(`${path} cannot be read (${(error as { code?: string }).code})`);
  }
  if (text.length > longest) throw new InstallationProblem(`${path} is too long for a configuration`);
  try {
    return parse(text) as unknown;
  } catch (error) {
    throw new InstallationProblem(`${path} is neither YAML nor JSON: ${(error as Error).message}`);
  }
}

function readSecrets(given: unknown): Readonly<Record<string, string>> {
  const isRight =
    typeof given === "object" &&
    given !== null &&
    Object.entries(given).every(
      ([name, value]) => /^(outgoing|push)$/.test(name) && typeof value === "string" && value !== "",
    );
  if (!isRight) throw new InstallationProblem("the file of --secrets holds outgoing: … and push: …, each a text");
  return given as Record<string, string>;
}
