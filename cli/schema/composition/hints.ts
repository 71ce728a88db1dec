const hints: Readonly<Record<string, string>> = {
  INVALID_SYNTAX: 'Correct the syntax at the place that is named.',
  INVALID_FIELD_SHARING:
    'Mark the field @shareable in every subgraph that resolves it, or move it to one of them with @override(from:).',
  FIELD_TYPE_MISMATCH: 'Give the field the same type in every subgraph. Only nullability may differ.',
  FIELD_ARGUMENT_TYPE_MISMATCH: 'Give the argument the same type in every subgraph.',
  FIELD_ARGUMENT_DEFAULT_MISMATCH: 'Give the argument the same default value in every subgraph.',
  INPUT_FIELD_DEFAULT_MISMATCH: 'Give the input field the same default value in every subgraph.',
  TYPE_KIND_MISMATCH: 'Define the type as the same kind in every subgraph, or rename one of them.',
  EXTERNAL_UNUSED: 'Remove the @external field, or name it in a @key, @requires or @provides of this subgraph.',
  EXTERNAL_MISSING_ON_BASE: 'Define the field without @external in the subgraph that resolves it.',
  EXTERNAL_TYPE_MISMATCH: 'Give the @external field the type that it has in the subgraph that resolves it.',
  EXTERNAL_ARGUMENT_MISSING: 'Give the @external field the arguments that it has in the subgraph that resolves it.',
  EXTENSION_WITH_NO_BASE: 'Define the type in one subgraph without `extend`.',
  KEY_INVALID_FIELDS: 'Name fields of the type in @key(fields:), and define them in this subgraph.',
  KEY_FIELDS_SELECT_INVALID_TYPE: 'Leave lists, interfaces and unions out of the @key.',
  KEY_FIELDS_HAS_ARGS: 'Leave fields with arguments out of the @key.',
  REQUIRES_INVALID_FIELDS: 'Name fields of the type in @requires(fields:), and define them with @external.',
  REQUIRES_FIELDS_MISSING_EXTERNAL: 'Mark the fields that @requires names as @external in this subgraph.',
  PROVIDES_INVALID_FIELDS: 'Name fields of the returned type in @provides(fields:), and define them with @external.',
  PROVIDES_FIELDS_MISSING_EXTERNAL: 'Mark the fields that @provides names as @external in this subgraph.',
  PROVIDES_ON_NON_OBJECT_FIELD: 'Remove @provides: it may stand only on a field that returns an object.',
  SATISFIABILITY_ERROR:
    'Give the type a @key that another subgraph can provide, with a resolver for it (no `resolvable: false`), or mark the field @shareable and resolve it there.',
  ENUM_VALUE_MISMATCH:
    'Define the same values in every subgraph, or mark the new value @inaccessible until every subgraph has it.',
  EMPTY_MERGED_ENUM_TYPE: 'Give the enum a value that every subgraph defines.',
  EMPTY_MERGED_INPUT_TYPE: 'Give the input type a field that every subgraph defines.',
  REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH: 'Add the argument in every subgraph, or make it nullable.',
  REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH: 'Add the input field in every subgraph, or make it nullable.',
  INTERFACE_FIELD_NO_IMPLEM: 'Add the field to every type that implements the interface, in any subgraph.',
  INTERFACE_KEY_NOT_ON_IMPLEMENTATION: 'Put the @key of the interface on every type that implements it.',
  INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE:
    'Define every type that implements the interface in the subgraph that has its @key.',
  OVERRIDE_FROM_SELF_ERROR: 'Name another subgraph in @override(from:).',
  OVERRIDE_SOURCE_HAS_OVERRIDE: 'Remove @override from the subgraph that the field moves from.',
  OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE: 'Remove @override, @external, @provides or @requires from the field.',
  OVERRIDE_LABEL_INVALID: 'Write the label as `percent(50)`, or as letters, digits and `_-:./` after a letter.',
  REFERENCED_INACCESSIBLE: 'Mark what refers to the element @inaccessible too, or show the element.',
  REQUIRED_INACCESSIBLE: 'Make the element nullable, or give it a default value, before you hide it.',
  ONLY_INACCESSIBLE_CHILDREN: 'Mark the type @inaccessible, or leave one of its fields or values visible.',
  DEFAULT_VALUE_USES_INACCESSIBLE: 'Use another default value.',
  IMPLEMENTED_BY_INACCESSIBLE: 'Hide the field of the interface too, or show that of the type.',
  NO_QUERIES: 'Define a field of Query in at least one subgraph.',
  LINK_IMPORT_NAME_MISMATCH: 'Import the directive by the same name in every subgraph.',
  UNKNOWN_FEDERATION_LINK_VERSION: 'Name a version of federation that this composition supports, such as v2.9.',
  AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE: 'Put the directive on the types that implement the interface.',
  MISSING_TRANSITIVE_AUTH_REQUIREMENTS:
    'Put the rules of the fields that @requires or @fromContext names on the field that names them.',
  LIST_SIZE_APPLIED_TO_NON_LIST: 'Remove @listSize, or name the lists below the field in `sizedFields`.',
  LIST_SIZE_INVALID_SIZED_FIELD: 'Name lists of the returned type in `sizedFields`.',
  LIST_SIZE_INVALID_SLICING_ARGUMENT: 'Name integer arguments of the field in `slicingArguments`.',
  COST_APPLIED_TO_INTERFACE_FIELD: 'Put @cost on the fields of the types that implement the interface.',
};

/** What to do about an error of composition; undefined for a code whose message says it. */
export function hintFor(code: string): string | undefined {
  return hints[code];
}

/** The codes that have a hint. */
export const hintedCodes: readonly string[] = Object.keys(hints);
