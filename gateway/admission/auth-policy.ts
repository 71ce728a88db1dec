import {
  buildASTSchema,
  type ConstDirectiveNode,
  type DocumentNode,
  isInterfaceType,
  isObjectType,
  Kind,
  valueFromASTUntyped,
} from 'graphql';
import { type AuthDirectiveNames, type AuthRule, combine, ruleOfField } from '#platform/security/auth-directives.ts';

/**
 * The authorization rule of each field, from the supergraph's auth directives. The rule of an interface's field includes the rules of
 * the field in every implementing type, because not every composition copies them to the interface.
 */
export class AuthPolicy {
  readonly #rules = new Map<string, AuthRule>();

  constructor(supergraph: DocumentNode) {
    const names = directiveNames(supergraph);
    const schema = buildASTSchema(supergraph, { assumeValid: true, assumeValidSDL: true });
    for (const type of Object.values(schema.getTypeMap())) {
      if (type.name.startsWith('__') || !(isObjectType(type) || isInterfaceType(type))) continue;
      const implementations = isInterfaceType(type) ? schema.getPossibleTypes(type) : [];
      for (const field of Object.values(type.getFields())) {
        const rule = combine([
          ruleOfField(type, field, names),
          ...implementations.map((implementation) => {
            const implemented = implementation.getFields()[field.name];
            return implemented ? ruleOfField(implementation, implemented, names) : null;
          }),
        ]);
        if (rule) this.#rules.set(`${type.name}.${field.name}`, rule);
      }
    }
  }

  /** The rule of a field; null for a public one. */
  ruleOf(typeName: string, fieldName: string): AuthRule | null {
    return this.#rules.get(`${typeName}.${fieldName}`) ?? null;
  }
}

interface Link {
  url?: unknown;
  as?: unknown;
  import?: unknown;
}

/** The names of the directives in this supergraph: `@link` may rename them (https://specs.apollo.dev/link/v1.0). */
function directiveNames(supergraph: DocumentNode): AuthDirectiveNames {
  const links = supergraph.definitions.flatMap((definition): Link[] =>
    definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION
      ? (definition.directives ?? []).map(argumentsOf)
      : [],
  );
  const nameOf = (directive: keyof AuthDirectiveNames): string => {
    const spec = `https://specs.apollo.dev/${directive}/`;
    const link = links.find(({ url }) => typeof url === 'string' && url.startsWith(spec));
    return importedName(link, directive) ?? (typeof link?.as === 'string' ? link.as : directive);
  };
  return { authenticated: nameOf('authenticated'), requiresScopes: nameOf('requiresScopes') };
}

function importedName(link: Link | undefined, directive: string): string | undefined {
  const imports: unknown[] = Array.isArray(link?.import) ? link.import : [];
  for (const each of imports) {
    const { name, as = name } = (typeof each === 'string' ? { name: each } : each) as { name?: unknown; as?: unknown };
    if (name === `@${directive}` && typeof as === 'string') return as.slice(1);
  }
  return undefined;
}

function argumentsOf({ arguments: nodes = [] }: ConstDirectiveNode): Link {
  return Object.fromEntries(nodes.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));
}
