import type { ComponentChildren } from "preact";
import { Icon, IconGrid, type IconName, LinkList, SearchBox } from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { words } from "./words.ts";

export type FieldCell = {
  readonly href: string;
  readonly label: string;
  readonly icon: IconName;
  readonly count: number;
};
export type ServiceLine = {
  readonly href: string;
  readonly label: string;
  readonly note: string;
  /** What one does there: look up, apply, report. */
  readonly end: ComponentChildren;
};

/** `GET /{city}`: search first, what waits for me, the fields, what people need most, the telephone. */
export function CityHomeView(props: {
  language: Language;
  city: string;
  name: string;
  count: number;
  fields: readonly FieldCell[];
  common: readonly ServiceLine[];
  events: readonly FieldCell[];
  phone: string | undefined;
}) {
  const { city, phone } = props;
  const w = words(props.language);
  return (
    <>
      <h1 class="hide">{w.title({ name: props.name })}</h1>
      <SearchBox action={`/${city}/search`} label={w.search} hint={w.searchHint} />
      <h2>{w.mine}</h2>
      <LinkList
        items={[
          { href: "/me", label: w.waiting, note: w.waitingNote },
          { href: "/me/bills", label: w.bills, note: w.billsNote },
        ]}
      />
      {props.fields.length === 0 ? null : (
        <>
          <h2>{w.fields}</h2>
          <p class="quiet">{w.count({ name: props.name, count: props.count })}</p>
          <IconGrid
            items={props.fields.map((field) => ({
              href: field.href,
              icon: field.icon,
              label: w.field({ name: field.label, count: field.count }),
            }))}
          />
        </>
      )}
      <h2>{w.common}</h2>
      {props.common.length === 0 ? <p>{w.nothingYet}</p> : <LinkList items={props.common} />}
      {props.events.length === 0 ? null : (
        <>
          <h2>
            <a href={`/${city}/life-events`}>{w.events}</a>
          </h2>
          <p class="quiet">{w.eventsNote}</p>
          <IconGrid items={props.events.map(({ href, icon, label }) => ({ href, icon, label }))} />
        </>
      )}
      <h2>{w.more}</h2>
      <LinkList
        items={[
          { href: "/verify", label: w.verify, note: w.verifyNote },
          { href: `/${city}/search`, label: w.all },
        ]}
      />
      {phone === undefined ? null : (
        <>
          <h2>{w.phone}</h2>
          <p>
            <a href={`tel:${phone.replaceAll(/[^\d+]/g, "")}`} class="number">
              <Icon name="phone" /> {phone}
            </a>
            <br />
            <span class="quiet">{w.phoneNote}</span>
          </p>
        </>
      )}
    </>
  );
}
