/** The languages every word of the product exists in. Service content may bring more; it falls back to Chinese, visibly. */
export const languages = ["zh", "en"] as const;
export type Language = (typeof languages)[number];

/** One sentence in every language of the product. */
export type Text = Readonly<Record<Language, string>>;

export function isLanguage(value: unknown): value is Language {
  return languages.some((language) => language === value);
}

export function say(text: Text, language: Language): string {
  return text[language];
}

/** A word is a sentence, or a function that makes one from named values. */
type Word = Text | Readonly<Record<Language, (values: never) => string>>;

type Spoken<W> = W extends Text
  ? string
  : W extends Readonly<Record<Language, (values: infer V) => string>>
    ? (values: V) => string
    : never;

export type Words<D> = { readonly [K in keyof D]: Spoken<D[K]> };

/**
 * Words of a page or module as typed functions: a missing language or a missing value is a compile error,
 * and speaking costs one property access.
 */
export function defineWords<const D extends Record<string, Word>>(definition: D): (language: Language) => Words<D> {
  const spoken = {} as Record<Language, Words<D>>;
  for (const language of languages) {
    const entries = Object.entries(definition).map(([key, word]) => [key, word[language]]);
    spoken[language] = Object.freeze(Object.fromEntries(entries)) as Words<D>;
  }
  return (language) => spoken[language];
}
