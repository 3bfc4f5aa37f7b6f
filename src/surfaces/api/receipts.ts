import { Type } from "typebox";
import {
  drawReceipt,
  type FiscalReceipt,
  fiscalReceiptOf,
  type Receipt,
  receiptAddress,
  receiptKinds,
  receiptNotFound,
  receiptsOf,
  serialName,
} from "../../domain/payments/index.ts";
import { parsePublicNumber } from "../../foundation/ids/index.ts";
import { partnerOf } from "./authorise.ts";
import { type Api, root } from "./endpoint.ts";
import { paymentInCity } from "./payment-json.ts";
import { ownPayment } from "./payments.ts";
import { asking, cityCode, exactly, instant, nullableText, oneOf, text } from "./shapes.ts";

const number = Type.String({ minLength: 1, maxLength: 64, description: "Number of the receipt" });
const fen = Type.Integer({ minimum: 0 });

const receiptShape = Type.Object({
  number,
  serial: Type.String({ description: "Without gaps in city and year: 2026-00000017" }),
  kind: oneOf(receiptKinds, "payment: the biller has written it off; refund: money of such a receipt went back"),
  check: Type.String({ description: "Check code; with the number it shows the receipt to anybody" }),
  amount_fen: fen,
  payee: oneOf(["treasury", "merchant"], "treasury: the fiscal e-receipt is the receipt of the fee"),
  service: text,
  biller: text,
  payer: nullableText("Name of the payer; null where nobody had signed in"),
  happened_at: instant,
  issued_at: instant,
  original: nullableText("Of a refund: number of the payment's receipt"),
  lines: Type.Array(
    Type.Object({
      bill: Type.String(),
      reference: Type.String({ description: "The biller's own number" }),
      account: nullableText("Partly hidden"),
      period: nullableText("What time it is for"),
      amount_fen: fen,
      items: Type.Array(Type.Object({ name: Type.String(), amount_fen: fen })),
    }),
  ),
  pdf: Type.String({ description: "Path of the PDF, with this token" }),
  verify: Type.String({ description: "Address where anybody who holds it can check it" }),
});

const fiscalShape = Type.Object({
  name: Type.String({ description: "票据名称" }),
  code: Type.String({ description: "票据代码" }),
  number: Type.String({ description: "票据号码" }),
  check_code: Type.String({ description: "校验码" }),
  payer: Type.String({ description: "交款人" }),
  items: Type.Array(Type.Object({ name: Type.String(), standard: Type.Optional(Type.String()), amount_fen: fen })),
  amount_fen: fen,
  unit: Type.String({ description: "收款单位" }),
  issuer: Type.String({ description: "开票人" }),
  date: Type.String({ description: "开票日期, YYYY-MM-DD" }),
  url: Type.String({ description: "Where the treasury shows it" }),
});

/** Receipts of payments a channel began. */
export function addReceipts(api: Api): void {
  const { house } = api;

  api.add(
    {
      method: "GET",
      path: "/cities/{city}/payments/{number}/receipt",
      id: "readReceipt",
      group: "payments",
      owner: "payments",
      summary: { zh: "一笔缴费的收据", en: "Receipts of a payment" },
      more: {
        zh: "收费单位确认以后几秒内开出；退款完成以后另有退款收据。政府收费以 fiscal（财政电子票据）为准，财政部门开出以前为 null；财政部门直接给交款人、平台取不到的，一直为 null。",
        en: "Given seconds after the biller has confirmed; each finished refund has one of its own. Of a government fee fiscal (the treasury's e-receipt) is the receipt; null until it is issued, and for good where the treasury gives it to the payer alone.",
      },
      needs: { channel: "payments.make" },
      params: paymentInCity,
      query: asking({}),
      answer: Type.Object({
        items: Type.Array(receiptShape, { description: "The payment's own first; empty until there is one" }),
        fiscal: Type.Union([fiscalShape, Type.Null()]),
      }),
      status: 200,
      problems: ["payment_not_found", "city_not_open"],
    },
    async ({ params, request }) => {
      const { payment } = await ownPayment(house, partnerOf(request), params);
      const [receipts, fiscal] = await Promise.all([
        receiptsOf(house.payments, payment.city, payment.number),
        fiscalReceiptOf(house.payments, payment.city, payment.number),
      ]);
      return {
        items: receipts.map((receipt) => receiptJson(house.settings.baseUrl, receipt)),
        fiscal: fiscal === undefined ? null : fiscalJson(fiscal),
      };
    },
  );

  api.add(
    {
      method: "GET",
      path: "/cities/{city}/payments/{number}/receipts/{receipt}/pdf",
      id: "fetchReceiptPaper",
      group: "payments",
      owner: "payments",
      summary: { zh: "收据的 PDF", en: "A receipt as PDF" },
      needs: { channel: "payments.make" },
      params: exactly({
        city: cityCode,
        number: Type.String({ minLength: 1, maxLength: 64, description: "Number of the payment" }),
        receipt: number,
      }),
      answer: Type.Any({ description: "application/pdf" }),
      status: 200,
      problems: ["payment_not_found", "receipt_not_found", "receipt_glyph_missing", "city_not_open"],
    },
    async ({ params, request, reply }) => {
      const { payment } = await ownPayment(house, partnerOf(request), params);
      const read = parsePublicNumber(params.receipt);
      const all = await receiptsOf(house.payments, payment.city, payment.number);
      const receipt = all.find((one) => one.number === read?.number);
      if (!receipt) throw receiptNotFound();
      const { demonstration, settings } = house;
      const pdf = await drawReceipt({ receipt, demonstration, baseUrl: settings.baseUrl });
      return reply
        .serializer((value: unknown) => value as string)
        .header("content-type", "application/pdf")
        .header("cache-control", "private, no-store")
        .send(pdf);
    },
  );
}

function receiptJson(baseUrl: string, receipt: Receipt) {
  const { city, payment, number: own, kind, check, payee, facts, original } = receipt;
  return {
    ...{ number: own, serial: serialName(receipt.year, receipt.serial), kind, check, payee, original },
    amount_fen: Number(receipt.amount_fen),
    ...{ service: facts.service, biller: facts.biller, payer: facts.payer },
    happened_at: receipt.happenedAt.toISOString(),
    issued_at: receipt.issuedAt.toISOString(),
    lines: facts.lines.map(({ bill, reference, account, period, amount_fen, items }) => ({
      ...{ bill, reference, account, period, amount_fen: Number(amount_fen) },
      items: items.map((item) => ({ name: item.name, amount_fen: Number(item.amount_fen) })),
    })),
    pdf: `${root}/cities/${city}/payments/${payment}/receipts/${own}/pdf`,
    verify: receiptAddress(baseUrl, { number: own, check }),
  };
}

const fiscalJson = (fiscal: FiscalReceipt) => ({
  ...fiscal,
  amount_fen: Number(fiscal.amount_fen),
  items: fiscal.items.map((item) => ({ ...item, amount_fen: Number(item.amount_fen) })),
});
