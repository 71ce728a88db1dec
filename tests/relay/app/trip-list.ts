// A part of a client's project, for the Relay compiler. It finds operations by the name of the tag, and wants them named after the file.
const graphql = String.raw;

/** A list that its user reads forward, and a card of each trip that is read again by the trip's id. */
export const documents = [
  graphql`
    query tripListQuery($fromCity: String, $count: Int!) {
      ...tripList_trips @arguments(fromCity: $fromCity, count: $count)
    }
  `,
  graphql`
    fragment tripList_trips on Query
    @argumentDefinitions(fromCity: { type: "String" }, count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" })
    @refetchable(queryName: "tripListNextQuery") {
      trips(filter: { fromCity: $fromCity }, first: $count, after: $cursor) @connection(key: "tripList_trips") {
        edges {
          node {
            ...tripList_card
            driver {
              ...tripList_account
            }
          }
        }
      }
    }
  `,
  graphql`
    fragment tripList_card on Trip @refetchable(queryName: "tripListCardQuery") {
      id
      fromCity
      availableSeats
    }
  `,
  graphql`
    fragment tripList_account on Account {
      fullName
      ...tripList_key @alias
    }
  `,
  graphql`
    fragment tripList_key on Node {
      id
    }
  `,
];
