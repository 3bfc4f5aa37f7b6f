import type { Language } from "../../i18n/index.ts";
import { PageTitle } from "../frame.tsx";
import { Button, Form, Row } from "../parts/actions.tsx";
import { Radios, Select } from "../parts/choices.tsx";
import { inputProps, Textarea, TextInput } from "../parts/fields.tsx";
import { SummaryList, Timeline } from "../parts/lists.tsx";
import { EmptyState, Notice } from "../parts/notices.tsx";
import { DescriptionColumns, Filters, Pager, Panel, Table, Tabs } from "../parts/staff.tsx";
import { ClockBar, StateBadge, Tag } from "../parts/state.tsx";
import { sampleCases, speak } from "./samples.ts";

/** Pages as clerks meet them. */

export function Desk({ language }: { language: Language }) {
  const t = speak(language);
  const search = { name: "number", label: t("编号、证件号或手机号", "Number, identity or phone") };
  return (
    <>
      <PageTitle title={t("收件箱", "Inbox")} />
      <Tabs
        label={t("收件箱的视图", "Views of the inbox")}
        tabs={[
          { href: "/gallery/desk?view=mine", label: t("我的", "Mine"), count: "5", current: true },
          { href: "/gallery/desk?view=unassigned", label: t("待认领", "Unassigned"), count: "12" },
          { href: "/gallery/desk?view=soon", label: t("快到期", "Due soon"), count: "2" },
          { href: "/gallery/desk?view=closed", label: t("已办结", "Closed") },
        ]}
      />
      <Filters
        action="/gallery/desk"
        label={t("筛选办件", "Filter cases")}
        hidden={{ view: "mine" }}
        clearHref="/gallery/desk?view=mine"
      >
        <div class="field">
          <label for={inputProps(search).id}>{search.label}</label>
          <input {...inputProps(search)} type="search" data-search="" />
        </div>
        <Select
          name="state"
          label={t("状态", "State")}
          empty={t("全部状态", "All states")}
          options={[
            { value: "submitted", label: t("待受理", "To accept") },
            { value: "in_review", label: t("审查中", "In review") },
          ]}
        />
        <Select
          name="service"
          label={t("事项", "Service")}
          empty={t("全部事项", "All services")}
          options={[{ value: "residence-permit", label: t("居住证申领", "Residence permit") }]}
        />
        <TextInput name="from" label={t("收件日期从", "Received from")} width={10} />
      </Filters>
      <Table
        caption={t("分给我的办件，最急的在前", "Cases assigned to me, most urgent first")}
        rows={sampleCases}
        rowKey={(row) => row.number}
        columns={[
          {
            title: t("编号", "Number"),
            kind: "code",
            cell: (row) => <a href={`/staff/cases/${row.number}`}>{row.number}</a>,
          },
          { title: t("事项", "Service"), cell: (row) => row.service[language] },
          { title: t("申请人", "Applicant"), cell: (row) => row.who[language] },
          {
            title: t("状态", "State"),
            kind: "state",
            cell: (row) => <StateBadge tone={row.state}>{row.stateName[language]}</StateBadge>,
          },
          {
            title: t("期限", "Deadline"),
            cell: (row) => <ClockBar words={row.clock[language]} used={row.used} state={row.clockState} />,
          },
          { title: t("费用（元）", "Fee (CNY)"), kind: "number", cell: (row) => row.fee },
        ]}
      />
      <Pager newerHref="/gallery/desk?before=1" olderHref="/gallery/desk?after=5" />
    </>
  );
}

export function DeskCase({ language }: { language: Language }) {
  const t = speak(language);
  return (
    <>
      <PageTitle
        kicker={t("320500-20261110-9XRQ5B7C-6 · 居住证申领", "320500-20261110-9XRQ5B7C-6 · Residence permit")}
        title={t("陈*华", "C*** Hua")}
      />
      <Row>
        <StateBadge tone="yours">{t("待受理", "To accept")}</StateBadge>
        <Tag>{t("微信", "WeChat")}</Tag>
        <Tag>{t("女儿代办", "Daughter acts for her")}</Tag>
      </Row>
      <DescriptionColumns
        asideLabel={t("办理", "What to do")}
        main={
          <>
            <h2>{t("申请内容", "What was sent")}</h2>
            <SummaryList
              items={[
                {
                  label: t("申请人", "Applicant"),
                  value: t("陈*华（3205**********1428）", "C*** Hua (3205**********1428)"),
                  changeHref: "/reveal",
                  changeLabel: t("查看完整", "Show in full"),
                },
                {
                  label: t("现住址", "Address"),
                  value: t("姑苏区十全街 100 号 2 幢 301", "Room 301, Building 2, 100 Shiquan Street"),
                },
                { label: t("起住日期", "Since"), value: t("2026年3月1日", "1 March 2026") },
                { label: t("申领依据", "Ground"), value: t("稳定住所", "Steady home") },
                {
                  label: t("住所证明", "Proof"),
                  value: <a href="/files/1">{t("租房合同.pdf（1.2 MB）", "lease.pdf (1.2 MB)")}</a>,
                },
              ]}
            />
            <h2>{t("经过", "History")}</h2>
            <Timeline
              entries={[
                {
                  id: "2",
                  title: t("分给周婷", "Assigned to Zhou Ting"),
                  at: "2026-11-11T08:31:00+08:00",
                  when: t("2026年11月11日 08:31", "11 November 2026, 08:31"),
                },
                {
                  id: "1",
                  title: t("收到申请", "Received"),
                  at: "2026-11-10T20:40:00+08:00",
                  when: t("2026年11月10日 20:40", "10 November 2026, 20:40"),
                  who: t("微信", "WeChat"),
                },
              ]}
            />
          </>
        }
        aside={
          <>
            <Panel title={t("期限", "Deadline")}>
              <ClockBar
                words={t("今天 17:30 前受理，逾期视为受理", "Accept by 17:30 today; silence is acceptance")}
                used={0.8}
                state="soon"
              />
            </Panel>
            <Panel title={t("受理", "Accept or not")}>
              <Form action="/gallery/case-desk" hidden={{ version: "2" }} label={t("受理", "Accept or not")}>
                <Radios
                  name="act"
                  label={t("决定", "Decision")}
                  options={[
                    { value: "accept", label: t("受理", "Accept") },
                    { value: "ask_correction", label: t("一次告知补正", "Ask for correction, once") },
                    { value: "decline", label: t("不予受理", "Do not accept") },
                  ]}
                />
                <Textarea name="reason" label={t("告知申请人的话", "Words to the applicant")} rows={3} optional />
                <Button>{t("确定", "Confirm")}</Button>
              </Form>
            </Panel>
          </>
        }
      />
    </>
  );
}

export function DeskParts({ language }: { language: Language }) {
  const t = speak(language);
  return (
    <>
      <PageTitle title={t("没有办件时", "When there is nothing")} />
      <Notice kind="warning" title={t("有 1 件今天到期", "One case is due today")}>
        <p>
          <a href="/gallery/desk">{t("去看", "See it")}</a>
        </p>
      </Notice>
      <EmptyState title={t("没有分给您的办件。", "No case is assigned to you.")}>
        <p>
          <a href="/gallery/desk?view=unassigned">{t("看看待认领的", "See the unassigned ones")}</a>
        </p>
      </EmptyState>
    </>
  );
}
