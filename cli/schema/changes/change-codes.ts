import type { Severity } from './schema-change.ts';

/** What a code of a change means. */
export interface ChangeCode {
  code: string;
  /** The severities that a change with the code may have, the worst first. */
  severities: readonly Severity[];
  meaning: string;
}

const safe = ['safe'] as const;
const dangerous = ['dangerous', 'safe'] as const;
const breaking = ['breaking', 'safe'] as const;
const any = ['breaking', 'dangerous', 'safe'] as const;

type Row = [code: string, severities: readonly Severity[], meaning: string];

const api: Row[] = [
  ['TYPE_ADDED', safe, 'A type is new.'],
  ['TYPE_REMOVED', breaking, 'A type no longer exists. Safe if no operation could reach it.'],
  ['TYPE_KIND_CHANGED', breaking, 'A type is of another kind, such as an interface instead of an object type.'],
  ['FIELD_ADDED', safe, 'A field is new.'],
  ['FIELD_REMOVED', breaking, 'A field no longer exists, or is hidden by `@inaccessible`.'],
  ['FIELD_TYPE_CHANGED', breaking, 'A field returns another type. Safe if only what was nullable no longer is.'],
  ['FIELD_ARGUMENT_ADDED', any, 'An argument is new: breaking if it is required, dangerous if it has a default value.'],
  ['FIELD_ARGUMENT_REMOVED', breaking, 'An argument no longer exists.'],
  [
    'FIELD_ARGUMENT_TYPE_CHANGED',
    breaking,
    'An argument has another type. Safe if only a required one is nullable now.',
  ],
  [
    'FIELD_ARGUMENT_DEFAULT_CHANGED',
    any,
    'An argument has another default value: breaking if it is required now, safe if it was before.',
  ],
  ['INPUT_FIELD_ADDED', any, 'An input field is new: breaking if it is required, dangerous if it has a default value.'],
  ['INPUT_FIELD_REMOVED', breaking, 'An input field no longer exists.'],
  [
    'INPUT_FIELD_TYPE_CHANGED',
    breaking,
    'An input field has another type. Safe if only a required one is nullable now.',
  ],
  [
    'INPUT_FIELD_DEFAULT_VALUE_CHANGED',
    any,
    'An input field has another default value: breaking if it is required now, safe if it was before.',
  ],
  ['INPUT_ONE_OF_ADDED', breaking, 'An input type is `@oneOf` now, so that a value has exactly one field.'],
  ['INPUT_ONE_OF_REMOVED', safe, 'An input type is no longer `@oneOf`.'],
  ['ENUM_VALUE_ADDED', dangerous, 'An enum value is new: dangerous if a field returns the enum.'],
  [
    'ENUM_VALUE_REMOVED',
    any,
    'An enum value no longer exists: breaking if an operation can send it, dangerous if fields only return it.',
  ],
  ['UNION_MEMBER_ADDED', dangerous, 'A union has another type, whose objects clients may not handle.'],
  ['UNION_MEMBER_REMOVED', breaking, 'A union no longer has a type, so that fragments on it are invalid.'],
  [
    'OBJECT_TYPE_INTERFACE_ADDED',
    dangerous,
    'A type implements an interface, also a new type: clients may not handle its objects.',
  ],
  ['OBJECT_TYPE_INTERFACE_REMOVED', breaking, 'A type no longer implements an interface.'],
  ['SCHEMA_QUERY_TYPE_CHANGED', breaking, 'The root type of queries is another one.'],
  ['SCHEMA_MUTATION_TYPE_CHANGED', breaking, 'The root type of mutations is new, another one or removed.'],
  ['SCHEMA_SUBSCRIPTION_TYPE_CHANGED', breaking, 'The root type of subscriptions is new, another one or removed.'],
  ['SPECIFIED_BY_ADDED', safe, 'A scalar names its specification.'],
  ['SPECIFIED_BY_REMOVED', safe, 'A scalar no longer names its specification.'],
  [
    'SPECIFIED_BY_CHANGED',
    dangerous,
    'A scalar names another specification, so that its values may have another form.',
  ],
  ['DIRECTIVE_ADDED', safe, 'A directive is new.'],
  ['DIRECTIVE_REMOVED', breaking, 'A directive no longer exists. Safe if operations could not have it.'],
  ['DIRECTIVE_LOCATION_ADDED', safe, 'A directive may stand in another place.'],
  ['DIRECTIVE_LOCATION_REMOVED', breaking, 'A directive may no longer stand in a place of operations.'],
  ['DIRECTIVE_REPEATABLE_ADDED', safe, 'A directive may be repeated.'],
  ['DIRECTIVE_REPEATABLE_REMOVED', dangerous, 'A directive may no longer be repeated.'],
  [
    'DIRECTIVE_ARGUMENT_ADDED',
    any,
    "A directive's argument is new: breaking if it is required, dangerous if it has a default value.",
  ],
  ['DIRECTIVE_ARGUMENT_REMOVED', breaking, "A directive's argument no longer exists."],
  ['DIRECTIVE_ARGUMENT_TYPE_CHANGED', breaking, "A directive's argument has another type."],
  ['DIRECTIVE_ARGUMENT_DEFAULT_VALUE_CHANGED', any, "A directive's argument has another default value."],
];

/** The elements that can be deprecated or described, with their names in sentences. */
const kinds: Readonly<Record<string, string>> = {
  FIELD: 'a field',
  FIELD_ARGUMENT: 'an argument',
  INPUT_FIELD: 'an input field',
  ENUM_VALUE: 'an enum value',
  TYPE: 'a type',
  DIRECTIVE: 'a directive',
  DIRECTIVE_ARGUMENT: "a directive's argument",
};

