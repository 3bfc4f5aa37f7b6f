import { cityScope, type Database, sharedScope } from "../../foundation/database/index.ts";
import type { Secrets } from "../../foundation/secrets/index.ts";
import { writeAudit } from "../audit/index.ts";
import { accountChanges, accountsOfCity, resealAccount, touchAccounts, writeAccount } from "./accounts-store.ts";
import type { AccountProblem, PaymentProvider, ProviderAdapter, ProviderName } from "./provider.ts";

/** Accounts of one city, and cities with accounts, at most. */
export const accountsPerCity = 100;
const citiesAtMost = 5_000;

/** An account at a provider, opened. `agency` is '' where it takes money for the whole city. */
export type OpenAccount = {
  readonly city: string;
  readonly provider: ProviderName;
  readonly account: string;
  readonly agency: string;
  /** A paused one begins no payment; what was begun through it is asked about, told, given back and reconciled as ever. */
  readonly enabled: boolean;
  readonly open: PaymentProvider;
};

export type ListedAccount = {
  readonly provider: string;
  readonly account: string;
  readonly agency: string;
  readonly enabled: boolean;
  readonly changedAt: Date;
  /** Its configuration and secrets could be read. */
  readonly opens: boolean;
};

/** A configuration that cannot be used, with everything that is wrong with it. */
export class AccountProblems extends Error {
  readonly problems: readonly AccountProblem[];

  constructor(problems: readonly AccountProblem[]) {
    super(problems.map(({ at, problem, remedy }) => `${at}: ${problem}. ${remedy}`).join("\n"));
    this.name = "AccountProblems";
    this.problems = problems;
  }
}

export type AccountsParts = {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly clock: () => Date;
  /** src/outside/payments brings them. */
  readonly adapters: ReadonlyMap<ProviderName, ProviderAdapter>;
  /** Places above a city, the nearest first: what a city has no account for goes through theirs. */
  readonly above: (city: string) => readonly string[];
  readonly log: (level: "info" | "warn" | "error", message: string, fields: Readonly<Record<string, unknown>>) => void;
};

const sealedFor = (provider: string, account: string) => `account:${provider}:${account}`;

/** The accounts of all cities, held in the memory of each process; `refresh` reads what changed. */
export class PaymentAccounts {
  readonly #parts: AccountsParts;
  readonly #accounts = new Map<string, readonly OpenAccount[]>();
  readonly #read = new Map<string, bigint>();

  private constructor(parts: AccountsParts) {
    this.#parts = parts;
  }

  static async open(parts: AccountsParts): Promise<PaymentAccounts> {
    const accounts = new PaymentAccounts(parts);
    await accounts.refresh();
    return accounts;
  }

