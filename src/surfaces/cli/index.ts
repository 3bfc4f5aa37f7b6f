import { defineCommand, runMain } from "citty";
import type { Adapter } from "../../domain/agencies/index.ts";
import type { ProviderAdapters } from "./account.ts";
import type { Serve } from "./serve-contract.ts";

/**
 * The command line: `onewindow <command>`. What runs the web and the jobs, and the dialects of agencies' systems and payment
 * providers, are handed in, because they do not stand below us.
 */
export async function runCli(parts: {
  serve: Serve;
  adapters: () => Promise<ReadonlyMap<string, Adapter>>;
  providers: ProviderAdapters;
}): Promise<void> {
  const main = defineCommand({
    meta: { name: "onewindow", description: "One window for every public service of a city (一窗)" },
    // Each is loaded when it is asked for: what a start does not need does not slow it down.
    subCommands: {
      start: async () => (await import("./start.ts")).startCommand(parts.serve),
      init: async () => (await import("./init/command.ts")).initCommand,
      doctor: async () => (await import("./doctor/command.ts")).doctorCommand,
      backup: async () => (await import("./backup/command.ts")).backupCommand,
      restore: async () => (await import("./backup/command.ts")).restoreCommand,
      migrate: async () => (await import("./migrate.ts")).migrateCommand,
      keys: async () => (await import("./keys/command.ts")).keysCommand,
      city: async () => (await import("./city.ts")).cityCommand,
      clerk: async () => (await import("./clerk.ts")).clerkCommand,
      partner: async () => (await import("./partner.ts")).partnerCommand,
      connector: async () => (await import("./connector.ts")).connectorCommand(parts.adapters),
      account: async () => (await import("./account.ts")).accountCommand(parts.providers),
      catalogue: async () => (await import("./catalogue.ts")).catalogueCommand,
      calendar: async () => (await import("./calendar.ts")).calendarCommand,
      divisions: async () => (await import("./divisions.ts")).divisionsCommand,
    },
  });
  // Whoever read the answer may have seen enough (`| head`): the work is still ended in order.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  await runMain(main);
}
