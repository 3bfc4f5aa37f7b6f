import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { AgencyFailure, type WriteOffLine } from "../../../domain/agencies/index.ts";
import { dailyName, encode, laidFile, readDailyFile } from "./index.ts";

const shape = {
  charset: "gbk",
  separator: "|",
  columns: ["lsh", "zdh", "je", "zt", "sj"],
  take: {
    ...{ key: "lsh", reference: "zdh", amount_fen: { at: "je", as: "yuan" } },
    state: { at: "zt", codes: { "1": "done", "9": "reversed" } },
    at: { at: "sj", as: "instant yyyyMMddHHmmss" },
  },
  end: { mark: "HJ", lines: 2, amount: 3 },
} as const;

async function* inChunks(bytes: Buffer, size: number) {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function read(text: string, size = 7, over: object = {}): Promise<WriteOffLine[] | string> {
  const lines: WriteOffLine[] = [];
  try {
    for await (const line of readDailyFile(inChunks(encode(text, "gbk"), size), { ...shape, ...over }))
      lines.push(line);
  } catch (error) {
    return error instanceof AgencyFailure ? error.message : String(error);
  }
  return lines;
}

const yuan = (fen: number) => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, "0")}`;
const row = (index: number, fen: number, state = "1") => `P${index}|户${index}|${yuan(fen)}|${state}|20261121093000`;

test("any lines in chunks of any size are read as they are, and counted", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat({ max: 10_000_000 }), fc.boolean()), { maxLength: 40 }),
      fc.integer({ min: 1, max: 200 }),
      async (rows, size) => {
        const sum = rows.reduce((total, [fen, isDone]) => total + (isDone ? fen : 0), 0);
        const text = [
          ...rows.map(([fen, isDone], index) => row(index, fen, isDone ? "1" : "9")),
          `HJ|${rows.length}|${yuan(sum)}|合计|`,
        ];
        expect(await read(`${text.join("\r\n")}\r\n`, size)).toEqual(
          rows.map(([fen, isDone], index) => ({
            ...{
              key: `P${index}`,
              reference: `户${index}`,
              amount_fen: BigInt(fen),
              at: new Date("2026-11-21T01:30:00Z"),
            },
            state: isDone ? "done" : "reversed",
          })),
        );
      },
    ),
    { numRuns: 50 },
  );
});

test.each([
  ["breaks off", `${row(1, 100)}\n`, "breaks off"],
  ["counts fewer lines", `${row(1, 100)}\nHJ|2|1.00|合计|\n`, "another number of lines"],
  ["adds up to another sum", `${row(1, 100)}\nHJ|1|1.01|合计|\n`, "another sum"],
  ["goes on after its last line", `${row(1, 100)}\nHJ|1|1.00|合计|\n${row(2, 100)}\n`, "lines after the last one"],
  ["has a short line", `P1|2|3.00\nHJ|1|3.00|合计|\n`, "too few or too many cells"],
  ["has a state nobody knows", `${row(1, 100, "7")}\nHJ|1|1.00|合计|\n`, "state"],
  ["has a text for an amount", `P1|B1|一元|1|20261121093000\nHJ|1|1.00|合计|\n`, "amount_fen"],
])("a file that %s is unreadable as a whole", async (_, text, reason) => {
  expect(await read(text)).toContain(reason);
});

test("a page in place of the file, and another encoding, are no file", async () => {
  const heads = { columns: undefined, separator: ",", charset: "utf-8" };
  expect(await read("<html><body>系统维护中</body></html>", 9, { columns: undefined })).toContain("no column lsh");
  expect(await read("流水号\n", 3, heads)).toContain("not utf-8");
});

test("ten thousand lines pass one by one: whoever reads may stop at any of them", async () => {
  let made = 0;
  async function* endless() {
    for (; made < 10_000; made += 1) yield encode(`${row(made, 100)}\n`, "gbk");
  }
  let seen = 0;
  for await (const line of readDailyFile(endless(), shape)) {
    expect(line.key).toBe(`P${seen}`);
    seen += 1;
    if (seen === 100) break;
  }
  expect(made).toBeLessThan(10_000);
});

const folder = mkdtempSync(join(tmpdir(), "onewindow-daily-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a laid file counts only with a digest that is its own", async () => {
  mkdirSync(join(folder, "in"));
  const name = dailyName("DZ-{city}-{day}.csv", { city: "430621", day: "2026-11-21" });
  expect(name).toBe("DZ-430621-20261121.csv");
  const laid = () => laidFile(folder, name, { beside: "ok" }, AbortSignal.timeout(5_000));
  expect(await laid()).toBeUndefined();
  const bytes = Buffer.from("lsh\n");
  writeFileSync(join(folder, "in", name), bytes);
  expect(await laid()).toBeUndefined();
  writeFileSync(join(folder, "in", `${name}.ok`), "rows=1\nsha256=00\n");
  await expect(laid()).rejects.toThrow("names no sha256");
  writeFileSync(join(folder, "in", `${name}.ok`), `sha256=${"0".repeat(64)}\n`);
  await expect(laid()).rejects.toThrow("not the one");
  writeFileSync(join(folder, "in", `${name}.ok`), `sha256=${createHash("sha256").update(bytes).digest("hex")}\n`);
  const found: Uint8Array[] = [];
  for await (const chunk of (await laid()) ?? []) found.push(chunk);
  expect(Buffer.concat(found)).toEqual(bytes);
});
