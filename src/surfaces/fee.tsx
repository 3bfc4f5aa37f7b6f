import type { FeeDue } from "../domain/catalogue/index.ts";
import { Facts } from "../foundation/html/index.ts";
import { formatMoney, type Language, say } from "../foundation/i18n/index.ts";
import { feeInShort, feeWords, howToPay } from "./fee-words.ts";

/** The fee in full: what it is or follows from, its basis, and (unless `how` is false) how and when it is paid. */
export function FeeView(props: { fee: FeeDue; language: Language; how?: boolean }) {
  const { fee, language } = props;
  const w = feeWords(language);
  const how = props.how === false ? undefined : howToPay(fee, language);
  if (fee.kind === "none") return <p>{w.freeLong}</p>;
  return (
    <>
      <What fee={fee} language={language} />
      <p class="quiet">{w.basis({ basis: fee.basis })}</p>
      {how === undefined ? null : <p>{how}</p>}
      {fee.goes_back === false && how !== undefined ? <p>{w.staysPaid}</p> : null}
    </>
  );
}

function What({ fee, language }: { fee: Exclude<FeeDue, { kind: "none" }>; language: Language }) {
  switch (fee.kind) {
    case "amount":
      return (
        <p>
          {fee.say === undefined ? null : `${say(fee.say, language)}${language === "zh" ? "：" : ": "}`}
          <strong class="number">{feeInShort(fee, language)}</strong>
        </p>
      );
    case "amounts":
      return (
        <Facts
          facts={fee.rows.map((row) => ({
            label: say(row.say, language),
            value: row.amount_fen === 0n ? feeWords(language).free : formatMoney(row.amount_fen, language),
          }))}
        />
      );
    case "bill":
    case "local":
      return <p>{say(fee.say, language)}</p>;
  }
}
