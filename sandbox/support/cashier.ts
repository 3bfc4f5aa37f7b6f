import { demonstrationPeople, type Person } from "../people.ts";
import type { Answer } from "./agency.ts";
import { yuan } from "./days.ts";

const marks: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
export const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (mark) => marks[mark] ?? mark);

const style = `body{font:18px/1.6 system-ui,sans-serif;max-width:30rem;margin:0 auto;padding:0 1rem 2rem;color:#1d1d1f;background:#fff}
.standin{background:#fff3c4;border:1px solid #b58900;padding:.5rem .75rem;font-size:1rem}
h1{font-size:1.5rem;margin:1.25rem 0 .5rem}.amount{font-size:2.5rem;font-weight:700;margin:.25rem 0}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;margin:1rem 0}dt{color:#595959}dd{margin:0;overflow-wrap:anywhere}
button{display:block;width:100%;min-height:3rem;margin:.75rem 0;font:inherit;border:1px solid #767676;border-radius:.5rem;background:#fff;color:inherit}
button.main{background:#07703a;border-color:#07703a;color:#fff}[lang=en]{color:#595959}button [lang=en]{color:inherit}`;

/** A page of a gateway, plain and labelled as what it is. `body` is HTML. */
export function page(title: string, body: string, status = 200): Answer {
  const text = `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>
<style>${style}</style></head><body>
<p class="standin" role="note">演示替身，不是真的钱包，不会动真的钱。<br><span lang="en">A stand-in for the wallet's own page. No real money moves.</span></p>
<main>${body}</main></body></html>
`;
  return { status, type: "text/html", text, encoding: "utf-8" };
}

/** A page with one sentence, in both languages. */
export const notice = (title: string, zh: string, en: string, status = 200): Answer =>
  page(title, `<h1>${escaped(title)}</h1><p>${escaped(zh)}</p><p lang="en">${escaped(en)}</p>`, status);

/** Sends the browser on with a GET. */
export const redirect = (url: string): Answer => ({
  status: 303,
  type: "text/plain",
  text: "",
  encoding: "utf-8",
  headers: { location: url },
});

export type Button = { readonly act: string; readonly zh: string; readonly en: string; readonly main?: boolean };

/** Buttons of one form; which was pressed is its field `act`. */
export function buttons(
  action: string,
  hidden: Readonly<Record<string, string>>,
  list: readonly Button[],
  name = "act",
): string {
  const fields = Object.entries(hidden).map(
    ([field, value]) => `<input type="hidden" name="${escaped(field)}" value="${escaped(value)}">`,
  );
  const each = list.map(
    ({ act, zh, en, main }) =>
      `<button name="${name}" value="${escaped(act)}"${main ? ' class="main"' : ""}>${escaped(zh)} <span lang="en">${escaped(en)}</span></button>`,
  );
  return `<form method="post" action="${escaped(action)}">${fields.join("")}${each.join("")}</form>`;
}

export type Cashier = {
  readonly wallet: string;
  readonly payee: string;
  readonly amount_fen: number;
  readonly description: string;
  /** The merchant's number of the payment. */
  readonly number: string;
  /** Where the form goes. */
  readonly action: string;
  readonly hidden?: Readonly<Record<string, string>>;
  /** Left out: pay, cancel, and pay but tell nobody. */
  readonly buttons?: readonly Button[];
};

const usualButtons: readonly Button[] = [
  { act: "pay", zh: "确认支付", en: "Pay", main: true },
  { act: "cancel", zh: "取消支付", en: "Cancel" },
  { act: "pay-silently", zh: "支付，但不通知商户", en: "Pay, but tell nobody" },
];

/** The wallet's own window: what, to whom, how much, and the buttons. */
export function cashier(one: Cashier): Answer {
  const rows = [
    ["收款方", "Payee", one.payee],
    ["商品", "For", one.description],
    ["商户单号", "Number", one.number],
  ].map(([zh = "", en = "", value = ""]) => `<dt>${zh} <span lang="en">${en}</span></dt><dd>${escaped(value)}</dd>`);
  return page(
    `${one.wallet}收银台`,
    `<h1>${escaped(one.wallet)}收银台</h1><p class="amount">¥${yuan(one.amount_fen)}</p><dl>${rows.join("")}</dl>${buttons(
      one.action,
      one.hidden ?? {},
      one.buttons ?? usualButtons,
    )}`,
  );
}

/** Which of the demonstration's people is signing in. The form's field `person` holds the number. */
export function whoSignsIn(wallet: string, action: string, hidden: Readonly<Record<string, string>>): Answer {
  const list = demonstrationPeople.map(({ idNumber, name, role }) => ({ act: idNumber, zh: name, en: role }));
  return page(`${wallet}登录`, `<h1>您是谁</h1><p lang="en">Who are you</p>${buttons(action, hidden, list, "person")}`);
}

/** One of the demonstration's people by number. */
export const personOf = (idNumber: string | undefined): Person | undefined =>
  demonstrationPeople.find((person) => person.idNumber === idNumber);
