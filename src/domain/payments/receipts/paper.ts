import { formatDay, formatInstant, formatMoney, formatPeriod } from "../../../foundation/i18n/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import { drawQr, drawWatermark, missingLetters, namedLetters, openPaper } from "../../documents/index.ts";
import type { ProviderName } from "../provider.ts";
import { capitalAmount } from "./capital.ts";
import { type Receipt, serialName } from "./facts.ts";
import { type Column, drawRow, drawTable, Flow, ink, margin, soft, textWidth } from "./sheet.ts";

/** Public address of a receipt; with the check code it shows what stands on the paper. `baseUrl` without a slash at its end. */
export const receiptAddress = (baseUrl: string, receipt: { number: string; check?: string }): string => {
  const page = `${baseUrl.replace(/\/+$/, "")}/receipts/${receipt.number}`;
  return receipt.check === undefined ? page : `${page}?check=${receipt.check}`;
};

const providers: Readonly<Record<ProviderName, string>> = {
  wechat: "微信支付",
  alipay: "支付宝",
  treasury: "财政缴款平台",
  demo: "演示钱包",
};

const words = {
  payment: "缴费收据",
  refund: "退款收据",
  item: "项目",
  period: "所属期",
  account: "户号或编号",
  amount: "金额（元）",
  total: "合计",
  capital: "大写",
  payer: "交款人",
  nobody: "未登录缴费，不记姓名",
  biller: "收款单位",
  paidAt: "收款时间",
  returnedAt: "退款时间",
  provider: "付款方式",
  reference: "支付机构单号",
  paymentNumber: "缴费编号",
  refundNumber: "退款编号",
  original: "原收据",
  byHand: "由城市账户直接退还",
  number: "收据编号",
  check: "校验码",
  issued: "开具日期",
  verify: "扫码可核对本收据。也可以打开下列网址，填写收据编号和校验码。",
  treasury:
    "政府收费以财政电子票据为准。财政电子票据由财政部门开具，可在本收据的核对页面查看。本收据只证明款项已收到。",
  merchant: "本收据证明款项已收到并已由收款单位销账。需要发票的，请向收款单位索取。",
  returned: "本收据证明原收据上的款项已退回上述金额。",
  demo: "本页由演示系统生成，没有真实款项，不能作为凭证。",
} as const;

export type ReceiptSheet = {
  readonly receipt: Receipt;
  readonly baseUrl: string;
  readonly demonstration: boolean;
};

const yuan = (fen: bigint): string => formatMoney(fen, "zh").replace(" 元", "");
const dayOf = (at: Date): string => formatDay(new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10), "zh");
const sayPeriod = (period: string | null): string => (period === null ? "" : formatPeriod(period, "zh"));

/**
 * A receipt as PDF: the same receipt gives the same bytes, whenever it is drawn.
 * @throws Refusal receipt_glyph_missing (422) naming the characters no glyph exists for
 */
export async function drawReceipt({ receipt, baseUrl, demonstration }: ReceiptSheet): Promise<Buffer> {
  const { facts, kind, amount_fen, number, check } = receipt;
  const isRefund = kind === "refund";
  const title = isRefund ? words.refund : words.payment;
  const name = serialName(receipt.year, receipt.serial);
  const rows = facts.lines.flatMap((line) => {
    const what = line.items.length > 0 ? line.items : [{ name: facts.service.zh, amount_fen: line.amount_fen }];
    return what.map((item) => [item.name, sayPeriod(line.period), line.account ?? "", yuan(BigInt(item.amount_fen))]);
  });
  const money: readonly (readonly [string, string])[] = [
    [words.total, `¥${yuan(amount_fen)}`],
    [words.capital, capitalAmount(amount_fen)],
  ];
  const about: readonly (readonly [string, string])[] = [
    [words.payer, facts.payer ?? words.nobody],
    [words.biller, facts.biller.zh],
    [isRefund ? words.returnedAt : words.paidAt, `${formatInstant(receipt.happenedAt, "zh")}（北京时间）`],
    [words.provider, facts.refund?.way === "by_hand" ? words.byHand : providers[facts.provider]],
    ...(facts.reference === null ? [] : [[words.reference, facts.reference] as const]),
    [words.paymentNumber, receipt.payment],
    ...(facts.refund
      ? [
          [words.refundNumber, facts.refund.number] as const,
          [words.original, `第 ${facts.refund.original.name} 号（${facts.refund.original.number}）`] as const,
        ]
      : []),
    [words.number, number],
    [words.check, check],
    [words.issued, dayOf(receipt.issuedAt)],
  ];
  const closing = isRefund ? words.returned : receipt.payee === "treasury" ? words.treasury : words.merchant;
  const address = receiptAddress(baseUrl, { number });
  const printed = [
    ...Object.values(words),
    ...Object.values(providers),
    ...rows.flat(),
    ...[...money, ...about].flat(),
    facts.service.zh,
    address,
    name,
  ];
  refuseMissing(printed.join(""));

  const paper = openPaper({
    title: `${title} ${name}`,
    author: facts.biller.zh,
    subject: number,
    createdAt: receipt.issuedAt,
  });
  const flow = new Flow(paper.document, demonstration ? () => drawWatermark(paper.document) : () => undefined);
  flow.head(title, facts.service.zh, `第 ${name} 号`);
  const columns: readonly Column[] = [
    { head: words.item, width: 0.44 },
    { head: words.period, width: 0.16 },
    { head: words.account, width: 0.2 },
    { head: words.amount, width: 0.2, right: true },
  ];
  drawTable(flow, columns, rows);
  for (const [label, value] of money) drawRow(flow, label, value, 12);
  flow.gap(8);
  for (const [label, value] of about) drawRow(flow, label, value, 10);
  flow.gap(10);
  flow.keep(170);
  const { document } = paper;
  const side = 96;
  const top = flow.y;
  drawQr(document, receiptAddress(baseUrl, { number, check }), margin, top, side);
  const left = margin + side + 18;
  const width = textWidth - side - 18;
  document.fillColor(ink).fontSize(9.5);
  document.text(demonstration ? words.demo : closing, left, top, { width });
  if (demonstration) document.text(closing, left, document.y + 4, { width });
  document
    .fillColor(soft)
    .fontSize(8.5)
    .text(words.verify, left, document.y + 6, { width });
  document.text(address, left, document.y + 2, { width });
  return paper.finish();
}

