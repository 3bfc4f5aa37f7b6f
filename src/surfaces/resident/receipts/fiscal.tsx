import type { FiscalStanding } from "../../../domain/payments/index.ts";
import { SummaryList } from "../../../foundation/html/index.ts";
import { formatDay, formatMoney, type Language } from "../../../foundation/i18n/index.ts";
import { words } from "./words.ts";

const notHere = { waiting: "fiscalWaiting", given_up: "fiscalGivenUp", elsewhere: "fiscalElsewhere" } as const;

/** The treasury's own receipt, with its numbers and where the treasury shows it; or that it is not there yet, or not with us. */
export function FiscalPart({ language, fiscal }: { language: Language; fiscal: FiscalStanding }) {
  const w = words(language);
  return (
    <section>
      <h2>{w.fiscalTitle}</h2>
      <p>{typeof fiscal === "string" ? w[notHere[fiscal]] : w.fiscalSay}</p>
      {typeof fiscal === "string" ? null : (
        <>
          <SummaryList
            items={[
              { label: w.fiscalName, value: fiscal.name },
              { label: w.fiscalCode, value: <span class="number">{fiscal.code}</span> },
              { label: w.fiscalNumber, value: <span class="number">{fiscal.number}</span> },
              { label: w.fiscalCheck, value: <span class="number">{fiscal.check_code}</span> },
              { label: w.amount, value: <span class="number">{formatMoney(fiscal.amount_fen, language)}</span> },
              { label: w.fiscalUnit, value: fiscal.unit },
              { label: w.fiscalDate, value: formatDay(fiscal.date, language) },
            ]}
          />
          {/^https?:\/\//.test(fiscal.url) ? (
            <p>
              <a href={fiscal.url} rel="noreferrer">
                {w.fiscalOpen}
              </a>
            </p>
          ) : null}
        </>
      )}
    </section>
  );
}
