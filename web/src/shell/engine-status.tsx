import { signal } from '@preact/signals';
import type { DeviceChoice, Engine } from '../worker/jobs.ts';
import { studio } from '../worker/worker-client.ts';

export const DEVICES: Readonly<Record<DeviceChoice, string>> = {
  auto: 'Automatic',
  webgpu: 'WebGPU',
  wasm: 'WebAssembly',
};

/** The engine of the networks; undefined until they first run. */
export const engine = signal<Engine | undefined>(undefined);

/** The device that was chosen for them. */
export const device = signal<DeviceChoice>(fromAddress());
studio.device = device.value;

/** `?device=wasm` chooses the device, for tests and comparisons. */
function fromAddress(): DeviceChoice {
  const wanted = new URLSearchParams(location.search).get('device');
  return Object.hasOwn(DEVICES, wanted ?? '') ? (wanted as DeviceChoice) : 'auto';
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
  const threads = running && `${running.threads} thread${running.threads === 1 ? '' : 's'}`;
  return (
    <p class="engine">
      <output data-testid="engine">
        {running === undefined
          ? ''
          : `Active: ${running.backend === 'webgpu' ? 'WebGPU' : `WebAssembly, ${threads}`}. ${running.note}`}
      </output>
    </p>
  );
}
