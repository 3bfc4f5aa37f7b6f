import { defineCommand } from "citty";
import { Catalogue, loadGroups } from "../../domain/catalogue/index.ts";
import { Regions } from "../../domain/regions/index.ts";
import { InstallationProblem } from "../installation.ts";
import { catalogueFolder } from "../open-house.ts";
import { findDivision, readOffer } from "./city-arguments.ts";
import { recordCommand, withInstalled } from "./installed.ts";
import { bothLanguages, heldLines, showReady } from "./showing.ts";
import { command, print } from "./terminal.ts";

/** `onewindow city show <code> <services>`: shows prepared services that lack nothing needed. Ends with 1 where one of them waits on. */
export const cityShowCommand = defineCommand({
  meta: {
    name: "show",
    description: "Show residents services that are prepared; what lacks something needed waits, and why",
  },
  args: {
    city: { type: "positional", description: "code or name: 430621, 岳阳县", required: true },
    services: { type: "positional", description: "codes with commas, or all that are prepared", required: true },
  },
  run: ({ args }) =>
    command("city show", () =>
      withInstalled(async ({ database, settings }) => {
        const now = new Date();
        const regions = await Regions.load(database);
        const { code: city, name } = findDivision(regions.divisions, args.city);
        if (!regions.city(city))
          throw new InstallationProblem(`${city} ${name.zh} is not open: onewindow city add ${city}`);
        const catalogue = await Catalogue.open(database, await loadGroups(catalogueFolder));
        const asked = readOffer(args.services, catalogue);
        if (asked !== "all" && asked.size === 0) throw new InstallationProblem("name the services to show");
        const codes = asked === "all" ? catalogue.services(city).map(({ definition }) => definition.code) : [...asked];
        const { shown, held, already, none } = await showReady({ database, catalogue, regions }, city, codes, now);
        if (shown.length > 0) await recordCommand(database, city, "city.show", city, { shown });
        print(
          `${shown.length} services shown${shown.length > 0 ? `: ${shown.join(", ")}` : ""}.`,
          ...(already.length > 0 ? [`Shown before: ${already.join(", ")}.`] : []),
          ...(none.length > 0 && asked !== "all"
            ? [
                `Not prepared in ${name.zh}, or withdrawn: ${none.join(", ")} (${settings.baseUrl}/staff/office/services)`,
              ]
            : []),
          ...heldLines(held, { city, base: settings.baseUrl, said: bothLanguages }),
        );
        if (held.length > 0 || (asked !== "all" && none.length > 0)) process.exitCode = 1;
      }),
    ),
});
