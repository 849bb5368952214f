import { definitionTools } from '../commands/facts/definition-tools.js';
import { parseDefinitionSource, withPositions } from '../commands/facts/definition-source.js';
import type { Problem } from '../domain/kernel/errors.js';
import type { Json } from '../domain/kernel/json.js';
import { definitionJsonSchema } from '../domain/workflow/json-schema.js';
import { pictureOf } from '../domain/workflow/picture.js';
import { checkDefinition } from '../domain/workflow/validate.js';
import type { CheckedDefinition, Definitions } from './ports.js';

/** Definitions as JSON or text, checked by the domain's rules with the real expression and schema engines. */
export const definitions: Definitions = {
  check(given): CheckedDefinition {
    if ('definition' in given) {
      const verdict = checkDefinition(given.definition, definitionTools);
      return { ...verdict, picture: pictureOf(given.definition, verdict.problems, verdict.warnings) };
    }
    const source = parseDefinitionSource(given.source, given.format);
    const { format, locate } = source;
    if (source.value === undefined) {
      const { problems, partial } = source;
      return { problems, warnings: [], format, ...(partial == null ? {} : { picture: pictureOf(partial, [], []) }) };
    }
    const { definition, problems, warnings } = checkDefinition(source.value, definitionTools);
    const all = distinct([...source.problems, ...withPositions(problems, source)]);
    return {
      ...(definition === undefined || all.length > 0 ? {} : { definition }),
      problems: all,
      warnings: withPositions(warnings, source),
      format,
      picture: pictureOf(source.value, all, warnings),
      locate,
    };
  },
  jsonSchema() {
    const schema = definitionJsonSchema();
    return isObject(schema) ? schema : {};
  },
};

/** What no JSON from outside may hold is found in the text and in the definition. */
function distinct<P extends Problem>(problems: readonly P[]): P[] {
  const seen = new Set<string>();
  return problems.filter(({ path, message }) => {
    const key = `${path}\n${message}`;
    return seen.has(key) ? false : (seen.add(key), true);
  });
}

const isObject = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
