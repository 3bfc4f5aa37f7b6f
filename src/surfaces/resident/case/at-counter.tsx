import { atTheCounter, type CaseView, feeOfCase } from "../../../domain/cases/index.ts";
import type { ServiceVersion, Venue } from "../../../domain/catalogue/index.ts";
import { Notice } from "../../../foundation/html/index.ts";
import { formatMoney, type Language, say } from "../../../foundation/i18n/index.ts";
import { FeeView } from "../../fee.tsx";
import { feeWords } from "../../fee-words.ts";
import { counterWords } from "./counter-words.ts";

type CounterProps = {
  readonly language: Language;
  readonly view: CaseView;
  readonly service: ServiceVersion;
  readonly agency: string;
  readonly venues: readonly Venue[];
  /** The day (`YYYY-MM-DD`) it was filed: the fee follows from the answers as of that day. */
  readonly filedOn: string;
};

/** What the applicant still has to do at the counter: what, how much, where, what to bring; nothing where nothing is left. */
export function AtCounter({ language, view, service, agency, venues }: CounterProps) {
  const { fee, visit } = atTheCounter(view.row);
  if (view.row.closed_at !== null || (fee === undefined && visit === undefined)) return null;
  const w = counterWords(language);
  return (
    <Notice kind="warning" title={w.title}>
      <ul>
        {fee === undefined ? null : (
          <li>
            {fee.amount_fen === null ? w.pay : w.payAmount({ amount: formatMoney(BigInt(fee.amount_fen), language) })}
            {w.payBy[fee.charge]}
          </li>
        )}
        {visit === undefined ? null : (
          <li>
            {w.comeBy[visit]}
            {service.definition.visit === undefined ? null : say(service.definition.visit.say, language)}
          </li>
        )}
      </ul>
      <p>{w.where({ agency })}</p>
      {venues.length === 0 ? null : (
        <ul>
          {venues.map((venue) => (
            <li key={venue.name.zh}>
              {say(venue.name, language)}
              {language === "zh" ? "，" : ", "}
              {say(venue.address, language)}
              <br />
              <span class="quiet">{say(venue.hours, language)}</span>
            </li>
          ))}
        </ul>
      )}
      <p>{w.bring}</p>
    </Notice>
  );
}

/** The fee of the case and what was received; nothing where the service costs nothing. */
export function FeeOfCase({ language, view, service, filedOn }: Omit<CounterProps, "agency" | "venues">) {
  const fee = feeOfCase(service, view.row, view.answers, filedOn);
  if (fee.kind === "none") return null;
  const w = counterWords(language);
  const paid = view.row.counter?.paid;
  const open = view.row.closed_at === null && paid === undefined;
  return (
    <section>
      <h2>{w.fee}</h2>
      <FeeView fee={fee} language={language} how={open} />
      {paid !== undefined ? (
        <p>{w.paid({ amount: formatMoney(BigInt(paid.amount_fen), language) })}</p>
      ) : open && fee.kind !== "amount" ? (
        <p>{feeWords(language).notKnownYet}</p>
      ) : null}
    </section>
  );
}
