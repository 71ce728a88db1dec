import {
  type DirectiveDefinitionNode,
  DirectiveLocation,
  type DocumentNode,
  GraphQLOneOfDirective,
  Kind,
} from 'graphql';

const { name: oneOf } = GraphQLOneOfDirective;

/** `directive @oneOf on INPUT_OBJECT`. */
export const oneOfDefinition: DirectiveDefinitionNode = {
  kind: Kind.DIRECTIVE_DEFINITION,
  name: { kind: Kind.NAME, value: oneOf },
  repeatable: false,
  locations: [{ kind: Kind.NAME, value: DirectiveLocation.INPUT_OBJECT }],
};

/** The names of the input types of a document that are under `@oneOf`. */
export function oneOfInputs({ definitions }: DocumentNode): Set<string> {
  return new Set(
    definitions.flatMap((each) =>
      (each.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION || each.kind === Kind.INPUT_OBJECT_TYPE_EXTENSION) &&
      each.directives?.some(({ name }) => name.value === oneOf)
        ? [each.name.value]
        : [],
    ),
  );
}

/** Defines `@oneOf` in a document that uses it: Apollo's federation (2.14) does not know it, and refuses it as unknown. */
export function defineOneOf(document: DocumentNode): DocumentNode {
  const isDefined = document.definitions.some(
    (each) => each.kind === Kind.DIRECTIVE_DEFINITION && each.name.value === oneOf,
  );
  if (isDefined || oneOfInputs(document).size === 0) return document;
  return { ...document, definitions: [...document.definitions, oneOfDefinition] };
}
