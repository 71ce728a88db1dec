import { type DocumentNode, Kind, type SelectionSetNode, visit } from 'graphql';
import { fieldIdentity, fieldVariant, responseKey } from '../../graphql/field-identity.ts';
import { type OperationParts, operationParts, usedDocument } from '../../graphql/operation-parts.ts';
import { argumentOf, fieldSetOf, parseFieldSet } from '../join-directives.ts';

/** An operation for the planner, and the relation of its response keys to the client's. */
export interface DistinctResponseKeys {
  parts: OperationParts;
  /** The response keys under which the subgraphs answer fields of the client's operation, by `fieldIdentity`, if they differ. */
  keys: ReadonlyMap<string, string>;
  /** The client's response keys, by the planner's keys that differ from them. */
  clientKeys: ReadonlyMap<string, string>;
}

const distinctKey = (key: string, number: number): string => `${key}__distinct_${number}`;
/** Keys of the client with these suffixes are replaced as well, so that they never equal ours. */
const isReserved = /__(distinct|required|member)_\d+$/;

/**
 * Patches a fault of Apollo's planner (2.14): when two different fields have the same response key in a fetch, it selects only one of
 * them. This also happens in a valid operation: under exclusive types whose objects one fetch completes, with the fields that the planner
 * adds for keys and `@requires`, and with an `@interfaceObject`. In the result a response key stands for one field with one set of
 * arguments, and never for a field that the planner may add. It can go when `distinct-response-keys.test.ts` passes without it.
 */
export function distinctResponseKeys(parts: OperationParts, plannerFields: ReadonlySet<string>): DistinctResponseKeys {
  const used = usedDocument(parts);
  const variants = new Map<string, string[]>();
  visit(used, {
    Field: (field) => {
      const key = responseKey(field);
      const variant = fieldVariant(field);
      const present = variants.get(key);
      if (!present) variants.set(key, [variant]);
      else if (!present.includes(variant)) present.push(variant);
    },
  });
  const keys = new Map<string, string>();
  const clientKeys = new Map<string, string>();
  const document = visit(used, {
    Field: (field) => {
      const key = responseKey(field);
      const variant = fieldVariant(field);
      const all = variants.get(key) ?? [];
      const collides = plannerFields.has(key) || all.length > 1;
      if (!isReserved.test(key) && (variant === key || !collides)) return undefined;
      const distinct = distinctKey(key, all.indexOf(variant));
      keys.set(fieldIdentity(field), distinct);
      clientKeys.set(distinct, key);
      return { ...field, alias: { kind: Kind.NAME, value: distinct } };
    },
  });
  return { parts: operationParts(document, undefined), keys, clientKeys };
}

/** The names of the fields that the planner may add to a fetch, from a supergraph's join directives. */
export function plannerFieldsOf(supergraph: DocumentNode): ReadonlySet<string> {
  const names = new Set(['__typename']);
  const addFields = (set: SelectionSetNode | null): void => {
    if (set) visit(set, { Field: ({ name }) => void names.add(name.value) });
  };
  visit(supergraph, {
    Directive: (directive) => {
      if (directive.name.value === 'join__type') addFields(fieldSetOf(directive, 'key'));
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
  return names;
}
