import { Button, EmptyState, Form, LinkList, PageTitle, TextInput } from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { words } from "./words.ts";

/** Which place it is about: searched for, or one of those listed. */
export function SuggestionView(props: {
  language: Language;
  about: string;
  query: string;
  places: readonly { readonly href: string; readonly label: string; readonly note: string | undefined }[];
}) {
  const { language, about, query, places } = props;
  const w = words(language);
  return (
    <>
      <PageTitle title={w.title} lede={w.lede} />
      <Form action="/suggestion" method="get" hidden={about === "" ? {} : { about }}>
        <TextInput name="q" label={w.search} hint={w.hint} value={query} maxLength={100} autocomplete="off" />
        <Button weight="second">{w.search}</Button>
      </Form>
      {places.length > 0 ? (
        <>
          <h2>{w.places}</h2>
          <LinkList items={places} />
        </>
      ) : query === "" ? null : (
        <EmptyState title={w.none} icon="map-pin">
          <p>{w.noneText}</p>
        </EmptyState>
      )}
      <p class="quiet">
        {w.phone}
        <a href="tel:12345">12345</a>
      </p>
    </>
  );
}
