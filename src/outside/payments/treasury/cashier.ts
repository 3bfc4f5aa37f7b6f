import {
  type AccountParts,
  type FiscalReceipt,
  type NoticeReference,
  type Notification,
  NotificationRefused,
  type PaymentProvider,
  ProviderFailure,
  type ProviderPayment,
  type ProviderRefund,
  ProviderRefusal,
  type RawNotification,
  type RefundRequest,
  type Started,
  type StartRequest,
} from "../../../domain/payments/index.ts";
import { isAddress } from "../http/index.ts";
import { type CashierConfig, unitOf } from "./config.ts";
import { dailyFile } from "./daily-file.ts";
import * as shapes from "./shapes.ts";
import { type CashierAnswer, CashierWire, signedOf } from "./wire.ts";

/** A treasury's own cashier by our published contract. @throws where a key cannot be read */
export function openCashier({ config, secrets, clock }: AccountParts): PaymentProvider {
  const { merchant } = config as CashierConfig;
  const wire = new CashierWire(config as CashierConfig, secrets["private_key"] ?? "", clock);

  async function start(request: StartRequest, signal: AbortSignal): Promise<Started> {
    const { notice } = request;
    if (!notice) throw new ProviderRefusal("notice_missing", "the treasury knows payments by their notice");
    const answer = await wire.post("orders", orderOf(request, notice, config as CashierConfig), signal);
    const order = contentOf(answer, shapes.Started);
    // What is paid is what the treasury says; a notice that grew meanwhile is shown to the payer first.
    if (BigInt(order.amount_fen) !== request.amount_fen)
      throw new ProviderRefusal("amount_changed", `the treasury says ${order.amount_fen}`);
    about(order.order, request.number);
    if (order.state === "paid" || order.state === "refunded") throw new ProviderRefusal("already_paid", order.state);
    if (order.state === "closed") throw new ProviderRefusal("closed", "the order is closed");
    const page = URL.canParse(order.cashier_url) ? new URL(order.cashier_url) : undefined;
    if (!page || !isAddress(page.origin)) throw new ProviderFailure("unreadable", "the cashier is no https address");
    return { kind: "redirect", url: page.href, reference: order.reference };
  }

  async function query(number: string, signal: AbortSignal): Promise<ProviderPayment> {
    const answer = await wire.post("orders/query", { order: number }, signal);
    if (isUnknown(answer, "order_unknown")) return { number, state: "absent" };
    return paymentOf(contentOf(answer, shapes.Order), number);
  }

  async function close(number: string, signal: AbortSignal): Promise<"closed" | "absent" | "paid"> {
    const answer = await wire.post("orders/close", { order: number }, signal);
    if (isUnknown(answer, "order_unknown")) return "absent";
    const { state } = paymentOf(contentOf(answer, shapes.Order), number);
    if (state === "closed") return "closed";
    if (state === "paid" || state === "refunded") return "paid";
    throw new ProviderFailure("busy", "somebody is paying just now");
  }

  async function refund(request: RefundRequest, signal: AbortSignal): Promise<ProviderRefund> {
    const { number, refund: own, amount_fen, total_fen, reason, notifyUrl } = request;
    const wish = {
      ...{ order: number, refund: own, amount_fen: Number(amount_fen), total_fen: Number(total_fen), reason },
      notify_url: notifyUrl,
    };
    return refundOf(contentOf(await wire.post("refunds", wish, signal), shapes.Refund), own);
  }

  async function queryRefund(of: { number: string; refund: string }, signal: AbortSignal): Promise<ProviderRefund> {
    const answer = await wire.post("refunds/query", { order: of.number, refund: of.refund }, signal);
    if (isUnknown(answer, "refund_unknown") || isUnknown(answer, "order_unknown"))
      return { refund: of.refund, state: "absent" };
    return refundOf(contentOf(answer, shapes.Refund), of.refund);
  }

  async function fiscalReceipt(number: string, signal: AbortSignal): Promise<FiscalReceipt | undefined> {
    const answer = await wire.post("receipts/query", { order: number }, signal);
    if (answer.status === 404) return undefined;
    const { order, fiscal_receipt } = contentOf(answer, shapes.Receipt);
    about(order, number);
    const items = fiscal_receipt.items.map((item) => ({ ...item, amount_fen: BigInt(item.amount_fen) }));
    return { ...fiscal_receipt, items, amount_fen: BigInt(fiscal_receipt.amount_fen) };
  }

  async function readNotification({ headers, body }: RawNotification, now: Date): Promise<Notification> {
    const signed = signedOf((name) => headers[name]);
    if (!signed) throw new NotificationRefused("forged", "it is not signed");
    if (!wire.isGenuine(signed, body)) throw new NotificationRefused("forged", "the signature is wrong");
    if (wire.isOld(signed.timestamp, now)) throw new NotificationRefused("old", `signed at ${signed.timestamp}`);
    if (signed.merchant !== merchant) throw new NotificationRefused("other_merchant", signed.merchant);
    let told: unknown;
    try {
      told = JSON.parse(body.toString("utf8"));
    } catch {
      throw new NotificationRefused("unreadable", "no JSON");
    }
    if (shapes.isShaped(shapes.Notification, told))
      return told.kind === "payment"
        ? { id: told.id, kind: "payment", payment: paymentOf(told.payment) }
        : { id: told.id, kind: "refund", refund: refundOf(told.refund) };
    // Kinds may be added to the contract; one of the known kinds that is misshapen is no such thing.
    if (shapes.isShaped(shapes.OtherNotification, told) && told.kind !== "payment" && told.kind !== "refund")
      return { id: told.id, kind: "other", what: told.kind };
    throw new NotificationRefused("unreadable", "not what the contract says");
  }

  return {
    name: "treasury",
    from: ["inside", "phone", "desktop"],
    wantsPayer: () => false,
    ...{ start, query, close, refund, queryRefund, readNotification, fiscalReceipt },
    answers: {
      taken: { status: 200, type: "application/json", body: '{"taken":true}' },
      notTaken: { status: 503, type: "application/json", body: '{"taken":false}' },
    },
    bill: (day, signal) => dailyFile(wire, day, signal),
  };
}

