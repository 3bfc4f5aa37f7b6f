import type { Settings } from "../../settings.ts";
import type { Kind } from "../installation.ts";
import type { Serving } from "./serve-contract.ts";

/** What one needs to know after a start: where to look, whom one can be, where the data lies. */
export function showAddresses(serving: Serving, settings: Settings, kind: Kind): void {
  const { address } = serving;
  const lines: string[] = [""];
  if (address) {
    const base = settings.baseUrl;
    lines.push(
      `Onewindow 一窗 is running${kind === "demonstration" ? " (demonstration: people and cases are made up)" : ""}`,
    );
    lines.push("");
    lines.push(`  residents     ${base}/`);
    if (kind === "demonstration") lines.push(`                ${base}/430621  岳阳县 Yueyang County`);
    lines.push(`  staff         ${base}/staff`);
    lines.push(`  API           ${base}/api`);
    if (kind === "demonstration") {
      lines.push("");
      lines.push("  sign in by a button per person: five residents (an elderly woman, a migrant worker, a student,");
      lines.push(
        "  a foreign resident, a sole trader); in each city a clerk, a lead, the city office, an auditor; an operator",
      );
    }
  } else {
    lines.push("Onewindow 一窗 runs its jobs.");
  }
  lines.push("");
  lines.push(
    `  data          ${settings.databaseUrl === undefined ? settings.dataDir : "DATABASE_URL"}, keys ${settings.keysFile}`,
  );
  lines.push("  stop          Ctrl-C");
  lines.push("");
  process.stdout.write(`${lines.join("\n")}\n`);
}
