import { ourRules } from './rules/our-rules.ts';

export interface LintRule {
  /** As in a report and in a comment that disables it: `graphql/` and a rule of graphql-eslint, or `masar/` and one of our own. */
  name: string;
  /** A warning does not fail the lint. */
  severity: 'error' | 'warning';
  /** What the rule requires, for the table of the documentation. */
  requires: string;
  options?: readonly unknown[];
  /** A type without which the rule has nothing to check. */
  needsType?: string;
}

const names = {
  types: 'PascalCase',
  FieldDefinition: 'camelCase',
  InputValueDefinition: 'camelCase',
  DirectiveDefinition: 'camelCase',
  EnumValueDefinition: 'UPPER_CASE',
  'FieldDefinition[parent.name.value=Query]': {
    style: 'camelCase',
    forbiddenPatterns: [/^(query|get|fetch)[A-Z]/, /Query$/],
  },
  'EnumTypeDefinition,EnumTypeExtension': { style: 'PascalCase', forbiddenPatterns: [/^Enum|Enum$/] },
  'InterfaceTypeDefinition,InterfaceTypeExtension': {
    style: 'PascalCase',
    forbiddenPatterns: [/^Interface|Interface$/],
  },
  'UnionTypeDefinition,UnionTypeExtension': { style: 'PascalCase', forbiddenPatterns: [/^Union|Union$/] },
  'InputObjectTypeDefinition,InputObjectTypeExtension': { style: 'PascalCase', requiredPattern: /(Input|Filter)$/ },
};

const descriptions = {
  types: true,
  DirectiveDefinition: true,
  FieldDefinition: true,
  InputValueDefinition: true,
  EnumValueDefinition: true,
};

/**
 * The rules of graphql-eslint that fit. Left out: `alphabetize` and `description-style` (fields stand in an order for readers, descriptions
 * are as short as they can be), `strict-id-in-types` (payloads, edges and value objects have no id), `no-typename-prefix`
 * (`Vehicle.vehicleType` is named after its type), `require-nullable-result-in-root` (a connection is never null),
 * `require-deprecation-date` (it wants an argument that `@deprecated` does not have), `relay-edge-types` (see `relay-edge`), and those
 * that repeat what composition checks.
 */
const rulesOfGraphqlEslint: readonly LintRule[] = [
  {
    name: 'graphql/naming-convention',
    severity: 'error',
    requires:
      'Types are in PascalCase, fields, arguments and directives in camelCase, enum values in UPPER_CASE. An input type ends in `Input` or `Filter`. Names do not repeat their kind, as `TripEnum` or `getTrip` do.',
    options: [names],
  },
  {
    name: 'graphql/no-hashtag-description',
    severity: 'error',
    requires: 'A description is a string, which clients can read, and no comment.',
  },
  {
    name: 'graphql/no-unreachable-types',
    severity: 'error',
    requires: 'A type or directive can be reached from a root type, or is an entity.',
  },
  {
    name: 'graphql/relay-arguments',
    severity: 'error',
    requires: 'A field that returns a connection has `first: Int`, `after: String`, `last: Int` and `before: String`.',
  },
  {
    name: 'graphql/relay-connection-types',
    severity: 'error',
    requires:
      'A type with `edges` and `pageInfo` is a connection: its name ends in `Connection`, `edges` is a list, `pageInfo` is `PageInfo!`.',
  },
  {
    name: 'graphql/relay-page-info',
    severity: 'error',
    requires: "`PageInfo` has Relay's four fields.",
    needsType: 'PageInfo',
  },
  {
    name: 'graphql/require-deprecation-reason',
    severity: 'error',
    requires: 'A deprecation has a reason, which names what replaces the element.',
  },
  {
    name: 'graphql/require-description',
    severity: 'error',
    requires: 'Every type, field, argument, input field, enum value and directive has a description.',
    options: [descriptions],
  },
  {
    name: 'graphql/require-nullable-fields-with-oneof',
    severity: 'error',
    requires: 'Every field of an input type with `@oneOf` is nullable.',
  },
  {
    name: 'graphql/unique-enum-value-names',
    severity: 'error',
    requires: 'Enum values differ in more than letter case.',
  },
];

/** Every rule, by name. */
export const lintRules: readonly LintRule[] = [
  ...rulesOfGraphqlEslint,
  ...Object.entries(ourRules).map(
    ([name, { requires }]): LintRule => ({
      name: `masar/${name}`,
      severity: name === 'deprecation-expired' ? 'warning' : 'error',
      requires,
    }),
  ),
].sort((a, b) => (a.name < b.name ? -1 : 1));
