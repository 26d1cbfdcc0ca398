/**
 * ONNX Runtime's native library, loaded so that it and the graphics driver write nothing about the user. Nothing else imports it.
 *
 * From version 1.29 on the library reports every session to its vendor (Linux and macOS): it keeps a device id and a database of
 * events in the user's cache folder, and sends them. It reads `ORT_DISABLE_TELEMETRY` once, when it is loaded, from the environment
 * of the process. `process.env` of a worker thread is usually a copy that the process never sees, so the setting is read back.
 */
import { isMainThread } from 'node:worker_threads';
import { coded } from '../errors/coded.ts';
import type { OnnxRuntime } from './session.ts';

/** The variables to set before the library is loaded; they overwrite the user's values. */
type Settings = Readonly<Record<string, string>>;

const LIBRARY: Settings = { ORT_DISABLE_TELEMETRY: '1' };

const GRAPHICS_DRIVERS: Settings = {
  // Drivers keep compiled shaders in the user's cache folder: Mesa (docs.mesa3d.org/envvars.html), NVIDIA (its Linux driver's README,
  // "Specifying OpenGL Environment Variable Settings"; it counts for Vulkan, too).
  MESA_SHADER_CACHE_DISABLE: 'true',
  __GL_SHADER_DISK_CACHE: '0',
};

/** The time that the main thread may take to set its environment, in milliseconds. A blocked thread never does. */
const MAIN_THREAD_PATIENCE = 5_000;

/**
 * Loads the library, with its telemetry off.
 *
 * @throws Error if it is not installed, cannot be loaded, or its telemetry cannot be turned off.
 */
export async function loadNativeRuntime(backend: 'cpu' | 'webgpu'): Promise<OnnxRuntime> {
  await quieten({ ...LIBRARY, ...(backend === 'webgpu' ? GRAPHICS_DRIVERS : {}) });
  return (await import('onnxruntime-node')) as unknown as OnnxRuntime;
}

/** Sets the environment of the process, from any thread. */
async function quieten(settings: Settings): Promise<void> {
  Object.assign(process.env, settings);
  // There the library uses the system's own tracing, not the environment.
  if (process.platform === 'win32' || isSet(settings)) return;
  if (!isMainThread) await setInMainThread(settings);
  if (isSet(settings)) return;
  throw coded(
    new Error(
      "Expected to turn off the native runtime's telemetry but process.env does not reach the environment of the process",
    ),
    'runtime-missing',
  );
}

/** Whether native code sees these settings: the diagnostic report reads the environment of the process, past `process.env`. */
function isSet(settings: Settings): boolean {
  const report = process.report as typeof process.report & { excludeNetwork?: boolean; excludeEnv?: boolean };
  const { excludeNetwork, excludeEnv } = report;
  try {
    // Without the first one, a report may look up the names of peers.
    report.excludeNetwork = true;
    if (excludeEnv !== undefined) report.excludeEnv = false;
    const { environmentVariables = {} } = report.getReport() as {
      environmentVariables?: Readonly<Record<string, string>>;
    };
    return Object.entries(settings).every(([name, value]) => environmentVariables[name] === value);
  } finally {
    if (excludeNetwork !== undefined) report.excludeNetwork = excludeNetwork;
    if (excludeEnv !== undefined) report.excludeEnv = excludeEnv;
  }
}

/** Makes the main thread set its environment, which is that of the process. */
async function setInMainThread(settings: Settings): Promise<void> {
  const { Session } = await import('node:inspector');
  const session = new Session();
  let timer: NodeJS.Timeout | undefined;
  try {
    session.connectToMainThread();
    await new Promise<void>((resolve) => {
      timer = setTimeout(resolve, MAIN_THREAD_PATIENCE);
      const expression = `Object.assign(process.env, ${JSON.stringify(settings)}), true`;
      session.post('Runtime.evaluate', { expression }, () => resolve());
    });
  } catch {
    // The process has no inspector; check again whether the setting is visible.
  } finally {
    clearTimeout(timer);
    session.disconnect();
  }
}
