import { describe, expect, it } from "vitest";
import { theCatalogue } from "../../../../tests/helpers/catalogue.ts";
import { ServiceSearch } from "./search.ts";

const { services } = await theCatalogue();
const search = new ServiceSearch([...services.values()]);

describe("what people type", () => {
  it.each([
    ["居住证", "residence-permit"],
    ["办居住证", "residence-permit"],
    ["怎么办居住证啊", "residence-permit"],
    ["暂住证", "residence-permit"],
    ["外地人", "residence-permit"],
    ["孩子上学居住证", "residence-permit"],
    ["孩子上学", "school-enrolment"],
    ["juzhuzheng", "residence-permit"],
    ["juzhu", "residence-permit"],
    ["zanzhuzheng", "residence-permit"],
    ["jzz", "residence-permit"],
    ["JZZ", "residence-permit"],
    ["residence permit", "residence-permit"],
    ["residense", "residence-permit"],
    ["Ｒｅｓｉｄｅｎｃｅ", "residence-permit"],
    ["投诉", "suggestion"],
    ["tousu", "suggestion"],
    ["12345", "report-a-problem"],
    ["complaint", "suggestion"],
    ["我的信息写错了", "personal-data-request"],
    ["delete my data", "personal-data-request"],
    ["隐私", "personal-data-request"],
    ["renew passprot", "passport"],
    ["heatign", "heating"],
    ["居主证", "residence-permit"],
    ["護照", "passport"],
    ["工积金贷款", "housing-fund-loan"],
    ["hu zhao", "passport"],
    ["gjjdk", "housing-fund-loan"],
    ["我要离婚去哪里办", "divorce-booking"],
    ["how do I get divorced", "divorce-booking"],
    ["driver's license renewal", "driving-licence-renewal"],
    ["公积金 loan", "housing-fund-loan"],
  ])("%s finds %s first", (query, code) => {
    expect(search.find(query)[0]).toBe(code);
  });

  it.each([
    ["暂住证", "residence-permit"],
    ["gjj", "housing-fund-balance"],
    ["social securty", "social-security-card"],
    ["交罚款", "traffic-fine"],
  ])("%s has %s among the first three", (query, code) => {
    expect(search.find(query).slice(0, 3)).toContain(code);
  });

  it.each(["", "   ", "😀", "zzzzzzz", "飞碟", "<script>", "\0", "*"])("%j finds nothing", (query) => {
    expect(search.find(query)).toEqual([]);
  });

  it("finds among a city's offerings only, and reads no more than 60 characters", () => {
    expect(search.find("居住证", { among: new Set(["suggestion"]) })).toEqual([]);
    expect(search.find(`${"乱".repeat(60)}居住证`)).toEqual([]);
    expect(search.find("证", { limit: 1 })).toHaveLength(1);
  });

  it("does not fill the page with what has hardly anything in common", () => {
    expect(search.find("居住证")).toEqual(["residence-permit", "residence-permit-endorsement"]);
  });
});
