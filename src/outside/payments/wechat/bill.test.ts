import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { createGzip, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { BillLine, BillTotals } from "../../../domain/payments/index.ts";
import { readBill } from "./bill.ts";

const head =
  "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注\r\n";
const totalsHead = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\r\n";
const payment = (number: string, amount = "109.37", name = "电费", fee = "0.66000") =>
  `\`2026-11-21 09:30:00,\`wx8888888888888888,\`1900000109,\`0,\`,\`4200001234202611211234567890,\`${number},\`oUpF8uMuAJO,\`JSAPI,\`SUCCESS,\`OTHERS,\`CNY,\`${amount},\`0.00,\`0,\`0,\`0.00,\`0.00,\`,\`,\`${name},\`,\`${fee},\`0.60%,\`${amount},\`0.00,\`\r\n`;
const refund = (number: string, of: string, amount = "9.37", state = "SUCCESS") =>
  `\`2026-11-21 10:00:00,\`wx8888888888888888,\`1900000109,\`0,\`,\`4200001234202611211234567890,\`${of},\`oUpF8uMuAJO,\`JSAPI,\`REFUND,\`OTHERS,\`CNY,\`0.00,\`0.00,\`50300012342026112112345678901,\`${number},\`${amount},\`0.00,\`ORIGINAL,\`${state},\`电费,\`,\`-0.06000,\`0.60%,\`0.00,\`${amount},\`\r\n`;
const totals = (lines: number, paid: string, refunded: string) =>
  `${totalsHead}\`${lines},\`${paid},\`${refunded},\`0.00,\`0.60000,\`${paid},\`${refunded}\r\n`;

const sha1 = (text: string) => createHash("sha1").update(text).digest("hex");
const soon = () => AbortSignal.timeout(60_000);

/** Reads a bill of a text, packed as WeChat packs it. */
function reading(text: string, change: { hash?: string; bytes?: (packed: Buffer) => Buffer; type?: string } = {}) {
  const packed = gzipSync(text);
  const stream = new Blob([new Uint8Array(change.bytes?.(packed) ?? packed)]).stream();
  return readBill(stream, { type: change.type ?? "SHA1", value: change.hash ?? sha1(text) }, soon());
}
async function all(lines: AsyncGenerator<BillLine, BillTotals>) {
  const read: BillLine[] = [];
  for (;;) {
    const next = await lines.next();
    if (next.done) return { read, totals: next.value };
    read.push(next.value);
  }
}
const bill = `\uFEFF${head}${payment("430621-P1", "109.37", "电费, 含`滞纳金`, 10月")}${refund("430621-R1", "430621-P1")}${totals(2, "109.37", "9.37")}`;

test("payments and refunds are read with their numbers, amounts, fees and China's time", async () => {
  const { read, totals: found } = await all(reading(bill));
  expect(read).toEqual([
    {
      kind: "payment",
      number: "430621-P1",
      reference: "4200001234202611211234567890",
      amount_fen: 10_937n,
      fee_fen: 66n,
      state: "succeeded",
      at: new Date("2026-11-21T01:30:00Z"),
    },
    {
      kind: "refund",
      number: "430621-P1",
      refund: "430621-R1",
      reference: "50300012342026112112345678901",
      amount_fen: 937n,
      fee_fen: -6n,
      state: "succeeded",
      at: new Date("2026-11-21T02:00:00Z"),
    },
  ]);
  expect(found).toEqual({ lines: 2, paid_fen: 10_937n, refunded_fen: 937n });
});

test("what is wrong with a bill is found, wherever it is", async () => {
  const unreadable = async (lines: AsyncGenerator<BillLine, BillTotals>) =>
    expect(await all(lines).catch((error: { reason: string; message: string }) => [error.reason, error.message]));
  const body = (text: string) => `\uFEFF${head}${text}${totals(1, "0.00", "0.00")}`;
  (await unreadable(reading(bill, { hash: sha1("other") }))).toEqual(["unreadable", "the bill's hash is wrong"]);
  (await unreadable(reading(bill, { type: "MD5" }))).toEqual(["unreadable", expect.stringContaining("type")]);
  for (const share of [0.2, 0.5, 0.9, 0.99])
    (
      await unreadable(reading(bill, { bytes: (packed) => packed.subarray(0, Math.floor(packed.length * share)) }))
    ).toEqual(["unreadable", "the answer broke off"]);
  (await unreadable(reading(bill, { bytes: () => Buffer.from("<html>") }))).toEqual(["unreadable", expect.anything()]);
  (await unreadable(reading(`\uFEFF${head}${payment("1")}`))).toEqual([
    "unreadable",
    "the bill ends without its totals",
  ]);
  (await unreadable(reading(`\uFEFF${head}${payment("1")}${totalsHead}`))).toEqual([
    "unreadable",
    "the bill ends without its totals",
  ]);
  (await unreadable(reading(payment("1")))).toEqual(["unreadable", "the bill has lines outside its table"]);
  (await unreadable(reading(bill + payment("2")))).toEqual(["unreadable", "the bill has lines outside its table"]);
  (await unreadable(reading(head.replace(",订单金额,", ",金额,") + payment("1")))).toEqual([
    "unreadable",
    "a head of the bill has other names",
  ]);
  const wrongs: [string, string][] = [
    [payment("1", "1.005"), "no amount in fen"],
    [payment("1", "1e5"), "no amount in fen"],
    [payment("1", "1.00", "x", "0.00600"), "no amount in fen"],
    [payment(""), "a number is missing"],
    [payment("1").replace("`CNY", "`USD"), "the currency"],
    [payment("1").replace("`SUCCESS", "`WHO"), "an unknown state"],
    [refund("R", "P", "1.00", "WHO"), "an unknown state of a refund"],
    [payment("1").replace("2026-11-21 09", "2026-13-21 09"), "no time"],
    [payment("1").replace("`JSAPI,", ""), "26 cells instead of 27"],
    [`\`${"x".repeat(200_000)}`, "endless"],
  ];
  for (const [line, problem] of wrongs)
    (await unreadable(reading(body(line)))).toEqual(["unreadable", expect.stringContaining(problem)]);
});

test("whoever stops reading lets go of the file", async () => {
  let isOpen = true;
  const lines = Array.from({ length: 20_000 }, (_, line) => payment(`${line}-${line ** 5}`));
  const packed = gzipSync(`\uFEFF${head}${lines.join("")}`, { level: 1 });
  let sent = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      controller.enqueue(new Uint8Array(packed.subarray(sent, sent + 16_384)));
      sent += 16_384;
    },
    cancel: () => {
      isOpen = false;
    },
  });
  for await (const line of readBill(stream, { type: "SHA1", value: "" }, soon())) {
    expect(line.number).toBe("0-0");
    break;
  }
  await expect.poll(() => isOpen).toBe(false);
  expect(sent).toBeLessThan(packed.length);
});

