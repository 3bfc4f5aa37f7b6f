import type { Text } from "../../foundation/i18n/index.ts";
import type { FieldError } from "../../foundation/refusal.ts";
import { Refusal } from "../../foundation/refusal.ts";

/** What a city's office sets for its pages. Every value is optional: without it the product's own stands. */
export type CitySettings = {
  /** `#rrggbb`; pages darken it until it can be read. */
  readonly colour?: string | undefined;
  /** Address of the emblem on this installation, beginning with `/`. */
  readonly emblem?: string | undefined;
  /** Service line, shown on every page: 12345, 0730-7622222. */
  readonly phone?: string | undefined;
  /** 备案号 of the city's own, when it is not the installation's. */
  readonly filing_number?: string | undefined;
  /** How the city calls itself on its pages, when not by its division's name. */
  readonly display?: Text | undefined;
  /** Fen above which two clerks stand behind a refund. */
  readonly second_refund_over_fen?: number | undefined;
};

/** A tenant. */
export type City = {
  /** The code it was opened with; its key for ever. */
  readonly city: string;
  readonly openedAt: Date;
  readonly settings: CitySettings;
};

const longest = { phone: 40, filing_number: 60, emblem: 200, display: 40 } as const;

type Check = { readonly ok: (value: unknown) => boolean; readonly say: Text };

const textUpTo = (limit: number) => (value: unknown) =>
  typeof value === "string" && value.trim() !== "" && value.length <= limit;

const checks: Readonly<Record<keyof CitySettings, Check>> = {
  colour: {
    ok: (value) => typeof value === "string" && /^#[0-9a-f]{6}$/i.test(value),
    say: { zh: "请按 #1b4f86 的形式填写颜色。", en: "Write the colour like #1b4f86." },
  },
  emblem: {
    ok: (value) => textUpTo(longest.emblem)(value) && /^\/(?!\/)/.test(String(value)),
    say: { zh: "标志请填写本站内的地址，以 / 开头。", en: "Give the emblem's address on this site, beginning with /." },
  },
  phone: {
    ok: (value) => textUpTo(longest.phone)(value) && /^[\d\s+()-]+$/.test(String(value)),
    say: { zh: "请填写电话号码，例如 0730-12345。", en: "Write a telephone number, for example 0730-12345." },
  },
  filing_number: {
    ok: textUpTo(longest.filing_number),
    say: { zh: "备案号请不超过 60 个字。", en: "Keep the filing number within 60 characters." },
  },
  second_refund_over_fen: {
    ok: (value) => Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= 100_000_000_00,
    say: { zh: "请填写金额，不超过 1 亿元。", en: "Write an amount of at most 100 million yuan." },
  },
  display: {
    ok: (value) =>
      typeof value === "object" &&
      value !== null &&
      "zh" in value &&
      "en" in value &&
      textUpTo(longest.display)(value.zh) &&
      textUpTo(longest.display)(value.en),
    say: {
      zh: "名称请同时填写中文和英文，各不超过 40 个字。",
      en: "Give the name in Chinese and English, up to 40 characters each.",
    },
  },
};

function isSetting(name: string): name is keyof CitySettings {
  return Object.hasOwn(checks, name);
}

/**
 * Settings as they may be stored. Unknown names and values out of shape are refused together (`bad_city_settings`, 422), each with
 * its field.
 */
export function checkSettings(settings: object): CitySettings {
  const fields: FieldError[] = [];
  const good: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(settings)) {
    if (value === undefined) continue;
    if (!isSetting(field)) {
      fields.push({ field, code: "unknown", message: { zh: "没有这一项设置。", en: "There is no such setting." } });
    } else if (checks[field].ok(value)) {
      good[field] = value;
    } else {
      fields.push({ field, code: "bad_value", message: checks[field].say });
    }
  }
  if (fields.length > 0) {
    throw new Refusal({
      code: "bad_city_settings",
      status: 422,
      say: { zh: "有些设置还不能用，请看下面的说明。", en: "Some settings cannot be used yet; see the notes below." },
      fields,
    });
  }
  return good;
}

/** Settings as they were stored; what no longer fits the shape is left away, so that a page is shown all the same. */
export function storedSettings(settings: unknown): CitySettings {
  if (typeof settings !== "object" || settings === null) return {};
  return Object.fromEntries(
    Object.entries(settings).filter(([field, value]) => isSetting(field) && checks[field].ok(value)),
  );
}
