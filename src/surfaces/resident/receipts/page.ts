import { createElement } from "preact";
import { checkReceipt, fiscalStanding } from "../../../domain/payments/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import type { House } from "../../house.ts";
import { sendPersonal } from "../../page.tsx";
import { AskReceiptView, CheckReceiptView } from "./view.tsx";
import { words } from "./words.ts";

const config = { access: "public", owner: "payments", limit: "verify" } as const;

const text = (given: unknown, most: number): string => (typeof given === "string" ? given.trim().slice(0, most) : "");

/** `GET /receipts` asks for number and check code, `GET /receipts/{number}?check=` answers. No sign-in, no cookie. */
export function addReceiptCheckPages(app: App, house: House): void {
  app.get<{ Querystring: { number?: unknown; check?: unknown } }>("/receipts", { config }, (request, reply) => {
    const { language, query } = request;
    const [number, check] = [text(query.number, 64), text(query.check, 40)];
    if (number !== "") {
      const after = check === "" ? "" : `?check=${encodeURIComponent(check)}`;
      return reply.redirect(`/receipts/${encodeURIComponent(number)}${after}`, 303);
    }
    const message = { zh: words("zh").numberMissing, en: words("en").numberMissing };
    const errors = query.number === undefined ? [] : [{ field: "number", code: "number_missing", message }];
    const main = createElement(AskReceiptView, { language, errors, number });
    return sendPersonal(house, request, reply, { title: words(language).title, main, failed: errors.length > 0 });
  });

  app.get<{ Params: { number: string }; Querystring: { check?: unknown } }>(
    "/receipts/:number",
    { config },
    async (request, reply) => {
      const { language, params, query } = request;
      // A repeated code is a wrong one, not a missing one.
      const code = query.check === undefined || typeof query.check === "string" ? query.check : "-";
      const result = await checkReceipt(house.payments, params.number, code);
      const fiscal =
        result.state === "genuine"
          ? await fiscalStanding(house.payments, result.receipt.city, result.receipt.payment)
          : "waiting";
      const number = params.number.slice(0, 64);
      const main = createElement(CheckReceiptView, { language, result, checkedAt: house.clock(), number, fiscal });
      const city =
        result.state === "genuine" ? result.receipt.city : result.state === "unknown" ? undefined : result.city;
      const w = words(language);
      reply.code(result.state === "unknown" ? 404 : 200).header("referrer-policy", "no-referrer");
      return sendPersonal(house, request, reply, {
        title: `${w[result.state]} · ${w.title}`,
        main,
        city: city === undefined ? undefined : house.regions.city(city),
      });
    },
  );
}
