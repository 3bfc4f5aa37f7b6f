import type { Secrets } from "../../src/foundation/secrets/index.ts";
import { asOwner, type TestDatabase } from "./database.ts";

/**
 * Everything that all tables hold where `number` stands, as their owner reads it with the keys in hand: the rows, and what is sealed in
 * them, opened. What could not be opened is there as "something sealed".
 */
export async function heldAbout(
  { db, secrets, city }: { readonly db: Pick<TestDatabase, "owner">; readonly secrets: Secrets; readonly city: string },
  number: string,
): Promise<string> {
  return asOwner(db as TestDatabase, async (client) => {
    const { rows: tables } = await client.query(
      "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1",
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query(`select t::text as line from ${name} t where strpos(t::text, $1) > 0`, [
        number,
      ]);
      found.push(...rows.map(({ line }) => `${name}: ${line}`));
    }
    const places = ["answers", "applicant"].map((part) => `case:${number}:${part}`);
    for (let revision = 1; revision < 20; revision += 1) places.push(`event:${number}:${revision}`);
    for (const [value] of found.join("\n").matchAll(/(?:aes-256|sm4)-gcm\.[\w-]+\.[\w-]+/g)) {
      const opened = places.flatMap((place) => {
        try {
          return [secrets.decrypt(city, value, place)];
        } catch {
          return [];
        }
      });
      found.push(...(opened.length === 0 ? ["something sealed"] : opened));
    }
    return found.join("\n");
  });
}
