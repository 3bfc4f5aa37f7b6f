import { readFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { defineCommand } from "citty";
import { formatProblems, loadCatalogue, publishCatalogue } from "../../domain/catalogue/index.ts";
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
        paths: { type: "positional", description: "only problems of these files (all by default)", required: false },
        folder: folderArgument,
        lang: { type: "string", default: "zh", description: "zh or en" },
      },
      run: ({ args }) =>
        command("catalogue check", async () => {
          const folder = resolve(args.folder);
          const { problems } = await loadCatalogue(folder);
          // Problems name files as <folder's name>/<path>.
          const parent = resolve(folder, "..");
          const wanted = new Set(await Promise.all(args._.map((path) => readable(String(path), parent))));
          const shown = wanted.size === 0 ? problems : problems.filter(({ file }) => wanted.has(file));
          print(formatProblems(shown, args.lang === "en" ? "en" : "zh"));
          if (shown.length > 0) process.exitCode = 1;
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

async function readable(path: string, parent: string): Promise<string> {
  await readFile(path);
  return relative(parent, resolve(path));
}
