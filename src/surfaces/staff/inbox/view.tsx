import type { State } from "../../../domain/cases/index.ts";
import {
  ClockBar,
  type Column,
  EmptyState,
  Filters,
  Form,
  Notice,
  PageTitle,
  Select,
  type Tab,
  Table,
  Tabs,
} from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { SpokenClock } from "../clocks.ts";
import { CaseState, NextPages } from "../parts.tsx";
import { staffWords } from "../words.ts";
import { words } from "./words.ts";

/** A case in a list, everything said in the reader's language. */
export type Line = {
  readonly number: string;
  readonly service: string;
  readonly applicant: string;
  readonly state: State;
  readonly answered: boolean;
  readonly clock: SpokenClock | undefined;
  readonly clerk: string | undefined;
  readonly received: string;
  readonly ended: string | undefined;
};

type Option = { readonly value: string; readonly label: string };

type Speaks = { readonly language: Language };

function Lines({
  language,
  lines,
  caption,
  closed,
}: Speaks & { lines: readonly Line[]; caption: string; closed: boolean }) {
  const w = words(language);
  const shared = staffWords(language);
  const first: Column<Line> = {
    title: w.number,
    kind: "code",
    cell: (line) => <a href={`/staff/cases/${line.number}`}>{line.number}</a>,
  };
  const rest: readonly Column<Line>[] = [
    { title: w.service, cell: (line) => line.service },
    { title: w.applicant, cell: (line) => (line.applicant === "" ? shared.anonymous : line.applicant) },
    { title: w.state, kind: "state", cell: (line) => <CaseState state={line.state} answered={line.answered} /> },
    closed
      ? { title: w.ended, kind: "state", cell: (line) => line.ended ?? "" }
      : { title: w.clock, cell: (line) => (line.clock === undefined ? "–" : <ClockBar {...line.clock} />) },
    { title: w.clerk, cell: (line) => line.clerk ?? <span class="quiet">{shared.nobody}</span> },
    { title: w.received, kind: "state", cell: (line) => line.received },
  ];
  return <Table caption={caption} rows={lines} rowKey={(line) => line.number} columns={[first, ...rest]} />;
}

/** Search by what is exact. It posts, so that an identity number never stands in an address. */
function Search({
  language,
  hidden,
  open,
}: Speaks & { hidden: Readonly<Record<string, string>>; open?: string | undefined }) {
  const w = words(language);
  return (
    // biome-ignore lint/a11y/useSemanticElements: web-views of 2018 do not know <search>.
    <form class="filters" role="search" action="/staff/search" method="post" aria-label={w.search}>
      {Object.entries(hidden).map(([name, value]) => (
        <input type="hidden" name={name} value={value} key={name} />
      ))}
      <div class="field">
        <label for="search">{w.searchLabel}</label>
        <input
          id="search"
          name="q"
          type="search"
          size={30}
          maxLength={64}
          autocomplete="off"
          value={open}
          data-search=""
          aria-describedby={open === undefined ? undefined : "search-note"}
        />
      </div>
      <button type="submit" class="b second">
        {w.searchButton}
      </button>
    </form>
  );
}

export type InboxProps = Speaks & {
  readonly hidden: Readonly<Record<string, string>>;
  readonly view: string;
  readonly tabs: readonly Tab[];
  readonly lines: readonly Line[];
  readonly closed: boolean;
  readonly services: readonly Option[];
  readonly states: readonly Option[];
  readonly service: string;
  readonly state: string;
  readonly filtered: boolean;
  readonly firstHref: string | undefined;
  readonly nextHref: string | undefined;
};

/** `GET /staff`: what waits for this clerk, the most urgent first. */
export function InboxView(props: InboxProps) {
  const { language } = props;
  const w = words(language);
  const empty = props.filtered
    ? w.emptyFilter
    : props.view === "mine"
      ? w.emptyMine
      : props.view === "overdue"
        ? w.emptyOverdue
        : w.emptyTitle;
  return (
    <>
      <PageTitle title={w.title} />
      <Tabs label={w.views} tabs={props.tabs} />
      <Search language={language} hidden={props.hidden} />
      {props.services.length < 2 && props.states.length === 0 ? null : (
        <Filters
          action="/staff"
          label={w.filter}
          hidden={{ view: props.view }}
          clearHref={props.filtered ? `/staff?view=${props.view}` : undefined}
        >
          {props.services.length < 2 ? null : (
            <Select
              name="service"
              label={w.service}
              empty={w.allServices}
              options={props.services}
              value={props.service}
            />
          )}
          {props.states.length === 0 ? null : (
            <Select name="state" label={w.state} empty={w.allStates} options={props.states} value={props.state} />
          )}
        </Filters>
      )}
      {props.lines.length === 0 ? (
        <EmptyState title={empty}>
          {props.view === "new" ? null : (
            <p>
              <a href="/staff?view=new">{w.seeNew}</a>
            </p>
          )}
        </EmptyState>
      ) : (
        <Lines
          language={language}
          lines={props.lines}
          caption={props.closed ? w.captionClosed : w.caption}
          closed={props.closed}
        />
      )}
      <NextPages firstHref={props.firstHref} nextHref={props.nextHref} />
    </>
  );
}

/** `POST /staff/search`: the cases of one person, or that there are none. */
export function FoundView(
  props: Speaks & {
    hidden: Readonly<Record<string, string>>;
    lines: readonly Line[];
    /** Typed again for the next page; never in an address. */
    query: string;
    next: string | undefined;
  },
) {
  const { language } = props;
  const w = words(language);
  return (
    <>
      <PageTitle title={w.found} />
      <Search language={language} hidden={props.hidden} open={props.query} />
      <p class="quiet" id="search-note">
        {w.searchNote}
      </p>
      {props.lines.length === 0 ? (
        <Notice kind="warning" title={w.notFound} live>
          <p>{w.notFoundText}</p>
        </Notice>
      ) : (
        <Lines language={language} lines={props.lines} caption={w.captionFound} closed={false} />
      )}
      {props.next === undefined ? null : (
        <Form action="/staff/search" hidden={{ ...props.hidden, q: props.query, after: props.next }}>
          <button type="submit" class="b second">
            {w.older}
          </button>
        </Form>
      )}
    </>
  );
}
