import { withoutForbidden } from "../../../domain/forms/index.ts";
import { Button, Details, errorFor, Form, Panel, Select, Textarea, TextInput } from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { words as templateWords } from "../templates/words.ts";
import { type ActForm, fieldName, type Typed } from "./act-forms.ts";
import { words } from "./words.ts";

export type ActState = {
  readonly action: string;
  /** Token and revision; the key is each form's own. */
  readonly hidden: Readonly<Record<string, string>>;
  readonly key: () => string;
  /** The case has not ended: that there is nothing to do is worth saying. */
  readonly isOpen: boolean;
  readonly colleagues: readonly { readonly value: string; readonly label: string }[];
  /** The act that was tried and came back: it stays open, with what was typed and what is wrong. */
  readonly tried: { readonly type: string; readonly typed: Typed; readonly errors: readonly FieldError[] } | undefined;
};

function Fields({ form, state, language }: { form: ActForm; state: ActState; language: Language }) {
  const tried = state.tried?.type === form.type ? state.tried : undefined;
  return (
    <>
      {form.fields.map((field) => {
        const name = fieldName(form.type, field.name);
        const shared = {
          name,
          label: field.label,
          hint: field.hint,
          optional: field.optional,
          error: tried && errorFor(tried.errors, name, language),
          value: withoutForbidden(tried?.typed[field.name] ?? field.value ?? ""),
        };
        if (field.kind === "clerk") {
          return <Select {...shared} key={name} options={state.colleagues} empty={words(language).chooseClerk} />;
        }
        if (field.kind === "choice") {
          return <Select {...shared} key={name} options={field.options ?? []} empty={words(language).chooseClerk} />;
        }
        return field.kind === "line" ? (
          <TextInput {...shared} key={name} maxLength={500} autocomplete="off" />
        ) : (
          <Textarea {...shared} key={name} rows={field.kind === "lines" ? 5 : 4} maxLength={10_000} />
        );
      })}
    </>
  );
}

function Act({ form, state, language, open }: { form: ActForm; state: ActState; language: Language; open: boolean }) {
  const body = (
    <Form action={state.action} hidden={{ ...state.hidden, type: form.type, key: state.key() }} label={form.title}>
      <p class="hint">{form.says}</p>
      {form.ready === undefined || form.ready.length === 0 ? null : (
        <p class="small">
          {templateWords(language).use}
          {form.ready.map(({ href, label }) => (
            <>
              {" · "}
              <a href={href}>{label}</a>
            </>
          ))}
        </p>
      )}
      <Fields form={form} state={state} language={language} />
      {form.told === undefined ? null : (
        <p class="quiet small">
          {form.told.title}
          {language === "zh" ? "：" : ": "}
          {form.told.text}
        </p>
      )}
      <Button weight={form.weight}>{form.button}</Button>
    </Form>
  );
  if (form.fields.length === 0 && form.main) return body;
  return (
    <Details summary={form.title} open={open}>
      {body}
    </Details>
  );
}

/** Taking the case on, where one sees whose it is. */
export function TakePanel({
  forms,
  state,
  language,
}: {
  forms: readonly ActForm[];
  state: ActState;
  language: Language;
}) {
  const take = forms.find((form) => form.type === "take");
  return take === undefined ? null : <Act form={take} state={state} language={language} open />;
}

/** What this clerk may do now, the main acts first; an act that came back with something wrong is open. */
export function ActPanels({
  forms,
  state,
  language,
}: {
  forms: readonly ActForm[];
  state: ActState;
  language: Language;
}) {
  const w = words(language);
  const main = forms.filter((form) => form.main && form.type !== "take");
  const others = forms.filter((form) => !form.main);
  const tried = state.tried?.type;
  const [first] = main.filter((form) => form.weight === "first");
  const isOpen = (form: ActForm) => (tried === undefined ? form === first : form.type === tried);
  return (
    <>
      {forms.length === 0 && state.isOpen ? <p class="quiet">{w.nothing}</p> : null}
      {main.length === 0 ? null : (
        <Panel title={w.todo}>
          {main.map((form) => (
            <Act key={form.type} form={form} state={state} language={language} open={isOpen(form)} />
          ))}
        </Panel>
      )}
      {others.length === 0 ? null : (
        <Panel title={w.more}>
          {others.map((form) => (
            <Act key={form.type} form={form} state={state} language={language} open={isOpen(form)} />
          ))}
        </Panel>
      )}
    </>
  );
}
