import { expect, test } from 'vitest';
import { Operator } from '../../../../src/api/contract/operators.js';
import { idOf, roles } from './roles.js';

test('every role can be given', () => expect(roles).toEqual(Operator.shape.roles.element.options));
test('an id is made of a name', () => {
  expect(idOf('  Ada Lovelace ')).toBe('ada-lovelace');
  expect(idOf('Zoë & Søn!')).toMatch(/^[a-z0-9-]+$/);
  expect(idOf('***')).toBe('');
});
