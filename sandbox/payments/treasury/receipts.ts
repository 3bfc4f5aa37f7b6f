import { createHash } from "node:crypto";
import type { Answer } from "../../support/agency.ts";
import { escaped, page, notice as said } from "../../support/cashier.ts";
import { dayOf, yuan } from "../../support/days.ts";
import { type Notice, payerOf } from "./notices.ts";
import type { Books, Order } from "./orders.ts";

/** 财政电子票据: what the treasury issues when money has come in. The same order has the same one for ever. */
export function receiptOf(order: Order, notice: Notice, base: string) {
  const digest = createHash("sha256").update(`${order.reference}${order.token}`).digest("hex");
  const number = String(Number.parseInt(digest.slice(0, 10), 16) % 10_000_000_000).padStart(10, "0");
  const check_code = digest.slice(10, 16);
  return {
    name: "非税收入一般缴款书（电子）",
    code: `${order.region.slice(0, 2)}0602${(order.paidAt ?? order.createdAt).slice(2, 4)}`,
    ...{ number, check_code, payer: payerOf(notice) },
    items: order.items.map(({ name, amount_fen, standard }) => ({
      name,
      amount_fen,
      ...(standard ? { standard } : {}),
    })),
    ...{ amount_fen: order.amount_fen, unit: notice.unitName, issuer: "自动开票" },
    date: dayOf(new Date(order.paidAt ?? order.createdAt)),
    url: `${base}/receipts/${number}?check=${check_code}`,
  };
}

/** The treasury's page where anybody who holds number and check code sees the receipt. */
export function receiptPage(books: Books, number: string, check: string): Answer {
  for (const order of books.all()) {
    const notice = books.notices.get(order.region, order.notice);
    if (!notice || (order.state !== "paid" && order.state !== "refunded")) continue;
    const receipt = receiptOf(order, notice, "");
    if (receipt.number !== number || receipt.check_code !== check) continue;
    const rows: readonly (readonly [string, string])[] = [
      ["票据代码", receipt.code],
      ["票据号码", receipt.number],
      ["校验码", receipt.check_code],
      ["交款人", receipt.payer],
      ...receipt.items.map(({ name, amount_fen }) => [name, `¥${yuan(amount_fen)}`] as const),
      ["收款单位", receipt.unit],
      ["开票日期", receipt.date],
      ["状态", order.state === "refunded" ? "已冲红" : "有效"],
    ];
    const list = rows.map(([term, value]) => `<dt>${escaped(term)}</dt><dd>${escaped(value)}</dd>`).join("");
    return page(
      receipt.name,
      `<h1>${escaped(receipt.name)}</h1><p class="amount">¥${yuan(receipt.amount_fen)}</p><dl>${list}</dl>`,
    );
  }
  return said(
    "没有这张票据",
    "没有这张票据，请核对号码和校验码。",
    "There is no such receipt. Please compare number and check code.",
    404,
  );
}
