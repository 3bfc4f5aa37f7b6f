import { createHash } from "node:crypto";
import { formatMoney } from "../../../foundation/i18n/index.ts";
import type { Order } from "./wallet.ts";

const style = `
:root{color-scheme:light dark;font:18px/1.6 system-ui,"PingFang SC","Noto Sans SC","Microsoft YaHei",sans-serif}
body{max-width:30rem;margin:0 auto;padding:1rem}
h1{font-size:1.4rem;line-height:1.3}
.note{border:2px solid;border-radius:8px;padding:.75rem 1rem}
.amount{font-size:2.4rem;font-weight:700;margin:.5rem 0}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem}
dd{margin:0;overflow-wrap:anywhere}
button,a.back{display:block;box-sizing:border-box;width:100%;min-height:60px;margin:.75rem 0;padding:.75rem 1rem;font:inherit;text-align:center;
border:2px solid;border-radius:8px;background:Canvas;color:CanvasText;cursor:pointer}
button.main{background:CanvasText;color:Canvas;font-weight:700}
button:focus-visible,a:focus-visible{outline:4px solid Highlight;outline-offset:2px}
`;

/** The page's only style, allowed by its digest; nothing else may load or run, and the form goes nowhere but here. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/** What is paid, to whom, and the two buttons; or what became of it. */
export function walletPage(order: Order | undefined): string {
  return `<!DOCTYPE html>
<html lang="zh-Hans">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><title>演示钱包 · Demonstration wallet</title><style>${style}</style></head>
<body><main>
<h1>演示钱包 <span lang="en">Demonstration wallet</span></h1>
<p class="note">这是演示，不会动真的钱。<br><span lang="en">This is a demonstration. No money moves.</span></p>
${order ? orderPart(order) : said("没有这笔付款。", "There is no such payment.")}
</main></body>
</html>`;
}

function orderPart(order: Order): string {
  const { amount_fen, payee, description, number, returnUrl, state } = order;
  const facts = `<p class="amount">${escaped(formatMoney(amount_fen, "zh"))}</p>
<dl><dt>收款方 <span lang="en">Payee</span></dt><dd>${escaped(payee)}</dd>
<dt>用途 <span lang="en">For</span></dt><dd>${escaped(description)}</dd>
<dt>单号 <span lang="en">Number</span></dt><dd>${escaped(number)}</dd></dl>`;
  const back = `<a class="back" href="${escaped(returnUrl)}">返回 <span lang="en">Go back</span></a>`;
  if (state === "paid") return facts + said("这笔付款已经完成。", "This has been paid.") + back;
  if (state === "closed")
    return facts + said("这笔付款已经关闭，没有扣钱。", "This payment is closed. Nothing was taken.") + back;
  return `${facts}
<form method="post"><button class="main" name="act" value="pay">确认付款 <span lang="en">Pay</span></button>
<button name="act" value="cancel">不付了，返回 <span lang="en">Do not pay, go back</span></button></form>`;
}

const said = (zh: string, en: string): string => `<p><strong>${zh}</strong><br><span lang="en">${en}</span></p>`;

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
