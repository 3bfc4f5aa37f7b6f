import type { FastifyReply } from "fastify";
import { profileOf } from "../../domain/identity/index.ts";
import {
  drawReceipt,
  noteReceiptsDue,
  type PaymentView,
  type Receipt,
  type ReceiptParts,
  serialName,
} from "../../domain/payments/index.ts";
import { cityScope } from "../../foundation/database/index.ts";
import type { Reaction } from "../../foundation/jobs/index.ts";
import type { House } from "../house.ts";
import { agencyName } from "../resident/case/own.ts";

/** What receipts say that payments do not know: names of people, services and billers, as they are when the receipt is given. */
export function receiptParts(house: House): ReceiptParts {
  return {
    payments: house.payments,
    // Keys of residents begin so; a visit and a partner have no name.
    payerName: async (payer) => (payer.startsWith("r") ? (await profileOf(house.identity, payer))?.name : undefined),
    wordsOf: async ({ payment }: PaymentView) => {
      const definition = house.catalogue.service(payment.service)?.definition;
      const [zh, en] = await Promise.all([agencyName(house, payment, "zh"), agencyName(house, payment, "en")]);
      return {
        service: definition?.name ?? { zh: payment.service, en: payment.service },
        biller: { zh, en },
        hasAccount: definition?.bill?.about !== undefined,
      };
    },
  };
}

/** Payments that may have earned a receipt; the numbers are given by a loop. */
export function noteReceipts(house: House): Reaction["react"] {
  return async (city, _events, once) => {
    await once(cityScope(city), (tx, fresh) =>
      noteReceiptsDue(
        tx,
        city,
        fresh.map(({ subject }) => subject),
        house.clock(),
      ),
    );
  };
}

/** The PDF of a receipt, for whoever may have it. */
export async function sendReceipt(house: House, reply: FastifyReply, receipt: Receipt): Promise<FastifyReply> {
  const { demonstration, settings } = house;
  const pdf = await drawReceipt({ receipt, demonstration, baseUrl: settings.baseUrl });
  return sendPdf(reply, pdf, `receipt-${receipt.city}-${serialName(receipt.year, receipt.serial)}.pdf`);
}

/** `name` in plain letters. */
export function sendPdf(reply: FastifyReply, pdf: Buffer, name: string): FastifyReply {
  return reply
    .type("application/pdf")
    .header("content-disposition", `attachment; filename="${name}"`)
    .header("cache-control", "private, no-store")
    .send(pdf);
}
