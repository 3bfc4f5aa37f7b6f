import { isAnsweredByRecords } from "../../../domain/cases/index.ts";
import { feeOf, type ServiceDefinition, type Terms, termsOf } from "../../../domain/catalogue/index.ts";
import { Details, Facts, LinkButton, Notice, PageTitle, Steps } from "../../../foundation/html/index.ts";
import { formatDay, type Language } from "../../../foundation/i18n/index.ts";
import { FeeView } from "../../fee.tsx";
import { feeInShort } from "../../fee-words.ts";
import { answersOnPage } from "../../look-up.ts";
import { sayOffice } from "../../offer-words.ts";
import type { Offered } from "../../offerings.ts";
import { sayDuration } from "./duration.ts";
import { Where, Whose } from "./where.tsx";
import { words } from "./words.ts";

type Speaks = { readonly language: Language };
type Described = Speaks & { readonly definition: ServiceDefinition };

/** What it is, whether it is for me, what I need, what it costs, how long; the button; law, data and remedies below. */
export function GuideView(
  props: Speaks & {
    city: string;
    offered: Offered;
    /** The same for search engines (schema.org); a preview has none. */
    described?: Readonly<Record<string, unknown>>;
  },
) {
  const { language, city, offered } = props;
  const { definition } = offered.service;
  const terms = termsOf(definition, offered.offering);
  // Nobody has answered yet, so neither the day nor the place decides anything.
  const fee = feeOf(offered.service, offered.offering.fee, undefined, { today: "", city });
  const w = words(language);
  const start = `/${city}/services/${definition.code}/start`;
  const described = { language, definition };
  const office = sayOffice(offered.offering, language);
  return (
    <>
      <PageTitle title={definition.name[language]} lede={definition.summary[language]} />
      <Ending offered={offered} language={language} />
      <Facts
        facts={[
          { label: w.time, value: sayDuration(terms.decide, language) },
          { label: w.fee, value: feeInShort(fee, language) },
          { label: w.receive, value: sayDelivery(definition, language) },
        ]}
      />
      <LinkButton href={start}>{mainAction(described)}</LinkButton>
      <p class="hint">{signInWords(described)}</p>
      {definition.refuse.length === 0 ? null : (
        <Notice title={answersOnPage(definition) ? w.notFound : w.notForYou}>
          <ul>
            {definition.refuse.map((ground) => (
              <li key={ground.when}>{ground.say[language]}</li>
            ))}
          </ul>
        </Notice>
      )}
      {answersOnPage(definition) ? <WillSee {...described} agency={office.within} /> : null}
      {definition.needs.length === 0 ? null : (
        <>
          <h2>{w.needs}</h2>
          <ul>
            {definition.needs.map((need) => (
              <li key={need.zh}>{need[language]}</li>
            ))}
          </ul>
        </>
      )}
      <h2>{w.process}</h2>
      <Process {...described} terms={terms} office={office} />
      <h2>{w.costs}</h2>
      <FeeView fee={fee} language={language} how={definition.kind !== "pay"} />
      <Whose language={language} sources={[offered.offering.from.fee]} />
      {definition.fee_note === undefined ? null : <p>{definition.fee_note[language]}</p>}
      {definition.visit === undefined ? null : (
        <>
          <h2>{w.visit}</h2>
          <p>{definition.visit.before === "decide" ? w.visitDecide : w.visitDeliver}</p>
          <p>{definition.visit.say[language]}</p>
        </>
      )}
      {definition.cross_city === undefined ? null : (
        <>
          <h2>{w.crossCity}</h2>
          <p>{w.crossCityText({ question: questionLabel(definition, definition.cross_city.decided_in, language) })}</p>
          <p class="quiet">
            {w.basis}
            <span lang="zh-Hans">{definition.cross_city.basis}</span>
          </p>
        </>
      )}
      <h2>{w.times}</h2>
      <Times {...described} terms={terms} />
      <Whose language={language} sources={[offered.offering.from.promise]} />
      <h2>{w.where}</h2>
      <Where language={language} offering={offered.offering} />
      <h2>{w.law}</h2>
      <ul lang="zh-Hans">
        {definition.law.map((law) => (
          <li key={`${law.title} ${law.article}`}>
            《{law.title}》{law.article}
          </li>
        ))}
      </ul>
      <h2>{w.remedies}</h2>
      <p>{definition.remedies[language]}</p>
      <h2>{w.data}</h2>
      <Data {...described} />
      {props.described === undefined ? null : (
        // Data, no program: it runs under no policy. No "<" can end the element early.
        <script
          type="application/ld+json"
          dangerouslySetInnerHTML={{ __html: JSON.stringify(props.described).replaceAll("<", "\\u003c") }}
        />
      )}
    </>
  );
}

/** The place no longer takes it on from a day on, and says so beforehand. */
function Ending({ offered, language }: Speaks & { offered: Offered }) {
  const { withdrawal } = offered.offering;
  if (withdrawal === null) return null;
  return (
    <Notice kind="warning" title={words(language).endsOn({ day: formatDay(withdrawal.on, language) })}>
      <p>{withdrawal.announcement[language]}</p>
    </Notice>
  );
}

