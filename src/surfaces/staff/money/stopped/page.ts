import { createElement } from "preact";
import { listStopped, type TaskKey } from "../../../../domain/payments/index.ts";
import type { App } from "../../../../foundation/http/index.ts";
import { formatMoney, say } from "../../../../foundation/i18n/index.ts";
import type { House } from "../../../house.ts";
import { address, asked } from "../../form.ts";
import { sendStaff } from "../../frame.ts";
import { needMoney, readsMoney } from "../money.ts";
import { reasonSaid, serviceWord, taskWords } from "../payment-words.ts";
import { StoppedView } from "./view.tsx";
import { words } from "./words.ts";

const path = "/staff/money/stopped";

/** `/staff/money/stopped`: what nobody asks any more until a person has looked at it. */
export function addStoppedPage(app: App, house: House): void {
  app.get(path, { config: readsMoney }, async (request, reply) => {
    const clerk = await needMoney(house, request);
    const { language } = request;
    const after = keyOf(asked(request.query, "after"));
    const { items, next } = await listStopped(house.payments, { city: clerk.city, after });
    const main = createElement(StoppedView, {
      language,
      rows: items.map((task) => {
        const known = taskWords[task.kind];
        return {
          key: `${task.kind} ${task.subject} ${task.part}`,
          name: known === undefined ? task.kind : say(known.name, language),
          number: task.subject,
          href: `/staff/money/payments/${task.subject}`,
          service: serviceWord(house, task.service, language),
          amount: formatMoney(task.amount_fen, language),
          reason: reasonSaid(task.last_reason, language),
          advice: known === undefined ? "" : say(known.advice, language),
        };
      }),
      firstHref: after === undefined ? undefined : path,
      nextHref: next === undefined ? undefined : address(path, { after: `${next.kind} ${next.subject} ${next.part}` }),
    });
    return sendStaff(house, request, reply, clerk, { title: words(language).title, main }, "money");
  });
}

function keyOf(text: string): TaskKey | undefined {
  const [, kind = "", subject = "", part = ""] =
    /^([a-z_]{1,20}) ([0-9A-Z-]{1,40}) ([0-9A-Z-]{0,40})$/.exec(text) ?? [];
  return kind === "" ? undefined : { kind, subject, part };
}
