import {
  Button,
  Checkboxes,
  EmptyState,
  ErrorSummary,
  errorFor,
  Form,
  LinkButton,
  Notice,
  PageTitle,
  Select,
  Steps,
  Table,
  Textarea,
  TextInput,
} from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { type FindingLine, FindingsTable } from "../completeness/view.tsx";
import { path } from "./prepared.ts";
import type { TypedWithdrawal } from "./typed.ts";
import { words } from "./words.ts";

type Speaks = { readonly language: Language };
type Sends = Speaks & { readonly hidden: Readonly<Record<string, string>>; readonly errors: readonly FieldError[] };

type HistoryLine = Readonly<Record<"id" | "code" | "name" | "version" | "act" | "at" | "by" | "note", string>> & {
  readonly review: boolean;
};

/** `GET /staff/office/publishing` */
export function ChecklistView(
  props: Speaks & {
    done: string;
    count: number;
    prepared: number;
    live: number;
    missing: number;
    history: readonly HistoryLine[];
  },
) {
  const { language } = props;
  const w = words(language);
  const done: Readonly<Record<string, string>> = {
    added: w.added({ count: props.count }),
    published: w.published({ count: props.count }),
    withdrawn: w.withdrawn,
    put: w.done,
  };
  const step = (number: number, name: string, to: string, text: string) => ({
    title: w.stepLine({ number, name }),
    text: (
      <>
        {text} <a href={`${path}/${to}`}>{name}</a>
      </>
    ),
  });
  const notice = Object.hasOwn(done, props.done) ? done[props.done] : undefined;
  return (
    <>
      <PageTitle title={w.title} lede={w.lede} />
      {notice === undefined ? null : <Notice kind="success" title={notice} live />}
      <p>{w.counts({ prepared: props.prepared, live: props.live })}</p>
      <Steps
        steps={[
          step(1, w.step1, "choose", w.chooseLede),
          step(2, w.step2, "fill", w.missing({ count: props.missing })),
          step(3, w.step3, "preview", w.previewLede),
          step(4, w.step4, "go-live", w.liveLede),
          step(5, w.step5, "withdraw", w.withdrawLede),
        ]}
      />
      <h2>{w.ownVersion}</h2>
      <p>{w.uploadLede}</p>
      <LinkButton href={`${path}/upload`} weight="second">
        {w.ownVersion}
      </LinkButton>
      <h2>{w.history}</h2>
      {props.history.length === 0 ? (
        <p class="quiet">{w.noHistory}</p>
      ) : (
        <Table
          caption={w.history}
          hideCaption
          rows={props.history}
          rowKey={(line) => line.id}
          columns={[
            {
              title: w.services,
              cell: (line) => <a href={`/staff/office/services/${line.code}/versions`}>{line.name}</a>,
            },
            {
              title: w.what,
              cell: (line) =>
                line.review ? <a href={`${path}/review/${line.code}/${line.version}`}>{line.act}</a> : line.act,
            },
            { title: w.version, kind: "code", cell: (line) => line.version },
            { title: w.when, cell: (line) => line.at },
            { title: w.who, cell: (line) => line.by },
            { title: w.note, cell: (line) => line.note },
          ]}
        />
      )}
    </>
  );
}

type Choice = { readonly code: string; readonly name: string; readonly summary: string; readonly recommended: boolean };

/** `GET …/choose` */
export function ChooseView(
  props: Sends & {
    chosenBefore: number;
    fields: readonly { readonly code: string; readonly name: string; readonly services: readonly Choice[] }[];
  },
) {
  const { language, errors } = props;
  const w = words(language);
  return (
    <>
      <PageTitle title={w.step1} lede={w.chooseLede} />
      <ErrorSummary errors={errors} />
      {props.chosenBefore === 0 ? null : <p>{w.chosenBefore({ count: props.chosenBefore })}</p>}
      {props.fields.length === 0 ? (
        <EmptyState title={w.nothingToChoose} />
      ) : (
        <Form action={`${path}/choose`} hidden={props.hidden} label={w.step1}>
          {props.fields.map((field, index) => (
            <Checkboxes
              key={field.code}
              name="service"
              label={field.name}
              error={index === 0 ? errorFor(errors, "service", language) : undefined}
              options={field.services.map((one) => ({ value: one.code, label: one.name, hint: one.summary }))}
              values={field.services.filter((one) => one.recommended).map((one) => one.code)}
            />
          ))}
          <Button>{w.choose}</Button>
        </Form>
      )}
      <Back language={language} />
    </>
  );
}

