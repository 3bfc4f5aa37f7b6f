import { formatSize } from "../../../foundation/i18n/index.ts";
import type { Question } from "../../catalogue/index.ts";
import { cleanLine, hasForbiddenCharacter } from "../characters.ts";
import { empty, postedText, type Read, type Reader, type ReceivedFile, unchanged, Wrong } from "./contract.ts";
import { wrongType } from "./wrongs.ts";

/** What stands for a file, or the written promise in its place (告知承诺). */
export type FileAnswer = ReceivedFile | { readonly promise: true };

/** Bytes one file may have; the same limit stands at the receiving door and in the published schema. */
export const fileSizeLimit = 10 * 1024 * 1024;
const nameLimit = 200;

const types = { pdf: "application/pdf", jpeg: "image/jpeg", png: "image/png", webp: "image/webp" } as const;
const photoTypes = ["jpeg", "png", "webp"] as const;
// An id as the documents module gives it, or the name of an example; never a path.
const fileShape = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

const wrongJson = wrongType({
  zh: '先上传后得到的 file、name、size、type，或 {"promise": true}',
  en: 'file, name, size and type as the upload gave them, or {"promise": true}',
});
const tooBig = new Wrong("file_too_large", {
  zh: `文件不能超过 ${formatSize(fileSizeLimit, "zh")}。可以拍照后重新上传，或压缩文件。`,
  en: `A file may have at most ${formatSize(fileSizeLimit, "en")}. You could photograph the paper, or compress the file.`,
});
const emptyFile = new Wrong("file_empty", {
  zh: "这个文件是空的，请重新选择。",
  en: "This file is empty. Please choose it again.",
});
const noPromise = new Wrong("promise_not_possible", {
  zh: "这份材料不能用书面承诺代替，请上传文件。",
  en: "A written promise cannot replace this document. Please upload it.",
});

function isPromise(value: FileAnswer): value is { readonly promise: true } {
  return "promise" in value;
}

/** A long name loses its middle, not its ending. */
function shortName(name: string): string {
  const characters = [...cleanLine(name)];
  if (characters.length <= nameLimit) return characters.join("");
  return [...characters.slice(0, nameLimit - 21), "…", ...characters.slice(-20)].join("");
}

function reader(question: Question, byDefault: readonly (keyof typeof types)[]): Reader<FileAnswer> {
  const kinds = question.accept ?? byDefault;
  const accepted = kinds.map((kind) => types[kind]) as readonly string[];
  const names = kinds.map((kind) => kind.toUpperCase());
  const wrongKind = new Wrong("file_type", {
    zh: `请上传 ${names.join("、")} 格式的文件。手机照片可先用相机另存为 JPEG。`,
    en: `Please upload a file of one of these kinds: ${names.join(", ")}. A phone can save photographs as JPEG.`,
  });
  const readFile = (value: Readonly<Record<string, unknown>>): Read<FileAnswer> => {
    const { file, name, size, type, ...rest } = value;
    if (typeof file !== "string" || !fileShape.test(file) || Object.keys(rest).length > 0) return wrongJson;
    if (type !== undefined && typeof type !== "string") return wrongJson;
    if (name !== undefined && (typeof name !== "string" || name.length > 2000 || hasForbiddenCharacter(name))) {
      return wrongJson;
    }
    if (size !== undefined && (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0)) return wrongJson;
    if (type !== undefined && !accepted.includes(type)) return wrongKind;
    if (size === 0) return emptyFile;
    if (size !== undefined && size > fileSizeLimit) return tooBig;
    return {
      file,
      ...(name === undefined ? {} : { name: shortName(name) }),
      ...(size === undefined ? {} : { size }),
      ...(type === undefined ? {} : { type }),
    };
  };
  const promise: Read<FileAnswer> = question.or_promise === true ? { promise: true } : noPromise;
  return {
    fromJson: (value) => {
      if (value === undefined || value === null) return empty;
      if (typeof value !== "object" || Array.isArray(value)) return wrongJson;
      const record = value as Record<string, unknown>;
      if (!Object.hasOwn(record, "promise")) return readFile(record);
      return record["promise"] === true && Object.keys(record).length === 1 ? promise : wrongJson;
    },
    fromForm: (posted, id) => {
      const upload = Object.hasOwn(posted, id) ? posted[id] : undefined;
      if (typeof upload === "object" && "file" in upload) return readFile({ ...upload });
      if (postedText(posted, `${id}-promise`) === "yes") return promise;
      return postedText(posted, `${id}-remove`) === "yes" ? empty : unchanged;
    },
    show: (value, language) => {
      if (isPromise(value)) return language === "zh" ? "书面承诺代替材料" : "Written promise instead of the document";
      const name = value.name ?? (language === "zh" ? "已上传的文件" : "Uploaded file");
      if (value.size === undefined) return name;
      const size = formatSize(value.size, language);
      return language === "zh" ? `${name}（${size}）` : `${name} (${size})`;
    },
    typed: (value) => (isPromise(value) ? { promise: "yes" } : {}),
    parts: [{ name: "" }],
  };
}

/** A document: PDF, JPEG, PNG or WebP unless the question says otherwise. */
export function file(question: Question): Reader<FileAnswer> {
  return reader(question, ["pdf", ...photoTypes]);
}

/** A photograph: JPEG, PNG or WebP unless the question says otherwise. */
export function photo(question: Question): Reader<FileAnswer> {
  return reader(question, photoTypes);
}

/** The accepted kinds as the `accept` attribute of an upload names them. */
export function acceptedTypes(question: Question): readonly string[] {
  const kinds = question.accept ?? (question.type === "photo" ? photoTypes : (["pdf", ...photoTypes] as const));
  return kinds.map((kind) => types[kind]);
}
