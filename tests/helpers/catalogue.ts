import { resolve } from "node:path";
import { type LoadedCatalogue, loadCatalogue } from "../../src/domain/catalogue/index.ts";

let loaded: Promise<LoadedCatalogue> | undefined;

/** The project's own catalogue, read once in each worker: two seconds that thirty files would take each. To be read, not changed. */
export function theCatalogue(): Promise<LoadedCatalogue> {
  loaded ??= loadCatalogue(resolve("catalogue"));
  return loaded;
}
