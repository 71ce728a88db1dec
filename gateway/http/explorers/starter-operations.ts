import { type DocumentNode, type GraphQLSchema, getOperationAST, parse, validate } from 'graphql';

/** Operations that an explorer opens with, with values for their variables. */
export interface StarterOperation {
  document: string;
  variables: Record<string, unknown>;
}

/** The way from signing in to watching a trip. A passenger of the demo data signs in. */
const operations: readonly StarterOperation[] = [
  {
    document: `# 1. Signs in. GraphiQL then sends the access token
# with each operation.
# The code 000000 is valid under npm start. Elsewhere
# RequestCode, the last operation, sends one.
mutation SignIn($signIn: SignInWithOtpInput!) {
  signInWithOtp(input: $signIn) {
    accessToken
    refreshToken
    expiresIn
    scope
    account {
      id
      fullName
    }
  }
}
`,
    variables: { signIn: { phoneNumber: '+966500000001', accountType: 'PASSENGER', code: '000000' } },
  },
  {
    document: `# 2. Finds trips that have not departed yet. Copy the id
# of one into the variable tripId.
query SearchTrips($filter: TripFilter) {
  trips(filter: $filter, first: 10) {
    totalCount
    edges {
      node {
        id
        fromCity
        toCity
        departureTime
        price
        availableSeats
        driver {
          fullName
        }
      }
    }
  }
}
`,
    variables: { filter: { fromCity: 'Riyadh', minAvailableSeats: 1 } },
  },
  {
    document: `# 3. Books any seat of the trip tripId.
# seatNumbers: [1, 2] instead of seatCount names seats.
mutation BookSeats($tripId: ID!) {
  bookSeats(input: { tripId: $tripId, seatCount: 1 }) {
    bookings {
      id
      seatNumber
      status
      price
    }
    trip {
      availableSeats
    }
  }
}
`,
    variables: { tripId: 't_' },
  },
  {
    document: `# 4. Shows the trip tripId now and after each change,
# until you stop it. Book from another tab (+).
subscription WatchTrip($tripId: ID!) {
  tripUpdated(tripId: $tripId) {
    status
    availableSeats
    seats {
      number
      status
    }
  }
}
`,
    variables: { tripId: 't_' },
  },
  {
    document: `# 5. Shows each change of your bookings from now on,
# until you stop it. Book from another tab (+).
subscription WatchMyBookings {
  bookingUpdated {
    id
    seatNumber
    status
  }
}
`,
    variables: {},
  },
  {
    document: `# Sends a code to a phone, for SignIn.
mutation RequestCode($phone: RequestOtpInput!) {
  requestOtp(input: $phone) {
    expiresAt
    resendAt
  }
}
`,
    variables: { phone: { phoneNumber: '+966500000001', accountType: 'PASSENGER' } },
  },
];

/**
 * The operations that explorers open with, as one document with the variables of all: those that the schema can run. Null for a
 * supergraph that is not the platform's, which can run none.
 */
export function starterOperations(schema: GraphQLSchema): StarterOperation | null {
  const starters = operations.filter(({ document }) => canRun(schema, parse(document)));
  if (starters.length === 0) return null;
  return {
    document: starters.map(({ document }) => document).join('\n'),
    variables: Object.assign({}, ...starters.map(({ variables }) => variables)),
  };
}

/** Validation accepts any operation of a kind that the schema lacks. */
function canRun(schema: GraphQLSchema, document: DocumentNode): boolean {
  const operation = getOperationAST(document)?.operation;
  return !!operation && !!schema.getRootType(operation) && validate(schema, document).length === 0;
}
