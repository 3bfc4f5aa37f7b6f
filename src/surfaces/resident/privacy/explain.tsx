import type { ComponentChildren } from "preact";
import { Details, SummaryList } from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { words } from "./words.ts";

export type Kept = { readonly service: string; readonly months: number; readonly basis: string };

export type Explained = {
  readonly language: Language;
  readonly kept: readonly Kept[];
  readonly draftDays: { readonly mine: number; readonly visit: number };
  readonly phone: string;
  /** Open from the start: the page is read for this. */
  readonly open: boolean;
};

/** What everybody may know: why, where from, who sees it, how long, which rights, whom to ask. */
export function Explanation(props: Explained) {
  const { language, open } = props;
  const w = words(language);
  const parts = [
    ["why", w.whyTitle, w.why],
    ["source", w.sourceTitle, w.source],
    ["who", w.whoTitle, w.who],
    ["how", w.howTitle, w.how],
    ["cookies", w.cookiesTitle, w.cookies],
    ["rights", w.rightsTitle, w.rights],
  ] as const;
  return (
    <>
      {open ? null : <h2>{w.explainTitle}</h2>}
      {parts.map(([key, title, text]) => (
        <Part key={key} title={title} open={open}>
          <p>{text}</p>
        </Part>
      ))}
      <Part title={w.keepTitle} open={open}>
        <p>{w.keepText}</p>
        <SummaryList
          items={[
            ...props.kept.map(({ service, months, basis }) => ({
              label: service,
              value: (
                <>
                  {w.keepMonths({ count: months })}
                  <br />
                  <span class="quiet small">{basis}</span>
                </>
              ),
            })),
            { label: w.drafts, value: w.keepDraft(props.draftDays) },
          ]}
        />
      </Part>
      <h2>{w.askTitle}</h2>
      <p>{w.askText}</p>
      <p>
        {w.call}
        <a href={`tel:${props.phone}`}>{props.phone}</a>
      </p>
    </>
  );
}

function Part(props: { title: string; open: boolean; children: ComponentChildren }) {
  if (!props.open) return <Details summary={props.title}>{props.children}</Details>;
  return (
    <section>
      <h2>{props.title}</h2>
      {props.children}
    </section>
  );
}
