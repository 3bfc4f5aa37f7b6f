import type { RefundRow } from "../../../domain/payments/index.ts";
import { Button, Checkboxes, Details, errorFor, Form, SummaryList, Textarea } from "../../../foundation/html/index.ts";
import { formatMoney, type Language } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { words } from "./words.ts";

/** Name of the boxes, one a bill. */
export const refundBillField = "refund-bill";

export type ShownRefund = {
  readonly refund: RefundRow;
  readonly declined: string | undefined;
  /** Which bills it is for, where it names some of several. */
  readonly of: readonly string[];
};

export type RefundAsk = {
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
  /** All that can go back now. */
  readonly most: bigint;
  /** Of a payment of several bills: those that can be chosen, and the others with why they cannot. */
  readonly bills:
    | {
        readonly options: readonly { readonly value: string; readonly label: string; readonly hint?: string }[];
        readonly chosen: readonly string[];
        readonly gone: readonly { readonly label: string; readonly says: string }[];
      }
    | undefined;
  readonly reason: string;
  readonly open: boolean;
};

/** Asks for money back: all of it, or of the bills one chooses. */
export function AskRefund(props: RefundAsk & { language: Language; errors: readonly FieldError[] }) {
  const { language, bills, errors } = props;
  const w = words(language);
  const amount = formatMoney(props.most, language);
  return (
    <Details summary={w.refundTitle} open={props.open}>
      <p>{bills === undefined ? w.refundNote({ amount }) : w.refundNoteBills({ amount })}</p>
      <Form action={props.action} hidden={props.hidden} label={w.refundTitle}>
        {bills === undefined ? null : (
          <>
            <Checkboxes
              name={refundBillField}
              label={w.refundBills}
              options={bills.options}
              values={bills.chosen}
              error={errorFor(errors, refundBillField, language)}
            />
            {bills.gone.length === 0 ? null : (
              <>
                <p class="hint">{w.refundGone}</p>
                <ul>
                  {bills.gone.map(({ label, says }) => (
                    <li key={label}>
                      {label} <span class="quiet">{says}</span>
                    </li>
                  ))}
                </ul>
              </>
            )}
          </>
        )}
        <Textarea
          name="reason"
          label={w.reason}
          error={errorFor(errors, "reason", language)}
          value={props.reason}
          maxLength={500}
        />
        <Button weight="second">{w.refundSend}</Button>
      </Form>
    </Details>
  );
}

/** What was asked back, each with how it stands. */
export function Refunds(props: {
  language: Language;
  refunds: readonly ShownRefund[];
  at: (instant: string) => string;
}) {
  const { language, refunds, at } = props;
  if (refunds.length === 0) return null;
  const w = words(language);
  const said: Readonly<Record<RefundRow["state"], string>> = {
    asked: w.refundAsked,
    approved: w.refundUnderWay,
    sent: w.refundUnderWay,
    succeeded: w.refundDone,
    failed: w.refundFailed,
    declined: w.refundDeclined,
  };
  const byHand: Partial<typeof said> = { asked: w.refundHandUnderWay, succeeded: w.refundByHand };
  return (
    <section>
      <h2>{w.refunds}</h2>
      <SummaryList
        items={refunds.map(({ refund, declined, of }) => ({
          label: at(refund.asked_at),
          value: (
            <>
              <span class="number">{formatMoney(refund.amount_fen, language)}</span>{" "}
              {(refund.way === "by_hand" ? byHand[refund.state] : undefined) ?? said[refund.state]}
              {of.map((label) => (
                <p class="quiet" key={label}>
                  {label}
                </p>
              ))}
              {declined === undefined ? null : <p>{declined}</p>}
            </>
          ),
        }))}
      />
    </section>
  );
}
