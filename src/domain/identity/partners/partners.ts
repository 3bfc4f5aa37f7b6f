import { timingSafeEqual } from "node:crypto";
import { cityScope, type Runner, sharedScope } from "../../../foundation/database/index.ts";
import { randomCharacters } from "../../../foundation/ids/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { installationCity, type Secrets } from "../../../foundation/secrets/index.ts";
import type { Clerk } from "../clerks/clerk.ts";
import { isDemonstration } from "../clerks/demonstration.ts";
import { auditOfClerk } from "../clerks/manage.ts";
import { demand } from "../clerks/permissions.ts";
import type { Identity } from "../identity.ts";
import { invalid, notFound, wrongField } from "../refusals.ts";
import { tidy } from "../residents/claims.ts";
import {
  addPartnerRow,
  changePartnerSecret,
  partnerRow,
  partnerRows,
  resumePartnerRow,
  suspendPartnerRow,
} from "./store.ts";

/** A channel acts for residents; an agency acts as clerk and agency. */
export type PartnerKind = "channel" | "agency";

/** What each kind of program may be given; the API asks for these. */
export const partnerScopes = {
  channel: ["lookups.ask", "cases.submit", "cases.read", "bills.read", "payments.make", "slots.read", "bookings.make"],
  agency: ["cases.read", "cases.act"],
} as const satisfies Record<PartnerKind, readonly string[]>;
export type PartnerScope = (typeof partnerScopes)[PartnerKind][number];

export type Partner = {
  readonly client: string;
  readonly kind: PartnerKind;
  /** Cities it may act in. */
  readonly cities: readonly string[] | "all";
  /** Agency kind an agency's program works for; undefined: every agency of its cities. */
  readonly agency: string | undefined;
  readonly scopes: readonly PartnerScope[];
};

export type NewPartner = {
  readonly client: string;
  readonly kind: PartnerKind;
  readonly name: string;
  readonly cities: readonly string[] | "all";
  readonly agency?: string | undefined;
  readonly scopes: readonly string[];
};

/** An operator registers a program; its secret (160 bits) is shown once. Refuses with fields `client`, `name`, `cities`, `scopes`. */
export async function addPartner(
  identity: Identity,
  actor: Clerk,
  input: NewPartner,
  now: Date,
): Promise<{ readonly client: string; readonly secret: string }> {
  demand(actor, "partner.add", { city: installationCity });
  const checked = checkedPartner(input);
  const secret = randomCharacters(32);
  await identity.database.transaction(cityScope(installationCity), async (tx) => {
    const added = await tx.run(addPartnerRow, {
      ...checked,
      secret_hash: secretHash(identity.secrets, checked.client, secret),
      created_by: actor.id,
      now,
    });
    if (added.length === 0) {
      throw wrongField("client", "client_taken", { zh: "这个客户端名已被使用。", en: "This client name is in use." });
    }
    const { client, kind, cities, agency, scopes } = checked;
    await auditOfClerk(tx, actor, installationCity, "partner.add", client, { kind, cities, agency, scopes }, now);
  });
  return { client: checked.client, secret };
}

/**
 * Tokens of a suspended program stop working within a minute, new ones are not given; a secret it was about to lose is gone. Twice is
 * the same as once.
 */
export async function suspendPartner(identity: Identity, actor: Clerk, client: string, now: Date): Promise<void> {
  demand(actor, "partner.suspend", { city: installationCity });
  await changed(identity, client, async (tx) => {
    const suspended = await tx.run(suspendPartnerRow, { client, now });
    if (suspended.length > 0) await auditOfClerk(tx, actor, installationCity, "partner.suspend", client, {}, now);
  });
}

/** Lets a suspended program in again with the secret it had; tokens from before stay ended. Twice is the same as once. */
export async function resumePartner(identity: Identity, actor: Clerk, client: string, now: Date): Promise<void> {
  demand(actor, "partner.resume", { city: installationCity });
  await changed(identity, client, async (tx) => {
    const resumed = await tx.run(resumePartnerRow, { client });
    if (resumed.length > 0) await auditOfClerk(tx, actor, installationCity, "partner.resume", client, {}, now);
  });
}

/** Hours a secret that was replaced may go on working at most. */
export const oldSecretHours = 168;

/**
 * A new secret, shown once. The one before and every token end at once (within a minute where a token was just seen), or, where
 * `oldHours` is given (1 to `oldSecretHours`), go on for so long, so that a program changes over without a gap. A suspended program
 * stays suspended.
 */
export async function renewPartnerSecret(
  identity: Identity,
  actor: Clerk,
  input: { readonly client: string; readonly oldHours?: number | undefined },
  now: Date,
): Promise<{ readonly secret: string; readonly oldUntil: Date | undefined }> {
  const { client, oldHours } = input;
  demand(actor, "partner.secret", { city: installationCity });
  if (oldHours !== undefined && !(Number.isInteger(oldHours) && oldHours >= 1 && oldHours <= oldSecretHours)) {
    throw wrongField("oldHours", "old_hours", {
      zh: `旧密钥可以再用 1 至 ${oldSecretHours} 小时。`,
      en: `The old secret can go on for 1 to ${oldSecretHours} hours.`,
    });
  }
  const secret = randomCharacters(32);
  const oldUntil = oldHours === undefined ? undefined : new Date(now.getTime() + oldHours * 3_600_000);
  await changed(identity, client, async (tx) => {
    const secret_hash = secretHash(identity.secrets, client, secret);
    await tx.run(changePartnerSecret, { client, secret_hash, old_until: oldUntil ?? null });
    const detail = { old_until: oldUntil?.toISOString() ?? "at once" };
    await auditOfClerk(tx, actor, installationCity, "partner.secret", client, detail, now);
  });
  return { secret, oldUntil };
}

