import { createPrivateKey, type KeyObject } from "node:crypto";
import {
  type AccountParts,
  type BillLine,
  type BillTotals,
  type PayingFrom,
  type PaymentProvider,
  ProviderFailure,
  type ProviderPayment,
  type ProviderRefund,
  ProviderRefusal,
  type RefundRequest,
  type Started,
  type StartRequest,
} from "../../../domain/payments/index.ts";
import { readBill } from "./bill.ts";
import { Client } from "./client.ts";
import { accountOf, secretsOf, type WechatAccount } from "./config.ts";
import { type Fields, inChina, textIn, unreadable } from "./json.ts";
import { paymentOf, readNotification, refundOf } from "./notification.ts";
import { payerSignIn } from "./payer.ts";
import { bridgeCall } from "./sign.ts";

/** Bytes of a description, and characters of a reason, that WeChat takes. */
const mostDescription = 127;
const mostReason = 80;
/** China's time after which a day without a bill is a day without trade: bills are made from nine o'clock on, and fetched from ten. */
const billsAreMade = 12;

/** A merchant account at WeChat Pay. @throws Error where configuration or secrets cannot be used, with what to write */
export function openAccount({ config, secrets, clock }: AccountParts): PaymentProvider {
  const account = accountOf(config);
  for (const name of secretsOf(config)) if (!secrets[name]) throw new Error(`${name} is missing among the secrets`);
  const key = privateKeyOf(secrets["private_key"] ?? "");
  const apiV3Key = secrets["api_v3_key"] ?? "";
  if (Buffer.byteLength(apiV3Key) !== 32)
    throw new Error(
      "api_v3_key is not 32 characters long: write the APIv3 key of 商户平台 › API 安全, not the older API key.",
    );
  const client = new Client(account, { mchid: account.mchid, serial: account.serial_no, key }, apiV3Key, clock);
  const paths = pathsOf(account);

  async function query(number: string, signal: AbortSignal): Promise<ProviderPayment> {
    try {
      const fields = await client.call({ method: "GET", target: paths.query(number) }, signal);
      const payment = paymentOf(fields, account, "answer");
      if (payment.number !== number) throw unreadable("the answer is about another payment");
      return payment;
    } catch (error) {
      if (isCode(error, "ORDER_NOT_EXIST")) return { number, state: "absent" };
      throw error;
    }
  }

  async function close(number: string, signal: AbortSignal): Promise<"closed" | "absent" | "paid"> {
    const { mchid, sub_mchid } = account;
    const body = account.mode === "partner" ? { sp_mchid: mchid, sub_mchid } : { mchid };
    try {
      await client.call({ method: "POST", target: paths.close(number), body }, signal);
      return "closed";
    } catch (error) {
      if (isCode(error, "ORDER_CLOSED")) return "closed";
      if (isCode(error, "ORDER_NOT_EXIST")) return "absent";
      if (isCode(error, "ORDER_PAID")) return "paid";
      throw error;
    }
  }

  async function refund(request: RefundRequest, signal: AbortSignal): Promise<ProviderRefund> {
    const body = {
      ...(account.mode === "partner" ? { sub_mchid: account.sub_mchid } : {}),
      out_trade_no: request.number,
      out_refund_no: request.refund,
      reason: [...request.reason].slice(0, mostReason).join(""),
      notify_url: request.notifyUrl,
      amount: { refund: fen(request.amount_fen), total: fen(request.total_fen), currency: "CNY" },
    };
    const fields = await client.call({ method: "POST", target: "/v3/refund/domestic/refunds", body }, signal);
    return ofRefund(fields, request);
  }

  async function queryRefund(of: { number: string; refund: string }, signal: AbortSignal): Promise<ProviderRefund> {
    const beside = account.mode === "partner" ? `?sub_mchid=${account.sub_mchid}` : "";
    const target = `/v3/refund/domestic/refunds/${encodeURIComponent(of.refund)}${beside}`;
    try {
      return ofRefund(await client.call({ method: "GET", target }, signal), of);
    } catch (error) {
      if (isCode(error, "RESOURCE_NOT_EXISTS")) return { refund: of.refund, state: "absent" };
      throw error;
    }
  }

  function ofRefund(fields: Fields, of: { readonly number: string; readonly refund: string }): ProviderRefund {
    const found = refundOf(fields, account, "answer");
    if (found.refund !== of.refund || fields["out_trade_no"] !== of.number)
      throw unreadable("the answer is about another refund");
    return found;
  }

  async function bill(
    day: string,
    signal: AbortSignal,
  ): Promise<AsyncGenerator<BillLine, BillTotals | undefined> | undefined> {
    const sub = account.mode === "partner" ? `&sub_mchid=${account.sub_mchid}` : "";
    const target = `/v3/bill/tradebill?bill_date=${day}&bill_type=ALL&tar_type=GZIP${sub}`;
    let fields: Fields;
    try {
      fields = await client.call({ method: "GET", target }, signal);
    } catch (error) {
      if (isCode(error, "STATEMENT_CREATING")) return undefined;
      if (!isCode(error, "NO_STATEMENT_EXIST")) throw error;
      // WeChat has one answer for "not yet" and for "nothing that day".
      const made = Date.parse(`${day}T00:00:00+08:00`) + (24 + billsAreMade) * 3_600_000;
      return clock().getTime() < made ? undefined : nothing();
    }
    const url = textIn(fields, "download_url", 2_048);
    const type = textIn(fields, "hash_type", 32);
    const value = textIn(fields, "hash_value", 128);
    if (!url || !type || !value) throw unreadable("the bill has no address or no hash");
    return readBill(await client.download(url, signal), { type, value }, signal);
  }

  const payer = account.ways.includes("inside")
    ? payerSignIn(account.oauth, appOf(account, "inside"), secrets["app_secret"] ?? "")
    : undefined;
  return {
    name: "wechat",
    from: account.ways,
    wantsPayer,
    ...(payer ? { payerSignIn: payer } : {}),
    start: (request, signal) => start({ account, client, key, clock }, request, signal),
    query,
    close,
    refund,
    queryRefund,
    readNotification: (raw, now) => readNotification(raw, account, client.trust, apiV3Key, now),
    answers: {
      taken: { status: 204, type: "application/json", body: "" },
      notTaken: { status: 500, type: "application/json", body: '{"code":"FAIL","message":"失败"}' },
    },
    bill,
  };
}

