import { cpsvOf } from "./cpsv.ts";
import type { ExportContext, Exported } from "./exported.ts";
import { toJsonLd, toTurtle } from "./graph.ts";
import { csvOf, rowOf } from "./table.ts";

export { type ExportContext, type Exported, nationPlace } from "./exported.ts";
export { governmentServiceOf } from "./government-service.ts";

export const exportFormats = ["csv", "json", "ttl", "jsonld"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Services as one text: a table (CSV, JSON) or CPSV-AP 3.2 (Turtle, JSON-LD). */
export function exportServices(services: readonly Exported[], context: ExportContext, format: ExportFormat): string {
  switch (format) {
    case "csv":
      return csvOf(services, context);
    case "json":
      return `${JSON.stringify(
        services.map((each) => rowOf(each, context)),
        null,
        1,
      )}\n`;
    case "ttl":
      return toTurtle(cpsvOf(services, context));
    case "jsonld":
      return `${JSON.stringify(toJsonLd(cpsvOf(services, context)))}\n`;
  }
}
