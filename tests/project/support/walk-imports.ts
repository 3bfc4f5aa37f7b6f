import { checkImport, listImports, readImport, takeList } from "../../../src/domain/catalogue/index.ts";
import type { TestHouse } from "../../helpers/house.ts";

const city = "430621";

/** A city's office checks lists of another system until the oldest goes, reads one and takes it. */
export async function walkImports({ house, clock }: TestHouse): Promise<void> {
  const { database, catalogue, regions } = house;
  const parts = { database, catalogue, divisions: regions.divisions };
  const content = Buffer.from("事项名称,咨询电话\n居住证申领,0730-7622222\n");
  const by = { id: "walk", name: "walk" };
  let id = "";
  for (let count = 0; count < 11; count++) {
    const now = new Date(clock.now.getTime() + count);
    id = await checkImport(parts, city, { name: "list.csv", content }, by, now);
  }
  await listImports(database, city);
  await (await readImport(database, city, id)).rows();
  await takeList(parts, city, id, { now: clock.now });
}
