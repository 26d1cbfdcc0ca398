import type { DeviceChoice as Device } from '../worker/jobs.ts';
import { chooseDevice, DEVICES, device } from './engine-status.tsx';

/** What the networks shall run on. */
export function DeviceChoice() {
  return (
    <label>
      Networks run on
      <select
        value={device.value}
        onChange={({ currentTarget }) => chooseDevice(currentTarget.value as Device)}
      >
        {Object.entries(DEVICES).map(([name, title]) => (
          <option value={name}>{title}</option>
        ))}
      </select>
    </label>
  );
}
