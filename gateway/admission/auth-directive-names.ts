import { type ConstDirectiveNode, type DocumentNode, Kind, valueFromASTUntyped } from 'graphql';
import type { AuthDirectiveNames } from '#platform/security/auth-directives.ts';

interface Link {
  url?: unknown;
  as?: unknown;
  import?: unknown;
}

/** The names of the directives in a supergraph: `@link` may rename them (https://specs.apollo.dev/link/v1.0). */
export function authDirectiveNames(supergraph: DocumentNode): AuthDirectiveNames {
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
