import type { FetchNode, PlanNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  type DocumentNode,
  Kind,
  type NameNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

const step = '  ';

/** Prints a plan as Apollo's `prettyFormatQueryPlan` does, whose format their tools read. */
export function planText(node: PlanNode | undefined): string {
  return `QueryPlan {${node ? printNodes([node], '') : ''}}`;
}

function printNodes(nodes: readonly PlanNode[], indent: string): string {
  const lines = nodes.map((node) => `\n${indent}${step}${printNode(node, indent + step)},`);
  return `${lines.join('')}\n${indent}`;
}

function printNode(node: PlanNode, indent: string): string {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return `${node.kind} {${printNodes(node.nodes, indent)}}`;
    case 'Flatten':
      return `Flatten(path: "${node.path.join('.')}") {${printNodes([node.node], indent)}}`;
    case 'Condition':
      return printCondition(node, indent);
    case 'Fetch':
      return printFetch(node, indent);
    case 'Defer':
      throw new Error('the API schema has no @defer');
  }
}

function printCondition(node: Extract<PlanNode, { kind: 'Condition' }>, indent: string): string {
  const { condition, ifClause, elseClause } = node;
  const block = (head: string, body: PlanNode, at: string) =>
    `${head} {\n${at}${step}${printNode(body, at + step)}\n${at}}`;
  if (ifClause && elseClause) {
    const branches = `${block('Then', ifClause, indent + step)} ${block('Else', elseClause, indent + step)}`;
    return `Condition(if: $${condition}) {\n${indent}${step}${branches}\n${indent}}`;
  }
  if (ifClause) return block(`Include(if: $${condition})`, ifClause, indent);
  return elseClause ? block(`Skip(if: $${condition})`, elseClause, indent) : '';
}

function printFetch({ serviceName, id, requires, operation }: FetchNode, indent: string): string {
  const head = `Fetch(service: "${serviceName}"${id ? `, id: ${id}` : ''}) {\n`;
  const required = requires ? `${indented(print(selectionSet(requires)), indent + step)} =>\n` : '';
  return `${head}${required}${indented(fetchedSelections(parse(operation)), indent + step)}\n${indent}}`;
}

const indented = (text: string, indent: string): string =>
  text
    .split('\n')
    .map((line) => indent + line)
    .join('\n');

/** The selections of a fetch: those of its entities, and the definitions of its fragments. */
function fetchedSelections({ definitions }: DocumentNode): string {
  const printed = definitions.map((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return print(definition);
    const { operation, selectionSet: all } = definition;
    const [first] = all.selections;
    const isOfEntities = operation === 'query' && first?.kind === Kind.FIELD && first.name.value === '_entities';
    return print(isOfEntities && first.selectionSet ? first.selectionSet : all);
  });
  return printed.join('\n\n');
}

function selectionSet(selections: readonly QueryPlanSelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections: selections.map(selection) };
}

function selection(node: QueryPlanSelectionNode): SelectionNode {
  if (node.kind === 'InlineFragment') {
    const { typeCondition } = node;
    return {
      kind: Kind.INLINE_FRAGMENT,
      ...(typeCondition ? { typeCondition: { kind: Kind.NAMED_TYPE, name: name(typeCondition) } } : {}),
      selectionSet: selectionSet(node.selections),
    };
  }
  return {
    kind: Kind.FIELD,
    name: name(node.name),
    ...(node.selections?.length ? { selectionSet: selectionSet(node.selections) } : {}),
  };
}

const name = (value: string): NameNode => ({ kind: Kind.NAME, value });
