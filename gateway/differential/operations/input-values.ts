import {
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';
import type { Choices } from './choices.ts';

/** A value as it is in JSON, and as it is written in an operation. */
export interface InputValue {
  json: unknown;
  text: string;
}

const jsons: readonly InputValue[] = [
  { json: 1, text: '1' },
  { json: 'x', text: '"x"' },
  { json: [true, null], text: '[true, null]' },
  { json: { a: { b: [0.5] } }, text: '{a: {b: [0.5]}}' },
];

const nothing: InputValue = { json: null, text: 'null' };

/** Makes values of input types. `variable` may stand in where it gives a name. */
export class InputValues {
  readonly #choices: Choices;

  constructor(choices: Choices) {
    this.#choices = choices;
  }

  /** A value of a type. The text of a part is that of a variable where `variable` gives one; the JSON is of no use then. */
  make(
    type: GraphQLInputType,
    variable: (type: GraphQLInputType) => string | null = () => null,
    depth = 0,
  ): InputValue {
    const name = variable(type);
    if (name !== null) return { json: null, text: `$${name}` };
    if (isNonNullType(type)) return this.#makeSome(type.ofType, variable, depth);
    return this.#choices.happens(0.12) ? nothing : this.#makeSome(type, variable, depth);
  }

  #makeSome(type: GraphQLInputType, variable: (type: GraphQLInputType) => string | null, depth: number): InputValue {
    const choices = this.#choices;
    if (isListType(type)) {
      // A single value is taken for a list of one.
      if (choices.happens(0.1) && !isListType(type.ofType)) return this.make(type.ofType, variable, depth + 1);
      const items = Array.from({ length: choices.below(3) }, () => this.make(type.ofType, variable, depth + 1));
      return { json: items.map(({ json }) => json), text: `[${items.map(({ text }) => text).join(', ')}]` };
    }
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(
        (field) => isRequiredInputField(field) || (depth < 3 && choices.happens(0.4)),
      );
      const made = fields.map((field) => ({ name: field.name, ...this.make(field.type, variable, depth + 1) }));
      return {
        json: Object.fromEntries(made.map(({ name, json }) => [name, json])),
        text: `{${made.map(({ name, text }) => `${name}: ${text}`).join(', ')}}`,
      };
    }
    if (isEnumType(type)) {
      const { name } = choices.of(type.getValues());
      return { json: name, text: name };
    }
    return this.#leaf('name' in type ? type.name : '');
  }

  #leaf(type: string): InputValue {
    const choices = this.#choices;
    switch (type) {
      case 'Int':
        return written(choices.of([1, 0, -5, 2 ** 31 - 1]));
      case 'Float':
        return written(choices.of([1, 2.5, -0.125]));
      case 'Boolean':
        return written(choices.happens(0.5));
      case 'String':
        return written(choices.of(['', 'a "quoted" \n \\ é', 'word']));
      case 'ID':
        return written(choices.of<string | number>(['1', 7, 'Movie:2']));
      default:
        return choices.of(jsons);
    }
  }
}

const written = (json: unknown): InputValue => ({ json, text: JSON.stringify(json) });
