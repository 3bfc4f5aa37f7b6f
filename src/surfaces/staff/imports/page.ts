import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import { writeAudit } from "../../../domain/audit/index.ts";
import {
  checkImport,
  ImportProblem,
  importUploadLimit,
  listImports,
  outcomeNames,
  readImport,
  readMapping,
  reportFormats,
  takeList,
  writeReport,
} from "../../../domain/catalogue/index.ts";
import { type Clerk, demand } from "../../../domain/identity/index.ts";
import { cityScope } from "../../../foundation/database/index.ts";
import { type App, readParts } from "../../../foundation/http/index.ts";
import { say } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { heldBack } from "../../completeness.ts";
import type { House } from "../../house.ts";
import { needStaff } from "../../session.ts";
import { asked, hiddenOf, posted } from "../form.ts";
import { sendStaff } from "../frame.ts";
import { changeOffer, path as publishingPath } from "../publishing/prepared.ts";
import { ImportsView, ImportView, path } from "./view.tsx";
import { words } from "./words.ts";

type OfImport = { Params: { id: string } };
const config = { access: "office", owner: "catalogue" } as const;
const files = { maxBytes: importUploadLimit, maxFiles: 2 } as const;

/** Rows of a report on one page; the whole of it is a download. */
const shownRows = 200;

/** `/staff/office/imports`: a list of another system is checked, read, and taken. */
export function addImportPages(app: App, house: House): void {
  app.get(path, { config }, async (request, reply) => {
    const clerk = await office(house, request);
    return showList(house, request, reply, clerk, []);
  });

  app.post(
    path,
    { config: { ...config, bodies: ["form", "files"], files, anyCharacters: true } },
    async (request, reply) => {
      const clerk = await office(house, request);
      const sent = await received(request);
      const list = sent.get("file");
      if (list === undefined)
        return showList(house, request, reply, clerk, [error("file", "file_missing", "fileMissing")]);
      const mapping = sent.get("mapping")?.content.toString("utf8");
      const errors = mapping === undefined ? [] : mappingErrors(mapping);
      if (errors.length > 0) return showList(house, request, reply, clerk, errors);
      try {
        const by = { id: clerk.id, name: clerk.name };
        const id = await checkImport(partsOf(house), clerk.city, { ...list, mapping }, by, house.clock());
        await audited(house, clerk, "catalogue.check_import", list.name);
        return reply.redirect(`${path}/${id}`, 303);
      } catch (problem) {
        if (!(problem instanceof ImportProblem)) throw problem;
        return showList(house, request, reply, clerk, [unreadable(problem)]);
      }
    },
  );

  app.get<OfImport>(`${path}/:id`, { config }, async (request, reply) => {
    const clerk = await office(house, request);
    const { language } = request;
    const w = words(language);
    const kept = await readImport(house.database, clerk.city, request.params.id);
    const outcome = outcomeNames.find((each) => each === asked(request.query, "outcome"));
    const rows = (await kept.rows()).filter((row) => outcome === undefined || row.outcome === outcome);
    const main = createElement(ImportView, {
      ...{ language, outcome, one: kept.shown, hidden: hiddenOf(reply) },
      rows: rows.slice(0, shownRows),
      more: Math.max(0, rows.length - shownRows),
      nameOf: (code: string) => {
        const definition = house.catalogue.service(code)?.definition;
        return definition ? say(definition.name, language) : code;
      },
    });
    const breadcrumb = [
      { href: path, label: w.title },
      { href: `${path}/${kept.shown.id}`, label: w.result },
    ];
    return sendStaff(house, request, reply, clerk, { title: w.result, main, breadcrumb }, "services");
  });

  app.post<OfImport>(`${path}/:id/take`, { config }, async (request, reply) => {
    const clerk = await office(house, request);
    const { id } = request.params;
    const taken = await takeList(partsOf(house), clerk.city, id, { now: house.clock() });
    await audited(house, clerk, "catalogue.import", taken.file, {
      made: taken.applied.made.length,
      changed: taken.applied.changed.length,
      rows: taken.counts.rows,
    });
    house.offerings.forget(clerk.city);
    if (posted(request.body, "show") !== "now") return reply.redirect(`${path}/${taken.id}`, 303);
    const waiting = await showWhatIsReady(house, clerk, taken.applied.made);
    // What cannot be shown yet is prepared; that page says what it lacks.
    return reply.redirect(waiting > 0 ? `${publishingPath}/go-live` : `${path}/${taken.id}`, 303);
  });

  for (const format of reportFormats) {
    app.get<OfImport>(`${path}/:id/report.${format}`, { config }, async (request, reply) => {
      const clerk = await office(house, request);
      const kept = await readImport(house.database, clerk.city, request.params.id);
      const name = `import-${clerk.city}.${format === "text" ? "txt" : format}`;
      const type = { csv: "text/csv", json: "application/json", text: "text/plain" }[format];
      return reply
        .header("content-type", `${type}; charset=utf-8`)
        .header("content-disposition", `attachment; filename="${name}"`)
        .header("cache-control", "no-store")
        .send(Readable.from(writeReport(await kept.rows(), format, request.language), { objectMode: false }));
    });
  }
}

