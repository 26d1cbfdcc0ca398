import { useEffect, useMemo } from 'preact/hooks';

/** An address for bytes, as long as they are shown; empty if there are none. */
export function useObjectUrl(bytes: Uint8Array<ArrayBuffer> | undefined, type: string): string {
  const url = useMemo(
    () => (bytes === undefined ? '' : URL.createObjectURL(new Blob([bytes], { type }))),
    [bytes, type],
  );
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  return url;
}
