import { EmptyState, LinkList, PageTitle, SearchBox } from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { ServiceLine } from "../city-home/view.tsx";
import { words } from "./words.ts";

export function FieldView(props: {
  language: Language;
  city: string;
  name: string;
  title: string;
  services: readonly ServiceLine[];
}) {
  const w = words(props.language);
  return (
    <>
      <PageTitle title={props.title} kicker={props.name} />
      {props.services.length === 0 ? (
        <EmptyState title={w.nothing({ name: props.name, field: props.title })}>
          <p>{w.nothingText}</p>
        </EmptyState>
      ) : (
        <LinkList items={props.services} />
      )}
      <SearchBox action={`/${props.city}/search`} label={w.search} />
    </>
  );
}
