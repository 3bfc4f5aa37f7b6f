import { join } from "node:path";
import { type Answer, ControlError, type Heard, type Open } from "../support/agency.ts";
import { buttons, cashier, personOf, redirect, notice as said, whoSignsIn } from "../support/cashier.ts";
import { addDays, dayOf } from "../support/days.ts";
import { formOf, Gateway } from "../support/gateway.ts";
import { json } from "../support/json.ts";
import { Kept } from "../support/kept.ts";
import type { Post } from "../support/notifier.ts";
import { Cashier } from "./treasury/cashier.ts";
import { algorithms, type Merchant, treasuryKeys } from "./treasury/keys.ts";
import { Nontax } from "./treasury/nontax.ts";
import { changed } from "./treasury/notices.ts";
import { Books, type Happened, type Order, type Refund, TreasuryError } from "./treasury/orders.ts";
import { receiptPage } from "./treasury/receipts.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const rhythm = [15, 15, 30]
  .map((each) => each * second)
  .concat(
    [3, 10, 20, 30].map((each) => each * minute),
    [1, 3, 6, 12].map((each) => each * hour),
  );
/** How long money takes to go back, in the gateway's time. */
const refundPause = 2 * second;

/**
 * The treasury: notices of fines and fees, its record being the truth about them, its own cashier by the generic contract, and beside it
 * WeChat's non-tax platform, which asks the same record.
 */
export const open: Open = (kit) => {
  const { folder, today, own, moods } = kit;
  const keys = treasuryKeys(folder);
  const added = new Kept<Merchant>(join(folder, "merchants.jsonl"));
  const told = new Kept<{ readonly value: string }>(join(folder, "told.jsonl"));
  const startedOn = dayOf(new Date());

  const post: Post = {
    rhythm,
    write: (notice, twist) => (isNontax(notice.event) ? nontax : desk).letter(notice, twist),
    taken: (answer) => Cashier.taken(answer) || Nontax.taken(answer),
  };
  const gateway = new Gateway(kit, post);
  const { time, notifier } = gateway;
  // The day of the records goes on with the days of this machine, or with the gateway's clock where that is told.
  const dayNow = () => addDays(today, Math.round((Date.parse(dayOf(time.now())) - Date.parse(startedOn)) / 86_400_000));

  const happened = (what: Happened) => {
    const { order } = what;
    const address = order.notifyUrl ?? told.get("nontax-notify")?.value;
    if (address === undefined) return;
    const refund = what.kind === "refund" ? what.refund.number : undefined;
    const id = `N${order.reference}${refund === undefined ? "" : `-${refund}`}`;
    const event = { reference: order.reference, dialect: order.dialect, ...(refund === undefined ? {} : { refund }) };
    const where = what.kind === "refund" ? (what.refund.notifyUrl ?? address) : address;
    notifier.send({ id, about: order.number ?? order.reference, address: where, event });
  };
  const books = new Books({ folder, now: () => time.now(), today: dayNow, happened });
  const refundsAreHeld = () => told.get("refunds")?.value === "held";
  const refundAsked = ({ reference }: Order, { number }: Refund) => {
    if (!refundsAreHeld()) time.later(refundPause, () => books.endRefund(reference, number, "succeeded"));
  };
  // What was on its way when the process ended goes on.
  for (const order of books.all())
    for (const refund of order.refunds) if (refund.state === "processing") refundAsked(order, refund);

  const merchants = () => [...added.values(), ...keys.merchants];
  const receiptsAreHeld = () => told.get("receipts")?.value === "held";
  const desk = new Cashier({ books, keys, merchants, time, moods, token: own.token, receiptsAreHeld, refundAsked });
  const nontax = new Nontax({ books, app: keys.app, folder, time, moods, notifier: () => notifier, refundAsked });

  const answer = (heard: Heard, swapped: boolean, present: Parameters<Cashier["answer"]>[2]): Answer => {
    const { path } = heard;
    if (path.startsWith("/cashier/")) return desk.answer(heard, swapped, present);
    if (path.startsWith("/nontax/") || path.startsWith("/cgi-bin/") || path.startsWith("/sns/"))
      return nontax.answer(heard, swapped);
    if (path === "/connect/oauth2/authorize") return signIn(heard, keys.app.appid, nontax);
    const [, token] = /^\/pay\/([A-Za-z0-9_-]{24})$/.exec(path) ?? [];
    if (token) return payPage(heard, books, token);
    const [, receipt] = /^\/receipts\/(\d{10})$/.exec(path) ?? [];
    if (receipt) return receiptPage(books, receipt, heard.query.get("check") ?? "");
    return json(404, { code: "no_such_page" });
  };

  return {
    answer,
    broken: ({ path }) =>
      path.startsWith("/cashier/")
        ? json(500, { code: "internal_error", message: "系统异常" })
        : json(200, { errcode: -1, errmsg: "system error" }),
    controls: {
      ...gateway.controls,
      "GET /control/notices": (_wish, query) => {
        const region = query.get("region");
        return {
          items: books.notices.list().filter((one) => region === null || one.region === region),
          today: dayNow(),
        };
      },
      "POST /control/notices": (wish) => {
        const notice = changed(books.notices.get(String(wish["region"]), String(wish["notice"])), wish);
        if (!notice) throw new ControlError("a whole notice, or notice and region of one with what changes");
        return { notice: books.notices.put(notice), owed: books.owed(notice) };
      },
      "GET /control/orders": (_wish, query) => {
        const number = query.get("order");
        return {
          items: books.all().filter((one) => number === null || one.number === number || one.reference === number),
        };
      },
      "POST /control/pay": ({ order, silently }) => ({ order: books.pay(orderFor(books, order), silently === true) }),
      "POST /control/close": ({ order }) => ({ order: books.close(orderFor(books, order)) }),
      "POST /control/refunds": ({ order, refund, state, hold }) => {
        if (typeof hold === "boolean") told.put("refunds", { value: hold ? "held" : "" });
        else if (state === "succeeded" || state === "failed")
          books.endRefund(orderFor(books, order).reference, String(refund), state);
        else throw new ControlError("order, refund and state: succeeded or failed; or hold: true or false");
        return {};
      },
      "POST /control/receipts": ({ hold }) => told.put("receipts", { value: hold === true ? "held" : "" }),
      "POST /control/tokens": () => {
        nontax.endTokens();
        return {};
      },
      "POST /control/push-to": ({ address }) => {
        if (typeof address !== "string" || !URL.canParse(address)) throw new ControlError("address");
        return told.put("nontax-notify", { value: address });
      },
      "POST /control/merchants": (wish) => {
        const { merchant, algorithm, key_id, public_key } = wish as Readonly<Record<string, unknown>>;
        const known = algorithms.find((one) => one === algorithm);
        if (!known || ![merchant, key_id, public_key].every((value) => typeof value === "string" && value !== ""))
          throw new ControlError(`merchant, key_id, public_key, algorithm: ${algorithms.join(", ")}`);
        const one = {
          merchant: String(merchant),
          key_id: String(key_id),
          public_key: String(public_key),
          algorithm: known,
        };
        added.put(one.merchant, { ...one, treasury_key_id: `treasury-${known}-1` });
        return { treasury_key_id: `treasury-${known}-1`, treasury_public_key: keys.treasury[known].public_key };
      },
    },
    says: {
      cashiers: keys.merchants.map(({ merchant, algorithm, key_id, private_key, treasury_key_id }) => ({
        ...{ merchant, algorithm, key_id, private_key, treasury_key_id },
        treasury_public_key: keys.treasury[algorithm].public_key,
      })),
      nontax: keys.app,
    },
    close: async () => gateway.close(),
  };
};

