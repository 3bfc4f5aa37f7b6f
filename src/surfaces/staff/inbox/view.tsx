import type { State } from "../../../domain/cases/index.ts";
import {
  Button,
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
  TextInput,
} from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { SpokenClock } from "../clocks.ts";
import type { Manner } from "../manners.ts";
import { CaseState, NextPages } from "../parts.tsx";
import { staffWords } from "../words.ts";
import { words } from "./words.ts";

/** A case in a list, everything said in the reader's language. */
export type Line = {
  readonly number: string;
  readonly revision: number;
  readonly service: string;
  readonly applicant: string;
  readonly state: State;
  readonly manner: Manner;
  readonly clock: SpokenClock | undefined;
  /** Why the agency's system has not answered yet. */
  readonly waiting: string | undefined;
  readonly clerk: string | undefined;
  readonly received: string;
  readonly ended: string | undefined;
};

type Option = { readonly value: string; readonly label: string };

type Speaks = { readonly language: Language };

/** The form that the boxes beside the cases belong to. */
const bulkForm = "bulk";

function Lines({
  language,
  lines,
  caption,
  closed,
  choose,
}: Speaks & { lines: readonly Line[]; caption: string; closed: boolean; choose?: boolean }) {
  const w = words(language);
  const shared = staffWords(language);
  const first: Column<Line> = {
    title: w.number,
    kind: "code",
    cell: (line) => (
      <>
        {choose ? (
          <>
            <input
              type="checkbox"
              name="case"
              value={`${line.number}~${line.revision}`}
              form={bulkForm}
              aria-label={w.chooseCase({ number: line.number })}
            />{" "}
          </>
        ) : null}
        <a href={`/staff/cases/${line.number}`}>{line.number}</a>
      </>
    ),
  };
  const rest: readonly Column<Line>[] = [
    { title: w.service, cell: (line) => line.service },
    { title: w.applicant, cell: (line) => (line.applicant === "" ? shared.anonymous : line.applicant) },
    {
      title: w.state,
      kind: "state",
      cell: (line) => (
        <>
          <CaseState state={line.state} manner={line.manner} />
          {line.waiting === undefined ? null : <p class="quiet small">{line.waiting}</p>}
        </>
      ),
    },
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

/** What can be done to several cases at once: the chosen ones are named on the next page before anything happens. */
function Bulk({ language, hidden }: Speaks & { hidden: Readonly<Record<string, string>> }) {
  const w = words(language);
  return (
    <form id={bulkForm} action="/staff/bulk" method="post" class="filters" aria-label={w.bulkForm}>
      {Object.entries(hidden).map(([name, value]) => (
        <input type="hidden" name={name} value={value} key={name} />
      ))}
      <Select
        name="act"
        label={w.bulk}
        options={[
          { value: "take", label: w.bulkTake },
          { value: "accept", label: w.bulkAccept },
          { value: "assign", label: w.bulkAssign },
          { value: "note", label: w.bulkNote },
          { value: "approve", label: w.bulkApprove },
        ]}
      />
      <button type="submit" class="b second">
        {w.bulkGo}
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
  readonly areas: readonly Option[];
  readonly service: string;
  readonly state: string;
  readonly area: string;
  /** Whose desk is shown, where it is one colleague's. */
  readonly of: string | undefined;
  readonly saved: readonly { readonly href: string; readonly label: string }[];
  /** The parameters of this list, for keeping it under a name. */
  readonly query: string;
  readonly exportHref: string;
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
      {props.saved.length === 0 ? null : (
        <nav aria-label={w.saved}>
          <ul class="row plain">
            {props.saved.map(({ href, label }) => (
              <li key={href}>
                <a href={href}>{label}</a>
              </li>
            ))}
            <li>
              <a href="/staff/filters">{w.manageSaved}</a>
            </li>
          </ul>
        </nav>
      )}
      {props.of === undefined ? null : <p>{props.of}</p>}
      <Search language={language} hidden={props.hidden} />
      {props.services.length < 2 && props.states.length === 0 && props.areas.length === 0 ? null : (
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
          {props.areas.length === 0 ? null : (
            <Select name="area" label={w.area} empty={w.allAreas} options={props.areas} value={props.area} />
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
          choose={!props.closed}
        />
      )}
      <NextPages firstHref={props.firstHref} nextHref={props.nextHref} />
      {props.closed || props.lines.length === 0 ? null : <Bulk language={language} hidden={props.hidden} />}
      <p>
        <a href={props.exportHref}>{w.export}</a> · <a href="/staff/help/keys">{w.keys}</a>
      </p>
      <details>
        <summary>{w.keep}</summary>
        <Form action="/staff/filters" hidden={{ ...props.hidden, query: props.query }} label={w.keep}>
          <TextInput name="name" label={w.keepName} maxLength={40} autocomplete="off" />
          <Button weight="second">{w.keepIt}</Button>
        </Form>
      </details>
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
