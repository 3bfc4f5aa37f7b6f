import {
  Button,
  DescriptionColumns,
  EmptyState,
  Form,
  Notice,
  PageTitle,
  Panel,
  Select,
  Table,
} from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { words } from "./words.ts";

export type WaitingProposal = {
  readonly id: string;
  readonly name: string;
  readonly proposedBy: string;
  readonly until: string;
  /** This reader may be the second person. */
  readonly mayConfirm: boolean;
};

/** `GET /staff/office/operators` */
export function OperatorsView(props: {
  language: Language;
  hidden: Readonly<Record<string, string>>;
  operators: readonly { readonly id: string; readonly name: string; readonly login: string; readonly href: string }[];
  proposals: readonly WaitingProposal[];
  /** Undefined for whoever may only confirm. */
  candidates: readonly { readonly value: string; readonly label: string }[] | undefined;
  said:
    | { readonly kind: "success" | "warning"; readonly title: string; readonly text?: string | undefined }
    | undefined;
}) {
  const { language, said } = props;
  const w = words(language);
  return (
    <>
      <PageTitle title={w.title} lede={w.lede} />
      {said === undefined ? null : (
        <Notice kind={said.kind} title={said.title} live>
          {said.text === undefined ? null : <p>{said.text}</p>}
        </Notice>
      )}
      <DescriptionColumns
        asideLabel={w.propose}
        main={
          <>
            <h2>{w.waiting}</h2>
            {props.proposals.length === 0 ? (
              <EmptyState title={w.none} icon="users" />
            ) : (
              <Table
                caption={w.waiting}
                hideCaption
                rows={props.proposals}
                rowKey={(proposal) => proposal.id}
                columns={[
                  { title: w.name, cell: (proposal) => proposal.name },
                  { title: w.proposedBy, cell: (proposal) => proposal.proposedBy },
                  { title: w.until, cell: (proposal) => proposal.until },
                  {
                    title: w.what,
                    cell: (proposal) =>
                      proposal.mayConfirm ? (
                        <Form
                          action={`/staff/office/operators/${proposal.id}/confirm`}
                          hidden={props.hidden}
                          label={w.confirmHint({ name: proposal.name })}
                        >
                          <Button>
                            {w.confirm}
                            <span class="hide"> {proposal.name}</span>
                          </Button>
                        </Form>
                      ) : (
                        <span class="quiet">{w.own}</span>
                      ),
                  },
                ]}
              />
            )}
            <h2>{w.now}</h2>
            <Table
              caption={w.now}
              hideCaption
              rows={props.operators}
              rowKey={(operator) => operator.id}
              columns={[
                { title: w.name, cell: (operator) => <a href={operator.href}>{operator.name}</a> },
                { title: w.login, kind: "code", cell: (operator) => operator.login },
              ]}
            />
          </>
        }
        aside={
          props.candidates === undefined ? null : (
            <Panel title={w.propose}>
              {props.candidates.length === 0 ? (
                <>
                  <p class="quiet">{w.nobody}</p>
                  <p>
                    <a href="/staff/office/clerks/new">{w.addFirst}</a>
                  </p>
                </>
              ) : (
                <Form action="/staff/office/operators" hidden={props.hidden} label={w.propose}>
                  <Select name="clerk" label={w.who} hint={w.whoHint} options={props.candidates} />
                  <Button>{w.propose}</Button>
                </Form>
              )}
            </Panel>
          )
        }
      />
    </>
  );
}
