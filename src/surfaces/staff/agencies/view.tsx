import {
  Button,
  DescriptionColumns,
  ErrorSummary,
  errorFor,
  Form,
  LinkList,
  Notice,
  NumberInput,
  PageTitle,
  Panel,
  Radios,
  Select,
  Table,
  TextInput,
} from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import type { SaidChange } from "../services/changes.ts";
import { Changes } from "../services/changes-view.tsx";
import { Venues } from "../services/view.tsx";
import type { EnteredAgency } from "./entered.ts";
import { words } from "./words.ts";

type Line = Readonly<
  Record<
    "agency" | "name" | "nameFrom" | "venue" | "venueFrom" | "phone" | "phoneFrom" | "promise" | "promiseFrom",
    string
  >
> & { readonly count: number };

const path = "/staff/office/agencies";

/** `GET /staff/office/agencies` */
export function AgenciesView(props: {
  language: Language;
  everybody: Line;
  lines: readonly Line[];
  others: readonly { readonly agency: string; readonly name: string }[];
}) {
  const { language, everybody } = props;
  const w = words(language);
  const value = (text: string, from: string, none: string = w.isMissing) =>
    text === "" ? (
      <span class="quiet">{none}</span>
    ) : (
      <span>
        {text} <span class="quiet small">{from}</span>
      </span>
    );
  return (
    <>
      <PageTitle title={w.title} lede={w.lede} />
      <Table
        caption={w.caption}
        hideCaption
        rows={[{ ...everybody, name: w.everybody, nameFrom: "" }, ...props.lines]}
        rowKey={(line) => line.agency}
        columns={[
          {
            title: w.agency,
            cell: (line) => (
              <span>
                <a href={`${path}/${line.agency}`}>{line.name}</a> <span class="quiet small">{line.nameFrom}</span>
              </span>
            ),
          },
          { title: w.services, kind: "number", cell: (line) => line.count },
          { title: w.venue, cell: (line) => value(line.venue, line.venueFrom) },
          { title: w.phone, cell: (line) => value(line.phone, line.phoneFrom) },
          { title: w.promise, cell: (line) => value(line.promise, line.promiseFrom, w.asCatalogue) },
        ]}
      />
      {props.others.length === 0 ? null : (
        <section>
          <h2>{w.notYet}</h2>
          <LinkList items={props.others.map(({ agency, name }) => ({ href: `${path}/${agency}`, label: name }))} />
        </section>
      )}
    </>
  );
}

/** `GET /staff/office/agencies/{agency}` */
export function AgencyView(props: {
  language: Language;
  agency: string;
  title: string;
  place: string;
  /** What all agencies share: it has no name and no connector. */
  isAll: boolean;
  /** Code of one more body of this kind. */
  another: string | undefined;
  entered: EnteredAgency;
  errors: readonly FieldError[];
  saved: boolean;
  hidden: Readonly<Record<string, string>>;
  inherited: Readonly<Record<"name" | "phone" | "promise" | "connector" | "venues", string>>;
  connectors: readonly { readonly value: string; readonly label: string }[];
  services: readonly string[];
  changes: readonly SaidChange[];
}) {
  const { language, entered, errors, inherited, isAll } = props;
  const w = words(language);
  const error = (field: string) => errorFor(errors, field, language);
  return (
    <>
      <PageTitle title={props.title} kicker={props.place} lede={isAll ? w.everybodyLede : undefined} />
      {props.saved ? <Notice kind="success" title={w.saved} live /> : null}
      <ErrorSummary errors={errors} />
      <DescriptionColumns
        asideLabel={w.sharing}
        main={
          <Form action={`${path}/${props.agency}`} hidden={props.hidden} label={props.title}>
            {isAll ? null : (
              <>
                <TextInput
                  name="name.zh"
                  label={w.nameZh}
                  hint={inherited.name}
                  value={entered.nameZh}
                  error={error("name.zh")}
                  maxLength={100}
                  optional
                />
                <TextInput
                  name="name.en"
                  label={w.nameEn}
                  value={entered.nameEn}
                  error={error("name.en")}
                  maxLength={200}
                  optional
                />
              </>
            )}
            <TextInput
              name="phone"
              label={w.phone}
              hint={inherited.phone}
              value={entered.phone}
              error={error("phone")}
              type="tel"
              maxLength={40}
              optional
            />
            <NumberInput
              name="promise"
              label={w.promiseDays}
              hint={`${inherited.promise} ${w.promiseHint}`}
              value={entered.promise}
              error={error("promise")}
              width={5}
              optional
            />
            <Radios
              name="unit"
              label={w.unit}
              value={entered.unit}
              options={[
                { value: "working_days", label: w.workingDays },
                { value: "days", label: w.days },
              ]}
            />
            {isAll ? null : (
              <Select
                name="connector"
                label={w.connector}
                hint={inherited.connector}
                value={entered.connector}
                error={error("connector")}
                options={props.connectors}
                empty={w.asInherited}
                optional
              />
            )}
            <h2>{w.venues}</h2>
            <p class="quiet">{inherited.venues}</p>
            <Venues language={language} venues={entered.venues} errors={errors} />
            <Button>{w.save}</Button>
          </Form>
        }
        aside={
          <>
            <Panel title={w.sharing}>
              {props.services.length === 0 ? (
                <p class="quiet">{w.noServices}</p>
              ) : (
                <p>{props.services.join(language === "zh" ? "、" : ", ")}</p>
              )}
            </Panel>
            {props.another === undefined ? null : (
              <Panel title={w.several}>
                <p>{w.severalText}</p>
                <p>
                  <a href={`${path}/${props.another}`}>{w.another}</a>
                </p>
              </Panel>
            )}
            <Changes language={language} changes={props.changes} />
          </>
        }
      />
    </>
  );
}
