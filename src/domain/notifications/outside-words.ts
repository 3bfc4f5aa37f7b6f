import { defineWords, type Language, say, type Text } from "../../foundation/i18n/index.ts";

/** `news`: something happened; `to_do`: something is asked of the person; `code`: six digits that prove an address. */
export type OutsideKind = "news" | "to_do" | "code";
export type OutsideValues = {
  readonly service?: Text;
  readonly code?: string;
  /** Somebody filed it for the person, who may never have signed in. */
  readonly helped?: true;
};

type About = { service: string };
const words = defineWords({
  subjectNews: { zh: "您有一条新消息", en: "There is a message for you" },
  subjectToDo: { zh: "有一件事等您办理", en: "Something is waiting for you" },
  subjectCode: { zh: "验证码", en: "Your code" },
  news: {
    zh: ({ service }: About) => `【一窗】您办理的“${service}”有新进展，请登录后在“消息”里查看。`,
    en: ({ service }: About) => `Onewindow: there is news about “${service}”. Please sign in and open Messages.`,
  },
  toDo: {
    zh: ({ service }: About) => `【一窗】您办理的“${service}”需要您处理，请登录后在“消息”里查看。`,
    en: ({ service }: About) => `Onewindow: “${service}” needs something from you. Please sign in and open Messages.`,
  },
  newsHelped: {
    zh: ({ service }: About) =>
      `【一窗】请人代办的“${service}”有新进展。可以凭回执到窗口、社区查询，也可以用本人证件登录查看。`,
    en: ({ service }: About) =>
      `Onewindow: there is news about “${service}”, which was filed for you. Ask at a counter with the receipt, or sign in with your own document.`,
  },
  toDoHelped: {
    zh: ({ service }: About) =>
      `【一窗】请人代办的“${service}”需要补充。请凭回执到窗口、社区办理，也可以用本人证件登录办理。`,
    en: ({ service }: About) =>
      `Onewindow: “${service}”, which was filed for you, needs something. Go to a counter with the receipt, or sign in with your own document.`,
  },
  bare: {
    zh: "【一窗】您有一条新消息，请登录后在“消息”里查看。",
    en: "Onewindow: there is a message for you. Please sign in and open Messages.",
  },
  code: {
    zh: ({ code }: { code: string }) =>
      `【一窗】验证码 ${code}，30 分钟内有效。如果不是您本人操作，请不用理会，也不要告诉别人。`,
    en: ({ code }: { code: string }) =>
      `Onewindow: your code is ${code}. It is valid for 30 minutes. If you did not ask for it, ignore it and tell nobody.`,
  },
  where: {
    zh: ({ address }: { address: string }) => `消息：${address}/me/inbox\n不想再收到：${address}/me/contact`,
    en: ({ address }: { address: string }) =>
      `Messages: ${address}/me/inbox\nNot wanted any more: ${address}/me/contact`,
  },
});

/**
 * What leaves the house: the name of the service and where to read on. Never a name, a number, an answer or a decision: an SMS lies
 * open on a locked phone, a mail passes many hands.
 */
export function outsideText(
  kind: OutsideKind,
  { service, code, helped }: OutsideValues,
  language: Language,
  address: string,
): { readonly subject: string; readonly text: string; readonly foot: string } {
  const w = words(language);
  if (kind === "code") return { subject: w.subjectCode, text: w.code({ code: code ?? "" }), foot: "" };
  const about = service === undefined ? undefined : { service: say(service, language) };
  const subject = kind === "to_do" ? w.subjectToDo : w.subjectNews;
  const [news, toDo] = helped ? [w.newsHelped, w.toDoHelped] : [w.news, w.toDo];
  const text = about === undefined ? w.bare : kind === "to_do" ? toDo(about) : news(about);
  return { subject, text, foot: w.where({ address }) };
}
