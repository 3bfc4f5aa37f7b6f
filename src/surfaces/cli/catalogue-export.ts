import { defineCommand } from "citty";
import {
  Catalogue,
  type ExportFormat,
  exportFormats,
  exportServices,
  loadGroups,
  nationPlace,
  offeredServices,
} from "../../domain/catalogue/index.ts";
import { Regions } from "../../domain/regions/index.ts";
import { contextOf, placeOf } from "../export-context.ts";
import { InstallationProblem } from "../installation.ts";
import { catalogueFolder } from "../open-house.ts";
import { withInstalled } from "./installed.ts";
import { command } from "./terminal.ts";

export const catalogueExportCommand = defineCommand({
  meta: { name: "export", description: "Write the catalogue as CSV, JSON or CPSV-AP 3.2 (Turtle, JSON-LD)" },
  args: {
    format: { type: "string", description: exportFormats.join(", "), required: true },
    city: { type: "string", description: "only what this city offers, with its own fees, times and venues" },
  },
  run: ({ args }) =>
    command("catalogue export", () =>
      withInstalled(async ({ database, settings }) => {
        const format = exportFormats.find((each) => each === args.format);
        if (!format) throw new InstallationProblem(`--format is one of ${exportFormats.join(", ")}`);
        const regions = await Regions.load(database);
        const catalogue = await Catalogue.open(database, await loadGroups(catalogueFolder));
        const { city } = args;
        const place = city === undefined ? nationPlace : placeOf({ regions }, city);
        const services =
          city === undefined
            ? catalogue.services().map((service) => ({ service }))
            : await servicesOf(city, { database, catalogue, regions });
        const text = exportServices(services, contextOf({ settings, catalogue }, place), format satisfies ExportFormat);
        process.stdout.write(text);
      }),
    ),
});

async function servicesOf(
  city: string,
  parts: Pick<Parameters<typeof offeredServices>[0], "database"> & { catalogue: Catalogue; regions: Regions },
) {
  const { database, catalogue, regions } = parts;
  if (!regions.city(city)) throw new InstallationProblem(`the city ${city} is not open`);
  const today = regions.calendarOf(city).dayOf(new Date());
  const offerings = await offeredServices({ database, catalogue, divisions: regions.divisions }, city, today);
  return offerings.flatMap((offering) => {
    const service = offering.visible ? catalogue.service(offering.service, offering.version) : undefined;
    return service ? [{ service, offering }] : [];
  });
}
