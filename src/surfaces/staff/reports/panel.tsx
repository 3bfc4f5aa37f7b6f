import type { FastifyReply } from "fastify";
import type { VNode } from "preact";
import type { CaseView, State } from "../../../domain/cases/index.ts";
import type { ServiceVersion } from "../../../domain/catalogue/index.ts";
import type { Clerk } from "../../../domain/identity/index.ts";
import { type Alike, findAlike, isReport, joinedTo } from "../../../domain/reports/index.ts";
import { Button, Form, Notice } from "../../../foundation/html/index.ts";
import { formatDay, formatInstant, formatNumber, type Language } from "../../../foundation/i18n/index.ts";
import type { House } from "../../house.ts";
import { addresses } from "../../resident/journey/addresses.ts";
import { actsOpenTo, isHotline } from "../desk.ts";
import { formKey, hiddenOf } from "../form.ts";
import { CaseState } from "../parts.tsx";
import { words } from "./words.ts";

/** What stands on top of a report: that its reporter urges, what it is joined to, and what may be the same. Nothing for other cases. */
export async function reportPanel(
  house: House,
  reply: FastifyReply,
  clerk: Clerk,
  view: CaseView,
  service: ServiceVersion,
  language: Language,
): Promise<VNode | undefined> {
  const { row, answers } = view;
  if (row.regime !== "complaint") return undefined;
  const canJoin = isReport(service) && actsOpenTo(clerk, row).includes("join");
  const alike = canJoin ? await findAlike(house.cases, row, answers) : [];
  const joined = isReport(service) ? await joinedTo(house.cases, row.city, row.number) : [];
  const calendar = house.regions.calendarOf(row.city);
  const hidden = () => hiddenOf(reply, { revision: String(row.revision), type: "join", key: formKey() });
  return (
    <ReportPanel
      language={language}
      number={row.number}
      publicHref={isReport(service) ? addresses.report(row.city, row.number) : undefined}
      urged={row.closed_at === null && row.state !== "approved" ? (row.report?.urged ?? []) : []}
      extensionAsked={row.report?.extension === "asked"}
      joinedTo={row.report?.joined_to}
      joined={joined}
      mayOpenJoined={isHotline(clerk, row.city)}
      alike={alike.map((one) => ({ ...one, day: formatDay(calendar.dayOf(one.submitted_at), language) }))}
      hidden={hidden}
    />
  );
}

type PanelProps = {
  readonly language: Language;
  readonly number: string;
  readonly publicHref: string | undefined;
  readonly urged: readonly string[];
  readonly extensionAsked: boolean;
  readonly joinedTo: string | undefined;
  readonly joined: readonly string[];
  readonly mayOpenJoined: boolean;
  readonly alike: readonly (Alike & { readonly day: string })[];
  readonly hidden: () => Readonly<Record<string, string>>;
};

function ReportPanel(props: PanelProps) {
  const { language, urged, joined } = props;
  const w = words(language);
  const last = urged.at(-1);
  return (
    <>
      {last === undefined ? null : (
        <Notice kind="warning" title={w.urgedTitle({ times: urged.length })}>
          <p>{w.urgedText({ when: formatInstant(new Date(last), language) })}</p>
        </Notice>
      )}
      {props.extensionAsked ? <Notice kind="warning" title={w.extensionAsked} /> : null}
      {props.joinedTo === undefined ? null : (
        <Notice title={w.joinedTo}>
          <p>
            <Numbered number={props.joinedTo} open={props.mayOpenJoined} /> {w.joinedToText}
          </p>
        </Notice>
      )}
      {joined.length === 0 ? null : (
        <Notice title={w.joined({ count: joined.length })}>
          <p>{w.joinedText}</p>
          <ul class="plain">
            {joined.slice(0, 20).map((number) => (
              <li key={number}>
                <Numbered number={number} open={props.mayOpenJoined} />
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {props.alike.length === 0 ? null : <AlikeList {...props} />}
      {props.publicHref === undefined ? null : (
        <p class="small">
          <a href={props.publicHref}>{w.publicPage}</a>
        </p>
      )}
    </>
  );
}

function AlikeList({ language, alike, number, hidden }: PanelProps) {
  const w = words(language);
  return (
    <Notice title={w.alike}>
      <p>{w.alikeText}</p>
      <ul class="plain">
        {alike.map((one) => (
          <li key={one.number}>
            <a href={`/staff/cases/${one.number}`}>{one.number}</a>{" "}
            <CaseState state={one.state as State} manner="complaint" />{" "}
            <span class="quiet small">
              {[one.day, nearness(one, language), w.words({ share: Math.round(one.words * 100) })]
                .filter((part) => part !== "")
                .join(" · ")}
            </span>
            {one.joined_to === null && ["submitted", "accepted", "in_review"].includes(one.state) ? (
              <Form
                action={`/staff/cases/${number}/acts`}
                hidden={{ ...hidden(), "join-report": one.number }}
                label={w.joinThis({ number: one.number })}
              >
                <Button weight="second">
                  {w.join}
                  <span class="hide">{w.joinThis({ number: one.number })}</span>
                </Button>
              </Form>
            ) : null}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function nearness({ metres, sameAddress }: Alike, language: Language): string {
  const w = words(language);
  if (sameAddress) return w.sameAddress;
  return metres === undefined ? "" : w.metres({ count: formatNumber(Math.round(metres), language) });
}

function Numbered({ number, open }: { number: string; open: boolean }) {
  return open ? <a href={`/staff/cases/${number}`}>{number}</a> : <span class="number">{number}</span>;
}
