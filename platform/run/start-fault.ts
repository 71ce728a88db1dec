/** A fault of the environment that keeps a process from starting. Its message is for the operator, without a stack. */
export class StartFault extends Error {}
