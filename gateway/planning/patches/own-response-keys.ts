import { type DocumentNode, type FieldNode, Kind, print, type SelectionSetNode, visit } from 'graphql';
import { responseKey } from '../../graphql/collect-fields.ts';
import { type OperationParts, operationParts, usedDocument } from '../../graphql/operation-parts.ts';
import { argumentOf, fieldSetOf, parseFieldSet } from '../join-directives.ts';

/** An operation as the planner is given it, and how its response keys are the client's. */
export interface OwnResponseKeys {
  parts: OperationParts;
  /** The key under which the subgraphs answer a field of the client's operation. */
  keyOf(field: FieldNode): string;
  /** The client's keys, by those of the planner that are others. */
  clientKeys: ReadonlyMap<string, string>;
}

/** What may come together with a client's fields. */
export interface WhatMeets {
  /** The names of the fields that the planner may ask for by itself, because the subgraphs need them. */
  askedByPlanner: ReadonlySet<string>;
  /** Whether a subgraph has an interface as an object. */
  hasInterfaceObjects: boolean;
}

/** What ends so is ours. */
const ownKey = (key: string, number: number): string => `${key}__own_${number}`;
const isOwn = /__(own|required)_\d+$/;

/**
 * Mends a fault of the planner: where two fields of one response key come together in a fetch, and they are not the same, it
 * asks for one of them. They come together though the client's operation is valid: the planner adds fields that it needs for
 * keys and `@requires`, under their names, and it asks for the fields of all implementations at one
 * `@interfaceObject`. The result has a response key for each field with each of its arguments.
 */
export function ownResponseKeys(
  parts: OperationParts,
  { askedByPlanner, hasInterfaceObjects }: WhatMeets,
): OwnResponseKeys {
  const used = usedDocument(parts);
  const variants = new Map<string, string[]>();
  visit(used, {
    Field: (field) => {
      const key = responseKey(field);
      const variant = variantOf(field);
      const known = variants.get(key);
      if (!known) variants.set(key, [variant]);
      else if (!known.includes(variant)) known.push(variant);
    },
  });
  const keyOf = (field: FieldNode): string => {
    const key = responseKey(field);
    const variant = variantOf(field);
    const all = variants.get(key) ?? [];
    const meetsOthers = askedByPlanner.has(key) || (hasInterfaceObjects && all.length > 1);
    if (!isOwn.test(key) && (variant === key || !meetsOthers)) return key;
    return ownKey(key, all.indexOf(variant));
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

/** The same for fields that are one where they meet. That without arguments is its name. */
const variantOf = ({ name, arguments: given = [] }: FieldNode): string =>
  given.length === 0 ? name.value : `${name.value}(${given.map(print).sort()})`;

/** What there is in a supergraph that clients do not ask for. */
export function whatMeets(supergraph: DocumentNode): WhatMeets {
  const askedByPlanner = new Set(['__typename']);
  let hasInterfaceObjects = false;
  const take = (set: SelectionSetNode | null): void => {
    if (set) visit(set, { Field: ({ name }) => void askedByPlanner.add(name.value) });
  };
  visit(supergraph, {
    Directive: (directive) => {
      if (directive.name.value === 'join__type') {
        take(fieldSetOf(directive, 'key'));
        hasInterfaceObjects ||= argumentOf(directive, 'isInterfaceObject') !== undefined;
      }
      if (directive.name.value !== 'join__field') return;
      take(fieldSetOf(directive, 'requires'));
      const contexts = argumentOf(directive, 'contextArguments');
      if (contexts?.kind !== Kind.LIST) return;
      visit(contexts, {
        ObjectField: ({ name, value }) => {
          if (name.value === 'selection' && value.kind === Kind.STRING) take(parseFieldSet(value.value));
        },
      });
    },
  });
  return { askedByPlanner, hasInterfaceObjects };
}
