import { say } from '../texts/say.ts';
import type { DeviceChoice as Device } from '../worker/jobs.ts';
import { chooseDevice, DEVICES, device } from './engine-status.tsx';

/** What the networks shall run on. */
export function DeviceChoice() {
  return (
    <label>
      {say('device.label')}
      <select
        value={device.value}
        onChange={({ currentTarget }) => chooseDevice(currentTarget.value as Device)}
      >
        {DEVICES.map((name) => (
          <option value={name}>{titleOf(name)}</option>
        ))}
      </select>
    </label>
  );
}

function titleOf(name: Device): string {
  return name === 'auto' ? say('device.auto') : { webgpu: 'WebGPU', wasm: 'WebAssembly' }[name];
}
