/**
 * Search over the whole catalogue as it stands in `catalogue/`: every query of tests/search/, in the nation and in a city that offers a
 * part of the services; time per query and the memory of the index. One process, no database. See bench/README.md.
 *
 *   node --expose-gc --import tsx bench/search.ts [--rounds=50]
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { loadCatalogue, ServiceSearch } from "../src/domain/catalogue/index.ts";
import { catalogueFolder } from "../src/surfaces/open-house.ts";
import { keepResult, machine } from "./support/machine.ts";

const { values: options } = parseArgs({ options: { rounds: { type: "string", default: "50" } } });
const rounds = Number(options.rounds);

const { services } = await loadCatalogue(catalogueFolder);
const all = [...services.values()];
const queries = ["blind.tsv", "informed.tsv"].flatMap((name) =>
  readFileSync(new URL(`../tests/search/${name}`, import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split("\t")[0] ?? ""),
);

const held = () => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};
// The first one loads the dictionary of readings; it is there once for everything that spells Chinese.
new ServiceSearch(all.slice(0, 1)).find("居住证");
const before = held();
const began = performance.now();
const search = new ServiceSearch(all);
const built = performance.now() - began;
const bytes = held() - before;

/** Every third service is not offered: about what a county has on its first day. */
const among = new Set(all.filter((_, index) => index % 3 !== 0).map(({ definition }) => definition.code));

function measure(find: (query: string) => unknown) {
  for (const query of queries) find(query);
  const taken: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const query of queries) {
      const from = performance.now();
      find(query);
      taken.push((performance.now() - from) * 1_000);
    }
  }
  taken.sort((a, b) => a - b);
  const at = (share: number) => Math.round(taken[Math.floor((taken.length - 1) * share)] ?? 0);
  return { p50_us: at(0.5), p99_us: at(0.99), longest_us: at(1) };
}

const result = {
  machine: machine(),
  services: all.length,
  queries: queries.length,
  rounds,
  build_ms: Math.round(built),
  index_kb: globalThis.gc ? Math.round(bytes / 1024) : null,
  nation: measure((query) => search.find(query)),
  city: { offers: among.size, ...measure((query) => search.find(query, { among })) },
};
keepResult("search", result);
