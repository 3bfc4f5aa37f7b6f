import type { CaseView } from "../../../domain/cases/index.ts";
import type { Clerk } from "../../../domain/identity/index.ts";
import { isHotline } from "../desk.ts";

/** 保密: who asked for it is reached by 12345 alone; an agency that deals with the report sees neither telephone. */
export function withoutSecret(view: CaseView, clerk: Clerk): CaseView {
  if (view.answers["keep_secret"] !== true || isHotline(clerk, view.row.city)) return view;
  return withoutPhone(view);
}

export function withoutPhone(view: CaseView): CaseView {
  const { phone: _secret, ...answers } = view.answers;
  return { ...view, answers, applicant: { ...view.applicant, phone: "" } };
}
