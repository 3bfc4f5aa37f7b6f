import { expect, test } from "vitest";
import { csvLines, plainYuan } from "./csv.ts";

test("a spreadsheet program reads amounts as numbers and long numbers as they are, and no cell is a formula", () => {
  expect(csvLines([[plainYuan(-74n), plainYuan(5_998n), "4306210009002", "=1+1", "-1+1", "20261122"]])).toBe(
    "-0.74,59.98,4306210009002\t,'=1+1,'-1+1,20261122\r\n",
  );
});
