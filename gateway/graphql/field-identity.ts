import { type FieldNode, print } from 'graphql';

/** The key of a field in a response: its alias, or its name. */
export const responseKey = ({ alias, name }: FieldNode): string => (alias ?? name).value;

/** The field's name and arguments. Fields that are equal in both can share a response key. */
export const fieldVariant = ({ name, arguments: passed = [] }: FieldNode): string =>
  passed.length === 0 ? name.value : `${name.value}(${passed.map(print).sort()})`;

/** The response key and the variant, which identify a field of an operation. */
export const fieldIdentity = (field: FieldNode): string => `${responseKey(field)}:${fieldVariant(field)}`;
