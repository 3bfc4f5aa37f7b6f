import { type Difference, differenceId } from "../../../../domain/payments/index.ts";
import type { Tone } from "../../../../foundation/html/index.ts";
import { formatDay, formatMoney, type Language, say } from "../../../../foundation/i18n/index.ts";
import type { House } from "../../../house.ts";
import { differenceStateWords, differenceWords, kindWords, sourceWord } from "../words.ts";

/** A difference as lists show it. */
export type DifferenceRow = {
  readonly id: string;
  readonly href: string;
  readonly day: string;
  readonly source: string;
  readonly name: string;
  readonly about: string;
  readonly number: string;
  readonly ours: string;
  readonly theirs: string;
  readonly tone: Tone;
  readonly state: string;
};

export function differenceLine(house: House, of: Difference, language: Language): DifferenceRow {
  const id = differenceId(of);
  const money = (fen: bigint | undefined) => (fen === undefined ? "" : formatMoney(fen, language));
  const { tone, name } = differenceStateWords[of.state];
  return {
    id,
    href: `/staff/money/differences/${id}`,
    day: formatDay(of.day, language),
    source: sourceWord(house, of.source, language),
    name: say(differenceWords[of.name], language),
    about: say(kindWords[of.kind], language),
    number: of.number,
    ours: money(of.ours_fen),
    theirs: money(of.theirs_fen),
    tone,
    state: say(name, language),
  };
}
