import type { ComponentChildren } from "preact";
import { useFrameWords } from "../context.ts";
import { Field, FieldGroup, type FieldProps, fieldId, inputProps } from "./fields.tsx";
import { Icon } from "./icon.tsx";

export type Option = {
  readonly value: string;
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren | undefined;
};

function choices(kind: "radio" | "checkbox", props: FieldProps, options: readonly Option[], chosen: readonly string[]) {
  return (
    <FieldGroup {...props}>
      <div class="choices">
        {options.map((option, index) => (
          <label key={option.value}>
            <input
              type={kind}
              id={index === 0 ? fieldId(props.name) : undefined}
              name={props.name}
              value={option.value}
              checked={chosen.includes(option.value)}
            />
            <span>
              {option.label}
              {option.hint === undefined ? null : <small>{option.hint}</small>}
            </span>
          </label>
        ))}
      </div>
    </FieldGroup>
  );
}

export function Radios(props: FieldProps & { options: readonly Option[]; value?: string | undefined }) {
  return choices("radio", props, props.options, props.value === undefined ? [] : [props.value]);
}

export function Checkboxes(props: FieldProps & { options: readonly Option[]; values?: readonly string[] | undefined }) {
  return choices("checkbox", props, props.options, props.values ?? []);
}

/** For long lists only; up to about seven options, radios show them all. `empty`: the words of the first, unanswered option; false: there is none. */
export function Select(
  props: FieldProps & {
    options: readonly { readonly value: string; readonly label: string }[];
    value?: string | undefined;
    empty?: string | false | undefined;
  },
) {
  const words = useFrameWords();
  return (
    <Field {...props}>
      <select {...inputProps(props)}>
        {props.empty === false ? null : <option value="">{props.empty ?? words.choose}</option>}
        {props.options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === props.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Field>
  );
}

export type UploadedFile = {
  readonly id: string;
  readonly name: string;
  readonly size: string;
  readonly href?: string | undefined;
};

/**
 * Files already received with a button to remove each (sent as `remove` = id), and an input for more. With the script the number and size
 * of what was chosen is said before sending.
 */
export function FileInput(
  props: FieldProps & {
    files?: readonly UploadedFile[] | undefined;
    accept?: string | undefined;
    multiple?: boolean | undefined;
  },
) {
  const words = useFrameWords();
  const files = props.files ?? [];
  return (
    <Field {...props}>
      {files.length === 0 ? null : (
        <ul class="files plain" aria-label={words.uploaded}>
          {files.map((file) => (
            <li key={file.id}>
              <span>
                <Icon name="file-text" />
                {file.href === undefined ? file.name : <a href={file.href}>{file.name}</a>}{" "}
                <span class="quiet small">{file.size}</span>
              </span>
              <button type="submit" name="remove" value={file.id}>
                {words.remove}
                <span class="hide"> {file.name}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <input {...inputProps(props)} type="file" accept={props.accept} multiple={props.multiple} />
      <p
        class="hint"
        role="status"
        data-files={fieldId(props.name)}
        data-chosen={words.chosen}
        data-sending={words.sending}
      />
    </Field>
  );
}
