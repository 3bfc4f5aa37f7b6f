import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { today } from "../fixture.ts";
import { empty } from "./contract.ts";
import { ask, codeOf, form, json } from "./fixture.ts";
import { coordinates, readCoordinates } from "./place-coordinates.ts";

const point = { latitude: 29.1442, longitude: 113.1166 };

describe("a place", () => {
  it("is words, an address or a point, and any of them is enough", () => {
    expect(json("place", { words: " 中心小学东门对面的路口 " })).toEqual({ words: "中心小学东门对面的路口" });
    expect(json("place", { address: { division: "430621", detail: "东方路 12 号" } })).toEqual({
      address: { division: "430621", detail: "东方路 12 号" },
    });
    expect(json("place", point)).toEqual(point);
    expect(json("place", {})).toBe(empty);
    expect(json("place", null)).toBe(empty);
    expect(
      form("place", {
        "q-words": "小学门口",
        "q-division": "430621",
        "q-detail": "东方路",
        "q-coordinates": "113.1166, 29.1442",
      }),
    ).toEqual({ words: "小学门口", address: { division: "430621", detail: "东方路" }, ...point });
  });

  it("takes the division the page filled in beforehand for no answer", () => {
    expect(form("place", { "q-division": "430621" })).toBe(empty);
    expect(form("place", { "q-division": "430621", "q-words": "桥头" })).toEqual({ words: "桥头" });
    expect(form("place", { "q-detail": "东方路" })).toMatchObject({
      code: "address_division_missing",
      part: "division",
    });
  });

  it("refuses what is no place, and says which part", () => {
    for (const wrong of [
      [],
      "桥头",
      { latitude: 29 },
      { longitude: 113 },
      { latitude: "29", longitude: "113" },
      { x: 1 },
    ]) {
      expect(codeOf(json("place", wrong))).toBe("wrong_type");
    }
    expect(json("place", { latitude: 0, longitude: 0 })).toMatchObject({ code: "coordinates_unreadable" });
    expect(json("place", { latitude: Number.NaN, longitude: 113 })).toMatchObject({ code: "coordinates_unreadable" });
    expect(form("place", { "q-coordinates": "在桥头" })).toMatchObject({ part: "coordinates" });
    expect(form("place", { "q-words": "字".repeat(301) })).toMatchObject({ code: "too_long", part: "words" });
    expect(form("place", { "q-words": "a\u0000b" })).toMatchObject({ code: "forbidden_character", part: "words" });
    const unknown = ask("place").fromJson(
      { address: { division: "430621", detail: "x" } },
      { today, isDivision: () => false },
    );
    expect(unknown).toMatchObject({ code: "division_unknown", part: "division" });
  });

  it("reads coordinates however they were pasted", () => {
    for (const typed of [
      "113.1166, 29.1442",
      "29.1442 113.1166",
      "１１３．１１６６，２９．１４４２",
      "东经113.1166 北纬29.1442",
      "N29.1442° E113.1166°",
      "(29.1442,113.1166)",
      "29°8′39.12″N 113°6′59.76″E",
    ]) {
      expect(readCoordinates(typed), typed).toEqual(point);
    }
    for (const typed of ["", "113.1", "13800138000", "1, 2", "29.1, 113.1, 5", "200, 29", "29°70′0″ 113°7′0″"]) {
      expect(readCoordinates(typed), typed).toBeUndefined();
    }
  });

  it("keeps a point to a metre, and reads what it writes", () => {
    const latitude = fc.double({ min: 3, max: 54, noNaN: true });
    const longitude = fc.double({ min: 73, max: 136, noNaN: true });
    fc.assert(
      fc.property(latitude, longitude, (north, east) => {
        const kept = coordinates(north, east);
        if (!kept) throw new Error("inside");
        expect(Math.abs(kept.latitude - north)).toBeLessThan(0.00001);
        const typed = ask("place").typed(kept);
        expect(form("place", { "q-coordinates": typed["coordinates"] as string })).toEqual(kept);
      }),
    );
  });

  it("is written so that it can be read aloud", () => {
    const place = { words: "桥头", address: { division: "430621", detail: "东方路" }, ...point };
    const divisionName = () => "湖南省岳阳市岳阳县";
    expect(ask("place").show(place, "zh", { divisionName })).toBe(
      "湖南省岳阳市岳阳县东方路；桥头；东经 113.1166，北纬 29.1442",
    );
    expect(ask("place").show(point, "en")).toBe("29.1442 N, 113.1166 E");
  });
});
