import {
  EmptyState,
  type LinkItem,
  LinkList,
  PageTitle,
  Panel,
  StateBadge,
  SummaryList,
} from "../../../../foundation/html/index.ts";
import type { Language } from "../../../../foundation/i18n/index.ts";
import { MoneyNav } from "../nav.tsx";
import { words } from "./words.ts";

export type Need = { readonly href: string; readonly name: string; readonly note: string; readonly count: string };
export type DayPanel = {
  readonly title: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
};

/** `GET /staff/money`: at a glance, for whoever answers for the money. */
export function OverviewView(props: { language: Language; needs: readonly Need[]; days: readonly DayPanel[] }) {
  const w = words(props.language);
  const items: LinkItem[] = props.needs.map(({ href, name, note, count }) => ({
    href,
    label: name,
    note,
    end: <StateBadge tone="yours">{count}</StateBadge>,
  }));
  return (
    <>
      <PageTitle title={w.title} lede={w.lede} />
      <MoneyNav current="overview" />
      <section>
        <h2>{w.needs}</h2>
        {items.length === 0 ? <EmptyState title={w.nothing} icon="circle-check" /> : <LinkList items={items} />}
      </section>
      {props.days.map((day) => (
        <Panel title={day.title} key={day.title}>
          <SummaryList items={day.facts} />
        </Panel>
      ))}
    </>
  );
}
