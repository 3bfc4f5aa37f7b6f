import { join } from "node:path";
import { digits, withOffset } from "../../support/days.ts";
import type { GatewayTime } from "../../support/gateway-time.ts";
import { type Fields, isFields, textIn } from "../../support/json.ts";
import { Kept } from "../../support/kept.ts";
import { newDigits } from "./keys.ts";
import { notifyUrlIn, type Orders, type Whose } from "./orders.ts";
import { PayError, paramError } from "./protocol.ts";
import { keyOf, type Refund } from "./rows.ts";

/** How long the bank takes, of the gateway's time. */
const bankTakes = 3_000;

export const refundOutcomes = ["SUCCESS", "ABNORMAL", "CLOSED", "NOT_ENOUGH"] as const;
type Outcome = (typeof refundOutcomes)[number];

/** Refunds: taken at once, carried out later, told then. */
export class Refunds {
  readonly #kept: Kept<Refund>;
  readonly #byPayment = new Map<string, Set<string>>();
  readonly #orders: Orders;
  readonly #time: GatewayTime;
  readonly #done: (refund: Refund) => void;
  /** What becomes of the next ones; then all succeed. */
  readonly #next: Outcome[] = [];

  constructor(folder: string, orders: Orders, time: GatewayTime, done: (refund: Refund) => void) {
    this.#kept = new Kept(join(folder, "refunds.jsonl"));
    this.#orders = orders;
    this.#time = time;
    this.#done = done;
    for (const refund of this.#kept.values()) this.#remember(refund);
    for (const refund of this.#kept.values()) if (refund.state === "PROCESSING") this.#later(refund, "SUCCESS");
  }

  all(): readonly Refund[] {
    return [...this.#kept.values()];
  }

  next(outcome: Outcome, times: number): void {
    for (let time = 0; time < times; time += 1) this.#next.push(outcome);
  }

  /** An abnormal one is completed on the merchant's own pages. */
  complete(number: unknown): Refund | undefined {
    const refund = this.all().find((one) => one.refund === number && one.state === "ABNORMAL");
    if (!refund) return undefined;
    const done = this.#keep({ ...refund, state: "SUCCESS", at: withOffset(this.#time.now()) });
    this.#done(done);
    return done;
  }

  find({ mchid, subMchid }: Whose, refund: string): Refund {
    const found = this.#kept.get(keyOf(mchid, subMchid, refund));
    if (!found) throw new PayError(404, "RESOURCE_NOT_EXISTS", "退款单不存在");
    return found;
  }

  place(whose: Whose, body: Fields): Refund {
    const number = textIn(body, "out_trade_no", 32);
    const refund = textIn(body, "out_refund_no", 64);
    const amount = isFields(body["amount"]) ? body["amount"] : {};
    const { refund: fen, total, currency } = amount;
    if (!number) throw paramError("out_trade_no", "必填");
    if (!refund) throw paramError("out_refund_no", "必填");
    if (!Number.isSafeInteger(fen) || Number(fen) < 1) throw paramError("amount.refund", "必须大于0的整数");
    if (currency !== "CNY") throw paramError("amount.currency", "仅支持CNY");
    const reason = body["reason"] === undefined ? "" : textIn(body, "reason", 80);
    if (reason === undefined) throw paramError("reason", "最长80个字符");
    const notifyUrl = body["notify_url"] === undefined ? undefined : notifyUrlIn(body);
    const order = this.#orders.find(whose, number);
    if (!order) throw new PayError(404, "RESOURCE_NOT_EXISTS", "订单不存在");
    if (total !== order.total) throw paramError("amount.total", "订单金额与原订单不一致");
    const before = this.#kept.get(keyOf(whose.mchid, whose.subMchid, refund));
    if (before) {
      if (before.amount === fen && before.number === number) return before;
      throw new PayError(400, "INVALID_REQUEST", "商户退款单号重复：退款金额与首次请求时不一致");
    }
    if (order.state !== "SUCCESS" && order.state !== "REFUND")
      throw new PayError(400, "INVALID_REQUEST", "订单未支付，不能退款");
    const given = this.#of(keyOf(whose.mchid, whose.subMchid, number))
      .filter(({ state }) => state !== "CLOSED")
      .reduce((sum, one) => sum + one.amount, 0);
    if (given + Number(fen) > order.total) throw new PayError(400, "INVALID_REQUEST", "申请退款金额大于订单可退金额");
    const outcome = this.#next.shift() ?? "SUCCESS";
    if (outcome === "NOT_ENOUGH") throw new PayError(403, "NOT_ENOUGH", "基本账户余额不足，请充值后重新发起");
    const now = this.#time.now();
    const placed = this.#keep({
      ...whose,
      refund,
      number,
      transaction: order.transaction,
      id: `5030${digits(now).slice(2, 8)}${newDigits(19)}`,
      amount: Number(fen),
      total: order.total,
      reason,
      notifyUrl,
      createdAt: withOffset(now),
      state: "PROCESSING",
      at: undefined,
    });
    this.#orders.setState(order, "REFUND");
    this.#later(placed, outcome);
    return placed;
  }

  #of(payment: string): readonly Refund[] {
    return [...(this.#byPayment.get(payment) ?? [])].flatMap((key) => this.#kept.get(key) ?? []);
  }

  #keep(refund: Refund): Refund {
    this.#remember(refund);
    return this.#kept.put(keyOf(refund.mchid, refund.subMchid, refund.refund), refund);
  }

  #remember({ mchid, subMchid, number, refund }: Refund): void {
    const payment = keyOf(mchid, subMchid, number);
    const known = this.#byPayment.get(payment) ?? new Set();
    this.#byPayment.set(payment, known.add(keyOf(mchid, subMchid, refund)));
  }

  #later(refund: Refund, state: Exclude<Outcome, "NOT_ENOUGH">): void {
    this.#time.later(bankTakes, () => {
      const at = state === "SUCCESS" ? withOffset(this.#time.now()) : undefined;
      this.#done(this.#keep({ ...refund, state, at }));
    });
  }
}
