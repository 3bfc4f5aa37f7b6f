import { cityScope, sharedScope } from "../../../foundation/database/index.ts";
import { newId } from "../../../foundation/ids/index.ts";
import { installationCity } from "../../../foundation/secrets/index.ts";
import { writeAudit } from "../../audit/index.ts";
import type { Identity } from "../identity.ts";
import { notFound } from "../refusals.ts";
import type { OpenedSession } from "../sessions/sessions.ts";
import { type Clerk, clerkFromRow, type Role } from "./clerk.ts";
import { auditOfClerk, loginHash } from "./manage.ts";
import { addClerkRow, addLogin, clerkRow, findLogin, installationKind } from "./store.ts";

export type DemonstrationStaff = { readonly role: Role; readonly name: string; readonly agency: string | null };

/**
 * Invented people, one for every role, and in a county one clerk for every other agency that decides and a second one for its money; the sign-in page of a
 * demonstration shows a button for each.
 */
export const demonstrationStaff: {
  readonly city: readonly DemonstrationStaff[];
  /** `only`: in that county alone. */
  readonly county: readonly (DemonstrationStaff & { readonly agency: string; readonly only?: string })[];
  readonly installation: readonly DemonstrationStaff[];
} = {
  city: [
    { role: "clerk", name: "何静", agency: "public-security" },
    { role: "lead", name: "罗建国", agency: "public-security" },
    { role: "community", name: "刘敏", agency: null },
    { role: "office", name: "陈思远", agency: null },
    { role: "finance", name: "钱敏", agency: null },
    { role: "auditor", name: "苏文", agency: null },
  ],
  county: [
    { role: "clerk", name: "何倩", agency: "hotline" },
    { role: "clerk", name: "谢明", agency: "human-resources" },
    { role: "clerk", name: "邓丽", agency: "medical-insurance" },
    { role: "clerk", name: "曾华", agency: "civil-affairs" },
    { role: "clerk", name: "彭涛", agency: "education" },
    { role: "clerk", name: "萧红", agency: "justice" },
    { role: "clerk", name: "田勇", agency: "court" },
    { role: "clerk", name: "蒋华", agency: "hospital" },
    { role: "clerk", name: "唐梅", agency: "hospital-2", only: "430621" },
    { role: "clerk", name: "沈丹", agency: "disease-control" },
    { role: "clerk", name: "丁磊", agency: "disabled-federation" },
    { role: "clerk", name: "范琳", agency: "exit-entry" },
    { role: "clerk", name: "石峰", agency: "traffic-police" },
    { role: "clerk", name: "姚远", agency: "housing" },
    { role: "clerk", name: "廖凯", agency: "housing-fund" },
    { role: "clerk", name: "邹萍", agency: "natural-resources" },
    { role: "clerk", name: "白洁", agency: "notary-office" },
    { role: "clerk", name: "孟涛", agency: "tax" },
    { role: "clerk", name: "秦岚", agency: "market-regulation" },
    { role: "clerk", name: "江波", agency: "transport" },
    { role: "clerk", name: "史军", agency: "toll-roads" },
    { role: "clerk", name: "顾欣", agency: "culture-tourism" },
    { role: "clerk", name: "侯亮", agency: "water" },
    // Large refunds take two.
    { role: "finance", name: "葛明", agency: "finance" },
  ],
  installation: [{ role: "operator", name: "韩朗", agency: null }],
};

/** Whether this database was born as a demonstration; only then do sign-ins without proof exist. */
export async function isDemonstration(identity: Pick<Identity, "database">): Promise<boolean> {
  const [row] = await identity.database.run(sharedScope, installationKind, {});
  return row?.kind === "demonstration";
}

/** The login of a demonstration clerk: `430621-office`, `000000-operator`; of one more agency's clerk `430621-clerk-court`. */
export function demonstrationLogin(city: string, role: Role, agency?: string): string {
  return agency === undefined ? `${city}-${role}` : `${city}-${role}-${agency}`;
}

/** Provinces' own desks get no cases of the county's agencies. */
const isCounty = (city: string) => !city.endsWith("0000");

function staffOfCounty(city: string): readonly DemonstrationStaff[] {
  return demonstrationStaff.county.filter(({ only }) => only === undefined || only === city);
}

/** Adds the demonstration's staff where it is missing: six people a city, more in a county, and one operator. They have no password. */
export async function seedDemonstrationClerks(
  identity: Identity,
  cities: readonly string[],
  now: Date,
): Promise<{ readonly added: number }> {
  if (!(await isDemonstration(identity))) throw new Error("only a demonstration has demonstration clerks");
  let added = 0;
  const everyone = [
    ...cities.map((city) => ({ city, staff: demonstrationStaff.city, byAgency: false })),
    ...cities.filter(isCounty).map((city) => ({ city, staff: staffOfCounty(city), byAgency: true })),
    { city: installationCity, staff: demonstrationStaff.installation, byAgency: false },
  ];
  for (const { city, staff, byAgency } of everyone) {
    for (const person of staff) {
      const id = newId(now);
      const login = demonstrationLogin(city, person.role, byAgency ? (person.agency ?? undefined) : undefined);
      added += await identity.database.transaction(cityScope(city), async (tx) => {
        const claimed = await tx.run(addLogin, { login_hash: loginHash(identity.secrets, login), city, clerk: id });
        if (claimed.length === 0) return 0;
        await tx.run(addClerkRow, {
          city,
          id,
          login,
          name: person.name,
          agency: person.agency,
          roles: [person.role],
          enrolment_hash: null,
          enrolment_until: null,
          enrolled_at: now,
          created_by: "demonstration",
          now,
        });
        const detail = { roles: [person.role] };
        await writeAudit(
          tx,
          { city, actorKind: "system", actor: "demonstration", act: "clerk.add", subject: id, detail },
          now,
        );
        return 1;
      });
    }
  }
  return { added };
}

/** Signs in a demonstration clerk without proof, by a button. `not_found` in a real installation and for anyone who has a password. */
export async function signInDemonstrationClerk(
  identity: Identity,
  who: { readonly city: string; readonly role: Role; readonly agency?: string | undefined },
  now: Date,
  replaces?: string,
): Promise<OpenedSession & { readonly clerk: Clerk }> {
  if (!(await isDemonstration(identity))) throw notFound();
  const login_hash = loginHash(identity.secrets, demonstrationLogin(who.city, who.role, who.agency));
  const [found] = await identity.database.run(sharedScope, findLogin, { login_hash });
  if (!found) throw notFound();
  const opened = await identity.database.transaction(cityScope(found.city), async (tx) => {
    const [row] = await tx.run(clerkRow, { city: found.city, id: found.clerk });
    if (!row || row.suspended_at !== null || row.created_by !== "demonstration") throw notFound();
    const clerk = clerkFromRow(row);
    await auditOfClerk(tx, clerk, clerk.city, "clerk.sign_in", clerk.id, { demonstration: true }, now);
    const session = await identity.sessions.open(
      tx,
      { kind: "staff", city: clerk.city, clerk: clerk.id },
      now,
      replaces,
    );
    return { ...session, clerk };
  });
  if (replaces !== undefined) identity.sessions.forget(replaces);
  return opened;
}
