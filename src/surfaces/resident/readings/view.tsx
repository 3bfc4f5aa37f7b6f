import { EmptyState, Pager, PageTitle, Timeline } from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { words } from "./words.ts";

export type ReadingLine = {
  readonly id: string;
  readonly reader: string;
  readonly agency: string;
  readonly purpose: string;
  readonly at: string;
  readonly when: string;
  readonly service: string | undefined;
  readonly number: string;
};

/** Every reading of a person's data by staff, newest first. */
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
            title: `${reading.agency} · ${reading.reader}`,
            at: reading.at,
            when: reading.when,
            note: (
              <>
                {reading.purpose}
                {language === "zh" ? "：" : ": "}
                <a href={`/me/cases/${reading.number}`}>{reading.service ?? reading.number}</a>
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
