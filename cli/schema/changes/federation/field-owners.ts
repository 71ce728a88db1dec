import { type ConstDirectiveNode, Kind, print } from 'graphql';
import { parseFieldSet } from '../../../../gateway/planning/join-directives.ts';
import { directivesOf, typeOf } from '../elements.ts';
import { argumentsOf, type ComparedSupergraph } from '../supergraph.ts';

/** What a supergraph says of a field in one subgraph. */
export interface FieldInSubgraph {
  /** Whether the subgraph resolves the field. A field that is overridden with a label may still be resolved by its former owner. */
  isOwner: boolean;
  isExternal: boolean;
  requires: string | null;
  provides: string | null;
  override: { from: string; label: string | null } | null;
}

/** The subgraphs of a field, by their names. None for a field that an interface object adds to the types of its interface. */
export type SubgraphsOfField = ReadonlyMap<string, FieldInSubgraph>;

export function subgraphsOfField(supergraph: ComparedSupergraph, coordinate: string): SubgraphsOfField {
  const field = supergraph.elements.get(coordinate);
  const type = supergraph.elements.get(typeOf(coordinate) ?? '');
  if (!field || !type) return new Map();
  const joins = directivesOf(field).filter(({ name }) => name.value === 'join__field');
  if (joins.length > 0) return new Map(joins.flatMap((join) => entryOf(supergraph, join)));
  const types = directivesOf(type).filter(({ name }) => name.value === 'join__type');
  const ofType = types.flatMap((join) => supergraph.subgraphOf(join) ?? []);
  return new Map(
    ofType.map((name) => [name, { isOwner: true, isExternal: false, requires: null, provides: null, override: null }]),
  );
}

/**
 * Whether an interface object adds a field, or the field of an argument, to a type of its interface. Then no subgraph has the type's own, and
 * composition copies the directives from the interface's.
 */
export function isAddedByInterface(supergraph: ComparedSupergraph, coordinate: string): boolean {
  const [field = ''] = coordinate.split('(');
  return supergraph.elements.get(field)?.kind === 'FIELD' && subgraphsOfField(supergraph, field).size === 0;
}

function entryOf(supergraph: ComparedSupergraph, join: ConstDirectiveNode): [string, FieldInSubgraph][] {
  const name = supergraph.subgraphOf(join);
  if (name === undefined) return [];
  const { external, usedOverridden, requires, provides, override, overrideLabel } = argumentsOf(join);
  const label = typeof overrideLabel === 'string' ? overrideLabel : null;
  const entry: FieldInSubgraph = {
    isOwner: external !== true && usedOverridden !== true,
    isExternal: external === true,
    requires: typeof requires === 'string' ? canonicalFieldSet(requires) : null,
    provides: typeof provides === 'string' ? canonicalFieldSet(provides) : null,
    override: typeof override === 'string' ? { from: override, label } : null,
  };
  return [[name, entry]];
}

/** A field set in one form: `id trip { id }` for `trip{id}  id`. */
export function canonicalFieldSet(text: string): string {
  return selectionsOf(parseFieldSet(text));
}

function selectionsOf({ selections }: ReturnType<typeof parseFieldSet>): string {
  return selections
    .map((selection) => {
      if (selection.kind === Kind.FIELD) {
        const own = print({ ...selection, selectionSet: undefined });
        return selection.selectionSet ? `${own} { ${selectionsOf(selection.selectionSet)} }` : own;
      }
      return print(selection).replace(/\s+/g, ' ');
    })
    .sort()
    .join(' ');
}
