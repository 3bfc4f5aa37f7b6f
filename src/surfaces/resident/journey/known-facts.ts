import { type LookedUp, lookUp, type Register } from "../../../domain/agencies/index.ts";
import type { ServiceVersion } from "../../../domain/catalogue/index.ts";
import {
  type AgencyData,
  type Known,
  known,
  type ProfileData,
  type Surroundings,
} from "../../../domain/forms/index.ts";
import { type Profile, profileOf, readResidentId } from "../../../domain/identity/index.ts";
import type { Text } from "../../../foundation/i18n/index.ts";
import type { House } from "../../house.ts";
import type { Helping } from "./whose.ts";

/** A register is asked again about the same person after this long: each page of a journey needs its answer. */
const heldFor = 60_000;
const heldAtMost = 2_000;

const heldAnswers = new WeakMap<House["registers"], Map<string, { readonly until: number; readonly said: LookedUp }>>();

/** A person as registers are asked about them. */
export type KnownPerson = Pick<
  Profile,
  "resident" | "name" | "idType" | "idNumber" | "phone" | "birthDay" | "hukouDivision" | "updatedAt"
> & {
  /** Who says so, where it is not the person's own profile. */
  readonly source?: Text;
};

const atTheCounter: Text = { zh: "当面出示的证件和本人所说", en: "the document shown and what the person said" };

/** Somebody who is helped: what their document says, never what their profile holds. Undefined once that was forgotten. */
export function personOf({ assist }: Helping, today: string): KnownPerson | undefined {
  const { person, resident, createdAt: updatedAt } = assist;
  if (person === undefined) return undefined;
  const { name, idType, idNumber } = person;
  const read = idType === "resident_id" ? readResidentId(idNumber, today) : undefined;
  const birthDay = read?.ok ? read.facts.birthDay : undefined;
  const phone = person.phone === "" ? undefined : person.phone;
  return {
    resident,
    name,
    idType,
    idNumber,
    phone,
    birthDay,
    hukouDivision: undefined,
    updatedAt,
    source: atTheCounter,
  };
}

/**
 * What the state already knows for the questions of a service: the person's profile, and the registers that the questions name.
 * For someone who has not signed in nothing is known. `who` is a resident's key, or somebody who is helped.
 */
export async function knownFacts(
  house: House,
  city: string,
  service: ServiceVersion,
  who: string | KnownPerson | undefined,
  surroundings: Surroundings,
): Promise<Known> {
  if (who === undefined) return {};
  const sources = new Set([...service.questions.values()].map(({ question }) => question.from ?? "person"));
  if (![...sources].some((source) => source !== "person")) return {};
  const profile: KnownPerson | undefined = typeof who === "string" ? await profileOf(house.identity, who) : who;
  if (!profile) return {};
  const agencies: Record<string, AgencyData[string]> = {};
  await Promise.all(
    [...registersNamed(sources)].map(async (name) => {
      const register = house.registers.get(name) ?? house.agencies.register(city, name);
      const said = register && (await ask(house, register, city, profile));
      if (said?.kind === "known") agencies[name] = { name: said.title, at: said.at, values: said.values };
    }),
  );
  const facts = known(service, profileData(profile), agencies, surroundings);
  const { source: name } = profile;
  if (name === undefined) return facts;
  return Object.fromEntries(
    Object.entries(facts).map(([id, fact]) => [
      id,
      fact.source.kind === "profile" ? { ...fact, source: { ...fact.source, name } } : fact,
    ]),
  );
}

function registersNamed(sources: ReadonlySet<string>): Set<string> {
  const names = new Set<string>();
  for (const source of sources) {
    const [, name] = /^agency:([^.]+)\./.exec(source) ?? [];
    if (name !== undefined) names.add(name);
  }
  return names;
}

async function ask(house: House, register: Register, city: string, person: KnownPerson): Promise<LookedUp> {
  const now = house.clock();
  let held = heldAnswers.get(house.registers);
  if (!held) {
    held = new Map();
    heldAnswers.set(house.registers, held);
  }
  const key = `${register.name} ${city} ${person.resident}`;
  const before = held.get(key);
  if (before && before.until > now.getTime()) return before.said;
  const said = await lookUp(
    register,
    city,
    { idType: person.idType, idNumber: person.idNumber, name: person.name },
    now,
  );
  held.delete(key);
  // A register that did not answer is asked again at the next page.
  if (said.kind !== "unavailable") held.set(key, { until: now.getTime() + heldFor, said });
  for (const oldest of held.keys()) {
    if (held.size <= heldAtMost) break;
    held.delete(oldest);
  }
  return said;
}

function profileData(profile: KnownPerson): ProfileData {
  const values: Record<string, unknown> = {
    name: profile.name,
    resident_id: profile.idType === "resident_id" ? profile.idNumber : undefined,
    birth: profile.birthDay,
    phone: profile.phone,
    hukou: profile.hukouDivision,
  };
  return { at: profile.updatedAt, values };
}
