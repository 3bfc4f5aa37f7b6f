import type { VNode } from "preact";
import type { CaseView } from "../../../domain/cases/index.ts";
import type { ServiceVersion } from "../../../domain/catalogue/index.ts";
import { isReport } from "../../../domain/reports/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { isId } from "../../../foundation/ids/index.ts";
import { addresses } from "../journey/addresses.ts";
import { Photos, ReportActs } from "./page.tsx";

/** What a complaint or report has besides on its sender's own page; nothing for other cases. */
export function reportParts(
  { row, answers }: CaseView,
  service: ServiceVersion,
  { language, hidden }: { readonly language: Language; readonly hidden: Readonly<Record<string, string>> },
): VNode | undefined {
  if (row.regime !== "complaint") return undefined;
  const photos = [...service.questions.values()].flatMap(({ question }) => {
    const answer = question.type === "photo" ? answers[question.id] : undefined;
    const file = typeof answer === "object" && answer !== null && "file" in answer ? answer.file : undefined;
    return typeof file === "string" && isId(file) ? [`${addresses.mine(row.number)}/files/${file}`] : [];
  });
  return (
    <>
      <Photos language={language} hrefs={photos} />
      <ReportActs
        language={language}
        action={`${addresses.mine(row.number)}/urge`}
        hidden={hidden}
        state={row.state}
        urged={row.report?.urged ?? []}
        publicHref={isReport(service) ? addresses.report(row.city, row.number) : undefined}
      />
    </>
  );
}
