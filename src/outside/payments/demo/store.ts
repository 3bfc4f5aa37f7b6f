import { statement } from "../../../foundation/database/index.ts";

const order = {
  number: "text",
  account: "text",
  amount_fen: "int8",
  description: "text",
  payee: "text",
  return_url: "text",
  notify_url: "text",
  state: "text",
  expires_at: "timestamptz",
  paid_at: "timestamptz?",
} as const;
const orderColumns =
  "number, account, amount_fen, description, payee, return_url, notify_url, state, expires_at, paid_at";

export const openOrder = statement({
  name: "demo_wallet.open_order",
  scope: "city",
  params: {
    ...{ city: "text", number: "text", account: "text", amount_fen: "int8", description: "text", payee: "text" },
    ...{ return_url: "text", notify_url: "text", created_at: "timestamptz", expires_at: "timestamptz" },
  },
  row: { number: "text" },
  text: `
    insert into demo_wallet_orders (city, number, account, amount_fen, description, payee, return_url, notify_url, state,
      created_at, expires_at, paid_at, tell_at, told)
    values (:city, :number, :account, :amount_fen, :description, :payee, :return_url, :notify_url, 'unpaid',
      :created_at, :expires_at, null, null, 0)
    on conflict (city, number) do nothing
    returning number`,
});

export const orderByNumber = statement({
  name: "demo_wallet.order_by_number",
  scope: "city",
  params: { city: "text", number: "text" },
  row: { ...order, refunded_fen: "int8" },
  text: `
    select ${orderColumns}, (select coalesce(sum(r.amount_fen), 0)::int8 from demo_wallet_refunds r
      where r.city = o.city and r.number = o.number) as refunded_fen
    from demo_wallet_orders o where o.city = :city and o.number = :number`,
});

/** Within a transaction: nobody changes the order meanwhile. */
export const lockOrder = statement({
  name: "demo_wallet.lock_order",
  scope: "city",
  params: { city: "text", number: "text" },
  row: { state: "text" },
  text: `select state from demo_wallet_orders where city = :city and number = :number for update`,
});

export const payOrder = statement({
  name: "demo_wallet.pay_order",
  scope: "city",
  params: { city: "text", number: "text", now: "timestamptz" },
  row: { number: "text" },
  text: `
    update demo_wallet_orders set state = 'paid', paid_at = :now, tell_at = :now
    where city = :city and number = :number and state = 'unpaid' and expires_at > :now
    returning number`,
});

export const closeOrder = statement({
  name: "demo_wallet.close_order",
  scope: "city",
  params: { city: "text", number: "text" },
  row: { number: "text" },
  text: `
    update demo_wallet_orders set state = 'closed' where city = :city and number = :number and state = 'unpaid'
    returning number`,
});

const refund = {
  refund: "text",
  number: "text",
  account: "text",
  amount_fen: "int8",
  refunded_at: "timestamptz",
} as const;

export const keepRefund = statement({
  name: "demo_wallet.keep_refund",
  scope: "city",
  params: { city: "text", ...refund, notify_url: "text" },
  row: { refund: "text" },
  text: `
    insert into demo_wallet_refunds (city, refund, number, account, amount_fen, notify_url, refunded_at, tell_at, told)
    values (:city, :refund, :number, :account, :amount_fen, :notify_url, :refunded_at, :refunded_at, 0)
    returning refund`,
});

export const refundByNumber = statement({
  name: "demo_wallet.refund_by_number",
  scope: "city",
  params: { city: "text", refund: "text" },
  row: refund,
  text: `
    select refund, number, account, amount_fen, refunded_at from demo_wallet_refunds
    where city = :city and refund = :refund`,
});

/** What is to be told now: each is taken by one process, and comes again after the lease unless somebody settles it. */
export const ordersToTell = statement({
  name: "demo_wallet.orders_to_tell",
  scope: "city",
  params: { cities: "text[]", now: "timestamptz", lease: "timestamptz", limit: "int4" },
  row: { city: "text", number: "text", notify_url: "text", told: "int4" },
  text: `
    update demo_wallet_orders w set tell_at = :lease, told = told + 1
    from (select city, number from demo_wallet_orders
      where city = any (:cities) and tell_at <= :now order by tell_at limit :limit) due
    where w.city = due.city and w.number = due.number and w.city = any (:cities) and w.tell_at <= :now
    returning w.city, w.number, w.notify_url, w.told`,
});

export const refundsToTell = statement({
  name: "demo_wallet.refunds_to_tell",
  scope: "city",
  params: { cities: "text[]", now: "timestamptz", lease: "timestamptz", limit: "int4" },
  row: { city: "text", refund: "text", notify_url: "text", told: "int4" },
  text: `
    update demo_wallet_refunds w set tell_at = :lease, told = told + 1
    from (select city, refund from demo_wallet_refunds
      where city = any (:cities) and tell_at <= :now order by tell_at limit :limit) due
    where w.city = due.city and w.refund = due.refund and w.city = any (:cities) and w.tell_at <= :now
    returning w.city, w.refund, w.notify_url, w.told`,
});

export const orderToldAgainAt = statement({
  name: "demo_wallet.order_told_again_at",
  scope: "city",
  params: { city: "text", number: "text", tell_at: "timestamptz?" },
  row: {},
  text: `update demo_wallet_orders set tell_at = :tell_at where city = :city and number = :number`,
});

export const refundToldAgainAt = statement({
  name: "demo_wallet.refund_told_again_at",
  scope: "city",
  params: { city: "text", refund: "text", tell_at: "timestamptz?" },
  row: {},
  text: `update demo_wallet_refunds set tell_at = :tell_at where city = :city and refund = :refund`,
});

export const paidBetween = statement({
  name: "demo_wallet.paid_between",
  scope: "city",
  params: {
    ...{ city: "text", account: "text", from: "timestamptz", until: "timestamptz" },
    ...{ after_at: "timestamptz", after_number: "text", limit: "int4" },
  },
  row: { number: "text", amount_fen: "int8", paid_at: "timestamptz?" },
  text: `
    select number, amount_fen, paid_at from demo_wallet_orders
    where city = :city and account = :account and paid_at >= :from and paid_at < :until
      and (paid_at, number) > (:after_at, :after_number)
    order by paid_at, number limit :limit`,
});

export const refundedBetween = statement({
  name: "demo_wallet.refunded_between",
  scope: "city",
  params: {
    ...{ city: "text", account: "text", from: "timestamptz", until: "timestamptz" },
    ...{ after_at: "timestamptz", after_number: "text", limit: "int4" },
  },
  row: { number: "text", refund: "text", amount_fen: "int8", refunded_at: "timestamptz" },
  text: `
    select number, refund, amount_fen, refunded_at from demo_wallet_refunds
    where city = :city and account = :account and refunded_at >= :from and refunded_at < :until
      and (refunded_at, refund) > (:after_at, :after_number)
    order by refunded_at, refund limit :limit`,
});
