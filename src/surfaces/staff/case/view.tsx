import type { VNode } from "preact";
import type { ErasedFor, State } from "../../../domain/cases/index.ts";
import type { LookUp } from "../../../domain/catalogue/index.ts";
import {
  Button,
  ClockBar,
  DescriptionColumns,
  ErrorSummary,
  Form,
  Icon,
  LinkButton,
  LinkList,
  Notice,
  PageTitle,
  Panel,
  PublicNumber,
  Row,
  SummaryList,
  Tag,
  Timeline,
  type TimelineEntry,
} from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { Found } from "../../resident/answer/found.tsx";
import type { SpokenClock } from "../clocks.ts";
import type { Manner } from "../manners.ts";
import { CaseState, Lines } from "../parts.tsx";
import type { ActForm } from "./act-forms.ts";
import { ActPanels, type ActState, TakePanel } from "./act-panels.tsx";
import type { ShownAnswer, ShownFile, ShownPage } from "./answers.ts";
import type { SameEvent } from "./same-event.ts";
import { words } from "./words.ts";

type Fact = { readonly label: string; readonly value: string; readonly href?: string | undefined };

/** What was typed into a form that could not be sent, word for word. */
export type KeptText = readonly { readonly label: string; readonly text: string }[];

/** What the page says first: what was done, or why it was not. */
export type Said =
  | { readonly kind: "done"; readonly act: string }
  | { readonly kind: "changed"; readonly sentence: string; readonly kept: KeptText }
  | { readonly kind: "refused"; readonly sentence: string; readonly kept: KeptText }
  | { readonly kind: "shown" };

export type CaseProps = {
  readonly language: Language;
  readonly number: string;
  readonly service: string;
  readonly state: State;
  readonly manner: Manner;
  readonly tags: readonly string[];
  readonly said: Said | undefined;
  readonly errors: readonly FieldError[];
  /** What a report has besides; nothing for other cases. */
  readonly report: VNode | undefined;
  /** What approving a request for erasure does; nothing for other cases. */
  readonly erasure: VNode | undefined;
  readonly applicant: readonly Fact[];
  readonly facts: readonly Fact[];
  /** Where the step leads that shows numbers in full; undefined while they are shown. */
  readonly reveal: { readonly action: string; readonly hidden: Readonly<Record<string, string>> } | undefined;
  readonly erased: ErasedFor | undefined;
  readonly pages: readonly ShownPage[];
  readonly otherFiles: readonly (ShownFile & { readonly label: string | undefined })[];
  readonly timeline: readonly TimelineEntry[];
  readonly clocks: readonly SpokenClock[];
  /** Why the agency's system has not answered yet, in a sentence. */
  readonly waiting: string | undefined;
  readonly found: { readonly lookUp: LookUp; readonly values: Readonly<Record<string, unknown>> } | undefined;
  /** The life event it was filed within. */
  readonly event: SameEvent | undefined;
  /** What went to the agency's own system and came from it. */
  readonly withAgency: VNode | undefined;
  /** Where a decision of the rule is checked, while it waits for that. */
  readonly check: string | undefined;
  readonly move: "agency" | "resident" | "nobody";
  readonly assignee: string | undefined;
  readonly askedOnce: boolean;
  readonly forms: readonly ActForm[];
  readonly acts: ActState;
};

