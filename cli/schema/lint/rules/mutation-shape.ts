import { type FieldDefinitionNode, Kind } from 'graphql';
import { isNonNull, nameOf, outputFieldsOf } from './definitions.ts';
import type { DocumentFault, DocumentRule } from './document-rule.ts';

/** An input object and a payload can have more fields later, without a break. */
export const mutationShape: DocumentRule = {
  requires:
    'A mutation has no argument, or one: `input: <Mutation>Input!`. It returns a non-null object type whose name ends in `Payload`.',
  *check({ document }): Iterable<DocumentFault> {
    for (const { type, field, coordinate } of outputFieldsOf(document)) {
      if (type.name.value !== 'Mutation') continue;
      yield* inputFaults(field, coordinate);
      const payload = nameOf(field.type);
      const isObject = document.definitions.some(
        (each) => each.kind === Kind.OBJECT_TYPE_DEFINITION && each.name.value === payload,
      );
      if (!payload?.endsWith('Payload') || !isObject || !isNonNull(field.type)) {
        yield {
          node: field.type,
          message: `${coordinate} must return a payload: \`${upperFirst(field.name.value)}Payload!\``,
        };
      }
    }
  },
};

function* inputFaults(field: FieldDefinitionNode, coordinate: string): Iterable<DocumentFault> {
  const [input, ...others] = field.arguments ?? [];
  if (!input) return;
  const type = `${upperFirst(field.name.value)}Input`;
  const isRight = input.name.value === 'input' && nameOf(input.type) === type && isNonNull(input.type);
  if (!isRight || others.length > 0) {
    yield { node: field.name, message: `${coordinate} must have one argument: \`input: ${type}!\`` };
  }
}

function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
