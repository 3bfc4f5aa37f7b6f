import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "消息", en: "Messages" },
  empty: { zh: "还没有消息。办件有进展时会写在这里。", en: "No messages yet. Every step of your cases is told here." },
  unread: { zh: "未读", en: "New" },
  open: { zh: "查看办件", en: "See the case" },
  openPayment: { zh: "查看缴费", en: "See the payment" },
  openBill: { zh: "查看账单", en: "See the bill" },
  markRead: { zh: "知道了", en: "Mark as read" },
  markAll: { zh: "这一页全部标为已读", en: "Mark all on this page as read" },
  me: { zh: "我的", en: "My page" },
});
