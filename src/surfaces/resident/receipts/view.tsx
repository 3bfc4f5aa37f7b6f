import { maskName } from "../../../domain/documents/index.ts";
import {
  capitalAmount,
  type FiscalStanding,
  type Receipt,
  type ReceiptCheck,
  serialName,
} from "../../../domain/payments/index.ts";
import {
  Button,
  ErrorSummary,
  errorFor,
  Form,
  Icon,
  type IconName,
  LinkButton,
  PageTitle,
  PublicNumber,
  type SummaryItem,
  SummaryList,
  TextInput,
} from "../../../foundation/html/index.ts";
import { formatInstant, formatMoney, formatPeriod, type Language, say } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { payWords } from "../../pay/words.ts";
import { FiscalPart } from "./fiscal.tsx";
import { words } from "./words.ts";

/** Word, shape and tone of each state: told apart without colour. */
const shapes: Record<ReceiptCheck["state"], { tone: string; icon: IconName }> = {
  genuine: { tone: "note good", icon: "circle-check" },
  no_code: { tone: "note", icon: "help" },
  wrong_code: { tone: "note bad", icon: "alert-triangle" },
  unknown: { tone: "note", icon: "help" },
};

type AskProps = { language: Language; errors: readonly FieldError[]; number: string };

/** Where one types what stands on the receipt. */
export function AskReceiptView({ language, errors, number }: AskProps) {
  const w = words(language);
  return (
    <>
      <ErrorSummary errors={errors} />
      <PageTitle title={w.title} lede={w.lede} />
      <AskForm language={language} errors={errors} number={number} />
    </>
  );
}

function AskForm({ language, errors, number }: AskProps) {
  const w = words(language);
  return (
    <Form action="/receipts" method="get">
      <TextInput
        name="number"
        label={w.number}
        hint={w.numberHint}
        value={number}
        error={errorFor(errors, "number", language)}
        maxLength={64}
        autocomplete="off"
      />
      <TextInput name="check" label={w.code} hint={w.codeHint} maxLength={20} width={12} autocomplete="off" />
      <Button>{w.check}</Button>
    </Form>
  );
}

/** What came out, in a word and a shape, then what stands on the receipt. */
export function CheckReceiptView(props: {
  language: Language;
  result: ReceiptCheck;
  checkedAt: Date;
  number: string;
  fiscal: FiscalStanding;
}) {
  const { language, result, checkedAt } = props;
  const w = words(language);
  const { tone, icon } = shapes[result.state];
  const back = result.state === "genuine" ? result.refunds.reduce((sum, { amount_fen }) => sum + amount_fen, 0n) : 0n;
  return (
    <>
      <PageTitle title={w.title} />
      <div class={tone} role="status" data-state={result.state}>
        <h2>
          <Icon name={icon} />
          {w[result.state]}
        </h2>
        <p>{w[`${result.state}Say`]}</p>
        {back > 0n ? <p>{w.returned({ amount: formatMoney(back, language) })}</p> : null}
        <p class="quiet small">{w.checkedAt({ at: formatInstant(checkedAt, language) })}</p>
      </div>
      {result.state === "genuine" ? (
        <>
          <ReceiptPaper language={language} receipt={result.receipt} />
          {result.receipt.payee === "treasury" && result.receipt.kind === "payment" ? (
            <FiscalPart language={language} fiscal={props.fiscal} />
          ) : null}
          <LinkButton href="/receipts" weight="second">
            {w.another}
          </LinkButton>
        </>
      ) : (
        <AskForm language={language} errors={[]} number={props.number} />
      )}
    </>
  );
}

/** What stands on a receipt, the payer's name partly. */
function ReceiptPaper({ language, receipt }: { language: Language; receipt: Receipt }) {
  const w = words(language);
  const { facts, kind, amount_fen } = receipt;
  const items: SummaryItem[] = [
    { label: w.kind, value: w[kind] },
    {
      label: w.serial,
      value: <span class="number">{w.serialOf({ name: serialName(receipt.year, receipt.serial) })}</span>,
    },
    { label: w.amount, value: <span class="number">{formatMoney(amount_fen, language)}</span> },
    { label: w.capital, value: capitalAmount(amount_fen) },
    { label: w.service, value: say(facts.service, language) },
    { label: w.biller, value: say(facts.biller, language) },
    { label: w.payer, value: facts.payer === null ? w.nobody : maskName(facts.payer) },
    { label: kind === "payment" ? w.paidAt : w.returnedAt, value: formatInstant(receipt.happenedAt, language) },
    { label: w.by, value: facts.refund?.way === "by_hand" ? w.byHand : payWords(language)[facts.provider] },
    ...(facts.reference === null ? [] : [{ label: w.reference, value: <span class="number">{facts.reference}</span> }]),
    { label: w.paymentNumber, value: <PublicNumber number={receipt.payment} /> },
    ...(facts.refund
      ? [
          { label: w.refundNumber, value: <PublicNumber number={facts.refund.number} /> },
          { label: w.original, value: <span class="number">{w.serialOf({ name: facts.refund.original.name })}</span> },
        ]
      : []),
    { label: w.number, value: <PublicNumber number={receipt.number} /> },
    { label: w.issued, value: formatInstant(receipt.issuedAt, language) },
  ];
  return (
    <>
      <SummaryList items={items} />
      <h2>{w.lines}</h2>
      <SummaryList
        items={facts.lines.flatMap((line) => {
          const about = [
            line.period === null ? [] : [w.period({ period: formatPeriod(line.period, language) })],
            line.account === null ? [] : [w.account({ account: line.account })],
          ].flat();
          const parts =
            line.items.length > 0 ? line.items : [{ name: say(facts.service, language), amount_fen: line.amount_fen }];
          return parts.map((part) => ({
            label: part.name,
            value: (
              <>
                <span class="number">{formatMoney(BigInt(part.amount_fen), language)}</span>
                {about.length > 0 ? <small class="quiet"> {about.join(" · ")}</small> : null}
              </>
            ),
          }));
        })}
      />
    </>
  );
}
