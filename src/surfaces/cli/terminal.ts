import { EmbeddedProblem } from "../../foundation/database/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import { SettingsError } from "../../settings.ts";
import { InstallationProblem } from "../installation.ts";

const started = performance.now();

/** One line of progress, with the seconds since the start. */
export function step(line: string): void {
  const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(5);
  process.stderr.write(`${seconds} s  ${line}\n`);
}

/** What a command answers; progress goes to the other stream, so that answers can be piped. */
export function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}

/** What went wrong, as a sentence where it is one of ours, with its trace where it is a mistake. */
export function failure(error: unknown, what = "Onewindow did not start"): void {
  process.stderr.write(`\n${what}:\n${sentenceOf(error)}\n`);
}

/** The work of a command: an error ends as a sentence and exit code 1. */
export async function command(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    failure(error, `onewindow ${name} did not succeed`);
    process.exitCode = 1;
  }
}

const unreachable = new Set(["ECONNREFUSED", "ENOTFOUND", "ETIMEDOUT", "EHOSTUNREACH", "28P01", "28000", "3D000"]);

function sentenceOf(error: unknown): string {
  if (error instanceof Refusal) {
    const fields = error.fields.map(({ field, message }) => `  ${field}: ${message.en} ${message.zh}`);
    return [`${error.say.en} ${error.say.zh}`, ...fields].join("\n");
  }
  const known = [InstallationProblem, SettingsError, EmbeddedProblem].some((kind) => error instanceof kind);
  if (known) return (error as Error).message;
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? String(error.code) : "";
  if (unreachable.has(code)) {
    return `the database cannot be reached (${code}): ${error.message}\nCheck DATABASE_URL (and OWNER_DATABASE_URL), and that PostgreSQL is running.`;
  }
  // migrate() says in its message what to do.
  if (/^migrations\/|newer than this program/.test(error.message)) return error.message;
  return error.stack ?? error.message;
}

/** Whether somebody sits at the keyboard. */
export function isInteractive(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true && !process.env["CI"];
}
