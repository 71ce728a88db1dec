/** Why a process cannot start, for its operator: the message says all, and a stack would not help. */
export class StartFault extends Error {}
