/** 200 texts that would run, load or become an element if a page ever took them for HTML, a link, a style or a template. At most 120 characters. */
export function hostileTexts(): string[] {
  const texts = new Set<string>();
  for (const [name, wrap] of Object.entries(WRAPPERS))
    for (const attack of ATTACKS) {
      const text = wrap(attack);
      if (text.length > 120) throw new Error(`${name}: "${text}" is longer than a name may be`);
      texts.add(text);
    }
  return [...texts].slice(0, 200);
}

/** What shows that one of them got through: an element of theirs, a handler in an attribute, a global of theirs. */
export const INTRUDERS = `document.querySelectorAll('[data-xss], [onerror], [onload], [onclick], [onfocus], [ontoggle], [onmouseover], [onbegin], [href^="javascript:"], [href^="data:text/html"], iframe, object, embed, marquee, base').length + ('xss' in globalThis ? 1 : 0)`;

const RUN = 'globalThis.xss=1';
const ATTACKS = [
  `<script data-xss>${RUN}</script>`,
  `<img data-xss src=x onerror=${RUN}>`,
  `<svg data-xss onload=${RUN}>`,
  `<svg data-xss><animate onbegin=${RUN} attributeName=x>`,
  `<a data-xss href="javascript:${RUN}">x</a>`,
  `<iframe data-xss srcdoc="<script>${RUN}</script>">`,
  `<details data-xss open ontoggle=${RUN}>`,
  `<input data-xss autofocus onfocus=${RUN}>`,
  `<style data-xss>*{background:url(//evil.test)}</style>`,
  `<link data-xss rel=stylesheet href=//evil.test>`,
  `<base data-xss href=//evil.test/>`,
  `<form data-xss action=//evil.test><button>x`,
  `<math data-xss><mi xlink:href="data:x,${RUN}">`,
  `<object data-xss data=//evil.test></object>`,
  `<embed data-xss src=//evil.test>`,
  `<video data-xss><source onerror=${RUN}>`,
  `<body data-xss onload=${RUN}>`,
  `<marquee data-xss onstart=${RUN}>`,
  `<meta data-xss http-equiv=refresh content=0>`,
  `<template data-xss><img src=x onerror=${RUN}>`,
  `javascript:${RUN}//`,
  `data:text/html,<script>${RUN}</script>`,
  `{@html "<img data-xss src=x onerror=${RUN}>"}`,
  `\${${RUN}}`,
  `{{constructor.constructor('${RUN}')()}}`,
];
const WRAPPERS: Readonly<Record<string, (attack: string) => string>> = {
  plain: (attack) => attack,
  afterQuotes: (attack) => `"'>${attack}`,
  afterScript: (attack) => `</script>${attack}`,
  afterTitle: (attack) => `</title></style>${attack}`,
  upper: (attack) => attack.replace(/^<(\w+)/, (_, tag: string) => `<${tag.toUpperCase()}`) + ' ',
  markdown: (attack) => `[x](${attack})`,
  comment: (attack) => `--><!-- -->${attack}`,
  nested: (attack) => `<x/${attack}`,
  entity: (attack) => attack.replaceAll('<', '&lt;'),
};
