import { cityScope } from "../../foundation/database/index.ts";
import type { Answers } from "../catalogue/index.ts";
import type { CaseContext } from "./context.ts";
import { newestOfService } from "./past-store.ts";
import { openAnswers } from "./read.ts";

/** A case as a program compares it: nobody is shown what it says. */
export type PastCase = {
  readonly number: string;
  /** Of the service, as it was sent. */
  readonly version: string;
  readonly submittedAt: Date;
  readonly answers: Answers;
};

const atOnce = 100;

/** The newest cases of a service in a city, open and closed, at most `most`, with what was sent; erased ones are left out. */
export async function* pastCases(
  context: CaseContext,
  city: string,
  service: string,
  most: number,
): AsyncGenerator<PastCase> {
  let at = { before: new Date("9999-01-01T00:00:00Z"), before_number: "" };
  for (let read = 0; read < most; ) {
    const limit = Math.min(atOnce, most - read);
    const rows = await context.database.run(cityScope(city), newestOfService, { city, service, ...at, limit });
    const last = rows.at(-1);
    if (!last) return;
    read += rows.length;
    at = { before: last.submitted_at, before_number: last.number };
    const sent = await openAnswers(
      context,
      city,
      rows.map(({ number }) => number),
    );
    for (const { number, service_version: version, submitted_at: submittedAt } of rows) {
      const answers = sent.get(number);
      if (answers) yield { number, version, submittedAt, answers };
    }
    if (rows.length < limit) return;
  }
}