const statementWords = {
  title: "年度缴费清单",
  account: "户号",
  holder: "缴费人",
  year: "年度",
  day: "日期",
  what: "事项",
  receipt: "收据",
  paidIn: "缴费",
  returned: "退款",
  net: "实际缴了",
  in: "缴费（元）",
  out: "退款（元）",
  made: "生成时间",
  note: "只列出您本人在这里缴到这个户号的款项，以收据为准。",
  none: "这一年没有缴费。",
  demo: "本页由演示系统生成，没有真实款项，不能作为凭证。",
} as const;

export type StatementSheet = {
  readonly service: string;
  readonly place: string;
  readonly account: string;
  readonly payer: string;
  readonly year: number;
  readonly lines: readonly {
    readonly at: Date;
    readonly kind: "payment" | "refund";
    readonly name: string;
    readonly period: string | null;
    readonly amount_fen: bigint;
  }[];
  readonly paid_fen: bigint;
  readonly returned_fen: bigint;
  readonly madeAt: Date;
  readonly demonstration: boolean;
};

/** What one person paid to one account in a year, as PDF. @throws Refusal receipt_glyph_missing (422) */
export async function drawStatement(sheet: StatementSheet): Promise<Buffer> {
  const w = statementWords;
  const rows = sheet.lines.map(({ at, kind, name, period, amount_fen }) => [
    dayOf(at),
    `${kind === "payment" ? w.paidIn : w.returned}${period === null ? "" : ` ${sayPeriod(period)}`}`,
    name,
    kind === "payment" ? yuan(amount_fen) : "",
    kind === "refund" ? yuan(amount_fen) : "",
  ]);
  const about: readonly (readonly [string, string])[] = [
    [w.account, sheet.account],
    [w.holder, sheet.payer],
    [w.year, `${sheet.year}年`],
    [w.made, `${formatInstant(sheet.madeAt, "zh")}（北京时间）`],
  ];
  const totals: readonly (readonly [string, string])[] = [
    [w.paidIn, `¥${yuan(sheet.paid_fen)}`],
    [w.returned, `¥${yuan(sheet.returned_fen)}`],
    [w.net, `¥${yuan(sheet.paid_fen - sheet.returned_fen)}`],
  ];
  refuseMissing(
    [...Object.values(w), ...rows.flat(), ...[...about, ...totals].flat(), sheet.service, sheet.place].join(""),
  );
  const paper = openPaper({
    title: `${w.title} ${sheet.year}`,
    author: sheet.place,
    subject: `${sheet.service} ${sheet.year}`,
    createdAt: sheet.madeAt,
  });
  const flow = new Flow(paper.document, sheet.demonstration ? () => drawWatermark(paper.document) : () => undefined);
  flow.head(w.title, `${sheet.service} · ${sheet.place}`, `${sheet.year}年`);
  for (const [label, value] of about) drawRow(flow, label, value, 10);
  flow.gap(8);
  const columns: readonly Column[] = [
    { head: w.day, width: 0.16 },
    { head: w.what, width: 0.24 },
    { head: w.receipt, width: 0.24 },
    { head: w.in, width: 0.18, right: true },
    { head: w.out, width: 0.18, right: true },
  ];
  drawTable(flow, columns, rows.length > 0 ? rows : [["", w.none, "", "", ""]]);
  flow.keep(110);
  for (const [label, value] of totals) drawRow(flow, label, value, 12);
  flow.gap(6);
  flow.text(sheet.demonstration ? `${w.demo}${w.note}` : w.note, 8.5);
  return paper.finish();
}

function refuseMissing(printed: string): void {
  const missing = missingLetters(printed.replaceAll("\n", ""));
  if (missing.length === 0) return;
  const named = namedLetters(missing);
  throw new Refusal({
    code: "receipt_glyph_missing",
    status: 422,
    say: {
      zh: `字库缺少这些字，现在不能生成 PDF：${named.join("、")}。收据的内容可以在网页上查看，工作人员会补充字库。`,
      en: `The font has no shape for: ${named.join(", ")}, so there is no PDF yet. The receipt can be read on the page; staff will add them.`,
    },
  });
}
