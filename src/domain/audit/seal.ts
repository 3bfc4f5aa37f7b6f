import { createHash } from "node:crypto";
import { cityScope, type Database } from "../../foundation/database/index.ts";
import type { Secrets } from "../../foundation/secrets/index.ts";
import { addSeal, lastSeal, nextStretch, sealsPage, stretchDigest, unsealedCities } from "./store.ts";

/**
 * Seconds an entry rests before it is sealed: longer than any transaction lives (statements end after 15 s, idle ones after 30 s)
 * plus what the clocks of two machines may differ, because an entry that commits behind a seal looks like one slipped in.
 */
export const settleSeconds = 120;

const firstId = "00000000-0000-0000-0000-000000000000";
const entriesPerSeal = 5_000;
const sealsPerRun = 200;
const genesis = "0".repeat(64);

type Link = { city: string; number: bigint; until: string; entries: number; entriesDigest: string; previous: string };

const settledUntil = (now: Date): string => lowestId(new Date(now.getTime() - settleSeconds * 1000));

/** Those of these cities that `sealAudit` would find something in. */
export async function citiesToSeal(database: Database, cities: readonly string[], now: Date): Promise<string[]> {
  const rows = await database.run(cityScope(...cities), unsealedCities, {
    cities: [...cities],
    settled: settledUntil(now),
  });
  return rows.map(({ city }) => city);
}

/**
 * Seals what is new and settled in a city's record: each seal holds the digest of a stretch of entries and of the seal before,
 * signed with the city's key, so that not even the owner of the database can rewrite the past unseen. Run every minute; two at
 * once do no harm. Returns the head of the chain: keep it in the log, it also betrays a chain cut off at its end.
 */
export async function sealAudit(
  database: Database,
  secrets: Secrets,
  city: string,
  now: Date,
): Promise<{ readonly sealed: number; readonly head: { number: bigint; digest: string } | undefined }> {
  const scope = cityScope(city);
  const settled = settledUntil(now);
  let [last] = await database.run(scope, lastSeal, { city });
  let sealed = 0;
  for (let run = 0; run < sealsPerRun; run += 1) {
    const after = last?.until_id ?? firstId;
    const [stretch] = await database.run(scope, nextStretch, { city, after, settled, limit: entriesPerSeal });
    if (!stretch) break;
    const [sum] = await database.run(scope, stretchDigest, { city, after, until: stretch.id });
    if (!sum?.digest) throw new Error("a stretch of entries has no digest");
    const link: Link = {
      city,
      number: (last?.number ?? 0n) + 1n,
      until: stretch.id,
      entries: sum.entries,
      entriesDigest: sum.digest,
      previous: last?.digest ?? genesis,
    };
    const digest = linkDigest(link);
    const { kid, signature } = secrets.sign(city, Buffer.from(digest, "hex"));
    const added = await database.run(scope, addSeal, {
      city,
      number: link.number,
      until_id: link.until,
      entries: link.entries,
      entries_digest: link.entriesDigest,
      previous: link.previous,
      digest,
      kid,
      signature,
      sealed_at: now,
    });
    // Another process was faster: it goes on.
    if (added.length === 0) break;
    sealed += sum.entries;
    last = { number: link.number, until_id: link.until, digest };
  }
  return { sealed, head: last && { number: last.number, digest: last.digest } };
}

export type AuditFault = {
  /** `entries`: a row was altered, removed or slipped in; `seal`: the seal itself; `chain`: one was taken out or put in. */
  readonly kind: "entries" | "seal" | "chain";
  /** Number of the seal that does not fit. */
  readonly seal: bigint;
  readonly say: string;
};

/**
 * Reads a city's whole sealed record again and names what does not fit, at most 100 faults. 200,000 entries took two seconds on two
 * busy cores; a job and `onewindow doctor` call it.
 */
export async function checkAudit(
  database: Database,
  secrets: Secrets,
  city: string,
): Promise<{ readonly seals: number; readonly entries: number; readonly faults: readonly AuditFault[] }> {
  const scope = cityScope(city);
  const faults: AuditFault[] = [];
  let previous = genesis;
  let number = 0n;
  let after = firstId;
  let entries = 0;
  let seals = 0;
  for (;;) {
    const page = await database.run(scope, sealsPage, { city, after: number, limit: 200 });
    for (const seal of page) {
      const fault = (kind: AuditFault["kind"], say: string) => faults.push({ kind, seal: seal.number, say });
      if (seal.number !== number + 1n) fault("chain", `seal ${number + 1n} is missing`);
      else if (seal.previous !== previous) fault("chain", "it does not follow from the seal before it");
      const digest = linkDigest({
        city,
        number: seal.number,
        until: seal.until_id,
        entries: seal.entries,
        entriesDigest: seal.entries_digest,
        previous: seal.previous,
      });
      const signed = { alg: "ed25519", kid: seal.kid, signature: seal.signature } as const;
      if (digest !== seal.digest || !secrets.verify(city, signed, Buffer.from(digest, "hex"))) {
        fault("seal", "its digest or signature is not genuine");
      }
      const [sum] = await database.run(scope, stretchDigest, { city, after, until: seal.until_id });
      if (sum?.entries !== seal.entries)
        fault("entries", `${seal.entries} were sealed, ${sum?.entries ?? 0} are there`);
      else if (sum.digest !== seal.entries_digest) fault("entries", "an entry was altered");
      previous = seal.digest;
      number = seal.number;
      after = seal.until_id;
      entries += seal.entries;
      seals += 1;
      if (faults.length >= 100) return { seals, entries, faults };
    }
    if (page.length < 200) return { seals, entries, faults };
  }
}

function linkDigest(link: Link): string {
  const text = JSON.stringify([
    link.city,
    link.number.toString(),
    link.until,
    link.entries,
    link.entriesDigest,
    link.previous,
  ]);
  return createHash("sha256").update(text).digest("hex");
}

/** The lowest id of version 7 that an instant can have. */
function lowestId(instant: Date): string {
  const hex = instant.getTime().toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
