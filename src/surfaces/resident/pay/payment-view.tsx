import type { PaymentView as View } from "../../../domain/payments/index.ts";
import {
  Button,
  ErrorSummary,
  Form,
  LinkButton,
  Notice,
  PageTitle,
  PublicNumber,
  type SummaryItem,
  SummaryList,
} from "../../../foundation/html/index.ts";
import { formatMoney, type Language } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { type Standing, sayStanding } from "../../pay/states.ts";
import { payWords } from "../../pay/words.ts";
import { payAddresses } from "./addresses.ts";
import { type PaymentReceipts, ReceiptsPart } from "./receipts-view.tsx";
import { AskRefund, type RefundAsk, Refunds, refundBillField, type ShownRefund } from "./refund-view.tsx";
import { words } from "./words.ts";

type Props = {
  readonly language: Language;
  readonly service: string;
  readonly view: View;
  readonly standing: Standing;
  /** Why the wallet did not open just now. */
  readonly said: string | undefined;
  /** An instant in words. */
  readonly at: (instant: string) => string;
  readonly refunds: readonly ShownRefund[];
  /** What the form that asks for money back needs; undefined where nothing can be asked for now. */
  readonly ask: RefundAsk | undefined;
  readonly receipts: PaymentReceipts;
  readonly signedIn: boolean;
  /** What was paid for: the account or notice, and its time. */
  readonly paidFor: readonly SummaryItem[];
  /** Where one sees whether anything else is owed; undefined where nothing is looked up. */
  readonly lookUpHref: string | undefined;
  readonly errors: readonly FieldError[];
  readonly hidden: Readonly<Record<string, string>>;
};

/** How a payment stands, in plain words, and what one can do now. */
export function PaymentView(props: Props) {
  const { language, view, standing, said, errors } = props;
  const { payment } = view;
  const w = words(language);
  const { badge } = sayStanding(standing, language);
  const way = payWords(language)[payment.provider];
  return (
    <>
      <ErrorSummary errors={errors} nameOf={(field) => (field === refundBillField ? w.refundBills : w.reason)} />
      <PageTitle kicker={props.service} title={badge} lede={formatMoney(payment.amount_fen, language)} />
      {said === undefined ? null : (
        <Notice kind="warning" live>
          <p>{said}</p>
        </Notice>
      )}
      <h2>{w.next}</h2>
      <p>{explain(props, way)}</p>
      <Acts {...props} />
      <SummaryList
        items={[
          ...props.paidFor,
          { label: w.number, value: <PublicNumber number={payment.number} /> },
          { label: w.sum, value: <span class="number">{formatMoney(payment.amount_fen, language)}</span> },
          { label: w.by, value: way },
          { label: w.begun, value: props.at(payment.created_at) },
          ...(payment.paid_at === null ? [] : [{ label: w.paidAt, value: props.at(payment.paid_at) }]),
        ]}
      />
      <ReceiptsPart language={language} {...props.receipts} />
      <Refunds language={language} refunds={props.refunds} at={props.at} />
      {props.ask === undefined ? null : <AskRefund language={language} errors={errors} {...props.ask} />}
      {props.lookUpHref === undefined || standing === "closed" || standing === "failed" ? null : (
        <p>
          <a href={props.lookUpHref}>{w.lookUpAgain}</a>
        </p>
      )}
      {props.signedIn ? (
        <>
          {view.bills.flatMap(({ case_number: number }) =>
            number === null
              ? []
              : [
                  <p key={number}>
                    <a href={`/me/cases/${number}`}>{w.toCase}</a>
                  </p>,
                ],
          )}
          <p>
            <a href={payAddresses.mine}>{w.mine}</a>
          </p>
        </>
      ) : null}
    </>
  );
}

function explain({ language, standing, view: { payment, bills, refunds } }: Props, way: string): string {
  const w = words(language);
  const isByHand = refunds.some((refund) => refund.way === "by_hand" && refund.state === "succeeded");
  if (standing === "refunded" && isByHand) return w.refundedByHand;
  switch (standing) {
    case "created":
    case "handed_over":
      return w.waiting({ way });
    case "pending":
      return w.pending({ way });
    case "settled":
      return bills.some(({ state }) => state === "open") ? w.settledPart : w.settled;
    case "closed":
      return w[payment.closed_because ?? "expired"];
    default:
      return w[standing];
  }
}

function Acts({ language, standing, view, hidden }: Props) {
  const w = words(language);
  const { number, city } = view.payment;
  const bills = payAddresses.bills(
    city,
    view.bills.map((bill) => bill.number),
  );
  const waiting = standing === "created" || standing === "handed_over" || standing === "pending";
  if (standing === "failed" || standing === "closed") {
    return (
      <p>
        <LinkButton href={bills}>{standing === "failed" ? w.anotherWay : w.again}</LinkButton>
      </p>
    );
  }
  if (!waiting) return null;
  const goOn = (
    <Form action={payAddresses.open(number)} hidden={hidden} label={w.goOn}>
      <Button weight={standing === "pending" ? "second" : "first"}>{w.goOn}</Button>
    </Form>
  );
  return (
    <>
      {standing === "pending" ? null : goOn}
      <p>
        <LinkButton href={payAddresses.back(number)} weight={standing === "pending" ? "first" : "second"}>
          {w.check}
        </LinkButton>
      </p>
      {standing === "pending" ? goOn : null}
      <p>
        <a href={bills}>{w.anotherWay}</a>
      </p>
      <Form action={payAddresses.cancel(number)} hidden={hidden} label={w.cancel}>
        <Button weight="second">{w.cancel}</Button>
      </Form>
    </>
  );
}
