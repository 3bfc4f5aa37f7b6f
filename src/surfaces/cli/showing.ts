import {
  type Catalogue,
  type Finding,
  type NewOffering,
  offer,
  offeredServices,
  readLayers,
} from "../../domain/catalogue/index.ts";
import { Regions } from "../../domain/regions/index.ts";
import type { Database } from "../../foundation/database/index.ts";
import type { Text } from "../../foundation/i18n/index.ts";
import { heldBack } from "../completeness.ts";
import { type NewlyOffered, offerInCities, type ToOffer } from "./tenants.ts";

type Parts = { readonly database: Database; readonly catalogue: Catalogue; readonly regions: Regions };

/** A service that waits, and what is red of it. */
export type Held = { readonly service: string; readonly name: Text; readonly red: readonly Finding[] };

/** What came of showing prepared services; codes in the order asked for. */
export type Showing = {
  readonly shown: readonly string[];
  readonly held: readonly Held[];
  /** Shown before. */
  readonly already: readonly string[];
  /** Not prepared in the city, or withdrawn there. */
  readonly none: readonly string[];
};

/**
 * Shows residents those of these prepared services that lack nothing red, as the city office's pages do; the others wait. What the
 * city says of them besides stays.
 */
export async function showReady(parts: Parts, city: string, codes: readonly string[], now: Date): Promise<Showing> {
  const { database, catalogue, regions } = parts;
  if (codes.length === 0) return { shown: [], held: [], already: [], none: [] };
  const { divisions } = regions;
  const at = { database, catalogue, divisions };
  const offerings = new Map(
    (await offeredServices(at, city, regions.calendarOf(city).dayOf(now))).map((each) => [each.service, each]),
  );
  const stateOf = (code: string) => offerings.get(code)?.visibility;
  const prepared = codes.flatMap((code) => {
    const offering = offerings.get(code);
    const service = offering?.visibility === "hidden" ? catalogue.service(code, offering.version) : undefined;
    return offering && service ? [{ service, offering }] : [];
  });
  const red = await heldBack(parts, city, prepared, now);
  const ready = prepared.filter(({ offering }) => !red.has(offering.service)).map(({ offering }) => offering.service);
  const [own] = await readLayers({ database, divisions }, city);
  for (const code of ready) {
    const { changedAt: _, ...said } = own?.offers.get(code) ?? { changedAt: now };
    const wanted: NewOffering = { ...said, visibility: "visible" };
    await offer(database, catalogue, city, code, wanted, now);
  }
  return {
    shown: ready,
    held: prepared.flatMap(({ service: { definition } }) => {
      const found = red.get(definition.code);
      return found ? [{ service: definition.code, name: definition.name, red: found }] : [];
    }),
    already: codes.filter((code) => stateOf(code) === "visible"),
    none: codes.filter((code) => !["visible", "hidden"].includes(stateOf(code) ?? "")),
  };
}

/**
 * Offers the whole catalogue in a city: of those to be shown, the ones that are new there and lack nothing red are; all others wait,
 * hidden. What the city offers already stays as it is, shown or not.
 */
export async function offerAndShow(
  { database, catalogue }: Pick<Parts, "database" | "catalogue">,
  { city, shown, agencies }: Pick<ToOffer, "city" | "shown" | "agencies">,
  now: Date,
): Promise<NewlyOffered & { readonly showing: Showing; readonly stayed: readonly string[] }> {
  const regions = await Regions.load(database);
  const { divisions } = regions;
  const [own] = await readLayers({ database, divisions }, city);
  const all = catalogue.services().map(({ definition }) => definition.code);
  const wanted = all.filter((code) => shown === "all" || shown.has(code));
  const fresh = wanted.filter((code) => !own?.offers.has(code));
  const done = await offerInCities(database, catalogue, divisions, [{ city, shown: new Set(), agencies }], now);
  const showing = await showReady({ database, catalogue, regions }, city, fresh, now);
  const stayed = wanted.filter((code) => own?.offers.get(code)?.visibility === "hidden");
  return { ...done, showing, stayed };
}

/** How a finding is mended at the machine, where a command does that. */
function commandFor({ code, agency }: Finding, city: string): string | undefined {
  switch (code) {
    case "office_missing":
      return `onewindow clerk add --city ${city} --role office --login … --name …`;
    case "clerk_missing":
      return `onewindow clerk add --city ${city} --role clerk --agency ${agency} --login … --name …`;
    case "connector_missing":
      return `onewindow connector set ${city} ${agency} FILE`;
    default:
      return undefined;
  }
}

/**
 * One line for each service that waits: what is missing, and the command or page that mends it; then how it is shown. `base` is the
 * installation's address; `said` in which language.
 */
export function heldLines(
  held: readonly Held[],
  { city, base, said }: { readonly city: string; readonly base: string; readonly said: (text: Text) => string },
): string[] {
  if (held.length === 0) return [];
  const lines = held.map(({ service, name, red }) => {
    const each = red.map(
      (finding) => `${said(finding.say)} → ${commandFor(finding, city) ?? `${base}${finding.page}`}`,
    );
    return `  ${service} ${said(name)}: ${each.join("; ")}`;
  });
  const many = held.length;
  const title = {
    zh: `${many} 项服务已备好，但还缺必需的内容，暂不公开：`,
    en: `${many} ${many === 1 ? "service is" : "services are"} prepared and not shown yet, because something needed is missing:`,
  };
  const codes = held.map(({ service }) => service).join(",");
  const then = { zh: "补齐后公开：", en: "Once that is done, show them with:" };
  return [
    said(title),
    ...lines,
    `${said(then)} onewindow city show ${city} ${codes} (${base}/staff/office/publishing/go-live)`,
  ];
}

/** Chinese and English, for commands that do not ask for a language. */
export const bothLanguages = ({ zh, en }: Text): string => `${en} ${zh}`;
