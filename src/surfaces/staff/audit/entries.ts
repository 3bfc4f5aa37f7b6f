import { type AuditLine, auditEntries } from "../../../domain/audit/index.ts";
import { isRole } from "../../../domain/identity/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { say } from "../../../foundation/i18n/index.ts";
import type { House } from "../../house.ts";
import { clerkNames } from "../names.ts";
import { roleNames, staffWords } from "../words.ts";
import { detailWords } from "./acts.ts";

export type AuditFilter = { readonly act?: string | undefined; readonly subject?: string | undefined };

/** Entries looked through for one page of a filtered list: the record itself is only kept by time. */
const lookedThrough = 1_000;
const aPage = 50;

export type AuditPage = {
  readonly items: readonly AuditLine[];
  readonly next: string | undefined;
  /** The filter fits few: so many entries were looked through, and no further. */
  readonly looked: number;
};

/** A city's record, newest first, narrowed to what is asked for: at most 50 entries out of the next 1,000. */
export async function filteredEntries(
  house: House,
  city: string,
  filter: AuditFilter,
  after: string | undefined,
): Promise<AuditPage> {
  const { act, subject } = filter;
  if (act === undefined && subject === undefined) {
    const page = await auditEntries(house.database, city, { after, limit: aPage });
    return { ...page, looked: page.items.length };
  }
  const items: AuditLine[] = [];
  let next = after;
  let looked = 0;
  do {
    const page = await auditEntries(house.database, city, { after: next, limit: 200 });
    for (const entry of page.items) {
      looked += 1;
      next = entry.id;
      const fits = subject === undefined || entry.subject === subject || entry.actor === subject;
      if (fits && (act === undefined || entry.act === act)) items.push(entry);
      if (items.length === aPage) return { items, next, looked };
    }
    if (page.next === undefined) return { items, next: undefined, looked };
  } while (looked < lookedThrough);
  return { items, next, looked };
}

const idShape = /^[0-9a-f]{8}-[0-9a-f]{4}-/;

/** Who acted and on what, by name where it is a member of staff. */
export async function auditNames(house: House, city: string, items: readonly AuditLine[], language: Language) {
  const ids = items.flatMap(({ actor, subject }) => [actor, subject].filter((id) => idShape.test(id)));
  const names = await clerkNames(house, city, ids);
  const w = staffWords(language);
  return {
    actor: (line: AuditLine): string => {
      if (line.actorKind === "clerk") return names.get(line.actor) ?? w.formerClerk;
      if (line.actorKind === "system") return w.system;
      return line.actorKind === "resident" ? w.applicant : line.actor;
    },
    subject: (line: AuditLine): string => names.get(line.subject) ?? line.subject,
  };
}

/** The rest of an entry in one line; what has no words stands as it is kept. */
export function detailOf(line: AuditLine, language: Language): string {
  const w = detailWords(language);
  const names: Readonly<Record<string, string>> = w;
  const spoken = (value: unknown): string => {
    if (Array.isArray(value)) return value.map(spoken).join(language === "zh" ? "、" : ", ");
    const text = String(value);
    if (isRole(text)) return say(roleNames[text], language);
    return names[text] ?? text;
  };
  return Object.entries(line.detail)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => (value === true ? (names[name] ?? name) : `${names[name] ?? name}: ${spoken(value)}`))
    .join(" · ");
}
