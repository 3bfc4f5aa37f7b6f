import type { State } from "../../domain/cases/index.ts";
import { Icon, StateBadge, useLanguage } from "../../foundation/html/index.ts";
import { say } from "../../foundation/i18n/index.ts";
import type { Manner } from "./manners.ts";
import { staffWords, stateWord } from "./words.ts";

/** The state of a case as a word and a shape. */
export function CaseState({ state, manner }: { state: State; manner: Manner }) {
  const language = useLanguage();
  const { tone, name } = stateWord(state, manner);
  return <StateBadge tone={tone}>{say(name, language)}</StateBadge>;
}

/** Pages by key, for lists that are not ordered by age. */
export function NextPages({ firstHref, nextHref }: { firstHref?: string | undefined; nextHref?: string | undefined }) {
  const words = staffWords(useLanguage());
  if (firstHref === undefined && nextHref === undefined) return null;
  return (
    <nav aria-label={words.pages}>
      <ul class="pager row plain">
        <li>{firstHref === undefined ? null : <a href={firstHref}>{words.firstPage}</a>}</li>
        <li>
          {nextHref === undefined ? null : (
            <a href={nextHref} rel="next">
              {words.nextPage} <Icon name="chevron-right" turn />
            </a>
          )}
        </li>
      </ul>
    </nav>
  );
}

/** Text as it was written, its lines kept. */
export function Lines({ text }: { text: string }) {
  return (
    <>
      {text.split("\n").map((line, index) => (
        <span key={index}>
          {index > 0 ? <br /> : null}
          {line}
        </span>
      ))}
    </>
  );
}
