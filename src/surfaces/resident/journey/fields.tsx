import { Fragment, type VNode } from "preact";
import type { Question } from "../../../domain/catalogue/index.ts";
import {
  type FieldView,
  fieldView,
  type KnownAnswer,
  type PageQuestion,
  type PartView,
  type Typed,
} from "../../../domain/forms/index.ts";
import {
  Button,
  Checkboxes,
  Facts,
  FieldGroup,
  FileInput,
  fieldId,
  NumberInput,
  Radios,
  Select,
  Textarea,
  TextInput,
  useLanguage,
} from "../../../foundation/html/index.ts";
import { formatInstant, formatNumber, type Language, say } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { type ConsentAsked, ConsentField } from "./consent-field.tsx";
import { fieldWords } from "./field-words.ts";
import { PeopleInput } from "./people-input.tsx";
import { PlaceInput } from "./place-input.tsx";
import type { Places } from "./places.ts";

/** More options than this stand in a list that opens. */
const radiosAtMost = 7;

type QuestionFieldProps = {
  readonly question: Question;
  readonly value?: unknown;
  readonly typed?: Typed | undefined;
  readonly known?: KnownAnswer | undefined;
  /** The person said that what is known is not right, and can take that back. */
  readonly disputed?: boolean | undefined;
  readonly errors: readonly FieldError[];
  /** Names divisions; without it the six-digit code is typed. */
  readonly places?: Places | undefined;
  /** The division an address begins with where nothing was answered yet. */
  readonly here?: string | undefined;
  /** Where an uploaded file can be looked at. */
  readonly fileHref?: ((file: string) => string) | undefined;
};

/** One question of any type, as it stands in a form sent without script; files need `<Form files>`. */
export function QuestionField(props: QuestionFieldProps) {
  const language = useLanguage();
  const divisionName = (code: string) => props.places?.nameOf(code, language);
  const view = fieldView(props.question, props, props.errors, language, { divisionName });
  if (view.known && !props.disputed) return <KnownField view={view} />;
  return (
    <>
      {input(view, props, language)}
      {props.disputed ? (
        <p>
          <Button weight="second" name={`${view.id}-right`} value="yes">
            {fieldWords(language).right}
            <span class="hide">{fieldWords(language).notRightFor({ label: view.label })}</span>
          </Button>
        </p>
      ) : null}
    </>
  );
}

/** What the state already knows: shown with its source, never asked, and open to correction. */
function KnownField({ view }: { view: FieldView }) {
  const language = useLanguage();
  const words = fieldWords(language);
  if (!view.known) return null;
  const { answer, source, at } = view.known;
  return (
    <div class="field">
      <Facts facts={[{ label: view.label, value: answer }]} />
      <p class="hint">{words.source({ name: say(source, language), day: formatInstant(at, language) })}</p>
      <Button weight="second" name={`${view.id}-not-right`} value="yes">
        {words.notRight}
        <span class="hide">{words.notRightFor({ label: view.label })}</span>
      </Button>
    </div>
  );
}

function input(view: FieldView, props: QuestionFieldProps, language: Language): VNode {
  const words = fieldWords(language);
  const field = {
    name: view.id,
    label: view.label,
    hint: view.hint,
    error: view.error?.message,
    optional: !view.required,
  };
  const [first] = view.parts;
  const value = first?.value ?? "";
  const chosen = view.options.filter((option) => option.chosen).map((option) => option.value);
  switch (view.type) {
    case "yes_no":
    case "choice":
      if (view.options.length > radiosAtMost) return <Select {...field} options={view.options} value={chosen[0]} />;
      return <Radios {...field} options={view.options} value={chosen[0]} />;
    case "choices":
      return <Checkboxes {...field} options={view.options} values={chosen} />;
    case "long_text":
      return <Textarea {...field} hint={withLimit(view, language)} value={value} />;
    case "number":
      return <NumberInput {...field} value={value} decimals={first?.inputmode === "decimal"} />;
    case "money":
      return <NumberInput {...field} value={value} decimals unit={words.yuan} />;
    case "date":
      return (
        <FieldGroup {...field}>
          <div class="date" data-language={language}>
            {view.parts.map((part) => (
              <DatePart key={part.name} part={part} wrong={view.error?.field === part.name} />
            ))}
          </div>
        </FieldGroup>
      );
    case "address":
      return (
        <FieldGroup {...field} error={undefined}>
          {view.parts.map((part) => partOfAddress(part, view, props, words))}
        </FieldGroup>
      );
    case "place":
      return (
        <FieldGroup {...field} error={undefined}>
          {view.parts.map((part) =>
            part.name.endsWith("-coordinates") ? (
              <CoordinatesInput key={part.name} part={part} view={view} />
            ) : (
              partOfAddress(part, view, props, words)
            ),
          )}
        </FieldGroup>
      );
    case "people":
      return <PeopleInput view={view} field={field} />;
    case "division":
      if (props.places) return <PlaceInput {...field} value={value} places={props.places} />;
      return <TextInput {...field} value={value} keyboard="numeric" autocomplete="off" width={8} />;
    case "file":
    case "photo":
      return <Upload view={view} value={props.value} field={field} fileHref={props.fileHref} />;
    default:
      // No maxlength: a browser would cut what is pasted without a word; the server says what is too long.
      return (
        <TextInput
          {...field}
          value={value}
          type={view.type === "phone" ? "tel" : "text"}
          keyboard={first?.inputmode}
          autocomplete={first?.autocomplete}
        />
      );
  }
}

function withLimit(view: FieldView, language: Language): string | undefined {
  const most = view.parts[0]?.max_length;
  if (most === undefined) return view.hint;
  const limit = fieldWords(language).most({ count: formatNumber(most, language) });
  return view.hint === undefined ? limit : `${view.hint}${language === "zh" ? "" : " "}${limit}`;
}

