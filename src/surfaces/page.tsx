import type { FastifyReply, FastifyRequest } from "fastify";
import type { ComponentChildren } from "preact";
import type { City, Division } from "../domain/regions/index.ts";
import { cssFor, type Link, nationColour, type PageCity, type PageKind, renderPage } from "../foundation/html/index.ts";
import { csrfField, type Page } from "../foundation/http/index.ts";
import type { Language } from "../foundation/i18n/index.ts";
import { Refusal } from "../foundation/refusal.ts";
import type { House } from "./house.ts";
import { sessionOf } from "./session.ts";
import { surfaceWords } from "./words.ts";

/** What a page brings; the frame around it is made here. */
export type Content = {
  readonly title: string;
  readonly main: ComponentChildren;
  readonly city?: City | undefined;
  readonly back?: { readonly href: string; readonly label?: string | undefined } | undefined;
  readonly breadcrumb?: readonly Link[] | undefined;
  readonly failed?: boolean | undefined;
  readonly description?: string | undefined;
  readonly indexed?: boolean | undefined;
  readonly sections?: readonly (Link & { readonly current?: boolean | undefined })[] | undefined;
  /** It shows documents of our own within itself. */
  readonly frames?: boolean | undefined;
};

/** The name of a city in the reader's language: its own display name, or its division's. */
export function cityName(
  house: { readonly regions: Pick<House["regions"], "divisions"> },
  city: City,
  language: Language,
): string {
  return city.settings.display?.[language] ?? divisionName(house.regions.divisions.resolve(city.city)[0], language);
}

export function divisionName(division: Division | undefined, language: Language): string {
  if (!division) return "";
  return division.name[language];
}

export function pageCity(house: House, city: City, language: Language): PageCity {
  return {
    code: city.city,
    name: cityName(house, city, language),
    colour: city.settings.colour,
    emblem: city.settings.emblem,
    mark: [...cityName(house, city, "zh")][0],
  };
}

/** The open city of an address, or 404 in words; old codes lead to the city that took over. */
export function cityOf(house: House, code: string): City {
  const city = /^\d{6}$/.test(code) ? house.regions.city(code) : undefined;
  if (!city) {
    throw new Refusal({
      code: "city_not_open",
      status: 404,
      say: {
        zh: "这个地方还没有开通。请从首页选择您所在的城市。",
        en: "This place is not open yet. Please choose your city on the first page.",
      },
    });
  }
  return city;
}

type Person = { readonly person?: Link; readonly signOut?: { action: string; hidden: Record<string, string> } };

function render(
  house: House,
  request: FastifyRequest,
  kind: PageKind,
  content: Content,
  person: Person,
  path: string = request.url,
): Page {
  const { language, mode } = request;
  const city = content.city && pageCity(house, content.city, language);
  const html = renderPage({
    kind,
    language,
    mode,
    path,
    city,
    title: content.title,
    main: content.main,
    back: content.back,
    breadcrumb: content.breadcrumb,
    failed: content.failed,
    description: content.description,
    indexed: content.indexed,
    sections: content.sections,
    person: person.person,
    signOut: person.signOut,
    signInHref: `/sign-in?return=${encodeURIComponent(path)}`,
    demonstration: house.demonstration,
    complaintHref: complaintAddress(city?.code, path),
    privacyHref: "/me/privacy",
    filingNumber: content.city?.settings.filing_number,
  });
  const styles = [`sha256-${cssFor(kind, city?.colour ?? nationColour).sha256}`];
  return { html, styles, frames: content.frames };
}

/** Where a complaint or suggestion about this page begins; without a city, one is chosen first. */
function complaintAddress(city: string | undefined, path: string): string {
  const about = encodeURIComponent(path.split("?")[0] ?? "/");
  return city === undefined ? `/suggestion?about=${about}` : `/${city}/services/suggestion/start?about=${about}`;
}

/** A page made for this person now; it may hold forms. */
export async function sendPersonal(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  content: Content,
  kind: PageKind = "resident",
): Promise<FastifyReply> {
  const session = await sessionOf(house, request);
  const words = surfaceWords(request.language);
  const person: Person =
    session?.kind === "resident"
      ? { person: { href: "/me", label: words.me } }
      : session?.kind === "staff" && kind === "staff"
        ? {
            person: { href: "/staff/me", label: session.clerk.name },
            signOut: { action: "/staff/sign-out", hidden: { [csrfField]: reply.csrf() } },
          }
        : {};
  return reply.page(render(house, request, kind, content, person));
}

/**
 * A page that is the same for everybody in this language and mode, kept packed in memory. `key` names everything its content
 * depends on. It shows the way to one's own pages without knowing who reads.
 */
export async function sendPublic(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  key: readonly (string | number)[],
  content: () => Content | Promise<Content>,
): Promise<FastifyReply> {
  const words = surfaceWords(request.language);
  // Queries are not part of a public page: they would fill the memory with copies of it.
  const [path = "/"] = request.url.split("?");
  return reply.publicPage({
    key: [path, ...key],
    render: async () =>
      render(house, request, "resident", await content(), { person: { href: "/me", label: words.me } }, path),
  });
}
