import type { Text } from "../../foundation/i18n/index.ts";

export type ProblemNote = {
  readonly status: number;
  /** Other statuses the same code comes with. */
  readonly also?: readonly number[];
  readonly meaning: Text;
};

const note = (status: number, zh: string, en: string): ProblemNote => ({ status, meaning: { zh, en } });
const noteToo = (status: number, also: number, zh: string, en: string): ProblemNote => ({
  ...note(status, zh, en),
  also: [also],
});

/**
 * Every stable `code` a refusal of the program can carry, with its status and what it means to a program. A test compares the
 * table with every refusal in src/, so a new one is documented the day it is written.
 */
export const problemNotes = {
  // Who asks
  token_invalid: note(
    401,
    "没有令牌，或令牌不正确、已过期。",
    "No token, or it is wrong or has run out: get a new one.",
  ),
  sign_in_needed: note(401, "本人还没有登录。", "The person has not signed in."),
  signature_invalid: note(
    401,
    "签名不正确，或时间相差超过 300 秒。",
    "The signature is not right, or its time is more than 300 seconds from ours.",
  ),
  nonce_reused: note(409, "这个 nonce 已用于另一条消息。", "The nonce was used for another message."),
  stage_unreadable: note(422, "内容不能读成办件进展。", "The body is no stage of a case."),
  scope_missing: note(403, "令牌没有这项权限。", "The token does not include what this endpoint needs."),
  city_not_granted: note(403, "令牌不能用于这个城市。", "The token does not reach this city."),
  act_not_allowed: note(403, "这类程序不能做这一步。", "Programs of this kind do not do this act."),

  // How it was asked
  idempotency_key_missing: note(
    400,
    "缺少 Idempotency-Key，或格式不对（1 至 128 个可见 ASCII 字符）。",
    "No Idempotency-Key, or not 1 to 128 visible ASCII characters.",
  ),
  idempotency_key_reused: note(
    422,
    "这个 Idempotency-Key 已用于另一份内容。",
    "The Idempotency-Key was used with another request.",
  ),
  invalid_fields: noteToo(
    422,
    400,
    "内容的结构不对，见各字段；查询参数不对时状态码为 400。",
    "The body does not have the form described, see errors; 400 when it is a query parameter.",
  ),
  empty_body: note(400, "没有内容。", "The body is empty."),
  invalid_json: note(400, "内容不是 JSON。", "The body is not JSON."),
  bad_encoding: note(400, "内容不是 UTF-8。", "The body is not UTF-8."),
  bad_characters: note(400, "内容含有空字符或半个字符。", "The body holds null characters or halves of characters."),
  too_deep: note(400, "JSON 超过 32 层。", "The JSON has more than 32 levels."),
  duplicate_key: note(400, "同一个名称出现了两次。", "A name stands twice in one object."),
  forbidden_key: note(400, "含有不允许的名称。", "A name that is not allowed (__proto__ and its like)."),
  bad_address: note(400, "地址太长或不能读。", "The address is too long or cannot be read."),
  bad_form: note(400, "表单不能读。", "The form cannot be read."),
  bad_request: note(400, "请求不能读。", "The request cannot be read."),
  body_cut_off: note(400, "内容没有传完。", "The body ended before its end."),
  cursor: note(400, "翻页标记不正确。", "The cursor is not one this list gave out."),
  body_too_large: note(413, "内容太大。", "The body is too large."),
  too_many_fields: note(413, "字段太多。", "Too many fields."),
  unsupported_type: note(415, "不接收这种类型的内容，请发送 application/json。", "Send application/json."),
  method_not_allowed: note(405, "这个地址不接受这种方法。", "The address does not take this method, see Allow."),
  too_many_requests: note(429, "请求太频繁，见 Retry-After。", "Too many requests, see Retry-After."),

  // What is not there
  not_found: note(404, "没有这个地址。", "There is nothing at this address."),
  city_not_open: note(404, "这个地方还没有开通。", "This place is not open."),
  life_event_not_found: note(404, "这里没有这件事。", "There is no such life event here."),
  service_not_offered: note(404, "这里没有开通这项服务。", "The city does not offer this service."),
  service_withdrawn: note(
    410,
    "这项服务已停办，公告见说明。",
    "The service was withdrawn; the announcement says more.",
  ),
  version_not_found: note(404, "没有发布过这个版本。", "This version was never published."),
  service_not_found: note(404, "没有这项服务。", "There is no such service."),
  import_not_found: note(404, "没有这份导入的清单。", "There is no such imported list."),
  import_taken_already: note(409, "这份清单已经采用过了。", "The imported list was taken already."),
  case_not_found: note(
    404,
    "没有这件办件，或令牌看不到它：两者的回答相同。",
    "No such case, or not one the token may see: the answer is the same.",
  ),

  no_look_up: note(404, "这项服务不是查询。", "The service is no look-up: file a case."),

  agency_not_connected: note(
    404,
    "这个城市没有接收该部门推送的连接。",
    "No connector of the city takes messages from that agency.",
  ),
  code_not_valid: note(
    422,
    "用证码不能使用：不对、用过、过期、收回，或不是给这个部门的。",
    "The code is wrong, used, old, withdrawn or for another agency; nobody learns which.",
  ),
  certificate_not_valid: note(409, "证照已作废。", "The certificate does not stand any more."),
  messages_not_connected: note(404, "没有连接短信网关。", "No SMS gateway is connected."),
  report_unreadable: note(422, "内容不能读成送达报告。", "The body is no delivery report."),
  reference_unknown: note(404, "没有这个编号的办件。", "The agency's reference is not known here."),
  errand_not_found: note(404, "没有这个事项，或令牌看不到它。", "No such errand, or not one the token may see."),

  // Money
  bill_not_found: note(404, "没有这张账单。", "There is no such bill."),
  bill_not_owed: note(409, "账单已经不用交了。", "The bill is no longer owed: look it up again."),
  bill_being_settled: note(
    409,
    "账单的钱已经收到，正在等收费单位确认。",
    "The money has arrived and the agency is confirming it: do not pay again.",
  ),
  amount_not_allowed: note(
    422,
    "金额不对：看 detail 里可以交多少。",
    "Not an amount that may be paid: detail says which.",
  ),
  bill_named_twice: note(422, "同一张账单写了两次。", "A bill stands in the list twice."),
  too_many_bills: note(422, "一次交的账单太多，或者一张也没有。", "Too many bills at a time, or none."),
  provider_unavailable: note(
    503,
    "付款渠道没有回应；钱没有扣。",
    "The payment provider does not answer; no money was taken. Try again, or another provider.",
  ),
  provider_refused: note(
    409,
    "付款渠道不接受这笔缴费；钱没有扣。",
    "The provider will not take it; no money was taken.",
  ),
  account_not_found: note(404, "这里没有这个收款账户。", "No such account at a provider here."),
  no_bill_chosen: note(422, "没有选账单。", "No bill was chosen."),
  bills_not_together: note(
    422,
    "这些账单不能在一次缴费里一起交。",
    "These bills cannot be paid in one payment: pay them one by one.",
  ),
  account_not_kept: note(404, "没有保存这个户号。", "The person keeps no such account."),
  too_many_accounts: note(409, "保存的户号太多。", "The person keeps too many accounts."),
  bills_not_by_account: note(
    404,
    "这项服务的账单不能按户号查询。",
    "This service has no bills that are found by an account or notice alone.",
  ),
  provider_not_offered: note(
    422,
    "这些账单不能用这个付款方式，或者不能这样打开。",
    "These bills are not paid through this provider, or not from there.",
  ),
  payer_needed: note(422, "这样付款需要付款人的标识。", "This way of paying needs the payer's identifier: send payer."),
  payment_not_found: note(404, "没有这笔缴费。", "There is no such payment."),
  receipt_not_found: note(404, "没有这张收据。", "There is no such receipt."),
  receipt_glyph_missing: note(
    422,
    "字库缺少收据上的字，现在不能生成 PDF；收据的内容不受影响。",
    "The font lacks a character of this receipt, so there is no PDF yet; what it says can be read as JSON.",
  ),
  payment_busy: note(409, "这笔缴费正在被处理。请稍后再读取。", "Others act on the payment right now: read it again."),
  payment_act_not_possible: note(
    409,
    "缴费现在的状态不能进行这一步。",
    "The payment's state does not allow this: read it again.",
  ),
  refund_not_possible: note(409, "现在不能退款。", "A refund is not possible now."),
  refund_asked_already: note(409, "已经申请过退款。", "A refund has been asked for already."),
  refund_not_found: note(404, "没有这笔退款。", "There is no such refund."),
  refund_reference: note(422, "缺少银行转账的流水号。", "The bank's number of the transfer is missing."),
  correction_differs: note(
    409,
    "这张表单已经记过另一笔更正，这一笔没有记账。",
    "The form has booked another correction already, and this one was not booked.",
  ),
  refund_bills: note(
    422,
    "这笔缴费没有付这张账单，或者它的钱已经退了。",
    "The payment did not pay that bill, or its money has gone back.",
  ),
  refund_amount: note(422, "退款金额超过可退的钱。", "More than can be given back."),
  second_clerk_needed: note(409, "要由另一位工作人员批准。", "Another clerk has to approve it."),
  write_off_under_way: note(
    409,
    "收费单位还没有确认这笔钱。",
    "The agency has not confirmed the money yet: decide once it has answered.",
  ),
  difference_not_found: note(404, "没有这条对账差异。", "There is no such difference."),
  difference_ended: note(409, "这条差异已经消除。", "The difference has ended already."),
  explanation: note(422, "请写明原因。", "The reason is missing or too long."),
  remedy_not_possible: note(409, "这条差异不能这样处理。", "This cannot be done about the difference."),
  source_not_found: note(404, "这一天没有这个账单来源。", "The day has no such source."),
  source_busy: note(409, "正在核对这份账单，过一会儿再试。", "The bill is being compared: try again shortly."),
  day_not_over: note(409, "这一天还没有结束。", "The day is not over."),
  day_before_open: note(409, "前面的日子还没有日结。", "An earlier day is still open."),
  bill_missing: note(409, "账单还没有取到或没有对完。", "A bill has not come or has not been compared."),
  differences_open: note(409, "还有没说明的差异。", "Some differences are not explained."),
  day_closed: note(409, "这一天已经日结。", "The day is closed."),
  correction: note(422, "更正分录不完整。", "The correction is incomplete."),
  // What cannot be done
  assist_invalid: note(
    422,
    "代办的资料不正确，见各字段。",
    "What is said of the person helped is not right, see errors.",
  ),
  assist_not_found: note(404, "没有这次代办。", "There is no such application filed for somebody."),
  assist_too_old: note(409, "代办保存到期，请重新开始。", "It was kept for its full time; begin again."),
  work_invalid: note(422, "工作安排的内容不正确，见各字段。", "What is arranged is not right, see errors."),
  work_not_found: note(404, "没有这一项工作安排。", "There is no such arrangement of work."),
  applicant_invalid: note(
    422,
    "申请人的资料不正确，见各字段。",
    "What is said of the applicant is not right, see errors.",
  ),
  answers_invalid: note(
    422,
    "答案不正确，见各字段；字段名是问题的编号。",
    "Some answers are not right, see errors; fields are ids of questions.",
  ),
  not_eligible: note(
    422,
    "按照这些答案，不符合办理条件。",
    "With these answers the service will be refused; detail says why.",
  ),
  act_input: note(422, "这一步需要的内容不完整，见各字段。", "What the act needs is missing or not right, see errors."),
  case_changed: note(
    409,
    "版本已旧：别人先处理了这件办件。请重新读取。",
    "The version is stale: somebody else acted first. Read the case again.",
  ),
  act_not_possible: note(409, "这件办件现在的状态不能进行这一步。", "The case's state does not allow this act."),
  correction_asked_before: note(
    409,
    "补正已经告知过一次。",
    "What is missing was asked for before; it may be once only.",
  ),
  correction_too_late: note(
    409,
    "法律给的告知补正期限已过，请按现有内容答复。",
    "The time the law gives for asking is over: answer on what there is.",
  ),
  fee_not_recorded: note(
    409,
    "费用还没有登记收到，请先登记（record）。",
    "The fee is not recorded as received: record it first.",
  ),
  visit_not_recorded: note(
    409,
    "申请人到窗口还没有登记，请先登记（record）。",
    "The visit to the counter is not recorded: record it first.",
  ),
  already_recorded: note(409, "这一项已经登记过了。", "This is recorded already."),
  nothing_to_record: note(409, "这件办件没有这一项要登记。", "The case does not ask for that."),
  decided_elsewhere_not_open: note(
    422,
    "负责决定的城市还没有开通这项服务，请直接联系那里的机关，或者从当地申请。",
    "The city that decides does not offer the service here yet: turn to its office directly.",
  ),
  waits_already: note(409, "办件等待的原因没有变化。", "What the case waits for has not changed."),
  check_not_found: note(404, "这件办件没有被抽查。", "The case was not drawn for checking."),
  checked_by_filer: note(403, "代为提交的人不能核查这件办件。", "Whoever filed the case does not check it."),
  checked_before: note(409, "这件办件已经核查过。", "The case was checked before."),
  extension_not_asked: note(409, "没有等待决定的延期申请。", "No extension of this report is asked for and undecided."),
  extension_too_late: note(409, "期限已过，不能再申请延期。", "The limit has passed: no extension can be asked for."),
  urged_today: note(409, "这个工作日已经催办过。", "It was urged on this working day already."),
  dispatch_rules_invalid: note(
    422,
    "派单规则有误，见各字段。",
    "The rules of sending on are not right; see each field.",
  ),
  extended_before: note(409, "期限已经延长过一次。", "The limit was extended before; it may be once only."),

  // Come back later
  agency_unavailable: note(
    503,
    "机关的系统没有回应，见 Retry-After；errors 里的 code 是原因。",
    "The agency's records cannot be asked now, see Retry-After; the code in errors is the reason.",
  ),
  busy: note(
    503,
    "提交的人很多，见 Retry-After。",
    "Too many are sending, see Retry-After; the same key may be sent again.",
  ),
  overloaded: note(503, "服务器繁忙，见 Retry-After。", "The server falls behind, see Retry-After."),
  stopping: note(503, "服务正在重启，见 Retry-After。", "The process is stopping, see Retry-After."),
  unexpected: note(
    500,
    "出了差错，我们已经记录。用同一个 Idempotency-Key 重发是安全的。",
    "A mistake of ours, recorded under its reference. Sending again with the same key is safe.",
  ),

  // Pages: people meet these, programs do not
  act_unknown: note(422, "没有这一步。", "There is no such act."),
  bad_city_settings: note(422, "城市设置不正确。", "Settings of a city are not right."),
  bad_source: note(422, "导入的来源没有写明。", "The source of an import is missing."),
  bad_version: note(422, "导入的版本没有写明。", "The version of an import is missing."),
  cannot_be_operator: note(409, "这位工作人员不能成为运维人员。", "This clerk cannot become an operator."),
  catalogue_has_problems: note(422, "目录有问题，不能发布。", "The catalogue has findings and is not published."),
  certificate_glyph_missing: note(422, "证照字库缺字。", "The certificate font has no shape for a character."),
  certificate_not_found: note(404, "没有这份证照。", "There is no such certificate."),
  certificate_too_long: note(422, "证照内容超过一页。", "The facts do not fit on the certificate."),
  city_already_open: note(409, "这个地方已经开通。", "The place is open already."),
  divisions_changed_meanwhile: note(409, "导入期间区划有变化。", "Divisions changed while a list was imported."),
  draft_already_sent: note(409, "草稿已经提交。", "The draft was sent before."),
  draft_not_found: note(404, "没有这份草稿。", "There is no such draft."),
  draft_too_large: note(413, "草稿太大。", "The draft is too large."),
  enrolment_invalid: note(401, "开通链接不正确或已过期。", "The enrolment is wrong or has run out."),
  field_not_found: note(404, "没有这个领域。", "There is no such field."),
  file_active_content: note(422, "文件含有可执行内容。", "The file holds active content."),
  file_damaged: note(422, "文件已损坏。", "The file is damaged."),
  file_empty: note(422, "文件是空的。", "The file is empty."),
  file_encrypted: note(422, "文件有密码。", "The file is locked by a password."),
  file_in_case: note(409, "文件已随办件提交。", "The file is part of a case."),
  file_infected: note(422, "文件含有病毒。", "The file holds a virus."),
  file_interrupted: note(400, "文件没有传完。", "The file ended before its end."),
  consent_not_found: note(404, "没有这项同意。", "There is no such consent."),
  file_not_found: note(404, "没有这个文件。", "There is no such file."),
  file_too_large: note(413, "文件太大。", "The file is too large."),
  file_type_mismatch: note(415, "文件内容与类型不符。", "The file is not what its name says."),
  file_type_not_accepted: note(415, "不接收这种文件。", "This kind of file is not taken."),
  forged_form: note(403, "表单不是从本站页面提交的。", "The form did not come from our page."),
  has_operator: note(409, "已经有运维人员。", "There is an operator already."),
  identity_incomplete: note(403, "身份认证没有给出完整资料。", "The identity service did not say who this is."),
  identity_unavailable: note(503, "身份认证暂时不可用。", "The identity service does not answer."),
  image_too_large: note(422, "图片尺寸太大。", "The image has too many pixels."),
  invalid: note(422, "有几处需要修改。", "Fields of a form are not right."),
  not_allowed: note(403, "岗位没有这项权限。", "The clerk's role does not include this."),
  service_code_taken: note(409, "代码已被别处的事项使用。", "The code is used by a service of another place."),
  service_not_ready: note(
    422,
    "这项服务还缺必需的内容，不能对居民显示。",
    "The service lacks something needed, so it cannot be shown to residents yet.",
  ),
  version_in_force: note(409, "现在用的就是这个版本。", "The version is in force already."),
  offering_not_possible: note(422, "服务不能这样开通。", "The service cannot be offered like this."),
  own_account: note(409, "不能改自己的账号。", "One's own account is changed by somebody else."),
  page_not_found: note(404, "表单没有这一页。", "The form has no such page."),
  reason_missing: note(422, "缺少理由。", "The reason is missing."),
  scanner_unavailable: note(503, "病毒检查暂时不可用。", "Files cannot be checked for viruses now."),
  second_person: note(409, "需要另一个人确认。", "A second person has to confirm."),
  sign_in_cancelled: note(401, "登录已取消。", "Signing in was cancelled."),
  sign_in_expired: note(401, "登录超时。", "Signing in took too long."),
  sign_in_failed: note(401, "登录没有成功。", "Signing in did not succeed."),
  too_many_codes: note(429, "今天的验证码已用完。", "No more codes today."),
  too_many_drafts: note(409, "草稿太多。", "Too many drafts."),
  too_many_files: noteToo(413, 422, "文件太多。", "Too many files."),
  unknown_division: note(404, "没有这个行政区划。", "There is no such division."),
} as const satisfies Readonly<Record<string, ProblemNote>>;

export type ProblemCode = keyof typeof problemNotes;

/** What every request can meet, whatever the endpoint. */
export const alwaysPossible: readonly ProblemCode[] = [
  "bad_address",
  "too_many_requests",
  "overloaded",
  "stopping",
  "unexpected",
];

/** What every body can meet. */
export const ofBodies: readonly ProblemCode[] = [
  "empty_body",
  "invalid_json",
  "bad_encoding",
  "bad_characters",
  "too_deep",
  "duplicate_key",
  "forbidden_key",
  "body_cut_off",
  "body_too_large",
  "unsupported_type",
  "invalid_fields",
  "idempotency_key_missing",
  "idempotency_key_reused",
];