function DatePart({ part, wrong }: { part: PartView; wrong: boolean }) {
  return (
    <label>
      {part.label}
      <input
        id={fieldId(part.name)}
        name={part.name}
        type="text"
        inputmode="numeric"
        class="number"
        autocomplete={part.autocomplete ?? "off"}
        value={part.value}
        aria-invalid={wrong ? "true" : undefined}
      />
    </label>
  );
}

function partOfAddress(
  part: PartView,
  view: FieldView,
  props: QuestionFieldProps,
  words: ReturnType<typeof fieldWords>,
): VNode {
  const { places, here, value } = props;
  const field = {
    name: part.name,
    label: part.label,
    error: view.error?.field === part.name ? view.error.message : undefined,
  };
  if (places && part.name.endsWith("-division")) {
    // Most people write about where they are; who does not, types over it.
    const untouched = view.required && view.parts.every((one) => one.value === "") && (value ?? null) === null;
    const division = untouched && here !== undefined ? here : part.value;
    return (
      <PlaceInput
        key={part.name}
        {...field}
        label={part.label ?? view.label}
        hint={division === here ? words.placeHintHere : words.placeHint}
        value={division}
        places={places}
      />
    );
  }
  return (
    <TextInput
      key={part.name}
      {...field}
      value={part.value}
      keyboard={part.inputmode}
      autocomplete={part.autocomplete}
    />
  );
}

/** A point in one line, typed or pasted; where a script runs and the person agrees, the device fills it in. */
function CoordinatesInput({ part, view }: { part: PartView; view: FieldView }) {
  const words = fieldWords(useLanguage());
  return (
    <>
      <TextInput
        name={part.name}
        label={part.label}
        hint={words.coordinatesHint}
        error={view.error?.field === part.name ? view.error.message : undefined}
        value={part.value}
        autocomplete="off"
        optional
      />
      <p>
        <button
          type="button"
          class="b second"
          hidden
          data-locate={fieldId(part.name)}
          data-failed={words.locateFailed}
          data-done={words.locateDone}
        >
          {words.locate}
        </button>
      </p>
    </>
  );
}

function Upload(props: {
  view: FieldView;
  value: unknown;
  field: { name: string; label: string; hint: string | undefined; error: string | undefined; optional: boolean };
  fileHref: ((file: string) => string) | undefined;
}) {
  const language = useLanguage();
  const words = fieldWords(language);
  const { view, value, field } = props;
  if (!view.upload) return null;
  const kinds = view.upload.accept.map((type) => type.replace(/^.*\//, "").toUpperCase());
  const rule = words.upload({
    kinds: kinds.join(language === "zh" ? "、" : ", "),
    size: `${formatNumber(Math.floor(view.upload.limit_bytes / 1_048_576), language)} MB`,
  });
  const file = typeof value === "object" && value !== null && "file" in value ? String(value.file) : undefined;
  const files =
    file === undefined ? [] : [{ id: file, name: view.answer ?? "", size: "", href: props.fileHref?.(file) }];
  return (
    <>
      <FileInput
        {...field}
        hint={field.hint === undefined ? rule : `${field.hint}${language === "zh" ? "" : " "}${rule}`}
        files={files}
        accept={view.upload.accept.join(",")}
      />
      {view.upload.or_promise ? (
        <div class="field choices">
          <label>
            <input type="checkbox" name={`${view.id}-promise`} value="yes" checked={view.upload.promised} />
            <span>
              {words.promise}
              <small>{words.promiseHint}</small>
            </span>
          </label>
        </div>
      ) : null}
    </>
  );
}

export type PageFieldsProps = {
  readonly questions: readonly PageQuestion[];
  /** Of the draft. */
  readonly typed: Readonly<Record<string, Typed>>;
  readonly disputed: readonly string[];
  readonly revision: number;
  readonly errors: readonly FieldError[];
  readonly places?: Places | undefined;
  readonly here?: string | undefined;
  readonly fileHref?: ((file: string) => string) | undefined;
  /** By question: its separate consent, asked beside it. */
  readonly consents?: ReadonlyMap<string, ConsentAsked> | undefined;
  /** By question: a heading that stands before it, where several subjects share a page. */
  readonly headings?: ReadonlyMap<string, string> | undefined;
};

/**
 * All questions of a page, with what tells the server which questions were shown and from which revision of the draft.
 */
export function PageFields(props: PageFieldsProps) {
  const { consents } = props;
  const shown = props.questions.flatMap(({ question, known }) => [
    ...(known === undefined ? [question.id] : []),
    ...(consents?.has(question.id) ? [consents.get(question.id)?.id ?? ""] : []),
  ]);
  return (
    <>
      {/* Enter presses the first button of a form: it must be the one that saves, not "this is not right" or "remove". */}
      <button type="submit" class="hide" tabIndex={-1} aria-hidden="true" />
      <input type="hidden" name="shown" value={shown.join(" ")} />
      <input type="hidden" name="seen" value={String(props.revision)} />
      {props.questions.map(({ question, value, known }) => {
        const consent = consents?.get(question.id);
        return (
          <Fragment key={question.id}>
            {props.headings?.has(question.id) ? <h2>{props.headings.get(question.id)}</h2> : null}
            <QuestionField
              question={question}
              value={value}
              known={known}
              typed={Object.hasOwn(props.typed, question.id) ? props.typed[question.id] : undefined}
              disputed={props.disputed.includes(question.id)}
              errors={props.errors}
              places={props.places}
              here={props.here}
              fileHref={props.fileHref}
            />
            {consent === undefined ? null : <ConsentField asked={consent} errors={props.errors} />}
          </Fragment>
        );
      })}
    </>
  );
}
