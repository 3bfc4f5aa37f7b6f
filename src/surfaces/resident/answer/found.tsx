import type { ComponentChildren } from "preact";
import type { FoundField, LookUp } from "../../../domain/catalogue/index.ts";
import { Facts, type SummaryItem, SummaryList } from "../../../foundation/html/index.ts";
import {
  formatDay,
  formatMoney,
  formatMonth,
  formatNumber,
  type Language,
  say,
} from "../../../foundation/i18n/index.ts";
import { words } from "./words.ts";

type Plain = Pick<FoundField, "label" | "options"> & { readonly id: string; readonly format: FoundField["format"] };
type Values = Readonly<Record<string, unknown>>;

/** What an agency answered, in the order of the service's file: single values as a list, each row as a block that fits any width. */
export function Found({ lookUp, values, language }: { lookUp: LookUp; values: Values; language: Language }) {
  const parts: ComponentChildren[] = [];
  let items: SummaryItem[] = [];
  const close = () => {
    if (items.length > 0) parts.push(<SummaryList key={`s${parts.length}`} items={items} />);
    items = [];
  };
  for (const field of lookUp.answer) {
    if (field.format !== "table") {
      // What the agency does not say is left out: "nothing" would be an answer it never gave.
      const value = shown(field, values[field.id], language);
      if (value !== undefined) items.push({ label: say(field.label, language), value });
      continue;
    }
    close();
    parts.push(<Rows key={field.id} field={field} rows={values[field.id]} language={language} />);
  }
  close();
  return <>{parts}</>;
}

/** At most so many rows are kept of a table (catalogue). */
const rowsAtMost = 200;

function Rows({ field, rows, language }: { field: FoundField; rows: unknown; language: Language }) {
  const w = words(language);
  const columns = field.columns ?? [];
  const all = Array.isArray(rows) ? (rows as readonly Values[]).slice(0, rowsAtMost) : [];
  const title = say(field.label, language);
  return (
    <section>
      <h2>{title}</h2>
      {all.length === 0 ? <p class="quiet">{w.noRows}</p> : null}
      {all.map((row, index) => (
        <Facts
          key={index}
          facts={columns.flatMap((column) => {
            const value = shown(column, row[column.id], language);
            return value === undefined ? [] : [{ label: say(column.label, language), value }];
          })}
        />
      ))}
    </section>
  );
}

const isAmount = ({ format }: Plain) => format === "money" || format === "number";

function shown(field: Plain, value: unknown, language: Language): ComponentChildren | undefined {
  const text = sayFound(field, value, language);
  return text !== undefined && isAmount(field) ? <span class="number">{text}</span> : text;
}

/** One value of an agency's answer as people read it; undefined where the agency gave none. */
export function sayFound(field: Plain, value: unknown, language: Language): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  switch (field.format) {
    case "money":
      return Number.isSafeInteger(value) ? formatMoney(BigInt(value as number), language) : undefined;
    case "number":
      return typeof value === "number" ? formatNumber(value, language) : String(value);
    case "day":
      return formatDay(String(value), language);
    case "month":
      return formatMonth(String(value), language);
    case "yes_no":
      return value === true ? words(language).yes : words(language).no;
    case "choice": {
      const option = field.options?.find((one) => one.value === value);
      return option === undefined ? String(value) : say(option.label, language);
    }
    case "text":
    case "table":
      return String(value);
  }
}
