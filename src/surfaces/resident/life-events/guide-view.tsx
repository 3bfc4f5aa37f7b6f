import { feeOf, termsOf } from "../../../domain/catalogue/index.ts";
import { Facts, LinkButton, type LinkItem, LinkList, PageTitle, Steps, Tag } from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { feeInShort } from "../../fee-words.ts";
import { sayOffices } from "../../offer-words.ts";
import { sayDuration } from "../guide/duration.ts";
import { addresses } from "../journey/addresses.ts";
import type { EventHere, StepHere } from "./here.ts";
import { words } from "./words.ts";

/** Life events as lines of a list. */
export function eventLines(city: string, events: readonly EventHere[], language: Language): LinkItem[] {
  return events.map(({ event, steps }) => ({
    href: `/${city}/life-events/${event.definition.code}`,
    label: event.definition.name[language],
    note: event.definition.summary[language],
    end: <Tag>{words(language).count({ count: steps.filter(({ offered }) => offered).length })}</Tag>,
  }));
}

export function ListView(props: { language: Language; city: string; events: readonly EventHere[] }) {
  const { language, city, events } = props;
  const w = words(language);
  return (
    <>
      <PageTitle title={w.title} lede={w.lede} />
      {events.length === 0 ? <p>{w.none}</p> : <LinkList items={eventLines(city, events, language)} />}
    </>
  );
}

/** What a service is called, also one the city does not offer. */
export function nameOf({ step, offered }: StepHere, language: Language): string {
  return offered?.service.definition.name[language] ?? step.service;
}

/** `GET /{city}/life-events/{code}`: what belongs to it, in which order, what each costs and takes. */
export function GuideView(props: { language: Language; city: string; here: EventHere }) {
  const { language, city, here } = props;
  const { definition } = here.event;
  const w = words(language);
  const along = here.steps.filter((one) => one.along);
  return (
    <>
      <PageTitle title={definition.name[language]} lede={definition.summary[language]} />
      <LinkButton href={`/${city}/life-events/${definition.code}/start`}>{w.start}</LinkButton>
      <p class="hint">{w.startNote}</p>
      <h2>{w.together}</h2>
      <Steps steps={along.map((one) => described(one, here, city, language))} />
      <Apart here={here} city={city} language={language} />
      <AtCounter here={here} language={language} />
    </>
  );
}

function described(one: StepHere, here: EventHere, city: string, language: Language) {
  const { step, offered } = one;
  const w = words(language);
  const before = here.steps.find(({ step: other }) => other.service === step.after);
  const terms = offered && termsOf(offered.service.definition, offered.offering);
  const fee = offered && feeOf(offered.service, offered.offering.fee, undefined, { today: "", city });
  return {
    title: nameOf(one, language),
    text: (
      <>
        <p>{step.why[language]}</p>
        {step.when === undefined ? null : <p>{w.sometimes}</p>}
        {before?.offered === undefined ? null : <p>{w.after({ name: nameOf(before, language) })}</p>}
        {offered === undefined || terms === undefined || fee === undefined ? null : (
          <Facts
            facts={[
              { label: w.time, value: sayDuration(terms.decide, language) },
              { label: w.fee, value: feeInShort(fee, language) },
              { label: w.office, value: sayOffices(offered.offering, language) },
            ]}
          />
        )}
        <p>
          <a href={addresses.guide(city, step.service)}>{nameOf(one, language)}</a>
        </p>
      </>
    ),
  };
}

/** Bookings, payments and look-ups: links with what to expect there. */
export function Apart(props: { here: EventHere; city: string; language: Language }) {
  const { here, city, language } = props;
  const w = words(language);
  const apart = here.steps.filter(({ offered, along }) => offered !== undefined && !along);
  if (apart.length === 0) return null;
  return (
    <>
      <h2>{w.apart}</h2>
      <p class="quiet">{w.apartText}</p>
      <LinkList
        items={apart.map((one) => ({
          href: addresses.guide(city, one.step.service),
          label: nameOf(one, language),
          note: [one.step.why[language], one.step.expect?.[language] ?? ""].join(language === "zh" ? "" : " "),
        }))}
      />
    </>
  );
}

/** What cannot be done here, said as it is. */
export function AtCounter({ here, language }: { here: EventHere; language: Language }) {
  const missing = here.steps.flatMap(({ step, offered }) =>
    offered === undefined && step.counter !== undefined ? [{ title: step.why, say: step.counter }] : [],
  );
  const all = [...(here.event.definition.counter ?? []), ...missing];
  if (all.length === 0) return null;
  return (
    <>
      <h2>{words(language).counter}</h2>
      <ul>
        {all.map(({ title, say }) => (
          <li key={title.zh}>
            <strong>{title[language]}</strong>
            <br />
            {say[language]}
          </li>
        ))}
      </ul>
    </>
  );
}