test("200,000 lines take no more memory than a few", async () => {
  const lines = 200_000;
  const digest = createHash("sha1");
  const texts = function* () {
    yield `\uFEFF${head}`;
    for (let line = 0; line < lines; line += 1_000)
      yield Array.from({ length: 1_000 }, (_, by) =>
        payment(`430621-20261121-P${line + by}`, "1.00", "电费", "0.01000"),
      ).join("");
    yield totals(lines, `${lines}.00`, "0.00");
  };
  for (const text of texts()) digest.update(text);
  const packed = Readable.toWeb(Readable.from(texts()).pipe(createGzip({ level: 1 }))) as ReadableStream<Uint8Array>;
  const reader = readBill(packed, { type: "SHA1", value: digest.digest("hex") }, soon());
  let sum = 0n;
  let count = 0;
  let highest = 0;
  const start = process.memoryUsage().heapUsed;
  for (let next = await reader.next(); ; next = await reader.next()) {
    if (next.done) {
      expect(next.value).toEqual({ lines, paid_fen: 20_000_000n, refunded_fen: 0n });
      break;
    }
    sum += next.value.amount_fen;
    count += 1;
    if (count % 5_000 === 0) highest = Math.max(highest, process.memoryUsage().heapUsed - start);
  }
  expect([count, sum]).toEqual([lines, 20_000_000n]);
  // The file is 66 MB; kept whole, its lines would be 200 MB.
  expect(highest).toBeLessThan(120 * 1024 * 1024);
}, 120_000);
