import type { Language } from "../../i18n/index.ts";
import { PageTitle } from "../frame.tsx";
import type { IconName } from "../icons.ts";
import { Button, CopyableNumber, Form, LinkButton, Row, SearchBox, SignInButtons } from "../parts/actions.tsx";
import { FileInput, Radios } from "../parts/choices.tsx";
import { DateInput, errorFor, NumberInput, TextInput } from "../parts/fields.tsx";
import { Card, Facts, IconGrid, LinkList, QrCode, Steps, SummaryList, Timeline } from "../parts/lists.tsx";
import { Details, ErrorSummary, Notice } from "../parts/notices.tsx";
import { ClockBar, StateBadge, StepIndicator } from "../parts/state.tsx";
import { fields, sampleErrors, speak } from "./samples.ts";

/** Pages as residents meet them, with invented people and cases. */

export function Home({ language }: { language: Language }) {
  const t = speak(language);
  return (
    <>
      <h1 class="hide">{t("苏州市政务服务", "Public services of Suzhou")}</h1>
      <SearchBox
        action="/320500/search"
        label={t("您要办什么事", "What do you need to do")}
        hint={t("例如：居住证、公积金、社保卡", "For example: residence permit, housing fund")}
      />
      <h2>{t("等我办的", "Waiting for you")}</h2>
      <LinkList
        items={[
          {
            href: "/me/cases/320500-20261109-K7M4Q2X9-3",
            label: t("居住证申领", "Residence permit"),
            note: t("请在 11 月 27 日前补正一份材料", "Please correct one document by 27 November"),
            end: <StateBadge tone="yours">{t("待补正", "To correct")}</StateBadge>,
          },
          {
            href: "/me/bills/1",
            label: t("居民用水水费 · 10 月", "Water bill, October"),
            note: t("11 月 30 日前缴纳", "Due by 30 November"),
            end: <strong class="number">{t("86.40 元", "CNY 86.40")}</strong>,
          },
        ]}
      />
      <h2>{t("办事分类", "Services by field")}</h2>
      <IconGrid
        items={fields.map((field) => ({
          href: `/320500/fields/${field.code}`,
          label: field.name[language],
          icon: field.icon as IconName,
        }))}
      />
      <h2>{t("常用服务", "Common services")}</h2>
      <LinkList
        items={[
          {
            href: "/320500/services/a",
            label: t("社会保险参保证明", "Proof of social insurance"),
            note: t("当场出证", "Issued at once"),
          },
          {
            href: "/320500/services/b",
            label: t("住房公积金提取", "Housing fund withdrawal"),
            note: t("3 个工作日", "3 working days"),
          },
          {
            href: "/320500/services/c",
            label: t("机动车违法查询与缴款", "Traffic fines"),
            note: t("当场办结", "Done at once"),
          },
        ]}
      />
      <p class="quiet">
        {t("也可以打电话办：", "You can also call ")}
        <a href="tel:12345">12345</a>
        {t("，全天有人接听。", ", day and night.")}
      </p>
    </>
  );
}

export function Guide({ language }: { language: Language }) {
  const t = speak(language);
  return (
    <>
      <PageTitle
        title={t("居住证申领", "Residence permit")}
        lede={t(
          "在苏州居住满半年的外地户籍人员，可以申领居住证，享受本地的公共服务。",
          "People registered elsewhere who have lived in Suzhou for six months can apply and use the city's public services.",
        )}
      />
      <Facts
        facts={[
          { label: t("多久办好", "How long"), value: t("5 个工作日", "5 working days") },
          { label: t("费用", "Fee"), value: t("免费", "Free") },
          { label: t("要去现场吗", "Visit needed"), value: t("不用去", "No") },
        ]}
      />
      <LinkButton href="/320500/services/residence-permit/start">{t("开始申领", "Start")}</LinkButton>
      <h2>{t("需要准备", "What you need")}</h2>
      <ul>
        <li>{t("本人居民身份证信息（系统已有，不用上传）", "Your identity card (already known, no upload)")}</li>
        <li>
          {t(
            "住处的证明：租房合同、房产证或单位开具的证明，任选一种",
            "Proof of where you live: lease, deed or a letter from your employer",
          )}
        </li>
      </ul>
      <Notice title={t("暂时拿不出证明，可以先承诺", "No proof at hand? You can promise it")}>
        <p>
          {t(
            "选择告知承诺后先行受理，请在 60 日内补交。",
            "We accept your case on your promise; send the proof within 60 days.",
          )}
        </p>
      </Notice>
      <h2>{t("办理过程", "How it goes")}</h2>
      <Steps
        steps={[
          { title: t("您提交申请", "You apply"), text: t("约 5 分钟", "About 5 minutes") },
          {
            title: t("派出所审核", "The police station checks"),
            text: t("5 个工作日内给您结果", "You hear within 5 working days"),
          },
          {
            title: t("领取居住证", "You receive the permit"),
            text: t("邮寄到家，或到窗口领取", "By post, or at the counter"),
          },
        ]}
      />
      <Details summary={t("依据与救济", "Law and remedies")}>
        <p>{t("《居住证暂行条例》第二条、第九条。", "Interim Regulation on Residence Permits, articles 2 and 9.")}</p>
        <p>
          {t(
            "不服决定的，可以在 60 日内申请行政复议，或在六个月内起诉。",
            "You may ask for reconsideration within 60 days, or go to court within six months.",
          )}
        </p>
      </Details>
    </>
  );
}

