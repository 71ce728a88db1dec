import {
  type GraphQLEnumType,
  type GraphQLInputObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import { isJsonObject } from '../graphql/json-object.ts';

/** Receives each coordinate that the variables of a request use, types too, perhaps several times. */
export interface InputSink {
  use(coordinate: string): void;
}

/** Reports the input fields, the enum values, and the types of both that valid variables use. */
export type VariableInputs = (variables: Readonly<Record<string, unknown>>, sink: InputSink) => void;

type Reader = (value: unknown, sink: InputSink) => void;

/** Compiles the variables of an operation. Returns null where none is of an enum or an input object. */
export function variableInputs(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
): VariableInputs | null {
  const readers: [string, Reader][] = [];
  for (const { variable, type } of definitions) {
    const named = getNamedType(typeFromAST(schema, type));
    const reader = isEnumType(named) || isInputObjectType(named) ? readerOf(schema, named) : undefined;
    if (reader) readers.push([variable.name.value, reader]);
  }
  if (readers.length === 0) return null;
  return (variables, sink) => {
    for (const [name, read] of readers) read(variables[name], sink);
  };
}

const readersBySchema = new WeakMap<GraphQLSchema, Map<string, Reader>>();

/** The reader of a type, made once for each schema: input objects may contain themselves. */
function readerOf(schema: GraphQLSchema, type: GraphQLEnumType | GraphQLInputObjectType): Reader {
  let readers = readersBySchema.get(schema);
  if (!readers) {
    readers = new Map();
    readersBySchema.set(schema, readers);
  }
  let reader = readers.get(type.name);
  if (!reader) {
    reader = isEnumType(type) ? enumReader(type) : objectReader(schema, type);
    readers.set(type.name, reader);
  }
  return reader;
}

function enumReader(type: GraphQLEnumType): Reader {
  const coordinates = new Map(type.getValues().map(({ name }) => [name, `${type.name}.${name}`]));
  const read: Reader = (value, sink) => {
    if (Array.isArray(value)) {
      for (const each of value) read(each, sink);
      return;
    }
    const coordinate = typeof value === 'string' ? coordinates.get(value) : undefined;
    if (coordinate === undefined) return;
    sink.use(type.name);
    sink.use(coordinate);
  };
  return read;
}

function objectReader(schema: GraphQLSchema, type: GraphQLInputObjectType): Reader {
  let fields: Map<string, { coordinate: string; read: Reader | null }> | undefined;
  const read: Reader = (value, sink) => {
    if (Array.isArray(value)) {
      for (const each of value) read(each, sink);
      return;
    }
    if (!isJsonObject(value)) return;
    fields ??= new Map(
      Object.values(type.getFields()).map((field) => {
        const named = getNamedType(field.type);
        const inner = isEnumType(named) || isInputObjectType(named) ? readerOf(schema, named) : null;
        return [field.name, { coordinate: `${type.name}.${field.name}`, read: inner }];
      }),
    );
    sink.use(type.name);
    for (const name of Object.keys(value)) {
      const field = fields.get(name);
      if (!field) continue;
      sink.use(field.coordinate);
      field.read?.(value[name], sink);
    }
  };
  return read;
}