function questionLabel({ ask }: ServiceDefinition, id: string, language: Language): string {
  const questions = ask.flatMap((page) => page.questions);
  return questions.find((question) => question.id === id)?.label[language] ?? id;
}

function mainAction({ definition, language }: Described): string {
  const w = words(language);
  if (answersOnPage(definition)) return w.lookUp;
  return definition.kind === "certificate" ? w.getIt : w.start;
}

function signInWords({ definition, language }: Described): string {
  const w = words(language);
  if (definition.sign_in === "optional") return w.noSignIn;
  return answersOnPage(definition) ? w.signInFirst : w.signInLater;
}

/** What comes back, from whom, and what happens where their records cannot be reached. */
function WillSee({ definition, language, agency }: Described & { agency: string }) {
  const w = words(language);
  return (
    <>
      <h2>{w.willSee}</h2>
      <p>{w.willSeeFrom({ agency })}</p>
      <ul>
        {definition.look_up?.answer.map((field) => (
          <li key={field.id}>{field.label[language]}</li>
        ))}
      </ul>
    </>
  );
}

function sayDelivery({ deliver }: ServiceDefinition, language: Language): string {
  const w = words(language);
  if (deliver.includes("post")) return deliver.includes("collect") ? w.postOrCollect : w.post;
  return deliver.includes("collect") ? w.collect : w.online;
}

function Process(props: Described & { terms: Terms; office: ReturnType<typeof sayOffice> }) {
  const { language, definition, terms, office } = props;
  const w = words(language);
  const pages = definition.ask.length;
  if (isAnsweredByRecords(definition)) {
    const query = answersOnPage(definition);
    return (
      <Steps
        steps={[
          ...(pages === 0 ? [] : [{ title: w.youFill, text: query ? w.youFillQuery : w.youFillText({ pages }) }]),
          ...(query
            ? []
            : [
                {
                  title: w.youSend,
                  text: definition.sign_in === "optional" ? w.youSendNoSignIn : w.youSendText,
                },
              ]),
          { title: w.theyAnswer({ agency: office.within }), text: query ? w.theyAnswerQuery : w.theyAnswerCertificate },
          { title: w.ifDown, text: w.ifDownText },
        ]}
      />
    );
  }
  const answer = { agency: office.first, time: sayDuration(terms.decide, language) };
  return (
    <Steps
      steps={[
        { title: w.youFill, text: w.youFillText({ pages }) },
        { title: w.youSend, text: definition.sign_in === "optional" ? w.youSendNoSignIn : w.youSendText },
        {
          title: w.theyLook({ agency: office.first }),
          text: definition.regime === "licence" ? w.theyLookLicence({ time: acceptTime(props) }) : w.theyLookText,
        },
        { title: w.theyDecide, text: w.theyDecideText(answer) },
        ...(definition.deliver.length > 0
          ? [{ title: w.youReceive, text: definition.deliver.includes("post") ? w.youReceivePost : w.youReceiveHere }]
          : []),
      ]}
    />
  );
}

function acceptTime({ definition, language }: Described): string {
  return sayDuration(definition.time.accept.law, language);
}

function Times({ definition, terms, language }: Described & { terms: Terms }) {
  const w = words(language);
  const { accept, decide } = definition.time;
  if (accept.law.days === 0 && decide.law.days === 0) return <p>{w.atOnce}</p>;
  const limit = (text: string, basis: "law" | "local" | undefined) => (basis === "local" ? w.local({ text }) : text);
  return (
    <>
      <Facts
        facts={[
          { label: w.acceptWithin, value: limit(sayDuration(accept.law, language), accept.basis) },
          { label: w.promised, value: sayDuration(terms.decide, language) },
          { label: w.legalLimit, value: limit(sayDuration(decide.law, language), decide.basis) },
        ]}
      />
      {decide.longest === undefined ? null : (
        <p class="quiet">
          {w.longest({ time: sayDuration(decide.longest.limit, language), when: decide.longest.when[language] })}
        </p>
      )}
    </>
  );
}

function Data({ definition, language }: Described) {
  const w = words(language);
  const questions = definition.ask.flatMap((page) => page.questions);
  const sensitive = questions.filter((question) => question.sensitive !== undefined);
  const { months, basis } = definition.keep;
  return (
    <>
      <p>{w.keep({ months, basis })}</p>
      {sensitive.length === 0 ? null : (
        <p>
          {w.sensitive({
            what: list(
              sensitive.map((question) => question.label[language]),
              language,
            ),
          })}
        </p>
      )}
      <Details summary={w.dataList}>
        {Object.entries(definition.purposes).map(([id, purpose]) => {
          const asked = questions.filter((question) => question.purpose === id);
          return asked.length === 0 ? null : (
            <p key={id}>
              <strong>
                {list(
                  asked.map((question) => question.label[language]),
                  language,
                )}
              </strong>
              <br />
              {purpose.say[language]}
              <br />
              <span class="quiet">
                {w.basis}
                <span lang="zh-Hans">{purpose.basis}</span>
              </span>
            </p>
          );
        })}
        <p>
          <a href="/me/privacy">{w.privacy}</a>
        </p>
      </Details>
    </>
  );
}

function list(items: readonly string[], language: Language): string {
  return items.join(language === "zh" ? "、" : "; ");
}
