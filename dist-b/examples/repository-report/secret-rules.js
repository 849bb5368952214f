const SECRET_RULES = [
  { id: "private-key", pattern: /-----BEGIN (?:[A-Z]{2,10} )?PRIVATE KEY(?: BLOCK)?-----/ },
  { id: "aws-access-key", pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, unless: (match) => match[0].endsWith("EXAMPLE") },
  { id: "github-token", pattern: /\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_[A-Za-z0-9_]{60,90}\b/ },
  { id: "gitlab-token", pattern: /\bglpat-[A-Za-z0-9_-]{20}\b/ },
  { id: "slack-token", pattern: /\bxox[abprs]-[A-Za-z0-9-]{20,}/ },
  { id: "google-api-key", pattern: /\bAIza[0-9A-Za-z_-]{35}\b/ },
  { id: "stripe-key", pattern: /\b[sr]k_live_[0-9A-Za-z]{24,}\b/ },
  { id: "openai-key", pattern: /\bsk-(?:proj-|ant-[a-z0-9]+-)?[A-Za-z0-9_-]{32,}\b/ },
  { id: "npm-token", pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { id: "json-web-token", pattern: /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/ },
  {
    id: "url-password",
    pattern: /\b[a-z][a-z0-9+.-]{2,20}:\/\/[^\s:@/'"`]{1,64}:([^\s:@/'"`]{6,128})@/,
    unless: isPlaceholder
  },
  {
    id: "assigned-password",
    pattern: /\b(?:password|passwd|secret|api[_-]?key|access[_-]?token)\b["']?\s{0,4}(?:=|:)\s{0,4}["']([^"'\s]{8,128})["']/i,
    unless: (match) => isPlaceholder(match) || entropy(match[1] ?? "") < 3
  }
], LINE_LENGTH = 2e3;
function findSecrets(content) {
  const found = [];
  let number = 0;
  for (const line of content.split(`
`))
    if (number += 1, !(line.length > LINE_LENGTH))
      for (const { id, pattern, unless } of SECRET_RULES) {
        const match = pattern.exec(line);
        match && !unless?.(match) && found.push({ line: number, rule: id });
      }
  return found;
}
function isPlaceholder(match) {
  const value = match[1] ?? "";
  return /^[$<{%]|\$\{|^(.)\1+$|example|change-?me|placeholder|password|secret|your[-_]|xxxx|\*\*\*|\.\.\./i.test(
    value
  );
}
function entropy(text) {
  const counts = /* @__PURE__ */ new Map();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= count / text.length * Math.log2(count / text.length);
  return bits;
}
export {
  SECRET_RULES,
  entropy,
  findSecrets
};
//# sourceMappingURL=secret-rules.js.map
