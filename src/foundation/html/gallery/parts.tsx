import type { Language } from "../../i18n/index.ts";
import type { FieldError } from "../../refusal.ts";
import { PageTitle } from "../frame.tsx";
import { Button, Form, LinkButton, Row } from "../parts/actions.tsx";
import { Checkboxes, FileInput, Radios, Select } from "../parts/choices.tsx";
import { DateInput, NumberInput, Textarea, TextInput } from "../parts/fields.tsx";
import { Card, LinkList } from "../parts/lists.tsx";
import { Details, EmptyState, ErrorSummary, Notice } from "../parts/notices.tsx";
import { ClockBar, Live, LiveValue, StateBadge, Tag } from "../parts/state.tsx";
import { galleryPages } from "./names.ts";
import { speak } from "./samples.ts";

/** Every part in every state, and links to the sample pages. */
export function Parts({ language }: { language: Language }) {
  const t = speak(language);
  const wrong: readonly FieldError[] = [
    { field: "wrong.name", code: "required", message: { zh: "请填写姓名", en: "Enter your name" } },
    {
      field: "",
      code: "later",
      message: { zh: "系统正在维护，请十分钟后再试", en: "Maintenance: please try again in ten minutes" },
    },
  ];
  return (
    <>
      <PageTitle
        title={t("全部部件", "All parts")}
        lede={t("每个部件的每种状态，以及样例页面。", "Every part in every state, and sample pages.")}
      />
      <LinkList items={galleryPages.map((name) => ({ href: `/gallery/${name}`, label: name }))} />

      <h2>{t("提示", "Notices")}</h2>
      <Notice>{<p>{t("办理结果会发到您的收件箱。", "The result comes to your inbox.")}</p>}</Notice>
      <Notice kind="warning" title={t("今天 18:00 后暂停缴费", "No payments after 18:00 today")} />
      <Notice kind="success" title={t("已经提交", "Sent")} />
      <Notice kind="demonstration" />
      <ErrorSummary errors={wrong} />

      <h2>{t("状态与期限", "States and deadlines")}</h2>
      <Row>
        <StateBadge tone="waiting">{t("待受理", "Waiting")}</StateBadge>
        <StateBadge tone="moving">{t("审查中", "In review")}</StateBadge>
        <StateBadge tone="yours">{t("待补正", "Your move")}</StateBadge>
        <StateBadge tone="good">{t("准予", "Approved")}</StateBadge>
        <StateBadge tone="bad">{t("不予", "Refused")}</StateBadge>
        <StateBadge tone="paused">{t("中止", "Suspended")}</StateBadge>
        <StateBadge tone="over">{t("已撤回", "Withdrawn")}</StateBadge>
        <Tag>{t("公安户政", "Policing")}</Tag>
      </Row>
      <ClockBar words={t("还剩 3 个工作日", "3 working days left")} used={0.4} state="running" />
      <ClockBar words={t("今天到期", "Due today")} used={0.95} state="soon" />
      <ClockBar words={t("已超时 2 个工作日", "2 working days late")} used={1} state="late" />
      <ClockBar words={t("补正期间不计时", "Stopped while you correct")} used={0.3} state="paused" />
      <Live href="/gallery/live">
        <p>
          {t("您前面还有 ", "Before you: ")}
          <LiveValue name="ahead">3</LiveValue>
          {t(" 位", "")}
        </p>
      </Live>

      <h2>{t("动作", "Actions")}</h2>
      <Form action="/gallery/parts" label={t("动作样例", "Sample actions")}>
        <Row>
          <Button>{t("提交", "Send")}</Button>
          <Button weight="second">{t("保存", "Save")}</Button>
          <Button weight="danger">{t("撤回申请", "Withdraw")}</Button>
          <LinkButton href="/gallery/guide" weight="second">
            {t("看办事指南", "Read the guide")}
          </LinkButton>
        </Row>
      </Form>

      <h2>{t("问题", "Questions")}</h2>
      <Form action="/gallery/parts" label={t("问题样例", "Sample questions")} files>
        <TextInput
          name="phone"
          label={t("手机号", "Mobile phone")}
          type="tel"
          keyboard="tel"
          autocomplete="tel"
          width={13}
        />
        <TextInput
          name="wrong.name"
          label={t("姓名", "Name")}
          hint={t("与身份证一致", "As on your identity card")}
          error={t("请填写姓名", "Enter your name")}
        />
        <NumberInput name="amount" label={t("提取金额", "Amount")} unit={t("元", "CNY")} decimals value="12000.00" />
        <DateInput
          name="born"
          label={t("出生日期", "Date of birth")}
          birthday
          value={{ year: "1954", month: "6", day: "18" }}
        />
        <DateInput
          name="moved"
          label={t("搬入日期", "Moved in")}
          error={t("月份应在 1 到 12 之间", "The month must be 1 to 12")}
          value={{ month: "13" }}
        />
        <Radios
          name="deliver"
          label={t("怎么领取", "How to receive it")}
          value="post"
          options={[
            { value: "post", label: t("邮寄到家", "By post"), hint: t("免费，约 3 天", "Free, about 3 days") },
            { value: "collect", label: t("到窗口领取", "At the counter") },
          ]}
        />
        <Checkboxes
          name="needs"
          label={t("需要的帮助", "Help you need")}
          optional
          values={["sign"]}
          options={[
            { value: "sign", label: t("手语翻译", "Sign language") },
            { value: "wheelchair", label: t("轮椅通道", "Wheelchair access") },
          ]}
        />
        <Select
          name="district"
          label={t("所在区", "District")}
          options={[{ value: "320508", label: t("姑苏区", "Gusu") }]}
        />
        <Textarea name="note" label={t("补充说明", "Anything else")} optional rows={3} maxLength={500} />
        <FileInput
          name="photo"
          label={t("照片", "Photo")}
          error={t("照片太暗，请重新拍一张", "The photo is too dark, please take another")}
          files={[{ id: "1", name: t("正面.jpg", "front.jpg"), size: "840 KB" }]}
        />
      </Form>

      <h2>{t("其他", "Others")}</h2>
      <Card title={t("水费", "Water bill")}>
        <p class="number">{t("86.40 元，11 月 30 日前缴纳", "CNY 86.40, due by 30 November")}</p>
      </Card>
      <EmptyState title={t("还没有办件。", "No cases yet.")}>
        <p>
          <a href="/gallery/home">{t("找一件事来办", "Find a service")}</a>
        </p>
      </EmptyState>
      <Details summary={t("依据", "Legal basis")}>
        <p>{t("《行政许可法》第三十二条。", "Administrative Licensing Law, article 32.")}</p>
      </Details>
    </>
  );
}
