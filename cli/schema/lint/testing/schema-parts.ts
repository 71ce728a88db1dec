const imports =
  '"@key", "@authenticated", "@requiresScopes", "@listSize", "@interfaceObject", "@external", "@requires", "@override"';
/** The link that each schema of the cases begins with. */
export const head = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}]) `;
export const pages = '"i" first: Int "i" after: String "i" last: Int "i" before: String';
const sized = '@listSize(slicingArguments: ["first"], sizedFields: ["edges"])';
export const pageInfo =
  '"p" type PageInfo { "h" hasNextPage: Boolean! "h" hasPreviousPage: Boolean! "c" startCursor: String "c" endCursor: String }';
export const edge = '"e" type TripEdge { "c" cursor: String! "n" node: Int }';
export const connection = '"c" type TripConnection { "e" edges: [TripEdge!]! "p" pageInfo: PageInfo! }';
export const paged = (field: string, rest: string) => `"q" type Query { "t" ${field} } ${rest}`;
export const tripsPagedBy = (types: string) => paged(`trips(${pages}): TripConnection ${sized}`, types);
export const pagedTrips = tripsPagedBy(`${connection} ${edge} ${pageInfo}`);
export const query = '"q" type Query { "a" a: Int } ';
export const mutation = (field: string, rest = '') =>
  `${query} "m" type Mutation { "s" ${field} } "i" input StartInput { "a" a: Int } "p" type StartPayload { "a" a: Int } ${rest}`;

/** The users subgraph, whose entities the others extend. */
export const users = `${head} "d" type Driver @key(fields: "id") { "i" id: ID! "n" name: String! "n" rating: Float! } ${query}`;
export const driver = (field: string) => `${query} "d" type Driver @key(fields: "id") { "i" id: ID! "n" ${field} }`;
