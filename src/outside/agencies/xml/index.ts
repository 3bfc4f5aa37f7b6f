import { XMLBuilder, XMLParser, XMLValidator } from "fast-xml-parser";
import { type Adapter, AgencyFailure } from "../../../domain/agencies/index.ts";
import { checkerOf } from "../check/index.ts";
import { type Dialect, decode, encode, openHttp } from "../http/index.ts";

/** Elements as names, texts as texts: a number with leading zeros is no number. Attributes are not used by these systems. */
const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false, trimValues: true, processEntities: true });
const builder = new XMLBuilder({
  ignoreAttributes: true,
  format: false,
  processEntities: true,
  suppressEmptyNode: false,
});

/** XML as older systems write it: upper-case element names, local dates, UTF-8 or GBK as the declaration says. */
const dialect: Dialect = {
  contentType: ({ charset = "utf-8" }) => `text/xml; charset=${charset}`,
  write: (tree, { charset = "utf-8", root = "REQUEST" }) => {
    const declaration = `<?xml version="1.0" encoding="${charset === "gbk" ? "GBK" : "UTF-8"}"?>\n`;
    return encode(declaration + String(builder.build({ [root]: tree })), charset);
  },
  read: (bytes, { charset = "utf-8" }) => {
    const text = decode(bytes, charset).replace(/^\ufeff/, "");
    // Entities of a document's own are how a small answer becomes a large one.
    if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw new AgencyFailure("unreadable", "a document type of its own");
    if (XMLValidator.validate(text) !== true) throw new AgencyFailure("unreadable", "no XML");
    const tree: Record<string, unknown> = parser.parse(text);
    const [root] = Object.keys(tree).filter((name) => !name.startsWith("?"));
    if (root === undefined) throw new AgencyFailure("unreadable", "an empty document");
    return tree[root];
  },
};

export const xml: Adapter = {
  name: "xml",
  ...checkerOf("xml"),
  open: (parts) => openHttp(parts, dialect),
};
