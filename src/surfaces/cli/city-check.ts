import { defineCommand } from "citty";
import { Catalogue, loadGroups } from "../../domain/catalogue/index.ts";
import { Regions } from "../../domain/regions/index.ts";
import { type CityCheck, checkCities } from "../completeness.ts";
import { InstallationProblem } from "../installation.ts";
import { catalogueFolder } from "../open-house.ts";
import { findDivision } from "./city-arguments.ts";
import { withInstalled } from "./installed.ts";
import { command, print } from "./terminal.ts";

/** `onewindow city check <code> | --all [--json]`: can it go live. Ends with 1 where something red is left. */
export const cityCheckCommand = defineCommand({
  meta: { name: "check", description: "Can a city go live: what is missing, red (blocks) and amber (warns)" },
  args: {
    city: { type: "positional", description: "code or name: 430621, 岳阳县", required: false },
    all: { type: "boolean", description: "every open city, one line each", default: false },
    json: { type: "boolean", description: "the whole report as JSON", default: false },
  },
  run: ({ args }) =>
    command("city check", () =>
      withInstalled(async ({ database }) => {
        if (args.all === (args.city !== undefined)) throw new InstallationProblem("name one city, or --all");
        const regions = await Regions.load(database);
        const catalogue = await Catalogue.open(database, await loadGroups(catalogueFolder));
        const cities = args.city === undefined ? regions.cities.map(({ city }) => city) : [openOne(regions, args.city)];
        const reports = await checkCities({ database, catalogue, regions }, cities, new Date());
        if (args.json) print(JSON.stringify(args.all ? reports : reports[0], null, 2));
        else if (args.all) print(...tableOf(regions, reports));
        else for (const report of reports) print(...findingLines(report, "missing"));
        if (reports.some(({ red }) => red > 0)) process.exitCode = 1;
      }),
    ),
});

function openOne(regions: Regions, typed: string): string {
  const { code, name } = findDivision(regions.divisions, typed);
  const open = regions.city(code);
  if (!open) throw new InstallationProblem(`${code} ${name.zh} is not open: onewindow city add ${code}`);
  return open.city;
}

/** One line a finding, with the page that mends it. */
export function findingLines({ findings, red, amber, shown }: CityCheck, what: string): string[] {
  if (findings.length === 0) return [`ready: ${shown} services, nothing is missing`];
  return [
    `${what}: ${red} red (block), ${amber} amber (warn)`,
    ...findings.map(({ level, say, page, services }) => {
      const which = services.length > 0 && services.length <= 3 ? ` (${services.join(", ")})` : "";
      return `  ${level.padEnd(5)} ${say.en} ${say.zh}${which} ${page}`;
    }),
  ];
}

function tableOf(regions: Regions, reports: readonly CityCheck[]): string[] {
  const column = (values: readonly (string | number)[]) =>
    values.map((value, index) => (index === 0 ? String(value).padEnd(7) : String(value).padStart(9))).join("");
  const ready = reports.filter(({ red }) => red === 0).length;
  return [
    `${column(["city", "services", "red", "amber"])}  name`,
    ...reports.map(
      ({ city, shown, red, amber }) =>
        `${column([city, shown, red, amber])}  ${regions.divisions.get(city)?.name.zh ?? ""}`,
    ),
    `${ready} of ${reports.length} can go live`,
  ];
}
