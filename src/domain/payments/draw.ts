import { type PaymentTransition, restingStates } from "./states.ts";

/** The life of a payment as a Mermaid diagram and a table, for docs/states/ (generated, compared by a test). */
export function drawPayments(table: readonly PaymentTransition[]): string {
  const arrows = table
    .filter((row) => row.from !== row.to)
    .map((row) => `  ${row.from === "new" ? "[*]" : row.from} --> ${row.to}: ${row.act} (${row.who.join(", ")})`);
  const lines = table.map((row) => `| ${row.from} | ${row.act} | ${row.to} | ${row.who.join(", ")} | ${row.because} |`);
  return [
    "# Payment",
    "",
    "Drawn from `src/domain/payments/states.ts`; a test compares. Nothing more is expected by itself of what is",
    `${[...restingStates].join(", ")}.`,
    "",
    "```mermaid",
    "stateDiagram-v2",
    ...new Set(arrows),
    "```",
    "",
    "| from | act | to | who | because |",
    "| --- | --- | --- | --- | --- |",
    ...lines,
    "",
  ].join("\n");
}
