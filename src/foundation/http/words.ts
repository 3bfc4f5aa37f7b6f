import type { Text } from "../i18n/index.ts";

/** Words of answers that do not come from a module: what went wrong on the way to it, and the way out. */
export const says = {
  notFound: {
    zh: "没有找到这个页面或内容。请核对网址，或从首页重新查找。",
    en: "There is nothing at this address. Please check it, or start from the home page.",
  },
  methodNotAllowed: { zh: "这个地址不支持这种操作。", en: "This address does not support that method." },
  bodyTooLarge: {
    zh: "发送的内容太大，没有被接收。请减小后重新发送。",
    en: "What was sent is too large and was not received. Please make it smaller and send it again.",
  },
  fileTooLarge: {
    zh: "文件太大，没有被接收。请压缩后重新上传。",
    en: "The file is too large and was not received. Please make it smaller and upload it again.",
  },
  tooManyFiles: {
    zh: "一次上传的文件太多。请分几次上传。",
    en: "There are too many files at once. Please upload them in several steps.",
  },
  tooManyFields: { zh: "提交的项目太多，没有被接收。", en: "There are too many fields; nothing was received." },
  unsupportedType: { zh: "这里不接收这种类型的内容。", en: "This address does not take content of that type." },
  invalidJson: { zh: "发送的内容不是有效的 JSON。", en: "What was sent is not valid JSON." },
  emptyBody: { zh: "没有收到内容。", en: "Nothing was sent." },
  tooDeep: { zh: "JSON 的层数太多，最多 32 层。", en: "The JSON is nested too deeply; 32 levels are the most." },
  duplicateKey: {
    zh: "JSON 中有重复的字段名，无法确定以哪个为准。",
    en: "The JSON names a field twice, so it is not clear which one holds.",
  },
  forbiddenKey: { zh: "内容中有不允许使用的字段名。", en: "The content has a field name that is not allowed." },
  badCharacters: {
    zh: "内容中有无法保存的字符（例如空字符），请删除后重新发送。",
    en: "The content has characters that cannot be kept, such as null. Please remove them and send it again.",
  },
  badEncoding: { zh: "内容不是 UTF-8 编码。", en: "The content is not encoded in UTF-8." },
  badForm: {
    zh: "表单内容不完整，没有被接收。请返回后重新发送。",
    en: "The form did not arrive whole. Please go back and send it again.",
  },
  badAddress: {
    zh: "网址中有无法识别的内容。请核对后重试。",
    en: "The address has a part that cannot be understood. Please check it.",
  },
  badRequest: {
    zh: "请求无法识别。请返回后重试。",
    en: "The request could not be understood. Please go back and try again.",
  },
  invalidFields: { zh: "有内容需要更正，请看下面的说明。", en: "Some fields need correcting; see below." },
  forged: {
    zh: "这个页面放置太久或从别处打开，为了您的安全没有提交。您填写的内容没有丢失：请返回上一页，刷新后重新发送。",
    en: "This page was open for too long or came from elsewhere, so for your safety it was not sent. What you filled in is not lost: please go back, reload the page and send it again.",
  },
  tooMany: {
    zh: "操作太频繁。请稍等片刻再试。",
    en: "There were too many requests. Please wait a moment and try again.",
  },
  overloaded: {
    zh: "现在使用的人很多，请稍后再试。已经收到回执的内容都已保存。",
    en: "Very many people are here just now. Please try again in a moment. Everything already confirmed to you is safe.",
  },
  stopping: {
    zh: "系统正在重新启动，请过几秒再试。",
    en: "The system is restarting. Please try again in a few seconds.",
  },
  unexpected: {
    zh: "我们这边出了问题，已经记录下来。请稍后再试；如果仍然不行，请把编号告诉我们。",
    en: "Something went wrong on our side and has been recorded. Please try again later; if it happens again, tell us the reference number.",
  },
} as const satisfies Record<string, Text>;

const titles: Readonly<Record<number, Text>> = {
  400: { zh: "请求有误", en: "Bad request" },
  401: { zh: "需要登录", en: "Sign-in needed" },
  403: { zh: "不能这样做", en: "Not allowed" },
  404: { zh: "没有找到", en: "Not found" },
  405: { zh: "不支持的操作", en: "Method not allowed" },
  406: { zh: "没有这种格式", en: "No such format" },
  408: { zh: "等待超时", en: "Waited too long" },
  409: { zh: "情况已有变化", en: "Conflict" },
  410: { zh: "已不再提供", en: "Gone" },
  411: { zh: "缺少长度", en: "Length needed" },
  413: { zh: "内容太大", en: "Too large" },
  415: { zh: "不支持的类型", en: "Unsupported type" },
  422: { zh: "内容需要更正", en: "Needs correcting" },
  423: { zh: "已锁定", en: "Locked" },
  429: { zh: "操作太频繁", en: "Too many requests" },
  431: { zh: "请求头太大", en: "Headers too large" },
  503: { zh: "暂时无法使用", en: "Unavailable for the moment" },
};

export function titleOf(status: number): Text {
  return titles[status] ?? { zh: "出了问题", en: "Something went wrong" };
}
