import type { Text } from "../../../foundation/i18n/index.ts";

/**
 * Messages whose words a service may replace by its own, and what can be named in them. What else there is to tell (12345, look-ups,
 * certificates taken back) is said alike by all services.
 */
export const ownMessages = {
  case_received: ["service", "day"],
  accepted: ["service", "day"],
  correction_asked: ["service", "day"],
  not_accepted: ["service"],
  approved: ["service"],
  refused: ["service"],
  certificate_issued: ["service"],
  posted: ["service", "carrier", "tracking"],
  withdrawn: ["service"],
  lapsed: ["service"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type OwnMessage = keyof typeof ownMessages;

/** `{service}`, `{day}`, `{carrier}` and `{tracking}` are filled in. The day may be missing: `open` is said then. */
export type MessageWords = { readonly title?: Text; readonly text: Text; readonly open?: Text };

/** Characters of a text once it is filled in: what two parts of an SMS hold (67 characters a part in Chinese, 153 in English). */
export const longestMessage = { zh: 134, en: 306 } as const;
/** Of a title: one line on a telephone. */
export const longestMessageTitle = { zh: 20, en: 60 } as const;

/** What a text comes to with these values; names that are not given stay as they are. */
export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{([a-z_]+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? "") : whole,
  );
}
