import { defineCommand } from "citty";
import { readSettings } from "../../settings.ts";
import { InstallationProblem, kindOf } from "../installation.ts";
import { missingMigrations, upgrade } from "./database-role.ts";
import { ownerOf, withReached } from "./installed.ts";
import { command, print, step } from "./terminal.ts";

export const migrateCommand = defineCommand({
  meta: { name: "migrate", description: "Bring the schema up to date (needs OWNER_DATABASE_URL beside DATABASE_URL)" },
  args: {
    check: { type: "boolean", description: "only say what is missing; exit code 1 when something is", default: false },
  },
  run: ({ args }) =>
    command("migrate", async () => {
      const settings = readSettings(process.env);
      await withReached(settings, async (reached) => {
        if (args.check) {
          const missing = await missingMigrations(reached.owner ?? reached.app);
          print(missing.length === 0 ? "The schema is up to date." : `Missing: ${missing.join(", ")}`);
          if (missing.length > 0) process.exitCode = 1;
          return;
        }
        if ((await kindOf(ownerOf(reached))) === undefined)
          throw new InstallationProblem('nothing is installed in this database yet: run "onewindow init"');
        const applied = await upgrade(reached, settings, new Date());
        for (const name of applied) step(`migration ${name}`);
        print(applied.length === 0 ? "The schema was up to date." : `${applied.length} migrations were applied.`);
      });
    }),
});
