import type { ComponentChildren } from "preact";
import type { Profile } from "../../../domain/identity/index.ts";
import { maskIdNumber } from "../../../domain/identity/index.ts";
import {
  Button,
  Card,
  ErrorSummary,
  errorFor,
  Form,
  LinkButton,
  type LinkItem,
  LinkList,
  Notice,
  PageTitle,
  PublicNumber,
  type SummaryItem,
  SummaryList,
  Textarea,
  TextInput,
} from "../../../foundation/html/index.ts";
import { csrfField } from "../../../foundation/http/index.ts";
import { formatDay, type Language } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { erasingWords } from "../../erasing-words.ts";
import { PlaceInput } from "../journey/place-input.tsx";
import type { Places } from "../journey/places.ts";
import type { Consent, Consented, FolderConsent } from "./consents.ts";
import type { ErasedLine, KeptLine } from "./erased.ts";
import { type Explained, Explanation } from "./explain.tsx";
import { words } from "./words.ts";

export const correctPath = "/me/privacy/correct";

/** What was just done, with its title and what follows from it. */
const doneWords = {
  corrected: ["corrected", "correctedText"],
  withdrawn: ["withdrawn", "withdrawnText"],
  "consent-erased": ["withdrawn", "consentErasedText"],
  "consent-kept": ["withdrawn", "consentKeptText"],
} as const;
type Done = keyof typeof doneWords;

export const isDone = (typed: unknown): typed is Done => typeof typed === "string" && Object.hasOwn(doneWords, typed);

export type PrivacyProps = {
  readonly explained: Explained;
  readonly profile: Profile;
  readonly hukou: string | undefined;
  readonly csrf: string;
  readonly done: Done | undefined;
  readonly consents: readonly Consented[];
  readonly folder: readonly FolderConsent[];
  readonly requests: readonly LinkItem[];
  readonly erased: readonly ErasedLine[];
  readonly kept: readonly KeptLine[];
  readonly askAt: readonly { readonly href: string; readonly place: string }[];
};

/** What is kept about the person who reads, with its source, and everything that can be done about it. */
export function PrivacyView(props: PrivacyProps) {
  const { language } = props.explained;
  const w = words(language);
  return (
    <>
      {props.done === undefined ? null : (
        <Notice kind="success" title={w[doneWords[props.done][0]]} live>
          <p>{w[doneWords[props.done][1]]}</p>
        </Notice>
      )}
      <PageTitle title={w.title} lede={w.lede} />
      <h2>{w.profile}</h2>
      <p class="quiet">{w.profileNote}</p>
      <SummaryList items={profileItems(props, language)} />
      <p class="hint">{w.fixed}</p>
      <h2>{w.alsoKept}</h2>
      <LinkList
        items={[
          { href: "/me/cases", label: w.cases, note: w.casesNote },
          { href: "/me/certificates", label: w.certificates, note: w.certificatesNote },
          { href: "/me/inbox", label: w.messages, note: w.messagesNote },
          { href: "/me", label: w.drafts, note: w.draftsNote },
          { href: "/me/readings", label: w.readings, note: w.readingsNote },
        ]}
      />
      <Consents consents={props.consents} language={language} csrf={props.csrf} />
      <FolderConsents consents={props.folder} language={language} csrf={props.csrf} />
      <h2>{w.copy}</h2>
      <p>{w.copyText}</p>
      <LinkButton href="/me/privacy/export.json" weight="second">
        {w.download}
      </LinkButton>
      <h2>{w.requests}</h2>
      <p>{w.requestsText}</p>
      {props.requests.length === 0 ? null : <LinkList items={props.requests} />}
      <LinkList
        items={[
          ...props.askAt.map(({ href, place }) => ({ href, label: w.ask({ place }) })),
          { href: "/", label: w.askElsewhere },
        ]}
      />
      <Erased erased={props.erased} language={language} />
      <h2>{w.kept}</h2>
      <p>{w.keptText}</p>
      {props.kept.length === 0 ? <p class="quiet">{w.keptNone}</p> : <LinkList items={props.kept} />}
      <p class="hint">{erasingWords(language).stays}</p>
      <h2>{w.sessions}</h2>
      <p>{w.sessionsText}</p>
      <Form action="/me/privacy/sign-out-everywhere" hidden={{ [csrfField]: props.csrf }}>
        <Button weight="second">{w.signOutEverywhere}</Button>
      </Form>
      <Explanation {...props.explained} />
    </>
  );
}

/** What is gone because the person asked for it. */
function Erased({ erased, language }: { erased: readonly ErasedLine[]; language: Language }) {
  const w = words(language);
  if (erased.length === 0) return null;
  return (
    <>
      <h2>{w.erased}</h2>
      {erased.map((one) => (
        <Card key={one.title} title={one.title} level={3}>
          {one.items.length === 0 ? (
            <p>{w.erasedNothing}</p>
          ) : (
            <ul>
              {one.items.map((item) => (
                <li key={item}>{item}</li>
              ))}
            </ul>
          )}
        </Card>
      ))}
    </>
  );
}

