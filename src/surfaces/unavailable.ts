import type { UnavailableReason } from "../domain/agencies/index.ts";
import { defineWords, type Language } from "../foundation/i18n/index.ts";

type Agency = { readonly agency: string };

/** Why nothing was learned, in one sentence for whoever waits; each reason of the contract has its own. */
const sentences = defineWords({
  not_connected: {
    zh: ({ agency }: Agency) => `${agency}的系统还没有和这里连通，现在查不到。`,
    en: ({ agency }: Agency) => `The records of ${agency} are not connected here yet, so nothing can be looked up now.`,
  },
  timeout: {
    zh: ({ agency }: Agency) => `${agency}的系统现在很慢，我们等了一会儿，还没有等到结果。`,
    en: ({ agency }: Agency) => `${agency} is slow to answer now; we waited and have no result yet.`,
  },
  down: {
    zh: ({ agency }: Agency) => `${agency}的系统现在连不上。`,
    en: ({ agency }: Agency) => `${agency} cannot be reached now.`,
  },
  error: {
    zh: ({ agency }: Agency) => `${agency}的系统出了问题，这次没有给出结果。`,
    en: ({ agency }: Agency) => `Something went wrong at ${agency}, so there is no result this time.`,
  },
  busy: {
    zh: ({ agency }: Agency) => `现在查询的人很多，${agency}的系统忙不过来。`,
    en: ({ agency }: Agency) => `Many people are asking ${agency} at this moment, and it cannot take more.`,
  },
  paused: {
    zh: ({ agency }: Agency) => `${agency}的系统刚才一直没有回应，我们过一会儿再问它。`,
    en: ({ agency }: Agency) => `${agency} has not been answering, so we wait a little before asking it again.`,
  },
  unreadable: {
    zh: ({ agency }: Agency) => `${agency}的系统给出的内容不完整，我们没有采用。`,
    en: ({ agency }: Agency) => `What ${agency} answered was not complete, so we did not use it.`,
  },
  too_large: {
    zh: ({ agency }: Agency) => `${agency}的系统给出的内容有误，我们没有采用。`,
    en: ({ agency }: Agency) => `What ${agency} answered cannot be right, so we did not use it.`,
  },
  wrong_person: {
    zh: ({ agency }: Agency) => `${agency}的系统给出的内容和您要查的对不上，我们没有采用。`,
    en: ({ agency }: Agency) => `What ${agency} answered was not about what you asked for, so we did not use it.`,
  },
} as const);

/** `agency`: the office's name in the reader's language. */
export function sayUnavailable(reason: UnavailableReason, agency: string, language: Language): string {
  return sentences(language)[reason]({ agency });
}
