import { bodiesOf, type Offering } from "../../../domain/catalogue/index.ts";
import { type Clerk, type ClerkRecord, can, type Role, roles } from "../../../domain/identity/index.ts";
import { formatDay, formatInstant, type Language, say } from "../../../foundation/i18n/index.ts";
import { installationCity } from "../../../foundation/secrets/index.ts";
import type { House } from "../../house.ts";
import { address } from "../form.ts";
import { roleNames, roleNotes } from "../words.ts";
import type { Person } from "./view.tsx";
import { words } from "./words.ts";

/** Which place's staff a request is about: an address of one's own city needs not name it. */
export function cityParameter(actor: Clerk, city: string): string {
  return city === actor.city ? "" : city;
}

export function clerkPath(actor: Clerk, city: string, id: string, step = ""): string {
  return address(`/staff/office/clerks/${id}${step}`, { city: cityParameter(actor, city) });
}

export function listPath(actor: Clerk, city: string): string {
  return address("/staff/office/clerks", { city: cityParameter(actor, city) });
}

/** A member of staff as the pages show them. */
export function personOf(house: House, actor: Clerk, record: ClerkRecord, language: Language): Person {
  const kind = record.agency === undefined ? undefined : house.catalogue.kindOf(record.agency)?.name;
  const today = house.regions.calendarOf(record.city);
  return {
    id: record.id,
    href: clerkPath(actor, record.city, record.id),
    name: record.name,
    login: record.login,
    agency: kind ? say(kind, language) : (record.agency ?? ""),
    roles: record.roles.map((role) => say(roleNames[role], language)).join(language === "zh" ? "、" : ", "),
    account: accountOf(record, house.clock(), language),
    since: formatDay(today.dayOf(record.createdAt), language),
  };
}

function accountOf(record: ClerkRecord, now: Date, language: Language): Person["account"] {
  const w = words(language);
  const at = (time: Date) => formatInstant(time, language);
  if (record.suspendedAt) return { tone: "over", word: w.suspended };
  if (!record.enrolled) {
    return record.enrolmentUntil && record.enrolmentUntil > now
      ? { tone: "waiting", word: w.waiting({ until: at(record.enrolmentUntil) }) }
      : { tone: "yours", word: w.expired };
  }
  if (record.lockedUntil && record.lockedUntil > now) {
    return { tone: "bad", word: w.locked({ until: at(record.lockedUntil) }) };
  }
  return { tone: "good", word: w.active };
}

/** Roles that this actor can give in that city, and those already held. The acts decide; this only does not offer in vain. */
export function roleOptions(actor: Clerk, city: string, had: readonly Role[], language: Language) {
  const offered: readonly Role[] =
    city === installationCity
      ? ["auditor"]
      : actor.city === city
        ? ["clerk", "lead", "office", "finance", "auditor"]
        : ["office", "auditor"];
  return roles
    .filter((role) => offered.includes(role) || had.includes(role))
    .map((role) => ({ value: role, label: say(roleNames[role], language), hint: say(roleNotes[role], language) }));
}

/** Kinds of agency, and where the city has several bodies of one, each of them by its name. */
export async function agencyOptions(house: House, city: string, language: Language) {
  if (city === installationCity) return [];
  const bodies = new Map<string, readonly Offering[]>();
  for (const { offering } of await house.offerings.all(city)) {
    if (offering.others.length > 0) bodies.set(offering.agency, bodiesOf(offering));
  }
  return [...house.catalogue.agencyKinds.values()]
    .filter((kind) => kind.code !== "any")
    .flatMap((kind) => {
      const several = bodies.get(kind.code);
      const options = several?.map(({ agency, agencyName }) => ({ value: agency, label: say(agencyName, language) }));
      return options ?? [{ value: kind.code, label: say(kind.name, language) }];
    });
}

/** Steps on an account that this actor may take now. */
export function stepsFor(actor: Clerk, record: ClerkRecord): readonly ("suspend" | "resume" | "reset")[] {
  if (actor.id === record.id) return [];
  const target = { city: record.city };
  const steps: ("suspend" | "resume" | "reset")[] = [];
  if (record.suspendedAt ? can(actor, "clerk.resume", target) : can(actor, "clerk.suspend", target)) {
    steps.push(record.suspendedAt ? "resume" : "suspend");
  }
  if (can(actor, "clerk.reset_totp", target)) steps.push("reset");
  return steps;
}
