import { type LookedUp, lookUp, type Register } from "../../../domain/agencies/index.ts";
import type { ServiceVersion } from "../../../domain/catalogue/index.ts";
import {
  type AgencyData,
  type Known,
  known,
  type ProfileData,
  type Surroundings,
} from "../../../domain/forms/index.ts";
import { type Profile, profileOf } from "../../../domain/identity/index.ts";
import type { House } from "../../house.ts";

/** A register is asked again about the same person after this long: each page of a journey needs its answer. */
const heldFor = 60_000;
const heldAtMost = 2_000;

const heldAnswers = new WeakMap<House["registers"], Map<string, { readonly until: number; readonly said: LookedUp }>>();

/**
 * What the state already knows for the questions of a service: the person's profile, and the registers that the questions name.
 * For someone who has not signed in nothing is known.
 */
export async function knownFacts(
  house: House,
  city: string,
  service: ServiceVersion,
  resident: string | undefined,
  surroundings: Surroundings,
): Promise<Known> {
  if (resident === undefined) return {};
  const sources = new Set([...service.questions.values()].map(({ question }) => question.from ?? "person"));
  if (![...sources].some((source) => source !== "person")) return {};
  const profile = await profileOf(house.identity, resident);
  if (!profile) return {};
  const agencies: Record<string, AgencyData[string]> = {};
  await Promise.all(
    [...registersNamed(sources)].map(async (name) => {
      const register = house.registers.get(name);
      const said = register && (await ask(house, register, city, profile));
      if (said?.kind === "known") agencies[name] = { name: said.title, at: said.at, values: said.values };
    }),
  );
  return known(service, profileData(profile), agencies, surroundings);
}

function registersNamed(sources: ReadonlySet<string>): Set<string> {
  const names = new Set<string>();
  for (const source of sources) {
    const [, name] = /^agency:([^.]+)\./.exec(source) ?? [];
    if (name !== undefined) names.add(name);
  }
  return names;
}

async function ask(house: House, register: Register, city: string, person: Profile): Promise<LookedUp> {
  const now = house.clock();
  let held = heldAnswers.get(house.registers);
  if (!held) {
    held = new Map();
    heldAnswers.set(house.registers, held);
  }
  const key = `${register.name} ${city} ${person.resident}`;
  const before = held.get(key);
  if (before && before.until > now.getTime()) return before.said;
  const said = await lookUp(register, city, { idType: person.idType, idNumber: person.idNumber }, now);
  held.delete(key);
  // A register that did not answer is asked again at the next page.
  if (said.kind !== "unavailable") held.set(key, { until: now.getTime() + heldFor, said });
  for (const oldest of held.keys()) {
    if (held.size <= heldAtMost) break;
    held.delete(oldest);
  }
  return said;
}

function profileData(profile: Profile): ProfileData {
  const values: Record<string, unknown> = {
    name: profile.name,
    resident_id: profile.idType === "resident_id" ? profile.idNumber : undefined,
    birth: profile.birthDay,
    phone: profile.phone,
    hukou: profile.hukouDivision,
  };
  return { at: profile.updatedAt, values };
}
