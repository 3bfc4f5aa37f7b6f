import { deliver, type MessageOf, type MessageTemplate } from "../domain/notifications/index.ts";
import { isSettled, type PaymentAct, type PaymentView, projectToPeople } from "../domain/payments/index.ts";
import { cityAndResidentScope } from "../foundation/database/index.ts";
import type { StoredEvent } from "../foundation/events/index.ts";
import type { Reaction } from "../foundation/jobs/index.ts";
import type { House } from "./house.ts";

/** What people see of a payment: their own list, and a message where something happened that they did not just do themselves. */
export function tellPayers(house: House): Reaction["react"] {
  return async (city, events, once) => {
    const views = await viewsOf(house, city, events);
    const own = [...views.values()].filter(({ payment }) => payment.payer.startsWith("r"));
    if (own.length === 0) return;
    const residents = [...new Set(own.map(({ payment }) => payment.payer))];
    await once(cityAndResidentScope([city], residents), async (tx, fresh) => {
      const messages = fresh.flatMap((event) => {
        const view = views.get(event.subject);
        if (!view?.payment.payer.startsWith("r")) return [];
        const message = messageFor(house, view, event);
        return message ? [{ ...message, resident: view.payment.payer, city, about: event.subject }] : [];
      });
      await projectToPeople(tx, own);
      await deliver(tx, house.secrets, messages, house.clock(), [...house.channels.keys()]);
    });
  };
}

async function viewsOf(
  house: House,
  city: string,
  events: readonly StoredEvent[],
): Promise<ReadonlyMap<string, PaymentView>> {
  const numbers = [...new Set(events.map((event) => event.subject))];
  const views = await Promise.all(numbers.map((number) => house.payments.views.submit({ city, number })));
  return new Map(views.flatMap((view) => (view ? [[view.payment.number, view] as const] : [])));
}

function messageFor(house: House, view: PaymentView, event: StoredEvent): MessageOf<MessageTemplate> | undefined {
  const service = house.catalogue.service(view.payment.service)?.definition.name;
  if (service === undefined) return undefined;
  const values = { service };
  const { refund, words } = event.data as { refund?: { state: string }; words?: { said?: string } };
  switch (event.type.replace("payment.", "") as PaymentAct) {
    case "confirm":
      return view.payment.applied ? { template: "payment_received", values } : undefined;
    case "apply":
      return { template: "payment_received", values };
    case "write_off":
      // One message when the last of several bills is decided.
      return words?.said !== "waiting" && isSettled(view.bills) ? { template: "payment_settled", values } : undefined;
    case "refund":
      return refund === undefined ? undefined : { template: "payment_returned", values };
    case "refund_done":
    case "refund_part_done":
      return { template: "refund_done", values };
    case "refund_failed":
      return { template: "refund_failed", values };
    case "settle":
      return refund === undefined ? undefined : { template: "refund_by_hand", values };
    case "decline_refund":
      return { template: "refund_declined", values };
    default:
      return undefined;
  }
}
