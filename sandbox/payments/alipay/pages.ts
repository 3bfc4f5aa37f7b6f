import { demonstrationPeople } from "../../people.ts";
import { type Answer, ControlError, type Heard } from "../../support/agency.ts";
import { cashier, notice, personOf, redirect, whoSignsIn } from "../../support/cashier.ts";
import { local, yuan } from "../../support/days.ts";
import type { Apps } from "./apps.ts";
import type { Codes } from "./codes.ts";
import { orderOf } from "./methods.ts";
import { paramsOf, readV2 } from "./protocol.ts";
import { sign, textOf } from "./signing.ts";
import { Refused, type Trade, type Trades } from "./trades.ts";

type Parts = {
  readonly apps: Apps;
  readonly trades: Trades;
  readonly codes: Codes;
  readonly now: () => Date;
  readonly tell: (trade: Trade) => void;
};

const paying = new Set(["alipay.trade.wap.pay", "alipay.trade.page.pay", "alipay.trade.app.pay"]);
const scopes = new Set(["auth_base", "auth_user"]);

/** What a payer sees. A trade begins when the payer has come, not before: until then the gateway has never heard of it. */
export class Pages {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  isPage(heard: Heard): boolean {
    return paying.has(paramsOf(heard)["method"] ?? "");
  }

  /** A signed address that a merchant sent the browser to. */
  open(heard: Heard): Answer {
    const { apps, trades, now } = this.#parts;
    const params = paramsOf(heard);
    try {
      const { app, content } = readV2(params, { apps, now });
      const order = orderOf(
        { content, notifyUrl: params["notify_url"] },
        now(),
        params["method"],
        params["return_url"],
      );
      return redirect(`/cashier/${trades.begin(app, order).tradeNo}`);
    } catch (error) {
      return said(error);
    }
  }

  answer(heard: Heard, form: Readonly<Record<string, string>>): Answer {
    const [, place = "", id = ""] = heard.path.split("/");
    if (heard.path === "/oauth2/publicAppAuthorize.htm") return this.#signIn(heard, form);
    if (place === "qr") return this.#scanned(id);
    const trade = place === "cashier" ? this.#parts.trades.byTradeNo(id) : undefined;
    if (!trade) return notice("支付宝", "没有这个页面。", "There is no such page.", 404);
    return heard.method === "POST" ? this.#act(trade, form) : this.#show(trade);
  }

  /** Pays as if somebody had pressed the button. */
  pay(app: string, number: string, person: string | undefined, silently: boolean): Trade {
    const { trades, tell } = this.#parts;
    const trade = trades.find(app, number);
    if (!trade) throw new ControlError("nobody has come to pay this; open its address first");
    try {
      const paid = trades.pay(trade, person ?? demonstrationPeople[1]?.idNumber ?? "");
      if (!silently) tell(paid);
      return paid;
    } catch (error) {
      if (error instanceof Refused) throw new ControlError(error.code);
      throw error;
    }
  }

  #scanned(code: string): Answer {
    const { apps, trades } = this.#parts;
    const known = trades.ofCode(code);
    const app = known && apps.get(known.app);
    if (!app) return notice("支付宝", "二维码无效。", "The code is not valid.", 404);
    try {
      return redirect(`/cashier/${trades.begin(app, known.order).tradeNo}`);
    } catch (error) {
      return said(error);
    }
  }

  #show(trade: Trade): Answer {
    if (trade.state === "TRADE_CLOSED") return notice("支付宝", "交易已关闭。", "The payment is closed.", 410);
    if (trade.state !== "WAIT_BUYER_PAY") return notice("支付宝", "交易已支付。", "It has been paid.");
    return cashier({
      ...{ wallet: "支付宝", payee: `演示收款方 ${trade.seller}`, amount_fen: trade.amount },
      ...{ description: trade.subject, number: trade.number, action: `/cashier/${trade.tradeNo}` },
    });
  }

  #act(trade: Trade, form: Readonly<Record<string, string>>): Answer {
    const { trades, tell } = this.#parts;
    const back = trade.returnUrl;
    if (form["act"] === "cancel")
      return trade.quitUrl || back
        ? redirect(trade.quitUrl ?? back ?? "/")
        : notice("支付宝", "您没有付款，可以关闭这个窗口。", "You have not paid. You may close this window.");
    try {
      const paid = trades.pay(trade, form["person"] ?? demonstrationPeople[1]?.idNumber ?? "");
      if (form["act"] !== "pay-silently") tell(paid);
      if (form["act"] === "pay" && back) return redirect(this.#returnAddress(paid, back));
      return notice("支付宝", "支付成功，可以关闭这个窗口。", "Paid. You may close this window.");
    } catch (error) {
      return said(error);
    }
  }

  /** The browser goes back with the result, signed. It proves nothing. */
  #returnAddress(trade: Trade, back: string): string {
    const { apps, now } = this.#parts;
    const method = trade.product === "QUICK_WAP_WAY" ? "alipay.trade.wap.pay.return" : "alipay.trade.page.pay.return";
    const fields = {
      ...{ charset: "utf-8", method, version: "1.0", sign_type: "RSA2", app_id: trade.app, auth_app_id: trade.app },
      ...{ seller_id: trade.seller, out_trade_no: trade.number, trade_no: trade.tradeNo },
      ...{ total_amount: yuan(trade.amount), timestamp: local(now()) },
    };
    const url = new URL(back);
    const signature = sign(textOf(fields, ["sign", "sign_type"]), apps.privateKey);
    for (const [name, value] of Object.entries({ ...fields, sign: signature })) url.searchParams.set(name, value);
    return url.href;
  }

  #signIn(heard: Heard, form: Readonly<Record<string, string>>): Answer {
    const { apps, codes } = this.#parts;
    const asked = heard.method === "POST" ? form : Object.fromEntries(heard.query);
    const { app_id: id = "", scope = "", redirect_uri: back = "", state = "" } = asked;
    const app = apps.get(id);
    if (!app || !scopes.has(scope) || !URL.canParse(back) || !/^[0-9A-Za-z_.-]{0,100}$/.test(state))
      return notice("支付宝", "授权链接不正确。", "The address of the sign-in is not right.", 400);
    if (heard.method !== "POST")
      return whoSignsIn("支付宝", heard.path, { app_id: id, scope, redirect_uri: back, state });
    const person = personOf(form["person"]);
    if (!person) return notice("支付宝", "没有这个人。", "There is no such person.", 400);
    const url = new URL(back);
    const told = { app_id: id, source: "alipay_wallet", scope, auth_code: codes.issue(id, person.idNumber), state };
    for (const [name, value] of Object.entries(told)) url.searchParams.set(name, value);
    return redirect(url.href);
  }
}

function said(error: unknown): Answer {
  if (!(error instanceof Error)) throw error;
  const code = error instanceof Refused ? error.code : "sub" in error ? String(error.sub) : undefined;
  if (code === undefined) throw error;
  return notice("支付宝", `不能付款：${error.message}（${code}）。`, `This cannot be paid: ${code}.`, 400);
}
