import type { By, Offering, Source } from "../../../domain/catalogue/index.ts";
import { Facts } from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { sayFrom } from "../../offer-words.ts";
import { words } from "./words.ts";

type Props = { readonly language: Language; readonly offering: Offering };

/** Which office it is, where its counters are and when they are open, and who answers questions. */
export function Where({ language, offering }: Props) {
  const w = words(language);
  const { agencyName, venues, phone, from } = offering;
  return (
    <>
      <Facts
        facts={[
          { label: w.office, value: agencyName[language] },
          ...(phone === null
            ? []
            : [{ label: w.phone, value: <a href={`tel:${phone.replaceAll(/[^\d+]/g, "")}`}>{phone}</a> }]),
        ]}
      />
      <Whose language={language} sources={[from.agencyName]} />
      {venues.map((venue) => (
        <p key={venue.name.zh}>
          <strong>{venue.name[language]}</strong>
          <br />
          {venue.address[language]}
          <br />
          {venue.hours[language]}
          {venue.phone === undefined ? null : (
            <>
              <br />
              {venue.phone}
            </>
          )}
        </p>
      ))}
    </>
  );
}

const places: ReadonlySet<By> = new Set(["city", "prefecture", "province", "nation"]);

/** Who says so, in small print; what the catalogue or the law says needs no name. */
export function Whose({ language, sources }: { readonly language: Language; readonly sources: readonly Source[] }) {
  const said = new Set(sources.filter(({ by }) => places.has(by)).map((source) => sayFrom(source, language)));
  if (said.size === 0) return null;
  return <p class="quiet">{words(language).whose({ who: [...said].join(language === "zh" ? "，" : ", ") })}</p>;
}
