import { redact } from './domain/kernel/redaction.js';
import { mayHoldSecret, withoutSecrets } from './domain/kernel/secret-shapes.js';

/** A line of the server's log without the secrets that an error's text or a field of it may hold. Lines are JSON, each with its line break. */
export function withoutSecretsInLine(line: string): string {
  if (!mayHoldSecret(line)) return line;
  try {
    const fields: unknown = JSON.parse(line);
    return `${JSON.stringify(redact(fields).value)}\n`;
  } catch {
    return withoutSecrets(line).text;
  }
}
