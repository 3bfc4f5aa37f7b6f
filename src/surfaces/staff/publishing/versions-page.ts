import { createElement } from "preact";
import {
  compareVersions,
  followNation,
  type PublishedBy,
  publicationsOf,
  putVersion,
  type ServiceVersion,
  versionInForce,
  versionsOf,
} from "../../../domain/catalogue/index.ts";
import { type Clerk, demand } from "../../../domain/identity/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { formatInstant, say } from "../../../foundation/i18n/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { needStaff } from "../../session.ts";
import { asked, hiddenOf, posted } from "../form.ts";
import { sendStaff } from "../frame.ts";
import { audited, path } from "./prepared.ts";
import { CompareView, VersionsView } from "./versions-view.tsx";
import { actNames, words } from "./words.ts";

type OfService = { Params: { code: string } };
const config = { access: "office", owner: "catalogue" } as const;
const ofService = "/staff/office/services/:code/versions";

export function publisher(clerk: Clerk, note = ""): PublishedBy {
  return { kind: "clerk", id: clerk.id, name: clerk.name, note };
}

export function noSuchService(): Refusal {
  return new Refusal({
    code: "service_not_found",
    status: 404,
    say: { zh: "没有这项服务，或者它还没有发布。", en: "There is no such service, or it is not published yet." },
  });
}

/** `…/versions`: what was published here and in the nation, compared and rolled back. */
export function addVersionPages(app: App, house: House): void {
  app.get<OfService>(ofService, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const { city } = clerk;
    demand(clerk, "offering.read", { city });
    const { code } = request.params;
    const { language } = request;
    const service = await seen(house, city, code);
    const known = await versionsOf(house.database, house.catalogue, city, code);
    const history = await publicationsOf(house.database, city, code);
    const w = words(language);
    const name = say(service.definition.name, language);
    const main = createElement(VersionsView, {
      ...{ language, code, name, hidden: hiddenOf(reply) },
      done: asked(request.query, "done"),
      inForce: known.find((one) => one.inForce)?.version ?? service.version,
      holdsOwn:
        house.catalogue.placeOf(code) === undefined && service.version !== house.catalogue.service(code)?.version,
      versions: known.map((one) => ({
        ...{ version: one.version, inForce: one.inForce, of: one.of, setAside: one.setAside },
        since: formatInstant(one.since, language),
      })),
      history: history.map((line) => ({
        ...{ id: line.id, version: line.version, before: line.before ?? "", by: line.by, note: line.note },
        act: say(actNames[line.act], language),
        at: formatInstant(line.at, language),
      })),
    });
    return sendStaff(
      house,
      request,
      reply,
      clerk,
      { title: w.versionsOf({ name }), main, ...crumbs(w, code, name) },
      "publishing",
    );
  });

  app.post<OfService>(ofService, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const { city } = clerk;
    demand(clerk, "service.publish", { city });
    const { code } = request.params;
    await seen(house, city, code);
    const by = publisher(clerk, posted(request.body, "note"));
    const now = house.clock();
    const follow = posted(request.body, "act") === "follow";
    const put = follow
      ? await followNation(house.database, city, code, by, now)
      : await putVersion(
          house.database,
          { place: city, service: code, version: posted(request.body, "version").slice(0, 40), back: true },
          by,
          now,
        );
    const act = follow ? "service.follow" : "service.roll_back";
    await audited(house, clerk, act, code, { version: put.version, before: put.version_before });
    await house.catalogue.refresh();
    house.offerings.forget(city);
    return reply.redirect(`/staff/office/services/${code}/versions?done=1`, 303);
  });

  app.get<OfService>(`${ofService}/compare`, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const { city } = clerk;
    demand(clerk, "offering.read", { city });
    const { code } = request.params;
    const { language } = request;
    const service = await seen(house, city, code);
    const known = new Set(
      (await versionsOf(house.database, house.catalogue, city, code)).map(({ version }) => version),
    );
    const pick = (name: string) => {
      const wanted = asked(request.query, name);
      const found = known.has(wanted) ? house.catalogue.service(code, wanted) : undefined;
      if (!found) throw noSuchVersion();
      return found;
    };
    const [before, after] = [pick("a"), pick("b")];
    const w = words(language);
    const name = say(service.definition.name, language);
    const main = createElement(CompareView, {
      ...{ language, before: before.version, after: after.version, code },
      title: w.compareTitle,
      differences: compareVersions(before, after),
    });
    return sendStaff(
      house,
      request,
      reply,
      clerk,
      { title: w.compareTitle, main, ...crumbs(w, code, name) },
      "publishing",
    );
  });
}

function crumbs(w: ReturnType<typeof words>, code: string, name: string) {
  return {
    breadcrumb: [
      { href: path, label: w.title },
      { href: `/staff/office/services/${code}/versions`, label: name },
    ],
  };
}

/** A service as this city would have it: the nation's or its own, never another city's. */
async function seen(house: House, city: string, code: string): Promise<ServiceVersion> {
  const shape = /^[a-z][a-z0-9-]{0,79}$/.test(code);
  const place = house.catalogue.placeOf(code) ?? city;
  const version =
    shape && place === city ? await versionInForce(house.database, house.catalogue, city, code) : undefined;
  if (version !== undefined && !house.catalogue.service(code, version)) await house.catalogue.refresh();
  const service = version === undefined ? undefined : house.catalogue.service(code, version);
  if (!service) throw noSuchService();
  return service;
}

export function noSuchVersion(): Refusal {
  return new Refusal({
    code: "version_not_found",
    status: 404,
    say: {
      zh: "这里没有发布过这个版本。请从版本列表里选一个。",
      en: "This version was never published here. Choose one from the list of versions.",
    },
  });
}
