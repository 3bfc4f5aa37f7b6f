import { createElement } from "preact";
import type { Question } from "../../../domain/catalogue/index.ts";
import { withoutForbidden } from "../../../domain/forms/index.ts";
import { type Correction, correctProfile, type Profile, profileOf } from "../../../domain/identity/index.ts";
import type { App, FormFields } from "../../../foundation/http/index.ts";
import { languages, type Text } from "../../../foundation/i18n/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { sendPersonal } from "../../page.tsx";
import { needResident } from "../../session.ts";
import { rememberedCity } from "../choose-city/remember.ts";
import { placesOf } from "../journey/places.ts";
import { readPosted } from "../journey/read-posted.ts";
import { CorrectView, correctPath } from "./view.tsx";
import { words } from "./words.ts";

const config = { access: "resident", owner: "identity" } as const;

/** A place is read as in every form of ours: typed as people write it. */
const hukouQuestion: Question = {
  id: "hukou",
  type: "division",
  label: { zh: "户籍所在地", en: "Household registered in" },
  purpose: "profile",
};

type Values = { readonly phone: string; readonly hukou: string; readonly address: string };

/** `GET` and `POST /me/privacy/correct`: a person corrects telephone, household and address directly. */
export function addCorrectPage(app: App, house: House): void {
  const places = () => placesOf(house.regions.divisions);
  const show = (
    request: Parameters<typeof sendPersonal>[1],
    reply: Parameters<typeof sendPersonal>[2],
    values: Values,
    errors: readonly FieldError[],
  ) => {
    const { language } = request;
    const w = words(language);
    const main = createElement(CorrectView, { language, csrf: reply.csrf(), places: places(), values, errors });
    return sendPersonal(house, request, errors.length > 0 ? reply.code(422) : reply, {
      title: w.correctTitle,
      main,
      city: rememberedCity(house, request),
      back: { href: "/me/privacy", label: w.title },
      failed: errors.length > 0,
    });
  };

  app.get(correctPath, { config }, async (request, reply) => {
    const { resident } = await needResident(house, request);
    return show(request, reply, valuesOf(await profileOf(house.identity, resident)), []);
  });

  app.post<{ Body: FormFields }>(
    correctPath,
    { config: { ...config, anyCharacters: true } },
    async (request, reply) => {
      const { resident } = await needResident(house, request);
      const before = valuesOf(await profileOf(house.identity, resident));
      const { posted } = await readPosted(house, request, [hukouQuestion], { city: "", owner: "" }, places());
      const typed: Values = {
        phone: text(posted["phone"]),
        hukou: text(posted["hukou"]),
        address: text(posted["address"]),
      };
      const errors = emptied(before, typed);
      if (typed.hukou !== before.hukou && typed.hukou !== "" && !house.regions.divisions.get(typed.hukou)) {
        errors.push({ field: "hukou", code: "division_unknown", message: unknownPlace });
      }
      if (errors.length > 0) return show(request, reply, typed, errors);
      try {
        await correctProfile(house.identity, resident, changed(before, typed), house.clock());
      } catch (error) {
        if (!(error instanceof Refusal) || error.fields.length === 0) throw error;
        return show(request, reply, typed, error.fields);
      }
      return reply.redirect("/me/privacy?done=corrected", 303);
    },
  );
}

const unknownPlace: Text = {
  zh: "请选择户籍所在的县、区或者市；名称相近的列在下面。",
  en: "Please choose the county, district or city; names that come close are listed below it.",
};

function valuesOf(profile: Profile | undefined): Values {
  return {
    phone: profile?.phone ?? "",
    hukou: profile?.hukouDivision ?? "",
    address: profile?.address ?? "",
  };
}

function text(value: unknown): string {
  // What nobody can see is no part of a number or a place.
  return typeof value === "string" ? withoutForbidden(value).trim() : "";
}

/** A field that held something and comes back empty: erasing is a request of its own, which has an answer. */
function emptied(before: Values, typed: Values): FieldError[] {
  const message = Object.fromEntries(
    languages.map((language) => [language, words(language).changeEmpty]),
  ) as unknown as Text;
  return (["phone", "hukou", "address"] as const)
    .filter((field) => before[field] !== "" && typed[field] === "")
    .map((field) => ({ field, code: "empty", message }));
}

/** Only what was changed becomes the person's own statement; the rest stays the identity provider's. */
function changed(before: Values, typed: Values): Correction {
  return {
    ...(typed.phone === before.phone ? {} : { phone: typed.phone }),
    ...(typed.hukou === before.hukou ? {} : { hukouDivision: typed.hukou }),
    ...(typed.address === before.address ? {} : { address: typed.address }),
  };
}
