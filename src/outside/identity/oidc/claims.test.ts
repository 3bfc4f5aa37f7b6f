import { describe, expect, it } from "vitest";
import { residentClaims } from "./claims.ts";

describe("a provider's claims", () => {
  it("are taken by their standard names", () => {
    const claims = {
      name: "王秀兰",
      id_type: "passport",
      id_number: "E12345678",
      phone_number: "+8613900009001",
      birthdate: "1944-03-12",
      gender: "female",
      address: { formatted: "演示街 3 号", country: "CN" },
      hukou_division: "430621",
    };
    expect(residentClaims(claims)).toEqual({
      idType: "passport",
      idNumber: "E12345678",
      name: "王秀兰",
      phone: "+8613900009001",
      birthDay: "1944-03-12",
      sex: "female",
      hukouDivision: "430621",
      address: "演示街 3 号",
    });
  });

  it("of another type than expected count as missing", () => {
    const odd = { name: 7, id_number: ["x"], phone_number: {}, gender: "other", address: 1, birthdate: null };
    expect(residentClaims(odd)).toEqual({
      idType: "resident_id",
      idNumber: "",
      name: "",
      phone: undefined,
      birthDay: undefined,
      sex: undefined,
      hukouDivision: undefined,
      address: undefined,
    });
  });
});
