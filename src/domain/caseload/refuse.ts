import { type FieldError, Refusal } from "../../foundation/refusal.ts";

/** Collects what is wrong with each field, then refuses all of it at once. */
export class Faults {
  readonly #fields: FieldError[] = [];

  add(field: string, code: string, zh: string, en: string): void {
    this.#fields.push({ field, code, message: { zh, en } });
  }

  /** @throws Refusal `work_invalid` (422) where there is anything */
  refuse(): void {
    if (this.#fields.length === 0) return;
    throw new Refusal({
      code: "work_invalid",
      status: 422,
      say: { zh: "有几处需要修改。", en: "A few things need to be changed." },
      fields: this.#fields,
    });
  }
}

export function gone(): Refusal {
  return new Refusal({
    code: "work_not_found",
    status: 404,
    say: { zh: "没有找到这一项。可能已经被删除。", en: "There is no such entry. It may have been removed." },
  });
}

/** Without control characters and outer spaces; "" where nothing is left or it is too long. */
export function tidyText(typed: string, most: number): string {
  const text = typed
    .normalize("NFC")
    .replaceAll(/[\p{Cf}\p{Cs}]|(?!\n)\p{Cc}/gu, "")
    .trim();
  return [...text].length > most ? "" : text;
}
