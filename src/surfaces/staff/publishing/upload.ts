import type { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import {
  type CatalogueProblem,
  compareVersions,
  type FileText,
  keepChecked,
  type Layer,
  publicationsOf,
  putVersion,
  readLayers,
  resolveOffering,
  type ServiceVersion,
  versionInForce,
} from "../../../domain/catalogue/index.ts";
import { type Clerk, demand } from "../../../domain/identity/index.ts";
import { type App, readParts } from "../../../foundation/http/index.ts";
import { say } from "../../../foundation/i18n/index.ts";
import { blocking, findingsIfShown } from "../../completeness.ts";
import type { House } from "../../house.ts";
import { needStaff } from "../../session.ts";
import { hiddenOf, posted } from "../form.ts";
import { sendStaff } from "../frame.ts";
import { checkSent } from "./check-all.ts";
import { audited, path } from "./prepared.ts";
import { tryVersion } from "./trial.ts";
import { ReviewView, UploadView } from "./upload-view.tsx";
import { noSuchVersion, publisher } from "./versions-page.ts";
import { words } from "./words.ts";

type OfVersion = { Params: { code: string; version: string } };
const config = { access: "office", owner: "catalogue" } as const;

/** A file of the catalogue is at most this long, in bytes. */
const longest = 262_144;
const files = { maxBytes: longest + 1, maxFiles: 2 } as const;

/** `…/upload` checks a city's own file; `…/review/{code}/{version}` shows what it changes and publishes it. */
export function addUploadPages(app: App, house: House): void {
  app.get(`${path}/upload`, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    demand(clerk, "service.publish", { city: clerk.city });
    return showUpload(house, request, reply, clerk, []);
  });

  app.post(
    `${path}/upload`,
    { config: { ...config, bodies: ["form", "files"], files, anyCharacters: true } },
    async (request, reply) => {
      const { clerk } = await needStaff(house, request);
      const { city } = clerk;
      demand(clerk, "service.publish", { city });
      const sent = await received(request);
      const service = sent.get("service");
      if (service === undefined) return showUpload(house, request, reply, clerk, [], "noFile");
      const checked = await checkSent(house, city, { service, certificate: sent.get("certificate") });
      if (checked.service === undefined) return showUpload(house, request, reply, clerk, checked.problems);
      const { definition, version } = checked.service;
      await keepChecked(house.database, city, checked.service, publisher(clerk), house.clock());
      await audited(house, clerk, "service.check", definition.code, { version });
      await house.catalogue.refresh();
      return reply.redirect(`${path}/review/${definition.code}/${version}`, 303);
    },
  );

  app.get<OfVersion>(`${path}/review/:code/:version`, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const { city } = clerk;
    demand(clerk, "service.publish", { city });
    const { service, before } = await waiting(house, city, request.params);
    const { code, name } = service.definition;
    const { language } = request;
    const w = words(language);
    const trial = await tryVersion(house, await offeringFor(house, city, service), service);
    const { cases, fit } = trial;
    if (cases > 0) await audited(house, clerk, "service.trial", code, { version: service.version, cases, fit });
    const main = createElement(ReviewView, {
      ...{ language, code, version: service.version, name: say(name, language), hidden: hiddenOf(reply), trial },
      differences: before && compareVersions(before, service),
    });
    const breadcrumb = [
      { href: path, label: w.title },
      { href: `${path}/review/${code}/${service.version}`, label: w.review },
    ];
    return sendStaff(house, request, reply, clerk, { title: w.review, main, breadcrumb }, "publishing");
  });

  app.post<OfVersion>(`${path}/review/:code/:version`, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const { city } = clerk;
    demand(clerk, "service.publish", { city });
    const { service } = await waiting(house, city, request.params);
    const { code } = service.definition;
    const by = publisher(clerk, posted(request.body, "note"));
    const waits = await mustWait(house, city, service);
    const change = { place: city, service: code, version: service.version, waits };
    const put = await putVersion(house.database, change, by, house.clock());
    await audited(house, clerk, "service.publish", code, { version: put.version, before: put.version_before });
    await house.catalogue.refresh();
    house.offerings.forget(city);
    return reply.redirect(waits ? `${path}/go-live` : `${path}?done=put`, 303);
  });
}

/** A city's own service that nobody offered yet and that residents could not complete: it is prepared, not shown. */
async function mustWait(house: House, city: string, service: ServiceVersion): Promise<boolean> {
  const { definition } = service;
  if (await house.offerings.any(city, definition.code)) return false;
  const offering = await offeringOf(house, city, service, new Map([[definition.code, shownNow]]));
  if (!offering) return false;
  return blocking(await findingsIfShown(house, city, [{ service, offering }], house.clock())).length > 0;
}

const shownNow = { visibility: "visible", changedAt: new Date(0) } as const;

/** The texts of a posted form, by field. */
async function received(request: FastifyRequest): Promise<ReadonlyMap<string, FileText>> {
  if (!request.isMultipart()) return new Map();
  const { files: taken } = await readParts(request, async ({ field, name, stream }) => ({
    field,
    file: { name: name.slice(-100) || "service.yaml", text: await textOf(stream) },
  }));
  return new Map(taken.filter(({ file }) => file.text.trim() !== "").map(({ field, file }) => [field, file]));
}

async function textOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** A version that this city checked; what another city or nobody checked is not there. */
async function waiting(
  house: House,
  city: string,
  { code, version }: OfVersion["Params"],
): Promise<{ service: ServiceVersion; before: ServiceVersion | undefined }> {
  const history = /^[a-z][a-z0-9-]{0,59}$/.test(code) ? await publicationsOf(house.database, city, code) : [];
  if (!history.some((line) => line.version === version)) throw noSuchVersion();
  if (!house.catalogue.service(code, version)) await house.catalogue.refresh();
  const service = house.catalogue.service(code, version);
  if (!service) throw noSuchVersion();
  const current = await versionInForce(house.database, house.catalogue, city, code);
  return { service, before: current === undefined ? undefined : house.catalogue.service(code, current) };
}

/** The fee the city would charge: its own where it has one. */
async function offeringFor(house: House, city: string, service: ServiceVersion) {
  const offering = await offeringOf(house, city, service);
  return { city, fee: offering?.fee ?? null };
}

/** As the city offers it, or would if it said `offers` alone of its services. */
async function offeringOf(house: House, city: string, service: ServiceVersion, offers?: Layer["offers"]) {
  const { database, regions, catalogue } = house;
  const [own, ...above] = await readLayers({ database, divisions: regions.divisions }, city);
  const today = regions.calendarOf(city).dayOf(house.clock());
  const layers = own ? [offers ? { ...own, offers } : own, ...above] : [];
  return resolveOffering(catalogue.agencyKinds, service, layers, today);
}

function showUpload(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
  problems: readonly CatalogueProblem[],
  wrong?: "noFile",
) {
  const w = words(request.language);
  const failed = problems.length > 0 || wrong !== undefined;
  if (failed) reply.code(422);
  const error = wrong && { field: "service", code: wrong, message: { zh: words("zh")[wrong], en: words("en")[wrong] } };
  const main = createElement(UploadView, {
    ...{ language: request.language, hidden: hiddenOf(reply), problems },
    errors: error ? [error] : [],
  });
  const breadcrumb = [
    { href: path, label: w.title },
    { href: `${path}/upload`, label: w.ownVersion },
  ];
  return sendStaff(house, request, reply, clerk, { title: w.ownVersion, main, breadcrumb, failed }, "publishing");
}
