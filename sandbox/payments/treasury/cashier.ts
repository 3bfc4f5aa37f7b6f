import type { Answer, Heard } from "../../support/agency.ts";
import { sameText } from "../../support/control.ts";
import { dayOf, withOffset } from "../../support/days.ts";
import type { GatewayTime } from "../../support/gateway-time.ts";
import { type Fields, isFields, json, readJson, textIn } from "../../support/json.ts";
import type { Mood, MoodName, Moods } from "../../support/moods.ts";
import type { Letter, Notice as Told, Twist } from "../../support/notifier.ts";
import { dailyFile } from "./files.ts";
import { isSigned, type Merchant, signed, signedText, type TreasuryKeys } from "./keys.ts";
import type { Notice } from "./notices.ts";
import { type Books, type Order, type Refund, TreasuryError } from "./orders.ts";
import { receiptOf } from "./receipts.ts";

const clockWindow = 300;
/** Notices of 404; every other no is 422. */
const unknown: ReadonlySet<string> = new Set([
  "order_unknown",
  "refund_unknown",
  "notice_unknown",
  "receipt_not_issued",
  "file_not_ready",
]);
const longestLife = 24 * 3_600_000;

export type CashierParts = {
  readonly books: Books;
  readonly keys: TreasuryKeys;
  readonly merchants: () => readonly Merchant[];
  readonly time: GatewayTime;
  readonly moods: Moods;
  /** Whoever holds it may ask about notices without signing, as billers' connectors do. */
  readonly token: string;
  readonly receiptsAreHeld: () => boolean;
  /** Ends a refund in its own time, unless they are held. */
  readonly refundAsked: (order: Order, refund: Refund) => void;
};

type Call = { readonly merchant: string; readonly content: Fields; readonly host: string; readonly swapped: boolean };
type AnswerMoods = ReadonlyMap<MoodName, Mood>;

/** The generic contract of docs/operating/payments-treasury.md, from the treasury's side. */
export class Cashier {
  readonly #parts: CashierParts;
  /** Nonces and when they were heard. */
  readonly #nonces = new Map<string, number>();

  constructor(parts: CashierParts) {
    this.#parts = parts;
  }

  answer(heard: Heard, swapped: boolean, moods: AnswerMoods): Answer {
    const content = heard.method === "POST" ? readJson(heard) : {};
    const host = heard.headers.host ?? "127.0.0.1";
    const { authorization = "" } = heard.headers;
    if (authorization !== "") {
      const may = sameText(authorization, `Bearer ${this.#parts.token}`) && heard.path.startsWith("/cashier/notices/");
      if (!may || !content) return json(401, { code: "unauthorized", message: "令牌无效" });
      const { status, value } = this.#act(heard, { merchant: "", content, host, swapped });
      return json(status, value);
    }
    const merchant = this.#who(heard);
    if (typeof merchant === "string") return json(401, { code: merchant, message: "签名不正确" });
    if (!content) return json(400, { code: "malformed_json", message: "报文不是有效的 JSON" });
    if (heard.method === "GET") return this.#file(heard);
    const { status, value } = this.#act(heard, { merchant: merchant.merchant, content, host, swapped });
    return this.#sign(merchant, heard, json(status, value), moods);
  }

  /** The merchant that signed, or what is wrong with its signature. */
  #who({ method, target, headers, body }: Heard): Merchant | string {
    const header = (name: string) => String(headers[`cashier-${name}`] ?? "");
    const [name, timestamp, nonce] = ["merchant", "timestamp", "nonce"].map(header) as [string, string, string];
    const merchant = this.#parts.merchants().find((one) => one.merchant === name && one.key_id === header("key"));
    if (!merchant) return "unknown_key";
    const text = signedText("request", [method, target, name, timestamp, nonce], body);
    if (!isSigned(merchant.algorithm, merchant.public_key, text, header("signature"))) return "signature_wrong";
    const now = this.#parts.time.seconds();
    if (!/^\d+$/.test(timestamp) || Math.abs(now - Number(timestamp)) > clockWindow) return "stale_timestamp";
    for (const [known, at] of this.#nonces) {
      if (now - at <= 2 * clockWindow) break;
      this.#nonces.delete(known);
    }
    if (nonce.length < 16 || this.#nonces.has(`${name}/${nonce}`)) return "nonce_used";
    this.#nonces.set(`${name}/${nonce}`, now);
    return merchant;
  }

