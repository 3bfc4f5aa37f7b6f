import { type Static, type TSchema, Type } from "typebox";
import { Value } from "typebox/value";
import { ProviderFailure } from "../../../domain/payments/index.ts";

// What the cashier contract's answers look like (docs/operating/payments-treasury.md). Words that are not known are passed over, so that
// the contract may grow.

const text = (most: number) => Type.String({ minLength: 1, maxLength: most });
const fen = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
/** RFC 3339 with an offset. */
const instant = Type.String({
  pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})$",
});
const day = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" });
const oneOf = <const T extends readonly string[]>(...values: T) =>
  Type.Unsafe<T[number]>(Type.Union(values.map((value) => Type.Literal(value))));

export const orderStates = ["unpaid", "paying", "paid", "closed", "refunded"] as const;

export const Order = Type.Object({
  order: text(32),
  reference: text(64),
  state: oneOf(...orderStates),
  amount_fen: fen,
  paid_at: Type.Optional(instant),
});

export const Started = Type.Object({ ...Order.properties, cashier_url: text(2_000) });

export const Refund = Type.Object({
  order: text(32),
  refund: text(32),
  reference: Type.Optional(text(64)),
  state: oneOf("processing", "succeeded", "failed"),
  amount_fen: fen,
  at: Type.Optional(instant),
});

export const Refused = Type.Object({
  code: Type.String({ pattern: "^[a-z_]{1,60}$" }),
  message: Type.Optional(text(500)),
});

export const DailyFile = Type.Object({
  day,
  path: Type.String({ pattern: "^[A-Za-z0-9_./-]{1,200}$" }),
  bytes: Type.Integer({ minimum: 0, maximum: 4_000_000_000 }),
  digest: Type.String({ pattern: "^(sha256|sm3):[0-9a-f]{64}$" }),
});

export const Receipt = Type.Object({
  order: text(32),
  fiscal_receipt: Type.Object({
    name: text(100),
    code: text(20),
    number: text(20),
    check_code: text(20),
    payer: text(200),
    items: Type.Array(
      Type.Object({ name: text(200), standard: Type.Optional(Type.String({ maxLength: 200 })), amount_fen: fen }),
      { minItems: 1, maxItems: 100 },
    ),
    amount_fen: fen,
    unit: text(200),
    issuer: text(100),
    date: day,
    url: text(2_000),
  }),
});

const Told = { id: text(64) };
export const Notification = Type.Union([
  Type.Object({ ...Told, kind: Type.Literal("payment"), payment: Order }),
  Type.Object({ ...Told, kind: Type.Literal("refund"), refund: Refund }),
]);
export const OtherNotification = Type.Object({ ...Told, kind: text(40) });

/** @throws ProviderFailure unreadable */
export function readAs<T extends TSchema>(shape: T, value: unknown): Static<T> {
  if (Value.Check(shape, value)) return value as Static<T>;
  throw new ProviderFailure("unreadable", "the answer is not what the contract says");
}

export const isShaped = <T extends TSchema>(shape: T, value: unknown): value is Static<T> => Value.Check(shape, value);
