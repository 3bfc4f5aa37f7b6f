import type { ComponentChildren } from "preact";
import { Button, Checkboxes, Details, errorFor, Form, Textarea, TextInput } from "../../../../foundation/html/index.ts";
import type { Language } from "../../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../../foundation/refusal.ts";
import { words } from "./words.ts";

/** Forms that need words of the clerk; the open one is the one just sent. */
export type ActForm = "write-off" | "contest" | "settle" | "refund" | "by-hand" | "reversed";
type InForm = {
  language: Language;
  action: string;
  hidden: Readonly<Record<string, string>>;
  errors: readonly FieldError[];
  open: ActForm | undefined;
  typed: (name: string) => string;
  form: ActForm;
};

export function Act(
  props: InForm & {
    name: string;
    about?: string;
    more?: Readonly<Record<string, string>>;
    text: string;
    children: ComponentChildren;
  },
) {
  const summary = props.about === undefined ? props.name : `${props.name} · ${props.about}`;
  return (
    <Details summary={summary} open={props.open === props.form}>
      <p class="quiet">{props.text}</p>
      <Form action={`${props.action}/${props.form}`} hidden={{ ...props.hidden, ...props.more }} label={summary}>
        {props.children}
        <Button weight="second">{props.name}</Button>
      </Form>
    </Details>
  );
}

export function Text(props: InForm & { name: string; label: string; long?: boolean }) {
  const field = {
    name: props.name,
    label: props.label,
    value: props.open === props.form ? props.typed(props.name) : "",
    autocomplete: "off",
    maxLength: props.long === true ? 200 : 80,
    error: errorFor(props.errors, props.name, props.language),
  };
  return props.long === true ? <Textarea {...field} rows={2} /> : <TextInput {...field} />;
}

export function Confirm(props: InForm & { name: string }) {
  const w = words(props.language);
  return (
    <Checkboxes
      name={props.name}
      label={w.check}
      options={[{ value: "yes", label: w.confirm }]}
      error={errorFor(props.errors, props.name, props.language)}
    />
  );
}
