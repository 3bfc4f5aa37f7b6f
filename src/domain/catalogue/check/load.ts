import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { type CatalogueProblem, sorted } from "../files/problems.ts";
import { checkForm } from "../files/schema.ts";
import { Source } from "../files/source.ts";
import type { LifeEvent } from "../life-events/life-event.ts";
import { compileService, type ServiceVersion } from "../service/compile.ts";
import type { AgencyKind, CertificateTemplate, Field, ServiceDefinition } from "../service/definition.ts";
import { readCertificate, readService, type ServiceFile } from "../service/read.ts";
import { checkBill } from "./bill.ts";
import { checkCertificate } from "./certificate.ts";
import { checkLifeEvent, lifeEventFolder } from "./life-event.ts";
import { checkLookUp } from "./look-up.ts";
import { checkMessages } from "./messages.ts";
import { checkQuestions } from "./questions.ts";
import { checkRules } from "./rules.ts";
import { checkSamples } from "./samples.ts";
import { checkService } from "./service.ts";
import { checkTexts } from "./texts.ts";

/** A catalogue as its files say it, and everything that is wrong with them. Services with problems are left out. */
export type LoadedCatalogue = {
  readonly services: ReadonlyMap<string, ServiceVersion>;
  readonly fields: ReadonlyMap<string, Field>;
  readonly agencyKinds: ReadonlyMap<string, AgencyKind>;
  readonly certificates: ReadonlyMap<string, CertificateTemplate>;
  readonly lifeEvents: ReadonlyMap<string, LifeEvent>;
  readonly problems: readonly CatalogueProblem[];
};

/** Files of a catalogue by their path within it. */
export type CatalogueFiles = ReadonlyMap<string, string>;

const maximumFiles = 5000;
const yaml = /\.ya?ml$/;

/** Reads the YAML files of a catalogue folder, two levels deep. */
async function readFolder(directory: string): Promise<Map<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && yaml.test(entry.name) && !entry.name.startsWith("."))
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .filter((path) => path.split("/").length <= 2)
    .sort();
  if (paths.length > maximumFiles) throw new Error(`more than ${maximumFiles} files in ${directory}`);
  const files = new Map<string, string>();
  for (const path of paths) files.set(path, await readFile(join(directory, path), "utf8"));
  return files;
}

/** Loads and checks a whole catalogue folder. Problems name files as `<folder>/<path>`. */
export async function loadCatalogue(directory: string): Promise<LoadedCatalogue> {
  return checkCatalogue(await readFolder(directory), basename(resolve(directory)));
}

/** Only the fields and the kinds of agency: all a running program needs of the files, its services come from the database. */
export async function loadGroups(directory: string): Promise<Pick<LoadedCatalogue, "fields" | "agencyKinds">> {
  const problems: CatalogueProblem[] = [];
  const open = async (path: string) => new Source(path, await readFile(join(directory, path), "utf8"));
  const fields = list<Field>(await open("fields.yaml"), "fields", problems);
  const agencyKinds = list<AgencyKind>(await open("agencies.yaml"), "agencies", problems);
  const [problem] = problems;
  if (problem) throw new Error(`${problem.file}:${problem.line}: ${problem.say.en}`);
  return { fields, agencyKinds };
}

/** A digest of every file of the folder: equal ones need not be checked and published again. */
export async function digestOfCatalogue(directory: string): Promise<string> {
  const hash = createHash("sha256");
  for (const [path, text] of await readFolder(directory)) hash.update(`${path}\u0000${text}\u0000`);
  return hash.digest("hex");
}

/** The same from texts in memory; `root` stands before each path in what problems say. */
export function checkCatalogue(files: CatalogueFiles, root = "catalogue"): LoadedCatalogue {
  const open = (path: string) => new Source(join(root, path), files.get(path) ?? "");
  const problems: CatalogueProblem[] = [];

  const fields = list<Field>(open("fields.yaml"), "fields", problems);
  const agencyKinds = list<AgencyKind>(open("agencies.yaml"), "agencies", problems);

  const templates: { source: Source; template: CertificateTemplate }[] = [];
  const certificates = new Map<string, CertificateTemplate>();
  // Those with problems too, so that services that issue them are not told that they do not exist.
  const named = new Map<string, string>();
  const sources: { source: Source; path: string }[] = [];
  const eventSources: Source[] = [];
  for (const path of files.keys()) {
    if (!path.includes("/")) continue;
    const source = open(path);
    if (dirname(path) === lifeEventFolder) {
      eventSources.push(source);
      continue;
    }
    if (dirname(path) !== "certificates") {
      sources.push({ source, path });
      continue;
    }
    if (source.readable && !isEmpty(source) && checkForm(source, "certificate")) {
      checkTexts(source);
      const template = readCertificate(source.value);
      if (isFirst(source, named, template.code, "duplicate_certificate")) certificates.set(template.code, template);
      named.set(template.code, source.problems.file);
      templates.push({ source, template });
    } else {
      named.set(basename(path).replace(yaml, ""), source.problems.file);
      problems.push(...source.problems.list);
    }
  }

  const known = { fields, agencyKinds, certificates: named };
  const services = new Map<string, ServiceVersion>();
  const definitions: ServiceDefinition[] = [];
  const codes = new Map<string, string>();
  for (const { source } of sources) {
    if (source.readable && !isEmpty(source) && checkForm(source, "service")) {
      const file = source.value as ServiceFile;
      checkTexts(source);
      checkService(source, file, known);
      checkQuestions(source, file);
      checkLookUp(source, file);
      checkBill(source, file);
      checkMessages(source, file);
      const runnable = checkRules(source, file);
      const unique = isFirst(source, codes, file.code, "duplicate_service");
      const definition = readService(file);
      definitions.push(definition);
      if (
        runnable &&
        source.problems.list.every(({ code }) => code !== "duplicate_question" && code !== "missing_options")
      ) {
        const certificate = certificates.get(definition.result.certificate ?? "");
        const compiled = compileService(definition, certificate);
        checkSamples(source, compiled);
        if (unique && source.problems.list.length === 0) services.set(definition.code, compiled);
      }
      codes.set(file.code, source.problems.file);
    }
    problems.push(...source.problems.list);
  }
  for (const { source, template } of templates) {
    checkCertificate(source, template, definitions);
    problems.push(...source.problems.list);
    if (source.problems.list.length > 0) {
      for (const [code, service] of services) if (service.certificate === template) services.delete(code);
    }
  }
  const lifeEvents = new Map<string, LifeEvent>();
  for (const source of eventSources) {
    if (source.readable && !isEmpty(source)) {
      const event = checkLifeEvent(source, { named: codes, sound: services });
      if (event) lifeEvents.set(event.definition.code, event);
    }
    problems.push(...source.problems.list);
  }
  return { services, fields, agencyKinds, certificates, lifeEvents, problems: sorted(problems) };
}

