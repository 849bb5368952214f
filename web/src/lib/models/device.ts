/** A browser and a system, of what a browser says of itself. */
export function deviceOf(agent: string): string {
  if (agent === '') return 'unknown device';
  const browser =
    [
      ['Edg/', 'Edge'],
      ['OPR/', 'Opera'],
      ['Firefox/', 'Firefox'],
      ['HeadlessChrome/', 'Chrome, headless'],
      ['Chrome/', 'Chrome'],
      ['Safari/', 'Safari'],
    ].find(([sign]) => agent.includes(sign ?? ''))?.[1] ?? agent.split(/[/ ]/)[0];
  const system = [
    ['Android', 'Android'],
    ['iPhone', 'iOS'],
    ['iPad', 'iPadOS'],
    ['Windows', 'Windows'],
    ['Mac OS X', 'macOS'],
    ['Linux', 'Linux'],
  ].find(([sign]) => agent.includes(sign ?? ''))?.[1];
  return system === undefined ? (browser ?? agent) : `${browser} on ${system}`;
}