  /** What other processes changed. */
  async refresh(): Promise<void> {
    const rows = await this.#parts.database.run(sharedScope, accountChanges, { limit: citiesAtMost });
    for (const { city, revision } of rows) {
      if (this.#read.get(city) === revision) continue;
      this.#accounts.set(city, await this.#openAll(city));
      this.#read.set(city, revision);
    }
  }

  /** The account a payment goes through, a paused one too; it is the city's own or one above. */
  find(of: { city: string; provider: ProviderName; account: string }): OpenAccount | undefined {
    for (const place of [of.city, ...this.#parts.above(of.city)]) {
      const found = this.#accounts
        .get(place)
        ?.find(({ provider, account }) => provider === of.provider && account === of.account);
      if (found) return found;
    }
    return undefined;
  }

  /**
   * The ways to pay a bill of an agency, one account per provider: the agency's own, else the city's, else one above. What belongs to the
   * treasury is paid to the treasury alone (收支两条线), everything else never there. A paused one is not offered, and neither is one above
   * that has its name: a payment would be taken for the paused one's.
   */
  offered(of: { city: string; agency: string; payee: "treasury" | "merchant" }): readonly OpenAccount[] {
    const best = new Map<ProviderName, OpenAccount>();
    for (const place of [of.city, ...this.#parts.above(of.city)]) {
      for (const agency of [of.agency, ""]) {
        for (const one of this.#accounts.get(place) ?? []) {
          const isTreasury = one.provider === "treasury";
          if (!one.enabled || this.find({ ...one, city: of.city }) !== one) continue;
          if (one.agency !== agency || isTreasury !== (of.payee === "treasury") || best.has(one.provider)) continue;
          best.set(one.provider, one);
        }
      }
    }
    return [...best.values()];
  }

  /** Every account of a city itself, for reconciliation and the operator. */
  of(city: string): readonly OpenAccount[] {
    return this.#accounts.get(city) ?? [];
  }

  /** Accounts of a city as they are kept, paused ones and those that do not open too; no secret. */
  async listed(city: string): Promise<readonly ListedAccount[]> {
    const rows = await this.#parts.database.run(cityScope(city), accountsOfCity, { city, limit: accountsPerCity });
    const open = this.of(city);
    return rows.map(({ provider, account, agency, enabled, changed_at: changedAt }) => ({
      ...{ provider, account, agency, enabled, changedAt },
      opens: open.some((one) => one.provider === provider && one.account === account),
    }));
  }

  /** Cities with an account of their own. */
  cities(): readonly string[] {
    return [...this.#accounts].filter(([, list]) => list.length > 0).map(([city]) => city);
  }

  /**
   * Stores an account; every process uses it within seconds. Secrets that are not given stay.
   * @throws AccountProblems
   */
  async set(given: {
    city: string;
    provider: ProviderName;
    account: string;
    agency: string;
    config: unknown;
    secrets?: Readonly<Record<string, string>>;
    enabled?: boolean;
    by: { kind: "clerk" | "system"; id: string };
  }): Promise<void> {
    const { city, provider, account, agency, config, by } = given;
    const { database, secrets, clock, adapters } = this.#parts;
    const adapter = adapters.get(provider);
    if (!adapter) {
      const known = [...adapters.keys()].join(", ");
      throw new AccountProblems([
        { at: "provider", problem: `there is no provider ${provider}`, remedy: `Write one of: ${known}.` },
      ]);
    }
    const problems = [...adapter.check(config)];
    const before = problems.length > 0 ? {} : await this.#secretsOf(city, provider, account);
    const all = { ...before, ...given.secrets };
    for (const name of problems.length > 0 ? [] : adapter.secretsOf(config)) {
      if (all[name]) continue;
      const remedy = `Give it in the file of --secrets as "${name}: …".`;
      problems.push({ at: `secrets.${name}`, problem: "the configuration needs this secret", remedy });
    }
    if (problems.length > 0) throw new AccountProblems(problems);
    const sealed =
      Object.keys(all).length === 0 ? null : secrets.encrypt(city, JSON.stringify(all), sealedFor(provider, account));
    const now = clock();
    await database.transaction(cityScope(city), async (tx) => {
      const values = { city, provider, account, agency, config, enabled: given.enabled ?? true };
      const [row] = await tx.run(writeAccount, { ...values, secrets_sealed: sealed, at: now, by: by.id });
      await tx.run(touchAccounts, { city });
      const detail = { revision: row?.revision ?? 0 };
      const subject = `${provider}/${account}`;
      await writeAudit(tx, { city, actorKind: by.kind, actor: by.id, act: "account.set", subject, detail }, now);
    });
    await this.refresh();
  }

  async #secretsOf(city: string, provider: string, account: string): Promise<Readonly<Record<string, string>>> {
    const rows = await this.#parts.database.run(cityScope(city), accountsOfCity, { city, limit: accountsPerCity });
    const sealed = rows.find((row) => row.provider === provider && row.account === account)?.secrets_sealed ?? null;
    return sealed === null ? {} : this.#opened(city, provider, account, sealed);
  }

  #opened(city: string, provider: string, account: string, sealed: string): Record<string, string> {
    return JSON.parse(this.#parts.secrets.decrypt(city, sealed, sealedFor(provider, account))) as Record<
      string,
      string
    >;
  }

  async #openAll(city: string): Promise<readonly OpenAccount[]> {
    const { database, adapters, clock, log } = this.#parts;
    const rows = await database.run(cityScope(city), accountsOfCity, { city, limit: accountsPerCity });
    const open: OpenAccount[] = [];
    for (const { provider, account, agency, config, secrets_sealed: sealed, enabled } of rows) {
      const adapter = adapters.get(provider as ProviderName);
      if (!adapter) continue;
      try {
        const secrets = sealed === null ? {} : this.#opened(city, provider, account, sealed);
        const opened = adapter.open({ config, secrets, clock });
        open.push({ city, provider: provider as ProviderName, account, agency, enabled, open: opened });
      } catch (error) {
        log("error", "an account does not open", { city, provider, account, err: error });
      }
    }
    return open;
  }
}

/** Secrets of a city's accounts under its newest key (`onewindow keys rotate`). @returns how many were sealed anew */
export async function resealAccounts(
  { database, secrets }: { readonly database: Database; readonly secrets: Secrets },
  city: string,
): Promise<number> {
  const rows = await database.run(cityScope(city), accountsOfCity, { city, limit: accountsPerCity });
  let changed = 0;
  for (const { provider, account, secrets_sealed: old } of rows) {
    if (old === null || old.split(".")[1] === secrets.sealKeyId(city)) continue;
    const place = sealedFor(provider, account);
    const anew = secrets.encrypt(city, secrets.decrypt(city, old, place), place);
    const values = { city, provider, account, secrets_sealed: anew, old };
    changed += (await database.run(cityScope(city), resealAccount, values)).length;
  }
  return changed;
}
