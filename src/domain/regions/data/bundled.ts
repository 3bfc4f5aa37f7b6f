import { readFileSync } from "node:fs";

/** The list that comes with the program: GB/T 2260 as of the end of 2024. Newer ones arrive by import. */
export const bundledVersion = "2024-12-31";
export const bundledSource = "@vant/area-data 2.1.0";

/** Rows of the bundled list, ready for the import. */
export function bundledRows(): { code: string; name: string }[] {
  return readFileSync(new URL("./divisions-2024.csv", import.meta.url), "utf8")
    .split("\n")
    .slice(1)
    .filter((line) => line !== "")
    .map((line) => {
      const [code = "", name = ""] = line.split(",");
      return { code, name };
    });
}
