import { createElement } from "preact";
import type { App } from "../../foundation/http/index.ts";
import type { House } from "../house.ts";
import { sendPublic } from "../page.tsx";
import type { Endpoint } from "./endpoint.ts";
import { type Example, openApi } from "./openapi.ts";
import { ApiView, CodesView, GroupView, groups } from "./view.tsx";
import { words } from "./words.ts";

/** The service whose sample shows what a body looks like. */
const shown = "residence-permit";

const applicant = { name: "李明华", id_type: "resident_id", id_number: "11010519491231002X", phone: "13800138000" };

/** `GET /api/openapi.json` for programs and `GET /api` for people, both from the endpoints that run; `GET /api/codes` explains refusals. */
export function addDescription(app: App, house: House, endpoints: readonly Endpoint[]): void {
  const version = () => house.catalogue.service(shown)?.version ?? "";
  let made: { readonly version: string; readonly json: string } | undefined;

  app.get("/api/openapi.json", { config: { access: "public", owner: "api" } }, (_request, reply) => {
    if (made?.version !== version()) {
      made = { version: version(), json: JSON.stringify(openApi(endpoints, exampleOf(house))) };
    }
    reply.header("cache-control", "public, max-age=300").type("application/json; charset=utf-8");
    return reply.send(made.json);
  });

  app.get("/api", { config: { access: "public", owner: "api" } }, (request, reply) => {
    const { language } = request;
    const w = words(language);
    return sendPublic(house, request, reply, ["api", version()], () => ({
      title: w.title,
      description: w.description,
      indexed: true,
      main: createElement(ApiView, {
        language,
        endpoints,
        demonstration: house.demonstration,
      }),
    }));
  });

  for (const group of groups) {
    app.get(`/api/${group}`, { config: { access: "public", owner: "api" } }, (request, reply) => {
      const { language } = request;
      const w = words(language);
      return sendPublic(house, request, reply, ["api", group, version()], () => ({
        title: w[group],
        description: w.description,
        indexed: true,
        main: createElement(GroupView, { language, endpoints, example: exampleOf(house), group }),
        back: { href: "/api", label: w.title },
      }));
    });
  }

  app.get("/api/codes", { config: { access: "public", owner: "api" } }, (request, reply) => {
    const { language } = request;
    const w = words(language);
    return sendPublic(house, request, reply, ["api-codes"], () => ({
      title: w.codes,
      description: w.codesDescription,
      indexed: true,
      main: createElement(CodesView, { language }),
      back: { href: "/api", label: w.title },
    }));
  });
}

function exampleOf(house: House): Example {
  const answers = house.catalogue.service(shown)?.publicJson["sample"];
  return answers ? { applicant, answers } : undefined;
}
