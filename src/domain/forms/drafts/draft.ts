import { createHash } from "node:crypto";
import type { Database, Values } from "../../../foundation/database/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import type { Secrets } from "../../../foundation/secrets/index.ts";
import type { Answers, ServiceVersion } from "../../catalogue/index.ts";
import type { FormSource } from "../form.ts";
import type { draftById } from "../store.ts";

/** What the acts on drafts need besides their arguments. */
export type DraftsContext = { readonly database: Database; readonly secrets: Secrets };

/** A published version of a service, as far as drafts care. */
export type DraftService = FormSource & Pick<ServiceVersion, "version">;

/**
 * Whose draft: a resident across devices, the visit of someone not signed in, or one act of helping in which a member of staff fills
 * it in for somebody; that is kept as long as a visit's.
 */
export type DraftOwner = `resident:${string}` | `visit:${string}` | `assist:${string}`;

/** Text as someone typed it, by posted field name, kept until it becomes an answer. */
export type Typed = Readonly<Record<string, string | readonly string[]>>;

/** What is sealed in a draft. */
export type DraftContent = {
  /** Stored form by question id; null: answered with nothing. */
  readonly answers: Answers;
  /** By question id: what is not an answer yet, so that coming back tomorrow shows it as it was typed. */
  readonly typed: Readonly<Record<string, Typed>>;
  /** Questions whose known answer the person says is not right. */
  readonly disputed: readonly string[];
  /**
   * By question id: the revisions that changed it and what stood there before, the newest last. It tells whether a tab
   * that was drawn earlier changed the question itself or only sends back what it was shown.
   */
  readonly trail: Readonly<Record<string, readonly (readonly [revision: number, before: unknown])[]>>;
  /** A newer version of the service that the owner does not want to take now. */
  readonly staysBefore?: string | undefined;
};

export type Draft = DraftContent & {
  readonly owner: DraftOwner;
  readonly id: string;
  readonly city: string;
  readonly service: string;
  /** Of the service. */
  readonly version: string;
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly expiresAt: Date;
  /** The case it became; its answers are gone then. */
  readonly sentNumber: string | undefined;
  /** The draft of the shared questions of a life event within which it was begun. */
  readonly partOf: string | undefined;
};

export type DraftRow = Values<typeof draftById.row>;

const day = 24 * 60 * 60 * 1000;
/** Days a draft is kept after the last save (个人信息保护法 第19条: no longer than needed). */
export const keepDays = { resident: 90, visit: 7, sent: 30 } as const;
/** Open drafts one owner can have. */
export const draftLimit = { resident: 50, visit: 10 } as const;
/** Characters of one draft's content: a hundred long answers. */
export const contentLimit = 300_000;

export const emptyContent: DraftContent = { answers: {}, typed: {}, disputed: [], trail: {} };

export function kindOf(owner: DraftOwner): "resident" | "visit" {
  return owner.startsWith("resident:") ? "resident" : "visit";
}

/** The draft a service has within a life event: the same id each time, of the same time as the event's own. */
export function idWithin(event: string, service: string): string {
  const digest = createHash("sha256").update(`${event} ${service}`).digest("hex");
  const variant = ((Number.parseInt(digest.slice(3, 4), 16) & 3) | 8).toString(16);
  return `${event.slice(0, 14)}7${digest.slice(0, 3)}-${variant}${digest.slice(4, 7)}-${digest.slice(8, 20)}`;
}

/** When a draft saved now expires. */
export function expiry(owner: DraftOwner, now: Date): Date {
  return new Date(now.getTime() + keepDays[kindOf(owner)] * day);
}

export function sentExpiry(now: Date): Date {
  return new Date(now.getTime() + keepDays.sent * day);
}

function place(owner: string, id: string): string {
  return `draft:${owner}:${id}`;
}

export function sealContent(
  secrets: Secrets,
  at: { city: string; owner: string; id: string },
  content: DraftContent,
): string {
  const plain = JSON.stringify(content);
  if (plain.length > contentLimit) throw tooLarge();
  return secrets.encrypt(at.city, plain, place(at.owner, at.id));
}

export function draftOf(secrets: Secrets, row: DraftRow): Draft {
  const content = JSON.parse(secrets.decrypt(row.city, row.answers, place(row.owner, row.id))) as DraftContent;
  return {
    ...content,
    owner: row.owner as DraftOwner,
    id: row.id,
    city: row.city,
    service: row.service,
    version: row.version,
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    expiresAt: row.expires_at,
    sentNumber: row.sent_number ?? undefined,
    partOf: row.part_of ?? undefined,
  };
}

/** Ids of the files that answers name. */
export function filesOf(answers: Answers): string[] {
  const files: string[] = [];
  for (const value of Object.values(answers)) {
    if (typeof value === "object" && value !== null && "file" in value && typeof value.file === "string") {
      files.push(value.file);
    }
  }
  return files;
}

export function noSuchDraft(): Refusal {
  return new Refusal({
    code: "draft_not_found",
    status: 404,
    say: {
      zh: "没有找到这份草稿。它可能已提交、已删除或超过保存期限。您可以重新填写。",
      en: "This draft was not found. It may have been sent, deleted or kept for its full time. You can start again.",
    },
  });
}

export function alreadySent(number: string): Refusal {
  return new Refusal({
    code: "draft_already_sent",
    status: 409,
    say: {
      zh: `这份申请已经提交，办件编号是 ${number}。`,
      en: `This application has already been sent. Its number is ${number}.`,
    },
  });
}

export function tooManyDrafts(most: number): Refusal {
  return new Refusal({
    code: "too_many_drafts",
    status: 409,
    say: {
      zh: `您已有 ${most} 份未提交的草稿。请先提交或删除其中一份。`,
      en: `You already have ${most} drafts that are not sent. Please send or delete one of them first.`,
    },
  });
}

function tooLarge(): Refusal {
  return new Refusal({
    code: "draft_too_large",
    status: 413,
    say: {
      zh: "填写的内容太长，无法保存。请缩短较长的文字，或作为文件上传。",
      en: "What you entered is too long to be kept. Please shorten the longer texts, or upload them as a file.",
    },
  });
}
