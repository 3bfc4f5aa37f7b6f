import { atTheCounter, type CaseView } from "../../../domain/cases/index.ts";
import type { FeeReturn } from "../../../domain/payments/index.ts";
import { LinkButton, Notice, PublicNumber } from "../../../foundation/html/index.ts";
import { formatInstant, formatMoney, type Language } from "../../../foundation/i18n/index.ts";
import type { FeeStanding } from "../../pay/fee-standing.ts";
import { payAddresses } from "../pay/addresses.ts";
import { feeOnlineWords } from "./fee-online-words.ts";

type Props = {
  readonly language: Language;
  readonly view: CaseView;
  /** How the fee stands online; undefined where it is paid at the counter alone. */
  readonly online: FeeStanding | undefined;
};

/** Whether the applicant can pay here, now or later, so that the counter is not the only place to say. */
export function paysOnline({ view: { row }, online }: Omit<Props, "language">): boolean {
  const { fee } = atTheCounter(row);
  return online?.online === true && typeof fee?.amount_fen === "number" && row.closed_at === null;
}

/** The fee that is owed and the button to pay it; or from when it can be paid; or that the money is in and being confirmed. */
export function FeeToPay(props: Props) {
  const { language, view, online } = props;
  const w = feeOnlineWords(language);
  const { fee } = atTheCounter(view.row);
  if (online === undefined || view.row.closed_at !== null) return null;
  const confirming = online.payments.find((one) => one.write_off === "waiting");
  if (confirming !== undefined) {
    return (
      <Notice title={w.received} live>
        <p>{w.confirming({ amount: formatMoney(confirming.amount_fen, language) })}</p>
        <PaymentLine {...props} payment={confirming} />
      </Notice>
    );
  }
  if (fee === undefined || fee.amount_fen === null || !paysOnline(props)) return null;
  const amount = formatMoney(BigInt(fee.amount_fen), language);
  if (online.bill === undefined) return <p>{w.later[fee.charge]({ amount })}</p>;
  return (
    <section>
      <h2>{w.due}</h2>
      <p>{w.whyNow[fee.charge]}</p>
      <p class="no-print">
        <LinkButton href={payAddresses.bills(online.bill.city, [online.bill.number])}>{w.pay({ amount })}</LinkButton>
      </p>
      <p class="hint">{w.orCounter}</p>
    </section>
  );
}

/** What was paid online, by which payment and when, and whether it went back. */
export function FeePaid(props: Props) {
  const { language, online } = props;
  const w = feeOnlineWords(language);
  const counted = online?.payments.filter(({ write_off: said }) => said === "done" || said === "by_hand") ?? [];
  return (
    <>
      {counted.map((payment) => (
        <div key={payment.number}>
          <p>
            {w.paid({
              amount: formatMoney(payment.amount_fen, language),
              at: formatInstant(payment.paid_at, language),
            })}
          </p>
          <PaymentLine {...props} payment={payment} />
          {payment.back === undefined ? null : <p>{sayBack(payment.back, w)}</p>}
        </div>
      ))}
    </>
  );
}

function sayBack({ state, way }: FeeReturn, w: ReturnType<typeof feeOnlineWords>): string {
  return way === "by_hand" && state === "succeeded" ? w.backByHand : w.backs[state];
}

function PaymentLine({ language, view, payment }: Props & { payment: FeeStanding["payments"][number] }) {
  const w = feeOnlineWords(language);
  const number = <PublicNumber number={payment.number} />;
  return (
    <p>
      {w.number}
      {payment.payer === view.row.applicant ? <a href={payAddresses.payment(payment.number)}>{number}</a> : number}
    </p>
  );
}
