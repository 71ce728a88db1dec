import { type DocumentNode, type FieldNode, Kind, print, type SelectionSetNode, visit } from 'graphql';
import { responseKey } from '../../graphql/collect-fields.ts';
import { type OperationParts, operationParts, usedDocument } from '../../graphql/operation-parts.ts';
import { argumentOf, fieldSetOf, parseFieldSet } from '../join-directives.ts';

/** An operation for the planner, and the relation of its response keys to the client's. */
export interface DistinctResponseKeys {
  parts: OperationParts;
  /** The response key under which the subgraphs answer a field of the client's operation. */
  keyOf(field: FieldNode): string;
  /** The client's response keys, by the planner's keys that differ from them. */
  clientKeys: ReadonlyMap<string, string>;
}

/** The parts of a supergraph that make a client's response keys collide in a fetch. */
export interface KeyCollisions {
  /** The names of the fields that the planner may add to a fetch. */
  plannerFields: ReadonlySet<string>;
  /** Whether a subgraph has an `@interfaceObject`. */
  hasInterfaceObjects: boolean;
}

const distinctKey = (key: string, number: number): string => `${key}__distinct_${number}`;
/** Keys of the client with these suffixes are replaced as well, so that they never equal ours. */
const isReserved = /__(distinct|required)_\d+$/;

/**
 * Patches a fault of Apollo's planner (2.14): when two different fields have the same response key in a fetch, it selects only one of
 * them. This also happens in a valid operation, because the planner adds the fields of keys and of `@requires` under their names, and
 * because it selects the fields of all implementations on one `@interfaceObject`. The result has a distinct response key for each field
 * and its arguments. It can go when `distinct-response-keys.test.ts` passes without it.
 */
export function distinctResponseKeys(
  parts: OperationParts,
  { plannerFields, hasInterfaceObjects }: KeyCollisions,
): DistinctResponseKeys {
  const used = usedDocument(parts);
  const variants = new Map<string, string[]>();
  visit(used, {
    Field: (field) => {
      const key = responseKey(field);
      const variant = variantOf(field);
      const present = variants.get(key);
      if (!present) variants.set(key, [variant]);
      else if (!present.includes(variant)) present.push(variant);
    },
  });
  const keyOf = (field: FieldNode): string => {
    const key = responseKey(field);
    const variant = variantOf(field);
    const all = variants.get(key) ?? [];
    const collides = plannerFields.has(key) || (hasInterfaceObjects && all.length > 1);
    if (!isReserved.test(key) && (variant === key || !collides)) return key;
    return distinctKey(key, all.indexOf(variant));
  };
  const clientKeys = new Map<string, string>();
  const document = visit(used, {
    Field: (field) => {
      const key = keyOf(field);
      if (key === responseKey(field)) return undefined;
      clientKeys.set(key, responseKey(field));
      return { ...field, alias: { kind: Kind.NAME, value: key } };
    },
  });
  return { parts: operationParts(document, undefined), keyOf, clientKeys };
}

/** The field's name and arguments. Fields that are equal in both can share a response key. */
const variantOf = ({ name, arguments: passed = [] }: FieldNode): string =>
  passed.length === 0 ? name.value : `${name.value}(${passed.map(print).sort()})`;

/** Reads the join directives of a supergraph. */
export function keyCollisions(supergraph: DocumentNode): KeyCollisions {
  const plannerFields = new Set(['__typename']);
  let hasInterfaceObjects = false;
  const addFields = (set: SelectionSetNode | null): void => {
    if (set) visit(set, { Field: ({ name }) => void plannerFields.add(name.value) });
  };
  visit(supergraph, {
    Directive: (directive) => {
      if (directive.name.value === 'join__type') {
        addFields(fieldSetOf(directive, 'key'));
        hasInterfaceObjects ||= argumentOf(directive, 'isInterfaceObject') !== undefined;
      }
      if (directive.name.value !== 'join__field') return;
      addFields(fieldSetOf(directive, 'requires'));
      const contexts = argumentOf(directive, 'contextArguments');
      if (contexts?.kind !== Kind.LIST) return;
      visit(contexts, {
        ObjectField: ({ name, value }) => {
          if (name.value === 'selection' && value.kind === Kind.STRING) addFields(parseFieldSet(value.value));
        },
      });
    },
  });
  return { plannerFields, hasInterfaceObjects };
}
