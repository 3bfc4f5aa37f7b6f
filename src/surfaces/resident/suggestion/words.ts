import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "投诉与建议", en: "Complaints and suggestions" },
  lede: {
    zh: "请先告诉我们是哪个地方的事，我们交给当地的热线处理。不用登录。",
    en: "Please say first which place it is about; its hotline will deal with it. You need not sign in.",
  },
  search: { zh: "搜索地名", en: "Search for a place" },
  hint: {
    zh: "可以输入汉字、拼音或首字母，例如：岳阳县、yyx。",
    en: "Type its name in English, Chinese or pinyin, for example Yueyang.",
  },
  places: { zh: "选择地方", en: "Choose a place" },
  none: { zh: "没有找到已经开通的地方", en: "No open place found" },
  noneText: {
    zh: "请换一个名称，例如上一级的市或省。也可以拨打当地的 12345。",
    en: "Please try another name, for example of the city or province around it. You can also call 12345 there.",
  },
  phone: { zh: "也可以打电话：", en: "You can also call " },
});