function Kept({ kept, language }: { kept: KeptText; language: Language }) {
  const texts = kept.filter(({ text }) => text.trim() !== "");
  if (texts.length === 0) return null;
  return (
    <>
      <h3>{words(language).yourText}</h3>
      <dl>
        {texts.map(({ label, text }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <Lines text={text} />
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function SaidNotice({ said, language }: { said: Said; language: Language }) {
  const w = words(language);
  switch (said.kind) {
    case "done":
      return (
        <Notice kind="success" title={w.done({ act: said.act })} live>
          <p>
            <a href="/staff">{w.toInbox}</a>
          </p>
        </Notice>
      );
    case "shown":
      return (
        <Notice title={w.shown} live>
          <p>{w.shownText}</p>
        </Notice>
      );
    case "changed":
      return (
        <div class="note warn" role="alert" tabIndex={-1} data-focus="">
          <h2>
            <Icon name="alert-triangle" />
            {w.changedTitle}
          </h2>
          <p>
            <strong>{said.sentence}</strong> {w.changedText}
          </p>
          <Kept kept={said.kept} language={language} />
        </div>
      );
    case "refused":
      return (
        <div class="note bad" role="alert" tabIndex={-1} data-focus="">
          <h2>
            <Icon name="alert-circle" />
            {w.notPossible}
          </h2>
          <p>{said.sentence}</p>
          <Kept kept={said.kept} language={language} />
        </div>
      );
  }
}

/** A PDF in the page: fetched, and the look written down, only once somebody opens it. Without a viewer the link beside it stays. */
function InPlace({ file, language }: { file: ShownFile; language: Language }) {
  if (file.viewHref === undefined) return null;
  return (
    <details class="seen">
      <summary>{words(language).seeHere}</summary>
      <iframe src={file.viewHref} title={file.name} loading="lazy" />
    </details>
  );
}

function FileAnswer({ file, label, language }: { file: ShownFile; label: string; language: Language }) {
  return (
    <>
      {file.isImage ? (
        <a href={file.href}>
          <img src={file.href} alt={label} width={240} loading="lazy" />
          <br />
        </a>
      ) : null}
      <a href={file.href}>
        <Icon name="file-text" /> {file.name}
      </a>{" "}
      <span class="quiet small">{file.size}</span>
      <InPlace file={file} language={language} />
      {file.careful ? (
        <p class="small">
          <Icon name="alert-triangle" /> {words(language).flags}
        </p>
      ) : null}
    </>
  );
}

function Answer({ answer, language }: { answer: ShownAnswer; language: Language }) {
  if (answer.file === undefined) return <Lines text={answer.value} />;
  return <FileAnswer file={answer.file} label={answer.label} language={language} />;
}

function factItems(facts: readonly Fact[]) {
  return facts.map(({ label, value, href }) => ({
    label,
    value:
      href === undefined ? (
        value
      ) : (
        <a href={href}>
          <PublicNumber number={value} />
        </a>
      ),
  }));
}

function WhatWasSent(props: CaseProps) {
  const { language } = props;
  const w = words(language);
  return (
    <>
      <h2>{w.applicant}</h2>
      <SummaryList items={factItems(props.applicant)} />
      {props.reveal === undefined ? null : (
        <Form action={props.reveal.action} hidden={props.reveal.hidden} label={w.show}>
          <p class="hint">{w.showHint}</p>
          <Button weight="second">
            <Icon name="eye" /> {w.show}
          </Button>
        </Form>
      )}
      {props.erased === undefined ? null : (
        <Notice>
          <p>{props.erased === "erasure" ? w.erasedOnRequest : w.erased}</p>
        </Notice>
      )}
      {props.pages.map((page) => (
        <section key={page.title}>
          <h2>{page.title}</h2>
          <SummaryList
            items={page.answers.map((answer) => ({
              label: answer.label,
              value: <Answer answer={answer} language={language} />,
            }))}
          />
          {page.purposes.length === 0 ? null : (
            <p class="quiet small">
              <Lines text={page.purposes.join("\n")} />
            </p>
          )}
        </section>
      ))}
      {props.found === undefined ? null : (
        <section>
          <h2>{w.found}</h2>
          <Found lookUp={props.found.lookUp} values={props.found.values} language={language} />
        </section>
      )}
      {props.withAgency}
      {props.otherFiles.length === 0 ? null : (
        <section>
          <h2>{w.otherFiles}</h2>
          <ul class="plain">
            {props.otherFiles.map((file) => (
              <li key={file.href}>
                <a href={file.href}>
                  <Icon name="file-text" /> {file.name}
                </a>{" "}
                <span class="quiet small">
                  {file.size}
                  {file.label === undefined ? null : ` · ${file.label}`}
                </span>
                <InPlace file={file} language={language} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <h2>{w.history}</h2>
      <SummaryList items={factItems(props.facts)} />
      <Timeline entries={props.timeline} />
    </>
  );
}

/** The life event it was filed within, and the cases of it that this clerk may open. */
function OfEvent({ event, language }: { event: SameEvent; language: Language }) {
  const w = words(language);
  return (
    <Panel title={w.ofEvent({ name: event.name })}>
      {event.others.length === 0 ? <p class="quiet">{w.noOthers}</p> : null}
      <LinkList
        items={event.others.map(({ href, number, service, state }) => ({
          href,
          label: service,
          note: <PublicNumber number={number} />,
          end: state,
        }))}
      />
    </Panel>
  );
}

/** `GET /staff/cases/{number}`: what was sent, and beside it what to do. */
export function CaseView(props: CaseProps) {
  const { language } = props;
  const w = words(language);
  const move = { agency: w.moveAgency, resident: w.moveResident, nobody: w.moveNobody }[props.move];
  return (
    <>
      <PageTitle kicker={<PublicNumber number={props.number} />} title={props.service} />
      {props.said === undefined ? null : <SaidNotice said={props.said} language={language} />}
      <ErrorSummary errors={props.errors} />
      <Row>
        <CaseState state={props.state} manner={props.manner} />
        {props.tags.map((tag) => (
          <Tag key={tag}>{tag}</Tag>
        ))}
        {props.forms.length === 0 ? null : <a href="#acts">{w.toActs}</a>}
      </Row>
      {props.report}
      {props.erasure}
      {props.event === undefined ? null : <OfEvent event={props.event} language={language} />}
      <DescriptionColumns
        asideLabel={w.todo}
        main={<WhatWasSent {...props} />}
        aside={
          <div id="acts">
            <Panel title={w.clocks}>
              {props.clocks.length === 0 ? <p class="quiet">{w.noClock}</p> : null}
              {props.clocks.map((clock) => (
                <ClockBar key={clock.words} {...clock} />
              ))}
              {props.waiting === undefined ? null : (
                <p>
                  <Icon name="clock" /> <strong>{w.waits}</strong>
                  <br />
                  {props.waiting}
                </p>
              )}
              <p>{move}</p>
              {props.check === undefined ? null : (
                <p>
                  {w.drawn} <a href={props.check}>{w.toCheck}</a>
                </p>
              )}
              {props.askedOnce ? <p class="quiet small">{w.askedOnce}</p> : null}
              {props.assignee === undefined ? null : <p>{w.assignee({ name: props.assignee })}</p>}
              <TakePanel forms={props.forms} state={props.acts} language={language} />
            </Panel>
            <ActPanels forms={props.forms} state={props.acts} language={language} />
          </div>
        }
      />
    </>
  );
}

/** The session ended while somebody wrote: nothing was done, and nothing written is lost. */
export function SessionEndedView({ language, href, kept }: { language: Language; href: string; kept: KeptText }) {
  const w = words(language);
  return (
    <>
      <PageTitle title={w.sessionTitle} lede={w.sessionText} />
      <Kept kept={kept} language={language} />
      <LinkButton href={href}>{w.signIn}</LinkButton>
    </>
  );
}
