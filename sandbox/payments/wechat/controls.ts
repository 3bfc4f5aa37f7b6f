import { demonstrationPeople } from "../../people.ts";
import { ControlError, type Controls } from "../../support/agency.ts";
import { withOffset } from "../../support/days.ts";
import type { Gateway } from "../../support/gateway.ts";
import { type Fields, isFields } from "../../support/json.ts";
import type { Bills } from "./bills.ts";
import { type Keys, newDigits, trustModes } from "./keys.ts";
import { noticeOf } from "./letters.ts";
import type { Orders } from "./orders.ts";
import { type Refunds, refundOutcomes } from "./refunds.ts";
import { type Order, shown } from "./rows.ts";
import { openidOf } from "./signin.ts";
import { walletOf } from "./till.ts";

type Parts = {
  readonly gateway: Gateway;
  readonly keys: Keys;
  readonly orders: Orders;
  readonly refunds: Refunds;
  readonly bills: Bills;
};

/** What a person at the wallet, the bank and WeChat itself would do, told over the control port. */
export function controlsOf({ gateway, keys, orders, refunds, bills }: Parts): Controls {
  const { time, notifier } = gateway;
  const numbered = ({ number }: Fields): Order => {
    const order = orders.numbered(number);
    if (!order) throw new ControlError("number of an order");
    return order;
  };
  return {
    ...gateway.controls,
    "GET /control/orders": (_wish, query) => {
      const number = query.get("number");
      return { items: orders.all().filter((order) => number === null || order.number === number) };
    },
    "GET /control/refunds": () => ({ items: refunds.all() }),
    "GET /control/people": (_wish, query) => {
      const appid = query.get("appid") ?? "";
      return { items: demonstrationPeople.map(({ role, idNumber }) => ({ role, openid: openidOf(appid, idNumber) })) };
    },
    "POST /control/pay": (wish) => {
      const order = numbered(wish);
      const paid = orders.pay(order, order.openid ?? walletOf(order));
      if (!paid) throw new ControlError(`it is ${order.state}`);
      if (wish["silent"] !== true) notifier.send(noticeOf(paid));
      return shown(paid);
    },
    "POST /control/state": (wish) => {
      const state = (["USERPAYING", "PAYERROR", "NOTPAY", "CLOSED"] as const).find((one) => one === wish["state"]);
      if (!state) throw new ControlError("state: USERPAYING, PAYERROR, NOTPAY or CLOSED");
      return shown(orders.setState(numbered(wish), state));
    },
    "POST /control/forge": (wish) => {
      const order = numbered(wish);
      const told = noticeOf({ ...order, state: "SUCCESS", paidAt: withOffset(time.now()), payer: walletOf(order) });
      const age = typeof wish["seconds"] === "number" ? wish["seconds"] : 0;
      return notifier.once(
        { ...told, id: `EV-${newDigits(20)}` },
        {
          forged: wish["forged"] === true,
          altered: wish["altered"] === true,
          otherMerchant: wish["other_merchant"] === true,
          wrongAmount: wish["wrong_amount"] === true,
          probe: wish["probe"] === true,
          at: new Date(time.now().getTime() - age * 1_000),
        },
      );
    },
    "POST /control/refund-outcome": ({ outcome, times = 1 }) => {
      const known = refundOutcomes.find((one) => one === outcome);
      if (!known || !Number.isInteger(times)) throw new ControlError(`outcome: ${refundOutcomes.join(", ")}`);
      refunds.next(known, Math.min(Number(times), 1_000));
      return {};
    },
    "POST /control/complete-refund": ({ refund }) => {
      const done = refunds.complete(refund);
      if (!done) throw new ControlError("refund: the number of an abnormal one");
      return done;
    },
    "POST /control/trust": ({ trust }) => {
      const known = trustModes.find((one) => one === trust);
      if (!known) throw new ControlError(`trust: ${trustModes.join(", ")}`);
      keys.setTrust(known);
      return { trust };
    },
    "POST /control/rotate": async () => ({ serial: await keys.rotate(time.now()) }),
    "POST /control/bill": ({ day, omit = [], amounts = {}, add = {} }) => {
      if (typeof day !== "string" || !Array.isArray(omit)) throw new ControlError("day, omit, amounts, add");
      bills.edit(day, { omit: omit.map(String), amounts: fenBy(amounts), add: fenBy(add) });
      return {};
    },
  };
}

function fenBy(value: unknown): Readonly<Record<string, number>> {
  const entries = isFields(value) ? Object.entries(value) : [];
  if (!entries.every(([, fen]) => Number.isSafeInteger(fen) && Number(fen) >= 0))
    throw new ControlError("fen by number");
  return Object.fromEntries(entries) as Record<string, number>;
}
