import type { ServiceVersion } from "../../../domain/catalogue/index.ts";
import { folderOf } from "../../../domain/documents/index.ts";
import { type Known, type KnownAnswer, known, type Surroundings } from "../../../domain/forms/index.ts";
import type { House } from "../../house.ts";
import { folderConsent, folderConsentGiven } from "./asked-service.ts";

/** By question: what a standing certificate of the person says, and that certificate's number. */
export type Offers = Readonly<Record<string, KnownAnswer & { readonly number: string }>>;

const fromCertificate = /^certificate:([a-z][a-z0-9-]*)\.([a-z][a-z0-9_]*)$/;

/**
 * What the certificates in somebody's folder could answer (`from: certificate:<template>.<line>`). Nothing of it is used before the person
 * says yes on that page; for whoever is not signed in, or is filed for by another, there is nothing.
 */
export async function folderOffers(
  house: House,
  service: ServiceVersion,
  resident: string | undefined,
  surroundings: Surroundings & { readonly today: string },
): Promise<Offers> {
  const wanted = [...service.questions.values()].flatMap(({ question: { id, from } }) => {
    const [, template, line] = fromCertificate.exec(from ?? "") ?? [];
    return template === undefined || line === undefined ? [] : [{ id, template, line }];
  });
  if (resident === undefined || wanted.length === 0) return {};
  const folder = await folderOf(house.documents, {
    cities: house.regions.cities.map(({ city }) => city),
    holder: resident,
    templates: [...new Set(wanted.map(({ template }) => template))],
    today: surroundings.today,
  });
  const data = Object.fromEntries(
    [...folder].map(([template, { title, number, issuedAt, values }]) => {
      const name = { zh: `您的${title.zh} ${number}`, en: `your ${title.en} ${number}` };
      return [template, { name, at: issuedAt, values }];
    }),
  );
  const said = known(service, undefined, {}, surroundings, data);
  const offers: Record<string, Offers[string]> = {};
  for (const { id, template } of wanted) {
    const answer = Object.hasOwn(said, id) ? said[id] : undefined;
    const number = folder.get(template)?.number;
    if (answer && number !== undefined) offers[id] = { ...answer, number };
  }
  return offers;
}

/** The offers the person said yes to. */
export function agreedOf(offers: Offers, answers: Readonly<Record<string, unknown>>): Known {
  return Object.fromEntries(Object.entries(offers).filter(([id]) => answers[folderConsent(id)] === folderConsentGiven));
}
