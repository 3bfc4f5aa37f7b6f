import { type Static, type TSchema, Type } from "typebox";
import { Value } from "typebox/value";
import {
  type AccountParts,
  type AccountProblem,
  type BillLine,
  type BillTotals,
  NotificationRefused,
  type PaymentProvider,
  type ProviderAdapter,
  ProviderFailure,
  type ProviderPayment,
  type ProviderRefund,
  ProviderRefusal,
  payingFrom,
} from "../../../domain/payments/index.ts";
import { below, call, failureOfStatus, isAddress } from "../http/index.ts";
import { opened, sealed } from "./envelope.ts";

/** Where the wallet of this demonstration is, and whose account. `payee` is what its page shows. */
type DemoConfig = { readonly base: string; readonly city: string; readonly account: string; readonly payee: string };

const checks: Readonly<Record<keyof DemoConfig, readonly [fits: (value: unknown) => boolean, remedy: string]>> = {
  base: [isAddress, "Write where this demonstration serves, with /demo/wallet behind it."],
  city: [(value) => typeof value === "string" && /^\d{6}$/.test(value), "Write the city's six digits."],
  account: [
    (value) => typeof value === "string" && /^[a-z0-9-]{1,40}$/.test(value),
    "Write the account's name: small letters, digits and -.",
  ],
  payee: [
    (value) => typeof value === "string" && value !== "" && value.length <= 100,
    "Write who is paid, as people read it.",
  ],
};

function check(config: unknown): readonly AccountProblem[] {
  const given = (typeof config === "object" && config !== null ? config : {}) as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(given)
    .filter((name) => !Object.hasOwn(checks, name))
    .map((at) => ({ at, problem: "there is no such key", remedy: `Known are ${Object.keys(checks).join(", ")}.` }));
  const wrong = Object.entries(checks)
    .filter(([name, [fits]]) => !fits(given[name]))
    .map(([at, [, remedy]]) => ({ at, problem: "it is missing or not what it should be", remedy }));
  return [...unknown, ...wrong];
}

const fen = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Payment = Type.Object({
  number: Type.String(),
  state: Type.Unsafe<"unpaid" | "paid" | "closed" | "refunded">(
    Type.Union(["unpaid", "paid", "closed", "refunded"].map((state) => Type.Literal(state))),
  ),
  amount_fen: fen,
  paid_at: Type.Optional(Type.String()),
});
const Started = Type.Object({ ...Payment.properties, page: Type.String() });
const Refund = Type.Object({
  refund: Type.String(),
  state: Type.Literal("succeeded"),
  amount_fen: fen,
  at: Type.String(),
});
const Told = Type.Union([
  Type.Object({ id: Type.String(), kind: Type.Literal("payment"), payment: Payment }),
  Type.Object({ id: Type.String(), kind: Type.Literal("refund"), refund: Refund }),
]);
const Line = Type.Object({
  number: Type.String(),
  refund: Type.Optional(Type.String()),
  amount_fen: fen,
  at: Type.String(),
});
const Page = Type.Object({
  kind: Type.Unsafe<"payment" | "refund">(Type.Union([Type.Literal("payment"), Type.Literal("refund")])),
  lines: Type.Array(Line),
  next: Type.Optional(Type.Unknown()),
});
const Refused = Type.Object({ code: Type.String(), message: Type.Optional(Type.String()) });

/** The demonstration's own wallet, spoken to over HTTP like any other. */
export const demoAdapter: ProviderAdapter = { name: "demo", check, secretsOf: () => ["key"], open };

