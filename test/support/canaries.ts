/** Made-up secrets of every shape that is known, none of them anybody's: put together here, so that no scanner of repositories takes them for real ones. */

const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const mixed = 'aB3dE5gH7jK9mN1pQ2sT4vW6xY8zA0cD2fG4hJ6kL8nP0rS3uV5wX7yZ9bC1eF3';
const hex = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';
const of = (prefix: string, length: number, alphabet = mixed): string => prefix + alphabet.repeat(4).slice(0, length);
const jwt = `${of('eyJ', 20)}.${of('eyJ', 30)}.${of('s', 43)}`;
const pem = (kind: string): string =>
  [`-----BEGIN ${kind}-----`, of('MII', 61), of('q', 63), `-----END ${kind}-----`].join('\n');

/** `text` is what somebody writes; `secret` the part of it that must be found nowhere. */
export interface Canary {
  readonly text: string;
  readonly secret: string;
}
const whole = (text: string): Canary => ({ text, secret: text });
const within = (before: string, secret: string, after = ''): Canary => ({ text: before + secret + after, secret });

export const CANARIES: readonly Canary[] = [
  { text: pem('RSA PRIVATE KEY'), secret: of('q', 63) },
  { text: pem('OPENSSH PRIVATE KEY').slice(0, -20), secret: of('MII', 61) },
  { text: pem('PGP PRIVATE KEY BLOCK'), secret: of('q', 63) },
  { text: pem('EC PRIVATE KEY'), secret: of('MII', 61) },
  whole(of('AGE-SECRET-KEY-1', 58, `${upper}0123456789`)),
  whole(`mc_${'key'}_admin.k3v9q2x7m1pd_${of('', 43)}`),
  whole(`mc_${'agent'}_reporter-one.k3v9q2x7m1pd_${of('', 43)}`),
  within('the token is ', `mc_${'link'}_ada.k3v9q2x7m1pd_${of('', 43)}`, '.'),
  whole(of('AKIA', 16, `Q2${upper}`)),
  within('key id ', of('ASIA', 16, `7Q${upper}`), ', rotate it'),
  whole(of('AIza', 35)),
  whole(of('ya29.', 60)),
  whole(of('GOCSPX-', 28)),
  whole(of('ghp_', 36)),
  whole(of('gho_', 36)),
  within('remote: ', of('ghs_', 36), ' is not allowed'),
  whole(of('github_pat_', 60)),
  whole(of('glpat-', 20)),
  whole(of('gldt-', 24)),
  whole(of('xoxb-', 40, '123456789012-')),
  whole(of('xoxp-', 60, '1234567890-ab')),
  within('https://', `hooks.slack.com/services/T0000/B0000/${of('', 24)}`),
  whole(of('sk_live_', 24)),
  whole(of('rk_test_', 24)),
  whole(of('whsec_', 32)),
  whole(of('sk-', 48)),
  whole(of('sk-proj-', 60)),
  whole(of('sk-ant-api03-', 80)),
  within('Incorrect API key provided: ', of('sk-', 40), '.'),
  whole(of('gsk_', 52)),
  whole(of('hf_', 34)),
  whole(of('xai-', 64)),
  whole(of('r8_', 37)),
  whole(of('npm_', 36)),
  whole(of('pypi-AgE', 70)),
  whole(`SG.${of('', 22)}.${of('', 43)}`),
  whole(of('dop_v1_', 64, hex)),
  whole(of('shpat_', 32, hex)),
  whole(of('hvs.', 40)),
  whole(of('SK', 32, hex)),
  whole(jwt),
  within('Bearer ', of('t', 39)),
  within('Authorization: Bearer ', of('u', 39)),
  within('authorization: Basic ', of('dXNlcjpw', 16)),
  within('curl -H "Authorization: token ', of('v', 30), '"'),
  within('postgres://app:', of('pw', 14), '@db.example.org:5432/app'),
  within('https://ci:', of('pw', 18), '@git.example.org/repo.git'),
  within('https://b.example.org/o?X-Amz-Signature=', hex),
  within('export AWS_SECRET_ACCESS_KEY=', of('w', 39)),
  within('{"password":"', 'tr0ub4dor-and-3', '"}'),
  within('{"password": "', 'kx, my "own" word; ok?'.replaceAll('"', ''), '"}'),
  within(String.raw`{\"db_password\":\"`, 'tr0ub4dor-and-4', String.raw`\",\"port\":5432}`),
  within("{'user': 'ada', 'password': '", 'tr0ub4dor-and-5', "'}"),
  within('redis://:p@ss', '-w0rd-and-6', '@cache.example.org:6379/0'),
  within('https://', `discord.com/api/webhooks/112233445566778899/${of('', 68)}`),
  whole(of('glsa_', 41)),
  whole(of('figd_', 40)),
  whole(of('sbp_', 40, hex)),
  whole(of('rubygems_', 48, hex)),
  whole(of('sntrys_', 60)),
  whole(`lsv2_pt_${hex.slice(0, 32)}_${hex.slice(0, 10)}`),
  whole(of('sq0atp-', 22)),
  whole(`PMAK-${hex.slice(0, 24)}-${hex.slice(0, 34)}`),
  whole(of('NRAK-', 27, `${upper}0123456789`)),
  whole(`tskey-auth-${of('', 12)}-${of('', 32)}`),
  whole(`xkeysib-${hex}-${of('', 16)}`),
  within('https://api.example.org/v1?api_key=', of('k', 23), '&page=2'),
  within('DefaultEndpointsProtocol=https;AccountKey=', of('z', 85), '==;EndpointSuffix=core'),
];
