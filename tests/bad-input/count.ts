import { asOwner } from "../helpers/house.ts";
import type { Field } from "./field.ts";

/** Rows of a table, looked at from behind the policies. */
export async function count(field: Field, table: "cases" | "files"): Promise<number> {
  return asOwner(field.running.test, async (client) => {
    const { rows } = await client.query<{ count: string }>(`select count(*) as count from ${table}`);
    return Number(rows[0]?.count);
  });
}
