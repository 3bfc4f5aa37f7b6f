import { EmptyState, Pager, PageTitle, Timeline } from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { words } from "./words.ts";

export type ReadingLine = {
  readonly id: string;
  /** Who it was. */
  readonly title: string;
  readonly purpose: string;
  readonly at: string;
  readonly when: string;
  /** The case, or the service that was asked. */
  readonly about: string;
  readonly href: string;
};

/** Every reading of a person's data, by staff and by themselves, newest first. */
export function ReadingsView(props: {
  language: Language;
  readings: readonly ReadingLine[];
  newerHref: string | undefined;
  olderHref: string | undefined;
  suggestionHref: string;
}) {
  const { language, readings } = props;
  const w = words(language);
  return (
    <>
      <PageTitle title={w.title} lede={w.lede} />
      {readings.length === 0 ? (
        <EmptyState title={w.empty} icon="eye" />
      ) : (
        <Timeline
          entries={readings.map((reading) => ({
            id: reading.id,
            title: reading.title,
            at: reading.at,
            when: reading.when,
            note: (
              <>
                {reading.purpose}
                {language === "zh" ? "：" : ": "}
                <a href={reading.href}>{reading.about}</a>
              </>
            ),
          }))}
        />
      )}
      <Pager newerHref={props.newerHref} olderHref={props.olderHref} />
      <h2>{w.wrongTitle}</h2>
      <p>
        {w.wrong} <a href={props.suggestionHref}>{w.tell}</a>
      </p>
    </>
  );
}
