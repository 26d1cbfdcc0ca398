import { signal } from '@preact/signals';
import { say, translated } from '../texts/say.ts';
import type { DeviceChoice, Engine } from '../worker/jobs.ts';
import { studio } from '../worker/worker-client.ts';

/** What can be chosen. */
export const DEVICES: readonly DeviceChoice[] = ['auto', 'webgpu', 'wasm'];

/** The engine of the networks; undefined until they first run. */
export const engine = signal<Engine | undefined>(undefined);

/** The device that was chosen for them. */
export const device = signal<DeviceChoice>(fromAddress());
studio.device = device.value;

/** `?device=wasm` chooses the device, for tests and comparisons. */
function fromAddress(): DeviceChoice {
  const wanted = new URLSearchParams(location.search).get('device');
  return DEVICES.find((name) => name === wanted) ?? 'auto';
}

export function chooseDevice(wanted: DeviceChoice): void {
  device.value = wanted;
  studio.device = wanted;
  engine.value = undefined;
}

/** Asks the worker for its engine, after work that needed a network. */
export async function noteEngine(): Promise<void> {
  engine.value = await studio.run('engine', {}).catch(() => undefined);
}

/** What the networks run on, once they ran. */
export function EngineStatus() {
  const running = engine.value;
  return (
    <p class="engine">
      <output data-testid="engine">{running === undefined ? '' : wordsOf(running)}</output>
    </p>
  );
}

function wordsOf({ backend, threads, notes }: Engine): string {
  const note = notes.map(translated).join(' ');
  return backend === 'webgpu' ? say('engine.webgpu', { note }) : say('engine.wasm', { count: threads, note });
}
