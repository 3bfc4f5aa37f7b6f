import type { Path, Source } from "../files/source.ts";

const han = /\p{Script=Han}/u;
const latin = /[A-Za-z]/;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function checkChinese(source: Source, path: Path, text: string): void {
  const place = source.placeOfValue(path);
  if (!han.test(text)) {
    source.problems.add(
      "language_mixed",
      place,
      { zh: "中文（zh）里没有汉字。", en: "The Chinese text (zh) has no Chinese characters." },
      {
        zh: "请在 zh 里写中文，在 en 里写英文。",
        en: "Write Chinese under zh and English under en.",
      },
    );
  }
  if (text.includes("你")) {
    source.problems.add(
      "tone",
      place,
      { zh: "这里称呼用了“你”。", en: 'This addresses people with "你".' },
      {
        zh: "请写“您”。",
        en: 'Write "您".',
      },
    );
  }
  checkMark(source, path, text);
}

function checkEnglish(source: Source, path: Path, text: string): void {
  if (!latin.test(text) || (han.test(text) && text.replaceAll(/[^\p{Script=Han}]/gu, "").length * 2 > text.length)) {
    source.problems.add(
      "language_mixed",
      source.placeOfValue(path),
      { zh: "英文（en）里写的不是英文。", en: "The English text (en) is not English." },
      {
        zh: "请在 zh 里写中文，在 en 里写英文。",
        en: "Write Chinese under zh and English under en.",
      },
    );
  }
  checkMark(source, path, text);
}

function checkMark(source: Source, path: Path, text: string): void {
  if (!/[!！]/.test(text)) return;
  source.problems.add(
    "tone",
    source.placeOfValue(path),
    { zh: "句子里有感叹号。", en: "There is an exclamation mark." },
    {
      zh: "请改成句号。",
      en: "Use a full stop.",
    },
  );
}

/** Every sentence for people: in the language it says it is in, polite and calm. */
export function checkTexts(source: Source, value: unknown = source.value, path: Path = []): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkTexts(source, item, [...path, index]);
    return;
  }
  if (!isRecord(value)) return;
  if (typeof value["zh"] === "string" && typeof value["en"] === "string") {
    checkChinese(source, [...path, "zh"], value["zh"]);
    checkEnglish(source, [...path, "en"], value["en"]);
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    // Answers of samples are people's own words.
    if (key !== "answers" && key !== "corrections" && key !== "agency_says") checkTexts(source, inner, [...path, key]);
  }
}
