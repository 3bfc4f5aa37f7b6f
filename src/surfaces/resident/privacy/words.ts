import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "个人信息与隐私", en: "Your data and privacy" },
  lede: {
    zh: "这里能看到我们保存了您的哪些信息、从哪里来、保存多久，也可以更正、下载或者要求删除。",
    en: "See what is kept about you, where it comes from and for how long; correct it, download it or ask for it to be erased.",
  },
  ledeVisitor: {
    zh: "我们只收集办事需要的信息，每一项都说明用途和依据。登录以后，您可以查看、更正、下载自己的信息。",
    en: "We collect only what a service needs and say why for each item. Once signed in you can see, correct and download your data.",
  },
  signIn: { zh: "登录查看我的信息", en: "Sign in to see my data" },
  me: { zh: "我的", en: "My page" },

  profile: { zh: "您的资料", en: "Your profile" },
  profileNote: {
    zh: "填写申请时会自动带出，不用重复填写；提交前您可以看到并更正。",
    en: "It is filled in for you when you apply, so that you need not type it again; you see it, and can correct it, before sending.",
  },
  name: { zh: "姓名", en: "Name" },
  document: { zh: "证件号码", en: "Document number" },
  birth: { zh: "出生日期", en: "Date of birth" },
  sex: { zh: "性别", en: "Sex" },
  female: { zh: "女", en: "Female" },
  male: { zh: "男", en: "Male" },
  phone: { zh: "电话", en: "Telephone" },
  hukou: { zh: "户籍所在地", en: "Household registered in" },
  address: { zh: "住址", en: "Address" },
  unknown: { zh: "没有记录", en: "Not known" },
  fromProvider: { zh: "来源：身份认证平台", en: "From the identity service" },
  fromDocument: { zh: "来源：证件号码", en: "Read from the document number" },
  fromYou: { zh: "来源：您自己填写", en: "Stated by you" },
  fixed: {
    zh: "姓名和证件号码以身份认证平台为准；有误请先在那里更正，再重新登录。",
    en: "Name and document number are as the identity service says; if they are wrong, please have them corrected there and sign in again.",
  },
  corrected: { zh: "已经更正", en: "Corrected" },
  correctedText: {
    zh: "以后申请时会用新的内容。已经提交的办件不会改变。",
    en: "New applications use what you wrote. Cases already sent do not change.",
  },

  correctTitle: { zh: "更正我的资料", en: "Correct my profile" },
  correctLede: { zh: "只改需要改的，其他不用动。", en: "Change only what is wrong and leave the rest." },
  phoneHint: {
    zh: "办件有需要时，工作人员会打这个电话。",
    en: "Staff call this number when something about your case is unclear.",
  },
  hukouHint: {
    zh: "写到县、区或者市，例如：四川省西充县。",
    en: "The county, district or city, for example Xichong, Sichuan.",
  },
  addressHint: { zh: "写到门牌号。", en: "Include building and door number." },
  save: { zh: "保存", en: "Save" },
  changeEmpty: {
    zh: "不能留空。要删除这项信息，请提出删除请求。",
    en: "This cannot be left empty. To have it removed, please ask for erasure.",
  },

  alsoKept: { zh: "还有这些", en: "Also kept" },
  cases: { zh: "办件和上传的文件", en: "Cases and the files you sent" },
  casesNote: { zh: "您提交的内容、经过、决定", en: "What you sent, what happened, the decisions" },
  messages: { zh: "消息", en: "Messages" },
  messagesNote: { zh: "我们告诉过您的事", en: "What you were told" },
  certificates: { zh: "证照", en: "Certificates" },
  certificatesNote: { zh: "签发给您的电子证照", en: "What was issued to you" },
  drafts: { zh: "草稿", en: "Drafts" },
  draftsNote: { zh: "没有提交的内容，工作人员看不到", en: "What you have not sent; staff cannot see it" },
  readings: { zh: "谁看过我的材料", en: "Who has read my file" },
  readingsNote: { zh: "工作人员每次查看都有记录", en: "Every look by staff is recorded" },

  consents: { zh: "您单独同意过的", en: "What you separately agreed to" },
  consentsNone: {
    zh: "最近的办件里没有需要单独同意的敏感信息。",
    en: "Your latest cases hold no sensitive data that needs separate consent.",
  },
  consentsNote: {
    zh: "敏感信息要您单独同意才会使用。收回以后，没有作出决定的办件里马上删除这一项和它的文件；已经决定的，只保存到保存期满，不作他用。其他事项不受影响。",
    en: "Sensitive data is used only with your separate consent. Once you withdraw it, the answer and its files are erased at once from a case that is not decided; a decided case only stores them until its time is over. Nothing else you do here is affected.",
  },
  consentErasedText: {
    zh: "这一项和它的文件已经从办件里删除，办理机关会看到。办理确实需要的，会请您补正，您可以再次同意，也可以改用别的办法。已经送到机关自己系统的，由机关停止使用。",
    en: "The answer and its files are erased from the case, and the agency reads so. If the case cannot go on without it, you will be asked; you may agree anew or choose another way. What already reached the agency's own system, the agency stops using.",
  },
  consentKeptText: {
    zh: "这件办件已经作出决定，决定不受影响。这一项随档案保存到期限届满，只保存，不作他用，到期自动删除。",
    en: "This case is decided, and the decision stands. The answer stays in its file until the time of keeping is over, is used for nothing else, and is then erased by itself.",
  },
  sensitiveGoneNote: {
    zh: (p: { question: string }) =>
      `申请人收回了对“${p.question}”的同意，这一项和它的文件已经删除，不得再使用。确有需要的，请通知补正。`,
    en: (p: { question: string }) =>
      `The applicant withdrew consent to “${p.question}”: the answer and its files are erased and must not be used any more. If it is needed, ask for it by a correction.`,
  },
  sensitiveKeptNote: {
    zh: (p: { question: string }) => `申请人收回了对“${p.question}”的同意：只随档案保存，不得再作他用。`,
    en: (p: { question: string }) =>
      `The applicant withdrew consent to “${p.question}”: it is stored with the file and used for nothing else.`,
  },
  withdrawn: { zh: "已经收回同意", en: "Consent withdrawn" },
  withdrawnText: {
    zh: "办理机关会看到，不再使用证照上的这一项；需要时会请您自己填写。已经作出的决定不受影响。",
    en: "The agency reads it and does not use this from the certificate any more; where it is needed you will be asked for it. Decisions already made stand.",
  },
  folder: { zh: "您同意使用的证照", en: "Certificates you let us use" },
  folderFrom: { zh: "来自证照", en: "From certificate" },
  folderNote: {
    zh: "每次申请都单独问您，收回一项不影响其他。",
    en: "Each application asks you anew; withdrawing one leaves the others.",
  },
  withdraw: { zh: "收回同意", en: "Withdraw consent" },
  withdrawAnswer: { zh: "收回这项同意", en: "Withdraw this consent" },
  consentEnded: {
    zh: (p: { service: string; day: string; until: string }) => `${p.service}，${p.day}同意，${p.until}收回`,
    en: (p: { service: string; day: string; until: string }) =>
      `${p.service}, agreed on ${p.day}, withdrawn on ${p.until}`,
  },
  withdrawnNote: {
    zh: (p: { certificate: string; question: string }) =>
      `申请人收回了同意：不再使用证照 ${p.certificate} 上的“${p.question}”。确有需要的，请通知补正，由申请人自己提供。`,
    en: (p: { certificate: string; question: string }) =>
      `The applicant withdrew consent: do not use “${p.question}” from certificate ${p.certificate}. If it is needed, ask for it by a correction.`,
  },
  consentTo: {
    zh: (p: { service: string; day: string }) => `${p.service}，${p.day}同意`,
    en: (p: { service: string; day: string }) => `${p.service}, agreed on ${p.day}`,
  },
  biometric: { zh: "生物识别信息", en: "biometric data" },
  medical: { zh: "医疗健康信息", en: "health data" },
  financial: { zh: "金融账户信息", en: "financial data" },
  whereabouts: { zh: "行踪信息", en: "whereabouts" },
  minor: { zh: "不满十四周岁未成年人的信息", en: "data of a child under fourteen" },

  copy: { zh: "下载一份", en: "Download a copy" },
  copyText: {
    zh: "包括您的资料、办件和提交的内容、消息、证照、草稿清单和查看记录。号码是完整的，请保存在安全的地方。",
    en: "Your profile, cases with what you sent, messages, certificates, a list of drafts, and who read your file. Numbers are complete; please keep it somewhere safe.",
  },
  download: { zh: "下载（JSON 文件）", en: "Download (JSON file)" },

  requests: { zh: "更正、删除、复制的请求", en: "Requests to correct, erase or copy" },
  requestsText: {
    zh: "这里不能直接改的，可以向保存信息的地方提出请求。我们在期限内答复；不能照办的，会说明理由。要求删除的，同意以后马上自动删除：办件只删那个地方的，个人资料、草稿和消息在各地都一起删除。",
    en: "What cannot be changed here, you can ask the place that keeps it to do. You are answered within a limit; if we do not do it, we say why. An erasure is carried out as soon as it is agreed to: cases are erased at that place, your profile, drafts and messages everywhere.",
  },
  erased: { zh: "已按您的要求删除", en: "Erased as you asked" },
  erasedNothing: {
    zh: "没有可以删除的：办件都还在保存期内。",
    en: "Nothing could be erased: all cases have to be kept for some time yet.",
  },
  kept: { zh: "您的办件保存到哪一天", en: "Until when your cases are kept" },
  keptText: {
    zh: "办出结果的，属于档案，按规定保存到下面的日期，提前要求也不能删除，只保存，不作他用；到期自动删除。您撤回的、没有办下去的，还有查询和预约，可以要求现在就删除。依据：《个人信息保护法》第四十七条。",
    en: "A case with a decision belongs to the files: it has to be kept until the day below, even if you ask earlier; it is only stored and then erased by itself. What you withdrew or did not go on with, look-ups and bookings can be erased as soon as you ask. This is article 47 of the Personal Information Protection Law.",
  },
  keptNone: { zh: "没有已办结的办件。", en: "You have no closed cases." },
  ask: { zh: (p: { place: string }) => `向${p.place}提出请求`, en: (p: { place: string }) => `Ask ${p.place}` },
  askElsewhere: { zh: "向其他地方提出请求", en: "Ask another place" },
  answerBy: { zh: (p: { day: string }) => `最迟 ${p.day}`, en: (p: { day: string }) => `by ${p.day}` },
  answered: { zh: (p: { day: string }) => `${p.day}答复`, en: (p: { day: string }) => `answered ${p.day}` },

  sessions: { zh: "登录", en: "Signing in" },
  sessionsText: {
    zh: "手机丢了，或者在别人的设备上登录过，可以一次退出所有设备。",
    en: "If you lost your phone or signed in on somebody else's device, you can sign out everywhere at once.",
  },
  signOutEverywhere: { zh: "退出所有设备", en: "Sign out everywhere" },
  signedOut: { zh: "已经在所有设备上退出。", en: "You are signed out on every device." },

  explainTitle: { zh: "隐私说明", en: "How we treat your data" },
  whyTitle: { zh: "为什么收集", en: "Why we collect data" },
  why: {
    zh: "为了履行法定职责、办理您申请的事项。每个问题旁边都写明用途和依据。可填可不填的，不填也照样办理。",
    en: "To carry out duties laid down by law and do what you apply for. Beside every question stands what it is for and on what basis. What is optional may stay empty without any disadvantage.",
  },
  sourceTitle: { zh: "从哪里得到", en: "Where it comes from" },
  source: {
    zh: "您自己填写的、身份认证平台确认的，以及有关机关已经掌握、不用您再填的。从其他机关得到的，使用前会给您看，并写明来源。",
    en: "From you, from the identity service, and from agencies that already know it so that you need not type it again. What comes from an agency is shown to you, with its source, before it is used.",
  },
  whoTitle: { zh: "谁能看到", en: "Who can see it" },
  who: {
    zh: "只有办理这件事的机关的工作人员，每次查看都有记录，您可以查到。微信、支付宝等入口看不到您办事的内容。我们不卖信息，不用于广告。",
    en: "Only staff of the agency that handles your case. Every look is recorded and you can read the record. WeChat, Alipay and other apps you come from do not see what you do here. Nothing is sold or used for advertising.",
  },
  howTitle: { zh: "怎么保护", en: "How it is protected" },
  how: {
    zh: "数据存放在境内，逐项加密；一个地方看不到另一个地方的数据。",
    en: "Data stays in the country, each item encrypted; one place cannot see the data of another.",
  },
  cookiesTitle: { zh: "浏览器里存什么", en: "What is kept in your browser" },
  cookies: {
    zh: "只有必需的小文件：登录状态、您选的语言和字号、上次去的地方，以及没有登录时的草稿。没有跟踪，也没有其他网站的内容。",
    en: "Only what is needed: that you are signed in, the language and text size you chose, the place you were in last, and drafts begun without signing in. Nothing tracks you and nothing comes from other sites.",
  },
  keepTitle: { zh: "保存多久", en: "How long it is kept" },
  keepText: {
    zh: "办结后保存到下面的期限，到期自动删除：您提交的内容和文件、经过里写的话、查到的记录和您的姓名都会删除，只留下什么时候由哪个部门办了哪一步。已签发的证照由签发机关另行保存。",
    en: "Kept this long after a case is closed, then erased automatically: what you sent and your files, what was written along the way, any record that was looked up, and your name. What remains is which step was taken when and by which office. Certificates that were issued stay with the body that issued them.",
  },
  keepMonths: {
    zh: (p: { count: number }) => (p.count % 12 === 0 ? `办结后 ${p.count / 12} 年` : `办结后 ${p.count} 个月`),
    en: (p: { count: number }) => {
      const [count, unit] = p.count % 12 === 0 ? [p.count / 12, "year"] : [p.count, "month"];
      return `${count} ${unit}${count === 1 ? "" : "s"} after the case is closed`;
    },
  },
  keepDraft: {
    zh: (p: { mine: number; visit: number }) => `最后一次保存后 ${p.mine} 天；没有登录的 ${p.visit} 天`,
    en: (p: { mine: number; visit: number }) =>
      `${p.mine} days after the last save; ${p.visit} days without signing in`,
  },
  rightsTitle: { zh: "您的权利", en: "Your rights" },
  rights: {
    zh: "您有权知道、查看、复制、更正、补充、删除自己的信息，有权要求解释，也可以收回同意。去世亲属的信息，近亲属可以依法查看、更正、删除。依据是《个人信息保护法》第四十四条至第五十条。",
    en: "You may know, see, copy, correct, complete and erase your data, ask for an explanation and withdraw consent. Close relatives may do so for someone who has died. This is articles 44 to 50 of the Personal Information Protection Law.",
  },
  askTitle: { zh: "问谁", en: "Whom to ask" },
  askText: {
    zh: "可以在线提出请求，也可以打电话，或者到政务服务大厅。对答复不满意，可以向网信部门投诉，也可以向人民法院起诉。",
    en: "Ask online, by telephone or at the service hall. If you are not satisfied with the answer you can complain to the cyberspace authority or go to court.",
  },
  call: { zh: "电话：", en: "Telephone: " },
});
