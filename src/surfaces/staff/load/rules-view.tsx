import {
  Button,
  Checkboxes,
  EmptyState,
  ErrorSummary,
  errorFor,
  Form,
  Notice,
  PageTitle,
  Select,
  Table,
  TextInput,
} from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { words } from "./words.ts";

type Option = { readonly value: string; readonly label: string };
type Rule = {
  readonly id: string;
  readonly place: string;
  readonly service: string;
  readonly area: string;
  readonly target: string;
};
type Group = { readonly id: string; readonly name: string; readonly members: string };
type Area = Group & { readonly told: string };

export type EnteredArea = {
  readonly area: string;
  readonly name: string;
  readonly division: string;
  readonly part: string;
};

type Props = {
  readonly language: Language;
  readonly hidden: Readonly<Record<string, string>>;
  readonly said: string | undefined;
  readonly errors: readonly FieldError[];
  readonly wrongForm: "rule" | "group" | "area" | undefined;
  readonly rules: readonly Rule[];
  readonly groups: readonly Group[];
  readonly areas: readonly Area[];
  readonly services: readonly Option[];
  readonly areaOptions: readonly Option[];
  readonly targets: readonly Option[];
  readonly people: readonly Option[];
  readonly entered: EnteredArea;
  readonly nextPlace: string;
};

function Remove({
  form,
  id,
  name,
  props,
}: {
  form: "rule" | "group" | "area";
  id: string;
  name: string;
  props: Props;
}) {
  const w = words(props.language);
  return (
    <Form action={`/staff/load/rules/${form}`} hidden={{ ...props.hidden, remove: id }} label={w.removeOne({ name })}>
      <button type="submit" class="b second" aria-label={w.removeOne({ name })}>
        {w.remove}
      </button>
    </Form>
  );
}

export function RulesView(props: Props) {
  const { language } = props;
  const w = words(language);
  const error = (form: Props["wrongForm"], name: string) =>
    props.wrongForm === form ? errorFor(props.errors, name, language) : undefined;
  return (
    <>
      <ErrorSummary errors={props.errors} />
      {props.said === undefined ? null : <Notice kind="success" live title={props.said} />}
      <PageTitle title={w.rules} lede={w.rulesLede} />
      {props.rules.length === 0 ? (
        <EmptyState title={w.noRules} />
      ) : (
        <Table
          caption={w.rules}
          hideCaption
          rows={props.rules}
          rowKey={({ id }) => id}
          columns={[
            { title: w.place, kind: "number", cell: ({ place }) => place },
            { title: w.service, cell: ({ service }) => service },
            { title: w.area, cell: ({ area }) => area },
            { title: w.target, cell: ({ target }) => target },
            { title: w.remove, cell: (one) => <Remove form="rule" id={one.id} name={one.place} props={props} /> },
          ]}
        />
      )}
      <details open={props.wrongForm === "rule"}>
        <summary>{w.addRule}</summary>
        <Form action="/staff/load/rules/rule" hidden={props.hidden} label={w.addRule}>
          <TextInput
            name="place"
            label={w.place}
            keyboard="numeric"
            width={5}
            maxLength={4}
            value={props.nextPlace}
            error={error("rule", "place")}
          />
          <Select name="service" label={w.service} options={props.services} empty={w.all} />
          <Select name="area" label={w.area} options={props.areaOptions} empty={w.everywhere} />
          <Select name="target" label={w.target} options={props.targets} error={error("rule", "target")} />
          <Button>{w.add}</Button>
        </Form>
      </details>
      <h2>{w.groups}</h2>
      {props.groups.length === 0 ? (
        <p class="quiet">{w.noGroups}</p>
      ) : (
        <Table
          caption={w.groups}
          hideCaption
          rows={props.groups}
          rowKey={({ id }) => id}
          columns={[
            { title: w.name, cell: ({ name }) => name },
            { title: w.members, cell: ({ members }) => members },
            { title: w.remove, cell: (one) => <Remove form="group" id={one.id} name={one.name} props={props} /> },
          ]}
        />
      )}
      <details open={props.wrongForm === "group"}>
        <summary>{w.addGroup}</summary>
        <Form action="/staff/load/rules/group" hidden={props.hidden} label={w.addGroup}>
          <TextInput name="group-name" label={w.name} maxLength={60} error={error("group", "group-name")} />
          <Checkboxes
            name="group-clerks"
            label={w.members}
            options={props.people}
            error={error("group", "group-clerks")}
          />
          <Button>{w.add}</Button>
        </Form>
      </details>
      <h2>{w.areas}</h2>
      <p class="hint">{w.areasLede}</p>
      {props.areas.length === 0 ? (
        <p class="quiet">{w.noAreas}</p>
      ) : (
        <Table
          caption={w.areas}
          hideCaption
          rows={props.areas}
          rowKey={({ id }) => id}
          columns={[
            { title: w.name, cell: ({ id, name }) => <a href={`/staff?area=${id}`}>{name}</a> },
            { title: w.told, cell: ({ told }) => told },
            { title: w.serves, cell: ({ members }) => (members === "" ? "–" : members) },
            { title: w.remove, cell: (one) => <Remove form="area" id={one.id} name={one.name} props={props} /> },
          ]}
        />
      )}
      <details open={props.wrongForm === "area"}>
        <summary>{w.addArea}</summary>
        <Form action="/staff/load/rules/area" hidden={props.hidden} label={w.addArea}>
          <TextInput
            name="area-area"
            label={w.code}
            maxLength={40}
            value={props.entered.area}
            error={error("area", "area-area")}
          />
          <TextInput
            name="area-name"
            label={w.name}
            maxLength={60}
            value={props.entered.name}
            error={error("area", "area-name")}
          />
          <TextInput
            name="area-division"
            label={w.division}
            keyboard="numeric"
            maxLength={6}
            width={8}
            value={props.entered.division}
            error={error("area", "area-division")}
          />
          <TextInput
            name="area-part"
            label={w.part}
            maxLength={40}
            value={props.entered.part}
            error={error("area", "area-part")}
          />
          <Checkboxes name="area-clerks" label={w.serves} options={props.people} />
          <Button>{w.add}</Button>
        </Form>
      </details>
      <p>
        <a href="/staff/load">{w.back}</a>
      </p>
    </>
  );
}
