import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import { checkAudit } from "../../../domain/audit/index.ts";
import { type Clerk, demand } from "../../../domain/identity/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { formatInstant } from "../../../foundation/i18n/index.ts";
import { isId } from "../../../foundation/ids/index.ts";
import { installationCity } from "../../../foundation/secrets/index.ts";
import type { House } from "../../house.ts";
import { needStaff } from "../../session.ts";
import { address, asked, hiddenOf, posted } from "../form.ts";
import { placeName, sendStaff } from "../frame.ts";
import { auditActName, auditActs } from "./acts.ts";
import { auditNames, detailOf, filteredEntries } from "./entries.ts";
import { AuditView, type Checked } from "./view.tsx";
import { words } from "./words.ts";

const config = { access: "auditor", owner: "audit" } as const;
const path = "/staff/audit";

/** `/staff/audit`: the record of a city for its auditor, of every city for the installation's. */
export function addAuditPage(app: App, house: House): void {
  app.get(path, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    return show(house, request, reply, clerk, cityOf(clerk, asked(request.query, "city")), undefined);
  });

  app.post(`${path}/check`, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const city = cityOf(clerk, posted(request.body, "city"));
    demand(clerk, "audit.check", { city });
    const { seals, entries, faults } = await checkAudit(house.database, house.secrets, city);
    const named = faults.map((fault) => ({ seal: fault.seal.toString(), kind: fault.kind }));
    return show(house, request, reply, clerk, city, { seals, entries, faults: named });
  });
}

/** Whose record is asked for; an open city or the installation. */
function cityOf(clerk: Clerk, typed: string): string {
  const city = typed.trim();
  return city === "" ? clerk.city : city;
}

async function show(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
  city: string,
  checked: Checked | undefined,
): Promise<FastifyReply> {
  demand(clerk, "audit.read", { city });
  const { language, query } = request;
  const w = words(language);
  const act = auditActs.find((each) => each === asked(query, "act")) ?? "";
  const subject = asked(query, "subject").trim().slice(0, 64);
  const cursor = asked(query, "after");
  const after = isId(cursor) ? cursor : undefined;
  const filter = { act: act === "" ? undefined : act, subject: subject === "" ? undefined : subject };
  const page = await filteredEntries(house, city, filter, after);
  const names = await auditNames(house, city, page.items, language);
  const parameter = city === clerk.city ? "" : city;
  const here = { city: parameter, act, subject };
  const isFiltered = act !== "" || subject !== "";
  const main = createElement(AuditView, {
    language,
    hidden: hiddenOf(reply, { city }),
    place: placeName(house, city, language),
    city: clerk.city === installationCity ? parameter : undefined,
    acts: auditActs.map((value) => ({ value, label: auditActName(value, language) })),
    act,
    subject,
    clearHref: isFiltered ? address(path, { city: parameter }) : undefined,
    lines: page.items.map((line) => ({
      id: line.id,
      at: formatInstant(line.at, language),
      actor: names.actor(line),
      act: auditActName(line.act, language),
      subject: names.subject(line),
      detail: detailOf(line, language),
    })),
    looked: isFiltered && page.next !== undefined ? page.looked : undefined,
    firstHref: after === undefined ? undefined : address(path, here),
    nextHref: page.next === undefined ? undefined : address(path, { ...here, after: page.next }),
    checked,
  });
  return sendStaff(house, request, reply, clerk, { title: w.title, main }, "audit");
}
