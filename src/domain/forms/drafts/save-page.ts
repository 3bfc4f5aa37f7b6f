import { residentScope } from "../../../foundation/database/index.ts";
import { isId } from "../../../foundation/ids/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { evaluate } from "../evaluate.ts";
import { formOf } from "../form.ts";
import { type Journey, type JourneyOptions, journey, noSuchPage } from "../journey.ts";
import { withKnown } from "../known.ts";
import { draftForSaving, saveDraft } from "../store.ts";
import type { Posted } from "../types/contract.ts";
import { carryOver } from "./carry-over.ts";
import {
  alreadySent,
  type Draft,
  type DraftOwner,
  type DraftService,
  type DraftsContext,
  draftOf,
  expiry,
  filesOf,
  noSuchDraft,
  sealContent,
} from "./draft.ts";
import { mergePage } from "./merge-page.ts";

export type SavePageInput = {
  readonly owner: DraftOwner;
  readonly id: string;
  readonly service: DraftService;
  readonly page: string;
  /**
   * The fields of the form. Beside the questions: `shown` (ids of the questions the page showed, by spaces), `seen` (the
   * draft's revision the page was drawn from) and `<id>-not-right` / `<id>-right` = "yes" about a known answer.
   */
  readonly posted: Posted;
  readonly now: Date;
  readonly options: JourneyOptions;
};

export type Saved = {
  readonly draft: Draft;
  /** Of this page, for redrawing it; what was typed is in the draft all the same. */
  readonly errors: readonly FieldError[];
  readonly journey: Journey;
  /** The same page is to be drawn again: errors, a question that has just come up, or a button beside a question. */
  readonly stay: boolean;
  /** Answers that did not fit the service's new version. */
  readonly dropped: readonly string[];
};

/**
 * Saves what was filled in on one page. Everything typed is kept, right or wrong. Two tabs merge question by question: the
 * last one that changed a question wins, and a tab that only sends back what it was shown changes nothing. Refuses with 404
 * (no such draft or page), 409 (already sent) or 413 (too large).
 */
export async function savePage({ database, secrets }: DraftsContext, input: SavePageInput): Promise<Saved> {
  const { owner, id, service, page, posted, now, options } = input;
  if (!isId(id)) throw noSuchDraft();
  const form = formOf(service);
  if (!form.pages.some((one) => one.page === page)) throw noSuchPage();
  return database.transaction(residentScope(owner), async (tx) => {
    const [row] = await tx.run(draftForSaving, { owner, id, now });
    if (!row) throw noSuchDraft();
    if (row.sent_number !== null) throw alreadySent(row.sent_number);
    if (row.service !== service.definition.code) throw noSuchDraft();
    const { draft: before, dropped } = carryOver(service, draftOf(secrets, row), options);
    const { content, errors, stay } = mergePage(form, before, page, posted, options);
    const revision = before.revision + 1;
    const expires = expiry(owner, now);
    await tx.run(saveDraft, {
      owner,
      id,
      version: before.version,
      answers: sealContent(secrets, before, { ...content, staysBefore: before.staysBefore }),
      files: filesOf(content.answers),
      revision,
      updated_at: now,
      expires_at: expires,
      sent_number: null,
    });
    const draft: Draft = { ...before, ...content, revision, updatedAt: now, expiresAt: expires };
    // What the page's own answers have made superfluous is not missing.
    const { found } = evaluate(form, withKnown(draft.answers, options.known, draft.disputed), options, false);
    const asked = new Set(found.filter((one) => one.asked !== false).map((one) => one.question.question.id));
    const after = journey(service, draft.answers, { ...options, disputed: draft.disputed });
    const here = after.pages.find((one) => one.page === page);
    return {
      draft,
      errors: errors.filter(({ question }) => asked.has(question)).map(({ error }) => error),
      journey: after,
      stay: stay || here?.state === "now" || here?.state === "todo",
      dropped,
    };
  });
}