/** Shows those of these services that lack nothing needed. @returns how many wait */
async function showWhatIsReady(house: House, clerk: Clerk, codes: readonly string[]): Promise<number> {
  const made = (await house.offerings.all(clerk.city)).filter(({ offering }) => codes.includes(offering.service));
  const held = await heldBack(house, clerk.city, made, house.clock());
  const ready = made.filter(({ offering }) => !held.has(offering.service));
  for (const { offering } of ready) await changeOffer(house, clerk, offering.service, { visibility: "visible" });
  return made.length - ready.length;
}

async function office(house: House, request: FastifyRequest): Promise<Clerk> {
  const { clerk } = await needStaff(house, request);
  demand(clerk, "offering.change", { city: clerk.city });
  return clerk;
}

function partsOf({ database, catalogue, regions }: House) {
  return { database, catalogue, divisions: regions.divisions };
}

type Sent = { readonly name: string; readonly content: Buffer };

/** Files of a posted form by field; browsers send an empty one where none was chosen. */
async function received(request: FastifyRequest): Promise<ReadonlyMap<string, Sent>> {
  if (!request.isMultipart()) return new Map();
  const { files: taken } = await readParts(request, async ({ field, name, stream }) => {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    return { field, name, content: Buffer.concat(chunks) };
  });
  return new Map(
    taken.filter(({ content }) => content.length > 0).map(({ field, name, content }) => [field, { name, content }]),
  );
}

function error(field: string, code: string, word: "fileMissing"): FieldError {
  return { field, code, message: { zh: words("zh")[word], en: words("en")[word] } };
}

function mappingErrors(text: string): readonly FieldError[] {
  const told = (language: "zh" | "en", line: number, problem: string, remedy: string) =>
    words(language).mappingWrong({ line, say: problem, remedy });
  return readMapping("mapping.yaml", text)
    .problems.slice(0, 10)
    .map(({ line, code, say: what, remedy }) => ({
      field: "mapping",
      code,
      message: { zh: told("zh", line, what.zh, remedy.zh), en: told("en", line, what.en, remedy.en) },
    }));
}

function unreadable({ code, row }: ImportProblem): FieldError {
  const told = (language: "zh" | "en") => {
    const w = words(language);
    return row === undefined ? w[code] : `${w[code]} ${w.atRow({ row })}`;
  };
  return { field: "file", code, message: { zh: told("zh"), en: told("en") } };
}

async function audited(house: House, clerk: Clerk, act: string, file: string, more: object = {}): Promise<void> {
  const { city, id } = clerk;
  const entry = { city, actorKind: "clerk", actor: id, act, subject: "imports" } as const;
  const detail = { file: [...file].slice(-100).join(""), ...more };
  await house.database.transaction(cityScope(city), (tx) => writeAudit(tx, { ...entry, detail }, house.clock()));
}

async function showList(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
  errors: readonly FieldError[],
): Promise<FastifyReply> {
  const { language } = request;
  if (errors.length > 0) reply.code(422);
  const last = await listImports(house.database, clerk.city);
  const main = createElement(ImportsView, { language, hidden: hiddenOf(reply), errors, last });
  const content = { title: words(language).title, main, failed: errors.length > 0 };
  return sendStaff(house, request, reply, clerk, content, "services");
}
