import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asOwner, monday, type TestDatabase, testDatabase } from "../../../../tests/helpers/database.ts";
import { residentScope } from "../../../foundation/database/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import {
  changePreferences,
  correctProfile,
  eraseProfile,
  type Identity,
  makeIdentity,
  maskIdNumber,
  profileOf,
  type ResidentClaims,
  readResidentId,
  residentIdCheck,
  residentKey,
  signInResident,
} from "../index.ts";

const claims: ResidentClaims = {
  idType: "resident_id",
  idNumber: withCheck("43062119910708911"),
  name: "李建军",
  phone: "139 0000 1234",
  birthDay: "1980-01-01",
  address: "演示街 1 号",
};

function withCheck(first17: string): string {
  return first17 + residentIdCheck(first17);
}

let test: TestDatabase;
let identity: Identity;
beforeAll(async () => {
  test = await testDatabase();
  identity = makeIdentity(test.database, test.secrets);
});
afterAll(() => test.close());

describe("numbers of documents", () => {
  it("are read with their birthday and sex", () => {
    // The example printed in GB 11643-1999.
    expect(residentIdCheck("11010519491231002")).toBe("X");
    expect(readResidentId("11010519491231002X", "2026-01-01")).toEqual({
      ok: true,
      facts: { birthDay: "1949-12-31", sex: "female" },
    });
    expect(readResidentId("110105194912310021", "2026-01-01")).toEqual({ ok: false, why: "check" });
    expect(readResidentId(withCheck("11010520250230002"), "2026-01-01")).toEqual({ ok: false, why: "birth" });
    expect(readResidentId(withCheck("11010520260102002"), "2026-01-01")).toEqual({ ok: false, why: "birth" });
    expect(readResidentId("1101051949123100", "2026-01-01")).toEqual({ ok: false, why: "shape" });
    expect(maskIdNumber("11010519491231002X")).toBe("110***********002X");
  });

  it("lose their truth by any single wrong digit and by swapping two neighbours", () => {
    const digits = fc.tuple(
      fc.integer({ min: 1900, max: 2020 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 28 }),
    );
    const number = fc
      .tuple(fc.integer({ min: 100000, max: 999999 }), digits, fc.integer({ min: 0, max: 999 }))
      .map(([region, [year, month, day], serial]) =>
        withCheck(
          `${region}${year}${String(month).padStart(2, "0")}${String(day).padStart(2, "0")}${String(serial).padStart(3, "0")}`,
        ),
      );
    fc.assert(
      fc.property(number, fc.nat(16), fc.integer({ min: 1, max: 9 }), (good, at, plus) => {
        const wrong = String((Number(good.charAt(at)) + plus) % 10);
        const changed = good.slice(0, at) + wrong + good.slice(at + 1);
        const swapped = good.slice(0, at) + good.charAt(at + 1) + good.charAt(at) + good.slice(at + 2);
        expect(readResidentId(good, "2026-01-01").ok).toBe(true);
        expect(readResidentId(changed, "2026-01-01").ok).toBe(false);
        if (swapped !== good) expect(readResidentId(swapped, "2026-01-01").ok).toBe(false);
      }),
    );
  });
});

describe("a resident", () => {
  it("has one key however the number is typed, and another for another document", () => {
    const key = residentKey(test.secrets, claims);
    expect(key).toMatch(/^r[\w-]{22}$/);
    const typed = claims.idNumber.replace(/(.{6})/g, "$1 ").toLowerCase();
    expect(residentKey(test.secrets, { idType: "resident_id", idNumber: typed })).toBe(key);
    expect(residentKey(test.secrets, { idType: "passport", idNumber: claims.idNumber })).not.toBe(key);
  });

  it("signs in with a profile whose facts come from the number, sealed in the database", async () => {
    const { resident, token } = await signInResident(identity, claims, monday);
    expect(resident).toBe(residentKey(test.secrets, claims));
    expect(await identity.sessions.read(token, monday)).toMatchObject({ kind: "resident", resident });
    expect(await profileOf(identity, resident)).toMatchObject({
      name: "李建军",
      idNumber: claims.idNumber,
      phone: "13900001234",
      birthDay: "1991-07-08",
      sex: "male",
      address: "演示街 1 号",
      hukouDivision: undefined,
      stated: [],
    });
    const rows = await asOwner(test, (owner) => owner.query("select * from residents"));
    for (const plain of ["李建军", claims.idNumber, "13900001234", "1991-07-08", "演示街"]) {
      expect(JSON.stringify(rows.rows)).not.toContain(plain);
    }
  });

  it("keeps what they stated when the provider says otherwise, and what the provider stops saying", async () => {
    const { resident } = await signInResident(identity, claims, monday);
    await correctProfile(identity, resident, { phone: "13900009999", hukouDivision: "511325" }, monday);
    await changePreferences(identity, resident, { mode: "large", city: "430621" }, monday);
    await changePreferences(identity, resident, { language: "en" }, monday);
    const { address: _, ...less } = claims;
    await signInResident(identity, { ...less, name: "李建军二" }, monday);
    expect(await profileOf(identity, resident)).toMatchObject({
      name: "李建军二",
      phone: "13900009999",
      hukouDivision: "511325",
      address: "演示街 1 号",
      stated: ["hukou_division", "phone"],
      preferences: { mode: "large", city: "430621", language: "en" },
    });
  });

  it("is told which correction cannot be", async () => {
    const resident = residentKey(test.secrets, claims);
    const wrong = { phone: "call me", hukouDivision: "湖南", address: "x".repeat(500) };
    const error = await correctProfile(identity, resident, wrong, monday).catch((thrown: unknown) => thrown);
    expect(error instanceof Refusal && error.fields.map((field) => field.field)).toEqual([
      "phone",
      "hukouDivision",
      "address",
    ]);
  });

  it("is not signed in without a whole identity", async () => {
    for (const broken of [
      { name: " \u202e " },
      { idNumber: "123" },
      { idNumber: withCheck("43062119910708912").slice(0, 17) },
    ]) {
      await expect(signInResident(identity, { ...claims, ...broken }, monday)).rejects.toThrow(/identity_incomplete/);
    }
    const odd = { ...claims, idType: "library_card" } as unknown as ResidentClaims;
    await expect(signInResident(identity, odd, monday)).rejects.toThrow(/identity_incomplete/);
  });

  it("is seen by nobody else, not even with another person's scope", async () => {
    const resident = residentKey(test.secrets, claims);
    const rows = await test.database.raw(residentScope("rSomebodyElse"), (client) =>
      client.query("select * from residents where resident = $1", [resident]),
    );
    expect(rows.rows).toEqual([]);
  });

  it("can be forgotten: profile and sessions", async () => {
    const { resident, token } = await signInResident(identity, claims, monday);
    await eraseProfile(identity, resident, monday);
    expect(await profileOf(identity, resident)).toBeUndefined();
    expect(await identity.sessions.read(token, monday)).toBeUndefined();
    await expect(eraseProfile(identity, resident, monday)).rejects.toThrow(/not_found/);
  });
});
