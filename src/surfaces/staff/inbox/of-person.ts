import { writeAudit } from "../../../domain/audit/index.ts";
import { type CasePage, findCases, listCasesByPhone, listCasesOf } from "../../../domain/cases/index.ts";
import { type Clerk, idTypes, isIdNumber, normaliseIdNumber, residentKey } from "../../../domain/identity/index.ts";
import { cityScope } from "../../../foundation/database/index.ts";
import type { House } from "../../house.ts";

type Asked = {
  readonly clerk: Clerk;
  readonly agencies: readonly string[];
  readonly query: string;
  readonly after: string;
};

/**
 * Cases of this clerk's desks whose applicant has exactly this document, or gave exactly this telephone. Looking somebody up leaves a
 * line in the record, also where nothing is found.
 */
export async function casesOfPerson(house: House, asked: Asked): Promise<CasePage> {
  const byDocument = await ofDocument(house, asked);
  return byDocument.items.length > 0 || byDocument.next !== null ? byDocument : ofPhone(house, asked);
}

async function ofDocument(house: House, { clerk, agencies, query, after }: Asked): Promise<CasePage> {
  const { city } = clerk;
  const today = house.regions.calendarOf(city).dayOf(house.clock());
  const idNumber = normaliseIdNumber(query);
  const people = idTypes
    .filter((idType) => isIdNumber(idType, idNumber, today))
    .map((idType) => ({ idType, resident: residentKey(house.secrets, { idType, idNumber }) }));
  let [person] = people;
  let found: CasePage = { items: [], next: null };
  for (const each of people) {
    const page = await listCasesOf(house.cases, city, each.resident, after === "" ? undefined : after);
    const items = page.items.filter((line) => agencies.includes(line.agency));
    if (items.length === 0 && page.next === null) continue;
    found = { items, next: page.next };
    person = each;
    break;
  }
  if (person) await note(house, clerk, person.idType, [person.resident], found);
  return found;
}

/** A telephone may be a whole family's: each of them has the line. */
async function ofPhone(house: House, { clerk, agencies, query, after }: Asked): Promise<CasePage> {
  const { city } = clerk;
  const page = await listCasesByPhone(house.cases, {
    city,
    agencies,
    phone: query,
    ...(after === "" ? {} : { after }),
  });
  if (page === undefined) return { items: [], next: null };
  const rows = await findCases(
    house.cases,
    city,
    page.items.map(({ number }) => number),
  );
  const people = new Set([...rows.values()].map(({ applicant }) => applicant).filter((each) => each.startsWith("r")));
  await note(house, clerk, "phone", people.size === 0 ? [undefined] : [...people], page);
  return page;
}

async function note(
  house: House,
  clerk: Clerk,
  by: string,
  people: readonly (string | undefined)[],
  { items }: CasePage,
): Promise<void> {
  const { city } = clerk;
  const entry = { city, actorKind: "clerk", actor: clerk.id, act: "case.look_up", subject: by } as const;
  await house.database.transaction(cityScope(city), async (tx) => {
    for (const resident of people) {
      await writeAudit(tx, { ...entry, resident, detail: { found: items.length } }, house.clock());
    }
  });
}
