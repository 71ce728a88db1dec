import { type GraphQLOutputType, getNamedType, isCompositeType } from 'graphql';

/** A response path, and the object type that is selected on there. */
export interface Branch {
  path: string;
  type: string;
}

/** A field with arguments at a position of a document. */
export interface FieldUse {
  /** The field's name and arguments. */
  variant: string;
  type: GraphQLOutputType;
  /** The object types that are selected on at the position and above it. */
  branches: readonly Branch[];
}

/**
 * The response keys of a document. A key always has one shape. It stands for different fields, or for one with different arguments, only
 * where no object can have both: under different object types at one path (GraphQL specification, 5.3.2).
 */
export class ResponseKeys {
  readonly #uses = new Map<string, { shape: string; uses: FieldUse[] }>();

  /** Whether a field may have this key at a position. */
  fits(key: string, use: FieldUse): boolean {
    const known = this.#uses.get(key);
    if (!known) return true;
    return (
      known.shape === shapeOf(use.type) &&
      known.uses.every((each) => each.variant === use.variant || areExclusive(each, use))
    );
  }

  /** The keys that stand for other fields elsewhere and may stand for this one here. */
  sharedWith(use: FieldUse): string[] {
    return [...this.#uses.keys()].filter((key) => this.isShared(key, use) && this.fits(key, use));
  }

  /** Whether the key stands for another field elsewhere. */
  isShared(key: string, { variant }: FieldUse): boolean {
    return this.#uses.get(key)?.uses.some((each) => each.variant !== variant) ?? false;
  }

  add(key: string, use: FieldUse): void {
    const known = this.#uses.get(key) ?? { shape: shapeOf(use.type), uses: [] };
    known.uses.push(use);
    this.#uses.set(key, known);
  }
}

const areExclusive = (one: FieldUse, other: FieldUse): boolean =>
  one.branches.some(({ path, type }) => other.branches.some((each) => each.path === path && each.type !== type));

/** The type, with braces for an object. */
function shapeOf(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  return isCompositeType(named) ? String(type).replace(named.name, '{}') : String(type);
}
