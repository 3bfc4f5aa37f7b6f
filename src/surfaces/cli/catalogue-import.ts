import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { access, constants, readFile } from "node:fs/promises";
import { defineCommand } from "citty";
import {
  type Applied,
  applyImport,
  Catalogue,
  CatalogueImport,
  type Counts,
  formatProblems,
  ImportProblem,
  loadGroups,
  type Mapping,
  outcomeNames,
  outcomes,
  type ReportFormat,
  type RowReport,
  readLayers,
  readMapping,
  reportFormats,
  usualMapping,
  writeReport,
} from "../../domain/catalogue/index.ts";
import { Regions } from "../../domain/regions/index.ts";
import { type Language, say, type Text } from "../../foundation/i18n/index.ts";
import { InstallationProblem } from "../installation.ts";
import { catalogueFolder } from "../open-house.ts";
import { recordCommand, withInstalled } from "./installed.ts";
import { heldLines, showReady } from "./showing.ts";
import { command, print, step } from "./terminal.ts";

/** Lines of the report shown on the screen; the whole of it goes into a file. */
const shownAtMost = 200;
const tellEvery = 20_000;

export const catalogueImportCommand = defineCommand({
  meta: { name: "import", description: "Take agencies, times, fees and venues from another system's list into a city" },
  args: {
    file: { type: "positional", description: "CSV or JSON, UTF-8 or GBK", required: true },
    mapping: { type: "string", description: "which column is what (YAML); usual column names without one" },
    city: { type: "string", description: "code of the city: 430621", required: true },
    "dry-run": { type: "boolean", default: false, description: "only say what would be done" },
    show: {
      type: "boolean",
      default: false,
      description: "show new services that lack nothing needed; otherwise they wait hidden",
    },
    report: { type: "string", description: "write the report of every row here; .csv, .json, anything else is text" },
    lang: { type: "string", default: "zh", description: "zh or en" },
  },
  run: ({ args }) =>
    command("catalogue import", async () => {
      const language: Language = args.lang === "en" ? "en" : "zh";
      await access(args.file, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
        throw cannotBeRead(args.file, error);
      });
      const mapping = await mappingOf(args.mapping, language);
      if (!mapping) return;
      await withInstalled(async ({ database, settings }) => {
        const regions = await Regions.load(database);
        const { city } = args;
        if (!regions.city(city)) throw new InstallationProblem(`the city ${city} is not open`);
        const catalogue = await Catalogue.open(database, await loadGroups(catalogueFolder));
        const { divisions } = regions;
        const [division] = divisions.resolve(city);
        const file = new CatalogueImport(() => createReadStream(args.file), mapping, catalogue.services(city), {
          agencyKinds: catalogue.agencyKinds,
          path: divisions.path(division?.code ?? city),
          layers: await readLayers({ database, divisions }, city),
        });
        await report(file, args.report, language);
        const { plan } = file;
        const now = new Date();
        const dryRun = args["dry-run"];
        const applied = await applyImport({ database, catalogue, divisions }, city, plan, { now, dryRun });
        const { counts } = plan;
        print(...summary(counts, plan.encoding, applied, { dryRun, language }));
        if (dryRun) return;
        const detail = { rows: counts.rows, made: applied.made.length, changed: applied.changed.length };
        await recordCommand(database, city, "catalogue.import", args.file.slice(-200), detail);
        if (!args.show || applied.made.length === 0) return;
        const { shown, held } = await showReady({ database, catalogue, regions }, city, applied.made, now);
        const said = (text: Text) => say(text, language);
        print(
          `${said({ zh: "已公开", en: "shown" })} ${shown.length}  ${shown.join(" ")}`.trimEnd(),
          ...heldLines(held, { city, base: settings.baseUrl, said }),
        );
      });
    }),
});

/** What came of the rows, what it did to the city's services, and whether it was written. */
function summary(
  counts: Counts,
  encoding: string,
  applied: Applied,
  { dryRun, language }: { readonly dryRun: boolean; readonly language: Language },
): string[] {
  const zh = language === "zh";
  const outcomesSaid = outcomeNames.map((each) => `${say(outcomes[each], language)} ${counts[each]}`);
  const of = (label: Text, codes: readonly string[]) => `${say(label, language)} ${codes.length}  ${codes.join(" ")}`;
  const lines = [
    `${zh ? `${counts.rows} 行` : `${counts.rows} rows`} (${encoding}): ${outcomesSaid.join(", ")}`,
    of({ zh: "新增服务", en: "new services" }, applied.made),
    of({ zh: "有改动", en: "changed" }, applied.changed),
    of({ zh: "不用改", en: "as they are" }, applied.same),
  ].map((line) => line.trimEnd());
  const nothing = applied.made.length + applied.changed.length === 0;
  if (dryRun) lines.push(zh ? "只是预演，没有写入（--dry-run）。" : "Nothing was written (--dry-run).");
  else if (nothing) lines.push(zh ? "没有要改的。" : "There was nothing to change.");
  else lines.push(zh ? "已经写入，各个进程一秒内生效。" : "Written; processes follow within a second.");
  return lines;
}

async function mappingOf(path: string | undefined, language: Language): Promise<Mapping | undefined> {
  if (path === undefined) return usualMapping;
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw cannotBeRead(path, error);
  });
  const { mapping, problems } = readMapping(path, text);
  if (mapping) return mapping;
  print(formatProblems(problems, language), "Nothing was imported.");
  process.exitCode = 1;
  return undefined;
}

function cannotBeRead(path: string, { code = "" }: NodeJS.ErrnoException): InstallationProblem {
  const why: Readonly<Record<string, string>> = {
    ENOENT: "there is no such file",
    EACCES: "this account may not read it",
    EISDIR: "it is a folder",
  };
  return new InstallationProblem(`${path} cannot be read: ${why[code] ?? code}`);
}

/** Every row into the file of the report, or the first on the screen. */
async function report(file: CatalogueImport, path: string | undefined, language: Language): Promise<void> {
  let read = 0;
  let shown = 0;
  async function* rows(): AsyncGenerator<RowReport> {
    for await (const row of file.rows()) {
      read += 1;
      if (read % tellEvery === 0) step(`${read} rows`);
      if (path === undefined && (row.outcome === "taken" || shown++ >= shownAtMost)) continue;
      yield row;
    }
  }
  try {
    if (path === undefined) {
      for await (const piece of writeReport(rows(), "text", language)) process.stdout.write(piece);
      if (shown > shownAtMost) print(`… and ${shown - shownAtMost} more; all of them with --report`);
      return;
    }
    const out = createWriteStream(path);
    for await (const piece of writeReport(rows(), formatOf(path), language)) {
      if (!out.write(piece)) await once(out, "drain");
    }
    out.end();
    await once(out, "finish");
  } catch (error) {
    if (!(error instanceof ImportProblem)) throw error;
    const where = error.row === undefined ? "" : `, row ${error.row}`;
    throw new InstallationProblem(`the file cannot be read (${error.code}${where}): ${error.message}`);
  }
}

function formatOf(path: string): ReportFormat {
  return reportFormats.find((format) => path.toLowerCase().endsWith(`.${format}`)) ?? "text";
}
