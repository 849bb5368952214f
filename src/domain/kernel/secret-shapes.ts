/**
 * Secrets that can be told by their shape. Every rule looks at each character a bounded number of times: it begins at what no character of
 * its own class may precede, or its parts have a length limit, so that no text makes it slow.
 */
interface Rule {
  readonly name: string;
  /** A text without any of these has no match: that is found out in no time, which a pattern is not. */
  readonly needs: readonly string[];
  readonly pattern: RegExp;
  /** What else must hold of a match: the pattern alone would take words for secrets. */
  readonly holds?: (secret: string) => boolean;
}

const hasDigit = (text: string): boolean => /\d/.test(text);
/** Digits, padding, or capitals in the middle: words of a sentence have none. */
const looksRandom = (text: string): boolean => /[0-9=]|[a-z][A-Z]/.test(text);

const NAMES =
  '(?:[Pp]assword|PASSWORD|[Pp]asswd|[Ss]ecret[_-]?[Aa]ccess[_-]?[Kk]ey|SECRET_ACCESS_KEY|[Cc]lient[_-]?[Ss]ecret|CLIENT_SECRET|[Aa]pi[_-]?[Kk]ey|API_?KEY|(?:[Aa]ccess|[Rr]efresh)[_-]?[Tt]oken|(?:ACCESS|REFRESH)_TOKEN)';

