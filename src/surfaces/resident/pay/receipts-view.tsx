import { type FiscalStanding, type Receipt, serialName } from "../../../domain/payments/index.ts";
import { type LinkItem, LinkList } from "../../../foundation/html/index.ts";
import { formatDay, formatMoney, type Language } from "../../../foundation/i18n/index.ts";
import { FiscalPart } from "../receipts/fiscal.tsx";
import { words as checkWords } from "../receipts/words.ts";
import { payAddresses } from "./addresses.ts";
import { words } from "./words.ts";

export type PaymentReceipts = {
  readonly receipts: readonly Receipt[];
  /** Said where the money is the treasury's. */
  readonly fiscal: FiscalStanding | undefined;
  /** The biller has confirmed and the number is not given yet. */
  readonly isComing: boolean;
};

/** The receipts of a payment: the PDF of each, and of government money the treasury's own receipt. */
export function ReceiptsPart({ language, receipts, fiscal, isComing }: PaymentReceipts & { language: Language }) {
  if (receipts.length === 0 && !isComing) return null;
  const w = words(language);
  const day = (at: Date) => formatDay(new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10), language);
  const items: LinkItem[] = receipts.flatMap((receipt) => {
    const { kind, year, serial, amount_fen, number, payment, issuedAt, check } = receipt;
    const kindWord = checkWords(language)[kind];
    const note = `${checkWords(language).serialOf({ name: serialName(year, serial) })} · ${formatMoney(amount_fen, language)} · ${day(issuedAt)}`;
    return [
      { href: payAddresses.receipt(payment, number), label: w.receiptPdf({ kind: kindWord }), note },
      { href: payAddresses.receiptCheck(number, check), label: w.receiptCheck({ kind: kindWord }) },
    ];
  });
  return (
    <>
      <section id="receipts">
        <h2>{w.receipts}</h2>
        {items.length === 0 ? <p>{w.receiptComing}</p> : <LinkList items={items} />}
      </section>
      {fiscal === undefined ? null : <FiscalPart language={language} fiscal={fiscal} />}
    </>
  );
}