function open({ config, secrets, clock }: AccountParts): PaymentProvider {
  const { base, city, account, payee } = config as DemoConfig;
  const key = Buffer.from(secrets["key"] ?? "", "hex");
  if (key.length !== 32) throw new Error("the secret key of a demonstration's wallet is 64 hexadecimal digits");
  const keyOf = () => key;

  async function post<T extends TSchema>(
    path: string,
    content: object,
    shape: T,
    signal: AbortSignal,
  ): Promise<Static<T> | undefined> {
    const body = JSON.stringify(content);
    const headers = sealed(key, { kind: "request", city, account, now: clock() }, body);
    const answer = await call({
      ...{ url: below(base, `api/${path}`), method: "POST", body, signal },
      headers: { "content-type": "application/json; charset=utf-8", ...headers },
    });
    if (![200, 404, 422].includes(answer.status)) throw failureOfStatus(answer.status);
    const who = opened("answer", (name) => answer.headers.get(name) ?? undefined, answer.bytes, {
      keyOf,
      now: clock(),
    });
    if (who?.verdict !== "right" || who.nonce !== headers["wallet-nonce"])
      throw new ProviderFailure("signature", "the answer is not the wallet's");
    const said: unknown = JSON.parse(answer.bytes.toString("utf8"));
    if (answer.status === 404) return undefined;
    if (answer.status === 422) {
      const { code, message = "" } = readAs(Refused, said);
      throw new ProviderRefusal(code, message);
    }
    return readAs(shape, said);
  }

  async function query(number: string, signal: AbortSignal): Promise<ProviderPayment> {
    const said = await post("orders/query", { number }, Payment, signal);
    return said ? paymentOf(said) : { number, state: "absent" };
  }

  return {
    name: "demo",
    from: payingFrom,
    wantsPayer: () => false,
    start: async (request, signal) => {
      const { number, amount_fen, description, returnUrl, notifyUrl, expiresAt } = request;
      const wish = {
        ...{ number, amount_fen: Number(amount_fen), description, payee },
        ...{ return_url: returnUrl, notify_url: notifyUrl, expires_at: expiresAt.toISOString() },
      };
      const said = await post("orders", wish, Started, signal);
      if (!said) throw new ProviderFailure("unreadable", "no order");
      if (said.state !== "unpaid")
        throw new ProviderRefusal(said.state === "closed" ? "closed" : "already_paid", said.state);
      return { kind: "redirect", url: said.page, reference: number };
    },
    query,
    close: async (number, signal) => {
      const said = await post("orders/close", { number }, Payment, signal);
      if (!said) return "absent";
      return said.state === "closed" ? "closed" : "paid";
    },
    refund: async ({ number, refund, amount_fen, notifyUrl }, signal) => {
      const wish = { number, refund, amount_fen: Number(amount_fen), notify_url: notifyUrl };
      const said = await post("refunds", wish, Refund, signal);
      if (!said) throw new ProviderRefusal("order_unknown", "the wallet does not know the payment");
      return refundOf(said);
    },
    queryRefund: async ({ refund }, signal) => {
      const said = await post("refunds/query", { refund }, Refund, signal);
      return said ? refundOf(said) : { refund, state: "absent" };
    },
    readNotification: async ({ headers, body }, now) => {
      const who = opened("notification", (name) => headers[name], body, { keyOf, now });
      if (!who) throw new NotificationRefused("forged", "it is not signed");
      if (who.city !== city || who.account !== account)
        throw new NotificationRefused("other_merchant", `${who.city}/${who.account}`);
      if (who.verdict !== "right")
        throw new NotificationRefused(who.verdict, "the signature is wrong or of another time");
      const told: unknown = JSON.parse(body.toString("utf8"));
      if (!Value.Check(Told, told)) throw new NotificationRefused("unreadable", "it is not what the wallet says");
      return told.kind === "payment"
        ? { id: told.id, kind: "payment", payment: paymentOf(told.payment) }
        : { id: told.id, kind: "refund", refund: refundOf(told.refund) };
    },
    answers: {
      taken: { status: 200, type: "application/json", body: '{"taken":true}' },
      notTaken: { status: 503, type: "application/json", body: '{"taken":false}' },
    },
    bill: async (day, signal) => {
      const page = (after: unknown) => post("bills", { day, after: after ?? null }, Page, signal);
      const first = await page(undefined);
      return first && lines(first, page);
    },
  };
}

/** A bill comes in pages, each signed; what they add up to is what the wallet says of the day. */
async function* lines(
  first: Static<typeof Page>,
  pageAfter: (after: unknown) => Promise<Static<typeof Page> | undefined>,
): AsyncGenerator<BillLine, BillTotals> {
  const totals = { lines: 0, paid_fen: 0n, refunded_fen: 0n };
  for (
    let page: Static<typeof Page> | undefined = first;
    page;
    page = page.next ? await pageAfter(page.next) : undefined
  ) {
    const { kind } = page;
    for (const { number, refund, amount_fen: amount, at } of page.lines) {
      const amount_fen = BigInt(amount);
      totals.lines += 1;
      if (kind === "payment") totals.paid_fen += amount_fen;
      else totals.refunded_fen += amount_fen;
      const reference = refund ?? number;
      const line = { kind, number, reference, amount_fen, fee_fen: 0n, state: "succeeded", at: new Date(at) } as const;
      yield refund === undefined ? line : { ...line, refund };
    }
  }
  return totals;
}

function readAs<T extends TSchema>(shape: T, said: unknown): Static<T> {
  if (Value.Check(shape, said)) return said as Static<T>;
  throw new ProviderFailure("unreadable", "the wallet says something else");
}

const paymentOf = ({ number, state, amount_fen, paid_at }: Static<typeof Payment>): ProviderPayment => ({
  ...{ number, state, amount_fen: BigInt(amount_fen), reference: number },
  ...(paid_at === undefined ? {} : { paidAt: new Date(paid_at) }),
});

const refundOf = ({ refund, state, amount_fen, at }: Static<typeof Refund>): ProviderRefund => ({
  ...{ refund, state, amount_fen: BigInt(amount_fen), reference: refund, at: new Date(at) },
});
