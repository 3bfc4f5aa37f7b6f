import type { FastifyRequest } from "fastify";
import { type Clerk, demand } from "../../../domain/identity/index.ts";
import { type Language, say } from "../../../foundation/i18n/index.ts";
import type { House } from "../../house.ts";
import { needStaff } from "../../session.ts";

export type Lead = Clerk & { readonly agency: string };

/** Whoever may arrange the work of their agency; others are refused. */
export async function leadOf(house: House, request: FastifyRequest): Promise<Lead> {
  const { clerk } = await needStaff(house, request);
  const { city, agency } = clerk;
  demand(clerk, "work.arrange", { city, agency });
  if (agency === undefined) throw new Error("whoever arranges work belongs to an agency");
  return { ...clerk, agency };
}

/** The services whose cases come to the agency. */
export async function servicesOf(house: House, clerk: Lead, language: Language) {
  const all = await house.offerings.all(clerk.city);
  return all
    .filter(({ offering }) => offering.agency === clerk.agency)
    .map(({ service: { definition } }) => ({ value: definition.code, label: say(definition.name, language) }));
}