const deprecations = ['FIELD', 'FIELD_ARGUMENT', 'INPUT_FIELD', 'ENUM_VALUE'].flatMap((kind): Row[] => [
  [`${kind}_DEPRECATION_ADDED`, safe, `The deprecation of ${kinds[kind]} is new.`],
  [`${kind}_DEPRECATION_REMOVED`, safe, `The deprecation of ${kinds[kind]} was taken back.`],
  [`${kind}_DEPRECATION_REASON_CHANGED`, safe, `The deprecation of ${kinds[kind]} has another reason.`],
]);

const descriptions = Object.entries(kinds).map(
  ([kind, what]): Row => [
    `${kind}_DESCRIPTION_CHANGED`,
    safe,
    `The description of ${what} is new, another one or removed.`,
  ],
);

const access: Row[] = [
  [
    'AUTHORIZATION_ADDED',
    any,
    'An element is under a rule now, and was under none. Breaking where an operation of a client loses a field.',
  ],
  [
    'AUTHORIZATION_TIGHTENED',
    ['breaking', 'dangerous'],
    'A rule lets fewer viewers through. Breaking where an operation of a client loses a field.',
  ],
  ['AUTHORIZATION_LOOSENED', safe, 'A rule lets more viewers through. Needs an approval.'],
  [
    'AUTHORIZATION_REMOVED',
    safe,
    'An element is no longer under a rule. Needs an approval where anybody gains access.',
  ],
  [
    'AUTHORIZATION_CHANGED',
    any,
    'A rule lets other viewers through, or the same in other words. Needs an approval where anybody gains access.',
  ],
];

const federation: Row[] = [
  ['SUBGRAPH_ADDED', safe, 'A subgraph is new.'],
  [
    'SUBGRAPH_REMOVED',
    ['dangerous'],
    'A subgraph no longer exists. Gateways with the supergraph before still send it operations.',
  ],
  ['KEY_ADDED', safe, 'A type has another `@key` in a subgraph.'],
  [
    'KEY_REMOVED',
    ['dangerous'],
    'A type no longer has a `@key` in a subgraph. Gateways with the supergraph before still use it.',
  ],
  [
    'KEY_CHANGED',
    ['dangerous'],
    'The only `@key` that changed has other fields. Gateways with the supergraph before still use the old one.',
  ],
  ['KEY_MADE_RESOLVABLE', safe, 'A subgraph resolves entities by a `@key`.'],
  ['KEY_MADE_UNRESOLVABLE', ['dangerous'], 'A subgraph no longer resolves entities by a `@key`.'],
  [
    'FIELD_MOVED',
    ['dangerous'],
    'Another subgraph resolves a field, without `@override`: while gateways change, one of the two lacks it.',
  ],
  ['FIELD_OWNER_ADDED', safe, 'One more subgraph resolves a field (`@shareable`).'],
  ['FIELD_OWNER_REMOVED', ['dangerous'], 'A subgraph no longer resolves a field that others resolve too.'],
  ['OVERRIDE_ADDED', safe, 'A subgraph takes a field over from another.'],
  ['OVERRIDE_CHANGED', safe, 'An `@override` has another source or label, such as a higher percentage.'],
  ['OVERRIDE_REMOVED', safe, 'An `@override` no longer exists: the field has moved, or moves back.'],
  ['EXTERNAL_ADDED', safe, "A subgraph refers to another's field (`@external`)."],
  ['EXTERNAL_REMOVED', safe, "A subgraph no longer refers to another's field."],
  ...(['REQUIRES', 'PROVIDES'] as const).flatMap((name): Row[] => {
    const directive = `\`@${name.toLowerCase()}\``;
    return [
      [`${name}_ADDED`, safe, `A field has ${directive}.`],
      [`${name}_CHANGED`, safe, `The ${directive} of a field names other fields.`],
      [`${name}_REMOVED`, safe, `A field no longer has ${directive}.`],
    ];
  }),
  [
    'INACCESSIBLE_ADDED',
    safe,
    'An element that clients did not see is `@inaccessible` itself. One that they saw is removed.',
  ],
  ['INACCESSIBLE_REMOVED', safe, 'An element is no longer `@inaccessible`, but clients do not see it still.'],
  ['TAG_ADDED', safe, 'An element has another `@tag`.'],
  ['TAG_REMOVED', safe, 'An element no longer has a `@tag`.'],
  ['DIRECTIVE_USAGE_ADDED', ['dangerous'], 'An element has a directive that the subgraphs compose, such as `@state`.'],
  ['DIRECTIVE_USAGE_REMOVED', ['dangerous'], 'An element no longer has a directive that the subgraphs compose.'],
  ['COST_INCREASED', ['dangerous'], 'An element costs more, so that operations near the limit are refused.'],
  ['COST_DECREASED', safe, 'An element costs less.'],
  ['LIST_SIZE_ADDED', dangerous, 'A list has a `@listSize`: dangerous if operations may cost more.'],
  ['LIST_SIZE_CHANGED', dangerous, 'A list has another `@listSize`: dangerous if operations may cost more.'],
  ['LIST_SIZE_REMOVED', dangerous, 'A list no longer has a `@listSize`: dangerous if operations may cost more.'],
];

/** Every code, in the order in which the documentation lists them. */
export const changeCodes: readonly ChangeCode[] = [
  ...api,
  ...deprecations,
  ...descriptions,
  ...access,
  ...federation,
].map(([code, severities, meaning]) => ({ code, severities, meaning }));
