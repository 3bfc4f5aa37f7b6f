import { createHash } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import type { CaseRow } from "../../domain/cases/index.ts";
import type { Answers, ServiceVersion } from "../../domain/catalogue/index.ts";
import { listCaseFiles, openFile, type StoredFile } from "../../domain/documents/index.ts";
import { keepDays } from "../../domain/forms/index.ts";
import type { Partner } from "../../domain/identity/index.ts";
import { readParts } from "../../foundation/http/index.ts";
import { type FieldError, Refusal } from "../../foundation/refusal.ts";
import type { House } from "../house.ts";
import { cityOf } from "../page.tsx";
import { answerOf, type FilesInto, takeFile } from "../resident/journey/read-posted.ts";
import { fileOwner } from "../resident/journey/whose.ts";
import { demandCity, partnerOf } from "./authorise.ts";
import { caseFor, recordPartnerReading } from "./cases.ts";
import type { Api, FilesOfForm } from "./endpoint.ts";
import { answersInvalid } from "./refusals.ts";
import { caseInCity, caseNumber, cityCode, exactly, serviceInCity } from "./shapes.ts";

const files: FilesOfForm = {
  maxBytes: 50_331_648,
  maxFiles: 6,
  say: {
    zh: "每个部分的名称是题目（文件或照片）的 id；每个最大 10 MB，一次最多六个。",
    en: "The name of a part is the id of its question (file or photo); at most 10 MB each, six at once.",
  },
};

const received = Type.Object({
  files: Type.Record(
    Type.String(),
    Type.Object({ file: Type.String(), name: Type.String(), size: Type.Integer(), type: Type.String() }),
    { description: "By id of the question: what the answer of that question is" },
  ),
});

const ofFiles = ["bad_form", "file_too_large", "too_many_files", "file_interrupted"] as const;

const ofFile = exactly({
  city: cityCode,
  number: caseNumber,
  file: Type.String({ minLength: 1, maxLength: 64, description: "Id of the file, as an answer of the case names it" }),
});

/** Files for a case that is going to be filed, or for its correction, and the files of a case. */
export function addFiles(api: Api): void {
  const { house } = api;
  api.add(
    {
      method: "POST",
      path: "/cities/{city}/services/{code}/files",
      id: "sendFiles",
      group: "cases",
      owner: "documents",
      summary: { zh: "为将要提交的办件上传文件", en: "Send files for a case to be filed" },
      more: {
        zh: `Idempotency-Key 用将要提交的那件办件的值：只有用同一个值提交的办件能用这些文件。没有提交的文件保留 ${keepDays.resident} 天。`,
        en: `Under the Idempotency-Key the case is going to be filed with: only that case can name these files. What is not filed is kept for ${keepDays.resident} days.`,
      },
      needs: { channel: "cases.submit", agency: "cases.act" },
      params: serviceInCity,
      files,
      again: {
        zh: "同一道题再传同样的内容，得到同一个文件。",
        en: "The same bytes for the same question are the same file.",
      },
      answer: received,
      status: 201,
      problems: ["city_not_granted", "city_not_open", "service_not_offered", "answers_invalid", ...ofFiles],
    },
    async ({ params, request, idempotency }) => {
      const partner = partnerOf(request);
      const { city } = cityOf(house, params.city);
      demandCity(partner, city);
      const { service } = await house.offerings.one(city, params.code);
      const draft = programId(partner, { city, key: idempotency.key });
      return takeAll(house, request, service, { city, owner: fileOwner(draft), draft });
    },
  );

  api.add(
    {
      method: "POST",
      path: "/cities/{city}/cases/{number}/files",
      id: "sendFilesOfCorrection",
      group: "cases",
      owner: "documents",
      summary: { zh: "为补正上传文件", en: "Send files for a correction" },
      more: {
        zh: "上传后在补正（correct）的 answers 中写明。",
        en: "Name them in the answers of the correction afterwards.",
      },
      needs: { channel: "cases.submit" },
      params: caseInCity,
      files,
      again: {
        zh: "同一道题再传同样的内容，得到同一个文件。",
        en: "The same bytes for the same question are the same file.",
      },
      answer: received,
      status: 201,
      problems: ["case_not_found", "city_not_open", "answers_invalid", ...ofFiles],
    },
    async ({ params, request }) => {
      const row = await caseFor(house, partnerOf(request), params);
      const service = house.catalogue.serviceOf(row.service, row.service_version);
      return takeAll(house, request, service, { city: row.city, owner: row.applicant, caseNumber: row.number });
    },
  );

  api.add(
    {
      method: "GET",
      path: "/cities/{city}/cases/{number}/files/{file}",
      id: "readFile",
      group: "cases",
      owner: "documents",
      summary: { zh: "读取办件的文件", en: "Read a file of a case" },
      more: {
        zh: "部门的程序每次读取都有记录，本人可以查看。",
        en: "Every reading by an agency's program leaves a line the person can see.",
      },
      needs: { agency: "cases.read", channel: "cases.read" },
      params: ofFile,
      answer: Type.Any({ description: "application/pdf, image/jpeg, image/png or image/webp" }),
      status: 200,
      problems: ["case_not_found", "city_not_open", "file_not_found"],
    },
    async ({ params, request, reply }) => {
      const partner = partnerOf(request);
      const row = await caseFor(house, partner, params);
      const opened = await openFile(house.documents, row.city, params.file, { caseNumber: row.number });
      if (partner.kind === "agency") await recordPartnerReading(house, partner, row);
      return reply
        .serializer((value: unknown) => value as string)
        .headers(opened.headers)
        .send(opened.content);
    },
  );
}