export function Journey({ language, failed }: { language: Language; failed: boolean }) {
  const t = speak(language);
  const errors = failed ? sampleErrors : [];
  const error = (name: string) => errorFor(errors, name, language);
  return (
    <>
      <StepIndicator now={2} of={4} title={t("居住证申领", "Residence permit")} />
      <ErrorSummary errors={errors} />
      <PageTitle title={t("住在哪里", "Where you live")} />
      <Form action="/gallery/form" hidden={{ token: "sample" }} files>
        <TextInput
          name="address"
          label={t("现住址", "Address")}
          hint={t("用于核实您在本市居住。写到门牌号。", "To confirm that you live here. Include the door number.")}
          value={failed ? "" : t("姑苏区十全街 100 号 2 幢 301", "Room 301, Building 2, 100 Shiquan Street")}
          autocomplete="address-line1"
          error={error("address")}
        />
        <DateInput
          name="since"
          label={t("从哪天开始住", "Since when")}
          value={{ year: "2026", month: failed ? "13" : "3", day: "1" }}
          error={error("since")}
        />
        <NumberInput
          name="people"
          label={t("一起住几个人", "How many live there")}
          unit={t("人", "people")}
          value="3"
          width={4}
        />
        <Radios
          name="ground"
          label={t("凭什么申领", "Ground for applying")}
          value={failed ? undefined : "housing"}
          error={error("ground")}
          options={[
            {
              value: "job",
              label: t("稳定就业", "Steady job"),
              hint: t("有劳动合同或营业执照", "Contract or business licence"),
            },
            {
              value: "housing",
              label: t("稳定住所", "Steady home"),
              hint: t("自有住房，或租期满半年", "Own home, or a lease of six months"),
            },
            { value: "school", label: t("连续就读", "Studies") },
          ]}
        />
        <FileInput
          name="proof"
          label={t("住所证明", "Proof of home")}
          hint={t("照片或 PDF，每个不超过 10 MB", "Photo or PDF, at most 10 MB each")}
          optional
          multiple
          files={[{ id: "1", name: t("租房合同.pdf", "lease.pdf"), size: "1.2 MB", href: "/files/1" }]}
        />
        <Row>
          <Button>{t("保存并继续", "Save and continue")}</Button>
          <Button weight="second" name="later" value="1">
            {t("先存着，以后再填", "Save for later")}
          </Button>
        </Row>
      </Form>
    </>
  );
}

export function Check({ language }: { language: Language }) {
  const t = speak(language);
  return (
    <>
      <StepIndicator now={4} of={4} title={t("居住证申领", "Residence permit")} />
      <PageTitle
        title={t("请核对", "Check your answers")}
        lede={t("提交后由姑苏公安分局办理。", "Gusu Public Security will handle your case.")}
      />
      <SummaryList
        items={[
          { label: t("申请人", "Applicant"), value: t("陈*华", "C*** Hua") },
          {
            label: t("现住址", "Address"),
            value: t("姑苏区十全街 100 号 2 幢 301", "Room 301, Building 2, 100 Shiquan Street"),
            changeHref: "/start?page=where",
          },
          { label: t("起住日期", "Since"), value: t("2026年3月1日", "1 March 2026"), changeHref: "/start?page=since" },
          { label: t("申领依据", "Ground"), value: t("稳定住所", "Steady home"), changeHref: "/start?page=ground" },
          { label: t("住所证明", "Proof"), value: t("租房合同.pdf", "lease.pdf"), changeHref: "/start?page=proof" },
        ]}
      />
      <Form action="/gallery/check" hidden={{ token: "sample" }}>
        <p class="quiet">{t("提交即表示以上内容属实。", "By sending you confirm that this is true.")}</p>
        <Button>{t("提交申请", "Send")}</Button>
      </Form>
    </>
  );
}

