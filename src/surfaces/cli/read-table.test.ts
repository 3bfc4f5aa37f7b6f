import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { parseCsv, readTable } from "./read-table.ts";

const folder = mkdtempSync(join(tmpdir(), "ow-table-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(content: string | Buffer): string {
  const path = join(folder, "list.csv");
  writeFileSync(path, content);
  return path;
}

test("CSV with a byte order mark, quotes and Windows line ends, and JSON, are the same rows", async () => {
  const rows = [
    { code: "430621", name: "岳阳县" },
    { code: "430602", name: '岳阳楼"区", 城' },
  ];
  expect(await readTable(written('\ufeffcode,name\r\n430621,岳阳县\r\n430602,"岳阳楼""区"", 城"\r\n'))).toEqual(rows);
  expect(await readTable(written(JSON.stringify(rows)))).toEqual(rows);
});

test("what cannot be a list is named", async () => {
  await expect(readTable(written(Buffer.from([0xb4, 0xfa, 0xc2, 0xeb])))).rejects.toThrow("not UTF-8");
  await expect(readTable(written('{"a":1}'))).rejects.toThrow("not a list");
  await expect(readTable(join(folder, "nowhere.csv"))).rejects.toThrow("ENOENT");
});

test("whatever is in a field comes back", () => {
  const field = fc.string({ unit: "binary" }).map((text) => text.replaceAll("\r", ""));
  fc.assert(
    fc.property(fc.array(fc.tuple(field, field), { minLength: 1, maxLength: 20 }), (rows) => {
      const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
      const csv = rows.map((row) => row.map(quoted).join(",")).join("\n");
      expect(parseCsv(csv)).toEqual(rows);
    }),
  );
});
