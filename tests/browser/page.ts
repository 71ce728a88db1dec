/** A page that shows the free seats of a trip, once by graphql-ws and once by an EventSource. */
export const seatsPage = (tripId: string): string => `<!doctype html>
<p>graphql-ws: <output id="graphql-ws"></output></p>
<p>EventSource: <output id="event-source"></output></p>
<script type="module">
  import { createClient } from '/graphql-ws/client.js';

  const query = 'subscription ($id: ID!) { tripUpdated(tripId: $id) { availableSeats } }';
  const variables = { id: ${JSON.stringify(tripId)} };
  const show = (id, { data }) => {
    document.getElementById(id).textContent = data.tripUpdated.availableSeats;
  };

  const client = createClient({
    url: location.origin.replace(/^http/, 'ws') + '/graphql',
    retryAttempts: Infinity,
    shouldRetry: () => true,
  });
  client.subscribe({ query, variables }, {
    next: (result) => show('graphql-ws', result),
    error: (error) => console.error(error),
    complete: () => console.error('complete'),
  });

  const parameters = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  const source = new EventSource('/graphql?' + parameters);
  source.addEventListener('next', ({ data }) => show('event-source', JSON.parse(data)));
  source.addEventListener('complete', () => console.error('complete'));
</script>
`;
