import { cityScope } from "../../../foundation/database/index.ts";
import { type Day, dayFromNumber, endOfDay, numberOf, startOfDay } from "../../regions/index.ts";
import type { PaymentContext } from "../context.ts";
import { ledgerAccounts } from "../ledger.ts";
import { type ProviderName, providerNames } from "../provider.ts";
import { accountsOnDay } from "./balances-store.ts";
import { configuredAccounts } from "./lines-store.ts";

/** Whose word our books are compared with: an account at a payment provider, or a biller. */
export type Source =
  | { readonly kind: "provider"; readonly provider: ProviderName; readonly account: string }
  | { readonly kind: "biller"; readonly agency: string };

/** As the source is written in tables and addresses: like its account in the ledger. */
export function sourceName(source: Source): string {
  return source.kind === "provider"
    ? ledgerAccounts.provider(source.provider, source.account)
    : `biller/${source.agency}`;
}

export function sourceOf(name: string): Source | undefined {
  const [kind, first = "", second = "", more] = name.split("/");
  if (kind === "biller" && first !== "" && second === "") return { kind, agency: first };
  const provider = providerNames.find((each) => each === first);
  if (kind !== "provider" || provider === undefined || second === "" || more !== undefined) return undefined;
  return { kind, provider, account: second };
}

/** The account of our ledger that tells what the source should say. */
export const accountOf = (source: Source): string =>
  source.kind === "provider"
    ? ledgerAccounts.provider(source.provider, source.account)
    : ledgerAccounts.due(source.agency);

/** `needed`: the day is never closed without it. Billers that had nothing of ours that day may say something all the same. */
export type SourceOfDay = {
  readonly source: Source;
  readonly name: string;
  readonly needed: boolean;
  readonly moved: boolean;
};

const hour = 3_600_000;

/** Bills are there from 10:00 of the day after (China's time), as providers say. */
export const billFrom = (day: Day): Date =>
  new Date(startOfDay(dayFromNumber(numberOf(day) + 1)).getTime() + 10 * hour);

/** Milliseconds after that, until nobody waits any more for the word of those with whom our books had nothing that day. */
export const withoutBusiness = 24 * hour;

/** The file can never be there: the connector knows of none, or nothing happened and a day has passed. Or it is not there yet. */
export const noFile = {
  notConnected: "not_connected",
  noBusiness: "no_business",
  notThereYet: "not_there_yet",
} as const;

/**
 * Whether a day stays open for a word that is not there; `problem` is why it is not. A biller that had nothing of ours that day and has no
 * file had nothing to say. One that does not answer, or whose file cannot be read, may have taken something back, or heard by telephone of
 * what went back on another day: nowhere else would that be found.
 */
export const isWaitedFor = (
  { needed }: Pick<SourceOfDay, "needed">,
  of: { day: Day; problem: string | undefined; now: Date },
): boolean =>
  needed || (of.problem !== noFile.notThereYet && of.now.getTime() < billFrom(of.day).getTime() + withoutBusiness);

/** Milliseconds before a day in which a payment may have begun that is paid on it. */
const dayBefore = 86_400_000;

/** The sources of a day: accounts in use, paused ones while something is under way there, and whatever moved that day. */
export async function sourcesOf(
  context: Pick<PaymentContext, "database">,
  city: string,
  day: Day,
): Promise<readonly SourceOfDay[]> {
  const scope = cityScope(city);
  const [accounts, configured] = await Promise.all([
    context.database.run(scope, accountsOnDay, { city, day }),
    context.database.run(scope, configuredAccounts, {
      ...{ city, since: new Date(startOfDay(day).getTime() - dayBefore), until: endOfDay(day) },
    }),
  ]);
  const found = new Map<string, SourceOfDay>();
  const add = (source: Source, moved: boolean) => {
    const name = sourceName(source);
    const before = found.get(name);
    const isMoved = moved || (before?.moved ?? false);
    found.set(name, { source, name, moved: isMoved, needed: source.kind === "provider" || isMoved });
  };
  for (const { provider, account, awaited } of configured) {
    const source = sourceOf(ledgerAccounts.provider(provider, account));
    if (source && awaited) add(source, false);
  }
  for (const { account, moved } of accounts) {
    const [kind, agency = ""] = account.split("/");
    if (kind === "provider") {
      const source = sourceOf(account);
      if (source && (moved || found.has(account))) add(source, moved);
    } else if (kind === "due") add({ kind: "biller", agency }, moved);
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? 1 : -1));
}
