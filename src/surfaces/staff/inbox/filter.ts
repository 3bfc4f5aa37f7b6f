import { closedStates, type InboxFilter, type State, states } from "../../../domain/cases/index.ts";
import type { Clerk } from "../../../domain/identity/index.ts";
import { isId } from "../../../foundation/ids/index.ts";
import { asked } from "../form.ts";

export const views = ["agency", "mine", "new", "overdue", "waiting", "deliver", "closed"] as const;
export type View = (typeof views)[number];

/** Views of one state. */
export const stateOf: Partial<Readonly<Record<View, State>>> = {
  new: "submitted",
  waiting: "correction_asked",
  deliver: "approved",
};

export const openStates = states.filter((state) => !closedStates.has(state));
export const endedStates = states.filter((state) => closedStates.has(state));

export function viewOf(query: unknown): View {
  return views.find((each) => each === asked(query, "view")) ?? "agency";
}

/** The states one can choose from in a view. */
export function choicesOf(view: View): readonly State[] {
  return view === "closed" ? endedStates : view === "agency" || view === "overdue" ? openStates : [];
}

export type InboxAsked = Omit<InboxFilter, "after" | "limit"> & { readonly view: View };

/** What the address of the inbox asks for: view, state, service, area, clerk. What it does not know is left out. */
export function filterOf(
  query: unknown,
  of: { readonly clerk: Clerk; readonly agencies: readonly string[]; readonly now: Date },
): InboxAsked {
  const view = viewOf(query);
  // Closed cases are listed state by state.
  const chosen = choicesOf(view).find((each) => each === asked(query, "state"));
  const state = stateOf[view] ?? chosen ?? (view === "closed" ? "delivered" : undefined);
  const isMine = view === "mine";
  const service = /^[a-z][a-z0-9-]{0,79}$/.exec(asked(query, "service"))?.[0];
  const area = /^[a-z0-9][a-z0-9-]{0,39}$/.exec(asked(query, "area"))?.[0];
  // Of one clerk all that is open is listed.
  const who = view === "agency" && isId(asked(query, "clerk")) ? asked(query, "clerk") : undefined;
  return {
    view,
    city: of.clerk.city,
    agencies: of.agencies,
    ...(isMine ? { assignee: of.clerk.id } : who === undefined ? {} : { assignee: who }),
    ...(state === undefined || isMine ? {} : { state }),
    ...(service === undefined || isMine ? {} : { service }),
    ...(area === undefined || isMine || view === "closed" ? {} : { area }),
    ...(view === "overdue" ? { dueBefore: of.now } : {}),
  };
}
