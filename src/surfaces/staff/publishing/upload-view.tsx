import type { CatalogueProblem, Difference } from "../../../domain/catalogue/index.ts";
import {
  Button,
  ErrorSummary,
  errorFor,
  FileInput,
  Form,
  Notice,
  PageTitle,
  Table,
  TextInput,
} from "../../../foundation/html/index.ts";
import { type Language, say } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { path } from "./prepared.ts";
import { Back } from "./steps-view.tsx";
import type { Trial, TrialLine } from "./trial.ts";
import { Differences } from "./versions-view.tsx";
import { words } from "./words.ts";

/** `GET …/upload`, and what is to be mended after a file was sent. */
export function UploadView(props: {
  language: Language;
  hidden: Readonly<Record<string, string>>;
  problems: readonly CatalogueProblem[];
  errors: readonly FieldError[];
}) {
  const { language, problems, errors } = props;
  const w = words(language);
  return (
    <>
      <PageTitle title={w.ownVersion} lede={w.uploadLede} />
      <ErrorSummary errors={errors} />
      {problems.length === 0 ? null : (
        <>
          <Notice kind="warning" title={w.problems({ count: problems.length })} live />
          <Table
            caption={w.problems({ count: problems.length })}
            hideCaption
            rows={problems.slice(0, 200)}
            rowKey={({ file, line, column, code }) => `${file} ${line} ${column} ${code}`}
            columns={[
              { title: w.place, cell: ({ file, line }) => w.line({ file, line }) },
              { title: w.wrong, cell: (problem) => say(problem.say, language) },
              { title: w.remedy, cell: (problem) => say(problem.remedy, language) },
            ]}
          />
        </>
      )}
      <Form action={`${path}/upload`} hidden={props.hidden} files label={w.ownVersion}>
        <FileInput
          name="service"
          label={w.file}
          hint={w.fileHint}
          accept=".yaml,.yml"
          error={errorFor(errors, "service", language)}
        />
        <FileInput name="certificate" label={w.certificate} hint={w.fileHint} accept=".yaml,.yml" optional />
        <Button>{w.check}</Button>
      </Form>
      <Back language={language} />
    </>
  );
}

/** `GET …/review/{code}/{version}` */
export function ReviewView(props: {
  language: Language;
  code: string;
  version: string;
  name: string;
  hidden: Readonly<Record<string, string>>;
  /** Undefined where nothing is in force yet. */
  differences: readonly Difference[] | undefined;
  trial: Trial;
}) {
  const { language } = props;
  const w = words(language);
  return (
    <>
      <PageTitle title={w.review} kicker={props.name} lede={`${w.checkedNote} · ${w.version} ${props.version}`} />
      <h2>{w.differences}</h2>
      {props.differences === undefined ? (
        <p>{w.newService}</p>
      ) : (
        <Differences language={language} differences={props.differences} />
      )}
      <h2>{w.trial}</h2>
      <TrialView language={language} trial={props.trial} />
      <Form action={`${path}/review/${props.code}/${props.version}`} hidden={props.hidden} label={w.publishHere}>
        <TextInput name="note" label={w.publishNote} hint={w.publishNoteHint} value="" maxLength={500} optional />
        <Button>{w.publishHere}</Button>
      </Form>
      <Back language={language} />
    </>
  );
}

function TrialView({ language, trial }: { language: Language; trial: Trial }) {
  const w = words(language);
  if (trial.cases === 0) return <p>{w.trialNone}</p>;
  const spoken = ({ kind, say: said }: TrialLine): string => {
    const about = { say: say(said, language) };
    if (kind === "cost") return w.trialCost;
    return kind === "refused"
      ? w.trialRefused(about)
      : kind === "missing"
        ? w.trialMissing(about)
        : w.trialWrong(about);
  };
  return (
    <>
      <p>{w.trialText({ cases: trial.cases, fit: trial.fit })}</p>
      {trial.lines.length === 0 ? null : (
        <Table
          caption={w.trial}
          hideCaption
          rows={trial.lines}
          rowKey={(line) => `${line.kind} ${line.say.zh}`}
          columns={[
            { title: w.finding, cell: spoken },
            { title: w.count, kind: "number", cell: (line) => line.count },
            { title: w.numbers, cell: (line) => line.numbers.join(" ") },
          ]}
        />
      )}
    </>
  );
}
