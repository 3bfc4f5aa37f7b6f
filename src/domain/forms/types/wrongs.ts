import type { Text } from "../../../foundation/i18n/index.ts";
import { Wrong } from "./contract.ts";

/** Findings that several types share. Each says what to do, not only what is the matter. */
export const required = new Wrong("required", { zh: "请填写这一项。", en: "Please fill this in." });

export const forbiddenCharacter = new Wrong("forbidden_character", {
  zh: "这里有看不见的控制字符，不能保存。请核对这一项，不带这些字符再提交。",
  en: "This holds invisible control characters, which cannot be kept. Please look it over and send it without them.",
});

export function wrongType(expected: Text): Wrong {
  return new Wrong("wrong_type", {
    zh: `这一项的格式不对，应为${expected.zh}。`,
    en: `This has the wrong form. It should be ${expected.en}.`,
  });
}

export const wrongTextType = wrongType({ zh: "一段文字", en: "text" });

export function tooLong(limit: number): Wrong {
  return new Wrong("too_long", {
    zh: `最多可填 ${limit} 个字，请缩短一些。`,
    en: `At most ${limit} characters fit here. Please shorten it.`,
  });
}
