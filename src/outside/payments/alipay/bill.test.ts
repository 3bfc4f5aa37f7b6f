import { readdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gbk, type Line, packed, tablesOf, zip } from "../../../../tests/helpers/alipay-files.ts";
import type { BillLine, BillTotals } from "../../../domain/payments/index.ts";
import { readArchive } from "./bill.ts";

/** Only what is still needed counts. */
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
let served: Buffer = Buffer.alloc(0);
let status = 200;
const server = createServer((_request, response) => response.writeHead(status).end(served));
let url: string;
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/bill.zip`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const of = { day: "2026-11-21", seller: "2088000000000001" };
const at = "2026-11-21T04:00:00.000Z";
const line = (number: string, amount: number, refund?: string, subject = "电费"): Line => ({
  trade: { number, tradeNo: `2026112122001${number}`, subject, createdAt: at },
  ...(refund === undefined ? {} : { refund }),
  ...{ amount, fee: -Math.round(amount * 0.006), at },
});

const archive = (lines: readonly Line[]): Buffer => packed(tablesOf(of.seller, of.day, lines));

async function read(bytes: Buffer, asked = of): Promise<{ lines: BillLine[]; totals: BillTotals | undefined }> {
  served = bytes;
  const lines: BillLine[] = [];
  const bill = readArchive(url, asked, AbortSignal.timeout(60_000));
  for (let next = await bill.next(); ; next = await bill.next()) {
    if (next.done) return { lines, totals: next.value };
    lines.push(next.value);
  }
}
const unreadable = async (bytes: Buffer, asked = of) =>
  read(bytes, asked).then(
    () => "read",
    (error: { reason?: string }) => error.reason ?? String(error),
  );

/** Both tables, changed, and packed. */
function changed(lines: readonly Line[], change: (detail: string, summary: string) => [string, string]): Buffer {
  const [detail, summary] = change(...texts(lines));
  return packed([
    { name: "20880000000000010156_20261121_业务明细.csv", text: detail },
    { name: "20880000000000010156_20261121_业务明细(汇总).csv", text: summary },
  ]);
}
function texts(lines: readonly Line[]): [string, string] {
  const [detail, summary] = tablesOf(of.seller, of.day, lines);
  return [detail?.text ?? "", summary?.text ?? ""];
}

test("a payment costs a fee and a refund gives it back: the fees of a day are the sum of its lines", async () => {
  const { lines } = await read(archive([line("P1", 10_000), line("P1", -10_000, "R1")]));
  expect(lines.map(({ kind, fee_fen: fee }) => [kind, fee])).toEqual([
    ["payment", 60n],
    ["refund", -60n],
  ]);
});

test("what happened comes out, in the order of the file", async () => {
  const { lines, totals } = await read(archive([line("P1", 12_345), line("P1", -45, "R1")]));
  expect(lines).toEqual([
    {
      ...{ kind: "payment", number: "P1", reference: "2026112122001P1", amount_fen: 12_345n, fee_fen: 74n },
      ...{ state: "succeeded", at: new Date(at) },
    },
    {
      ...{ kind: "refund", number: "P1", refund: "R1", reference: "2026112122001P1", amount_fen: 45n, fee_fen: 0n },
      ...{ state: "succeeded", at: new Date(at) },
    },
  ]);
  expect(totals).toEqual({ lines: 2, paid_fen: 12_345n, refunded_fen: 45n });
  expect(await read(archive([]))).toEqual({
    ...{ lines: [], totals: { lines: 0, paid_fen: 0n, refunded_fen: 0n } },
  });
});

test("every amount to the fen, whatever is paid", async () => {
  const one = fc.record({ amount: fc.integer({ min: 1, max: 99_999_999_99 }), back: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(one, { maxLength: 30 }), async (list) => {
      const given = list.map(({ amount, back }, index) =>
        back ? line(`P${index}`, -amount, `R${index}`) : line(`P${index}`, amount),
      );
      const { lines, totals } = await read(archive(given));
      expect(lines.map(({ amount_fen }) => amount_fen)).toEqual(list.map(({ amount }) => BigInt(amount)));
      const sum = (kind: string) =>
        lines.filter((each) => each.kind === kind).reduce((all, each) => all + each.amount_fen, 0n);
      expect(totals).toEqual({ lines: list.length, paid_fen: sum("payment"), refunded_fen: sum("refund") });
    }),
    { numRuns: 30 },
  );
});

test("names of goods as the payer read them, with commas, quotes and characters of GBK", async () => {
  const subjects = ["水费，第二季度", 'say "yes"', "a,b,c", "囍€", ",", "电费,2026-11-01 08:00:00"];
  const { lines } = await read(archive(subjects.map((each, index) => line(`P${index}`, 100, undefined, each))));
  expect(lines.map(({ number, amount_fen }) => [number, amount_fen])).toEqual(
    subjects.map((_each, index) => [`P${index}`, 100n]),
  );
});

describe("what is not whole is not read", () => {
  const good = archive([line("P1", 12_345), line("P2", 5), line("P1", -45, "R1")]);

  test("cut off anywhere", async () => {
    expect(await unreadable(good)).toBe("read");
    for (let length = 0; length < good.length; length += Math.max(1, Math.floor(good.length / 60)))
      expect(await unreadable(good.subarray(0, length)), `${length} of ${good.length}`).toBe("unreadable");
  });

  test("one byte changed anywhere: the same lines or none", async () => {
    const right = await read(good);
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (place, change) => {
        const bytes = Buffer.from(good);
        bytes[place] = (bytes[place] ?? 0) ^ change;
        const outcome = await read(bytes).catch((error: { reason?: string }) => error.reason);
        // Times of files and versions of packers are nobody's business.
        if (typeof outcome === "object") expect(outcome).toEqual(right);
        else expect(outcome).toBe("unreadable");
      }),
      { numRuns: 200 },
    );
  });

  test.each<[string, (detail: string, summary: string) => [string, string]]>([
    ["a line left out", (detail, summary) => [detail.replace(/^.*P2.*\r\n/m, ""), summary]],
    ["a line twice", (detail, summary) => [detail.replace(/^.*P2.*\r\n/m, "$&$&"), summary]],
    ["another amount", (detail, summary) => [detail.replace("123.45,123.45", "123.45,123.46"), summary]],
    ["another sum at the foot", (detail, summary) => [detail.replace("共123.50元", "共123.51元"), summary]],
    ["another number in the summary", (detail, summary) => [detail, summary.replace(/合计(.*?),2,1/, "合计$1,3,1")]],
    ["no end", (detail, summary) => [detail.slice(0, detail.indexOf("#---", 200)), summary]],
    ["a line behind the end", (detail, summary) => [`${detail}x,y\r\n`, summary]],
    ["no heads", (detail, summary) => [detail.replace("订单金额", "金额"), summary]],
    ["another account", (detail, summary) => [detail.replace("2088000000000001", "2088000000000002"), summary]],
    ["another day", (detail, summary) => [detail.replace("11月21日", "11月20日"), summary]],
    ["a kind nobody knows", (detail, summary) => [detail.replace("交易\t", "充值\t"), summary]],
    ["an amount that is none", (detail, summary) => [detail.replace("123.45,123.45", "1E2,123.45"), summary]],
    ["a refund without its number", (detail, summary) => [detail.replace("R1\t", "\t"), summary]],
    ["no number", (detail, summary) => [detail.replace(",P2\t", ",\t"), summary]],
  ])("%s", async (_what, change) => {
    const lines = [line("P1", 12_345), line("P2", 5), line("P1", -45, "R1")];
    expect(await unreadable(changed(lines, (detail, summary) => [detail, summary]))).toBe("read");
    const [before, after] = [texts(lines), change(...texts(lines))];
    expect(after).not.toEqual(before);
    expect(await unreadable(changed(lines, change))).toBe("unreadable");
  });

  test("an archive made to fill a disk", async () => {
    const name = gbk("业务明细.csv");
    expect(await unreadable(zip([{ name, content: Buffer.alloc(50_000_000, "0") }]))).toBe("unreadable");
    const many = Array.from({ length: 101 }, (_one, index) => ({
      name: Buffer.from(`${index}.csv`),
      content: Buffer.from("x"),
    }));
    expect(await unreadable(zip(many))).toBe("unreadable");
    expect(await unreadable(Buffer.from("<html>系统维护中</html>"))).toBe("unreadable");
  });

  test("another encoding, and no table of lines", async () => {
    expect(await unreadable(packed(tablesOf(of.seller, of.day, [line("P1", 5)]), "utf-8"))).toBe("unreadable");
    expect(await unreadable(zip([{ name: Buffer.from("other.txt"), content: Buffer.from("x") }]))).toBe("unreadable");
  });

  test("an address that is over", async () => {
    status = 403;
    await expect(read(good)).rejects.toMatchObject({ reason: "error" });
    status = 200;
  });
});

test("thirty thousand lines pass through without being kept, and the file goes when the reading ends", async () => {
  const lines = Array.from({ length: 30_000 }, (_one, index) => line(`P${index}`, index + 1));
  served = archive(lines);
  const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith("onewindow-bill-"));
  const before = left();
  const bill = readArchive(url, of, AbortSignal.timeout(60_000));
  let count = 0;
  let paid = 0n;
  let most = 0;
  let first = 0;
  for (let next = await bill.next(); !next.done; next = await bill.next()) {
    count += 1;
    paid += next.value.amount_fen;
    // Seldom: it collects what the whole worker holds.
    if (count % 9_000 !== 0) continue;
    collect();
    const { heapUsed } = process.memoryUsage();
    first ||= heapUsed;
    most = Math.max(most, heapUsed);
  }
  expect(count).toBe(30_000);
  expect(paid).toBe((30_000n * 30_001n) / 2n);
  // Kept, the lines would be some 15 MB.
  expect(most - first).toBeLessThan(5_000_000);
  expect(left()).toEqual(before);
  const given = readArchive(url, of, AbortSignal.timeout(60_000));
  await given.next();
  await given.return(undefined);
  expect(left()).toEqual(before);
}, 120_000);
