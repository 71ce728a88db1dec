import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
  print,
} from 'graphql';
import { AccessRules } from '../../cli/schema/changes/access/access-rules.ts';
import { anonymous, clientRoles, viewingAs } from '../../cli/schema/changes/access/viewing.ts';
import { ComparedSupergraph } from '../../cli/schema/changes/supergraph.ts';
import { CostWeights, type ListSize } from '../../gateway/admission/cost/cost-weights.ts';
import { cell, generatedNotice, table } from './markdown-table.ts';

type OutputType = GraphQLObjectType | GraphQLInterfaceType;

const groups: readonly [string, (type: GraphQLNamedType, isRoot: boolean) => boolean][] = [
  ['Operations', (_type, isRoot) => isRoot],
  ['Objects', (type, isRoot) => isObjectType(type) && !isRoot],
  ['Interfaces', isInterfaceType],
  ['Unions', isUnionType],
  ['Inputs', isInputObjectType],
  ['Enums', isEnumType],
  ['Scalars', (type) => isScalarType(type) && !isSpecifiedScalarType(type)],
];

/** Returns the reference of the schema that clients see, in Markdown. */
export function schemaReference(supergraphSdl: string): string {
  return new Reference(supergraphSdl).text();
}

class Reference {
  readonly #supergraph: ComparedSupergraph;
  readonly #access: AccessRules;
  readonly #costs: CostWeights;

  constructor(supergraphSdl: string) {
    this.#supergraph = new ComparedSupergraph(supergraphSdl);
    this.#access = new AccessRules(supergraphSdl);
    const options = { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES };
    this.#costs = new CostWeights(Supergraph.build(supergraphSdl, options));
  }

  text(): string {
    const schema = this.#supergraph.apiSchema;
    const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
    const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type));
    const sections = groups.map(([title, belongs]) => {
      const members = types.filter((type) => belongs(type, roots.has(type as GraphQLObjectType)));
      return [title, members.sort((a, b) => (a.name < b.name ? -1 : 1))] as const;
    });
    return [
      '# Schema reference',
      generatedNotice,
      '',
      'The types that clients see. **Access** is who may select a field by the rules of the schema. A resolver may refuse more, as its description',
      "says: a driver's phone number is for that driver and admins. **Cost** has what `@cost` and `@listSize` set. Without them a mutation",
      'costs 10, an object 1 and a value nothing, for each item of a list ([costs](../costs-and-plans.md)).',
      '',
      ...sections.flatMap(([title, members]) =>
        members.length === 0 ? [] : [`## ${title}`, '', ...members.flatMap((type) => this.#type(type))],
      ),
    ].join('\n');
  }

  #type(type: GraphQLNamedType): string[] {
    const facts = [
      ...this.#implements(type),
      ...(isObjectType(type) || isInterfaceType(type) ? this.#subgraphs(type) : []),
    ];
    return [
      `### ${type.name}`,
      ...(type.description ? [type.description.trim()] : []),
      ...(facts.length > 0 ? ['', facts.join(' ')] : []),
      '',
      ...this.#members(type),
    ];
  }

  #implements(type: GraphQLNamedType): string[] {
    if (isUnionType(type)) return [`One of ${type.getTypes().map(link).join(', ')}.`];
    if (isInterfaceType(type)) {
      const objects = this.#supergraph.apiSchema.getPossibleTypes(type);
      return [`Implemented by ${objects.map(link).join(', ')}.`];
    }
    if (!isObjectType(type) || type.getInterfaces().length === 0) return [];
    return [`Implements ${type.getInterfaces().map(link).join(', ')}.`];
  }

  #subgraphs({ name }: GraphQLNamedType): string[] {
    const node = this.#supergraph.elements.get(name)?.element.astNode;
    const joins = node && 'directives' in node ? (node.directives ?? []) : [];
    const names = joins
      .filter((each) => each.name.value === 'join__type')
      .map((each) => this.#supergraph.subgraphOf(each))
      .filter((each) => each !== undefined);
    return [`In ${[...new Set(names)].sort().join(', ')}.`];
  }

  #members(type: GraphQLNamedType): string[] {
    if (isObjectType(type) || isInterfaceType(type)) {
      const rows = Object.values(type.getFields()).flatMap((field) => this.#field(type, field));
      return [...table(['Field', 'Type', 'Access', 'Cost', ''], rows), ''];
    }
    if (isInputObjectType(type)) {
      const rows = Object.values(type.getFields()).map((field) => [
        `\`${field.name}\``,
        typeText(field),
        this.#weight(`${type.name}.${field.name}`),
        descriptionOf(field),
      ]);
      return [...table(['Field', 'Type', 'Cost', ''], rows), ''];
    }
    if (!isEnumType(type)) return [];
    const rows = type.getValues().map((value) => [`\`${value.name}\``, descriptionOf(value)]);
    return [...table(['Value', ''], rows), ''];
  }

  #field(type: OutputType, field: GraphQLField<unknown, unknown>): string[][] {
    const coordinate = `${type.name}.${field.name}`;
    const cost = [this.#weight(coordinate), sizeText(this.#costs.listSize(coordinate))].filter((each) => each !== '');
    return [
      [
        `**\`${field.name}\`**`,
        typeText(field),
        this.#accessText(type.name, field.name),
        cost.join('; '),
        descriptionOf(field),
      ],
      ...field.args.map((argument) => [
        `\`${field.name}(${argument.name}:)\``,
        typeText(argument),
        '',
        this.#weight(`${coordinate}(${argument.name}:)`),
        descriptionOf(argument),
      ]),
    ];
  }

  #weight(coordinate: string): string {
    return String(this.#costs.weight(coordinate) ?? '');
  }

  #accessText(type: string, field: string): string {
    const roles = clientRoles.filter((role) => this.#access.mayAccess(viewingAs(role), type, field));
    if (roles.length === clientRoles.length) return 'everyone';
    if (roles.length === clientRoles.length - 1 && !roles.includes(anonymous)) return 'signed in';
    return roles.length === 0 ? 'nobody' : roles.join(', ');
  }
}

function sizeText(size: ListSize | undefined): string {
  if (!size) return '';
  const { assumedSize, slicingArguments } = size;
  const assumed = assumedSize === null ? [] : [`${assumedSize} items assumed`];
  const sliced = slicingArguments.length > 0 ? [`as many as \`${slicingArguments.join('` or `')}\` says`] : [];
  return [...sliced, ...assumed].join(', else ');
}

function typeText(element: GraphQLField<unknown, unknown> | GraphQLArgument | GraphQLInputField): string {
  const { type } = element;
  const value = element.astNode && 'defaultValue' in element.astNode ? element.astNode.defaultValue : undefined;
  const text = value ? ` = \`${print(value)}\`` : '';
  return `${typeLink(type)}${text}`;
}

function typeLink(type: GraphQLType): string {
  const named = getNamedType(type);
  const escaped = String(type).replace(/[[\]]/g, '\\$&');
  return isSpecifiedScalarType(named) ? escaped : escaped.replace(named.name, link(named));
}

function link({ name }: GraphQLNamedType): string {
  return `[${name}](#${name.toLowerCase()})`;
}

function descriptionOf({
  description,
  deprecationReason,
}: {
  description?: string | null | undefined;
  deprecationReason?: string | null | undefined;
}): string {
  const deprecated = deprecationReason ? `**Deprecated:** ${deprecationReason} ` : '';
  return cell(`${deprecated}${description ?? ''}`);
}
