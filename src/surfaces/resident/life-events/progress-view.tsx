import type { State } from "../../../domain/cases/index.ts";
import type { ResidentEvent } from "../../../domain/life-events/index.ts";
import {
  Button,
  CopyableNumber,
  Form,
  LinkButton,
  type LinkItem,
  LinkList,
  PageTitle,
  StateBadge,
} from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { House } from "../../house.ts";
import { deadlineOf } from "../case/deadline.ts";
import { stateWords } from "../case/state-words.ts";
import { addresses } from "../journey/addresses.ts";
import { Apart, AtCounter, nameOf } from "./guide-view.tsx";
import type { Progress, Standing, StepStanding } from "./progress.ts";
import { words } from "./words.ts";

export function MineView({ language, items }: { language: Language; items: readonly LinkItem[] }) {
  const w = words(language);
  return (
    <>
      <PageTitle title={w.mine} lede={w.lede} />
      {items.length === 0 ? <p>{w.mineNone}</p> : <LinkList items={items} />}
    </>
  );
}

type Props = {
  readonly house: House;
  readonly language: Language;
  readonly event: ResidentEvent;
  readonly progress: Progress;
  readonly done: number;
  readonly hidden: Readonly<Record<string, string>>;
};

/** Every case of the event with its state, whose move it is and by when; what can be begun now; what is done elsewhere. */
export function ProgressView(props: Props) {
  const { language, event, progress, done } = props;
  const w = words(language);
  const { here, steps } = progress;
  return (
    <>
      <PageTitle
        kicker={w.sentTitle}
        title={here.event.definition.name[language]}
        lede={w.done({ done, of: steps.length })}
      />
      <CopyableNumber number={event.number} label={w.number} />
      {steps.map((one) => (
        <section key={one.step.step.service}>
          <h2>{nameOf(one.step, language)}</h2>
          <One {...props} one={one} />
        </section>
      ))}
      <Apart here={here} city={event.city} language={language} />
      <AtCounter here={here} language={language} />
    </>
  );
}

function One(props: Props & { one: StepStanding }) {
  const { language, event, one } = props;
  const w = words(language);
  const { standing, step } = one;
  const code = step.step.service;
  switch (standing.kind) {
    case "case":
      return <OfCase {...props} standing={standing} />;
    case "gone":
      return <p>{w.gone}</p>;
    case "refused":
      return (
        <>
          <StateBadge tone="bad">{w.refused}</StateBadge>
          <p>{standing.say[language]}</p>
          {standing.draft === undefined ? null : (
            <p>
              <a href={addresses.draft(event.city, code, standing.draft)}>{w.change}</a>
            </p>
          )}
        </>
      );
    case "waits":
    case "stuck":
      return (
        <>
          <StateBadge tone="waiting">{w.waits}</StateBadge>
          <p>
            {standing.kind === "waits"
              ? w.waitsText({ name: nameOf(standing.on, language) })
              : w.beforeFailed({ name: nameOf(standing.on, language) })}
          </p>
        </>
      );
    case "can_begin":
      return <CanBegin {...props} draft={standing.draft} />;
  }
}

function OfCase(props: Props & { standing: Extract<Standing, { kind: "case" }> }) {
  const { house, language, standing } = props;
  const w = words(language);
  const { row } = standing.view;
  const service = house.catalogue.serviceOf(row.service, row.service_version);
  const { tone, badge } = stateWords(row.regime, row.state as State, language);
  const calendar = house.regions.calendarOf(row.city);
  const deadline = deadlineOf(standing.view, service, { now: house.clock(), calendar, language });
  const move = { resident: w.yourMove, agency: w.agencyMove, nobody: undefined }[standing.move];
  return (
    <>
      <p>
        <StateBadge tone={tone}>{badge}</StateBadge>
      </p>
      {row.state === "approved" || move === undefined ? null : <p>{move}</p>}
      {deadline === undefined ? null : <p>{deadline.words}</p>}
      <p>
        <a href={addresses.mine(standing.number)}>{w.caseNumber({ number: standing.number })}</a>
      </p>
    </>
  );
}

function CanBegin(props: Props & { one: StepStanding; draft: string | undefined }) {
  const { language, event, one, draft, hidden, progress } = props;
  const w = words(language);
  const code = one.step.step.service;
  const before = progress.here.steps.find(({ step }) => step.service === one.step.step.after);
  if (draft !== undefined) {
    return (
      <>
        <StateBadge tone="yours">{w.open}</StateBadge>
        <p>{w.openText}</p>
        <LinkButton href={addresses.draft(event.city, code, draft)}>{w.goOn}</LinkButton>
      </>
    );
  }
  if (one.step.offered === undefined) return <p>{w.notOffered}</p>;
  return (
    <>
      <StateBadge tone="yours">{w.canBegin}</StateBadge>
      {before === undefined ? null : <p>{w.canBeginText({ name: nameOf(before, language) })}</p>}
      <Form action={`${addresses.lifeEvent(event.number)}/steps/${code}`} hidden={hidden}>
        <Button>{w.beginNow({ name: nameOf(one.step, language) })}</Button>
      </Form>
    </>
  );
}
