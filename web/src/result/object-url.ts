import { useEffect, useMemo } from 'preact/hooks';

/** An address for bytes or a file, as long as they are shown; empty if there are none. */
export function useObjectUrl(content: Uint8Array<ArrayBuffer> | Blob | undefined, type: string): string {
  const url = useMemo(
    () => (content === undefined ? '' : URL.createObjectURL(new Blob([content], { type }))),
    [content, type],
  );
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  return url;
}
