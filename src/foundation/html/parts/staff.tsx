import type { ComponentChildren } from "preact";
import { useFrameWords } from "../context.ts";
import { Icon } from "./icon.tsx";

/** `code`: numbers and ids that must not break; `number`: amounts, aligned at their end; `state`: short words that stay on one line; `words`: never broken within a word. */
export type ColumnKind = "text" | "code" | "number" | "state" | "words";

export type Column<R> = {
  readonly title: string;
  readonly kind?: ColumnKind | undefined;
  readonly cell: (row: R) => ComponentChildren;
};

const columnClasses: Record<ColumnKind, string | undefined> = {
  text: undefined,
  code: "code",
  number: "num",
  state: "state",
  words: "words",
};

/**
 * A table of records. Its first column names the row and leads to it; the head stays in sight; on narrow screens each row becomes a
 * short list with the column's name before each value, so the page never moves sideways. With the script, j and k walk the rows.
 */
export function Table<R>(props: {
  caption: string;
  columns: readonly [Column<R>, ...Column<R>[]];
  rows: readonly R[];
  rowKey: (row: R) => string;
  /** The caption is for screen readers only: a heading beside it says the same. */
  hideCaption?: boolean | undefined;
}) {
  const [first, ...others] = props.columns;
  return (
    <table>
      <caption>{props.hideCaption === true ? <span class="hide">{props.caption}</span> : props.caption}</caption>
      <thead>
        <tr>
          {props.columns.map((column) => (
            <th scope="col" class={columnClasses[column.kind ?? "text"]} key={column.title}>
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.rows.map((row) => (
          <tr key={props.rowKey(row)} data-row="">
            <th scope="row" class={columnClasses[first.kind ?? "text"]}>
              {first.cell(row)}
            </th>
            {others.map((column) => (
              <td class={columnClasses[column.kind ?? "text"]} data-label={column.title} key={column.title}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Fields that narrow a list, as a plain GET form; `clearHref` undoes them all. */
export function Filters(props: {
  action: string;
  label: string;
  hidden?: Readonly<Record<string, string>> | undefined;
  clearHref?: string | undefined;
  children: ComponentChildren;
}) {
  const words = useFrameWords();
  return (
    <form class="filters" action={props.action} method="get" aria-label={props.label}>
      {Object.entries(props.hidden ?? {}).map(([name, value]) => (
        <input type="hidden" name={name} value={value} key={name} />
      ))}
      {props.children}
      <button type="submit" class="b second">
        {words.filter}
      </button>
      {props.clearHref === undefined ? null : <a href={props.clearHref}>{words.clear}</a>}
    </form>
  );
}

/** Pages by key: there is no page number, because nobody counts large lists. */
export function Pager({ newerHref, olderHref }: { newerHref?: string | undefined; olderHref?: string | undefined }) {
  const words = useFrameWords();
  if (newerHref === undefined && olderHref === undefined) return null;
  return (
    <nav aria-label={words.pager}>
      <ul class="pager row plain">
        <li>
          {newerHref === undefined ? null : (
            <a href={newerHref} rel="prev">
              <Icon name="chevron-left" turn /> {words.newer}
            </a>
          )}
        </li>
        <li>
          {olderHref === undefined ? null : (
            <a href={olderHref} rel="next">
              {words.older} <Icon name="chevron-right" turn />
            </a>
          )}
        </li>
      </ul>
    </nav>
  );
}

export type Tab = {
  readonly href: string;
  readonly label: string;
  readonly count?: string | undefined;
  readonly current?: boolean | undefined;
};

/** Views of one list, each a page with an address. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav aria-label={label}>
      <ul class="tabs">
        {tabs.map((tab) => (
          <li key={tab.href}>
            <a href={tab.href} aria-current={tab.current === true ? "page" : undefined}>
              {tab.label}
              {tab.count === undefined ? null : <span class="number">{tab.count}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** A case as a clerk sees it: what was sent, and beside it what to do. Under each other on narrow screens and in large type. */
export function DescriptionColumns({
  main,
  aside,
  asideLabel,
}: {
  main: ComponentChildren;
  aside: ComponentChildren;
  asideLabel: string;
}) {
  return (
    <div class="two">
      <div>{main}</div>
      <section aria-label={asideLabel}>{aside}</section>
    </div>
  );
}

/** A quiet box in a column. */
export function Panel({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="panel">
      <h2>{title}</h2>
      {children}
    </section>
  );
}
