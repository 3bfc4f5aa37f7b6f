import { type By, bodiesOf, type Offering, type Source, type Venue } from "../../../domain/catalogue/index.ts";
import { Details, Facts } from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { sayFrom } from "../../offer-words.ts";
import { words } from "./words.ts";

type Props = { readonly language: Language; readonly offering: Offering };

/** Of more bodies than this the places are folded: the list of their names stays short. */
const openBodies = 3;

/** Which office it is, where its counters are and when they are open, and who answers questions; of several bodies each. */
export function Where({ language, offering }: Props) {
  const w = words(language);
  const bodies = bodiesOf(offering);
  if (bodies.length === 1) return <Office language={language} offering={offering} />;
  return (
    <>
      <p>{w.several({ count: bodies.length })}</p>
      {bodies.map((body) =>
        bodies.length > openBodies ? (
          <Details key={body.agency} summary={body.agencyName[language]}>
            <OfBody language={language} offering={body} />
          </Details>
        ) : (
          <section key={body.agency}>
            <h3>{body.agencyName[language]}</h3>
            <OfBody language={language} offering={body} />
          </section>
        ),
      )}
    </>
  );
}

function Office({ language, offering }: Props) {
  const w = words(language);
  return (
    <>
      <Facts facts={[{ label: w.office, value: offering.agencyName[language] }, ...phoneOf({ language, offering })]} />
      <Whose language={language} sources={[offering.from.agencyName]} />
      <Venues language={language} venues={offering.venues} />
    </>
  );
}

/** One of several, under its name. */
function OfBody({ language, offering }: Props) {
  const { phone, venues, from } = offering;
  return (
    <>
      {phone === null ? null : <Facts facts={phoneOf({ language, offering })} />}
      <Venues language={language} venues={venues} />
      {phone === null && venues.length === 0 ? <p class="quiet">{words(language).noPlace}</p> : null}
      <Whose language={language} sources={[from.agencyName]} />
    </>
  );
}

function phoneOf({ language, offering: { phone } }: Props) {
  if (phone === null) return [];
  const link = <a href={`tel:${phone.replaceAll(/[^\d+]/g, "")}`}>{phone}</a>;
  return [{ label: words(language).phone, value: link }];
}

function Venues({ language, venues }: { readonly language: Language; readonly venues: readonly Venue[] }) {
  return venues.map((venue) => (
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
  ));
}

const places: ReadonlySet<By> = new Set(["city", "prefecture", "province", "nation"]);

/** Who says so, in small print; what the catalogue or the law says needs no name. */
export function Whose({ language, sources }: { readonly language: Language; readonly sources: readonly Source[] }) {
  const said = new Set(sources.filter(({ by }) => places.has(by)).map((source) => sayFrom(source, language)));
  if (said.size === 0) return null;
  return <p class="quiet">{words(language).whose({ who: [...said].join(language === "zh" ? "，" : ", ") })}</p>;
}
