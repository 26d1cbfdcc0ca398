import { say } from '../texts/say.ts';
/** Hands a file to another program of the device, where the browser can. */
export function ShareButton({
  file,
  type,
  name,
}: {
  readonly file: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly name: string;
}) {
  const data = { files: [new File([file], name, { type })] };
  if (!('canShare' in navigator) || !navigator.canShare(data)) return null;
  return (
    <button
      type="button"
      class="secondary"
      // Whoever changes their mind has lost nothing.
      onClick={() => void navigator.share(data).catch(() => undefined)}
    >
      {say('result.share')}
    </button>
  );
}
