import { Panel, Timeline } from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { changeWords, type SaidChange } from "./changes.ts";

/** Who changed what, newest first. */
export function Changes({ language, changes }: { language: Language; changes: readonly SaidChange[] }) {
  const w = changeWords(language);
  return (
    <Panel title={w.title}>
      {changes.length === 0 ? (
        <p class="quiet">{w.none}</p>
      ) : (
        <Timeline
          entries={changes.map(({ id, at, when, by, lines }) => ({ id, at, when, title: by, note: lines.join(" ") }))}
        />
      )}
    </Panel>
  );
}
