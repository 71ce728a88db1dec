/** What is no field of a type. */
type Special = '__resolveReference' | '__isTypeOf' | '__resolveType';

type ResultOf<Resolver> =
  Extract<NonNullable<Resolver>, (...parameters: never) => unknown> extends (...parameters: never) => infer Result
    ? Result
    : never;

/** What GraphQL makes a value of the type from: of undefined null, of a method what it returns. */
type Source<Result> = Result | (null extends Result ? undefined : never) | ((...parameters: never) => Result);

type Unanswered<Resolvers, Parent> = {
  [Field in keyof Resolvers]-?: Field extends Special
    ? never
    : Field extends keyof Parent
      ? Parent[Field] extends Source<ResultOf<Resolvers[Field]>>
        ? never
        : Field
      : Field;
}[keyof Resolvers];

/**
 * The resolvers of an object type, of which some are required: those of the fields for which the parent object has no property with a value
 * of the field's type.
 */
export type RequiredResolvers<Resolvers, Parent> = Omit<Resolvers, Unanswered<Resolvers, Parent>> &
  Required<Pick<Resolvers, Unanswered<Resolvers, Parent>>>;

type Incomplete<Types> = {
  [Type in keyof Types]-?: Record<never, never> extends NonNullable<Types[Type]> ? never : Type;
}[keyof Types];

/** The resolvers of a subgraph by type. Those of a type that has a required one are required. */
export type RequiredTypes<Types> = Omit<Types, Incomplete<Types>> & Required<Pick<Types, Incomplete<Types>>>;
