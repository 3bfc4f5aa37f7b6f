import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import { openFile, takePaper } from "../../../domain/documents/index.ts";
import { type Clerk, can } from "../../../domain/identity/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { say } from "../../../foundation/i18n/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import {
  certificateIn,
  type Doer,
  issuingAgency,
  noSuchCertificate,
  redeem,
  standingOf,
  withdrawCertificate,
} from "../../certificate-acts.ts";
import type { House } from "../../house.ts";
import { needStaff } from "../../session.ts";
import { agenciesOf } from "../desk.ts";
import { asked, formKey, hiddenOf, posted } from "../form.ts";
import { homeOf, placeName, sendStaff } from "../frame.ts";
import { type RedeemProps, RedeemView, redeemPath } from "./view.tsx";
import { words } from "./words.ts";

const config = { access: "clerk", owner: "documents" } as const;
/** Codes must not be tried out one after the other, not even from a hall's own machine. */
const limited = { ...config, limit: "verify" } as const;

/** `/staff/redeem`: a certificate by its holder's one-time code; for leads, taking one of their own agency's back. */
export function addRedeemPage(app: App, house: House): void {
  app.get(redeemPath, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    if (agenciesOf(clerk).length === 0) return reply.redirect(homeOf(clerk), 303);
    const done = (["done", "before"] as const).find((one) => one === asked(request.query, "done"));
    return show(house, request, reply, clerk, { done });
  });

  app.post(redeemPath, { config: limited }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const { city } = clerk;
    const doer = doerOf(house, clerk);
    try {
      const { code, certificate } = await redeem(house, {
        ...{ city, doer },
        typed: posted(request.body, "code"),
        agencies: agenciesOf(clerk),
        // The form's own key: a double tap shows the same certificate again.
        once: posted(request.body, "once"),
      });
      const state = standingOf(house, certificate);
      const pdf = `${redeemPath}/${code.id}.pdf`;
      return show(house, request, reply, clerk, { shown: { certificate, state, purpose: code.purpose, pdf } });
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== "code_not_valid") throw error;
      request.refusedAs = error.code;
      reply.code(error.status);
      return show(house, request, reply, clerk, { refused: say(error.say, request.language) });
    }
  });

  app.get<{ Params: { id: string } }>(`${redeemPath}/:id.pdf`, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const { city } = clerk;
    const of = { city, id: request.params.id, key: `clerk:${clerk.id}`, now: house.clock() };
    const number = await takePaper(house.documents, of);
    const { fileId, caseNumber } = await certificateIn(house, city, number);
    const opened = await openFile(house.documents, city, fileId, { caseNumber });
    return reply.headers(opened.headers).send(opened.content);
  });

  app.post(`${redeemPath}/revoke`, { config: { ...limited, anyCharacters: true } }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const typed = {
      number: posted(request.body, "number").trim().slice(0, 64),
      reason: posted(request.body, "reason").trim().slice(0, 400),
      effect: posted(request.body, "effect") === "facts_changed" ? "facts_changed" : "revoke",
    } as const;
    try {
      const certificate = await certificateIn(house, clerk.city, typed.number);
      const agency = await issuingAgency(house, certificate);
      if (!can(clerk, "certificate.revoke", { city: clerk.city, agency })) throw noSuchCertificate();
      if (typed.reason === "") throw reasonMissing();
      const { effect, reason } = typed;
      const doer = doerOf(house, clerk);
      const changed = await withdrawCertificate(house, certificate, { effect, reason, doer, because: "decision" });
      return reply.redirect(`${redeemPath}?done=${changed ? "done" : "before"}`, 303);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      request.refusedAs = error.code;
      reply.code(error.status);
      const errors: readonly FieldError[] =
        error.fields.length > 0 ? error.fields : [{ field: "number", code: error.code, message: error.say }];
      return show(house, request, reply, clerk, { typed, errors });
    }
  });
}

function show(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
  showing: Partial<RedeemProps>,
): Promise<FastifyReply> {
  const { language } = request;
  const main = createElement(RedeemView, {
    language,
    hidden: hiddenOf(reply, { once: formKey() }),
    shown: undefined,
    refused: undefined,
    done: undefined,
    mayRevoke: can(clerk, "certificate.revoke", { city: clerk.city, agency: clerk.agency }),
    typed: { number: "", reason: "", effect: "revoke" },
    errors: [],
    ...showing,
  });
  const failed = showing.refused !== undefined || (showing.errors ?? []).length > 0;
  return sendStaff(house, request, reply, clerk, { title: words(language).title, main, failed }, "redeem");
}

function doerOf(house: House, clerk: Clerk): Doer {
  const { city, agency } = clerk;
  const kind = agency === undefined ? undefined : house.catalogue.kindOf(agency)?.name.zh;
  const place = placeName(house, city, "zh");
  return {
    kind: "clerk",
    id: clerk.id,
    name: clerk.name,
    agencyName: `${place}${kind === undefined ? "" : ` ${kind}`}`,
  };
}

function reasonMissing(): Refusal {
  const code = "reason_missing";
  const message = { zh: "请写明理由。", en: "Please give the reason." };
  return new Refusal({ code, status: 422, say: message, fields: [{ field: "reason", code, message }] });
}
