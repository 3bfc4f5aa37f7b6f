import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { settingNotes } from "../../src/settings.ts";

const path = "docs/operating/settings.md";

/** The page for administrators, made of what the program itself knows. */
function page(): string {
  const cell = (text: string) => text.replaceAll("|", "\\|");
  const rows = settingNotes.map(
    ({ name, type, unset, why }) => `| \`${name}\` | ${cell(type)} | ${cell(unset)} | ${cell(why)} |`,
  );
  return [
    "# Settings",
    "",
    "<!-- Made from src/settings.ts: ONEWINDOW_WRITE=1 npx vitest run tests/installation/settings.test.ts -->",
    "",
    "Read from the environment once at start; nothing else reads it. Empty means not given. A value that is not usable stops the start",
    "with a list of all that are wrong and what would be right; secrets are never repeated.",
    "",
    "| setting | what it takes | when it is not given | why it exists |",
    "|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

test("docs/operating/settings.md is the program's own list", () => {
  if (process.env["ONEWINDOW_WRITE"]) writeFileSync(path, page());
  expect(readFileSync(path, "utf8"), "run it with ONEWINDOW_WRITE=1 to write the page anew").toBe(page());
});
