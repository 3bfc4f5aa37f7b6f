import { defineCommand } from "citty";
import { Catalogue, loadGroups } from "../../domain/catalogue/index.ts";
import { Regions } from "../../domain/regions/index.ts";
import { checkCities } from "../completeness.ts";
import { catalogueFolder } from "../open-house.ts";
import { findDivision, readAlgorithm, readOffer } from "./city-arguments.ts";
import { findingLines } from "./city-check.ts";
import { recordCommand, withInstalled } from "./installed.ts";
import { sensibleServices } from "./nation/rule.ts";
import { bothLanguages, heldLines, offerAndShow } from "./showing.ts";
import { openTenant } from "./tenants.ts";
import { command, print } from "./terminal.ts";

/** `onewindow city add <code>`: a city from its division, with agencies of its level; says what it did and what is missing. */
export const cityAddCommand = defineCommand({
  meta: {
    name: "add",
    description: "Make a city from its division: keys, agencies of its level, services; says what is missing",
  },
  args: {
    city: { type: "positional", description: "code or name: 430621, 岳阳县", required: true },
    offer: {
      type: "string",
      description:
        "services to show: codes with commas, all, or sensible (all that make sense there); what lacks something needed waits hidden, as all others do",
      default: "",
    },
    phone: { type: "string", description: "service line on every page", default: "12345" },
    algorithm: { type: "string", description: "aes-256-gcm, or sm4-gcm for cities that must", default: "aes-256-gcm" },
    "filing-number": { type: "string", description: "备案号 shown on every page" },
  },
  run: ({ args }) =>
    command("city add", () =>
      withInstalled(async ({ database, secrets, settings: { baseUrl } }) => {
        const now = new Date();
        const regions = await Regions.load(database);
        const { divisions } = regions;
        const { code: city, name } = findDivision(divisions, args.city);
        const catalogue = await Catalogue.open(database, await loadGroups(catalogueFolder));
        const shown =
          args.offer.trim() === "sensible"
            ? sensibleServices(catalogue, divisions, city)
            : readOffer(args.offer, catalogue);
        const filing = args["filing-number"];
        const settings = { phone: args.phone, ...(filing === undefined ? {} : { filing_number: filing }) };
        const wasOpen = regions.city(city) !== undefined;
        await openTenant(database, secrets, city, settings, now, readAlgorithm(args.algorithm));
        const done = await offerAndShow({ database, catalogue }, { city, shown }, now);
        await recordCommand(database, city, "city.open", city, { services: done.services, agencies: done.agencies });
        await regions.refresh();
        const [report] = await checkCities({ database, catalogue, regions }, [city], now);
        const above = new Map(done.above.map(({ place, agency }) => [`${place} ${agency}`, { place, agency }]));
        print(
          `${city} ${name.zh} ${name.en} ${wasOpen ? "was open already; what it had stays as it was" : "is open"}.`,
          `${done.services} services added, ${report?.shown ?? 0} shown to residents.`,
          ...heldLines(done.showing.held, { city, base: baseUrl, said: bothLanguages }),
          ...(done.stayed.length > 0
            ? [`Hidden before, and still: ${done.stayed.join(", ")}. To show them: onewindow city show ${city} CODES`]
            : []),
          `${done.agencies} agencies named after it.`,
          ...[...above.values()].map(
            ({ place, agency }) => `${agency} belongs to ${divisions.get(place)?.name.zh ?? place} and serves it too.`,
          ),
          "",
          ...(report ? findingLines(report, "still missing") : []),
          "",
          `Its office: onewindow clerk add --city ${city} --role office --login … --name …`,
          `Again later: onewindow city check ${city}`,
        );
      }),
    ),
});
