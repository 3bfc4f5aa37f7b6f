import { resolve } from "node:path";
import { defineCommand } from "citty";
import { checkFiles, formatProblems, loadCatalogue, publishCatalogue } from "../../domain/catalogue/index.ts";
import { installationCity } from "../../foundation/secrets/index.ts";
import { catalogueFolder } from "../open-house.ts";
import { recordCommand, withInstalled } from "./installed.ts";
import { command, print } from "./terminal.ts";

const folderArgument = {
  type: "string",
  description: "the folder of the catalogue",
  default: catalogueFolder,
} as const;

export const catalogueCommand = defineCommand({
  meta: { name: "catalogue", description: "Check and publish the service files" },
  subCommands: {
    check: defineCommand({
      meta: { name: "check", description: "Say file, line, what is wrong and what would be right; needs no database" },
      args: {
        paths: { type: "positional", description: "only these files or folders (all by default)", required: false },
        folder: folderArgument,
        lang: { type: "string", default: "zh", description: "zh or en" },
      },
      run: ({ args }) =>
        command("catalogue check", async () => {
          const problems = await checkFiles(args._.length > 0 ? args._.map(String) : [args.folder]);
          print(formatProblems(problems, args.lang === "en" ? "en" : "zh"));
          if (problems.length > 0) process.exitCode = 1;
        }),
    }),
    publish: defineCommand({
      meta: {
        name: "publish",
        description: "Put what the files say into force, all or nothing; processes follow within a second",
      },
      args: { folder: folderArgument },
      run: ({ args }) =>
        command("catalogue publish", () =>
          withInstalled(async ({ database }) => {
            const files = await loadCatalogue(resolve(args.folder));
            if (files.problems.length > 0) {
              print(formatProblems(files.problems, "zh"), "Nothing was published.");
              process.exitCode = 1;
              return;
            }
            const { added, changed } = await publishCatalogue(database, files, new Date());
            for (const { code, version } of changed) {
              await recordCommand(database, installationCity, "service.publish", code, { version });
              print(`in force: ${code} ${version}`);
            }
            if (changed.length === 0) print(`Nothing changed (${added.length} new versions).`);
          }),
        ),
    }),
  },
});
