import { cityScope } from "../../../foundation/database/index.ts";
import type { PaymentContext } from "../context.ts";
import type { PaymentView } from "../payment.ts";
import { findPayment } from "../perform.ts";
import { openTasksOf } from "../reversal.ts";
import { openEvent } from "../sealing.ts";
import {
  eventsOfPayment,
  noticesOfPayment,
  refusedNotices,
  transfersOfPayment,
  writeOffsOfPayment,
} from "./record-store.ts";

/** One thing that happened; `said`: what a person wrote about it. */
export type PaymentEvent = {
  readonly seq: bigint;
  readonly act: string;
  readonly at: Date;
  readonly actor_kind: string;
  readonly actor: string;
  readonly words: Readonly<Record<string, unknown>>;
  readonly refund: { readonly number: string; readonly state: string } | undefined;
  readonly said: Readonly<Record<string, string>>;
};

export type PaymentNotice = {
  readonly id: string;
  readonly notice: string | null;
  readonly verdict: string;
  readonly reason: string | null;
  readonly at: Date;
};

/** Everything the books know of a payment. */
export type PaymentRecord = {
  readonly view: PaymentView;
  /** Newest first, 200 at most. */
  readonly events: readonly PaymentEvent[];
  readonly transfers: Awaited<ReturnType<typeof transfersOf>>;
  readonly notices: readonly PaymentNotice[];
  /** Notifications of the same account that were refused or about nothing known, from its beginning to a day after it was paid. */
  readonly refused: readonly PaymentNotice[];
  readonly tasks: Awaited<ReturnType<typeof openTasksOf>>;
  readonly writeOffs: ReadonlyMap<string, { readonly at: Date | null; readonly reference: string | null }>;
};

const day = 86_400_000;

/** @throws Refusal `payment_not_found` */
export async function recordOf(context: PaymentContext, city: string, number: string): Promise<PaymentRecord> {
  const view = await findPayment(context, city, number);
  const { payment } = view;
  const scope = cityScope(city);
  const { database } = context;
  const since = new Date(payment.created_at);
  const until = new Date(new Date(payment.paid_at ?? payment.created_at).getTime() + day);
  const { provider, account } = payment;
  const [events, transfers, notices, refused, tasks, writeOffs] = await Promise.all([
    database.run(scope, eventsOfPayment, { city, number }),
    transfersOf(context, city, number),
    database.run(scope, noticesOfPayment, { city, subject: number }),
    database.run(scope, refusedNotices, { city, provider, account, since, until }),
    openTasksOf(context, city, number),
    database.run(scope, writeOffsOfPayment, { city, number }),
  ]);
  return {
    view,
    events: events.map(({ type, data, revision, ...event }) => {
      const { words, refund, sealed } = data as {
        words?: Record<string, unknown>;
        refund?: { number: string; state: string };
        sealed?: string;
      };
      const said = sealed === undefined ? {} : openEvent(context.secrets, { city, number }, revision, sealed);
      return { ...event, act: type.replace("payment.", ""), words: words ?? {}, refund, said };
    }),
    ...{ transfers, notices, refused, tasks },
    writeOffs: new Map(
      writeOffs.map((row) => [row.bill, { at: row.write_off_at, reference: row.write_off_reference }]),
    ),
  };
}

function transfersOf(context: Pick<PaymentContext, "database">, city: string, subject: string) {
  return context.database.run(cityScope(city), transfersOfPayment, { city, subject });
}
