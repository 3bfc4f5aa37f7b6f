import { defineCommand, runMain } from "citty";
import type { Serve } from "./serve-contract.ts";
import { startCommand } from "./start.ts";

/** The command line: `onewindow <command>`. What runs the web and the jobs is handed in, because it stands above us. */
export async function runCli(parts: { serve: Serve }): Promise<void> {
  const main = defineCommand({
    meta: { name: "onewindow", description: "One window for every public service of a city" },
    subCommands: { start: startCommand(parts.serve) },
  });
  await runMain(main);
}
