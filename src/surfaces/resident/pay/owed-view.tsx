import type { Bill } from "../../../domain/payments/index.ts";
import { Button, Checkboxes, Details, Facts, Form, LinkButton } from "../../../foundation/html/index.ts";
import { formatDay, formatMoney, formatPeriod, type Language } from "../../../foundation/i18n/index.ts";
import { payWords } from "../../pay/words.ts";
import { payAddresses } from "./addresses.ts";

/** Bills with a button each and, where the service allows it, boxes to pay several at once. `today` is the city's day. */
export function OwedBills(props: {
  language: Language;
  bills: readonly Bill[];
  several: boolean;
  today: string;
  /** What tells lists on one page apart. */
  of?: string;
}) {
  const { language, bills, today } = props;
  const w = payWords(language);
  const open = bills.filter(({ state }) => state === "open");
  const [first] = open;
  return (
    <>
      {bills.map((bill) => (
        <section key={bill.number}>
          <Facts facts={factsOf(bill, today, language)} />
          {bill.state === "open" ? (
            <p class="no-print">
              <LinkButton
                href={payAddresses.bills(bill.city, [bill.number])}
                weight={open.length === 1 ? "first" : "second"}
              >
                {w.pay}
                <span class="hide"> {formatMoney(bill.owed_fen, language)}</span>
              </LinkButton>
            </p>
          ) : null}
        </section>
      ))}
      {props.several && open.length > 1 && first !== undefined ? (
        <Details summary={w.choose}>
          <Form action={payAddresses.pay(first.city)} method="get" label={w.choose}>
            <Checkboxes
              name="bill"
              label={w.owed}
              options={open.map((bill) => ({
                value: bill.number,
                label: `${bill.period === null ? dayOf(bill, today, language) : formatPeriod(bill.period, language)} ${formatMoney(bill.owed_fen, language)}`,
              }))}
              values={open.map(({ number }) => number)}
            />
            <Button weight="second">{w.payChosen}</Button>
          </Form>
        </Details>
      ) : null}
    </>
  );
}

function factsOf(bill: Bill, today: string, language: Language) {
  const w = payWords(language);
  const settling = bill.state === "paid";
  return [
    {
      label: w.amount,
      value: settling ? w.beingSettled : <strong class="number">{formatMoney(bill.owed_fen, language)}</strong>,
    },
    ...(bill.period === null ? [] : [{ label: w.period, value: formatPeriod(bill.period, language) }]),
    ...(bill.late_fee_fen === 0n
      ? []
      : [{ label: w.lateFee, value: <span class="number">{formatMoney(bill.late_fee_fen, language)}</span> }]),
    ...(bill.due_on === null ? [] : [{ label: w.dueOn, value: dayOf(bill, today, language) }]),
  ];
}

function dayOf(bill: Bill, today: string, language: Language): string {
  if (bill.due_on === null) return "";
  const w = payWords(language);
  const day = formatDay(bill.due_on, language);
  return bill.due_on < today ? w.overdue({ day }) : day;
}
