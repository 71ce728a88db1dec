import type { Caller } from '#platform/subgraph/caller.ts';
import { type RequestFields, subgraphFieldsClient } from '#platform/subgraph/graphql-client.ts';
import type { BatchLoad } from '#platform/subgraph/row-loader.ts';
import { type Node, nodeSourceOf, type OtherSubgraph } from './domain/nodes/node-sources.ts';

/** Ids of one request to another subgraph. */
const idsPerRequest = 100;

/** Reads the nodes of each other subgraph. A node that it refuses or cannot read is a Refusal in the map, with which the load of its id fails. */
export type NodeOwners = Record<OtherSubgraph, BatchLoad<string, Node>>;

/** Reads nodes by the fields of the subgraphs that own them, with the caller's own token. The nodes of one operation share requests. */
export function nodeOwners(urls: Record<OtherSubgraph, string>): (caller: Caller) => NodeOwners {
  // A loader shares the loads of one batch function, so that an operation needs the same one each time.
  const byCaller = new WeakMap<Caller, NodeOwners>();
  const clients = {
    trips: subgraphFieldsClient('trips', urls.trips),
    notifications: subgraphFieldsClient('notifications', urls.notifications),
  };
  return (caller) => {
    const known = byCaller.get(caller);
    if (known) return known;
    const owners = { trips: ownerOf(clients.trips, caller), notifications: ownerOf(clients.notifications, caller) };
    byCaller.set(caller, owners);
    return owners;
  };
}

function ownerOf(request: RequestFields, caller: Caller): BatchLoad<string, Node> {
  return async (_em, ids) => {
    const requests = Array.from({ length: Math.ceil(ids.length / idsPerRequest) }, (_, at) =>
      readAll(request, caller, ids.slice(at * idsPerRequest, (at + 1) * idsPerRequest)),
    );
    return new Map((await Promise.all(requests)).flat());
  };
}

/** Selects each node under an alias of its own, so that one does not cost the others. */
async function readAll(
  request: RequestFields,
  { token, requestId, traceparent, deadline }: Caller,
  ids: readonly string[],
): Promise<[string, Node][]> {
  const declared = ids.map((_, at) => `$id${at}: ID!`).join(' ');
  const selected = ids.map((id, at) => `n${at}: ${nodeSourceOf(id)?.field}(id: $id${at}) { id }`).join(' ');
  const variables = Object.fromEntries(ids.map((id, at) => [`id${at}`, id]));
  const query = `query Nodes(${declared}) { ${selected} }`;
  const limit = deadline === undefined ? {} : { deadline };
  const nodes = await request({ query, variables, token, requestId, traceparent, ...limit });
  return ids.map((id, at) => [id, nodes.get(`n${at}`) as Node]);
}
