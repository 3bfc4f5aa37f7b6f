import { type Language, languages, type Text } from "../../../foundation/i18n/index.ts";
import type { Path, Source } from "../files/source.ts";
import {
  filled,
  longestMessage,
  longestMessageTitle,
  type MessageWords,
  type OwnMessage,
  ownMessages,
} from "../service/messages.ts";
import type { ServiceFile } from "../service/read.ts";

/** A day as it stands in a message, and the longest numbers a parcel has. */
const examples: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  zh: { day: "2026年12月31日", carrier: "邮政速递", tracking: "1234567890123" },
  en: { day: "31 December 2026", carrier: "China Post EMS", tracking: "1234567890123" },
};

/** Words of its own that a service gives to messages: what is filled in is known, nothing is too long for an SMS, and each is ever sent. */
export function checkMessages(source: Source, file: ServiceFile): void {
  for (const [name, words] of Object.entries(file.messages ?? {}) as [OwnMessage, MessageWords][]) {
    const path = ["messages", name];
    const values: readonly string[] = ownMessages[name];
    checkWords(source, file, [...path, "text"], words.text, { values, longest: longestMessage });
    if (words.title)
      checkWords(source, file, [...path, "title"], words.title, { values: [], longest: longestMessageTitle });
    const withoutDay = values.filter((value) => value !== "day");
    if (words.open)
      checkWords(source, file, [...path, "open"], words.open, { values: withoutDay, longest: longestMessage });
    checkOpen(source, path, words);
    checkSent(source, file, name);
  }
}

function checkWords(
  source: Source,
  { name }: ServiceFile,
  path: Path,
  text: Text,
  { values, longest }: { readonly values: readonly string[]; readonly longest: Readonly<Record<Language, number>> },
): void {
  for (const language of languages) {
    const said = text[language];
    const place = source.placeOfValue([...path, language]);
    const unknown = [...said.matchAll(/\{([^{}]*)\}?|\}/g)].find(
      ([whole, value]) => !whole.endsWith("}") || value === undefined || !values.includes(value),
    );
    if (unknown) {
      const list = values.map((value) => `{${value}}`).join(", ");
      source.problems.add(
        "unknown_placeholder",
        place,
        { zh: `“${unknown[0]}”不能填写。`, en: `"${unknown[0]}" cannot be filled in.` },
        values.length === 0
          ? { zh: "标题里不能有要填写的内容。", en: "A title has nothing to fill in." }
          : { zh: `这里可以写：${list}。`, en: `You can write here: ${list}.` },
      );
    }
    const length = [...filled(said, { ...examples[language], service: name[language] })].length;
    if (length > longest[language]) {
      source.problems.add(
        "message_too_long",
        place,
        {
          zh: `填写以后有 ${length} 个字，短信放不下。`,
          en: `Filled in, this is ${length} characters, too long for an SMS.`,
        },
        {
          zh: `请写短一些，最多 ${longest[language]} 个字。`,
          en: `Make it shorter, at most ${longest[language]} characters.`,
        },
      );
    }
  }
}

/** A text that names a day needs another one for when there is none. */
function checkOpen(source: Source, path: Path, { text, open }: MessageWords): void {
  const named = languages.some((language) => text[language].includes("{day}"));
  if (named === (open !== undefined)) return;
  source.problems.add(
    "message_day",
    source.place(named ? [...path, "text"] : [...path, "open"]),
    named
      ? {
          zh: "写了日期，没有日期时就没有话说。",
          en: "It names a day, and there is nothing to say where there is none.",
        }
      : { zh: "正文没有写日期，open 用不上。", en: "The text names no day, so `open` is never said." },
    named
      ? { zh: "请再写 open：没有日期时怎么说。", en: "Write `open` as well: what is said without a day." }
      : { zh: "请删去 open，或者在正文里写 {day}。", en: "Remove `open`, or name {day} in the text." },
  );
}

/** A message that this service never sends has no words. */
function checkSent(source: Source, file: ServiceFile, name: OwnMessage): void {
  const delivers = file.deliver ?? [];
  const never =
    (name === "certificate_issued" && file.result?.certificate === undefined) ||
    (name === "posted" && !delivers.includes("post")) ||
    ((file.kind === "query" || file.kind === "pay") && file.look_up !== undefined);
  if (!never) return;
  source.problems.add(
    "message_never_sent",
    source.place(["messages", name]),
    { zh: `这项服务不会发“${name}”这条消息。`, en: `This service never sends the message "${name}".` },
    { zh: "请删去这一条。", en: "Remove it." },
  );
}
