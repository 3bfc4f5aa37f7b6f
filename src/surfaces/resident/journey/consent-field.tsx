import { errorFor, FieldGroup, fieldId, useLanguage } from "../../../foundation/html/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { fieldWords } from "./field-words.ts";

/** The consent to one sensitive answer, as it is asked. */
export type ConsentAsked = {
  /** Of the consent's own question. */
  readonly id: string;
  readonly value: string;
  readonly label: string;
  readonly purpose: string;
  readonly basis: string;
  readonly given: boolean;
};

/** Never ticked beforehand, and apart from everything else (个人信息保护法 第29条). */
export function ConsentField({ asked, errors }: { asked: ConsentAsked; errors: readonly FieldError[] }) {
  const language = useLanguage();
  const words = fieldWords(language);
  return (
    <FieldGroup
      name={asked.id}
      label={words.consent}
      hint={words.consentHint({ purpose: asked.purpose, basis: asked.basis })}
      error={errorFor(errors, asked.id, language)}
    >
      <div class="choices">
        <label>
          <input type="checkbox" id={fieldId(asked.id)} name={asked.id} value={asked.value} checked={asked.given} />
          <span>{asked.label}</span>
        </label>
      </div>
    </FieldGroup>
  );
}
