import { type ConstDirectiveNode, type DocumentNode, Kind, valueFromASTUntyped } from 'graphql';

/** A specification that a schema links by `@link` (https://specs.apollo.dev/link/v1.0). */
export interface Link {
  url: string;
  /** What the names of the specification begin with in the schema, if they are not imported. */
  namespace: string;
  /** The names in the schema of what is imported, with the `@` of directives, by their own names. */
  imports: ReadonlyMap<string, string>;
}

/** The links of a schema. */
export function linksOf({ definitions }: DocumentNode): Link[] {
  return definitions.flatMap((definition) => {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) return [];
    return (definition.directives ?? []).flatMap((directive) => linkOf(directive) ?? []);
  });
}

/** The name in a schema of a directive that a specification of Apollo's defines, by default the one of the same name. */
export function directiveNameOf(document: DocumentNode, directive: string, specification = directive): string {
  const link = linksOf(document).find(({ url }) => url.startsWith(`${specsOfApollo}${specification}/`));
  const imported = link?.imports.get(`@${directive}`);
  if (imported !== undefined) return imported.slice(1);
  const namespace = link?.namespace ?? specification;
  return directive === specification ? namespace : `${namespace}__${directive}`;
}

/** What the URLs of Apollo's specifications begin with. */
export const specsOfApollo = 'https://specs.apollo.dev/';

function linkOf({ arguments: nodes = [] }: ConstDirectiveNode): Link | null {
  const values = new Map(nodes.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));
  const [url, as, list] = [values.get('url'), values.get('as'), values.get('import')];
  if (typeof url !== 'string') return null;
  const imports = (Array.isArray(list) ? list : []).flatMap((each): [string, string][] => {
    const { name, as = name } = (typeof each === 'string' ? { name: each } : each) as { name?: unknown; as?: unknown };
    return typeof name === 'string' && typeof as === 'string' ? [[name, as]] : [];
  });
  return { url, namespace: typeof as === 'string' ? as : nameOf(url), imports: new Map(imports) };
}

/** The name of a specification, which stands before its version: `cost` of `https://specs.apollo.dev/cost/v0.1`. */
function nameOf(url: string): string {
  const parts = url.split('/').filter((part) => part !== '');
  return parts.findLast((part) => !/^v\d+\.\d+$/.test(part)) ?? url;
}
