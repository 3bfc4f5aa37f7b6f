import type { VNode } from "preact";
import type { FieldView, PartView } from "../../../domain/forms/index.ts";
import { Details, FieldGroup, TextInput, useLanguage } from "../../../foundation/html/index.ts";
import { fieldWords } from "./field-words.ts";

type PeopleInputProps = {
  readonly view: FieldView;
  readonly field: { name: string; label: string; hint: string | undefined; optional: boolean };
};

type Row = { readonly number: number; readonly parts: readonly PartView[]; readonly open: boolean };

/**
 * A group of inputs per person. The first one and those filled in stand open; behind the last one, "add another person" opens
 * the next, which holds the one after it in the same way, so that nobody meets ten empty rows and no script is needed.
 */
export function PeopleInput({ view, field }: PeopleInputProps) {
  const rows: Row[] = [];
  for (let at = 0; at < view.parts.length; at += 2) {
    const parts = view.parts.slice(at, at + 2);
    const used = parts.some((part) => part.value !== "" || part.name === view.error?.field);
    rows.push({ number: at / 2 + 1, parts, open: at === 0 || used });
  }
  const open = rows.findLastIndex((row) => row.open) + 1;
  return (
    <FieldGroup {...field} error={undefined}>
      {rows.slice(0, open).map((row) => (
        <PersonRow key={row.number} row={row} view={view} />
      ))}
      <MorePeople rows={rows.slice(open)} view={view} />
    </FieldGroup>
  );
}

function MorePeople({ rows, view }: { rows: readonly Row[]; view: FieldView }): VNode | null {
  const [next, ...later] = rows;
  if (!next) return null;
  return (
    <Details summary={fieldWords(useLanguage()).anotherPerson}>
      <PersonRow row={next} view={view} />
      <MorePeople rows={later} view={view} />
    </Details>
  );
}

function PersonRow({ row, view }: { row: Row; view: FieldView }) {
  const words = fieldWords(useLanguage());
  return (
    <fieldset class="field">
      <legend>{words.person({ number: row.number })}</legend>
      {row.parts.map((part) => (
        <TextInput
          key={part.name}
          name={part.name}
          label={part.label}
          value={part.value}
          error={view.error?.field === part.name ? view.error.message : undefined}
          keyboard={part.inputmode}
          autocomplete={part.autocomplete}
        />
      ))}
    </fieldset>
  );
}
