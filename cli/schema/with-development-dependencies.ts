/**
 * Loads the module of a command that needs development dependencies, which a production install does not have, and runs it. Returns its exit
 * code; 2 when a package is missing, which it reports in one line.
 */
export async function withDevelopmentDependencies<Module>(
  load: () => Promise<Module>,
  run: (module: Module) => Promise<0 | 1 | 2>,
): Promise<0 | 1 | 2> {
  let module: Module;
  try {
    module = await load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND') throw error;
    const [missing] = message.split(' imported from ');
    console.error(`could not run: ${missing}: this command needs the development dependencies, which npm ci installs`);
    return 2;
  }
  return run(module);
}