function isEmpty(source: Source): boolean {
  if (source.value !== null && source.value !== undefined) return false;
  if (source.problems.list.length === 0) {
    source.problems.add(
      "file_empty",
      { line: 1, column: 1 },
      { zh: "文件是空的，或者不存在。", en: "The file is empty or missing." },
      {
        zh: "请写上内容，可以从 policing/residence-permit.yaml 抄一份来改。",
        en: "Write it; policing/residence-permit.yaml is a good one to start from.",
      },
    );
  }
  return true;
}

function isFirst(source: Source, seen: ReadonlyMap<string, string>, code: string, problem: string): boolean {
  const where = seen.get(code);
  if (where === undefined) return true;
  source.problems.add(
    problem,
    source.placeOfValue(["code"]),
    { zh: `代码“${code}”已经用在 ${where} 里了。`, en: `The code "${code}" is used already, in ${where}.` },
    { zh: "请换一个代码。", en: "Choose another code." },
  );
  return false;
}

function list<T extends { readonly code: string }>(
  source: Source,
  kind: "fields" | "agencies",
  problems: CatalogueProblem[],
): Map<string, T> {
  const found = new Map<string, T>();
  if (source.readable && !isEmpty(source) && checkForm(source, kind)) {
    checkTexts(source);
    for (const [index, entry] of (source.value as T[]).entries()) {
      if (found.has(entry.code)) {
        source.problems.add(
          "duplicate_code",
          source.placeOfValue([index, "code"]),
          { zh: `代码“${entry.code}”写了两次。`, en: `The code "${entry.code}" stands here twice.` },
          { zh: "请只留一个。", en: "Keep only one of them." },
        );
      }
      found.set(entry.code, entry);
    }
  }
  problems.push(...source.problems.list);
  return found;
}

/**
 * Checks files or folders for `onewindow catalogue check`. A file is checked within the catalogue it lies in (the nearest
 * folder above with a fields.yaml); only problems of what was asked for are reported, all of them when a folder is.
 */
export async function checkFiles(paths: readonly string[]): Promise<readonly CatalogueProblem[]> {
  const problems: CatalogueProblem[] = [];
  const roots = new Map<string, { asked: Set<string>; whole: boolean }>();
  for (const path of paths) {
    const root = await rootOf(path);
    if (root === undefined) {
      problems.push({
        file: path,
        line: 1,
        column: 1,
        code: "no_catalogue",
        say: {
          zh: "找不到这个文件，或者它不在任何目录（catalogue）里。",
          en: "There is no such file, or it lies in no catalogue.",
        },
        remedy: {
          zh: "服务文件放在 catalogue/领域/服务.yaml，catalogue 里有 fields.yaml。",
          en: "A service file lies at catalogue/<field>/<service>.yaml, beside a catalogue's fields.yaml.",
        },
      });
      continue;
    }
    const entry = roots.get(root) ?? { asked: new Set<string>(), whole: false };
    if (resolve(path) === root) entry.whole = true;
    else entry.asked.add(join(basename(root), relative(root, resolve(path))));
    roots.set(root, entry);
  }
  for (const [root, { asked, whole }] of roots) {
    const found = (await loadCatalogue(root)).problems;
    problems.push(
      ...found.filter(({ file }) => whole || [...asked].some((one) => file === one || file.startsWith(`${one}/`))),
    );
  }
  return sorted(problems);
}

async function rootOf(path: string): Promise<string | undefined> {
  let folder = resolve(path);
  for (let up = 0; up < 3; up++) {
    const names: readonly string[] = await readdir(folder).catch(() => []);
    if (names.includes("fields.yaml")) return up === 0 || (await exists(path)) ? folder : undefined;
    folder = dirname(folder);
  }
  return undefined;
}

async function exists(path: string): Promise<boolean> {
  const names: readonly string[] = await readdir(dirname(resolve(path))).catch(() => []);
  return names.includes(basename(path));
}