function orderOf(request: StartRequest, notice: NoticeReference, config: CashierConfig): object {
  const unit = unitOf(notice, config);
  return {
    order: request.number,
    ...{ notice: notice.notice, unit: unit.code, region: notice.region },
    // A fee the unit asks for through us: the treasury issues its notice with the order.
    ...(notice.source === "unit" ? { issue: issueOf(notice, unit.name) } : {}),
    amount_fen: Number(request.amount_fen),
    description: request.description,
    expires_at: request.expiresAt.toISOString(),
    ...{ from: request.from, payer_ip: request.ip, return_url: request.returnUrl, notify_url: request.notifyUrl },
  };
}

function issueOf({ type, items }: NoticeReference, unit_name: string): object {
  return {
    unit_name,
    type,
    items: items.map(({ id, name, amount_fen }) => ({ id, name, amount_fen: Number(amount_fen) })),
  };
}

/** @throws ProviderRefusal where the treasury says no, ProviderFailure where it says something else */
function contentOf<T extends Parameters<typeof shapes.readAs>[0]>(
  { status, content }: CashierAnswer,
  shape: T,
): ReturnType<typeof shapes.readAs<T>> {
  if (status === 200) return shapes.readAs(shape, content);
  const { code, message = "" } = shapes.readAs(shapes.Refused, content);
  throw new ProviderRefusal(code, message);
}

const isUnknown = ({ status, content }: CashierAnswer, code: string): boolean =>
  status === 404 && shapes.readAs(shapes.Refused, content).code === code;

/** @throws ProviderFailure where an answer is about another one */
function about(said: string, asked: string): void {
  if (said !== asked) throw new ProviderFailure("unreadable", "the answer is about another number");
}

type OrderAnswer = ReturnType<typeof shapes.readAs<typeof shapes.Order>>;
type RefundAnswer = ReturnType<typeof shapes.readAs<typeof shapes.Refund>>;

function paymentOf(said: OrderAnswer, asked?: string): ProviderPayment {
  const { order, state, reference, amount_fen, paid_at } = said;
  if (asked !== undefined) about(order, asked);
  return {
    ...{ number: order, state, reference, amount_fen: BigInt(amount_fen) },
    ...(paid_at === undefined ? {} : { paidAt: new Date(paid_at) }),
  };
}

function refundOf(said: RefundAnswer, asked?: string): ProviderRefund {
  const { refund, state, amount_fen, reference, at } = said;
  if (asked !== undefined) about(refund, asked);
  return {
    ...{ refund, state, amount_fen: BigInt(amount_fen) },
    ...(reference === undefined ? {} : { reference }),
    ...(at === undefined ? {} : { at: new Date(at) }),
  };
}
