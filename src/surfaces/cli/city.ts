import { defineCommand } from "citty";
import { Catalogue, loadCatalogue } from "../../domain/catalogue/index.ts";
import { Regions } from "../../domain/regions/index.ts";
import { catalogueFolder } from "../open-house.ts";
import { findDivision, readAlgorithm, readOffer } from "./city-arguments.ts";
import { recordCommand, withInstalled } from "./installed.ts";
import { bothLanguages, heldLines, offerAndShow } from "./showing.ts";
import { openTenant } from "./tenants.ts";
import { command, print } from "./terminal.ts";

export const cityCommand = defineCommand({
  meta: { name: "city", description: "Cities" },
  subCommands: {
    add: async () => (await import("./city-add.ts")).cityAddCommand,
    check: async () => (await import("./city-check.ts")).cityCheckCommand,
    show: async () => (await import("./city-show.ts")).cityShowCommand,
    set: async () => (await import("./city-set.ts")).citySetCommand,
    open: defineCommand({
      meta: { name: "open", description: "Open a city: its keys, and the services it offers" },
      args: {
        city: { type: "positional", description: "code or name: 430621, 岳阳县", required: true },
        offer: {
          type: "string",
          description:
            "services to show, by code with commas, or all; what lacks something needed waits hidden, as all others",
          default: "",
        },
        phone: { type: "string", description: "service line on every page", default: "12345" },
        algorithm: {
          type: "string",
          description: "aes-256-gcm, or sm4-gcm for cities that must",
          default: "aes-256-gcm",
        },
        "filing-number": { type: "string", description: "备案号 shown on every page" },
      },
      run: ({ args }) =>
        command("city open", () =>
          withInstalled(async ({ database, secrets, settings: { baseUrl } }) => {
            const now = new Date();
            const regions = await Regions.load(database);
            const division = findDivision(regions.divisions, args.city);
            const catalogue = await Catalogue.open(database, await loadCatalogue(catalogueFolder));
            const shown = readOffer(args.offer, catalogue);
            const filing = args["filing-number"];
            const settings = { phone: args.phone, ...(filing === undefined ? {} : { filing_number: filing }) };
            const { code, name } = division;
            await openTenant(database, secrets, code, settings, now, readAlgorithm(args.algorithm));
            const { services, showing } = await offerAndShow({ database, catalogue }, { city: code, shown }, now);
            await recordCommand(database, code, "city.open", code, { services });
            print(
              `${code} ${name.zh} ${name.en} is open, ${services} services were prepared, ${showing.shown.length} are shown.`,
              ...heldLines(showing.held, { city: code, base: baseUrl, said: bothLanguages }),
              `Its office: onewindow clerk add --city ${code} --role office --login … --name …`,
            );
          }),
        ),
    }),
  },
});
