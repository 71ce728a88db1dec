import {
  type ASTNode,
  type DefinitionNode,
  type DocumentNode,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  print,
} from 'graphql';

type ElementNode = DefinitionNode | FieldDefinitionNode | InputValueDefinitionNode | EnumValueDefinitionNode;

/** An element of a schema's document. */
export interface Element {
  /** Such as `Trip`, `Trip.price`, `Query.trip(id:)` or `@state`. */
  coordinate: string;
  node: ElementNode;
  /** The range in the file: of characters, from 0. */
  start: number;
  end: number;
}

const noMembers: object = { fields: [], values: [], arguments: [] };

/** Returns the elements of a document: types, extensions and directives, their members, and the arguments of those. */
export function elementsOf({ definitions }: DocumentNode): Element[] {
  return definitions.flatMap((definition) => {
    const coordinate = coordinateOf(definition);
    return [element(coordinate, definition), ...membersOf(coordinate, definition)];
  });
}

/** Finds the innermost element at a place of the file. */
export function elementAt(elements: readonly Element[], position: number): Element | undefined {
  const around = elements.filter(({ start, end }) => start <= position && position < end);
  return around.reduce<Element | undefined>(
    (inner, each) => (inner && inner.start > each.start ? inner : each),
    undefined,
  );
}

/** Returns the coordinates of the elements that were added or defined differently since `before`. */
export function changedElements(before: readonly Element[], after: readonly Element[]): Set<string> {
  const texts = textsOf(before);
  return new Set(
    [...textsOf(after)].filter(([coordinate, text]) => texts.get(coordinate) !== text).map(([name]) => name),
  );
}

/** A type may have a definition and several extensions. */
function textsOf(elements: readonly Element[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { coordinate, node } of elements) texts.set(coordinate, `${texts.get(coordinate) ?? ''}${textOf(node)}\n`);
  return texts;
}

/** The definition, in one format; of a type or a directive without its members. */
function textOf(node: ElementNode): string {
  const isMember =
    node.kind === Kind.FIELD_DEFINITION ||
    node.kind === Kind.INPUT_VALUE_DEFINITION ||
    node.kind === Kind.ENUM_VALUE_DEFINITION;
  return print(isMember ? node : ({ ...node, ...noMembers } as ASTNode));
}

function coordinateOf(definition: DefinitionNode): string {
  if (definition.kind === Kind.DIRECTIVE_DEFINITION) return `@${definition.name.value}`;
  return 'name' in definition && definition.name ? definition.name.value : 'schema';
}

function membersOf(type: string, definition: DefinitionNode): Element[] {
  if (definition.kind === Kind.DIRECTIVE_DEFINITION) return argumentsOf(type, definition);
  const values = 'values' in definition ? (definition.values ?? []) : [];
  const fields = 'fields' in definition ? (definition.fields ?? []) : [];
  return [...values, ...fields].flatMap((member) => {
    const coordinate = `${type}.${member.name.value}`;
    return [element(coordinate, member), ...argumentsOf(coordinate, member)];
  });
}

function argumentsOf(of: string, node: ASTNode): Element[] {
  if (node.kind !== Kind.FIELD_DEFINITION && node.kind !== Kind.DIRECTIVE_DEFINITION) return [];
  return (node.arguments ?? []).map((argument) => element(`${of}(${argument.name.value}:)`, argument));
}

function element(coordinate: string, node: ElementNode): Element {
  const { start = 0, end = 0 } = node.loc ?? {};
  return { coordinate, node, start, end };
}
