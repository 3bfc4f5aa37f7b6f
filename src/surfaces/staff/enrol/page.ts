import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import { beginEnrolment, enrolClerk } from "../../../domain/identity/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { type Content, sendPersonal } from "../../page.tsx";
import { hiddenOf, posted } from "../form.ts";
import { BeginView, EnrolledView, FinishView } from "./view.tsx";
import { words } from "./words.ts";

const config = { access: "public", owner: "identity", limit: "sign-in" } as const;

/** `/staff/enrol`: from the code that was handed over to password, authenticator app and recovery codes. */
export function addEnrolPage(app: App, house: House): void {
  app.get("/staff/enrol", { config: { ...config, limit: "read" } }, (request, reply) =>
    begin(house, request, reply, [], ""),
  );

  app.post("/staff/enrol", { config }, async (request, reply) => {
    const proof = { login: posted(request.body, "login"), code: posted(request.body, "code") };
    try {
      if (posted(request.body, "step") !== "finish") return await finish(house, request, reply, proof, []);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== "enrolment_invalid") throw error;
      reply.code(error.status);
      return begin(house, request, reply, [{ field: "login", code: error.code, message: error.say }], proof.login);
    }
    const password = posted(request.body, "password");
    try {
      if (password !== posted(request.body, "again")) throw twoPasswords();
      const input = { password, totp: posted(request.body, "totp") };
      const { recoveryCodes } = await enrolClerk(house.identity, proof, input, house.clock());
      return sendPlain(house, request, reply, {
        title: words(request.language).doneTitle,
        main: createElement(EnrolledView, { language: request.language, codes: recoveryCodes }),
      });
    } catch (error) {
      if (!(error instanceof Refusal) || error.fields.length === 0) throw error;
      reply.code(error.status);
      return finish(house, request, reply, proof, error.fields);
    }
  });
}

function twoPasswords(): Refusal {
  const message = { zh: words("zh").different, en: words("en").different };
  return new Refusal({
    code: "invalid",
    status: 422,
    say: message,
    fields: [{ field: "again", code: "different", message }],
  });
}

function begin(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  errors: readonly FieldError[],
  login: string,
): Promise<FastifyReply> {
  const { language } = request;
  const main = createElement(BeginView, { language, hidden: hiddenOf(reply), errors, login: login.slice(0, 80) });
  return sendPlain(house, request, reply, { title: words(language).title, main, failed: errors.length > 0 });
}

async function finish(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  proof: { login: string; code: string },
  errors: readonly FieldError[],
): Promise<FastifyReply> {
  const { language } = request;
  const shown = await beginEnrolment(house.identity, proof, house.clock());
  const hidden = hiddenOf(reply, { ...proof, step: "finish" });
  const main = createElement(FinishView, { language, hidden, errors, ...shown });
  return sendPlain(house, request, reply, { title: words(language).title, main, failed: errors.length > 0 });
}

function sendPlain(house: House, request: FastifyRequest, reply: FastifyReply, content: Content) {
  const back = { href: "/staff/sign-in" };
  return sendPersonal(house, request, reply, { ...content, back }, "staff");
}
