import type { Bill, OwnPayment, RememberedAccount } from "../../../domain/payments/index.ts";
import {
  Button,
  Details,
  EmptyState,
  Form,
  type LinkItem,
  LinkList,
  Pager,
  PageTitle,
  Row,
  StateBadge,
  type Tone,
} from "../../../foundation/html/index.ts";
import { formatMoney, type Language } from "../../../foundation/i18n/index.ts";
import type { Owed } from "../../pay/owed.ts";
import { payWords } from "../../pay/words.ts";
import { sayUnavailable } from "../../unavailable.ts";
import { payAddresses } from "./addresses.ts";
import { OwedBills } from "./owed-view.tsx";
import { words } from "./words.ts";

export type AccountOwed = {
  readonly account: RememberedAccount;
  readonly name: string;
  readonly several: boolean;
  /** Undefined: not asked now. */
  readonly owed: Owed | undefined;
};

/** Everything owed: on the accounts one keeps, and in one's cases. */
export function MyBillsView(props: {
  language: Language;
  accounts: readonly AccountOwed[];
  /** With the name of what was applied for. */
  caseBills: readonly { readonly bill: Bill; readonly name: string }[];
  todayIn: (city: string) => string;
  lookUps: readonly LinkItem[];
  hidden: Readonly<Record<string, string>>;
}) {
  const { language, accounts, caseBills, todayIn } = props;
  const w = words(language);
  return (
    <>
      <PageTitle title={w.billsTitle} lede={w.billsLede} />
      {accounts.length === 0 ? <p class="quiet">{w.noAccounts}</p> : null}
      {accounts.map((one) => (
        <Account key={one.account.id} {...props} one={one} />
      ))}
      {caseBills.length === 0 ? null : (
        <>
          <h2>{w.caseFees}</h2>
          {caseBills.map(({ bill, name }) => (
            <section key={bill.number}>
              <h3>
                <a href={`/me/cases/${bill.case_number}`}>{name}</a>
              </h3>
              <OwedBills language={language} bills={[bill]} several={false} today={todayIn(bill.city)} />
            </section>
          ))}
        </>
      )}
      <h2>{w.lookUp}</h2>
      <LinkList items={props.lookUps.length > 0 ? props.lookUps : [{ href: "/", label: w.choosePlace }]} />
      <h2>{w.history}</h2>
      <LinkList items={[{ href: payAddresses.history, label: w.history, note: w.historyNote }]} />
    </>
  );
}

function Account(props: {
  language: Language;
  one: AccountOwed;
  todayIn: (city: string) => string;
  hidden: Readonly<Record<string, string>>;
}) {
  const { language, one } = props;
  const { account, name } = one;
  const w = words(language);
  const { id, holder, own, remind } = account;
  const button = (act: string, label: string) => (
    <Form action={payAddresses.mine} hidden={{ ...props.hidden, id, act }} label={label}>
      <Button weight="second">{label}</Button>
    </Form>
  );
  return (
    <section>
      <h2>{name}</h2>
      <p class="quiet">
        <span class="number">{account.account}</span>
        {holder === undefined ? null : ` · ${w.accountOf({ holder })}`}
        {own ? null : ` · ${w.notOwn}`}
      </p>
      <Owes {...props} />
      <p>
        <a href={payAddresses.statement(id)}>{w.statement}</a>
      </p>
      <Details summary={w.manage}>
        <Row>
          {remind ? button("remind-off", w.remindOff) : button("remind-on", w.remindOn)}
          {button("forget", w.forget)}
        </Row>
      </Details>
    </section>
  );
}

function Owes({ language, one, todayIn }: { language: Language; one: AccountOwed; todayIn: (city: string) => string }) {
  const { account, owed, several } = one;
  const w = words(language);
  const last = account.owed_fen;
  if (owed === undefined || owed.kind === "unavailable") {
    const agency = language === "zh" ? "收费单位" : "The agency";
    return (
      <p>
        {owed === undefined ? null : sayUnavailable(owed.reason, agency, language)}
        {last === null ? null : ` ${w.lastOwed({ amount: formatMoney(last, language) })} `}
        <a href={`${payAddresses.mine}?account=${account.id}`}>{w.askNow}</a>
      </p>
    );
  }
  if (owed.kind === "refused") return <p>{owed.say}</p>;
  if (owed.kind === "none" || owed.bills.length === 0) return <p class="quiet">{payWords(language).nothingOwed}</p>;
  return <OwedBills language={language} bills={owed.bills} several={several} today={todayIn(account.city)} />;
}

export function HistoryView(props: {
  language: Language;
  payments: readonly {
    readonly payment: OwnPayment;
    readonly service: string;
    readonly note: string;
    readonly tone: Tone;
    readonly badge: string;
  }[];
  newerHref: string | undefined;
  olderHref: string | undefined;
}) {
  const { language, payments } = props;
  const w = words(language);
  return (
    <>
      <PageTitle title={w.history} lede={payments.length === 0 ? undefined : w.historyReceipts} />
      {payments.length === 0 ? (
        <EmptyState title={w.noPayments}>
          <a href={payAddresses.mine}>{w.mine}</a>
        </EmptyState>
      ) : (
        <LinkList
          items={payments.map(({ payment, service, note, tone, badge }) => ({
            href: payAddresses.payment(payment.number),
            label: `${service} ${formatMoney(payment.amount_fen, language)}`,
            note,
            end: <StateBadge tone={tone}>{badge}</StateBadge>,
          }))}
        />
      )}
      <Pager newerHref={props.newerHref} olderHref={props.olderHref} />
    </>
  );
}
