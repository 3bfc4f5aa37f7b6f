import type { ReasonTemplate } from "../../../domain/caseload/index.ts";
import {
  Button,
  EmptyState,
  ErrorSummary,
  errorFor,
  Form,
  Notice,
  PageTitle,
  Row,
  Select,
  Table,
  Textarea,
  TextInput,
} from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { Lines } from "../parts.tsx";
import { words } from "./words.ts";

type Option = { readonly value: string; readonly label: string };
type Shown = ReasonTemplate & { readonly actName: string; readonly serviceName: string };

export type Entered = {
  readonly id: string;
  readonly act: string;
  readonly service: string;
  readonly name: string;
  readonly zh: string;
  readonly en: string;
};

export function TemplatesView(props: {
  language: Language;
  hidden: Readonly<Record<string, string>>;
  said: string | undefined;
  mayChange: boolean;
  templates: readonly Shown[];
  entered: Entered;
  errors: readonly FieldError[];
  services: readonly Option[];
  acts: readonly Option[];
}) {
  const { language, entered, errors, mayChange } = props;
  const w = words(language);
  const error = (name: string) => errorFor(errors, name, language);
  return (
    <>
      <ErrorSummary errors={errors} />
      {props.said === undefined ? null : <Notice kind="success" live title={props.said} />}
      <PageTitle title={w.title} lede={w.lede} />
      {props.templates.length === 0 ? (
        <EmptyState title={w.none} />
      ) : (
        <Table
          caption={w.caption}
          rows={props.templates}
          rowKey={({ id }) => id}
          columns={[
            { title: w.name, cell: ({ name }) => name },
            { title: w.act, cell: ({ actName }) => actName },
            { title: w.service, cell: ({ serviceName }) => serviceName },
            { title: w.text, cell: (one) => <Lines text={one[language]} /> },
            ...(mayChange
              ? [
                  {
                    title: w.change,
                    cell: ({ id, name }: Shown) => (
                      <Row>
                        <a href={`/staff/templates?change=${id}#f-act`} aria-label={w.changeOne({ name })}>
                          {w.change}
                        </a>
                        <Form
                          action={`/staff/templates/${id}/remove`}
                          hidden={props.hidden}
                          label={w.removeOne({ name })}
                        >
                          <button type="submit" class="b second" aria-label={w.removeOne({ name })}>
                            {w.remove}
                          </button>
                        </Form>
                      </Row>
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
      {mayChange ? (
        <>
          <h2>{entered.id === "" ? w.add : w.change}</h2>
          <Form
            action="/staff/templates"
            hidden={{ ...props.hidden, ...(entered.id === "" ? {} : { id: entered.id }) }}
            label={w.add}
          >
            <Select name="act" label={w.act} options={props.acts} value={entered.act} error={error("act")} />
            <Select name="service" label={w.service} options={props.services} value={entered.service} empty={w.every} />
            <TextInput name="name" label={w.name} value={entered.name} maxLength={60} error={error("name")} />
            <Textarea
              name="zh"
              label={w.zh}
              hint={w.linesHint}
              value={entered.zh}
              rows={4}
              maxLength={2_000}
              error={error("zh")}
            />
            <Textarea name="en" label={w.en} value={entered.en} rows={4} maxLength={4_000} error={error("en")} />
            <Button>{w.save}</Button>
          </Form>
        </>
      ) : null}
    </>
  );
}
