/** The exact method and the key, in words. */
export function ExactSteps() {
  return (
    <section aria-labelledby="exact-title">
      <h2 id="exact-title">Exactly, without a network</h2>
      <ol class="steps plain">
        <li>
          <h3>The secret becomes bytes</h3>
          <p>
            A picture is coded by JPEG 2000 so that it just fills the room there is, or without loss by JPEG
            XL. Any other file is taken as it is.
          </p>
        </li>
        <li>
          <h3>The bytes are encrypted</h3>
          <p>
            Argon2id makes a key of the passphrase, slowly on purpose; AES-256-GCM encrypts and seals. Whoever
            changes one bit is found out, and a wrong passphrase finds nothing.
          </p>
        </li>
        <li>
          <h3>They go into the lowest bits, with as little change as may be</h3>
          <p>
            Syndrome-trellis codes choose, of all the ways to write these bits, the one that changes the
            least: most samples stay as they are, the others move by one or two of 255. Which samples carry
            what is decided by the key.
          </p>
        </li>
      </ol>
      <p>
        The network’s containers carry a mark of the same kind, a few thousand samples that the key chooses.
        That is how this page can say “nothing is hidden here” and mean it: the chance of a false yes is one
        in 10<sup>18</sup>.
      </p>
    </section>
  );
}
