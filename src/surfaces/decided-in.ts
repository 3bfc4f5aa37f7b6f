import type { Answers, ServiceVersion } from "../domain/catalogue/index.ts";
import type { City } from "../domain/regions/index.ts";
import type { Text } from "../foundation/i18n/index.ts";
import { Refusal } from "../foundation/refusal.ts";
import type { House } from "./house.ts";
import type { Offered } from "./offerings.ts";

/**
 * Who decides what is sent in a city: that city; another one that offers the service here (跨省通办); or one that does not, which is
 * said before any work.
 */
export type DecidedIn =
  | { readonly kind: "here" }
  | { readonly kind: "there"; readonly city: City; readonly offered: Offered }
  | { readonly kind: "not_open"; readonly say: Text };

/**
 * From the answer that names a division: the nearest city at or above it that offers the service. What is not answered yet, or names
 * no place, is decided here.
 */
export async function decidedIn(
  house: House,
  city: string,
  { definition }: Pick<ServiceVersion, "definition">,
  answers: Answers,
): Promise<DecidedIn> {
  const { cross_city: crossing } = definition;
  const division = crossing && answers[crossing.decided_in];
  if (typeof division !== "string") return { kind: "here" };
  const path = house.regions.divisions.path(division);
  for (const { code } of path.toReversed()) {
    const tenant = house.regions.city(code);
    if (tenant === undefined) continue;
    if (tenant.city === city) return { kind: "here" };
    const offered = await house.offerings.any(tenant.city, definition.code);
    if (offered?.offering.visible) return { kind: "there", city: tenant, offered };
  }
  const name =
    path.length === 0 ? undefined : { zh: path.map((each) => each.name.zh).join(""), en: path.at(-1)?.name.en ?? "" };
  return { kind: "not_open", say: notOpen(name ?? { zh: division, en: division }) };
}

const notOpen = ({ zh, en }: Text): Text => ({
  zh: `这件事要由${zh}的机关决定，那里还没有在这里开通这项服务，现在不能从这里提交。您可以直接联系那里的办事窗口，或者拨打区号加 12345 问清怎么办。`,
  en: `The office of ${en} decides this, and it does not offer the service here yet, so it cannot be sent from here now. You can turn to the counter there directly, or call 12345 with the area code of that place.`,
});

/** @throws Refusal decided_elsewhere_not_open (422) */
export function refuseNotOpen(field: string, say: Text): never {
  throw new Refusal({
    code: "decided_elsewhere_not_open",
    status: 422,
    say,
    fields: [{ field, code: "decided_elsewhere_not_open", message: say }],
  });
}
