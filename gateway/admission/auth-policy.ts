import { buildASTSchema, type DocumentNode, type GraphQLSchema, isInterfaceType, isObjectType, Kind } from 'graphql';
import { type AuthDirectiveNames, type AuthRule, ruleOfField } from '#platform/security/auth-directives.ts';

/** What a supergraph's auth directives ask for, field by field. */
export class AuthPolicy {
  readonly #rules = new Map<string, AuthRule>();

  constructor(supergraph: DocumentNode) {
    const names = directiveNames(supergraph);
    const schema: GraphQLSchema = buildASTSchema(supergraph, { assumeValid: true, assumeValidSDL: true });
    for (const type of Object.values(schema.getTypeMap())) {
      if (type.name.startsWith('__') || !(isObjectType(type) || isInterfaceType(type))) continue;
      for (const field of Object.values(type.getFields())) {
        const rule = ruleOfField(type, field, names);
        if (rule) this.#rules.set(`${type.name}.${field.name}`, rule);
      }
    }
  }

  /** The rule for a field of a type; null where anyone may see it. */
  ruleOf(typeName: string, fieldName: string): AuthRule | null {
    return this.#rules.get(`${typeName}.${fieldName}`) ?? null;
  }
}

const specs = {
  authenticated: 'https://specs.apollo.dev/authenticated/',
  requiresScopes: 'https://specs.apollo.dev/requiresScopes/',
};

/** A supergraph may have linked the directives under other names. */
function directiveNames(supergraph: DocumentNode): AuthDirectiveNames {
  const links = supergraph.definitions
    .flatMap((definition) =>
      definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION
        ? (definition.directives ?? [])
        : [],
    )
    .map(({ arguments: given = [] }) => {
      const text = (wanted: string) => {
        const value = given.find(({ name }) => name.value === wanted)?.value;
        return value?.kind === Kind.STRING ? value.value : undefined;
      };
      return { url: text('url') ?? '', as: text('as') };
    });
  const nameOf = (name: keyof typeof specs) => links.find(({ url }) => url.startsWith(specs[name]))?.as ?? name;
  return { authenticated: nameOf('authenticated'), requiresScopes: nameOf('requiresScopes') };
}