  #sign(
    { merchant, algorithm, treasury_key_id }: Merchant,
    { headers }: Heard,
    answer: Answer,
    moods: AnswerMoods,
  ): Answer {
    const { keys, time } = this.#parts;
    const nonce = String(headers["cashier-nonce"]);
    const timestamp = String(time.seconds() - (moods.has("skewed") ? (moods.get("skewed")?.seconds ?? 3_600) : 0));
    const key = (moods.has("bad-signature") ? keys.stranger : keys.treasury)[algorithm].private_key;
    const text = signedText("answer", [String(answer.status), merchant, timestamp, nonce], answer.text);
    return {
      ...answer,
      headers: {
        "cashier-merchant": merchant,
        "cashier-key": treasury_key_id,
        "cashier-timestamp": timestamp,
        "cashier-nonce": nonce,
        "cashier-signature": signed(algorithm, key, text),
      },
    };
  }

  #act({ path }: Heard, call: Call): { status: number; value: unknown } {
    try {
      const act = this.#acts[path.replace("/cashier/", "")];
      if (!act) return { status: 400, value: { code: "no_such_operation", message: "接口不存在" } };
      return { status: 200, value: act(call) };
    } catch (error) {
      if (!(error instanceof TreasuryError)) throw error;
      const { code, message } = error;
      return { status: unknown.has(code) ? 404 : 422, value: { code, message } };
    }
  }

  readonly #acts: Readonly<Record<string, (call: Call) => unknown>> = {
    "notices/query": (call) => this.#noticeQuery(call),
    "notices/settled": (call) => this.#settled(call),
    orders: (call) => this.#order(call),
    "orders/query": (call) => this.#shown(call, orderJson(this.#find(call))),
    "orders/close": (call) => orderJson(this.#parts.books.close(this.#find(call))),
    refunds: (call) => this.#refund(call),
    "refunds/query": (call) => this.#refundQuery(call),
    "receipts/query": (call) => this.#receipt(call),
    "daily-files/query": (call) => this.#announce(call),
  };

  #find({ merchant, content }: Call): Order {
    const order = this.#parts.books.byNumber(merchant, needed(content, "order", 32));
    if (!order) throw new TreasuryError("order_unknown", "没有这个订单");
    return order;
  }

  /** Where it is told to mistake one for another, it tells of another. */
  #shown<T extends { order: string }>({ swapped }: Call, value: T): T {
    return swapped ? { ...value, order: `${value.order}X` } : value;
  }

  #noticeQuery({ content }: Call) {
    const notice = this.#noticeOf(content);
    return noticeJson(notice, this.#parts.books);
  }

  /**
   * For whoever writes off: a notice of the treasury's own is written off by being paid, and open again once what was paid went back. With
   * `refund`, a number of the merchant's, it says how far that is.
   */
  #settled({ content, swapped }: Call) {
    const { state, order, paidAt, notice, region } = this.#noticeOf(content);
    const by = order === undefined ? undefined : this.#parts.books.byReference(order);
    const asked = typeof content["refund"] === "string" ? content["refund"] : undefined;
    const refund = this.#parts.books
      .all()
      .filter((one) => one.notice === notice && one.region === region)
      .flatMap(({ refunds }) => refunds)
      .find(({ number }) => number === asked);
    return {
      ...(asked === undefined ? {} : { refund: swapped ? `${asked}X` : asked, returned: refund?.state ?? "unknown" }),
      ...{ notice, region, settled: state === "paid", write_off: "implicit" },
      ...(by?.number === undefined ? {} : { order: by.number, reference: by.reference }),
      ...(paidAt === undefined ? {} : { paid_at: withOffset(new Date(paidAt)) }),
    };
  }

  #noticeOf(content: Fields): Notice {
    const unit = content["unit"];
    const found = this.#parts.books.notices.get(needed(content, "region", 6), needed(content, "notice", 32));
    // Who knows the number from a decision often does not know the unit's code.
    if (!found || (unit !== undefined && unit !== found.unit))
      throw new TreasuryError("notice_unknown", "没有这张缴款通知书");
    return found;
  }

  #order(call: Call) {
    const { merchant, content, host } = call;
    const { books, time } = this.#parts;
    const number = needed(content, "order", 32);
    const print = JSON.stringify(content);
    const again = books.byNumber(merchant, number);
    if (again) {
      if (again.print !== print) throw new TreasuryError("order_conflict", "同一订单号，内容不同");
      return this.#shown(call, startedJson(again, host));
    }
    const [region, notice, unit] = [
      needed(content, "region", 6),
      needed(content, "notice", 32),
      needed(content, "unit", 32),
    ];
    if (isFields(content["issue"]) && !books.notices.get(region, notice))
      books.notices.put(issued(content, content["issue"], { region, notice, unit, today: dayOf(time.now()) }));
    const owed = books.owed(books.payable(region, notice, unit));
    if (content["amount_fen"] !== owed.amount_fen)
      throw new TreasuryError("amount_changed", `应缴 ${owed.amount_fen} 分`);
    const wished = Date.parse(needed(content, "expires_at", 40));
    const now = time.now().getTime();
    if (!(wished > now)) throw new TreasuryError("expired", "订单有效期已过");
    const order = books.open({
      ...{ dialect: "cashier", merchant, number, region, notice, unit, print },
      ...{ description: needed(content, "description", 500), amount_fen: owed.amount_fen, items: owed.items },
      expiresAt: new Date(Math.min(wished, now + longestLife)).toISOString(),
      ...{ returnUrl: address(content, "return_url"), notifyUrl: address(content, "notify_url") },
    });
    return this.#shown(call, startedJson(order, host));
  }

  #refund(call: Call) {
    const { content } = call;
    const order = this.#find(call);
    const amount_fen = content["amount_fen"];
    if (typeof amount_fen !== "number" || !Number.isSafeInteger(amount_fen) || amount_fen <= 0)
      throw new TreasuryError("parameter_wrong", "amount_fen");
    if (content["total_fen"] !== order.amount_fen) throw new TreasuryError("amount_wrong", "订单金额不符");
    const number = needed(content, "refund", 32);
    const wish = {
      number,
      amount_fen,
      reason: needed(content, "reason", 200),
      notifyUrl: address(content, "notify_url"),
    };
    const isNew = !order.refunds.some((one) => one.number === number);
    const refund = this.#parts.books.askRefund(order, wish);
    if (isNew) this.#parts.refundAsked(order, refund);
    return refundJson(order, refund);
  }

  #refundQuery(call: Call) {
    const order = this.#find(call);
    const refund = order.refunds.find(({ number }) => number === call.content["refund"]);
    if (!refund) throw new TreasuryError("refund_unknown", "没有这笔退款");
    return refundJson(order, refund);
  }

  #receipt(call: Call) {
    const order = this.#find(call);
    const notice = this.#parts.books.notices.get(order.region, order.notice);
    const isPaid = order.state === "paid" || order.state === "refunded";
    if (!notice || !isPaid || this.#parts.receiptsAreHeld())
      throw new TreasuryError("receipt_not_issued", "还没有开具财政电子票据");
    return this.#shown(call, {
      order: order.number ?? "",
      fiscal_receipt: receiptOf(order, notice, `http://${call.host}`),
    });
  }

  #announce({ merchant, content }: Call) {
    const { moods } = this.#parts;
    const day = needed(content, "day", 10);
    const file = this.#written(merchant, day);
    if (!file || moods.take("file").has("missing")) throw new TreasuryError("file_not_ready", "对账文件还没有生成");
    const algorithm = this.#parts.merchants().find((one) => one.merchant === merchant)?.algorithm ?? "ed25519";
    return { day, path: `daily-files/${day}.csv`, bytes: file.bytes.length, digest: file.digest(algorithm) };
  }

  #file(heard: Heard): Answer {
    const [, day = ""] = /^\/cashier\/daily-files\/(\d{4}-\d{2}-\d{2})\.csv$/.exec(heard.path) ?? [];
    const file = this.#written(String(heard.headers["cashier-merchant"]), day);
    if (!file) return json(404, { code: "file_not_ready" });
    return {
      status: 200,
      type: "text/csv",
      text: "",
      bytes: file.spoilt(this.#parts.moods.take("file")),
      encoding: "utf-8",
    };
  }

  #written(merchant: string, day: string) {
    const { books, time } = this.#parts;
    return day < dayOf(time.now()) ? dailyFile(books.all(), merchant, day) : undefined;
  }

  /** A notification as it goes out, as wrong as wished. */
  letter(told: Told, twist: Twist): Letter {
    const { books, keys } = this.#parts;
    const { reference, refund: number } = told.event as { reference: string; refund?: string };
    const order = books.byReference(reference);
    const merchant = this.#parts.merchants().find((one) => one.merchant === order?.merchant);
    if (!order || !merchant) return { headers: {}, body: "{}" };
    const more = twist.wrongAmount ? 100 : 0;
    const refund = order.refunds.find((one) => one.number === number);
    const content = refund
      ? { id: told.id, kind: "refund", refund: { ...refundJson(order, refund), amount_fen: refund.amount_fen + more } }
      : { id: told.id, kind: "payment", payment: { ...orderJson(order), amount_fen: order.amount_fen + more } };
    const body = JSON.stringify(content);
    const timestamp = String(Math.floor(twist.at.getTime() / 1_000));
    const nonce = crypto.randomUUID();
    const name = twist.otherMerchant ? "somebody-else" : merchant.merchant;
    const pair = (twist.forged || twist.probe ? keys.stranger : keys.treasury)[merchant.algorithm];
    return {
      body,
      headers: {
        "cashier-merchant": name,
        "cashier-key": merchant.treasury_key_id,
        "cashier-timestamp": timestamp,
        "cashier-nonce": nonce,
        "cashier-signature": signed(
          merchant.algorithm,
          pair.private_key,
          signedText("notification", [name, timestamp, nonce], body),
        ),
      },
    };
  }

  /** It is taken when the other side says so in as many words. */
  static taken({ status, body }: { readonly status: number; readonly body: string }): boolean {
    return status === 200 && /"taken"\s*:\s*true/.test(body);
  }
}

