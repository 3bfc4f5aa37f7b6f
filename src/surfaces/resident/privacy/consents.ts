import { eraseAnswer, viewCase, withdrawConsent } from "../../../domain/cases/index.ts";
import type { Question } from "../../../domain/catalogue/index.ts";
import { deleteFilesOfQuestion } from "../../../domain/documents/index.ts";
import type { App, FormFields } from "../../../foundation/http/index.ts";
import { formatDay, type Language, say } from "../../../foundation/i18n/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { ownCase } from "../case/own.ts";
import type { MyCase } from "../me/lines.tsx";
import { words } from "./words.ts";

/** So many of the latest cases are opened for what was agreed to. */
const opened = 10;
const ofCertificate = /^certificate:(.{1,64})$/;

/** A separate consent in one case, until it is taken back. */
export type Consent = {
  readonly label: string;
  readonly when: string;
  readonly case: string;
  readonly question: string;
  readonly withdrawn: boolean;
};

/** To sensitive data of this kind, in words. */
export type Consented = Consent & { readonly kind: string };

/** That a certificate of the folder may answer. */
export type FolderConsent = Consent & { readonly certificate: string };

/**
 * `POST /me/privacy/consents`: takes back that a certificate of the folder (`of` = `certificate`) or an answer of a sensitive kind is used in one
 * application. Of a case that is not decided the sensitive answer is erased with its files; a decided one keeps it for its time.
 */
export function addConsentActs(app: App, house: House): void {
  const config = { access: "resident", owner: "cases" } as const;
  app.post("/me/privacy/consents", { config }, async (request, reply) => {
    const body = (request.body ?? {}) as FormFields;
    const typed = (name: string) => (typeof body[name] === "string" ? body[name] : "");
    const view = await ownCase(house, request, typed("case").slice(0, 64));
    const { city, number } = view.row;
    const question = typed("question").slice(0, 80);
    const fromFolder = typed("of") === "certificate";
    const consent = view.applicant.consents?.to.findLast(
      (one) => one.question === question && ofCertificate.test(one.kind) === fromFolder,
    );
    if (consent === undefined) throw noConsent();
    const asked = house.catalogue.serviceOf(view.row.service, view.row.service_version).questions.get(question);
    const label = asked?.question.label.zh ?? question;
    const w = words("zh");
    if (fromFolder) {
      const [, certificate = ""] = ofCertificate.exec(consent.kind) ?? [];
      const note = w.withdrawnNote({ certificate, question: label });
      await withdrawConsent(house.cases, { city, number, question, kind: consent.kind, note });
      return reply.redirect("/me/privacy?done=withdrawn", 303);
    }
    // The answer goes before it is said that it is gone: whoever dies in between takes the consent back once more.
    const erased = await eraseAnswer(house.cases, { city, number, question });
    if (erased) {
      await deleteFilesOfQuestion(house.documents, { city, caseNumber: number, question, now: house.clock() });
    }
    const note = erased ? w.sensitiveGoneNote({ question: label }) : w.sensitiveKeptNote({ question: label });
    await withdrawConsent(house.cases, { city, number, question, kind: consent.kind, note });
    return reply.redirect(`/me/privacy?done=${erased ? "consent-erased" : "consent-kept"}`, 303);
  });
}

/** What was separately agreed to, as it was recorded with the latest cases. */
export async function consentsOf(house: House, cases: readonly MyCase[], language: Language): Promise<Consented[]> {
  const w = words(language);
  const all = await given(house, cases, ({ sensitive }) => sensitive !== undefined);
  return all.flatMap((given) => {
    const { consent, question } = given;
    if (question?.sensitive === undefined || consent.kind !== question.sensitive) return [];
    return [{ ...consentOf(house, given, language), kind: w[question.sensitive] }];
  });
}

/** Which certificates of the folder the person let answer, in which of the latest cases. */
export async function folderConsentsOf(
  house: House,
  cases: readonly MyCase[],
  language: Language,
): Promise<FolderConsent[]> {
  const all = await given(house, cases, ({ from }) => from?.startsWith("certificate:") === true);
  return all.flatMap((given) => {
    const [, certificate] = ofCertificate.exec(given.consent.kind) ?? [];
    return certificate === undefined ? [] : [{ ...consentOf(house, given, language), certificate }];
  });
}

type Given = Awaited<ReturnType<typeof given>>[number];

function consentOf(house: House, { one, consent, question, service, at }: Given, language: Language): Consent {
  const w = words(language);
  const about = { service: say(service, language), day: dayOf(house, one, at, language) };
  const { withdrawn_at: ended } = consent;
  const until = ended === undefined ? undefined : dayOf(house, one, new Date(ended), language);
  return {
    case: one.number,
    question: consent.question,
    label: question === undefined ? consent.question : say(question.label, language),
    when: until === undefined ? w.consentTo(about) : w.consentEnded({ ...about, until }),
    withdrawn: until !== undefined,
  };
}

function dayOf(house: House, one: MyCase, at: Date, language: Language): string {
  return formatDay(house.regions.calendarOf(one.city).dayOf(at), language);
}

/** The consents kept with the latest cases of services that ask such a question. */
async function given(house: House, cases: readonly MyCase[], asks: (question: Question) => boolean) {
  const asking = cases.filter((one) => {
    const service = house.catalogue.service(one.service);
    return service !== undefined && [...service.questions.values()].some(({ question }) => asks(question));
  });
  const found = await Promise.all(
    asking.slice(0, opened).map(async (one) => {
      const { row, applicant } = await viewCase(house.cases, one.city, one.number);
      const { questions, definition } = house.catalogue.serviceOf(row.service, row.service_version);
      return (applicant.consents?.to ?? []).map((consent) => ({
        ...{ one, consent, service: definition.name },
        question: questions.get(consent.question)?.question,
        at: new Date(consent.at ?? applicant.consents?.at ?? one.submitted_at),
      }));
    }),
  );
  return found.flat();
}

function noConsent(): Refusal {
  return new Refusal({
    code: "consent_not_found",
    status: 404,
    say: { zh: "没有这项同意。", en: "There is no such consent." },
  });
}
