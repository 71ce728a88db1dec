import {
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';
import type { Choices } from './choices.ts';

/** A value as JSON, for variables, and as GraphQL text, for literals. */
export interface InputValue {
  json: unknown;
  text: string;
}

const customScalars: readonly InputValue[] = [
  { json: 1, text: '1' },
  { json: 'x', text: '"x"' },
  { json: [true, null], text: '[true, null]' },
  { json: { a: { b: [0.5] } }, text: '{a: {b: [0.5]}}' },
];

const nullValue: InputValue = { json: null, text: 'null' };

/** Generates values of input types. */
export class InputValues {
  readonly #choices: Choices;

  constructor(choices: Choices) {
    this.#choices = choices;
  }

  /** A value of a type. When `variable` returns a name for a part, its text is that variable and its JSON is not usable. */
  make(
    type: GraphQLInputType,
    variable: (type: GraphQLInputType) => string | null = () => null,
    depth = 0,
  ): InputValue {
    const name = variable(type);
    if (name !== null) return { json: null, text: `$${name}` };
    if (isNonNullType(type)) return this.#makeNonNull(type.ofType, variable, depth);
    return this.#choices.happens(0.12) ? nullValue : this.#makeNonNull(type, variable, depth);
  }

  #makeNonNull(type: GraphQLInputType, variable: (type: GraphQLInputType) => string | null, depth: number): InputValue {
    const choices = this.#choices;
    if (isListType(type)) {
      // Coercion makes a list of a single value.
      if (choices.happens(0.1) && !isListType(type.ofType)) return this.make(type.ofType, variable, depth + 1);
      const items = Array.from({ length: choices.below(3) }, () => this.make(type.ofType, variable, depth + 1));
      return { json: items.map(({ json }) => json), text: `[${items.map(({ text }) => text).join(', ')}]` };
    }
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(
        (field) => isRequiredInputField(field) || (depth < 3 && choices.happens(0.4)),
      );
      const values = fields.map((field) => ({ name: field.name, ...this.make(field.type, variable, depth + 1) }));
      return {
        json: Object.fromEntries(values.map(({ name, json }) => [name, json])),
        text: `{${values.map(({ name, text }) => `${name}: ${text}`).join(', ')}}`,
      };
    }
    if (isEnumType(type)) {
      const { name } = choices.of(type.getValues());
      return { json: name, text: name };
    }
    return this.#leafValue('name' in type ? type.name : '');
  }

  #leafValue(type: string): InputValue {
    const choices = this.#choices;
    switch (type) {
      case 'Int':
        return literal(choices.of([1, 0, -5, 2 ** 31 - 1]));
      case 'Float':
        return literal(choices.of([1, 2.5, -0.125]));
      case 'Boolean':
        return literal(choices.happens(0.5));
      case 'String':
        return literal(choices.of(['', 'a "quoted" \n \\ é', 'word']));
      case 'ID':
        return literal(choices.of<string | number>(['1', 7, 'Movie:2']));
      default:
        return choices.of(customScalars);
    }
  }
}

const literal = (json: unknown): InputValue => ({ json, text: JSON.stringify(json) });
