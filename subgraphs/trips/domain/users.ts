/** A vehicle and whose it is, as users has it. A removed one is inactive. */
export interface VehicleFacts {
  isActive: boolean;
  seatCapacity: number;
  driverId: string;
  driverIsActive: boolean;
}

/** A passenger's account. A deleted one is inactive, and its name and phone number are gone. */
export interface PassengerFacts {
  isActive: boolean;
  fullName: string | null;
  phoneNumber: string | null;
}

/** What trips asks users for, for the caller's sake. Null for what never existed. */
export interface Users {
  vehicle(id: string): Promise<VehicleFacts | null>;
  passenger(id: string): Promise<PassengerFacts | null>;
}
