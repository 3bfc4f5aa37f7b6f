import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Answer, Heard } from "../../support/agency.ts";
import { sameText } from "../../support/control.ts";
import { dayOf } from "../../support/days.ts";
import type { GatewayTime } from "../../support/gateway-time.ts";
import { type Fields, isFields, json, readJson, textIn } from "../../support/json.ts";
import { Kept } from "../../support/kept.ts";
import type { Moods } from "../../support/moods.ts";
import type { Letter, Notifier, Notice as Told, Twist } from "../../support/notifier.ts";
import { nontaxFile } from "./files.ts";
import type { App } from "./keys.ts";
import type { Item } from "./notices.ts";
import { type Books, type Order, type Refund, TreasuryError } from "./orders.ts";

/** Published as it is, misspelling included. */
const scenes = ["biz", "ctiyservice", "miniprogram", "offline", "pc", "app", "other"];
const tokenSeconds = 7_200;
/** A token lives on so long after the next one was given. */
const overlap = 300;
const codeSeconds = 300;
const orderLife = 2 * 3_600_000;
/** What finance behind the platform says, and what the platform itself does. */
const codes: Readonly<Record<string, number>> = { already_paid: 232, notice_unknown: 230, notice_withdrawn: 231 };

class NontaxError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export type NontaxParts = {
  readonly books: Books;
  readonly app: App;
  readonly folder: string;
  readonly time: GatewayTime;
  readonly moods: Moods;
  readonly notifier: () => Notifier;
  readonly refundAsked: (order: Order, refund: Refund) => void;
};

type Call = { readonly content: Fields; readonly host: string; readonly swapped: boolean };

/** 微信非税缴费 with its tokens and the sign-in that gives an openid. */
export class Nontax {
  readonly #parts: NontaxParts;
  /** When each token ends, in the gateway's milliseconds. */
  readonly #tokens: Kept<{ readonly until: number }>;
  /** Codes of people who signed in, until they are changed for an openid. */
  readonly #codes = new Map<string, { readonly openid: string; readonly until: number }>();
  #newest: string | undefined;

  constructor(parts: NontaxParts) {
    this.#parts = parts;
    this.#tokens = new Kept(join(parts.folder, "tokens.jsonl"));
  }

