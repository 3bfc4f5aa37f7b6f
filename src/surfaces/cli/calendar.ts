import { defineCommand } from "citty";
import { importCalendar } from "../../domain/regions/index.ts";
import { installationCity } from "../../foundation/secrets/index.ts";
import { InstallationProblem } from "../installation.ts";
import { recordCommand, withInstalled } from "./installed.ts";
import { readTable } from "./read-table.ts";
import { command, print } from "./terminal.ts";

export const calendarCommand = defineCommand({
  meta: { name: "calendar", description: "Working days" },
  subCommands: {
    import: defineCommand({
      meta: {
        name: "import",
        description: "Import a year's holiday schedule, or a city's own days (CSV or JSON: day, working)",
      },
      args: {
        file: {
          type: "positional",
          description: "columns day (2027-01-01) and working (true/false, 班/休)",
          required: true,
        },
        year: { type: "string", description: "the nation's schedule of this year" },
        city: { type: "string", description: "own days of this city instead" },
        source: { type: "string", description: "the notice that says so", required: true },
        apply: { type: "boolean", description: "write it (otherwise it is only checked)", default: false },
      },
      run: ({ args }) =>
        command("calendar import", async () => {
          const { year, city } = args;
          if ((year === undefined) === (city === undefined))
            throw new InstallationProblem(
              "name either --year 2027 (the nation's schedule) or --city 430621 (a city's own days)",
            );
          const rows = (await readTable(args.file)).map(({ day, working }) => ({ day, working }));
          await withInstalled(async ({ database }) => {
            const report = await importCalendar(database, rows, {
              for: city === undefined ? { year: Number(year) } : { city },
              source: args.source,
              now: new Date(),
              dryRun: !args.apply,
            });
            const { daysOff, workingDays, takenBack, problems, applied } = report;
            print(`${daysOff.length} days off, ${workingDays.length} working days, ${takenBack.length} taken back`);
            for (const { row, problem } of problems)
              print(row === 0 ? `the list: ${problem}` : `row ${row}: ${problem}`);
            if (problems.length > 0) process.exitCode = 1;
            print(applied ? "Written; processes follow within a second." : "Nothing was written.");
            if (!applied) return;
            await recordCommand(database, installationCity, "calendar.import", city ?? `year ${year}`, {
              source: args.source,
            });
          });
        }),
    }),
  },
});