const isNontax = (event: Readonly<Record<string, unknown>>): boolean => event["dialect"] === "wechat-nontax";

function orderFor(books: Books, wanted: unknown): Order {
  const order = books.all().findLast((one) => one.number === wanted || one.reference === wanted);
  if (!order) throw new ControlError("order: its number or reference");
  return order;
}

/** WeChat's sign-in: who one is, then back with a code. */
function signIn(heard: Heard, appid: string, nontax: Nontax): Answer {
  const fields = heard.method === "POST" ? formOf(heard) : Object.fromEntries(heard.query);
  const { appid: asked = "", redirect_uri = "", state = "", scope = "" } = fields;
  if (asked !== appid || !URL.canParse(redirect_uri) || !scope.startsWith("snsapi_"))
    return said("无法登录", "appid 或者 redirect_uri 不正确。", "appid or redirect_uri is wrong.", 400);
  const person = personOf(fields["person"]);
  if (!person) return whoSignsIn("微信", "/connect/oauth2/authorize", { appid: asked, redirect_uri, state, scope });
  const back = new URL(redirect_uri);
  back.searchParams.set("code", nontax.codeFor(person.idNumber));
  back.searchParams.set("state", state);
  return redirect(back.href);
}

/** The treasury's cashier in a browser. */
function payPage(heard: Heard, books: Books, token: string): Answer {
  const order = books.byToken(token);
  if (!order) return said("没有这个订单", "没有这个订单。", "There is no such order.", 404);
  const back = order.returnUrl === "" ? undefined : order.returnUrl;
  const over = (zh: string, en: string, status: number) => {
    const answer = said("缴款", zh, en, status);
    const link = back === undefined ? "" : buttons(`/pay/${token}`, {}, [{ act: "back", zh: "返回", en: "Go back" }]);
    return { ...answer, text: answer.text.replace("</main>", `${link}</main>`) };
  };
  const act = heard.method === "POST" ? formOf(heard)["act"] : undefined;
  if (act === "back" || act === "cancel")
    return back === undefined ? over("已取消。", "Cancelled.", 200) : redirect(back);
  if (order.state !== "unpaid")
    return over("这个订单已经结束，不用再付。", "This order has ended; there is nothing to pay.", 200);
  const notice = books.notices.get(order.region, order.notice);
  if (!notice || act === undefined || !["card", "wallet", "pay", "pay-silently"].includes(act)) {
    return cashier({
      wallet: order.dialect === "cashier" ? "国库" : "微信非税缴费",
      payee: `${notice?.unitName ?? ""}（国库）`,
      amount_fen: order.amount_fen,
      description: order.items.map(({ name }) => name).join("、"),
      number: order.notice,
      action: `/pay/${token}`,
      buttons: [
        { act: "card", zh: "用银行卡支付", en: "Pay by card", main: true },
        { act: "wallet", zh: "用手机钱包支付", en: "Pay by wallet" },
        { act: "cancel", zh: "取消支付", en: "Cancel" },
        { act: "pay-silently", zh: "支付，但不通知", en: "Pay, but tell nobody" },
      ],
    });
  }
  try {
    books.pay(order, act === "pay-silently");
  } catch (error) {
    if (!(error instanceof TreasuryError)) throw error;
    return over(`${error.message}，没有扣款。`, "No money was taken: the notice has been settled or withdrawn.", 409);
  }
  return back === undefined ? over("已缴款。", "Paid.", 200) : redirect(back);
}