function needed(content: Fields, name: string, most: number): string {
  const value = textIn(content, name, most);
  if (value === undefined) throw new TreasuryError("parameter_wrong", name);
  return value;
}

function address(content: Fields, name: string): string {
  const value = needed(content, name, 1_000);
  if (!/^https?:\/\//.test(value) || !URL.canParse(value)) throw new TreasuryError("parameter_wrong", name);
  return value;
}

function issued(
  content: Fields,
  issue: Fields,
  of: { region: string; notice: string; unit: string; today: string },
): Notice {
  const items = (Array.isArray(issue["items"]) ? issue["items"] : []).map((item: Fields) => ({
    id: needed(item, "id", 40),
    name: needed(item, "name", 200),
    amount_fen: Number(item["amount_fen"]),
  }));
  if (items.length === 0 || items.some(({ amount_fen }) => !Number.isSafeInteger(amount_fen) || amount_fen <= 0))
    throw new TreasuryError("parameter_wrong", "issue.items");
  const { region, notice, unit, today } = of;
  const type = issue["type"] === "penalty" ? "penalty" : "ordinary";
  const payer = textIn(content, "payer", 100) ?? "办件申请人";
  return {
    ...{ notice, region, unit, unitName: needed(issue, "unit_name", 100), type, payer, items },
    ...{ issuedOn: today, dueOn: today, state: "unpaid" },
  };
}

function orderJson({ number = "", reference, state, amount_fen, paidAt }: Order) {
  const paid = paidAt === undefined ? {} : { paid_at: withOffset(new Date(paidAt)) };
  return { order: number, reference, state, amount_fen, ...paid };
}

const startedJson = (order: Order, host: string) => ({
  ...orderJson(order),
  items: order.items,
  cashier_url: `http://${host}/pay/${order.token}`,
});

function refundJson({ number = "" }: Order, { number: refund, reference, state, amount_fen, at }: Refund) {
  return {
    order: number,
    refund,
    reference,
    state,
    amount_fen,
    ...(at === undefined ? {} : { at: withOffset(new Date(at)) }),
  };
}

function noticeJson(notice: Notice, books: Books) {
  const { region, unit, unitName, type, payer, issuedOn, dueOn, state } = notice;
  const { items, amount_fen, late_fee_fen } = books.owed(notice);
  const due =
    state === "paid" || state === "withdrawn" ? { amount_fen: 0, late_fee_fen: 0 } : { amount_fen, late_fee_fen };
  return {
    ...{ notice: notice.notice, region, unit, unit_name: unitName, type, payer, items, ...due },
    ...{ issued_on: issuedOn, due_on: dueOn, state },
  };
}
