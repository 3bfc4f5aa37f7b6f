import { Type } from "typebox";
import { figuresOfRules } from "../../domain/cases/index.ts";
import { cityOf } from "../page.tsx";
import type { Api } from "./endpoint.ts";
import { asking, inCity, serviceCode } from "./shapes.ts";

const daysShown = 365;

const figures = Type.Object({
  service: serviceCode,
  filed: Type.Integer({ description: "Cases filed under the rule" }),
  decided: Type.Integer({ description: "Of these, decided by the rule at once" }),
  share_percent: Type.Number({ description: "decided of filed, one decimal" }),
  drawn: Type.Integer({ description: "Of the decided, drawn for checking by a clerk" }),
  checked: Type.Integer(),
  wrong: Type.Integer({ description: "Of the checked, found wrong" }),
});

const answer = Type.Object({
  since: Type.String({ description: "First day counted, YYYY-MM-DD" }),
  items: Type.Array(figures, { maxItems: 500 }),
});

/** How much published rules decide, and what was found wrong of it: open to everyone. */
export function addRuleDecisions(api: Api): void {
  const { house } = api;
  api.add(
    {
      method: "GET",
      path: "/cities/{city}/rule-decisions",
      id: "listRuleDecisions",
      group: "services",
      owner: "cases",
      summary: { zh: "秒批的数量和抽查结果", en: "Decisions by rule and what checks found" },
      more: {
        zh: "近 365 天，按事项。占比按同一天收到的办件计算；抽查由工作人员进行。",
        en: "The last 365 days, by service. Shares compare cases of the same day of filing; checks are done by clerks.",
      },
      params: inCity,
      query: asking({}),
      answer,
      status: 200,
      problems: ["city_not_open", "invalid_fields"],
    },
    async ({ params }) => {
      const { city } = cityOf(house, params.city);
      const since = house.regions.calendarOf(city).dayOf(new Date(house.clock().getTime() - daysShown * 86_400_000));
      const items = (await figuresOfRules(house.cases, city, since)).map(({ agency: _agency, ...line }) => ({
        ...line,
        share_percent: line.filed === 0 ? 0 : Math.round((line.decided * 1_000) / line.filed) / 10,
      }));
      return { since, items };
    },
  );
}
