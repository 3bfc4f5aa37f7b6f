import type { Settings } from "../../settings.ts";
import type { Kind } from "../installation.ts";
import type { Serving } from "./serve-contract.ts";
import { print } from "./terminal.ts";

/** What one needs to know after a start: where to look, whom one can be, where the data lies. */
export function showAddresses(address: Serving["address"], settings: Settings, kind: Kind): void {
  const lines: string[] = [""];
  if (address) {
    // With PORT=0 the port is known only now.
    const base = settings.port === 0 ? `http://localhost:${address.port}` : settings.baseUrl;
    lines.push(
      `Onewindow 一窗 is running${kind === "demonstration" ? " (demonstration: people and cases are made up)" : ""}`,
      "",
      `  residents     ${base}/`,
    );
    if (kind === "demonstration") lines.push(`                ${base}/430621  岳阳县 Yueyang County`);
    lines.push(`  staff         ${base}/staff`);
    lines.push(`  API           ${base}/api`);
    if (!base.endsWith(`:${address.port}`)) lines.push(`  listening     ${address.host} port ${address.port}`);
    if (kind === "demonstration") {
      lines.push(
        "",
        "  sign in by a button per person: five residents (an elderly woman, a migrant worker, a student,",
        "  a foreign resident, a sole trader); in each city a clerk, a lead, a community worker, the city office, a finance",
        "  clerk, an auditor, in a county also a clerk of the hotline and of each agency that decides; an operator",
      );
    }
  } else {
    lines.push("Onewindow 一窗 runs its jobs.");
  }
  const where = settings.databaseUrl === undefined ? settings.dataDir : `DATABASE_URL, files in ${settings.dataDir}`;
  lines.push("", `  data          ${where}`, `  keys          ${settings.keysFile}`, "  stop          Ctrl-C", "");
  print(...lines);
}
