/** The service by which people ask for a correction, an erasure or a copy (个人信息保护法 第44至50条). */
export const dataRequest = "personal-data-request";

/** What a person has beside cases that may be erased on their word, as the record of an erasure names it. */
export const erasableKinds = ["profile", "contacts", "accounts", "messages", "drafts", "life_events"] as const;
export type ErasableKind = (typeof erasableKinds)[number];

/** What somebody asked to have erased, as the request's question `scope` names it. */
const kindsOfScope: Readonly<Record<string, readonly ErasableKind[]>> = {
  profile: ["profile", "contacts", "accounts"],
  messages: ["messages", "contacts"],
  cases: ["drafts", "life_events"],
};

export type ErasureAsked = {
  readonly kinds: readonly ErasableKind[];
  readonly cases: boolean;
  /** Certificates stay with whoever issued them; the answer says so. */
  readonly certificates: boolean;
};

/** What the answers of a data request ask to have erased; undefined where they ask for something else. */
export function erasureAsked(answers: Readonly<Record<string, unknown>>): ErasureAsked | undefined {
  if (answers["wish"] !== "erasure") return undefined;
  const scope = Array.isArray(answers["scope"]) ? answers["scope"].map(String) : [];
  const wanted = new Set(
    scope.flatMap((part) => (Object.hasOwn(kindsOfScope, part) ? (kindsOfScope[part] ?? []) : [])),
  );
  return {
    kinds: erasableKinds.filter((kind) => wanted.has(kind)),
    cases: scope.includes("cases"),
    certificates: scope.includes("certificates"),
  };
}
