import { buildASTSchema, type DocumentNode, isInterfaceType, isObjectType } from 'graphql';
import { type AuthRule, areSameRules, combine, ruleOfField } from '#platform/security/auth-directives.ts';
import { authDirectiveNames } from './auth-directive-names.ts';
import { policiesAsScopes } from './policies-as-scopes.ts';

/**
 * The authorization rule of each field, from the supergraph's auth directives. A field of an interface is under the rules on the interface
 * itself and those of the object's type, which differ from type to type. A `@policy` is a scope that no token has.
 */
export class AuthPolicy {
  readonly #rules = new Map<string, AuthRule>();
  readonly #rulesByType = new Map<string, ReadonlyMap<string, AuthRule | null>>();

  constructor(document: DocumentNode) {
    const supergraph = policiesAsScopes(document);
    const names = authDirectiveNames(supergraph);
    const schema = buildASTSchema(supergraph, { assumeValid: true, assumeValidSDL: true });
    for (const type of Object.values(schema.getTypeMap())) {
      if (type.name.startsWith('__') || !(isObjectType(type) || isInterfaceType(type))) continue;
      for (const field of Object.values(type.getFields())) {
        const own = ruleOfField(type, field, names);
        const implementations = isInterfaceType(type) ? schema.getPossibleTypes(type) : [];
        const byType = new Map(
          implementations.map((each) => {
            const implemented = each.getFields()[field.name];
            return [each.name, combine([own, implemented ? ruleOfField(each, implemented, names) : null])] as const;
          }),
        );
        const coordinate = `${type.name}.${field.name}`;
        const rule = combine([own, ...byType.values()]);
        if (rule) this.#rules.set(coordinate, rule);
        if (!areSameRules([...byType.values()])) this.#rulesByType.set(coordinate, byType);
      }
    }
  }

  /** The rule of a field; null for a public one. It is that of every type together for a field of an interface. */
  ruleOf(typeName: string, fieldName: string): AuthRule | null {
    return this.#rules.get(`${typeName}.${fieldName}`) ?? null;
  }

  /** The rules of an interface's field by the object's type; null if they are the same for every type. */
  rulesByType(typeName: string, fieldName: string): ReadonlyMap<string, AuthRule | null> | null {
    return this.#rulesByType.get(`${typeName}.${fieldName}`) ?? null;
  }
}