type LiveLine = Readonly<Record<"code" | "name" | "agencyName", string>> & { readonly ready: boolean };

/** `GET …/go-live` */
export function GoLiveView(props: Sends & { lines: readonly LiveLine[]; findings: readonly FindingLine[] }) {
  const { language, errors, findings } = props;
  const w = words(language);
  const ready = props.lines.filter((line) => line.ready);
  const blocked = props.lines.length - ready.length;
  const red = findings.filter(({ level }) => level === "red");
  const amber = findings.filter(({ level }) => level === "amber");
  return (
    <>
      <PageTitle title={w.step4} lede={w.liveLede} />
      <ErrorSummary errors={errors} />
      {props.lines.length === 0 ? <EmptyState title={w.nonePrepared} /> : null}
      {ready.length === 0 ? null : (
        <Form action={`${path}/go-live`} hidden={props.hidden} label={w.step4}>
          <Checkboxes
            name="service"
            label={w.services}
            error={errorFor(errors, "service", language)}
            options={ready.map((line) => ({ value: line.code, label: line.name, hint: line.agencyName }))}
            values={ready.map((line) => line.code)}
          />
          <Button>{w.publish}</Button>
        </Form>
      )}
      {red.length === 0 ? null : (
        <>
          <h2>{w.notReady}</h2>
          <p>{w.notReadyText({ count: blocked })}</p>
          <FindingsTable language={language} caption={w.notReady} hideCaption findings={red} />
        </>
      )}
      {amber.length === 0 ? null : (
        <>
          <h2>{w.warnings}</h2>
          <p>{w.warningsText}</p>
          <FindingsTable language={language} caption={w.warnings} hideCaption findings={amber} />
        </>
      )}
      <Back language={language} />
    </>
  );
}

/** `GET …/withdraw` */
export function WithdrawView(
  props: Sends & { typed: TypedWithdrawal; live: readonly { readonly value: string; readonly label: string }[] },
) {
  const { language, errors, typed } = props;
  const w = words(language);
  const error = (field: string) => errorFor(errors, field, language);
  return (
    <>
      <PageTitle title={w.step5} lede={w.withdrawLede} />
      <ErrorSummary errors={errors} />
      {props.live.length === 0 ? (
        <EmptyState title={w.noneLive} />
      ) : (
        <Form action={`${path}/withdraw`} hidden={props.hidden} label={w.step5}>
          <Select
            name="service"
            label={w.service}
            value={typed.service}
            options={props.live}
            error={error("service")}
          />
          <TextInput
            name="withdrawal.on"
            label={w.on}
            hint={w.onHint}
            value={typed.on}
            width={10}
            error={error("withdrawal.on") ?? error("withdrawal")}
          />
          <Textarea
            name="withdrawal.announcement.zh"
            label={w.announcementZh}
            value={typed.announcementZh}
            maxLength={500}
            error={error("withdrawal.announcement.zh") ?? error("withdrawal.announcement")}
          />
          <Textarea
            name="withdrawal.announcement.en"
            label={w.announcementEn}
            value={typed.announcementEn}
            maxLength={1000}
            error={error("withdrawal.announcement.en")}
          />
          <Button weight="danger">{w.withdraw}</Button>
        </Form>
      )}
      <Back language={language} />
    </>
  );
}

export function Back({ language }: Speaks) {
  return (
    <p>
      <a href={path}>{words(language).back}</a>
    </p>
  );
}
