import { EmptyState, LinkButton, LinkList, PageTitle, SearchBox } from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { words } from "./words.ts";

/** A place as a line that leads somewhere: to the city when it is open, else to what lies within. */
export type PlaceLine = {
  readonly href: string;
  readonly name: string;
  /** The places above it. */
  readonly above?: string | undefined;
  /** Its Chinese name, where the page speaks another language: signs on the spot have it. */
  readonly chinese?: string | undefined;
  /** Open places at or below it. */
  readonly openCount: number;
  /** Leads right to its services. */
  readonly isOpen: boolean;
};

export type Speaks = { readonly language: Language };

function noteOf({ above, chinese }: PlaceLine) {
  if (chinese === undefined) return above;
  return (
    <>
      <span lang="zh-Hans">{chinese}</span>
      {above === undefined ? null : ` · ${above}`}
    </>
  );
}

function Places({ places, language }: Speaks & { places: readonly PlaceLine[] }) {
  const w = words(language);
  return (
    <LinkList
      items={places.map((place) => ({
        href: place.href,
        label: place.name,
        note: noteOf(place),
        end: place.isOpen ? w.open : place.openCount > 0 ? w.openCount({ count: place.openCount }) : undefined,
      }))}
    />
  );
}

function Search({ query, language }: Speaks & { query?: string | undefined }) {
  const w = words(language);
  return <SearchBox action="/" label={w.search} hint={w.searchHint} value={query} />;
}

/** `GET /`: search first, the city of last time, open cities while they are few, all provinces. */
export function StartView(
  props: Speaks & {
    last: PlaceLine | undefined;
    open: readonly PlaceLine[];
    provinces: readonly PlaceLine[];
    /** In a demonstration: what of it is made up. */
    invented: boolean;
  },
) {
  const w = words(props.language);
  return (
    <>
      <PageTitle title={w.title} lede={w.lede} />
      {props.invented ? <p class="quiet">{w.invented}</p> : null}
      <Search language={props.language} />
      {props.last === undefined ? null : (
        <section>
          <h2>{w.last}</h2>
          <Places places={[props.last]} language={props.language} />
        </section>
      )}
      {props.open.length === 0 ? null : (
        <section>
          <h2>{w.openNow}</h2>
          <Places places={props.open} language={props.language} />
        </section>
      )}
      <section>
        <h2>{w.byProvince}</h2>
        <Places places={props.provinces} language={props.language} />
      </section>
    </>
  );
}

/** `GET /?q=`: what was found, best first. */
export function FoundView(props: Speaks & { query: string; found: readonly PlaceLine[]; most: number }) {
  const w = words(props.language);
  const count = props.found.length;
  return (
    <>
      <PageTitle title={w.title} />
      <Search language={props.language} query={props.query} />
      {count === 0 ? (
        <EmptyState title={w.nothing({ query: props.query })} icon="search">
          <p>{w.nothingText}</p>
          <LinkButton href="/" weight="second">
            {w.allProvinces}
          </LinkButton>
        </EmptyState>
      ) : (
        <section>
          <h2>{count < props.most ? w.found({ count }) : w.foundMost({ count })}</h2>
          <Places places={props.found} language={props.language} />
        </section>
      )}
    </>
  );
}

/** `GET /?under=`: what lies within a division, open places first. */
export function WithinView(
  props: Speaks & {
    name: string;
    above: string | undefined;
    /** The division's own services. */
    own: PlaceLine | undefined;
    open: readonly PlaceLine[];
    closed: readonly PlaceLine[];
    nextHref: string | undefined;
  },
) {
  const w = words(props.language);
  return (
    <>
      <PageTitle title={props.name} kicker={props.above} />
      {props.own === undefined ? null : (
        <LinkButton href={props.own.href}>{w.enter({ name: props.own.name })}</LinkButton>
      )}
      {props.open.length === 0 ? null : (
        <section>
          <h2>{w.openHere}</h2>
          <Places places={props.open} language={props.language} />
        </section>
      )}
      {props.closed.length === 0 ? null : (
        <section>
          <h2>{w.notOpenYet}</h2>
          <Places places={props.closed} language={props.language} />
        </section>
      )}
      {props.nextHref === undefined ? null : (
        <LinkButton href={props.nextHref} weight="second">
          {w.more}
        </LinkButton>
      )}
    </>
  );
}

/** A place that is not open, has ended or never was: said plainly, with a way on. */
export function ClosedView(
  props: Speaks & {
    title: string;
    text: string;
    /** Open places above it, or what took over. */
    instead: readonly PlaceLine[];
    insteadTitle: string | undefined;
  },
) {
  const w = words(props.language);
  return (
    <>
      <PageTitle title={props.title} lede={props.text} />
      {props.instead.length === 0 ? null : (
        <section>
          <h2>{props.insteadTitle}</h2>
          <Places places={props.instead} language={props.language} />
        </section>
      )}
      <Search language={props.language} />
      <p>
        <a href="/">{w.allProvinces}</a>
      </p>
    </>
  );
}
