import type { ComponentChildren } from "preact";
import { type Language, say } from "../../i18n/index.ts";
import type { FieldError } from "../../refusal.ts";
import { useFrameWords, useLanguage } from "../context.ts";

/** What every question has in common. `error` is spoken already: `errorFor` finds it. */
export type FieldProps = {
  name: string;
  label: ComponentChildren;
  hint?: ComponentChildren | undefined;
  error?: string | undefined;
  optional?: boolean | undefined;
};

/** The id of a field's first input, for links to it. Two names never share one. */
export function fieldId(name: string): string {
  return `f-${name.replace(/[^A-Za-z0-9]/g, (character) => `_${character.codePointAt(0)?.toString(16)}_`)}`;
}

/** The first thing wrong with a field, in the reader's language. */
export function errorFor(errors: readonly FieldError[], name: string, language: Language): string | undefined {
  const error = errors.find((candidate) => candidate.field === name);
  return error === undefined ? undefined : say(error.message, language);
}

/** The ids of hint and error, for `aria-describedby`. */
function described(props: FieldProps): string | undefined {
  const id = fieldId(props.name);
  const ids = [props.hint === undefined ? "" : `${id}-hint`, props.error === undefined ? "" : `${id}-error`].filter(
    (part) => part !== "",
  );
  return ids.length === 0 ? undefined : ids.join(" ");
}

/** What an input needs to belong to its label, hint and error. */
export function inputProps(props: FieldProps) {
  return {
    id: fieldId(props.name),
    name: props.name,
    "aria-describedby": described(props),
    "aria-invalid": props.error === undefined ? undefined : ("true" as const),
  };
}

function HintAndError(props: FieldProps) {
  const words = useFrameWords();
  const id = fieldId(props.name);
  return (
    <>
      {props.hint === undefined ? null : (
        <div class="hint" id={`${id}-hint`}>
          {props.hint}
        </div>
      )}
      {props.error === undefined ? null : (
        <p class="error" id={`${id}-error`}>
          <span class="hide">{words.errorBefore}</span>
          {props.error}
        </p>
      )}
    </>
  );
}

function Optional({ optional }: { optional?: boolean | undefined }) {
  const words = useFrameWords();
  return optional === true ? <span class="opt">{words.optional}</span> : null;
}

/** Label, hint and error around one input. */
export function Field(props: FieldProps & { children: ComponentChildren }) {
  return (
    <div class={props.error === undefined ? "field" : "field wrong"}>
      <label for={fieldId(props.name)}>
        {props.label}
        <Optional optional={props.optional} />
      </label>
      <HintAndError {...props} />
      {props.children}
    </div>
  );
}

/** Legend, hint and error around several inputs that answer one question. */
export function FieldGroup(props: FieldProps & { children: ComponentChildren; role?: "radiogroup" | undefined }) {
  return (
    <fieldset
      class={props.error === undefined ? "field" : "field wrong"}
      aria-describedby={described(props)}
      role={props.role}
    >
      <legend>
        {props.label}
        <Optional optional={props.optional} />
      </legend>
      <HintAndError {...props} />
      {props.children}
    </fieldset>
  );
}

export function TextInput(
  props: FieldProps & {
    value?: string | undefined;
    type?: "text" | "tel" | undefined;
    /** What the keyboard should offer. */
    keyboard?: "text" | "numeric" | "decimal" | "tel" | "email" | undefined;
    autocomplete?: string | undefined;
    maxLength?: number | undefined;
    /** How many characters wide the answer is, when that is known: the field then shows it. */
    width?: number | undefined;
  },
) {
  const input = {
    ...inputProps(props),
    value: props.value,
    inputmode: props.keyboard,
    autocomplete: props.autocomplete,
    maxLength: props.maxLength,
    size: props.width,
    class: props.width === undefined ? undefined : "short",
  };
  return (
    <Field {...props}>
      {props.type === "tel" ? <input {...input} type="tel" /> : <input {...input} type="text" />}
    </Field>
  );
}

/** A password: it never comes back in the page. */
export function PasswordInput(
  props: FieldProps & { autocomplete: "current-password" | "new-password" | "one-time-code" },
) {
  const input = { ...inputProps(props), autocomplete: props.autocomplete, maxLength: 200 };
  return (
    <Field {...props}>
      <input {...input} type="password" size={24} class="short" />
    </Field>
  );
}

export function Textarea(
  props: FieldProps & {
    value?: string | undefined;
    rows?: number | undefined;
    maxLength?: number | undefined;
    autocomplete?: string | undefined;
  },
) {
  return (
    <Field {...props}>
      <textarea
        {...inputProps(props)}
        rows={props.rows ?? 4}
        maxLength={props.maxLength}
        autocomplete={props.autocomplete}
        value={props.value}
      />
    </Field>
  );
}

/** A number as text with a numeric keyboard (a spinner changes answers by accident); its unit stands behind it and is read with it. */
export function NumberInput(
  props: FieldProps & {
    value?: string | undefined;
    unit?: string | undefined;
    decimals?: boolean | undefined;
    width?: number | undefined;
  },
) {
  const input = inputProps(props);
  const unitId = `${input.id}-unit`;
  const descriptions = [input["aria-describedby"], props.unit === undefined ? undefined : unitId].filter(
    (id) => id !== undefined,
  );
  return (
    <Field {...props}>
      <div class="unit">
        <input
          {...input}
          aria-describedby={descriptions.length === 0 ? undefined : descriptions.join(" ")}
          type="text"
          class="short number"
          inputmode={props.decimals === true ? "decimal" : "numeric"}
          autocomplete="off"
          size={props.width ?? 10}
          value={props.value}
        />
        {props.unit === undefined ? null : <span id={unitId}>{props.unit}</span>}
      </div>
    </Field>
  );
}

export type DateParts = { year?: string | undefined; month?: string | undefined; day?: string | undefined };

/**
 * A day as three fields, sent as `name.year`, `name.month`, `name.day`; people know their birthday, a calendar of forty years does not
 * help them. An error's link leads to the year.
 */
export function DateInput(props: FieldProps & { value?: DateParts | undefined; birthday?: boolean | undefined }) {
  const words = useFrameWords();
  const language = useLanguage();
  const complete = props.birthday === true ? { year: "bday-year", month: "bday-month", day: "bday-day" } : undefined;
  const input = (part: "year" | "month" | "day") => (
    <label key={part}>
      {words[part]}
      <input
        id={part === "year" ? fieldId(props.name) : undefined}
        name={`${props.name}.${part}`}
        type="text"
        inputmode="numeric"
        class="number"
        maxLength={part === "year" ? 4 : 2}
        autocomplete={complete?.[part] ?? "off"}
        value={props.value?.[part]}
        aria-invalid={props.error === undefined ? undefined : "true"}
      />
    </label>
  );
  return (
    <FieldGroup {...props}>
      <div class="date" data-language={language}>
        {input("year")}
        {input("month")}
        {input("day")}
      </div>
    </FieldGroup>
  );
}
