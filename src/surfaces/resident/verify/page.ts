import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import { type Verification, verifyCertificate } from "../../../domain/documents/index.ts";
import { type App, readParts } from "../../../foundation/http/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { sendPersonal } from "../../page.tsx";
import { sessionOf } from "../../session.ts";
import { AskView, headline, VerifyView } from "./view.tsx";
import { words } from "./words.ts";

type Asked = { Params: { number: string }; Querystring: { s?: unknown } };

const config = { access: "public", owner: "documents", limit: "verify" } as const;
const comparing = {
  ...config,
  files: { maxBytes: 10 * 1024 * 1024, maxFiles: 1 },
  withoutCsrf: "changes nothing: the file is compared and forgotten",
};

/** `GET /verify` asks for a number, `GET /verify/{number}` answers, `POST /verify/{number}` compares a PDF. No sign-in, no cookie. */
export function addVerifyPages(app: App, house: House): void {
  app.get<{ Querystring: { number?: unknown } }>("/verify", { config }, (request, reply) => {
    const asked = request.query.number;
    const typed = typeof asked === "string" ? asked.trim().slice(0, 64) : "";
    if (typed !== "") return reply.redirect(`/verify/${encodeURIComponent(typed)}`, 303);
    const { language } = request;
    const w = words(language);
    const errors = asked === undefined ? [] : [missing("number", "number_missing", "numberMissing")];
    const main = createElement(AskView, { language, errors, typed });
    return sendPersonal(house, request, reply, { title: w.title, main, failed: errors.length > 0 });
  });

  app.get<Asked>("/verify/:number", { config }, async (request, reply) => {
    const shown = { ...signatureIn(request), reader: await readerOf(house, request) };
    const result = await verifyCertificate(house.documents, request.params.number, shown, house.clock());
    return answer(house, request, reply, result, []);
  });

  app.post<Asked>("/verify/:number", { config: comparing }, async (request, reply) => {
    const verify = (pdf?: AsyncIterable<Uint8Array>) =>
      verifyCertificate(house.documents, request.params.number, { ...signatureIn(request), pdf }, house.clock());
    // A browser sends an empty file, without a name, where none was chosen.
    const read = request.isMultipart()
      ? await readParts(request, async (file) => {
          let length = 0;
          const result = await verify(counted(file.stream, (bytes) => (length += bytes)));
          return length > 0 ? result : undefined;
        })
      : { files: [] };
    const [compared] = read.files;
    if (compared) return answer(house, request, reply, compared, []);
    return answer(house, request, reply, await verify(), [missing("file", "file_missing", "fileMissing")]);
  });
}

/** `s` of the QR code. A repeated or empty one is a wrong one, not a missing one. */
function signatureIn(request: FastifyRequest<Asked>): { signature: string | undefined } {
  const { s } = request.query;
  return { signature: s === undefined || typeof s === "string" ? s : "" };
}

/** The holder, signed in, learns why; for everybody else nobody is asked who they are. */
async function readerOf(house: House, request: FastifyRequest): Promise<string | undefined> {
  const session = await sessionOf(house, request);
  return session?.kind === "resident" ? session.resident : undefined;
}

async function* counted(stream: AsyncIterable<Uint8Array>, count: (bytes: number) => void) {
  for await (const piece of stream) {
    count(piece.length);
    yield piece;
  }
}

function missing(field: string, code: string, word: "numberMissing" | "fileMissing"): FieldError {
  return { field, code, message: { zh: words("zh")[word], en: words("en")[word] } };
}

function answer(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  result: Verification,
  errors: readonly FieldError[],
): Promise<FastifyReply> {
  const { language } = request;
  const main = createElement(VerifyView, { language, result, errors, checkedAt: house.clock(), action: request.url });
  reply.code(errors.length > 0 ? 422 : result.state === "unknown" ? 404 : 200);
  return sendPersonal(house, request, reply, {
    title: `${headline(language, result)} · ${words(language).title}`,
    main,
    // The frame of the city that issued it; a number nobody issued says nothing about a city.
    city: result.state === "unknown" ? undefined : house.regions.city(result.summary.number.slice(0, 6)),
    failed: errors.length > 0,
  });
}