/** Takes what a form brings, each file for the question its part is named after. @throws Refusal answers_invalid: what was wrong with which */
async function takeAll(house: House, request: FastifyRequest, service: ServiceVersion, into: FilesInto) {
  const questions = [...service.questions.values()].map(({ question }) => question);
  const { files: taken } = await readParts(request, async (incoming) => {
    const one = await takeFile(house, incoming, questions, into);
    return one ?? { question: incoming.field, error: noFileQuestion(incoming.field) };
  });
  const errors = taken.flatMap(({ error }) => error ?? []);
  if (taken.length === 0) errors.push(noFileQuestion("files"));
  if (errors.length > 0) throw answersInvalid(errors);
  const named = taken.flatMap(({ question, file }): [string, ReturnType<typeof answerOf>][] =>
    file ? [[question, answerOf(file)]] : [],
  );
  return { files: Object.fromEntries(named) };
}

function noFileQuestion(field: string): FieldError {
  const message = {
    zh: "没有这道上传文件的题。请用题目的 id 作为文件部分的名称。",
    en: "No question for a file has this id. Name each part of the form after its question.",
  };
  return { field, code: "unknown_question", message };
}

/** What a program sends under one of its keys belongs together: the files, and the case or life event that names them. */
export function programId(partner: Partner, { city, key }: { readonly city: string; readonly key: string }): string {
  const hex = createHash("sha256").update(`${partner.client}\n${city}\n${key}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

type Named = {
  readonly answers: Answers;
  /** Where files are among the answers, what they were received under. */
  readonly draft: string | undefined;
  readonly errors: readonly FieldError[];
};

/** Answers with the files they name as they were received under the same key, for the same question. */
export async function namedFiles(
  house: House,
  partner: Partner,
  at: { readonly city: string; readonly key: string },
  answers: Answers,
): Promise<Named> {
  const draft = programId(partner, at);
  const reader = { owner: fileOwner(draft) };
  const named = await withStored(answers, async (id) => {
    const opened = await openFile(house.documents, at.city, id, reader).catch(unlessRefused);
    opened?.content.destroy();
    return opened?.file;
  });
  return { ...named, draft: named.answers === answers ? undefined : draft };
}

/** The answers of a correction with the files of its case. @throws Refusal answers_invalid where one is not there */
export async function withFilesOfCase(house: House, row: CaseRow, answers: Answers): Promise<Answers> {
  let all: readonly StoredFile[] | undefined;
  const named = await withStored(answers, async (id) => {
    all ??= await listCaseFiles(house.documents, row.city, row.number);
    return all.find((file) => file.id === id);
  });
  if (named.errors.length > 0) throw answersInvalid(named.errors);
  return named.answers;
}

/** The same answers where none names a file. */
async function withStored(
  answers: Answers,
  find: (id: string) => Promise<StoredFile | undefined>,
): Promise<Omit<Named, "draft">> {
  const named: Record<string, unknown> = {};
  const errors: FieldError[] = [];
  for (const [question, answer] of Object.entries(answers)) {
    if (typeof answer !== "object" || answer === null || !("file" in answer)) continue;
    const file = typeof answer.file === "string" ? await find(answer.file) : undefined;
    if (file?.question === question) named[question] = answerOf(file);
    else errors.push({ field: question, code: "file_unknown", message: unknownFile });
  }
  return { answers: Object.keys(named).length === 0 ? answers : { ...answers, ...named }, errors };
}

const unknownFile = {
  zh: "没有这个文件。请先上传：新办件用它的 Idempotency-Key，补正传到这件办件，再写上得到的回答。",
  en: "There is no such file. Send it first (for a new case under its Idempotency-Key, for a correction to the case), then name what was answered.",
};

function unlessRefused(error: unknown): undefined {
  if (!(error instanceof Refusal)) throw error;
}
