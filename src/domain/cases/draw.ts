import { closedStates, type Transition } from "./states.ts";

/** A table of states as a Mermaid diagram and a table, for docs/states/ (generated, compared by a test). */
export function drawRegime(regime: string, table: readonly Transition[]): string {
  const moves = table.filter((row) => row.from !== row.to);
  const arrows = moves.map(
    (row) => `  ${row.from === "new" ? "[*]" : row.from} --> ${row.to}: ${row.act} (${row.who.join(", ")})`,
  );
  const ends = [...new Set(moves.map((row) => row.to))].filter((state) => state === "archived");
  const clocks = (row: Transition) =>
    Object.entries(row.clocks)
      .map(([kind, effect]) => `${kind}: ${effect.replaceAll("_", " ")}`)
      .join(", ");
  const lines = table.map(
    (row) => `| ${row.from} | ${row.act} | ${row.to} | ${row.who.join(", ")} | ${clocks(row)} | ${row.law ?? ""} |`,
  );
  return [
    `# Regime: ${regime}`,
    "",
    "Drawn from `src/domain/cases/states.ts`; a test compares. Closed states leave the inbox:",
    `${[...closedStates].join(", ")}.`,
    "",
    "```mermaid",
    "stateDiagram-v2",
    ...[...new Set(arrows)],
    ...ends.map((state) => `  ${state} --> [*]`),
    "```",
    "",
    "| from | act | to | who | clocks | law |",
    "| --- | --- | --- | --- | --- | --- |",
    ...lines,
    "",
  ].join("\n");
}
