import { formatSize, type Text } from "../../foundation/i18n/index.ts";
import { Refusal, type RefusalStatus } from "../../foundation/refusal.ts";

/** What people may send, by content. */
export const fileKinds = ["pdf", "jpeg", "png", "webp"] as const;
export type FileKind = (typeof fileKinds)[number];

const kindNames: Record<FileKind, string> = { pdf: "PDF", jpeg: "JPEG", png: "PNG", webp: "WebP" };

function named(kinds: readonly FileKind[], separator: string): string {
  return kinds.map((kind) => kindNames[kind]).join(separator);
}

function refuse(code: string, status: RefusalStatus, say: Text): Refusal {
  return new Refusal({ code, status, say, fields: [{ field: "file", code, message: say }] });
}

export function fileTooLarge(maxBytes: number): Refusal {
  return refuse("file_too_large", 413, {
    zh: `文件超过 ${formatSize(maxBytes, "zh")}，没有接收。请压缩或重新拍照后再上传。`,
    en: `The file is larger than ${formatSize(maxBytes, "en")} and was not taken. Please make it smaller or take the photo again.`,
  });
}

export function fileEmpty(): Refusal {
  return refuse("file_empty", 422, {
    zh: "文件是空的，请重新选择文件。",
    en: "The file is empty. Please choose it again.",
  });
}

export function fileTypeNotAccepted(accepted: readonly FileKind[]): Refusal {
  return refuse("file_type_not_accepted", 415, {
    zh: `不能接收这种文件。可以上传：${named(accepted, "、")}。`,
    en: `This kind of file cannot be taken. You can send: ${named(accepted, ", ")}.`,
  });
}

export function fileTypeMismatch(accepted: readonly FileKind[]): Refusal {
  return refuse("file_type_mismatch", 415, {
    zh: `文件内容与名称不符，请用原来的软件重新保存。可以上传：${named(accepted, "、")}。`,
    en: `What is in the file is not what its name says. Please save it again from the original program. You can send: ${named(accepted, ", ")}.`,
  });
}

export function imageTooLarge(maxPixels: number): Refusal {
  const millions = Math.floor(maxPixels / 1_000_000);
  return refuse("image_too_large", 422, {
    zh: `图片超过 ${millions * 100} 万像素，请缩小后再上传。`,
    en: `The picture has more than ${millions} million pixels. Please make it smaller and send it again.`,
  });
}

export function fileDamaged(): Refusal {
  return refuse("file_damaged", 422, {
    zh: "文件不完整或已损坏，无法打开。请重新拍照或重新导出后再上传。",
    en: "The file is incomplete or damaged and cannot be opened. Please take the photo or export the file again.",
  });
}

export function fileEncrypted(): Refusal {
  return refuse("file_encrypted", 422, {
    zh: "这份 PDF 设有密码，工作人员无法打开。请去掉密码后再上传。",
    en: "This PDF is locked with a password, so nobody here can open it. Please remove the password and send it again.",
  });
}

export function fileActive(): Refusal {
  return refuse("file_active_content", 422, {
    zh: "这份 PDF 带有可运行的程序或内嵌文件。请打印成普通 PDF 后再上传。",
    en: "This PDF carries a program or other files inside. Please print it to a plain PDF and send that.",
  });
}

export function fileInfected(): Refusal {
  return refuse("file_infected", 422, {
    zh: "安全检查发现这份文件有风险，没有接收。请换一份文件。",
    en: "The safety check found a risk in this file, so it was not taken. Please send another one.",
  });
}

export function fileInterrupted(): Refusal {
  return refuse("file_interrupted", 400, {
    zh: "文件没有传完，请再上传一次。",
    en: "The file did not arrive completely. Please send it again.",
  });
}

export function tooManyFiles(limit: number): Refusal {
  return refuse("too_many_files", 422, {
    zh: `这份申请最多附 ${limit} 个文件。请先删除不需要的文件。`,
    en: `One application can hold ${limit} files. Please remove those you do not need first.`,
  });
}

export function fileNotFound(): Refusal {
  return refuse("file_not_found", 404, {
    zh: "没有找到这份文件，可能已被删除。",
    en: "This file was not found. It may have been deleted.",
  });
}

export function fileInUse(): Refusal {
  return refuse("file_in_case", 409, {
    zh: "这份文件已随办件提交，不能删除。",
    en: "This file was sent with a case and can no longer be deleted.",
  });
}

export function scannerAway(): Refusal {
  return new Refusal({
    code: "scanner_unavailable",
    status: 503,
    retryAfterSeconds: 60,
    say: {
      zh: "文件安全检查暂时不可用，请一分钟后再上传。您填写的内容没有丢失。",
      en: "The safety check for files is not available right now. Please try again in a minute; what you entered is kept.",
    },
  });
}
