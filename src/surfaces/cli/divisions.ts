import { defineCommand } from "citty";
import { importDivisions } from "../../domain/regions/index.ts";
import { installationCity } from "../../foundation/secrets/index.ts";
import { recordCommand, withInstalled } from "./installed.ts";
import { readTable } from "./read-table.ts";
import { command, print } from "./terminal.ts";

const shownAtMost = 50;

export const divisionsCommand = defineCommand({
  meta: { name: "divisions", description: "The list of administrative divisions (GB/T 2260)" },
  subCommands: {
    import: defineCommand({
      meta: { name: "import", description: "Import a newer list (CSV or JSON: code, name, was); says what changes" },
      args: {
        file: {
          type: "positional",
          description: "columns code, name, and was for the codes a new one takes over",
          required: true,
        },
        version: { type: "string", description: "the day the list stands for, 2026-12-31", required: true },
        source: { type: "string", description: "where the list comes from", required: true },
        apply: { type: "boolean", description: "write it (otherwise it is only reported)", default: false },
        "many-removals": { type: "boolean", description: "even though more than a tenth would end", default: false },
      },
      run: ({ args }) =>
        command("divisions import", async () => {
          const rows = await readTable(args.file);
          await withInstalled(async ({ database }) => {
            const report = await importDivisions(database, rows, {
              version: args.version,
              source: args.source,
              now: new Date(),
              dryRun: !args.apply,
              manyRemovals: args["many-removals"],
            });
            const { applied, problems, obstacles, version, divisions, leftOut, ...difference } = report;
            print(`${divisions} divisions as of ${version}`, `left out: ${JSON.stringify(leftOut)}`);
            for (const [kind, list] of Object.entries(difference)) {
              if (!Array.isArray(list) || list.length === 0) continue;
              print(`${kind}: ${list.length}`);
              for (const each of list.slice(0, shownAtMost)) print(`  ${JSON.stringify(each)}`);
              if (list.length > shownAtMost) print(`  … and ${list.length - shownAtMost} more`);
            }
            for (const problem of problems.slice(0, shownAtMost)) print(`problem: ${JSON.stringify(problem)}`);
            for (const obstacle of obstacles) print(`in the way: ${JSON.stringify(obstacle)}`);
            if (obstacles.length > 0) process.exitCode = 1;
            print(applied ? "Written; processes follow within a second." : "Nothing was written.");
            if (!applied) return;
            await recordCommand(database, installationCity, "division.import", version, { source: args.source });
          });
        }),
    }),
  },
});
