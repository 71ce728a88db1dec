// The floor, which is the cost of Node itself: sends the same requests to the subgraphs in the same waves, reads and merges their answers,
// and writes the answer. No GraphQL.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Pool } from 'undici';

const [file, port] = process.argv.slice(2);
/** The waves of [url, body] and the answer, by operation. */
const operations = new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8'))));
const pools = new Map();

function poolOf(origin) {
  let pool = pools.get(origin);
  if (!pool) {
    pool = new Pool(origin, { connections: 64 });
    pools.set(origin, pool);
  }
  return pool;
}

async function post([url, body], authorization) {
  const { origin, pathname } = new URL(url);
  const headers = { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) };
  const answer = await poolOf(origin).request({ method: 'POST', path: pathname, headers, body });
  return JSON.parse(await answer.body.text());
}

createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', async () => {
    const { operationName, variables } = JSON.parse(Buffer.concat(chunks).toString());
    // A shelf that differs in every request is in the ids of the requests to the subgraphs and of the answer.
    const withShelf = (text) => (variables?.shelf ? text.replaceAll('000000', variables.shelf) : text);
    const { waves, answer } = operations.get(operationName) ?? { waves: [], answer: {} };
    const merged = [];
    for (const wave of waves) {
      const answers = await Promise.all(
        wave.map(([url, body]) => post([url, withShelf(body)], request.headers.authorization)),
      );
      for (const { data } of answers) merged.push(Object.assign({}, data));
    }
    const body = withShelf(JSON.stringify(answer));
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
    response.end(body);
  });
}).listen(Number(port), '127.0.0.1');
