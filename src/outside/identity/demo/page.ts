import { createHash } from "node:crypto";
import { people } from "./people.ts";

const style = `
:root{color-scheme:light dark;font:18px/1.5 system-ui,"PingFang SC","Noto Sans SC","Microsoft YaHei",sans-serif}
body{max-width:36rem;margin:0 auto;padding:1rem}
h1{font-size:1.4rem;line-height:1.3}
ul{list-style:none;padding:0}
button{display:block;width:100%;min-height:60px;margin:.75rem 0;padding:.75rem 1rem;font:inherit;text-align:start;
border:2px solid;border-radius:8px;background:Canvas;color:CanvasText;cursor:pointer}
button:focus-visible{outline:4px solid Highlight;outline-offset:2px}
strong{display:block;font-size:1.15rem}
`;

/** The page's only style, allowed by its digest; nothing else may load or run, and the form goes nowhere but here. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/** Whom one can be: a button per person, a plain form, works without script. */
export function signInPage(): string {
  const buttons = people
    .map(
      ({ sub, claims, who }) =>
        `<li><button type="submit" name="person" value="${escaped(sub)}"><strong>${escaped(claims["name"] ?? "")}</strong>${escaped(who.zh)}<br><span lang="en">${escaped(who.en)}</span></button></li>`,
    )
    .join("");
  return `<!DOCTYPE html>
<html lang="zh-Hans">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><title>选择演示人员 · Choose a person</title><style>${style}</style></head>
<body><main>
<h1>您想以谁的身份登录？<br><span lang="en">Whom do you want to sign in as?</span></h1>
<p>这是演示用的身份认证平台，下面的人员和证件号码都是虚构的。<br>
<span lang="en">This identity service is a demonstration; all people and numbers are invented.</span></p>
<form method="post"><ul>${buttons}</ul></form>
<p><a href="/">不登录，返回首页 <span lang="en">Go back without signing in</span></a></p>
</main></body>
</html>`;
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
