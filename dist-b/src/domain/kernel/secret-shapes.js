const hasDigit = (text) => /\d/.test(text), looksRandom = (text) => /[0-9=]|[a-z][A-Z]/.test(text), NAMES = "(?:[Pp]assword|PASSWORD|[Pp]asswd|[Ss]ecret[_-]?[Aa]ccess[_-]?[Kk]ey|SECRET_ACCESS_KEY|[Cc]lient[_-]?[Ss]ecret|CLIENT_SECRET|[Aa]pi[_-]?[Kk]ey|API_?KEY|(?:[Aa]ccess|[Rr]efresh)[_-]?[Tt]oken|(?:ACCESS|REFRESH)_TOKEN)", RULES = [
  {
    name: "private-key",
    needs: ["-----BEGIN"],
    pattern: /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[^-]|-(?!----))*(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?/g
  },
  { name: "age-key", needs: ["AGE-SECRET-KEY"], pattern: /AGE-SECRET-KEY-1[A-Z0-9]{58}/g },
  {
    name: "mission-control-token",
    needs: ["mc_"],
    pattern: /(?<![A-Za-z0-9_-])mc_(?:key|agent|link|session)_[a-z0-9-]{1,80}\.[a-z0-9]{8,32}_[A-Za-z0-9_-]{43}/g
  },
  {
    name: "aws-access-key",
    needs: ["AKIA", "ASIA", "ABIA", "ACCA"],
    pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/g
  },
  {
    name: "google-key",
    needs: ["AIza", "ya29.", "GOCSPX-"],
    pattern: /(?<![A-Za-z0-9_-])(?:AIza[A-Za-z0-9_-]{35}|ya29\.[A-Za-z0-9_.-]{20,}|GOCSPX-[A-Za-z0-9_-]{24,})/g
  },
  {
    name: "github-token",
    needs: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"],
    pattern: /(?<![A-Za-z0-9_])(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})/g
  },
  {
    name: "gitlab-token",
    needs: ["gl"],
    pattern: /(?<![A-Za-z0-9_-])gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat|oas)-[A-Za-z0-9_.-]{20,}/g
  },
  {
    name: "slack-token",
    needs: ["xox", "xapp-", "hooks.slack.com"],
    pattern: /(?<![A-Za-z0-9_-])(?:xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{20,})|hooks\.slack\.com\/(?:services|workflows)\/[A-Za-z0-9/_-]{20,}/g,
    holds: hasDigit
  },
  {
    name: "stripe-key",
    needs: ["_live_", "_test_", "whsec_"],
    pattern: /(?<![A-Za-z0-9_])(?:(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/=]{24,})/g
  },
  {
    name: "model-provider-key",
    needs: ["sk-", "gsk_", "hf_", "xai-", "r8_", "pplx-"],
    pattern: /(?<![A-Za-z0-9_-])(?:sk-[A-Za-z0-9_-]{20,}|gsk_[A-Za-z0-9]{40,}|hf_[A-Za-z0-9]{30,}|xai-[A-Za-z0-9]{40,}|r8_[A-Za-z0-9]{30,}|pplx-[A-Za-z0-9]{40,})/g,
    holds: hasDigit
  },
  {
    name: "package-registry-token",
    needs: ["npm_", "pypi-", "dckr_pat_"],
    pattern: /(?<![A-Za-z0-9_-])(?:npm_[A-Za-z0-9]{36}|pypi-AgE[A-Za-z0-9_-]{50,}|dckr_pat_[A-Za-z0-9_-]{20,})/g
  },
  {
    name: "service-token",
    needs: [
      "SG.",
      "_v1_",
      "shp",
      "hvs.",
      "hvb.",
      "hvr.",
      "lin_api_",
      "ntn_",
      "SK",
      "gl",
      "figd_",
      "sbp_",
      "pscale_",
      "rubygems_",
      "sntry",
      "lsv2_",
      "sq0",
      "PMAK-",
      "NRAK-",
      "HRKU-",
      "tskey-",
      "xkeysib-",
      "CFPAT-",
      "discord"
    ],
    pattern: /(?<![A-Za-z0-9_-])(?:SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|do[opr]_v1_[a-f0-9]{64}|shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32}|hv[sbr]\.[A-Za-z0-9_-]{24,}|lin_api_[A-Za-z0-9]{32,}|ntn_[A-Za-z0-9]{40,}|SK[0-9a-f]{32}(?![A-Za-z0-9])|glsa_[A-Za-z0-9_]{32,}|glc_[A-Za-z0-9+/=]{40,}|figd_[A-Za-z0-9_-]{32,}|sbp_[a-f0-9]{40}|pscale_(?:tkn|oauth|pw)_[A-Za-z0-9_.-]{32,}|rubygems_[a-f0-9]{48}|sntry[su]_[A-Za-z0-9+/=_]{40,}|lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{8,}|sq0(?:atp|csp)-[A-Za-z0-9_-]{22,}|PMAK-[a-f0-9]{24}-[a-f0-9]{34}|NRAK-[A-Z0-9]{27}|HRKU-[A-Za-z0-9_-]{36,}|tskey-[a-z]{2,10}-[A-Za-z0-9]{8,}-[A-Za-z0-9]{16,}|xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}|CFPAT-[A-Za-z0-9_-]{43}|(?:discord|discordapp)\.com\/api\/webhooks\/[0-9]{15,25}\/[A-Za-z0-9_-]{60,})/g
  },
  {
    name: "jwt",
    needs: ["eyJ"],
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{8,}/g
  },
  {
    name: "authorization",
    needs: ["uthorization"],
    pattern: /(?<keep>[Aa]uthorization["']?\s{0,4}[:=]\s{0,4}["']?(?:[A-Za-z]{1,20} {1,4})?)[A-Za-z0-9._~+/=:-]{6,}/g,
    holds: looksRandom
  },
  {
    name: "authorization",
    needs: ["earer ", "EARER ", "asic ", "ASIC "],
    pattern: /(?<keep>(?<![A-Za-z0-9])(?:[Bb]earer|BEARER|[Bb]asic|BASIC) {1,4})(?!\[redacted)[A-Za-z0-9._~+/=-]{16,}/g,
    holds: looksRandom
  },
  { name: "url-password", needs: ["://"], pattern: /(?<keep>:\/\/[^\s/:@"']{0,100}:)[^\s/"']{1,200}(?=@)/g },
  {
    name: "signed-url",
    needs: ["="],
    pattern: /(?<keep>[?&](?:X-Amz-Signature|X-Goog-Signature|X-Amz-Security-Token|sig)=)[A-Za-z0-9%+/=_-]{16,}|(?<keep2>AccountKey=)[A-Za-z0-9+/=]{40,}/g
  },
  {
    name: "named-secret",
    needs: ['"', "'"],
    // All up to the closing quote; the quotes may be escaped, as in JSON within a text of JSON.
    pattern: new RegExp(
      `(?<keep>${NAMES}\\\\{0,3}["'] {0,2}: {0,2}\\\\{0,3}(?<quote>["']))(?!\\[redacted)(?:(?!\\\\{0,3}\\k<quote>)[^\\r\\n]){4,}`,
      "g"
    )
  },
  {
    name: "named-secret",
    needs: ["="],
    pattern: new RegExp(`(?<keep>${NAMES}=["']?)(?!\\[redacted)[^\\s"'&;,<>]{6,}`, "g")
  }
], SECRET_NAMES = new Set(
  "password passwd passphrase clientsecret appsecret apisecret signingsecret webhooksecret secretaccesskey privatekey apikey secretkey encryptionkey signingkey accesstoken refreshtoken authtoken bearertoken idtoken apitoken sessiontoken authorization xapikey connectionstring setcookie".split(
    " "
  )
), ABOUT_SECRETS = new Set(
  "has is no use show hide reset forgot forgotten change min max require requires".split(" ")
), LONGEST_NAME = 64, MOST_WORDS = 3;
function isSecretName(name) {
  if (name.length > LONGEST_NAME) return !1;
  const words = name.replaceAll(/([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$1$3_$2").toLowerCase().split(/[-_]+/);
  if (ABOUT_SECRETS.has(words[0] ?? "")) return !1;
  let end = "";
  for (let n = 1; n <= MOST_WORDS; n++)
    if (end = (words.at(-n) ?? "") + end, SECRET_NAMES.has(end)) return !0;
  return !1;
}
const HINTS = {
  _: /mc_(?:key|agent|link|session)_|gh[pousr]_|github_pat_|[sr]k_(?:live|test)_|whsec_|gsk_|hf_|r8_|npm_|dckr_pat_|do[opr]_v1_|shp(?:at|ca|pa|ss)_|lin_api_|ntn_|gls?[ac]_|figd_|sbp_|pscale_|rubygems_|sntry[su]_|lsv2_/,
  "-": /-----BEGIN|AGE-SECRET|GOCSPX-|gl[a-z]{2,5}-|xox[abeoprs]-|xapp-|sk-[\w-]{20}|xai-|pplx-|pypi-A|X-(?:Amz|Goog)-S|sq0[a-z]{3}-|[PN][MR]AK-|HRKU-|tskey-|xkeysib-|CFPAT-/,
  ".": /ya29\.|SG\.|hv[sbr]\.|hooks\.slack|discord(?:app)?\.com/,
  J: /eyJ/,
  I: /A[KSB]IA|AIza/,
  C: /ACCA/,
  K: /SK[0-9a-f]{8}/,
  z: /uthoriz/,
  b: /bearer |basic /,
  B: /B(?:earer|EARER|asic|ASIC) /
}, HINT_AT = Array.from(
  { length: 128 },
  (_, code) => HINTS[String.fromCharCode(code)]
), FOLLOWS = Array.from(
  { length: 128 },
  (_, code) => /[\w.~+/=-]/.test(String.fromCharCode(code))
), BEFORE = 16, AFTER = 24, NAMED = /(?:passw(?:or)?d|passphrase|(?:client|access|api|private|secret|auth|refresh|bearer|id|connection)[_-]?(?:secret|key|token|access|access[_-]?key|string)|accountkey|[?&]sig|signature|security-token)(?:\\{0,3}["'] {0,2}:|=)/i, URL_PASSWORD = /^:\/\/[^\s/:@"']{0,100}:[^\s/@"']{1,200}@$/, LONGEST_URL_PASSWORD = 310, QUOTE = 34, APOSTROPHE = 39, EQUALS = 61, SLASH = 47, COLON = 58, AT = 64, NAME_ENDS = /* @__PURE__ */ new Set([COLON, 32]), SHORTEST = 8, MATTERS = Uint8Array.from(
  { length: 128 },
  (_, code) => HINT_AT[code] || [EQUALS, QUOTE, APOSTROPHE, SLASH, AT].includes(code) ? 1 : 0
), UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
function mayHoldSecret(text) {
  const { length } = text;
  if (length < SHORTEST || length === 36 && UUID.test(text)) return !1;
  let named = !1, scheme = -LONGEST_URL_PASSWORD;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (MATTERS[code] === 1)
      if (code === EQUALS) named = !0;
      else if (code === QUOTE || code === APOSTROPHE) named ||= NAME_ENDS.has(text.charCodeAt(i + 1));
      else if (code === SLASH)
        text.charCodeAt(i - 1) === SLASH && text.charCodeAt(i - 2) === COLON && (scheme = i - 2);
      else if (code === AT) {
        if (i - scheme < LONGEST_URL_PASSWORD && URL_PASSWORD.test(text.slice(scheme, i + 1))) return !0;
      } else {
        const hint = HINT_AT[code], next = text.charCodeAt(i + 1);
        if (hint && next !== code && FOLLOWS[next] === !0 && hint.test(text.slice(i < BEFORE ? 0 : i - BEFORE, i + AFTER)))
          return !0;
      }
  }
  return named && NAMED.test(text);
}
const redactedBy = (rule) => `[redacted: ${rule}]`, isRedacted = (text) => /^\[redacted: [a-z-]{1,40}\]$/.test(text), MAY_GROW_TO = 256;
function withoutSecrets(text) {
  const rules = [];
  let clean = text;
  for (const { name, needs, pattern, holds } of RULES)
    needs.some((part) => clean.includes(part)) && (clean = clean.replace(pattern, (match, ...more) => {
      const kept = keptOf(more.at(-1));
      return holds?.(match.slice(kept.length)) === !1 ? match : (rules.includes(name) || rules.push(name), kept + redactedBy(name));
    }));
  return { text: clean.slice(0, Math.max(text.length, MAY_GROW_TO)), rules };
}
function keptOf(groups) {
  if (typeof groups != "object" || groups === null) return "";
  const kept = Reflect.get(groups, "keep") ?? Reflect.get(groups, "keep2");
  return typeof kept == "string" ? kept : "";
}
export {
  isRedacted,
  isSecretName,
  mayHoldSecret,
  redactedBy,
  withoutSecrets
};
//# sourceMappingURL=secret-shapes.js.map
