import { Field, fieldId, inputProps, useLanguage } from "../../../foundation/html/index.ts";
import { fieldWords } from "./field-words.ts";
import type { Places } from "./places.ts";

/**
 * A division as people write it. What is beyond doubt is taken; otherwise the page comes back with the places that may be meant.
 * `value`: the code, or what was typed and is no code yet.
 */
export function PlaceInput(props: {
  name: string;
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  optional?: boolean | undefined;
  value: string;
  places: Places;
}) {
  const { name, value, places } = props;
  const language = useLanguage();
  const words = fieldWords(language);
  const known = places.nameOf(value, language);
  const typed = known ?? value;
  const offered = known === undefined && value !== "" ? places.offered(value, language) : [];
  return (
    <Field {...props}>
      <input {...inputProps(props)} type="text" autocomplete="off" value={typed} />
      {known === undefined ? null : <input type="hidden" name={`${name}-was`} value={value} />}
      {offered.length === 0 ? null : (
        <fieldset class="field" aria-label={words.placeOffered}>
          <input type="hidden" name={`${name}-for`} value={value} />
          <div class="choices">
            {offered.map((place, index) => (
              <label key={place.value}>
                <input
                  type="radio"
                  name={`${name}-choice`}
                  value={place.value}
                  id={index === 0 ? fieldId(`${name}-choice`) : undefined}
                />
                <span>{place.label}</span>
              </label>
            ))}
          </div>
        </fieldset>
      )}
    </Field>
  );
}
