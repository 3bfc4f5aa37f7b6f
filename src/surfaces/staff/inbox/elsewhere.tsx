import type { FastifyReply, FastifyRequest } from "fastify";
import { type AcceptedLine, listAccepted, type State } from "../../../domain/cases/index.ts";
import type { Clerk } from "../../../domain/identity/index.ts";
import { EmptyState, PageTitle, Table, Tabs } from "../../../foundation/html/index.ts";
import { formatDay, say } from "../../../foundation/i18n/index.ts";
import type { House } from "../../house.ts";
import { address, asked } from "../form.ts";
import { placeName, sendStaff } from "../frame.ts";
import { mannerOf } from "../manners.ts";
import { CaseState, NextPages } from "../parts.tsx";
import { viewTabs } from "./tabs.ts";
import { words } from "./words.ts";

/** `GET /staff?view=elsewhere`: what this clerk's agency took in for other cities, and how it stands there; nothing about the person. */
export async function showElsewhere(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
  agencies: readonly string[],
): Promise<FastifyReply> {
  const { language, query } = request;
  const w = words(language);
  const after = asked(query, "after");
  // One list an agency; whoever works for several desks sees the first that took something in.
  let page = { items: [] as readonly AcceptedLine[], next: null as string | null };
  for (const agency of agencies) {
    page = await listAccepted(house.cases, { city: clerk.city, agency, ...(after === "" ? {} : { after }) });
    if (page.items.length > 0) break;
  }
  const calendar = house.regions.calendarOf(clerk.city);
  const main = (
    <>
      <PageTitle title={w.elsewhere} lede={w.elsewhereLede} />
      <Tabs label={w.views} tabs={viewTabs("elsewhere", language)} />
      {page.items.length === 0 ? (
        <EmptyState title={w.elsewhereEmpty} />
      ) : (
        <Table
          caption={w.elsewhereCaption}
          rows={page.items}
          rowKey={(line) => line.number}
          columns={[
            { title: w.number, kind: "code", cell: (line) => line.number },
            {
              title: w.service,
              cell: ({ service }) => {
                const name = house.catalogue.service(service)?.definition.name;
                return name === undefined ? service : say(name, language);
              },
            },
            { title: w.decidedIn, cell: (line) => placeName(house, line.decided_in, language) },
            {
              title: w.state,
              kind: "state",
              cell: ({ service, state }) => {
                const definition = house.catalogue.service(service)?.definition;
                return <CaseState state={state as State} manner={definition ? mannerOf(definition) : "licence"} />;
              },
            },
            {
              title: w.received,
              kind: "state",
              cell: (line) => formatDay(calendar.dayOf(line.submitted_at), language),
            },
          ]}
        />
      )}
      <NextPages
        firstHref={after === "" ? undefined : address("/staff", { view: "elsewhere" })}
        nextHref={page.next === null ? undefined : address("/staff", { view: "elsewhere", after: page.next })}
      />
    </>
  );
  return sendStaff(house, request, reply, clerk, { title: w.elsewhere, main }, "inbox");
}
