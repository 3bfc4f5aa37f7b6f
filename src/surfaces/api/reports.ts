import { Type } from "typebox";
import { cityOf } from "../page.tsx";
import { publicReport, publicStates } from "../resident/reports/status.ts";
import type { Api } from "./endpoint.ts";
import { caseInCity, caseNumber, cityCode, nullableText, oneOf, serviceCode } from "./shapes.ts";

const day = (description: string) => Type.String({ format: "date", description });
const nullableDay = (description: string) => nullableText(`${description}, as a day; null where there is none`);

const report = Type.Object({
  number: caseNumber,
  city: cityCode,
  service: serviceCode,
  state: oneOf(publicStates),
  category: nullableText("What it is about; null while it has only just been sent"),
  agency: Type.String({ description: "Code of the agency that has it" }),
  place: nullableText("A road or township; null where nothing of the place is for everybody"),
  received_on: day("In the city"),
  due_on: nullableDay("By when it is answered"),
  sign_off_by: nullableDay("By when the agency takes it on or sends it back"),
  answered_on: nullableDay("When it was answered"),
  overdue: Type.Boolean(),
  reported_by: Type.Integer({ minimum: 1, description: "How many people have reported the same, this one included" }),
  joined: Type.Boolean({ description: "Dealt with together with the report of somebody else" }),
  page: Type.String({ description: "Path of the page for people" }),
});

/** How a report stands, for anybody who knows its number; nothing of its reporter. */
export function addReports(api: Api): void {
  const { house } = api;
  api.add(
    {
      method: "GET",
      path: "/cities/{city}/reports/{number}",
      id: "readReport",
      group: "cases",
      owner: "cases",
      summary: { zh: "诉求的公开进展", en: "How a report stands" },
      more: {
        zh: "知道编号就可以查，不含反映人的任何信息、所写内容、照片和准确地点。",
        en: "Open to whoever knows the number; no name, words, photo or exact place of the reporter.",
      },
      params: caseInCity,
      answer: report,
      status: 200,
      problems: ["case_not_found", "city_not_open"],
    },
    async ({ params }) => {
      const { city } = cityOf(house, params.city);
      const { category, place, ...rest } = await publicReport(house, city, params.number);
      const page = `/${city}/reports/${rest.number}`;
      return { ...rest, category: category ?? null, place: place ?? null, page };
    },
  );
}
