/** A kind of secret and how it looks. */
interface SecretRule {
  readonly id: string;
  readonly pattern: RegExp;
  /** Looks like one but is none: an example, a placeholder, a variable. */
  readonly unless?: (match: RegExpExecArray) => boolean;
}

export const SECRET_RULES: readonly SecretRule[] = [
  { id: 'private-key', pattern: /-----BEGIN (?:[A-Z]{2,10} )?PRIVATE KEY(?: BLOCK)?-----/ },
  { id: 'aws-access-key', pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, unless: (match) => match[0].endsWith('EXAMPLE') },
  { id: 'github-token', pattern: /\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_[A-Za-z0-9_]{60,90}\b/ },
  { id: 'gitlab-token', pattern: /\bglpat-[A-Za-z0-9_-]{20}\b/ },
  { id: 'slack-token', pattern: /\bxox[abprs]-[A-Za-z0-9-]{20,}/ },
  { id: 'google-api-key', pattern: /\bAIza[0-9A-Za-z_-]{35}\b/ },
  { id: 'stripe-key', pattern: /\b[sr]k_live_[0-9A-Za-z]{24,}\b/ },
  { id: 'openai-key', pattern: /\bsk-(?:proj-|ant-[a-z0-9]+-)?[A-Za-z0-9_-]{32,}\b/ },
  { id: 'npm-token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { id: 'json-web-token', pattern: /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/ },
  {
    id: 'url-password',
    pattern: /\b[a-z][a-z0-9+.-]{2,20}:\/\/[^\s:@/'"`]{1,64}:([^\s:@/'"`]{6,128})@/,
    unless: isPlaceholder,
  },
  {
    id: 'assigned-password',
    pattern:
      /\b(?:password|passwd|secret|api[_-]?key|access[_-]?token)\b["']?\s{0,4}(?:=|:)\s{0,4}["']([^"'\s]{8,128})["']/i,
    unless: (match) => isPlaceholder(match) || entropy(match[1] ?? '') < 3,
  },
];

/** Lines that are longer are generated; what they hold cannot be named by a line anyway. */
const LINE_LENGTH = 2_000;

/** Where a text holds what looks like a secret. Never the secret itself: not in the output, not in a log. */
export function findSecrets(content: string): { line: number; rule: string }[] {
  const found: { line: number; rule: string }[] = [];
  let number = 0;
  for (const line of content.split('\n')) {
    number += 1;
    if (line.length > LINE_LENGTH) continue;
    for (const { id, pattern, unless } of SECRET_RULES) {
      const match = pattern.exec(line);
      if (match && !unless?.(match)) found.push({ line: number, rule: id });
    }
  }
  return found;
}

function isPlaceholder(match: RegExpExecArray): boolean {
  const value = match[1] ?? '';
  return /^[$<{%]|\$\{|^(.)\1+$|example|change-?me|placeholder|password|secret|your[-_]|xxxx|\*\*\*|\.\.\./i.test(
    value,
  );
}

/** Bits per character (Shannon): words have about 2 to 3, random text has more. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
