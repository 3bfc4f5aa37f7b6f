import { Tabs, useLanguage } from "../../../foundation/html/index.ts";
import { moneyWords } from "./words.ts";

/** The pages about money; one more page is one more line here. */
const parts = [
  ["overview", "/staff/money"],
  ["payments", "/staff/money/payments"],
  ["refunds", "/staff/money/refunds"],
  ["stopped", "/staff/money/stopped"],
  ["days", "/staff/money/days"],
  ["differences", "/staff/money/differences"],
  ["handOver", "/staff/money/hand-over"],
  ["ledger", "/staff/money/ledger"],
  ["receipts", "/staff/money/receipts"],
] as const;
export type MoneyPart = (typeof parts)[number][0];

/** Stands on top of every page about money. */
export function MoneyNav({ current }: { current: MoneyPart }) {
  const w = moneyWords(useLanguage());
  return (
    <Tabs label={w.parts} tabs={parts.map(([part, href]) => ({ href, label: w[part], current: part === current }))} />
  );
}