/** In one transaction, to a program that is there; 404 `not_found` otherwise. */
async function changed(identity: Identity, client: string, work: (tx: Runner) => Promise<void>): Promise<void> {
  if (!clientShape.test(client)) throw notFound();
  await identity.database.transaction(cityScope(installationCity), async (tx) => {
    const [row] = await tx.run(partnerRow, { client });
    if (!row) throw notFound();
    await work(tx);
  });
}

/** A program as the operator sees it; no secret. */
export type PartnerRecord = Partner & {
  readonly name: string;
  readonly createdAt: Date;
  readonly suspendedAt: Date | undefined;
  /** Until when the secret before works too. */
  readonly oldUntil: Date | undefined;
};

/** Programs by their client names, at most 200 at once; `next` goes on. */
export async function partnersOf(
  identity: Pick<Identity, "database">,
  actor: Clerk,
  after = "",
): Promise<{ readonly items: readonly PartnerRecord[]; readonly next: string | undefined }> {
  demand(actor, "partner.list", { city: installationCity });
  const rows = await identity.database.run(sharedScope, partnerRows, { after, limit: listed + 1 });
  const items = rows.slice(0, listed).map((row) => ({
    ...partnerFromRow(row),
    name: row.name,
    createdAt: row.created_at,
    suspendedAt: row.suspended_at ?? undefined,
    oldUntil: row.old_until ?? undefined,
  }));
  return { items, next: rows.length > listed ? items.at(-1)?.client : undefined };
}

const listed = 200;

/** The fixed programs of a demonstration. */
export const demonstrationPartners = [
  { client: "demo-channel", secret: "demo-channel-secret", kind: "channel", name: "演示渠道" },
  { client: "demo-agency", secret: "demo-agency-secret", kind: "agency", name: "演示部门系统" },
] as const;

/** Adds the demonstration's programs where they are missing. */
export async function seedDemonstrationPartners(identity: Identity, now: Date): Promise<void> {
  if (!(await isDemonstration(identity))) throw new Error("only a demonstration has demonstration programs");
  for (const { client, secret, kind, name } of demonstrationPartners) {
    await identity.database.run(sharedScope, addPartnerRow, {
      client,
      kind,
      name,
      secret_hash: secretHash(identity.secrets, client, secret),
      cities: [],
      agency: null,
      scopes: [...partnerScopes[kind]],
      created_by: "demonstration",
      now,
    });
  }
}

/** The program that knows this secret, unless it is suspended, and the generation of its tokens. */
export async function provePartner(
  identity: Identity,
  client: string,
  secret: string,
  now: Date,
): Promise<{ readonly partner: Partner; readonly generation: number } | undefined> {
  const row = await activePartner(identity, client);
  if (!row) return undefined;
  const given = Buffer.from(secretHash(identity.secrets, client, secret));
  const works =
    row.old_until !== null && now < row.old_until ? [row.secret_hash, row.old_secret_hash] : [row.secret_hash];
  const matches = works.filter((hash) => {
    const expected = Buffer.from(hash ?? "");
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  return matches.length === 0 ? undefined : { partner: partnerFromRow(row), generation: row.generation };
}

export async function activePartner(identity: Pick<Identity, "database">, client: string) {
  if (!clientShape.test(client)) return undefined;
  const [row] = await identity.database.run(sharedScope, partnerRow, { client });
  return row && row.suspended_at === null ? row : undefined;
}

export function partnerFromRow(row: {
  client: string;
  kind: string;
  cities: string[];
  agency: string | null;
  scopes: string[];
}): Partner {
  return {
    client: row.client,
    kind: row.kind as PartnerKind,
    cities: row.cities.length === 0 ? "all" : row.cities,
    agency: row.agency ?? undefined,
    scopes: row.scopes as PartnerScope[],
  };
}

const clientShape = /^[a-z0-9][a-z0-9-]{2,39}$/;

// Secrets are 160 random bits, not passwords: a keyed hash is as strong as a slow one and holds up no request.
function secretHash(secrets: Secrets, client: string, secret: string): string {
  return secrets.lookupHash("partner-secret", `${client}|${secret.slice(0, 200)}`);
}

function checkedPartner(input: NewPartner) {
  const fields: FieldError[] = [];
  const fault = (field: string, code: string, zh: string, en: string) =>
    fields.push({ field, code, message: { zh, en } });
  const name = tidy(input.name, 80);
  if (!clientShape.test(input.client)) {
    fault(
      "client",
      "client",
      "客户端名为 3 至 40 个小写字母、数字或连字符。",
      "Use 3 to 40 small letters, digits or hyphens.",
    );
  }
  if (!name) fault("name", "name", "请填写名称。", "Enter the name.");
  const cities = input.cities === "all" ? [] : [...new Set(input.cities)];
  if (
    cities.some((city) => !/^\d{6}$/.test(city)) ||
    cities.length > 500 ||
    (input.cities !== "all" && !cities.length)
  ) {
    fault("cities", "cities", "请选择可以办理的市县。", "Choose the cities it may act in.");
  }
  const allowed: readonly string[] = partnerScopes[input.kind];
  const scopes = [...new Set(input.scopes)];
  if (scopes.length === 0 || scopes.some((scope) => !allowed.includes(scope))) {
    fault("scopes", "scopes", "请选择这类程序可以有的权限。", "Choose rights that this kind of program can have.");
  }
  if (fields.length > 0 || !name) throw invalid(fields);
  return { client: input.client, kind: input.kind, name, cities, agency: input.agency ?? null, scopes };
}
