import type { ComponentChildren } from "preact";
import { create } from "qrcode";
import { useFrameWords } from "../context.ts";
import type { IconName } from "../icons.ts";
import { Icon } from "./icon.tsx";

export type SummaryItem = {
  readonly label: string;
  readonly value: ComponentChildren;
  /** Where this answer can be changed. */
  readonly changeHref?: string | undefined;
  /** Another word than 更改, where the link does something else (showing in full). */
  readonly changeLabel?: string | undefined;
};

/** What was answered, line by line: the page to check before sending, and a case's answers. */
export function SummaryList({ items }: { items: readonly SummaryItem[] }) {
  const words = useFrameWords();
  return (
    <dl class="summary">
      {items.map((item) => (
        <div key={item.label}>
          <dt>{item.label}</dt>
          <dd>{item.value}</dd>
          {item.changeHref === undefined ? null : (
            <dd>
              <a class="no-print" href={item.changeHref}>
                {item.changeLabel ?? words.change}
                <span class="hide"> {item.label}</span>
              </a>
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}

export type TimelineEntry = {
  readonly id: string;
  readonly title: string;
  /** For machines, ISO 8601; `when` is the same for people. */
  readonly at: string;
  readonly when: string;
  readonly who?: string | undefined;
  readonly note?: ComponentChildren | undefined;
};

/** What happened, newest first: the caller orders. */
export function Timeline({ entries }: { entries: readonly TimelineEntry[] }) {
  return (
    <ol class="events" reversed>
      {entries.map((entry, index) => (
        <li key={entry.id}>
          <p>{index === 0 ? <strong>{entry.title}</strong> : entry.title}</p>
          <time dateTime={entry.at}>
            {entry.when}
            {entry.who === undefined ? null : ` · ${entry.who}`}
          </time>
          {entry.note === undefined ? null : <p>{entry.note}</p>}
        </li>
      ))}
    </ol>
  );
}

/** What happens next, in order. */
export function Steps({
  steps,
}: {
  steps: readonly { readonly title: string; readonly text?: ComponentChildren | undefined }[];
}) {
  return (
    <ol class="next">
      {steps.map((step) => (
        <li key={step.title}>
          <strong>{step.title}</strong>
          {step.text === undefined ? null : <div class="quiet">{step.text}</div>}
        </li>
      ))}
    </ol>
  );
}

/** The few figures one looks for first: how long, what it costs, where. */
export function Facts({ facts }: { facts: readonly { readonly label: string; readonly value: ComponentChildren }[] }) {
  return (
    <dl class="facts">
      {facts.map((fact) => (
        <div key={fact.label}>
          <dt>{fact.label}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

export type LinkItem = {
  readonly href: string;
  readonly label: ComponentChildren;
  readonly note?: ComponentChildren | undefined;
  readonly end?: ComponentChildren | undefined;
};

/** A list whose every line leads somewhere: services, cases, bills. `end` stands at the line's end: an amount, a state. */
export function LinkList({ items }: { items: readonly LinkItem[] }) {
  return (
    <ul class="links">
      {items.map((item) => (
        <li key={item.href}>
          <a href={item.href}>
            <span>
              {item.label}
              {item.note === undefined ? null : <small>{item.note}</small>}
            </span>
            {item.end}
            <Icon name="chevron-right" turn />
          </a>
        </li>
      ))}
    </ul>
  );
}

const words = new Intl.Segmenter("zh", { granularity: "word" });

/** A short label that may break between words only: Chinese has no spaces, and a name torn inside a word reads badly in a narrow cell. */
function Phrase({ text }: { text: string }) {
  if (!/\p{Script=Han}/u.test(text)) return <>{text}</>;
  const parts = Array.from(words.segment(text), (part) => part.segment);
  return (
    <>
      {parts.map((part, index) => (
        <>
          {index > 0 && !/^\p{P}/u.test(part) ? <wbr /> : null}
          {part}
        </>
      ))}
    </>
  );
}

/** Fields or life events as a grid of icon and word. */
export function IconGrid({
  items,
}: {
  items: readonly { readonly href: string; readonly label: string; readonly icon: IconName }[];
}) {
  return (
    <ul class="grid">
      {items.map((item) => (
        <li key={item.href}>
          <a href={item.href}>
            <Icon name={item.icon} />
            <span>
              <Phrase text={item.label} />
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** Something that stands on its own: a bill, a booking. */
export function Card({
  title,
  level,
  children,
}: {
  title: string;
  level?: 2 | 3 | undefined;
  children: ComponentChildren;
}) {
  return (
    <section class="card">
      {level === 3 ? <h3>{title}</h3> : <h2>{title}</h2>}
      {children}
    </section>
  );
}

/** `text` as a QR code, drawn as one path: sharp on paper and dark on white in every scheme. `label` says what it leads to. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { modules } = create(text, { errorCorrectionLevel: "M" });
  const margin = 4;
  const side = modules.size + 2 * margin;
  const runs: string[] = [];
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      let length = 0;
      while (column + length < modules.size && modules.get(row, column + length) !== 0) length += 1;
      if (length > 0) runs.push(`M${column + margin} ${row + margin}h${length}v1h-${length}z`);
      column += length;
    }
  }
  return (
    <svg class="qr" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <path d={runs.join("")} />
    </svg>
  );
}