function profileItems({ profile, hukou }: PrivacyProps, language: Language): SummaryItem[] {
  const w = words(language);
  const isRead = profile.idType === "resident_id" || profile.idType === "foreign_permanent_resident_id";
  const said = (value: string | undefined, source: string) => (
    <>
      {value ?? <span class="quiet">{w.unknown}</span>}
      {value === undefined ? null : (
        <>
          <br />
          <span class="quiet small">{source}</span>
        </>
      )}
    </>
  );
  const source = (field: Profile["stated"][number]) => (profile.stated.includes(field) ? w.fromYou : w.fromProvider);
  const fromNumber = isRead ? w.fromDocument : w.fromProvider;
  return [
    { label: w.name, value: said(profile.name, w.fromProvider) },
    { label: w.document, value: said(maskIdNumber(profile.idNumber), w.fromProvider) },
    {
      label: w.birth,
      value: said(profile.birthDay === undefined ? undefined : formatDay(profile.birthDay, language), fromNumber),
    },
    { label: w.sex, value: said(profile.sex === undefined ? undefined : w[profile.sex], fromNumber) },
    { label: w.phone, value: said(profile.phone, source("phone")), changeHref: correctPath },
    { label: w.hukou, value: said(hukou, source("hukou_division")), changeHref: correctPath },
    { label: w.address, value: said(profile.address, source("address")), changeHref: correctPath },
  ];
}

function Consents({ consents, language, csrf }: { consents: readonly Consented[]; language: Language; csrf: string }) {
  const w = words(language);
  return (
    <>
      <h2>{w.consents}</h2>
      {consents.length === 0 ? <p class="quiet">{w.consentsNone}</p> : null}
      {consents.map((one) => (
        <ConsentCard
          key={`${one.case} ${one.question} ${one.when}`}
          one={one}
          of="answer"
          language={language}
          csrf={csrf}
        >
          {one.kind}
        </ConsentCard>
      ))}
      <p class="hint">{w.consentsNote}</p>
    </>
  );
}

/** One certificate a line. */
function FolderConsents(props: { consents: readonly FolderConsent[]; language: Language; csrf: string }) {
  const { language, csrf } = props;
  const w = words(language);
  if (props.consents.length === 0) return null;
  return (
    <>
      <h2>{w.folder}</h2>
      {props.consents.map((one) => (
        <ConsentCard key={`${one.case} ${one.question}`} one={one} of="certificate" language={language} csrf={csrf}>
          {w.folderFrom} <PublicNumber number={one.certificate} />
        </ConsentCard>
      ))}
      <p class="hint">{w.folderNote}</p>
    </>
  );
}

/** A consent with a button of its own: taking one back leaves the others. */
function ConsentCard(props: {
  one: Consent;
  of: "answer" | "certificate";
  language: Language;
  csrf: string;
  children: ComponentChildren;
}) {
  const { one } = props;
  const w = words(props.language);
  const withdraw = props.of === "answer" ? w.withdrawAnswer : w.withdraw;
  return (
    <Card title={one.label} level={3}>
      <p>
        {props.children}
        <br />
        <a href={`/me/cases/${one.case}`}>{one.when}</a>
      </p>
      {one.withdrawn ? null : (
        <Form
          action="/me/privacy/consents"
          hidden={{ [csrfField]: props.csrf, case: one.case, question: one.question, of: props.of }}
          label={`${withdraw} ${one.label}`}
        >
          <Button weight="second">{withdraw}</Button>
        </Form>
      )}
    </Card>
  );
}

/** The same page for someone who is not signed in: what holds for everybody. */
export function VisitorPrivacyView(props: {
  explained: Explained;
  signedOut: boolean;
  askAt: { readonly href: string; readonly place: string } | undefined;
}) {
  const { language } = props.explained;
  const w = words(language);
  return (
    <>
      {props.signedOut ? (
        <Notice kind="success" live>
          <p>{w.signedOut}</p>
        </Notice>
      ) : null}
      <PageTitle title={w.title} lede={w.ledeVisitor} />
      <LinkButton href="/sign-in?return=/me/privacy">{w.signIn}</LinkButton>
      <Explanation {...props.explained} />
      <LinkList
        items={
          props.askAt === undefined
            ? [{ href: "/", label: w.askElsewhere }]
            : [
                { href: props.askAt.href, label: w.ask({ place: props.askAt.place }) },
                { href: "/", label: w.askElsewhere },
              ]
        }
      />
    </>
  );
}

/** Telephone, household and address: what people may state themselves. */
export function CorrectView(props: {
  language: Language;
  csrf: string;
  places: Places;
  values: { readonly phone: string; readonly hukou: string; readonly address: string };
  errors: readonly FieldError[];
}) {
  const { language, errors, values } = props;
  const w = words(language);
  const error = (name: string) => errorFor(errors, name, language);
  return (
    <>
      <ErrorSummary errors={errors} />
      <PageTitle title={w.correctTitle} lede={w.correctLede} />
      <Form action={correctPath} hidden={{ [csrfField]: props.csrf }}>
        <TextInput
          name="phone"
          type="tel"
          keyboard="tel"
          autocomplete="tel"
          label={w.phone}
          hint={w.phoneHint}
          value={values.phone}
          error={error("phone")}
        />
        <PlaceInput
          name="hukou"
          label={w.hukou}
          hint={w.hukouHint}
          value={values.hukou}
          error={error("hukou")}
          places={props.places}
        />
        <Textarea
          name="address"
          rows={3}
          autocomplete="street-address"
          label={w.address}
          hint={w.addressHint}
          value={values.address}
          error={error("address")}
        />
        <Button>{w.save}</Button>
      </Form>
    </>
  );
}
