import type { VNode } from "preact";
import {
  type AgencyCase,
  agencyCaseOf,
  type Errand,
  errandsAbout,
  pushesAbout,
} from "../../../domain/agencies/index.ts";
import type { CaseRow } from "../../../domain/cases/index.ts";
import { SummaryList } from "../../../foundation/html/index.ts";
import { formatInstant, type Language, say } from "../../../foundation/i18n/index.ts";
import type { House } from "../../house.ts";
import { purposeNames, reasonNames } from "../connectors/words.ts";
import { Lines } from "../parts.tsx";
import { withAgencyWords } from "./words.ts";

type Item = { readonly label: string; readonly value: VNode };

/**
 * What went to the agency's own system about a case and what came from it: under which number it stands there, what still waits or has
 * stopped with its reason, and each stage that was pushed. Undefined where nothing ever did.
 */
export async function withAgency(house: House, row: CaseRow, language: Language): Promise<VNode | undefined> {
  const { city, number } = row;
  const { database } = house;
  const [known, errands, pushes] = await Promise.all([
    agencyCaseOf(database, city, number),
    errandsAbout(database, city, number),
    pushesAbout(database, city, number),
  ]);
  const w = withAgencyWords(language);
  const items: Item[] = [
    ...(known === undefined ? [] : whereItStands(known, language)),
    ...errands.map((errand) => ({
      label: say(purposeNames[errand.purpose], language),
      value: stateOf(errand, language),
    })),
    ...pushes.map((push) => ({
      label: formatInstant(push.received_at, language),
      value: (
        <>
          {w.pushed({ stage: stageName(push.stage, language), sequence: String(push.sequence) })}
          {push.outcome === null || push.outcome === "applied" ? null : (
            <>
              <br />
              {push.outcome === "late" ? w.late : w.notPossible}
            </>
          )}
        </>
      ),
    })),
  ];
  if (items.length === 0) return undefined;
  return (
    <section>
      <h2>{w.title}</h2>
      <SummaryList items={items} />
    </section>
  );
}

function whereItStands(known: AgencyCase, language: Language): readonly Item[] {
  const w = withAgencyWords(language);
  const lines = [
    w.sent({ when: formatInstant(known.sentAt, language) }),
    w.stands({ stage: stageName(known.stage, language), when: formatInstant(known.stageAt, language) }),
    ...(known.followedAt === undefined ? [] : [w.asked({ when: formatInstant(known.followedAt, language) })]),
    ...(known.withdrawnAt === undefined ? [] : [w.takenBack({ when: formatInstant(known.withdrawnAt, language) })]),
  ];
  return [{ label: w.reference({ reference: known.reference }), value: <Lines text={lines.join("\n")} /> }];
}

/** Since when it waits and why, or that it has stopped. */
function stateOf({ state, since, dueAt, attempts, lastReason }: Errand, language: Language): VNode {
  const w = withAgencyWords(language);
  const due = w.due({ when: formatInstant(dueAt, language) });
  if (state === "waiting" && attempts === 0 && lastReason === undefined) return <>{due}</>;
  const names: Readonly<Record<string, (typeof reasonNames)[keyof typeof reasonNames]>> = reasonNames;
  const name = lastReason === undefined ? undefined : names[lastReason];
  const lines = [
    (state === "dead" ? w.stopped : w.waiting)({
      since: formatInstant(since, language),
      attempts: String(attempts),
    }),
    ...(lastReason === undefined ? [] : [w.because({ reason: name === undefined ? lastReason : say(name, language) })]),
    ...(state === "dead" ? [w.stoppedNext] : [due]),
  ];
  return <Lines text={lines.join("\n")} />;
}

function stageName(stage: string, language: Language): string {
  const w = withAgencyWords(language);
  switch (stage) {
    case "received":
      return w.received;
    case "correction_asked":
      return w.correctionAsked;
    case "accepted":
      return w.accepted;
    case "approved":
      return w.approved;
    case "refused":
      return w.refused;
    default:
      return stage;
  }
}
