const idOf = (prefix: string, number: number) => `${prefix}_0190000000007000a000${String(number).padStart(12, '0')}`;

const passenger = (number: number, fullName: string) => ({
  id: idOf('p', number),
  phoneNumber: `+96650000000${number}`,
  fullName,
});

const driver = (number: number, fullName: string, type: string, name: string, model: string) => ({
  id: idOf('d', number),
  phoneNumber: `+96651000000${number}`,
  fullName,
  vehicle: { id: idOf('v', number), type, name, model },
});

/** The one-time code that every phone number accepts, unless DEMO_OTP sets another. */
export const defaultDemoOtp = '000000';

/** The accounts of the demo data. Their ids are fixed, so that seeding again finds them. */
export const demoAccounts = {
  passengers: [
    passenger(1, 'Mona Alharbi'),
    passenger(2, 'Salem Alqahtani'),
    passenger(3, 'Noura Aldosari'),
    passenger(4, 'Yousef Alghamdi'),
    passenger(5, 'Hind Alshehri'),
  ],
  drivers: [
    driver(1, 'Fahad Alotaibi', 'sedan', 'White Camry', 'Toyota Camry 2024'),
    driver(2, 'Khalid Alzahrani', 'SUV', 'Black Tahoe', 'Chevrolet Tahoe 2023'),
    driver(3, 'Saad Almutairi', 'van', 'Silver Hiace', 'Toyota Hiace 2022'),
  ],
  admin: { id: idOf('a', 1), email: 'admin@masar.test', password: 'masar-admin', fullName: 'Demo Admin' },
} as const;