  answer(heard: Heard, swapped: boolean): Answer {
    try {
      if (heard.path === "/cgi-bin/token") return json(200, this.#token(Object.fromEntries(heard.query), false));
      if (heard.path === "/cgi-bin/stable_token") return json(200, this.#token(readJson(heard) ?? {}, true));
      if (heard.path === "/sns/oauth2/access_token") return json(200, this.#openid(Object.fromEntries(heard.query)));
      const act = this.#acts[heard.path.replace("/nontax/", "")];
      const content = readJson(heard);
      if (!act || heard.method !== "POST" || !content) throw new NontaxError(40066, "invalid url");
      this.#checkToken(heard.query.get("access_token") ?? "");
      if (content["appid"] !== this.#parts.app.appid) throw new NontaxError(40013, "invalid appid");
      const value = act({ content, host: heard.headers.host ?? "127.0.0.1", swapped });
      if (typeof value === "string") return { status: 200, type: "text/plain", text: value, encoding: "utf-8" };
      return json(200, { errcode: 0, errmsg: "ok", ...value });
    } catch (error) {
      if (error instanceof NontaxError) return json(200, { errcode: error.code, errmsg: error.message });
      if (error instanceof TreasuryError)
        return json(200, { errcode: codes[error.code] ?? 210, errmsg: error.message });
      throw error;
    }
  }

  /** The person whose number it is has signed in: the code the browser takes back. */
  codeFor(idNumber: string): string {
    const code = randomBytes(16).toString("hex");
    const digest = createHash("sha256").update(`${this.#parts.app.appid}/${idNumber}`).digest("base64url");
    this.#codes.set(code, { openid: `o${digest.slice(0, 27)}`, until: this.#parts.time.seconds() + codeSeconds });
    return code;
  }

  /** Every token ends now. */
  endTokens(): void {
    for (const token of this.#tokenNames()) this.#tokens.put(token, { until: 0 });
    this.#newest = undefined;
  }

  #tokenNames(): readonly string[] {
    return this.#newest === undefined ? [] : [this.#newest, ...this.#olds];
  }

  readonly #olds: string[] = [];

  #token(fields: Fields, isStable: boolean) {
    this.#checkSecret(fields);
    if (fields["grant_type"] !== "client_credential") throw new NontaxError(40002, "invalid grant_type");
    const now = this.#parts.time.seconds();
    const present = this.#newest === undefined ? undefined : this.#tokens.get(this.#newest);
    if (isStable && this.#newest !== undefined && present && present.until > now)
      return { access_token: this.#newest, expires_in: present.until - now };
    if (this.#newest !== undefined && present) {
      this.#tokens.put(this.#newest, { until: Math.min(present.until, now + overlap) });
      this.#olds.unshift(this.#newest);
      this.#olds.length = Math.min(this.#olds.length, 10);
    }
    this.#newest = randomBytes(40).toString("base64url");
    this.#tokens.put(this.#newest, { until: now + tokenSeconds });
    return { access_token: this.#newest, expires_in: tokenSeconds };
  }

  #checkSecret(fields: Fields): void {
    if (fields["appid"] !== this.#parts.app.appid) throw new NontaxError(40013, "invalid appid");
    if (!sameText(String(fields["secret"] ?? ""), this.#parts.app.app_secret))
      throw new NontaxError(40125, "invalid appsecret");
  }

  #checkToken(token: string): void {
    const known = this.#tokens.get(token);
    if (!known) throw new NontaxError(40001, "invalid credential, access_token is invalid or not latest");
    if (known.until <= this.#parts.time.seconds()) throw new NontaxError(42001, "access_token expired");
  }

  #openid(fields: Fields) {
    this.#checkSecret(fields);
    const code = String(fields["code"] ?? "");
    const known = this.#codes.get(code);
    this.#codes.delete(code);
    if (!known || known.until <= this.#parts.time.seconds()) throw new NontaxError(40029, "invalid code");
    const token = randomBytes(20).toString("base64url");
    return { access_token: token, expires_in: 7_200, refresh_token: token, openid: known.openid, scope: "snsapi_base" };
  }

  readonly #acts: Readonly<Record<string, (call: Call) => object | string>> = {
    queryfee: (call) => this.#queryFee(call),
    unifiedorder: (call) => this.#unifiedOrder(call),
    getorder: (call) => this.#getOrder(call),
    getorderlist: (call) => this.#getOrderList(call),
    refund: (call) => this.#refund(call),
    downloadbill: (call) => this.#downloadBill(call),
  };

  #queryFee({ content }: Call) {
    const { books, app } = this.#parts;
    if (content["service_id"] !== app.service_id) throw new NontaxError(210, "service_id 不正确");
    const notice = books.payable(
      needed(content, "region_code"),
      needed(content, "payment_notice_no"),
      needed(content, "department_code"),
    );
    const { amount_fen, late_fee_fen } = books.owed(notice);
    const items = notice.items.map(({ id, name, amount_fen: own }, index) => {
      // What being late costs stands with the first item and is part of its fee.
      const penalty = index === 0 ? late_fee_fen : 0;
      return { no: index + 1, item_id: id, item_name: name, overdue: 0, penalty, fee: own + penalty };
    });
    return {
      ...{ errmsg: "通知书未缴款", user_name: notice.payer, fee: amount_fen, items },
      ...{ payment_notice_no: notice.notice, department_code: notice.unit, department_name: notice.unitName },
      ...{ payment_notice_type: notice.type === "penalty" ? 2 : 1, region_code: notice.region },
      payment_notice_create_time: Math.floor(Date.parse(`${notice.issuedOn}T09:00:00+08:00`) / 1_000),
      payment_expire_date: notice.dueOn.replaceAll("-", ""),
    };
  }

  #unifiedOrder({ content, host }: Call) {
    const { books, app, time } = this.#parts;
    const [region, unit, scene] = ["region_code", "department_code", "scene"].map((name) => needed(content, name)) as [
      string,
      string,
      string,
    ];
    if (!scenes.includes(scene)) throw new NontaxError(40097, "invalid args: scene");
    for (const name of ["desc", "ip", "department_name"]) needed(content, name);
    if (content["trade_type"] !== "MWEB" && textIn(content, "openid", 64) === undefined)
      throw new NontaxError(40003, "invalid openid");
    if (scene !== "miniprogram") needed(content, "return_url");
    const isNotice = content["payment_notice_no"] !== undefined;
    if (isNotice === (content["order_no"] !== undefined))
      throw new NontaxError(40097, "payment_notice_no 和 order_no 二选一");
    const number = needed(content, isNotice ? "payment_notice_no" : "order_no");
    const items = itemsIn(content);
    if (!isNotice && !books.notices.get(region, number)) {
      const today = dayOf(time.now());
      const own = {
        notice: number,
        region,
        unit,
        unitName: needed(content, "department_name"),
        type: "ordinary",
      } as const;
      books.notices.put({ ...own, payer: "办件申请人", items, issuedOn: today, dueOn: today, state: "unpaid" });
    }
    const owed = books.owed(books.payable(region, number, unit));
    const sum = items.reduce((total, { amount_fen }) => total + amount_fen, 0);
    if (content["fee"] !== owed.amount_fen || sum !== owed.amount_fen)
      throw new NontaxError(210, "金额与应收信息不一致");
    const order = books.open({
      ...{ dialect: "wechat-nontax", merchant: app.appid, region, notice: number, unit, scene },
      ...{ description: needed(content, "desc"), amount_fen: owed.amount_fen, items: owed.items },
      expiresAt: new Date(time.now().getTime() + orderLife).toISOString(),
      returnUrl: textIn(content, "return_url") ?? "",
      ...(textIn(content, "openid") === undefined ? {} : { openid: String(content["openid"]) }),
    });
    const page = `http://${host}/pay/${order.token}`;
    return scene === "miniprogram"
      ? {
          order_id: order.reference,
          miniprogram: {
            appid: "wxbd687630cd02ce1d",
            pagepath: "pages/pay/pay",
            query_string: `token=${order.token}`,
            business_type: "nontaxpay",
          },
        }
      : { order_id: order.reference, pay_url: page };
  }

  #find(content: Fields): Order {
    const order = this.#parts.books.byReference(needed(content, "order_id"));
    if (order?.dialect !== "wechat-nontax") throw new NontaxError(210, "订单不存在");
    return order;
  }

  #getOrder({ content, swapped }: Call) {
    const order = this.#find(content);
    const { app } = this.#parts;
    const {
      reference,
      description,
      amount_fen,
      paidAt,
      region,
      notice,
      unit,
      openid,
      scene = "other",
      items,
      createdAt,
    } = order;
    const [whole] = order.refunds.filter((one) => one.amount_fen === amount_fen && one.state !== "failed");
    const partial = order.refunds.filter((one) => one !== whole && one.state !== "failed").map(partialJson);
    return {
      ...{ appid: app.appid, openid: openid ?? "", order_id: reference, create_time: secondsOf(createdAt) },
      ...(paidAt === undefined ? {} : { pay_finish_time: secondsOf(paidAt), trans_id: `42${reference.slice(2)}` }),
      ...{
        desc: swapped ? `${description}X` : description,
        fee: amount_fen,
        fee_type: 1,
        status: statusOf(order, whole),
      },
      ...{ bank_id: app.bank_id, bank_name: "建设银行", bank_account: "4300****0001" },
      ...(whole ? { refund_order_id: whole.reference, refund_reason: whole.reason, refund_out_id: whole.number } : {}),
      ...(whole?.at ? { refund_finish_time: secondsOf(whole.at) } : {}),
      ...(partial.length > 0 ? { partial_refund_info: partial.length === 1 ? partial[0] : partial } : {}),
      ...{ payment_notice_no: notice, department_code: unit, region_code: region, payment_info_source: 1, scene },
      items: items.map(({ id, name, amount_fen: fee }, index) => ({
        no: index + 1,
        item_id: id,
        item_name: name,
        fee,
      })),
      notify_history: [{ appid: app.appid, name: "onewindow", ...this.#history(reference) }],
    };
  }

  #history(reference: string) {
    const tries = this.#parts
      .notifier()
      .list(reference)
      .flatMap((told) => told.tries.map((one) => ({ ...one, told })));
    const ends = tries.length > 1 ? [tries[0], tries.at(-1)] : tries;
    const notify_detail = ends.flatMap((one) =>
      one
        ? [
            {
              notify_time: secondsOf(one.at),
              ret: one.status === 200 ? 0 : -1,
              cost_time: 1,
              url: one.told.notice.address,
            },
          ]
        : [],
    );
    return { notify_detail, notify_cnt: tries.length };
  }

  #getOrderList({ content }: Call) {
    const [region, unit] = ["region_code", "department_code"].map((name) => needed(content, name));
    const notice = needed(content, content["order_no"] === undefined ? "payment_notice_no" : "order_no");
    const orders = this.#parts.books
      .all()
      .filter(
        (one) => one.dialect === "wechat-nontax" && one.region === region && one.notice === notice && one.unit === unit,
      );
    const paid = orders.find(({ state }) => state === "paid" || state === "refunded");
    return { order_id_list: orders.map(({ reference }) => reference), paid_order_id: paid?.reference ?? "" };
  }

  #refund({ content }: Call) {
    const order = this.#find(content);
    const reason = needed(content, "reason");
    const amount_fen = content["refund_fee"] === undefined ? order.amount_fen : Number(content["refund_fee"]);
    if (!Number.isSafeInteger(amount_fen) || amount_fen <= 0) throw new NontaxError(210, "refund_fee 不正确");
    const number = textIn(content, "refund_out_id", 64);
    if (number === undefined && amount_fen !== order.amount_fen)
      throw new NontaxError(210, "部分退款要有 refund_out_id");
    const isNew = !order.refunds.some((one) => one.number === number);
    const refund = this.#parts.books.askRefund(order, { number: number ?? order.reference, amount_fen, reason });
    if (isNew) this.#parts.refundAsked(order, refund);
    return { refund_order_id: refund.reference };
  }

  #downloadBill({ content }: Call): string {
    const { app, books, time, moods } = this.#parts;
    if (content["mch_id"] !== app.mch_id) throw new NontaxError(210, "mch_id 不正确");
    const date = /^(\d{4})(\d{2})(\d{2})$/.exec(String(content["bill_date"]));
    const day = date ? `${date[1]}-${date[2]}-${date[3]}` : "";
    const spoilt = moods.take("file");
    if (day === "" || day >= dayOf(time.now()) || spoilt.has("missing")) throw new NontaxError(20002, "No Bill Exist");
    const text = nontaxFile(books.all(), app, day);
    if (spoilt.has("half")) return text.slice(0, text.length / 2);
    return spoilt.has("broken-rows") ? text.replace("`SUCCESS", "`成功") : text;
  }

  /** A notice of the platform. What it is encrypted with is not published: here it is plain, and proves nothing. */
  letter(told: Told, twist: Twist): Letter {
    const { books, app } = this.#parts;
    const { reference, refund } = told.event as { reference: string; refund?: string };
    const order = books.byReference(reference);
    const content = {
      appid: twist.otherMerchant ? "wx0000000000000000" : app.appid,
      order_id: twist.forged || twist.probe ? `CZ99${reference.slice(4)}` : reference,
      ...{
        status: order ? statusOf(order, undefined) : 3,
        fee: (order?.amount_fen ?? 0) + (twist.wrongAmount ? 100 : 0),
      },
      ...(refund === undefined ? {} : { refund_out_id: refund }),
    };
    return { headers: {}, body: JSON.stringify(content) };
  }

  static taken({ status, body }: { readonly status: number; readonly body: string }): boolean {
    return status === 200 && /"errcode"\s*:\s*0\b/.test(body);
  }
}

const secondsOf = (at: string): number => Math.floor(Date.parse(at) / 1_000);

function statusOf({ state }: Order, whole: Refund | undefined): number {
  if (state === "refunded") return 5;
  if (whole?.state === "processing") return 6;
  return { unpaid: 1, paid: 3, closed: 12 }[state];
}

const partialJson = ({ reference, reason, amount_fen, number, state, at }: Refund) => ({
  ...{ refund_order_id: reference, refund_reason: reason, refund_fee: amount_fen, refund_out_id: number },
  ...{ refund_status: state === "succeeded" ? 5 : 6, refund_finish_time: at === undefined ? 0 : secondsOf(at) },
});

function needed(content: Fields, name: string): string {
  const value = textIn(content, name, 1_000);
  if (value === undefined) throw new NontaxError(210, `数据格式错误：${name}`);
  return value;
}

function itemsIn(content: Fields): readonly Item[] {
  const items = Array.isArray(content["items"]) ? (content["items"] as readonly unknown[]) : [];
  return items.map((item) => {
    if (!isFields(item) || !Number.isSafeInteger(item["fee"])) throw new NontaxError(210, "数据格式错误：items");
    return { id: needed(item, "item_id"), name: needed(item, "item_name"), amount_fen: Number(item["fee"]) };
  });
}
