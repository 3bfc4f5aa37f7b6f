import type { Duration, Regime } from "../catalogue/index.ts";
import { regimeTerms } from "./regimes/index.ts";
import { closedStates, type Transition } from "./table.ts";

/** A table of states as a Mermaid diagram and a table, for docs/states/ (generated, compared by a test). */
export function drawRegime(regime: Regime, table: readonly Transition[]): string {
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
    (row) => `| ${row.from} | ${row.act} | ${row.to} | ${row.who.join(", ")} | ${clocks(row)} | ${row.law} |`,
  );
  return [
    `# Regime: ${regime}`,
    "",
    `Drawn from \`src/domain/cases/regimes/${regime}.ts\`; a test compares. Closed states leave the inbox:`,
    `${[...closedStates].filter((state) => table.some((row) => row.to === state)).join(", ")}.`,
    "",
    ...terms(regime),
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

/** What the regime says where a service's file says nothing. */
function terms(regime: Regime): string[] {
  const { extension, correct, deliver, consult, ask } = regimeTerms[regime];
  const long = ({ days, unit }: Duration) => `${days} ${unit === "working_days" ? "working days" : "days"}`;
  return [
    "| where the service says nothing | |",
    "| --- | --- |",
    `| extension, once | ${long(extension)} |`,
    `| to send what was asked for | ${long(correct)} |`,
    `| to hand over | ${long(deliver)} |`,
    ...(ask === undefined ? [] : [`| to ask for a correction, from receipt | ${long(ask)} |`]),
    ...(regime === "disclosure" ? [`| for a third party's opinion | ${long(consult)} |`] : []),
  ];
}
