import { buildASTSchema, type GraphQLSchema, isInterfaceType, parse } from 'graphql';
import { type AuthDirectiveNames, type AuthRule, ruleAt } from '#platform/security/auth-directives.ts';
import { authDirectiveNames } from '../../../../gateway/admission/auth-directive-names.ts';
import { AuthPolicy } from '../../../../gateway/admission/auth-policy.ts';
import { policiesAsScopes } from '../../../../gateway/admission/policies-as-scopes.ts';
import { meets, type Viewing } from './viewing.ts';

/**
 * The authorization of a supergraph, as the gateway judges it. A `@policy` is a scope that no account has.
 */
export class AccessRules {
  /** The schema of the supergraph, with its inaccessible elements. */
  readonly schema: GraphQLSchema;
  readonly #policy: AuthPolicy;
  readonly #names: AuthDirectiveNames;

  constructor(supergraphSdl: string) {
    const document = policiesAsScopes(parse(supergraphSdl));
    this.#names = authDirectiveNames(document);
    this.schema = buildASTSchema(document, { assumeValid: true, assumeValidSDL: true });
    this.#policy = new AuthPolicy(document);
  }

  /** The rule on a type (`Trip`) or field (`Trip.price`) itself; null for none, or if the supergraph does not have it. */
  ruleAt(coordinate: string): AuthRule | null {
    const [typeName = '', fieldName] = coordinate.split('.');
    const type = this.schema.getType(typeName);
    if (fieldName === undefined) return type ? ruleAt(type, this.#names) : null;
    const field = type && 'getFields' in type ? type.getFields()[fieldName] : undefined;
    return field ? ruleAt(field, this.#names) : null;
  }

  /** The rule that a field is under, with those of its type, its return type and what implements it. */
  ruleOf(typeName: string, fieldName: string): AuthRule | null {
    return this.#policy.ruleOf(typeName, fieldName);
  }

  /** The rule of an interface's field for objects of one type. */
  ruleFor(interfaceName: string, fieldName: string, typeName: string): AuthRule | null {
    const byType = this.#policy.rulesByType(interfaceName, fieldName);
    return byType ? (byType.get(typeName) ?? null) : this.ruleOf(interfaceName, fieldName);
  }

  /** The names of the object types that implement an interface; none for any other type. */
  implementationsOf(typeName: string): string[] {
    const type = this.schema.getType(typeName);
    return isInterfaceType(type) ? this.schema.getPossibleTypes(type).map(({ name }) => name) : [];
  }

  /** Whether the viewer may select a field; of an interface, for objects of every type. */
  mayAccess(viewing: Viewing, typeName: string, fieldName: string): boolean {
    return meets(this.ruleOf(typeName, fieldName), viewing);
  }
}
