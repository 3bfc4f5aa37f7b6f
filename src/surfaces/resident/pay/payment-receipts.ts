import { fiscalStanding, type PaymentView, receiptNotFound, receiptsOf } from "../../../domain/payments/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { parsePublicNumber } from "../../../foundation/ids/index.ts";
import type { House } from "../../house.ts";
import { sendReceipt } from "../../pay/receipts.ts";
import { standingOf } from "../../pay/states.ts";
import { ownPayment } from "../../pay/whose.ts";
import type { PaymentReceipts } from "./receipts-view.tsx";

const config = { access: "visitor", owner: "payments" } as const;

/** `GET /pay/{payment}/receipts/{receipt}.pdf`: the paper, for whoever paid. */
export function addPaymentReceipts(app: App, house: House): void {
  app.get<{ Params: { number: string; receipt: string } }>(
    "/pay/:number/receipts/:receipt.pdf",
    { config },
    async (request, reply) => {
      const { view } = await ownPayment(house, request, request.params.number);
      const { city, number } = view.payment;
      const read = parsePublicNumber(request.params.receipt);
      const receipt = (await receiptsOf(house.payments, city, number)).find((one) => one.number === read?.number);
      if (!receipt) throw receiptNotFound();
      return sendReceipt(house, reply, receipt);
    },
  );
}

/** What the page of a payment shows of its receipts. */
export async function receiptsOnPage(house: House, view: PaymentView): Promise<PaymentReceipts> {
  const { city, number } = view.payment;
  const receipts = await receiptsOf(house.payments, city, number);
  const isTreasury = receipts.some(({ payee }) => payee === "treasury");
  return {
    receipts,
    fiscal: isTreasury ? await fiscalStanding(house.payments, city, number) : undefined,
    isComing: receipts.length === 0 && standingOf(view) === "settled",
  };
}
