/** The same rows in shared memory, so that passing them to another thread copies nothing. */
export function sharedRows(rows: readonly Float32Array[]): Float32Array[] {
  const length = rows.reduce((sum, row) => sum + row.length, 0);
  const memory = new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
  let end = 0;
  return rows.map((row) => {
    const start = end;
    end += row.length;
    memory.set(row, start);
    return memory.subarray(start, end);
  });
}
