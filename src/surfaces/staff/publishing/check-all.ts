import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { parse } from "yaml";
import { connectorConfigsOf } from "../../../domain/agencies/index.ts";
import {
  type CatalogueProblem,
  type CheckedService,
  type ConnectorFile,
  checkOwnService,
  connectorProblems,
  type LoadedCatalogue,
  loadCatalogue,
  loadFrame,
  type OwnFiles,
  placesIn,
  type ServiceVersion,
  sortedProblems,
} from "../../../domain/catalogue/index.ts";
import type { House } from "../../house.ts";
import { catalogueFolder } from "../../open-house.ts";
import { rehearseAll, type Stage } from "../../resident/journey/rehearse.ts";

/** The examples of connectors beside a catalogue: what the services of the nation are checked against. */
const connectorsBeside = (folder: string) => join(resolve(folder), "..", "deploy", "connectors");

/**
 * Everything that is checked before the nation's files go live, as one list: form, rules, fee, times, words, certificates, samples, the
 * agencies' connectors, and every sample played through the pages people see.
 */
export async function checkWhole(
  folder: string,
  divisions: Stage["divisions"],
): Promise<LoadedCatalogue & { readonly rehearsed: number }> {
  const loaded = await loadCatalogue(folder);
  const problems = [...loaded.problems];
  problems.push(...connectorProblems(loaded.services.values(), await connectorFiles(connectorsBeside(folder))));
  let rehearsed = 0;
  for (const service of loaded.services.values()) {
    const { code, field } = service.definition;
    const path = join(field, `${code}.yaml`);
    const file = join(resolve(folder), path);
    const found = rehearsal(service, { divisions, agencyKinds: loaded.agencyKinds });
    rehearsed += service.definition.samples.length;
    if (found.length === 0) continue;
    // The folder of a file is its field, or the file would have been named already.
    const text = existsSync(file) ? await readFile(file, "utf8") : "";
    problems.push(...inFile(found, join(basename(resolve(folder)), path), text));
  }
  return { ...loaded, problems: sortedProblems(problems), rehearsed };
}

/** The same for one service that a city sends, against that city's own connectors. */
export async function checkSent(house: House, city: string, upload: OwnFiles): Promise<CheckedService> {
  const { catalogue, database, regions } = house;
  const checked = checkOwnService(await loadFrame(catalogueFolder), catalogue, city, upload);
  const { service } = checked;
  if (service === undefined) return checked;
  const place = placesIn(upload.service.name, upload.service.text);
  const stage = { divisions: regions.divisions, agencyKinds: catalogue.agencyKinds };
  const problems = inFile(rehearsal(service, stage), upload.service.name, upload.service.text);
  const configs = await connectorConfigsOf(database, city);
  const connectors = configs.map(
    ({ config }): ConnectorFile => ({
      ...{ file: upload.service.name, config },
      // A city's connector stands in no file: what does not fit is mended in the service.
      place: () => place([service.definition.look_up ? "look_up" : "agency_case"]),
    }),
  );
  problems.push(...connectorProblems([service], connectors));
  return { service: problems.length > 0 ? undefined : service, problems: sortedProblems(problems) };
}

function rehearsal(service: ServiceVersion, stage: Stage) {
  return rehearseAll(service, stage);
}

function inFile(found: ReturnType<typeof rehearsal>, file: string, text: string): CatalogueProblem[] {
  const place = placesIn(file, text);
  return found.map(({ path, code, say, remedy }) => ({ file, ...place(path), code, say, remedy }));
}

async function connectorFiles(folder: string): Promise<ConnectorFile[]> {
  const names = existsSync(folder) ? (await readdir(folder)).filter((name) => name.endsWith(".yaml")).sort() : [];
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), "utf8");
      return { file: join("deploy/connectors", name), config: parse(text), place: placesIn(name, text) };
    }),
  );
}