const wantsPayer = (from: PayingFrom): boolean => from === "inside" || from === "mini";

type Opened = {
  readonly account: WechatAccount;
  readonly client: Client;
  readonly key: KeyObject;
  readonly clock: () => Date;
};

async function start(opened: Opened, request: StartRequest, signal: AbortSignal): Promise<Started> {
  const { account, client, key, clock } = opened;
  if (!account.ways.includes(request.from)) throw new ProviderRefusal("WAY_NOT_TAKEN", "the account does not take it");
  const product = wantsPayer(request.from) ? "jsapi" : request.from === "phone" ? "h5" : "native";
  const body = orderOf(account, request);
  const target = `${pathsOf(account).orders}/${product}`;
  const fields = await client.call({ method: "POST", target, body }, signal);
  if (product === "jsapi") {
    const reference = mustBe(fields, "prepay_id");
    const call = bridgeCall(appOf(account, request.from), reference, key, clock());
    return { kind: "bridge", call, reference, ...(account.bridge ? { form: account.bridge } : {}) };
  }
  if (product === "native") return { kind: "code", content: mustBe(fields, "code_url") };
  const url = mustBe(fields, "h5_url");
  if (!/^https?:/.test(url) || !URL.canParse(url)) throw unreadable("h5_url is no address");
  const joint = url.includes("?") ? "&" : "?";
  return { kind: "redirect", url: `${url}${joint}redirect_url=${encodeURIComponent(request.returnUrl)}` };
}

function orderOf(account: WechatAccount, request: StartRequest): Fields {
  const { mode, mchid, sub_mchid, sub_appid, mini_appid } = account;
  const isMini = request.from === "mini";
  const theirs = isMini ? mini_appid : sub_appid;
  const merchant =
    mode === "partner"
      ? { sp_appid: account.appid, sp_mchid: mchid, sub_mchid, ...(theirs ? { sub_appid: theirs } : {}) }
      : { appid: appOf(account, request.from), mchid };
  const payerField = mode !== "partner" ? "openid" : theirs ? "sub_openid" : "sp_openid";
  if (wantsPayer(request.from) && !request.payer)
    throw new ProviderRefusal("PAYER_MISSING", "the payer's openid is not known");
  return {
    ...merchant,
    description: cut(request.description, mostDescription),
    out_trade_no: request.number,
    time_expire: inChina(request.expiresAt),
    notify_url: request.notifyUrl,
    amount: { total: fen(request.amount_fen), currency: "CNY" },
    ...(wantsPayer(request.from) ? { payer: { [payerField]: request.payer } } : {}),
    scene_info: {
      payer_client_ip: request.ip,
      ...(request.from === "phone" ? { h5_info: { type: "Wap" } } : {}),
    },
  };
}

/** Whose openids pay, and whose page or program opens the wallet. */
function appOf(account: WechatAccount, from: PayingFrom): string {
  if (from === "mini") return account.mini_appid ?? account.appid;
  return account.sub_appid ?? account.appid;
}

function pathsOf({ mode, mchid, sub_mchid }: WechatAccount) {
  const isPartner = mode === "partner";
  const orders = isPartner ? "/v3/pay/partner/transactions" : "/v3/pay/transactions";
  const merchant = isPartner ? `sp_mchid=${mchid}&sub_mchid=${sub_mchid}` : `mchid=${mchid}`;
  const one = (number: string) => `${orders}/out-trade-no/${encodeURIComponent(number)}`;
  return {
    orders,
    query: (number: string) => `${one(number)}?${merchant}`,
    close: (number: string) => `${one(number)}/close`,
  };
}

/** WeChat writes some codes with and without underscores, and in the plural. */
function isCode(error: unknown, code: string): boolean {
  const bare = (text: string) => text.replaceAll("_", "").replace(/S$/, "");
  return error instanceof ProviderRefusal && bare(error.code) === bare(code);
}

function mustBe(fields: Fields, name: string): string {
  const text = textIn(fields, name, 2_048);
  if (!text) throw unreadable(`the answer has no ${name}`);
  return text;
}

/** JSON has no larger whole numbers; more than any payment is. */
function fen(amount: bigint): number {
  const number = Number(amount);
  if (!Number.isSafeInteger(number)) throw new ProviderFailure("error", "an amount beyond all payments");
  return number;
}

/** The first `most` bytes of UTF-8, never half a character. */
export function cut(text: string, most: number): string {
  let kept = "";
  let size = 0;
  for (const character of text) {
    size += Buffer.byteLength(character);
    if (size > most) break;
    kept += character;
  }
  return kept;
}

async function* nothing(): AsyncGenerator<BillLine, BillTotals> {
  yield* [];
  return { lines: 0, paid_fen: 0n, refunded_fen: 0n };
}

function privateKeyOf(pem: string): KeyObject {
  const remedy = "write the whole content of apiclient_key.pem, with its first and last line.";
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw new Error(`private_key is no private key in PEM: ${remedy}`);
  }
  if (key.asymmetricKeyType !== "rsa") throw new Error(`private_key is no RSA key: ${remedy}`);
  return key;
}
