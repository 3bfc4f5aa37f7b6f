import { profileFields, type Sample, type ServiceVersion } from "../../../src/domain/catalogue/index.ts";
import { residentIdCheck, signInResident } from "../../../src/domain/identity/index.ts";
import { cookiesFor } from "../../../src/foundation/http/index.ts";
import type { TestHouse } from "../../helpers/house.ts";
import type { Visitor } from "../../helpers/visitor.ts";

/** People so far, by birthday: their numbers differ in the serial. */
const people = new Map<string, number>();

/**
 * Signs in somebody nobody has seen before, of whom the profile knows what the sample says of its person: name, number, day of birth
 * and household. The rest is asked.
 */
export async function signInAsSampled(
  test: TestHouse,
  who: Visitor,
  service: ServiceVersion,
  sample: Sample,
): Promise<string> {
  const { house } = test;
  const said = new Map<string, unknown>();
  for (const [id, { question }] of service.questions) {
    if (question.from !== "profile" || sample.answers[id] === undefined) continue;
    const [field] = Object.entries(profileFields).find(([name, type]) => name === id || type === question.type) ?? [];
    if (field !== undefined) said.set(field, sample.answers[id]);
  }
  const text = (field: string) => (typeof said.get(field) === "string" ? String(said.get(field)) : undefined);
  const session = await signInResident(
    house.identity,
    {
      idType: "resident_id",
      idNumber: text("resident_id") ?? numberOf(text("birth") ?? "1988-05-12"),
      name: text("name") ?? "周演示",
      hukouDivision: text("hukou"),
    },
    house.clock(),
  );
  who.cookies.set(cookiesFor(test.baseUrl).names.session, session.token);
  return session.resident;
}

/** A resident identity number (GB 11643) of this birthday, another one each time. */
function numberOf(birth: string): string {
  const serial = (people.get(birth) ?? 0) + 1;
  people.set(birth, serial);
  // A thousand have the same birthday in one place; then it is another place.
  const place = 430_621 + Math.floor(serial / 1_000);
  const first17 = `${place}${birth.replaceAll("-", "")}${String(serial % 1_000).padStart(3, "0")}`;
  return first17 + residentIdCheck(first17);
}