// What follows `keep` is the secret; `keep` itself stays, to say where it was.
const RULES: readonly Rule[] = [
  {
    name: 'private-key',
    needs: ['-----BEGIN'],
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[^-]|-(?!----))*(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?/g,
  },
  { name: 'age-key', needs: ['AGE-SECRET-KEY'], pattern: /AGE-SECRET-KEY-1[A-Z0-9]{58}/g },
  {
    name: 'mission-control-token',
    needs: ['mc_'],
    pattern: /(?<![A-Za-z0-9_-])mc_(?:key|agent|link|session)_[a-z0-9-]{1,80}\.[a-z0-9]{8,32}_[A-Za-z0-9_-]{43}/g,
  },
  {
    name: 'aws-access-key',
    needs: ['AKIA', 'ASIA', 'ABIA', 'ACCA'],
    pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/g,
  },
  {
    name: 'google-key',
    needs: ['AIza', 'ya29.', 'GOCSPX-'],
    pattern: /(?<![A-Za-z0-9_-])(?:AIza[A-Za-z0-9_-]{35}|ya29\.[A-Za-z0-9_.-]{20,}|GOCSPX-[A-Za-z0-9_-]{24,})/g,
  },
  {
    name: 'github-token',
    needs: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
    pattern: /(?<![A-Za-z0-9_])(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})/g,
  },
  {
    name: 'gitlab-token',
    needs: ['gl'],
    pattern: /(?<![A-Za-z0-9_-])gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat|oas)-[A-Za-z0-9_.-]{20,}/g,
  },
  {
    name: 'slack-token',
    needs: ['xox', 'xapp-', 'hooks.slack.com'],
    pattern:
      /(?<![A-Za-z0-9_-])(?:xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{20,})|hooks\.slack\.com\/(?:services|workflows)\/[A-Za-z0-9/_-]{20,}/g,
    holds: hasDigit,
  },
  {
    name: 'stripe-key',
    needs: ['_live_', '_test_', 'whsec_'],
    pattern: /(?<![A-Za-z0-9_])(?:(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/=]{24,})/g,
  },
  {
    name: 'model-provider-key',
    needs: ['sk-', 'gsk_', 'hf_', 'xai-', 'r8_', 'pplx-'],
    pattern:
      /(?<![A-Za-z0-9_-])(?:sk-[A-Za-z0-9_-]{20,}|gsk_[A-Za-z0-9]{40,}|hf_[A-Za-z0-9]{30,}|xai-[A-Za-z0-9]{40,}|r8_[A-Za-z0-9]{30,}|pplx-[A-Za-z0-9]{40,})/g,
    holds: hasDigit,
  },
  {
    name: 'package-registry-token',
    needs: ['npm_', 'pypi-', 'dckr_pat_'],
    pattern: /(?<![A-Za-z0-9_-])(?:npm_[A-Za-z0-9]{36}|pypi-AgE[A-Za-z0-9_-]{50,}|dckr_pat_[A-Za-z0-9_-]{20,})/g,
  },
  {
    name: 'service-token',
    needs: [
      ...['SG.', '_v1_', 'shp', 'hvs.', 'hvb.', 'hvr.', 'lin_api_', 'ntn_', 'SK', 'gl', 'figd_', 'sbp_', 'pscale_'],
      ...['rubygems_', 'sntry', 'lsv2_', 'sq0', 'PMAK-', 'NRAK-', 'HRKU-', 'tskey-', 'xkeysib-', 'CFPAT-', 'discord'],
    ],
    pattern:
      /(?<![A-Za-z0-9_-])(?:SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|do[opr]_v1_[a-f0-9]{64}|shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32}|hv[sbr]\.[A-Za-z0-9_-]{24,}|lin_api_[A-Za-z0-9]{32,}|ntn_[A-Za-z0-9]{40,}|SK[0-9a-f]{32}(?![A-Za-z0-9])|glsa_[A-Za-z0-9_]{32,}|glc_[A-Za-z0-9+/=]{40,}|figd_[A-Za-z0-9_-]{32,}|sbp_[a-f0-9]{40}|pscale_(?:tkn|oauth|pw)_[A-Za-z0-9_.-]{32,}|rubygems_[a-f0-9]{48}|sntry[su]_[A-Za-z0-9+/=_]{40,}|lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{8,}|sq0(?:atp|csp)-[A-Za-z0-9_-]{22,}|PMAK-[a-f0-9]{24}-[a-f0-9]{34}|NRAK-[A-Z0-9]{27}|HRKU-[A-Za-z0-9_-]{36,}|tskey-[a-z]{2,10}-[A-Za-z0-9]{8,}-[A-Za-z0-9]{16,}|xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}|CFPAT-[A-Za-z0-9_-]{43}|(?:discord|discordapp)\.com\/api\/webhooks\/[0-9]{15,25}\/[A-Za-z0-9_-]{60,})/g,
  },
  {
    name: 'jwt',
    needs: ['eyJ'],
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{8,}/g,
  },
  {
    name: 'authorization',
    needs: ['uthorization'],
    pattern: /(?<keep>[Aa]uthorization["']?\s{0,4}[:=]\s{0,4}["']?(?:[A-Za-z]{1,20} {1,4})?)[A-Za-z0-9._~+/=:-]{6,}/g,
    holds: looksRandom,
  },
  {
    name: 'authorization',
    needs: ['earer ', 'EARER ', 'asic ', 'ASIC '],
    pattern: /(?<keep>(?<![A-Za-z0-9])(?:[Bb]earer|BEARER|[Bb]asic|BASIC) {1,4})(?!\[redacted)[A-Za-z0-9._~+/=-]{16,}/g,
    holds: looksRandom,
  },
  { name: 'url-password', needs: ['://'], pattern: /(?<keep>:\/\/[^\s/:@"']{0,100}:)[^\s/"']{1,200}(?=@)/g },
  {
    name: 'signed-url',
    needs: ['='],
    pattern:
      /(?<keep>[?&](?:X-Amz-Signature|X-Goog-Signature|X-Amz-Security-Token|sig)=)[A-Za-z0-9%+/=_-]{16,}|(?<keep2>AccountKey=)[A-Za-z0-9+/=]{40,}/g,
  },
  {
    name: 'named-secret',
    needs: ['"', "'"],
    // All up to the closing quote; the quotes may be escaped, as in JSON within a text of JSON.
    pattern: new RegExp(
      `(?<keep>${NAMES}\\\\{0,3}["'] {0,2}: {0,2}\\\\{0,3}(?<quote>["']))(?!\\[redacted)(?:(?!\\\\{0,3}\\k<quote>)[^\\r\\n]){4,}`,
      'g',
    ),
  },
  {
    name: 'named-secret',
    needs: ['='],
    pattern: new RegExp(`(?<keep>${NAMES}=["']?)(?!\\[redacted)[^\\s"'&;,<>]{6,}`, 'g'),
  },
];

/** Words that a member's name ends with when its text is a secret whatever it looks like: `password`, `dbPassword`, `OPENAI_API_KEY`. */
const SECRET_NAMES = new Set(
  'password passwd passphrase clientsecret appsecret apisecret signingsecret webhooksecret secretaccesskey privatekey apikey secretkey encryptionkey signingkey accesstoken refreshtoken authtoken bearertoken idtoken apitoken sessiontoken authorization xapikey connectionstring setcookie'.split(
    ' ',
  ),
);
/** `hasPassword`, `resetPassword` say something of a secret and are none. */
const ABOUT_SECRETS = new Set(
  'has is no use show hide reset forgot forgotten change min max require requires'.split(' '),
);
const LONGEST_NAME = 64;
const MOST_WORDS = 3;
export function isSecretName(name: string): boolean {
  if (name.length > LONGEST_NAME) return false;
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3_$2')
    .toLowerCase()
    .split(/[-_]+/);
  if (ABOUT_SECRETS.has(words[0] ?? '')) return false;
  let end = '';
  for (let n = 1; n <= MOST_WORDS; n++) {
    end = (words.at(-n) ?? '') + end;
    if (SECRET_NAMES.has(end)) return true;
  }
  return false;
}

/**
 * What may be a secret around a character that every one of them has, by that character: most of them are rare, so that most texts are
 * looked at once, character by character, and by no pattern at all. Looser than the rules: nothing is said of what stands before.
 */
const HINTS: Readonly<Record<string, RegExp>> = {
  _: /mc_(?:key|agent|link|session)_|gh[pousr]_|github_pat_|[sr]k_(?:live|test)_|whsec_|gsk_|hf_|r8_|npm_|dckr_pat_|do[opr]_v1_|shp(?:at|ca|pa|ss)_|lin_api_|ntn_|gls?[ac]_|figd_|sbp_|pscale_|rubygems_|sntry[su]_|lsv2_/,
  '-': /-----BEGIN|AGE-SECRET|GOCSPX-|gl[a-z]{2,5}-|xox[abeoprs]-|xapp-|sk-[\w-]{20}|xai-|pplx-|pypi-A|X-(?:Amz|Goog)-S|sq0[a-z]{3}-|[PN][MR]AK-|HRKU-|tskey-|xkeysib-|CFPAT-/,
  '.': /ya29\.|SG\.|hv[sbr]\.|hooks\.slack|discord(?:app)?\.com/,
  J: /eyJ/,
  I: /A[KSB]IA|AIza/,
  C: /ACCA/,
  K: /SK[0-9a-f]{8}/,
  z: /uthoriz/,
  b: /bearer |basic /,
  B: /B(?:earer|EARER|asic|ASIC) /,
};
const HINT_AT: readonly (RegExp | undefined)[] = Array.from(
  { length: 128 },
  (_, code) => HINTS[String.fromCharCode(code)],
);
/** Which characters stand behind one of them in a secret: not the space that ends a word. */
const FOLLOWS: readonly boolean[] = Array.from({ length: 128 }, (_, code) =>
  /[\w.~+/=-]/.test(String.fromCharCode(code)),
);
const BEFORE = 16;
const AFTER = 24;
/** What an `=` or a quote within a text may belong to. */
const NAMED =
  /(?:passw(?:or)?d|passphrase|(?:client|access|api|private|secret|auth|refresh|bearer|id|connection)[_-]?(?:secret|key|token|access|access[_-]?key|string)|accountkey|[?&]sig|signature|security-token)(?:\\{0,3}["'] {0,2}:|=)/i;
/** A password in an address that ends with the `@` behind it, and how long that is at most. */
const URL_PASSWORD = /^:\/\/[^\s/:@"']{0,100}:[^\s/@"']{1,200}@$/;
const LONGEST_URL_PASSWORD = 310;
const QUOTE = 34;
const APOSTROPHE = 39;
const EQUALS = 61;
const SLASH = 47;
const COLON = 58;
const AT = 64;
/** What follows the quote behind a member's name: a colon, or the space before it. */
const NAME_ENDS = new Set([COLON, 32]);
const SHORTEST = 8;
/** 1 for the characters that are looked at. */
const MATTERS = Uint8Array.from({ length: 128 }, (_, code) =>
  HINT_AT[code] || [EQUALS, QUOTE, APOSTROPHE, SLASH, AT].includes(code) ? 1 : 0,
);
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a text may hold any of it: true for all that a rule would find, and seldom for anything else. Also of JSON text. */
export function mayHoldSecret(text: string): boolean {
  const { length } = text;
  if (length < SHORTEST || (length === 36 && UUID.test(text))) return false;
  let named = false;
  /** Where the last `://` stands. */
  let scheme = -LONGEST_URL_PASSWORD;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (MATTERS[code] !== 1) continue;
    if (code === EQUALS) named = true;
    else if (code === QUOTE || code === APOSTROPHE) named ||= NAME_ENDS.has(text.charCodeAt(i + 1));
    else if (code === SLASH) {
      if (text.charCodeAt(i - 1) === SLASH && text.charCodeAt(i - 2) === COLON) scheme = i - 2;
    } else if (code === AT) {
      if (i - scheme < LONGEST_URL_PASSWORD && URL_PASSWORD.test(text.slice(scheme, i + 1))) return true;
    } else {
      const hint = HINT_AT[code];
      const next = text.charCodeAt(i + 1);
      // Of a row of equal ones the last counts: rulers of dashes are long.
      if (
        hint &&
        next !== code &&
        FOLLOWS[next] === true &&
        hint.test(text.slice(i < BEFORE ? 0 : i - BEFORE, i + AFTER))
      )
        return true;
    }
  }
  return named && NAMED.test(text);
}

export const redactedBy = (rule: string): string => `[redacted: ${rule}]`;
/** What stands where a secret was: it is not one itself. */
export const isRedacted = (text: string): boolean => /^\[redacted: [a-z-]{1,40}\]$/.test(text);

/** Texts of events have limits of 500 characters and more, which they were checked against before. */
const MAY_GROW_TO = 256;

/** A text without its secrets, and by which rules they were found; the text itself when there are none. A long one does not get longer: its end is cut off. */
export function withoutSecrets(text: string): { readonly text: string; readonly rules: readonly string[] } {
  const rules: string[] = [];
  let clean = text;
  for (const { name, needs, pattern, holds } of RULES) {
    if (!needs.some((part) => clean.includes(part))) continue;
    clean = clean.replace(pattern, (match: string, ...more: unknown[]) => {
      const kept = keptOf(more.at(-1));
      if (holds?.(match.slice(kept.length)) === false) return match;
      if (!rules.includes(name)) rules.push(name);
      return kept + redactedBy(name);
    });
  }
  return { text: clean.slice(0, Math.max(text.length, MAY_GROW_TO)), rules };
}

function keptOf(groups: unknown): string {
  if (typeof groups !== 'object' || groups === null) return '';
  const kept: unknown = Reflect.get(groups, 'keep') ?? Reflect.get(groups, 'keep2');
  return typeof kept === 'string' ? kept : '';
}
