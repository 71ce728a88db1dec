import { type ASTNode, type DefinitionNode, type DocumentNode, Kind, print } from 'graphql';

/** An element of a schema's document, with the text that defines it. */
export interface Element {
  /** Such as `Trip`, `Trip.price`, `Query.trip(id:)` or `@state`. */
  coordinate: string;
  /** The definition, in one format; of a type without its members. */
  text: string;
  /** The range in the file: of characters, from 0. */
  start: number;
  end: number;
}

const withoutMembers: object = { fields: [], values: [], arguments: [] };

/** Returns the elements of a document: types, extensions and directives, their members, and the arguments of those. */
export function elementsOf({ definitions }: DocumentNode): Element[] {
  return definitions.flatMap((definition) => {
    const coordinate = coordinateOf(definition);
    const header = { ...definition, ...withoutMembers } as DefinitionNode;
    return [element(coordinate, definition, header), ...membersOf(coordinate, definition)];
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
  for (const { coordinate, text } of elements) texts.set(coordinate, `${texts.get(coordinate) ?? ''}${text}\n`);
  return texts;
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

function element(coordinate: string, node: ASTNode, printed: ASTNode = node): Element {
  const { start = 0, end = 0 } = node.loc ?? {};
  return { coordinate, text: print(printed), start, end };
}
