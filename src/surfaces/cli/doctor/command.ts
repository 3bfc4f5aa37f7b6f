import { defineCommand } from "citty";
import { Database } from "../../../foundation/database/index.ts";
import { readSettings, type Settings } from "../../../settings.ts";
import { kindOf } from "../../installation.ts";
import { withReached } from "../installed.ts";
import { command, print } from "../terminal.ts";
import { checkInstallation, checkMachine, type Finding } from "./checks.ts";
import { checkScanner } from "./scanner.ts";

const marks = { good: "good", warn: "LOOK", bad: "BAD " } as const;

export const doctorCommand = defineCommand({
  meta: { name: "doctor", description: "Look at everything and say what to do; exit code 1 when something is bad" },
  args: { json: { type: "boolean", description: "as JSON, for monitoring", default: false } },
  run: ({ args }) =>
    command("doctor", async () => {
      const findings = await examine(readSettings(process.env));
      const worst = findings.some(({ state }) => state === "bad");
      if (args.json) print(JSON.stringify({ good: !worst, findings }, null, 2));
      else {
        for (const { check, state, say, remedy } of findings) {
          print(`${marks[state]}  ${check.padEnd(11)} ${say}`);
          if (remedy !== undefined) print(`                  → ${remedy}`);
        }
        print(worst ? "Something is bad." : "Nothing is bad.");
      }
      if (worst) process.exitCode = 1;
    }),
});

/** Every finding about the installation these settings name, whether it runs or not. */
export async function examine(settings: Settings, now = new Date()): Promise<readonly Finding[]> {
  const machine = [...checkMachine(settings, now), ...(await checkScanner(settings))];
  const reach = async () =>
    withReached(settings, async (reached) => {
      const kind = await kindOf(reached.owner ?? reached.app);
      if (kind === undefined)
        throw new Error('the database is there, but nothing is installed in it: run "onewindow init"');
      const database = new Database(reached.app, { connections: 2, name: "onewindow doctor", statementLimit: 120_000 });
      try {
        const opened: Finding = { check: "database", state: "good", say: `reached, holds a ${kind} installation` };
        return [opened, ...(await checkInstallation({ settings, reached, kind, database, now }))];
      } finally {
        await database.close();
      }
    });
  const rest = await reach().catch((error: Error): Finding[] => [
    {
      check: "database",
      state: "bad",
      say: error.message,
      remedy: "check DATA_DIR or DATABASE_URL, and that PostgreSQL is running",
    },
  ]);
  return [...machine, ...rest];
}
