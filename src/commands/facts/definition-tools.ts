import type { DefinitionTools } from '../../domain/workflow/validate.js';
import { checkExpression } from './expressions.js';
import { checkSchema } from './schemas.js';

/** What `checkDefinition` needs from outside of the domain: CEL and JSON Schema. */
export const definitionTools: DefinitionTools = { checkExpression, checkSchema };
