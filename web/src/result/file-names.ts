/** Names of new files. */

/**
 * The name of a new file after that of another one.
 *
 * @param name - the other one's.
 * @param addition - what is put behind it, such as `-marked`.
 * @param ending - of the new file, such as `.png`.
 * @param taken - names that are in use.
 */
export function newName(
  name: string,
  addition: string,
  ending: string,
  taken: readonly string[] = [],
): string {
  const stem = `${name.replace(/\.[^.]*$/, '') || 'photo'}${addition}`;
  let proposed = `${stem}${ending}`;
  for (let number = 2; taken.includes(proposed); number++) proposed = `${stem}-${number}${ending}`;
  return proposed;
}
