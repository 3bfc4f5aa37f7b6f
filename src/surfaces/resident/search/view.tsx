import { EmptyState, type LinkItem, LinkList, PageTitle, SearchBox } from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { ServiceLine } from "../city-home/view.tsx";
import { words } from "./words.ts";

export function SearchView(props: {
  language: Language;
  city: string;
  name: string;
  query: string;
  events: readonly LinkItem[];
  services: readonly ServiceLine[];
  phone: string | undefined;
}) {
  const { city, query, events, services, phone } = props;
  const w = words(props.language);
  const count = services.length;
  return (
    <>
      <PageTitle title={query === "" ? w.all({ name: props.name }) : w.heading} kicker={props.name} />
      <SearchBox action={`/${city}/search`} label={w.search} value={query} />
      {events.length === 0 ? null : (
        <section>
          <h2>{w.events}</h2>
          <LinkList items={events} />
        </section>
      )}
      {count === 0 && events.length > 0 ? null : count === 0 ? (
        <EmptyState title={w.nothing({ query })} icon="search">
          <p>{w.nothingText}</p>
          <p>
            <a href={`/${city}/search`}>{w.all({ name: props.name })}</a>
          </p>
          {phone === undefined ? null : (
            <p>
              <a href={`tel:${phone.replaceAll(/[^\d+]/g, "")}`}>{w.call({ phone })}</a>
            </p>
          )}
        </EmptyState>
      ) : (
        <section>
          {query === "" ? null : <h2>{w.found({ count })}</h2>}
          <LinkList items={services} />
        </section>
      )}
    </>
  );
}
