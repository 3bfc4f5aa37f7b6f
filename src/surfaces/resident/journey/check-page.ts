import type { FastifyReply, FastifyRequest } from "fastify";
import { isAnsweredByRecords } from "../../../domain/cases/index.ts";
import { type App, csrfField, type FormFields } from "../../../foundation/http/index.ts";
import { bodyHash } from "../../../foundation/idempotency/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { answeringNow } from "../../answering.ts";
import type { House } from "../../house.ts";
import { answersOnPage } from "../../look-up.ts";
import { SignInNeeded } from "../../session.ts";
import { addresses } from "./addresses.ts";
import { drawCheck, sendable } from "./check-view.tsx";
import { fileIds, missingFiles } from "./draft-files.ts";
import { sendJourney } from "./frame.tsx";
import { type DraftParams, type Loaded, loadDraft, toCase } from "./load.ts";
import { decidingCity, sendDraft } from "./send-draft.ts";
import { nextAddress, pageBefore } from "./steps.ts";

const config = { access: "visitor", owner: "forms" } as const;
type Asked = { Params: DraftParams };

/** `GET …/check`: everything once more, with the way to change it; `POST` sends it, once however often it is tapped. */
export function addCheckPage(app: App, house: House): void {
  const path = "/:city/services/:code/drafts/:id/check";
  app.get<Asked>(path, { config }, async (request, reply) => {
    const loaded = await loadDraft(house, request, request.params);
    if (loaded.draft.sentNumber !== undefined) return toCase(loaded, reply, loaded.draft.sentNumber);
    if (answersOnPage(loaded.service.definition) || loaded.within?.open) {
      return reply.redirect(nextAddress(loaded), 303);
    }
    if (!loaded.journey.complete || loaded.journey.refusals.length > 0) return reply.redirect(nextAddress(loaded), 303);
    return show(loaded, request, reply, []);
  });

  app.post<Asked>(path, { config }, async (request, reply) => {
    const loaded = await loadDraft(house, request, request.params);
    const { city, service, draft, session, helping } = loaded;
    const at = [city.city, service.definition.code, draft.id] as const;
    if (draft.sentNumber !== undefined) return toCase(loaded, reply, draft.sentNumber);
    if (answersOnPage(service.definition) || loaded.within?.open) return reply.redirect(nextAddress(loaded), 303);
    if (!session && !helping && service.definition.sign_in !== "optional") {
      throw new SignInNeeded("resident", addresses.check(...at));
    }
    if (!loaded.journey.complete || loaded.journey.refusals.length > 0) return reply.redirect(nextAddress(loaded), 303);
    const { answers, errors } = sendable(loaded);
    if (errors.length > 0) return show(loaded, request, reply, errors, 422);
    const missing = await missingFiles(house, city.city, draft.id, fileIds({ answers }));
    if (missing.length > 0) return show(loaded, request, reply, lostFiles(answers, missing), 422);
    // What is sent is what was shown: another tab, or a register, may have said something else since.
    const { seen } = (request.body ?? {}) as FormFields;
    if (seen !== bodyHash(answers)) return show(loaded, request, reply, [], 409);
    const number = await sendDraft(loaded, answers, session || helping ? undefined : reply.visit());
    // What the agency's records decide is decided while the person waits, if the agency answers in time.
    if (isAnsweredByRecords(service.definition)) await answeringNow(house, decidingCity(loaded).city.city, number);
    return toCase(loaded, reply, number);
  });
}

/** Files that an answer names and that are no longer kept. */
export function lostFiles(answers: Readonly<Record<string, unknown>>, missing: readonly string[]): FieldError[] {
  return Object.entries(answers)
    .filter(([, value]) => fileIds({ answers: { value } }).some((id) => missing.includes(id)))
    .map(([field]) => ({
      field,
      code: "file_gone",
      message: {
        zh: "这个文件已超过保存期限，请重新上传。",
        en: "This file was kept for its full time and is gone. Please upload it again.",
      },
    }));
}

async function show(
  loaded: Loaded,
  request: FastifyRequest,
  reply: FastifyReply,
  errors: readonly FieldError[],
  status = 200,
): Promise<FastifyReply> {
  const { city, service, draft } = loaded;
  const at = [city.city, service.definition.code, draft.id] as const;
  reply.code(status);
  const drawn = drawCheck(loaded, request.language, {
    ...{ errors, changedSince: status === 409 },
    hidden: { [csrfField]: reply.csrf() },
  });
  const before = pageBefore(loaded, undefined);
  const back = { href: before === undefined ? addresses.start(at[0], at[1]) : addresses.page(...at, before) };
  return sendJourney(loaded, request, reply, { ...drawn, back });
}
