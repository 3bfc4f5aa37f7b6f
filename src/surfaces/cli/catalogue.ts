import { resolve } from "node:path";
import { defineCommand } from "citty";
import {
  Catalogue,
  checkFiles,
  compareVersions,
  type Difference,
  formatProblems,
  loadGroups,
  nation,
  type PublishedBy,
  parts,
  publicationsOf,
  publishCatalogue,
  putVersion,
  releaseHeld,
  versionsOf,
} from "../../domain/catalogue/index.ts";
import { Regions } from "../../domain/regions/index.ts";
import type { Database } from "../../foundation/database/index.ts";
import { formatInstant, type Language } from "../../foundation/i18n/index.ts";
import { installationCity } from "../../foundation/secrets/index.ts";
import { catalogueFolder } from "../open-house.ts";
import { checkWhole } from "../staff/publishing/check-all.ts";
import { catalogueExportCommand } from "./catalogue-export.ts";
import { catalogueImportCommand } from "./catalogue-import.ts";
import { recordCommand, withInstalled } from "./installed.ts";
import { command, print } from "./terminal.ts";

const folderArgument = {
  type: "string",
  description: "the folder of the catalogue",
  default: catalogueFolder,
} as const;
const langArgument = { type: "string", default: "zh", description: "zh or en" } as const;
const noteArgument = { type: "string", default: "", description: "why, for whoever reads the history" } as const;
const codeArgument = { type: "positional", description: "code of the service", required: true } as const;

const languageOf = (lang: string): Language => (lang === "en" ? "en" : "zh");

/** Who publishes from the command line. */
const by = (note: string): PublishedBy => ({ kind: "system", id: "command line", name: "command line", note });

const openCatalogue = async (database: Database) => Catalogue.open(database, await loadGroups(catalogueFolder));

