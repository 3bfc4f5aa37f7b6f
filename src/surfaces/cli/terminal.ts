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

/** What went wrong, as a sentence where it is one of ours, with its trace where it is a mistake. */
export function failure(error: unknown): void {
  const known =
    error instanceof InstallationProblem ||
    error instanceof SettingsError ||
    error instanceof EmbeddedProblem ||
    error instanceof Refusal;
  const text = known ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`\nOnewindow did not start:\n${text}\n`);
}
