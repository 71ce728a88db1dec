import { type GraphQLInputType, isNonNullType, isNullableType } from 'graphql';
import type { JsonObject } from '../../graphql/json-object.ts';
import type { Choices } from './choices.ts';
import { InputValues } from './input-values.ts';

/** The variables of one operation, made up where they are used: with defaults and without, given, left out or null. */
export class VariableWriter {
  readonly values: JsonObject = {};
  readonly features: Set<string>;
  readonly #choices: Choices;
  readonly #inputs: InputValues;
  readonly #prefix: string;
  readonly #definitions: string[] = [];
  readonly #conditions: string[] = [];

  constructor(choices: Choices, prefix: string, features: Set<string>) {
    this.#choices = choices;
    this.#inputs = new InputValues(choices);
    this.#prefix = prefix;
    this.features = features;
  }

  /** As it stands behind the operation's name. */
  get text(): string {
    return this.#definitions.length === 0 ? '' : `(${this.#definitions.join(', ')})`;
  }

  /** A value for an argument: a literal, a variable, or a literal with variables in it. */
  argument(type: GraphQLInputType): string {
    const choices = this.#choices;
    if (choices.happens(0.4)) return `$${this.#declare(type)}`;
    const { text } = this.#inputs.make(type, (part) => (choices.happens(0.12) ? this.#declare(part) : null));
    return text;
  }

  /** The condition of a `@skip` or an `@include`. */
  condition(): string {
    const choices = this.#choices;
    if (choices.happens(0.2)) return String(choices.happens(0.5));
    if (this.#conditions.length > 0 && choices.happens(this.#conditions.length > 2 ? 1 : 0.4)) {
      return `$${choices.of(this.#conditions)}`;
    }
    const name = `${this.#prefix}if${this.#conditions.length}`;
    this.#conditions.push(name);
    const [type, isGiven] = choices.of<[string, boolean]>([
      ['Boolean!', true],
      ['Boolean! = true', false],
      ['Boolean! = false', true],
      ['Boolean = true', false],
      ['Boolean = false', true],
    ]);
    this.#definitions.push(`$${name}: ${type}`);
    if (isGiven) this.values[name] = choices.happens(0.5);
    else this.features.add('variable with a default');
    return `$${name}`;
  }

  #declare(type: GraphQLInputType): string {
    const choices = this.#choices;
    const name = `${this.#prefix}v${this.#definitions.length}`;
    if (choices.happens(0.3)) this.#declareWithDefault(name, type);
    else {
      this.#definitions.push(`$${name}: ${type}`);
      this.#give(name, type, isNullableType(type) && choices.happens(0.4));
    }
    return name;
  }

  #declareWithDefault(name: string, type: GraphQLInputType): void {
    const choices = this.#choices;
    this.features.add('variable with a default');
    const nullable = isNonNullType(type) ? type.ofType : type;
    const strict = isNonNullType(type) && choices.happens(0.5);
    const { text } = isNonNullType(type) ? this.#inputs.make(type) : this.#inputs.make(nullable);
    this.#definitions.push(`$${name}: ${strict ? type : nullable} = ${text}`);
    // A null for what must not be null is an error where it is used, and so is rare.
    if (!strict && choices.happens(isNonNullType(type) ? 0.05 : 0.35)) this.#null(name);
    else this.#give(name, type, choices.happens(0.5));
  }

  #give(name: string, type: GraphQLInputType, isLeftOut: boolean): void {
    if (isLeftOut) {
      this.features.add('variable left out');
      return;
    }
    this.values[name] = this.#inputs.make(type).json;
    if (this.values[name] === null) this.features.add('variable that is null');
  }

  #null(name: string): void {
    this.values[name] = null;
    this.features.add('variable that is null');
  }
}
