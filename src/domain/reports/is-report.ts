import type { Question, ServiceVersion } from "../catalogue/index.ts";

/** 12345: a report says what kind of matter it is and what it is about; other letters (投诉与建议) are not dispatched or joined. */
export function isReport(service: ServiceVersion): boolean {
  const choice = (id: string) => service.questions.get(id)?.question.type === "choice";
  return service.definition.kind === "report" && choice("matter") && choice("category");
}

/** The options of one of the two, as the service file names them. */
export function optionsOf(service: ServiceVersion, question: "matter" | "category"): NonNullable<Question["options"]> {
  return service.questions.get(question)?.question.options ?? [];
}
