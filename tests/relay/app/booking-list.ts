const graphql = String.raw;

/** A passenger's bookings, read from the oldest back to the newest, and again by the passenger's id. */
export const documents = [
  graphql`
    query bookingListQuery($id: ID!) {
      node(id: $id) {
        ...bookingList_passenger @alias
      }
    }
  `,
  graphql`
    fragment bookingList_passenger on Passenger
    @argumentDefinitions(count: { type: "Int", defaultValue: 2 }, cursor: { type: "String" })
    @refetchable(queryName: "bookingListPreviousQuery") {
      bookings(last: $count, before: $cursor) @connection(key: "bookingList_bookings") {
        edges {
          node {
            ...bookingList_booking
          }
        }
      }
    }
  `,
  graphql`
    fragment bookingList_booking on SeatBooking @refetchable(queryName: "bookingListBookingQuery") {
      seatNumber
      status
    }
  `,
  graphql`
    query bookingListNodesQuery($ids: [ID!]!) {
      nodes(ids: $ids) {
        __typename
        id
        ...bookingList_booking @alias
        ...bookingList_passenger @arguments(count: 1) @alias
      }
    }
  `,
];
