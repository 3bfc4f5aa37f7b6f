import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ServiceSearch } from "../../src/domain/catalogue/index.ts";
import { theCatalogue } from "../helpers/catalogue.ts";

const { services } = await theCatalogue();
const search = new ServiceSearch([...services.values()]);

type Query = { readonly asked: string; readonly wanted: readonly string[] };

function queriesOf(name: string): readonly Query[] {
  return readFileSync(new URL(name, import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [asked = "", wanted = ""] = line.split("\t");
      return { asked, wanted: wanted.split(" ").filter((code) => code !== "") };
    });
}

function measure(queries: readonly Query[]) {
  const ranks = queries.map(({ asked, wanted }) => search.find(asked).findIndex((code) => wanted.includes(code)));
  const share = (most: number) => ranks.filter((rank) => rank >= 0 && rank < most).length / queries.length;
  const missed = queries.filter((_, index) => {
    const rank = ranks[index] ?? -1;
    return rank < 0 || rank > 2;
  });
  return { first: share(1), firstThree: share(3), missed: missed.map(({ asked }) => asked) };
}

describe.each([
  ["blind.tsv", 70, "written without looking at the catalogue's words"],
  ["informed.tsv", 80, "written with the catalogue at hand"],
])("queries of %s", (name, least) => {
  const queries = queriesOf(name);

  test(`are at least ${least}, all different, and name services that exist`, () => {
    expect(queries.length).toBeGreaterThanOrEqual(least);
    expect(new Set(queries.map(({ asked }) => asked)).size).toBe(queries.length);
    const unknown = queries.flatMap(({ wanted }) => wanted.filter((code) => !services.has(code)));
    expect(unknown).toEqual([]);
    expect(queries.filter(({ wanted }) => wanted.length === 0)).toEqual([]);
  });

  test("find their service in the first three of at least 95 in 100", () => {
    const { first, firstThree, missed } = measure(queries);
    const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
    console.info(`${name}: ${queries.length} queries, hit@1 ${percent(first)}, hit@3 ${percent(firstThree)}`, missed);
    expect(firstThree).toBeGreaterThanOrEqual(0.95);
  });
});
