import { atTheCounter, type CaseView, feeOfCase } from "../../../domain/cases/index.ts";
import type { ServiceVersion, Venue } from "../../../domain/catalogue/index.ts";
import { Notice } from "../../../foundation/html/index.ts";
import { formatMoney, type Language, say } from "../../../foundation/i18n/index.ts";
import { FeeView } from "../../fee.tsx";
import { feeWords } from "../../fee-words.ts";
import type { FeeStanding } from "../../pay/fee-standing.ts";
import { counterWords } from "./counter-words.ts";
import { FeePaid, paysOnline } from "./fee-online.tsx";

type CounterProps = {
  readonly language: Language;
  readonly view: CaseView;
  readonly service: ServiceVersion;
  readonly agency: string;
  readonly venues: readonly Venue[];
  /** The day (`YYYY-MM-DD`) it was filed: the fee follows from the answers as of that day. */
  readonly filedOn: string;
  /** How the fee stands online; undefined where it is paid at the counter alone. */
  readonly online: FeeStanding | undefined;
};

/** An appointment is made: with that the case is settled, and the visit it was asked for is still to come. */
export function isAppointed({ row }: CaseView, { definition }: ServiceVersion): boolean {
  const { kind, deliver, visit } = definition;
  return kind === "book" && deliver.length === 0 && visit !== undefined && row.state === "approved";
}

/** What the applicant still has to do at the counter: what, how much, where, what to bring; nothing where nothing is left. */
export function AtCounter({ language, view, service, agency, venues, online }: CounterProps) {
  const { fee: owed, visit } = atTheCounter(view.row);
  const isPaid = online?.payments.some(({ write_off: said }) => said === "waiting") === true;
  const fee = isPaid || paysOnline({ view, online }) ? undefined : owed;
  const appointed = isAppointed(view, service);
  if ((view.row.closed_at !== null && !appointed) || (fee === undefined && visit === undefined)) return null;
  const w = counterWords(language);
  return (
    <Notice kind="warning" title={appointed ? w.appointed : w.title}>
      <ul>
        {fee === undefined ? null : (
          <li>
            {fee.amount_fen === null ? w.pay : w.payAmount({ amount: formatMoney(BigInt(fee.amount_fen), language) })}
            {w.payBy[fee.charge]}
          </li>
        )}
        {visit === undefined ? null : (
          <li>
            {appointed ? null : w.comeBy[visit]}
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
export function FeeOfCase({ language, view, service, filedOn, online }: Omit<CounterProps, "agency" | "venues">) {
  const fee = feeOfCase(service, view.row, view.answers, filedOn);
  if (fee.kind === "none") return null;
  const w = counterWords(language);
  const paid = view.row.counter?.paid;
  const open = view.row.closed_at === null && paid === undefined;
  const atCounter = view.timeline
    .filter(({ words: said, actor_kind: by }) => said.recorded === "fee_paid" && by !== "system")
    .reduce((sum, { words: said }) => sum + BigInt(said.amount_fen ?? 0), 0n);
  return (
    <section>
      <h2>{w.fee}</h2>
      <FeeView fee={fee} language={language} how={open && !paysOnline({ view, online })} />
      <FeePaid language={language} view={view} online={online} />
      {paid !== undefined ? (
        atCounter > 0n ? (
          <p>{w.paid({ amount: formatMoney(atCounter, language) })}</p>
        ) : paid.amount_fen === 0 ? (
          <p>{w.waived}</p>
        ) : null
      ) : open && fee.kind !== "amount" ? (
        <p>{feeWords(language).notKnownYet}</p>
      ) : null}
    </section>
  );
}
