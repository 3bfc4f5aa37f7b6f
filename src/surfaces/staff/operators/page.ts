import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import {
  type Clerk,
  type ClerkRecord,
  can,
  clerksOf,
  confirmOperator,
  demand,
  operatorProposals,
  proposeOperator,
} from "../../../domain/identity/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { formatInstant, say } from "../../../foundation/i18n/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import { installationCity } from "../../../foundation/secrets/index.ts";
import type { House } from "../../house.ts";
import { needStaff } from "../../session.ts";
import { clerkPath } from "../clerks/people.ts";
import { asked, hiddenOf, posted } from "../form.ts";
import { sendStaff } from "../frame.ts";
import { OperatorsView } from "./view.tsx";
import { words } from "./words.ts";

const config = { access: "operator", owner: "identity" } as const;
const path = "/staff/office/operators";
const here = { city: installationCity };

/** `/staff/office/operators`: it takes two people to make an operator. */
export function addOperatorsPage(app: App, house: House): void {
  app.get(path, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    demand(clerk, "operator.confirm", here);
    const done = asked(request.query, "done");
    const w = words(request.language);
    const title = done === "proposed" ? w.proposed : done === "confirmed" ? w.confirmed : undefined;
    return show(house, request, reply, clerk, title === undefined ? undefined : { kind: "success", title });
  });

  app.post(path, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    return take(house, request, reply, clerk, "proposed", () =>
      proposeOperator(house.identity, clerk, posted(request.body, "clerk"), house.clock()),
    );
  });

  app.post<{ Params: { id: string } }>(`${path}/:id/confirm`, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    return take(house, request, reply, clerk, "confirmed", () =>
      confirmOperator(house.identity, clerk, request.params.id, house.clock()),
    );
  });
}

async function take(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
  done: string,
  act: () => Promise<unknown>,
): Promise<FastifyReply> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 409) throw error;
    reply.code(409);
    const text = say(error.say, request.language);
    return show(house, request, reply, clerk, { kind: "warning", title: words(request.language).notDone, text });
  }
  return reply.redirect(`${path}?done=${done}`, 303);
}

async function show(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
  said: Parameters<typeof OperatorsView>[0]["said"],
): Promise<FastifyReply> {
  const { language } = request;
  const proposals = await operatorProposals(house.identity, clerk, house.clock());
  const staff = await installationStaff(house);
  const nameOf = (id: string) => staff.find((each) => each.id === id)?.name ?? id;
  const proposed = new Set(proposals.map((proposal) => proposal.clerk));
  const free = staff.filter((each) => each.roles.length === 0 && each.suspendedAt === undefined);
  const main = createElement(OperatorsView, {
    language,
    hidden: hiddenOf(reply),
    operators: staff
      .filter((each) => each.roles.includes("operator") && each.suspendedAt === undefined)
      .map((each) => ({ id: each.id, name: each.name, login: each.login, href: clerkPath(clerk, each.city, each.id) })),
    proposals: proposals.map((proposal) => ({
      id: proposal.id,
      name: nameOf(proposal.clerk),
      proposedBy: nameOf(proposal.proposedBy),
      until: formatInstant(proposal.expiresAt, language),
      mayConfirm: proposal.proposedBy !== clerk.id && proposal.clerk !== clerk.id,
    })),
    candidates: can(clerk, "operator.propose", here)
      ? free
          .filter((each) => each.id !== clerk.id && !proposed.has(each.id))
          .map((each) => ({ value: each.id, label: `${each.name} · ${each.login}` }))
      : undefined,
    said,
  });
  return sendStaff(house, request, reply, clerk, { title: words(language).title, main }, "operators");
}

/** The installation's own people: a handful, at most 300 are read. */
async function installationStaff(house: House): Promise<readonly ClerkRecord[]> {
  const staff: ClerkRecord[] = [];
  let after: string | undefined;
  for (let page = 0; page < 3; page += 1) {
    const { items, next } = await clerksOf(house.identity, installationCity, { after, limit: 100 });
    staff.push(...items);
    if (next === undefined) break;
    after = next;
  }
  return staff;
}
