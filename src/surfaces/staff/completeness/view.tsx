import { Details, Notice, PageTitle, StateBadge, Table } from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { words } from "./words.ts";

export type FindingLine = {
  readonly key: string;
  readonly level: "red" | "amber";
  readonly say: string;
  readonly page: string;
  readonly services: readonly { readonly href: string; readonly name: string }[];
};

/** `GET /staff/office/completeness` */
export function CompletenessView(props: {
  language: Language;
  shown: number;
  red: number;
  findings: readonly FindingLine[];
}) {
  const w = words(props.language);
  const { red, findings, shown } = props;
  return (
    <>
      <PageTitle title={w.title} lede={w.lede({ shown })} />
      <Notice
        kind={red > 0 ? "warning" : "success"}
        title={red > 0 ? w.notReady({ red }) : findings.length > 0 ? w.readyWithWarnings : w.ready}
      />
      <FindingsTable language={props.language} caption={w.caption} findings={findings} />
    </>
  );
}

/** What is missing, what to do, and where. Nothing where nothing is. */
export function FindingsTable(props: {
  language: Language;
  caption: string;
  /** A heading says it already. */
  hideCaption?: boolean;
  findings: readonly FindingLine[];
}) {
  const w = words(props.language);
  const { findings } = props;
  if (findings.length === 0) return null;
  return (
    <Table
      caption={props.caption}
      hideCaption={props.hideCaption === true}
      rows={findings}
      rowKey={(line) => line.key}
      columns={[
        {
          title: w.level,
          kind: "state",
          cell: (line) => <StateBadge tone={line.level === "red" ? "bad" : "yours"}>{w[line.level]}</StateBadge>,
        },
        { title: w.what, cell: (line) => line.say },
        {
          title: w.which,
          cell: (line) =>
            line.services.length <= fewServices ? (
              <Services services={line.services} />
            ) : (
              <Details summary={w.howMany({ count: line.services.length })}>
                <Services services={line.services} />
              </Details>
            ),
        },
        { title: w.where, cell: (line) => <a href={line.page}>{w.mend}</a> },
      ]}
    />
  );
}

/** More than these are folded away. */
const fewServices = 3;

function Services({ services }: Pick<FindingLine, "services">) {
  return (
    <ul class="plain">
      {services.map((service) => (
        <li key={service.href}>
          <a href={service.href}>{service.name}</a>
        </li>
      ))}
    </ul>
  );
}
