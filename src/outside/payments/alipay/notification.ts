import {
  type Notification,
  NotificationRefused,
  notificationProves,
  type RawNotification,
} from "../../../domain/payments/index.ts";
import { type Gateway, signText } from "./gateway.ts";
import { readTrade } from "./trade.ts";
import { readChinaTime } from "./values.ts";

const mostBytes = 65_536;
const mostFields = 100;
/** Alipay tries for 24 h 24 min (4m, 10m, 10m, 1h, 2h, 6h, 15h after each other); what is older is nobody's retry. */
const oldest = 25 * 3_600_000;
/** Clocks that go differently. */
const earliest = 15 * 60_000;

/**
 * Reads a notification: a form, signed over its decoded fields without `sign` and, depending on the product, with or without `sign_type`.
 * One that says it was sent more than five minutes ago is `late`: a repetition, or a replay, which nothing in it tells apart.
 * Values are decoded once; a `%` or `+` within a value is the value's own.
 * @throws NotificationRefused
 */
export function readNotification(
  raw: RawNotification,
  now: Date,
  gateway: Gateway,
  { app_id, seller_id }: { readonly app_id: string; readonly seller_id: string },
): Notification {
  const fields = readForm(raw.body);
  checkSignature(fields, gateway);
  const say = (name: string): string => fields.get(name) ?? "";
  if (say("app_id") !== app_id) throw new NotificationRefused("other_merchant", "another app");
  // Notices that are not about a trade name no seller.
  const isTrade = say("notify_type") === "trade_status_sync";
  if (say("seller_id") !== seller_id && (isTrade || say("seller_id") !== ""))
    throw new NotificationRefused("other_merchant", "another seller");
  const sentAt = readChinaTime(say("notify_time"));
  if (!sentAt) throw new NotificationRefused("unreadable", "no notify_time");
  const age = now.getTime() - sentAt.getTime();
  if (age > oldest || age < -earliest) throw new NotificationRefused("old", `notify_time ${say("notify_time")}`);
  const id = say("notify_id");
  if (id === "" || id.length > 100) throw new NotificationRefused("unreadable", "no notify_id");
  if (!isTrade) return { id, kind: "other", what: say("notify_type").slice(0, 60) || "without notify_type" };
  return { id, ...(age > notificationProves ? { late: true } : {}), ...readStatus(fields) };
}

/**
 * A notice of a refund says `trade_status_sync` as well; it has a time of refund. Its `refund_fee` is the sum of all refunds of the trade,
 * so the amount of this one is left open.
 */
function readStatus(fields: ReadonlyMap<string, string>) {
  const at = readChinaTime(fields.get("gmt_refund"));
  const refund = fields.get("out_biz_no");
  const reference = fields.get("trade_no");
  if (fields.has("refund_fee") && at) {
    // Refunded by hand at Alipay, it has Alipay's own number.
    if (refund !== undefined && reference !== undefined && refund !== reference)
      return { kind: "refund", refund: { refund, state: "succeeded", reference, at } } as const;
  }
  const payment = readTrade(Object.fromEntries(fields), "gmt_payment");
  if (!payment) throw new NotificationRefused("unreadable", "no status of a trade");
  return { kind: "payment", payment } as const;
}

function checkSignature(fields: ReadonlyMap<string, string>, gateway: Gateway): void {
  const signature = fields.get("sign");
  const type = fields.get("sign_type");
  if (signature === undefined) throw new NotificationRefused("forged", "not signed");
  if (type !== undefined && type !== "RSA2") throw new NotificationRefused("forged", "signed in another way");
  const signed = [...fields].filter(([name]) => name !== "sign" && name !== "sign_type");
  // Some products sign `sign_type` as well, whether they send it or not.
  const texts = [signText(signed), signText([...signed, ["sign_type", "RSA2"]])];
  if (!texts.some((text) => gateway.isSignedByAny(text, signature)))
    throw new NotificationRefused("forged", "not signed by Alipay's key");
}

/** The fields of a form, decoded once; empty ones are as good as absent, as they are for the signature. */
function readForm(body: Buffer): ReadonlyMap<string, string> {
  if (body.length === 0 || body.length > mostBytes) throw unreadable(`${body.length} bytes`);
  const parts = body.toString("latin1").split("&");
  if (parts.length > mostFields) throw unreadable("too many fields");
  const pairs = parts.map((part): [Buffer, Buffer] => {
    const split = part.indexOf("=");
    return split < 0
      ? [bytesOf(part), Buffer.alloc(0)]
      : [bytesOf(part.slice(0, split)), bytesOf(part.slice(split + 1))];
  });
  const charset = pairs.find(([name]) => name.toString("latin1") === "charset")?.[1].toString("latin1");
  const decoder = decoderOf(charset);
  const fields = new Map<string, string>();
  for (const [name, value] of pairs) {
    const key = decode(decoder, name);
    if (fields.has(key)) throw unreadable("a field stands twice");
    fields.set(key, decode(decoder, value));
  }
  return new Map([...fields].filter(([, value]) => value !== ""));
}

function bytesOf(text: string): Buffer {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) throw unreadable("a percent sign without its digits");
  const plain = text
    .replaceAll("+", " ")
    .replaceAll(/%([0-9A-Fa-f]{2})/g, (_whole, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return Buffer.from(plain, "latin1");
}

function decoderOf(charset = "utf-8"): TextDecoder {
  const name = /^(utf-8|gbk|gb2312)$/i.exec(charset)?.[0]?.toLowerCase();
  if (name === undefined) throw unreadable("another character set");
  return new TextDecoder(name, { fatal: true, ignoreBOM: true });
}

function decode(decoder: TextDecoder, bytes: Buffer): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw unreadable("not in its character set");
  }
}

const unreadable = (detail: string): NotificationRefused => new NotificationRefused("unreadable", detail);