export const catalogueCommand = defineCommand({
  meta: { name: "catalogue", description: "Check, publish, compare and roll back the services" },
  subCommands: {
    check: defineCommand({
      meta: { name: "check", description: "Say file, line, what is wrong and what would be right; needs no database" },
      args: {
        paths: { type: "positional", description: "only these files or folders (all by default)", required: false },
        folder: folderArgument,
        lang: langArgument,
      },
      run: ({ args }) =>
        command("catalogue check", async () => {
          const problems = await checkFiles(args._.length > 0 ? args._.map(String) : [args.folder]);
          print(formatProblems(problems, languageOf(args.lang)));
          if (problems.length > 0) process.exitCode = 1;
        }),
    }),
    publish: defineCommand({
      meta: {
        name: "publish",
        description: "Check everything, play every sample through the pages, then put it into force; all or nothing",
      },
      args: { folder: folderArgument, note: noteArgument },
      run: ({ args }) =>
        command("catalogue publish", () =>
          withInstalled(async ({ database }) => {
            const { divisions } = await Regions.load(database);
            const files = await checkWhole(resolve(args.folder), divisions);
            if (files.problems.length > 0) {
              print(
                formatProblems(files.problems, "zh"),
                "",
                formatProblems(files.problems, "en"),
                "Nothing was published.",
              );
              process.exitCode = 1;
              return;
            }
            const { added, changed, held } = await publishCatalogue(database, files, new Date(), by(args.note));
            for (const { code, version } of changed) {
              await recordCommand(database, installationCity, "service.publish", code, { version });
              print(`in force: ${code} ${version}`);
            }
            if (changed.length > 0) print("What has changed: onewindow catalogue diff CODE");
            for (const { code, version, inForce } of held) {
              print(`kept: ${code} ${inForce}; somebody rolled back from ${version}, which the files still say.`);
              print(`  Change the file, or let it decide again: onewindow catalogue release ${code}`);
            }
            print(`${files.services.size} services checked, ${files.rehearsed} samples played through the pages.`);
            if (changed.length === 0) print(`Nothing changed (${added.length} new versions).`);
          }),
        ),
    }),
    versions: defineCommand({
      meta: { name: "versions", description: "Every version of a service of the nation, newest first" },
      args: { code: codeArgument, lang: langArgument },
      run: ({ args }) =>
        command("catalogue versions", () =>
          withInstalled(async ({ database }) => {
            const catalogue = await openCatalogue(database);
            const known = await versionsOf(database, catalogue, nation, args.code);
            if (known.length === 0) return notThere(noService(args.code));
            const lines = await publicationsOf(database, nation, args.code);
            const inForce = known.find((one) => one.inForce)?.version;
            // A version may have been put into force several times: the latest counts.
            const current = lines.find(({ version }) => version === inForce);
            for (const line of lines) {
              const mark = line === current ? "*" : " ";
              const at = formatInstant(line.at, languageOf(args.lang));
              const act = line.act.replaceAll("_", " ").padEnd(11);
              print(`${mark} ${line.version}  ${act}  ${at}  ${line.by}${line.note === "" ? "" : `  ${line.note}`}`);
            }
          }),
        ),
    }),
    diff: defineCommand({
      meta: { name: "diff", description: "What one version of a service says otherwise than another, in words" },
      args: {
        code: codeArgument,
        before: {
          type: "positional",
          description: "the earlier version (the one that held before)",
          required: false,
        },
        after: { type: "positional", description: "the later version (the one in force)", required: false },
        lang: langArgument,
      },
      run: ({ args }) =>
        command("catalogue diff", () =>
          withInstalled(async ({ database }) => {
            const catalogue = await openCatalogue(database);
            const inForce = catalogue.service(args.code)?.version;
            if (inForce === undefined) return notThere(noService(args.code));
            const wanted = [args.before ?? (await versionBefore(database, args.code, inForce)), args.after ?? inForce];
            const [earlier, later] = wanted;
            if (earlier === undefined) return notThere(`${args.code} has had one version only, ${inForce}`);
            const before = catalogue.service(args.code, earlier);
            const after = catalogue.service(args.code, later);
            if (!before || !after)
              return notThere(`${args.code} has no version ${before ? later : earlier}${seeVersions(args.code)}`);
            print(`${before.version} → ${after.version}`);
            print(...formatDifferences(compareVersions(before, after), languageOf(args.lang)));
          }),
        ),
    }),
    import: catalogueImportCommand,
    export: catalogueExportCommand,
    rollback: defineCommand({
      meta: {
        name: "rollback",
        description: "Put an earlier version into force again, live everywhere within a second",
      },
      args: {
        code: codeArgument,
        version: { type: "positional", description: "the version", required: true },
        note: noteArgument,
      },
      run: ({ args }) =>
        command("catalogue rollback", () =>
          withInstalled(async ({ database }) => {
            const { code, version } = args;
            const catalogue = await openCatalogue(database);
            if (!catalogue.service(code)) return notThere(noService(code));
            if (!catalogue.service(code, version))
              return notThere(`${code} has no version ${version}${seeVersions(code)}`);
            const change = { place: nation, service: code, version, back: true };
            const put = await putVersion(database, change, by(args.note), new Date());
            await recordCommand(database, installationCity, "service.roll_back", code, {
              ...{ version, before: put.version_before },
            });
            print(`in force: ${code} ${version} (before: ${put.version_before ?? "none"})`);
            print(
              "It stays until the files say something new, or `onewindow catalogue release` lets them decide again.",
            );
          }),
        ),
    }),
    release: defineCommand({
      meta: {
        name: "release",
        description:
          "Let the files decide again about a service that was rolled back; the next `catalogue publish` does it",
      },
      args: { code: codeArgument, note: noteArgument },
      run: ({ args }) =>
        command("catalogue release", () =>
          withInstalled(async ({ database }) => {
            const put = await releaseHeld(database, args.code, by(args.note), new Date());
            await recordCommand(database, installationCity, "service.release", args.code, { version: put.version });
            print(`in force until the next publish: ${put.code} ${put.version}`);
          }),
        ),
    }),
  },
});

const noService = (code: string) =>
  `there is no service ${code}; \`onewindow catalogue export --format csv\` lists them all`;
const seeVersions = (code: string) => `; \`onewindow catalogue versions ${code}\` lists them`;

/** The version that held for the nation before the one in force. */
async function versionBefore(database: Database, code: string, inForce: string): Promise<string | undefined> {
  const lines = await publicationsOf(database, nation, code);
  const changes = lines.filter(({ version, before }) => before !== null && before !== version);
  return changes.find(({ version }) => version === inForce)?.before ?? undefined;
}

function notThere(line: string): void {
  print(line);
  process.exitCode = 1;
}

/** Differences as lines for a terminal. */
export function formatDifferences(differences: readonly Difference[], language: Language): string[] {
  const empty = language === "zh" ? "两个版本说的一样。" : "Both versions say the same.";
  if (differences.length === 0) return [empty];
  const signs = { added: "+", removed: "-", changed: "~" } as const;
  const lines: string[] = [];
  let part = "";
  for (const one of differences) {
    const title = parts[one.part][language];
    if (title !== part) lines.push(title);
    part = title;
    const said = [one.before?.[language], one.after?.[language]].filter((text) => text !== undefined).join(" → ");
    lines.push(`  ${signs[one.kind]} ${one.label[language]}: ${said}`);
  }
  return lines;
}
