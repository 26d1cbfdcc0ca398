import { signal } from '@preact/signals';
import type { DeviceChoice, Engine } from '../worker/jobs.ts';
import { studio } from '../worker/worker-client.ts';

const DEVICES: Readonly<Record<DeviceChoice, string>> = {
  auto: 'Automatic',
  webgpu: 'WebGPU',
  wasm: 'WebAssembly',
};

/** The engine of the networks; undefined until they first run. */
export const engine = signal<Engine | undefined>(undefined);

const choice = signal<DeviceChoice>(fromAddress());
studio.device = choice.value;

/** `?device=wasm` chooses the device, for tests and comparisons. */
function fromAddress(): DeviceChoice {
  const wanted = new URLSearchParams(location.search).get('device');
  return Object.hasOwn(DEVICES, wanted ?? '') ? (wanted as DeviceChoice) : 'auto';
}

/** Asks the worker for its engine, after work that needed a network. */
export async function noteEngine(): Promise<void> {
  engine.value = await studio.run('engine', {}).catch(() => undefined);
}

export function EngineStatus() {
  const running = engine.value;
  const threads = running && `${running.threads} thread${running.threads === 1 ? '' : 's'}`;
  return (
    <p class="engine">
      <label>
        Networks run on{' '}
        <select
          value={choice.value}
          onChange={({ currentTarget }) => {
            choice.value = currentTarget.value as DeviceChoice;
            studio.device = choice.value;
            engine.value = undefined;
          }}
        >
          {Object.entries(DEVICES).map(([name, title]) => (
            <option value={name}>{title}</option>
          ))}
        </select>
      </label>{' '}
      <output data-testid="engine">
        {running === undefined
          ? ''
          : `Active: ${running.backend === 'webgpu' ? 'WebGPU' : `WebAssembly, ${threads}`}. ${running.note}`}
      </output>
    </p>
  );
}
