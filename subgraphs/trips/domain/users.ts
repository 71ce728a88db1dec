/** A vehicle and its driver. A removed vehicle is inactive. */
export interface VehicleFacts {
  isActive: boolean;
  seatCapacity: number;
  driverId: string;
  driverIsActive: boolean;
}

/** A passenger's account. A deleted one is inactive and has no name or phone number. */
export interface PassengerFacts {
  isActive: boolean;
  fullName: string | null;
  phoneNumber: string | null;
}

/** The port to the users subgraph, called on behalf of the caller. Returns null for ids that never existed. */
export interface Users {
  vehicle(id: string): Promise<VehicleFacts | null>;
  passenger(id: string): Promise<PassengerFacts | null>;
}
