import { stringify } from "csv-stringify/sync";
import { decideIn, type ExportContext, type Exported, feeDue, officeOf, pageOf, yuan } from "./exported.ts";

/** A service in one row, every value a text; empty where nothing is said. The names of the columns are those an import takes. */
export function rowOf(exported: Exported, context: ExportContext): Readonly<Record<string, string>> {
  const { service, offering } = exported;
  const { definition } = service;
  const { code, field, kind, regime, name, summary, audience, law, time } = definition;
  const office = officeOf(exported, context);
  const fee = feeDue(exported);
  const decide = decideIn(exported);
  const [venue] = offering?.venues ?? [];
  const basis = fee.kind === "none" ? "" : fee.basis;
  return {
    code,
    version: service.version,
    city: offering?.city ?? "",
    field,
    field_zh: context.fields.get(field)?.name.zh ?? "",
    kind,
    regime,
    name_zh: name.zh,
    name_en: name.en,
    summary_zh: summary.zh,
    summary_en: summary.en,
    audience: audience.join(" "),
    agency_kind: offering?.agency ?? definition.agency,
    office_zh: offering ? office.zh : "",
    office_en: offering ? office.en : "",
    fee_rule: fee.kind,
    fee: fee.kind === "none" ? "0.00" : fee.kind === "amount" ? yuan(fee.amount_fen) : "",
    fee_basis: basis,
    promise: String(decide.days),
    promise_unit: decide.unit,
    legal_limit: String(time.decide.law.days),
    legal_limit_unit: time.decide.law.unit,
    law: law.map(({ title, article }) => `《${title}》${article}`).join("；"),
    certificate: service.certificate?.title.zh ?? "",
    phone: offering?.phone ?? "",
    venue: venue?.name.zh ?? "",
    address: venue?.address.zh ?? "",
    hours: venue?.hours.zh ?? "",
    url: pageOf(exported, context) ?? "",
  };
}

/** CSV as spreadsheet programs read it: with the mark of UTF-8, a header line, no cell that begins a formula. */
export function csvOf(services: readonly Exported[], context: ExportContext): string {
  const rows = services.map((each) => rowOf(each, context));
  const columns = Object.keys(rows[0] ?? { code: "" });
  const cells = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ""))];
  return `\uFEFF${stringify(cells, { escape_formulas: true, record_delimiter: "\r\n" })}`;
}
