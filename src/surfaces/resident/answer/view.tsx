import type { ComponentChildren } from "preact";
import type { ServiceVersion } from "../../../domain/catalogue/index.ts";
import {
  Button,
  Form,
  LinkButton,
  LinkList,
  Notice,
  PageTitle,
  type SummaryItem,
  SummaryList,
} from "../../../foundation/html/index.ts";
import { type Language, say } from "../../../foundation/i18n/index.ts";
import type { LookedUp } from "../../look-up.ts";
import { payWords } from "../../pay/words.ts";
import { sayUnavailable } from "../../unavailable.ts";
import { Found } from "./found.tsx";
import { words } from "./words.ts";

type Props = {
  readonly language: Language;
  readonly service: ServiceVersion;
  /** The office that answers, in the reader's language. */
  readonly agency: string;
  readonly looked: LookedUp;
  /** When it answered, in words; undefined where it did not. */
  readonly at: string | undefined;
  /** Bills that can be paid here; undefined where that is not known. */
  readonly owed: ComponentChildren | undefined;
  readonly nothingOwed: boolean;
  readonly about: readonly SummaryItem[];
  readonly hrefs: {
    readonly here: string;
    readonly start: string;
    readonly guide: string;
    readonly readings: string | undefined;
    readonly suggestion: string;
    /** For who is not signed in. */
    readonly signIn: string | undefined;
  };
  readonly hidden: Readonly<Record<string, string>>;
};

/** The agency's answer, who gave it and when; or that it knows of nothing; or why it cannot be asked now, and what one can do. */
export function AnswerView(props: Props) {
  const { language, service, agency, looked, at, hrefs } = props;
  const w = words(language);
  const name = say(service.definition.name, language);
  if (looked.kind === "unavailable") return <Unavailable {...props} reason={looked.reason} name={name} />;
  const { answered, lookUp } = looked;
  return (
    <>
      <PageTitle kicker={name} title={w.title} lede={w.from({ agency, at: at ?? "" })} />
      {answered.kind === "found" ? (
        <section>
          <h2>{w.says({ agency })}</h2>
          <Found lookUp={lookUp} values={answered.values} language={language} />
        </section>
      ) : null}
      {answered.kind === "none" ? (
        <Notice title={w.noneTitle} live>
          <p>{say(lookUp.none, language)}</p>
        </Notice>
      ) : null}
      {answered.kind === "refused" ? (
        <Notice kind="warning" title={w.refusedTitle} live>
          <p>{w.refusedText({ agency })}</p>
          <p>{answered.say}</p>
        </Notice>
      ) : null}
      {props.owed === undefined || props.nothingOwed ? null : (
        <section>
          <h2>{payWords(language).owed}</h2>
          {props.owed}
        </section>
      )}
      {props.nothingOwed && answered.kind === "found" ? <p class="quiet">{payWords(language).nothingOwed}</p> : null}
      {service.definition.kind === "pay" &&
      answered.kind === "found" &&
      props.owed === undefined &&
      !props.nothingOwed ? (
        <Notice title={w.payTitle}>
          <p>{w.pay({ agency })}</p>
        </Notice>
      ) : null}
      <About {...props} />
      <section class="no-print">
        <p>
          <LinkButton href={hrefs.here} weight="second">
            {w.again}
          </LinkButton>
        </p>
        {answered.kind === "found" ? <p class="hint">{w.print}</p> : null}
        <h2>{w.next}</h2>
        <LinkList items={others(props)} />
      </section>
    </>
  );
}

function About({ about, language }: Props) {
  if (about.length === 0) return null;
  return (
    <section>
      <h2>{words(language).about}</h2>
      <SummaryList items={about} />
    </section>
  );
}

function Unavailable(props: Props & { reason: Parameters<typeof sayUnavailable>[0]; name: string }) {
  const { language, agency, hrefs, reason, name } = props;
  const w = words(language);
  return (
    <>
      <PageTitle kicker={name} title={w.unavailableTitle} lede={sayUnavailable(reason, agency, language)} />
      <p>{w.nothingLost}</p>
      <h2>{w.standingTitle}</h2>
      <p>{w.standingText}</p>
      {hrefs.signIn === undefined ? (
        <Form action={hrefs.here} hidden={props.hidden} label={w.standingTitle}>
          <Button>{w.standing}</Button>
        </Form>
      ) : (
        <>
          <p>{w.standingSignIn}</p>
          <LinkButton href={hrefs.signIn}>{w.signIn}</LinkButton>
        </>
      )}
      <p>
        <LinkButton href={hrefs.here} weight="second">
          {w.again}
        </LinkButton>
      </p>
      <About {...props} />
      <section class="no-print">
        <h2>{w.next}</h2>
        <LinkList items={others(props)} />
      </section>
    </>
  );
}

function others({ service, hrefs, language }: Props) {
  const w = words(language);
  const asks = service.definition.ask.some((page) => page.questions.some((one) => one.from !== "profile"));
  return [
    ...(asks ? [{ href: hrefs.start, label: w.other }] : []),
    { href: hrefs.guide, label: w.guide },
    ...(hrefs.readings === undefined ? [] : [{ href: hrefs.readings, label: w.readings }]),
    { href: hrefs.suggestion, label: w.wrong },
  ];
}
