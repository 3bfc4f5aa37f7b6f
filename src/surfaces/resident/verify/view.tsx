import type { RevokedBecause, Verification } from "../../../domain/documents/index.ts";
import {
  Button,
  Details,
  ErrorSummary,
  errorFor,
  FileInput,
  Form,
  Icon,
  type IconName,
  LinkButton,
  PageTitle,
  PublicNumber,
  type SummaryItem,
  SummaryList,
  TextInput,
} from "../../../foundation/html/index.ts";
import { formatDay, formatInstant, type Language, say } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { words } from "./words.ts";

/** Word, shape and tone of each state: told apart without colour. */
const shapes: Record<Verification["state"], { tone: string; icon: IconName }> = {
  genuine: { tone: "note good", icon: "circle-check" },
  revoked: { tone: "note bad", icon: "ban" },
  expired: { tone: "note warn", icon: "hourglass" },
  altered: { tone: "note bad", icon: "alert-triangle" },
  unknown: { tone: "note", icon: "help" },
};

/** Where one types a number. */
export function AskView(props: { language: Language; errors: readonly FieldError[]; typed: string }) {
  const w = words(props.language);
  return (
    <>
      <ErrorSummary errors={props.errors} />
      <PageTitle title={w.title} lede={w.lede} />
      <Form action="/verify" method="get">
        <TextInput
          name="number"
          label={w.numberLabel}
          hint={w.numberHint}
          value={props.typed}
          error={errorFor(props.errors, "number", props.language)}
          maxLength={64}
          autocomplete="off"
        />
        <Button>{w.check}</Button>
      </Form>
      <How language={props.language} />
    </>
  );
}

export type VerifyProps = {
  readonly language: Language;
  readonly result: Verification;
  readonly checkedAt: Date;
  /** This page's own address, signature included: where the PDF to compare is sent. */
  readonly action: string;
  readonly errors: readonly FieldError[];
};

/** What came out, in a word and a shape, then what the certificate says as far as the reader may see it. */
export function VerifyView({ language, result, checkedAt, action, errors }: VerifyProps) {
  const w = words(language);
  const { tone, icon } = shapes[result.state];
  return (
    <>
      <ErrorSummary errors={errors} />
      <PageTitle title={w.title} />
      <div class={tone} role="status" data-state={result.state}>
        <h2>
          <Icon name={icon} />
          {headline(language, result)}
        </h2>
        <p>{sentence(language, result)}</p>
        {result.state === "unknown" || result.summary.factsChangedAt === null ? null : (
          <p>{w.factsChanged({ day: dayOf(result.summary.factsChangedAt, language) })}</p>
        )}
        {"why" in result && result.why !== null ? <p>{whyOf(language, result.why)}</p> : null}
        <p class="quiet small">{w.checkedAt({ at: formatInstant(checkedAt, language) })}</p>
      </div>
      {result.state === "unknown" ? null : (
        <>
          <SummaryList items={items(language, result)} />
          {result.state !== "altered" && result.paper === null ? <p class="quiet small">{w.onlyMasked}</p> : null}
          <h2>{w.fileTitle}</h2>
          <Form action={action} files>
            <FileInput
              name="file"
              label={w.fileLabel}
              hint={w.fileHint}
              accept=".pdf,application/pdf"
              error={errorFor(errors, "file", language)}
            />
            <Button weight="second">{w.compare}</Button>
          </Form>
        </>
      )}
      <How language={language} />
      <LinkButton href="/verify" weight="second">
        {w.checkAnother}
      </LinkButton>
    </>
  );
}

/** The number alone proves nothing about the paper, so the word "genuine" is kept for code and PDF. */
export function headline(language: Language, result: Verification): string {
  const w = words(language);
  return result.state === "genuine" && result.paper === null ? w.issued : w[result.state];
}

function sentence(language: Language, result: Verification): string {
  const w = words(language);
  if (result.state === "unknown") return w.unknownSay;
  if (result.state === "altered") {
    if (result.by === "record") return w.alteredRecord;
    return result.by === "file" ? w.alteredFile : w.alteredSignature;
  }
  const { revokedAt, validUntil } = result.summary;
  if (result.state === "revoked") return w.revokedSay({ day: revokedAt === null ? "" : dayOf(revokedAt, language) });
  if (result.state === "expired")
    return w.expiredSay({ day: validUntil === null ? "" : formatDay(validUntil, language) });
  if (result.paper === null) return w.genuineByNumber;
  const space = language === "zh" ? "" : " ";
  const file = result.checked.file ? w.genuineByFile : "";
  return [file, result.checked.signature ? w.genuineByPaper : ""].filter((part) => part !== "").join(space);
}

/** The kind for who holds the paper; the words beside it for the person themselves. */
function whyOf(language: Language, why: { because: RevokedBecause; reason: string | undefined }): string {
  const w = words(language);
  const kind = w[`because_${why.because}`];
  if (why.reason === undefined) return kind;
  return language === "zh" ? `${kind}理由：${why.reason}` : `${kind} Reason: ${why.reason}`;
}

const chinaTime = 8 * 3_600_000;

function dayOf(instant: Date, language: Language): string {
  return formatDay(new Date(instant.getTime() + chinaTime).toISOString().slice(0, 10), language);
}

function items(language: Language, result: Exclude<Verification, { state: "unknown" }>): SummaryItem[] {
  const w = words(language);
  const { summary } = result;
  const paper = result.state === "altered" ? null : result.paper;
  return [
    { label: w.kind, value: say(summary.title, language) },
    { label: w.holder, value: summary.holder },
    ...(paper?.facts.lines ?? []).map(({ label, value }) => ({ label: say(label, language), value })),
    { label: w.issuer, value: say(summary.issuer, language) },
    { label: w.issuedOn, value: formatDay(summary.issuedOn, language) },
    {
      label: w.validUntil,
      value: summary.validUntil === null ? w.unlimited : formatDay(summary.validUntil, language),
    },
    { label: w.number, value: <PublicNumber number={summary.number} /> },
    ...(paper?.replacedBy
      ? [{ label: w.replacedBy, value: <a href={`/verify/${paper.replacedBy}`}>{paper.replacedBy}</a> }]
      : []),
  ];
}

function How({ language }: { language: Language }) {
  const w = words(language);
  return (
    <Details summary={w.howTitle}>
      <ul>
        <li>{w.howCode}</li>
        <li>{w.howFile}</li>
        <li>{w.howNumber}</li>
        <li>{w.howAddress}</li>
      </ul>
    </Details>
  );
}
