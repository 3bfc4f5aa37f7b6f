import { defineCommand } from "citty";
import { type CitySettings, changeCity, Regions } from "../../domain/regions/index.ts";
import { InstallationProblem } from "../installation.ts";
import { findDivision } from "./city-arguments.ts";
import { recordCommand, withInstalled } from "./installed.ts";
import { command, print } from "./terminal.ts";

export const citySetCommand = defineCommand({
  meta: { name: "set", description: "Change what an open city has set; what is left out stays as it is" },
  args: {
    city: { type: "positional", description: "code or name: 430621, 岳阳县", required: true },
    "second-refund-over": {
      type: "string",
      description: "whole yuan over which two clerks stand behind a refund; 0: behind every one",
    },
    phone: { type: "string", description: "service line on every page" },
    "filing-number": { type: "string", description: "备案号 shown on every page" },
  },
  run: ({ args }) =>
    command("city set", () =>
      withInstalled(async ({ database }) => {
        const yuan = args["second-refund-over"];
        const filing = args["filing-number"];
        const settings: CitySettings = {
          ...(yuan === undefined ? {} : { second_refund_over_fen: fenOfYuan(yuan) }),
          ...(args.phone === undefined ? {} : { phone: args.phone }),
          ...(filing === undefined ? {} : { filing_number: filing }),
        };
        const names = Object.keys(settings);
        if (names.length === 0)
          throw new InstallationProblem("nothing to set; onewindow city set --help says what can be");
        const now = new Date();
        const { code, name } = findDivision((await Regions.load(database)).divisions, args.city);
        await changeCity(database, { city: code, settings, now });
        await recordCommand(database, code, "city.change", code, { settings });
        print(`${code} ${name.zh} ${name.en}: ${names.join(", ")} set. A running installation uses it within seconds.`);
      }),
    ),
});

function fenOfYuan(typed: string): number {
  if (!/^\d{1,9}$/.test(typed)) throw new InstallationProblem("--second-refund-over is an amount in whole yuan: 1000");
  return Number(typed) * 100;
}
