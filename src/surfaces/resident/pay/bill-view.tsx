import type { Bill, ProviderName } from "../../../domain/payments/index.ts";
import {
  Button,
  Checkboxes,
  ErrorSummary,
  errorFor,
  Form,
  LinkButton,
  Notice,
  PageTitle,
  PublicNumber,
  type SummaryItem,
  SummaryList,
  TextInput,
} from "../../../foundation/html/index.ts";
import { formatDay, formatMoney, formatPeriod, type Language } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { payWords } from "../../pay/words.ts";
import { payAddresses } from "./addresses.ts";
import { words } from "./words.ts";

type Props = {
  readonly language: Language;
  readonly service: string;
  readonly agency: string;
  /** What the account is called; undefined where there is none. */
  readonly account: string | undefined;
  readonly bills: readonly Bill[];
  readonly ways: readonly ProviderName[];
  readonly today: string;
  readonly canRemember: boolean;
  readonly errors: readonly FieldError[];
  readonly amount: string | undefined;
  readonly lookUpHref: string;
  readonly hidden: Readonly<Record<string, string>>;
};

/** What is to be paid and for what, and a button for each wallet. */
export function BillView(props: Props) {
  const { language, bills, ways, service } = props;
  const w = words(language);
  const total = bills.reduce((sum, bill) => sum + bill.owed_fen, 0n);
  const settling = bills.some(({ state }) => state === "paid");
  const canPay = bills.every(({ state }) => state === "open");
  const money = formatMoney(total, language);
  return (
    <>
      <ErrorSummary errors={props.errors} nameOf={() => w.amount} />
      <PageTitle
        kicker={service}
        title={canPay ? `${payWords(language).amount} ${money}` : w.notOwedTitle}
        lede={bills.length > 1 ? w.several({ count: bills.length }) : undefined}
      />
      {canPay && ways.length > 0 ? <Pay {...props} /> : null}
      {canPay && ways.length === 0 ? (
        <Notice>
          <p>{w.noWay}</p>
        </Notice>
      ) : null}
      {canPay ? null : (
        <Notice live>
          <p>{settling ? payWords(language).beingSettled : w.notOwed}</p>
        </Notice>
      )}
      {bills.map((bill) => (
        <SummaryList key={bill.number} items={linesOf(bill, props)} />
      ))}
      {canPay ? null : (
        <p>
          <LinkButton href={props.lookUpHref} weight="second">
            {w.lookUp}
          </LinkButton>
        </p>
      )}
    </>
  );
}

function Pay(props: Props) {
  const { language, bills, ways, errors } = props;
  const w = words(language);
  const [bill] = bills;
  const least = bills.length === 1 ? bill?.partial_min_fen : null;
  const canPart = bill !== undefined && typeof least === "bigint" && least < bill.owed_fen;
  const plain = (fen: bigint) => `${fen / 100n}.${String(fen % 100n).padStart(2, "0")}`;
  return (
    <Form action={payAddresses.pay(bill?.city ?? "")} hidden={props.hidden} label={w.how}>
      {canPart ? (
        <TextInput
          name="amount"
          label={w.amount}
          hint={w.amountHint({
            least: formatMoney(least, language),
            most: formatMoney(bill.owed_fen, language),
          })}
          error={errorFor(errors, "amount", language)}
          keyboard="decimal"
          maxLength={14}
          width={12}
          value={props.amount ?? plain(bill.owed_fen)}
        />
      ) : null}
      {props.canRemember ? (
        <Checkboxes
          name="keep"
          label={w.keep}
          options={[
            { value: "remember", label: w.remember },
            { value: "others", label: w.others },
          ]}
        />
      ) : null}
      {ways.map((way, index) => (
        <p key={way}>
          <Button name="provider" value={way} weight={index === 0 ? "first" : "second"}>
            {sayPayBy(way, language)}
          </Button>
        </p>
      ))}
      <p class="hint">{ways.includes("treasury") ? w.safeTreasury : w.safe}</p>
    </Form>
  );
}

function sayPayBy(way: ProviderName, language: Language): string {
  const w = words(language);
  if (way === "wechat") return w.payByWechat;
  return way === "treasury" ? w.payByTreasury : w.payBy({ way: payWords(language)[way] });
}

function linesOf(bill: Bill, { language, agency, account, today }: Props): SummaryItem[] {
  const w = payWords(language);
  const own = words(language);
  const money = (fen: bigint) => <span class="number">{formatMoney(fen, language)}</span>;
  const { facts, due_on: due } = bill;
  const items: SummaryItem[] = [{ label: w.unit, value: facts.notice?.unitName ?? agency }];
  if (bill.case_number !== null) {
    items.push({
      label: own.case,
      value: (
        <a href={`/me/cases/${bill.case_number}`}>
          <PublicNumber number={bill.case_number} />
        </a>
      ),
    });
  } else if (account !== undefined && facts.account !== "") {
    items.push({ label: account, value: <span class="number">{facts.account}</span> });
  }
  if (facts.holder !== undefined) items.push({ label: w.holder, value: facts.holder });
  if (bill.period !== null) items.push({ label: w.period, value: formatPeriod(bill.period, language) });
  for (const item of facts.items) items.push({ label: item.name, value: money(BigInt(item.amount_fen)) });
  if (bill.late_fee_fen > 0n) items.push({ label: w.lateFee, value: money(bill.late_fee_fen) });
  if (due !== null) {
    const day = formatDay(due, language);
    items.push({ label: w.dueOn, value: due < today ? w.overdue({ day }) : day });
  }
  items.push({ label: w.amount, value: money(bill.owed_fen) });
  return items;
}
