import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Catalogue } from "../catalogue.ts";
import { type CatalogueProblem, sorted } from "../files/problems.ts";
import { maximumFileSize, type Path, Source } from "../files/source.ts";
import type { ServiceVersion } from "../service/compile.ts";
import { checkCatalogue } from "./load.ts";

/** A file that somebody sent, with the name it had with them. */
export type FileText = { readonly name: string; readonly text: string };

/** What a city sends: a service, and the certificate it issues where that is new too. */
export type OwnFiles = { readonly service: FileText; readonly certificate?: FileText | undefined };

export type CheckedService = {
  /** Undefined where there are problems. */
  readonly service: ServiceVersion | undefined;
  /** Everything that is wrong, with the names of the files as they were sent. */
  readonly problems: readonly CatalogueProblem[];
};

/** Certificates a service may refer to, by their path; part of the catalogue's frame beside fields and agencies. */
export type Frame = ReadonlyMap<string, string>;

/** Fields, agencies and certificates of a catalogue folder, as texts. */
export async function loadFrame(directory: string): Promise<Frame> {
  const frame = new Map<string, string>();
  const paths = ["fields.yaml", "agencies.yaml"];
  const certificates = await readdir(join(directory, "certificates"));
  paths.push(...certificates.filter((name) => /\.ya?ml$/.test(name)).map((name) => `certificates/${name}`));
  for (const path of paths) frame.set(path, await readFile(join(directory, path), "utf8"));
  return frame;
}

/**
 * Checks a service file as it would be checked within the catalogue of the nation: form, rules, fee, times, words, certificate and
 * samples. A code of the nation is a changed version of that service and must stay of its kind; a code of another city is
 * refused like one that is taken. `city`: whose file it is.
 */
export function checkOwnService(
  frame: Frame,
  catalogue: Pick<Catalogue, "service" | "placeOf">,
  city: string,
  upload: OwnFiles,
): CheckedService {
  const files = new Map(frame);
  const source = new Source(upload.service.name, upload.service.text.slice(0, maximumFileSize + 1));
  const { code, field } = (source.value ?? {}) as { readonly code?: unknown; readonly field?: unknown };
  const named = typeof code === "string" && /^[a-z][a-z0-9-]{0,59}$/.test(code) ? code : "service";
  const within = typeof field === "string" && /^[a-z][a-z0-9-]{0,59}$/.test(field) ? field : "service";
  const path = `${within}/${named}.yaml`;
  files.set(path, upload.service.text);
  const names = new Map([[join("catalogue", path), basename(upload.service.name)]]);
  if (upload.certificate) {
    const at = certificatePath(upload.certificate);
    files.set(at, upload.certificate.text);
    names.set(join("catalogue", at), basename(upload.certificate.name));
  }
  const checked = checkCatalogue(files);
  const problems = checked.problems.flatMap((problem) => {
    const file = names.get(problem.file);
    return file === undefined ? [] : [{ ...problem, file }];
  });
  problems.push(...clashes(source, upload.service.name, catalogue, city, named));
  const found = checked.services.get(named);
  return { service: problems.length > 0 ? undefined : found, problems: sorted(problems) };
}

/** The path a certificate has in the catalogue: its code is its name. */
function certificatePath({ name, text }: FileText): string {
  const { code } = (new Source(name, text).value ?? {}) as { readonly code?: unknown };
  const named = typeof code === "string" && /^[a-z][a-z0-9-]{0,59}$/.test(code) ? code : "certificate";
  return `certificates/${named}.yaml`;
}

function clashes(
  source: Source,
  name: string,
  catalogue: Pick<Catalogue, "service" | "placeOf">,
  city: string,
  code: string,
): CatalogueProblem[] {
  const file = basename(name);
  const problems: CatalogueProblem[] = [];
  const place = catalogue.placeOf(code);
  if (place !== undefined && place !== city) {
    problems.push({
      ...{ file, ...source.placeOfValue(["code"]), code: "service_code_taken" },
      say: { zh: `代码“${code}”已被别处的事项使用。`, en: `The code "${code}" is used by a service of another place.` },
      remedy: {
        zh: "请换一个代码，例如在前面加上本地的拼音。",
        en: "Choose another code, for example with your place's name in front.",
      },
    });
  }
  const before = place === undefined ? catalogue.service(code)?.definition : undefined;
  const value = (source.value ?? {}) as Readonly<Record<string, unknown>>;
  for (const key of ["field", "kind", "regime"] as const) {
    if (!before || value[key] === undefined || value[key] === before[key]) continue;
    problems.push({
      ...{ file, ...source.placeOfValue([key]), code: "nation_says" },
      say: {
        zh: `全国目录里这项服务的 ${key} 是“${before[key]}”，这里写的是“${String(value[key])}”。`,
        en: `In the national catalogue, \`${key}\` of this service is "${before[key]}"; here it is "${String(value[key])}".`,
      },
      remedy: {
        zh: `请写回“${before[key]}”；如果是另一项服务，请换一个 code。`,
        en: `Write "${before[key]}"; if it is another service, choose another code.`,
      },
    });
  }
  return problems;
}

/** Tells where things stand in a file. */
export function placesIn(
  file: string,
  text: string,
): (path: Path) => { readonly line: number; readonly column: number } {
  const source = new Source(file, text);
  return (path) => source.place(path);
}