export function Case({ language }: { language: Language }) {
  const t = speak(language);
  return (
    <>
      <PageTitle kicker={t("居住证申领", "Residence permit")} title={t("请补正一份材料", "One document to correct")} />
      <p>
        <StateBadge tone="yours">{t("待您补正", "Your move")}</StateBadge>
      </p>
      <ClockBar
        words={t("请在 11 月 27 日前补正，还有 4 个工作日", "Please correct by 27 November: 4 working days left")}
        used={0.2}
        state="running"
      />
      <p>
        {t(
          "租房合同第 2 页看不清租期，请重新拍一张。",
          "The term on page 2 of the lease cannot be read. Please take a new photo.",
        )}
      </p>
      <Row>
        <LinkButton href="/me/cases/1/correct">{t("去补正", "Correct it")}</LinkButton>
        <LinkButton href="/me/cases/1/withdraw" weight="second">
          {t("撤回申请", "Withdraw")}
        </LinkButton>
      </Row>
      <CopyableNumber number="320500-20261109-K7M4Q2X9-3" label={t("办件编号", "Case number")} />
      <h2>{t("进度", "What happened")}</h2>
      <Timeline
        entries={[
          {
            id: "3",
            title: t("请您补正材料", "Correction asked"),
            at: "2026-11-20T09:12:00+08:00",
            when: t("2026年11月20日 09:12", "20 November 2026, 09:12"),
            who: t("姑苏公安分局", "Gusu Public Security"),
            note: t(
              "这是唯一一次补正通知，列出了全部需要补正的内容。",
              "This notice is the only one and names everything.",
            ),
          },
          {
            id: "2",
            title: t("材料送达办理单位", "Passed to the agency"),
            at: "2026-11-19T20:41:00+08:00",
            when: t("2026年11月19日 20:41", "19 November 2026, 20:41"),
          },
          {
            id: "1",
            title: t("您提交了申请", "You applied"),
            at: "2026-11-19T20:40:00+08:00",
            when: t("2026年11月19日 20:40", "19 November 2026, 20:40"),
          },
        ]}
      />
    </>
  );
}

export function Booking({ language }: { language: Language }) {
  const t = speak(language);
  return (
    <>
      <Notice kind="success" live title={t("已经约好", "You are booked")}>
        <p>
          {t(
            "11 月 25 日 9:30，姑苏区政务服务中心 2 楼 6 号窗口。",
            "25 November, 9:30, Gusu service centre, floor 2, counter 6.",
          )}
        </p>
      </Notice>
      <PageTitle title={t("到场出示这个码", "Show this code when you arrive")} />
      <QrCode text="https://example.cn/b/320500-20261125-7QXK-4" label={t("预约码", "Booking code")} />
      <CopyableNumber number="320500-20261125-7QXK-4" label={t("预约编号", "Booking number")} />
      <Card title={t("带什么", "What to bring")}>
        <p>{t("本人居民身份证原件。", "Your identity card.")}</p>
      </Card>
    </>
  );
}

export function SignIn({ language }: { language: Language }) {
  const t = speak(language);
  return (
    <>
      <PageTitle
        title={t("选择以谁登录", "Choose who signs in")}
        lede={t("这里的人都是虚构的。", "These people are invented.")}
      />
      <SignInButtons
        action="/gallery/sign-in"
        hidden={{ token: "sample" }}
        people={[
          {
            value: "chen",
            name: t("陈建华", "Chen Jianhua"),
            about: t("72 岁，女儿帮她办事", "72, her daughter helps her"),
          },
          {
            value: "li",
            name: t("李敏", "Li Min"),
            about: t("34 岁，在苏州工作，户籍在安徽", "34, works in Suzhou, registered in Anhui"),
          },
        ]}
      />
    </>
  );
}
