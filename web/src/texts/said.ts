/**
 * Sentences of the worker and the library that the page shows, as they say them, so that they can be found and said in another language. In
 * English they need no text: this file is fetched with another language.
 */
export const said = {
  'said.stage.hiding': 'Hiding',
  'said.stage.writing': 'Writing the file',
  'said.stage.checking': 'Revealing it from the file, to be sure',
  'said.stage.revealing': 'Revealing',
  'said.stage.looking': 'Looking for the key’s mark',
  'said.stage.attacking': 'Attacking',
  'said.stage.left': 'Revealing what is left',
  'said.stage.inside': 'Looking inside',
  'said.stage.fetching': 'Fetching the network',
  'said.stage.fetching.size': 'Fetching the network ({size} MB, once)',
  'said.stage.runtime': 'Fetching the runtime ({size} MB, once)',
  'said.stage.preparing': 'Preparing the network',
  'said.stage.card': 'Checking the graphics card',
  'said.stage.hiding.looking': 'Hiding, and looking',
  'said.stage.revealing.looking': 'Revealing, and looking',
  'said.stage.marking': 'Marking',
  'said.stage.reading': 'Reading the mark back',
  'said.stage.trying': 'Trying half its size and a strong JPEG',
  'said.stage.looking.mark': 'Looking for the mark',
  'said.engine.copy': 'This copy of the page has no WebGPU.',
  'said.engine.none': 'This browser has no WebGPU.',
  'said.engine.software': 'WebGPU runs in software here.',
  'said.engine.silent': 'WebGPU does not answer here.',
  'said.engine.otherwise': 'WebGPU computes something else here than it should, and is not used.',
  'said.engine.failed': 'WebGPU could not be started, or does not answer.',
  'said.engine.isolation': 'The page is not cross-origin isolated, so that there is only one thread.',
  'said.picture.empty': '{name} is an empty file.',
  'said.picture.huge': '{name} is larger than 256 MiB.',
  'said.picture.pixels':
    '{name} has {count} million pixels; a page can work on {most}. Use the command line.',
  'said.picture.unreadable': '{name} is a {format} picture, which this browser cannot read.',
  'said.picture.animated': '{name} is an animated WebP, which this page cannot read.',
  'said.picture.damaged':
    '{name} is damaged or cut short, or a kind of picture that this browser cannot read.',
  'said.picture.none': '{name} is not a picture that this browser can read.',
  'said.picture.still': 'It is animated: only its first picture is used here.',
  'said.picture.profile': 'It has a colour profile that is not a sound one for RGB samples; it was dropped.',
  'said.fetch.failed': '{file} could not be fetched.',
  'said.fetch.offline': '{file} could not be fetched: there is no connection.',
  'said.worker.failed': 'The part of the page that does the work could not be started.',
  'said.model.foreign':
    'Something is hidden here, with a network of somebody’s own that this page does not have. The command line reveals it: pentimento reveal --model.',
  'said.mark.flat': 'the mark does not read back: the picture is too flat or too small for a mark.',
  'said.warning.open': 'No passphrase: anyone with Pentimento can reveal the secret',
  'said.warning.decoded':
    'The cover was decoded from a JPEG, where single changed pixels stand out: anyone can find that something is hidden. Shrink the cover to 90 % or less first.',
  'said.warning.jpeg':
    'The cover is a JPEG, where single changed pixels stand out: anyone can find that something is hidden. Shrink the cover to 90 % or less first.',
  'said.warning.poor':
    'The receiver will see the secret at {decibels} dB only; a larger or calmer cover helps',
  'said.warning.quality': 'it was made a JPEG of quality {quality}, without its metadata',
  'said.warning.transparency': 'A JPEG file has no transparency: it was dropped',
  'said.warning.transparency.mark': 'A JPEG has no transparency: it was dropped. Save as PNG to keep it.',
  'said.warning.sectors':
    '{name} has a size of whole sectors, {before} bytes, as some cameras write; the container, with {after}, has not',
  'said.weak.blank':
    'The passphrase is nothing but blanks, which anyone guesses; four random words are strong',
  'said.weak.instant':
    'The passphrase is weak: at 1,000 guesses a second it is found in less than a second; four random words are strong',
  'said.weak.seconds':
    'The passphrase is weak: at 1,000 guesses a second it is found in seconds; four random words are strong',
  'said.weak.minutes':
    'The passphrase is weak: at 1,000 guesses a second it is found in minutes; four random words are strong',
  'said.weak.hours':
    'The passphrase is weak: at 1,000 guesses a second it is found in hours; four random words are strong',
  'said.weak.days':
    'The passphrase is weak: at 1,000 guesses a second it is found in days; four random words are strong',
  'said.weak.months':
    'The passphrase is weak: at 1,000 guesses a second it is found in months; four random words are strong',
  'said.weak.years':
    'The passphrase is weak: at 1,000 guesses a second it is found in years; four random words are strong',
  'said.coding.asIs': '{count} bytes as they are',
  'said.coding.original': 'the original file, {count} bytes',
  'said.method.deep.title': 'networks',
  'said.method.deep.label': 'Network',
  'said.method.deep.purpose': 'Explore the neural network',
  'said.method.deep.explanation':
    'A neural network paints the secret into the cover. A picture comes back nearly as it was.',
  'said.method.deep.detectability':
    'One who has a hundred pictures of this network to learn from, and covers from the same camera, errs in less than 2 of 100: measured, 0 of 288 tiles. The passphrase keeps others from the secret, not from the fact.',
  'said.method.exact.title': 'exact method',
  'said.method.exact.label': 'Exact',
  'said.method.exact.purpose': 'Keep a photo or file private',
  'said.method.exact.explanation':
    'Encrypted and coded into the lowest bits: finer, and given back to the last bit. Any file.',
  'said.method.exact.detectability':
    'One who has a hundred containers with a whole photo in them to learn from, and covers from the same camera, errs in less than 2 of 100: measured, 0 of 288 tiles. A small file hides better: with 0.05 bits a sample, some 7 kB in a picture of 768 × 512, he errs in 31 of 100.',
  'said.method.jpeg.title': 'JPEG method',
  'said.method.jpeg.label': 'In a JPEG',
  'said.method.jpeg.purpose': 'Hide in a JPEG that stays one',
  'said.method.jpeg.explanation':
    'Encrypted, in the coefficients of a JPEG: the file stays a JPEG of its size, with its metadata. Any file, if it is small.',
  'said.method.jpeg.detectability':
    'One who has 250 containers of this kind to learn from errs in 48 of 100 at the recommended load (50 is guessing): measured. The best published detectors, with thousands of pictures, err in 45.',
  'said.method.robust.title': 'robust method',
  'said.method.robust.label': 'Robust',
  'said.method.robust.purpose': 'Survive being compressed again',
  'said.method.robust.explanation':
    'Encrypted, and survives being saved as a JPEG, and a crop. Small files come back exact, pictures coarser. Resizing destroys it.',
  'said.option.favour': 'Favour',
  'said.option.favour.cover': 'The cover',
  'said.option.favour.secret': 'The secret',
  'said.option.favour.both': 'Both',
  'said.option.quality': 'Picture quality',
  'said.option.quality.fits': 'As it fits',
  'said.option.quality.lossless': 'Without loss',
  'said.option.survives': 'Survives',
  'said.picture.asFile': '{why} It is hidden as a file, byte for byte, by the exact method.',
  'said.picture.moved': '{name} could not be read. Was it moved, or is it a folder?',
  'said.picture.tooMuch': '{name} has {size}, more than a picture holds.',
  'said.registry.none': 'Expected a registry of marked photos but received {name}, which is another file.',
  'said.metadata.left': 'Left out of the metadata: {why}.',
  'said.metadata.exif.damaged': 'EXIF, which is damaged',
  'said.metadata.credentials': 'Content Credentials (C2PA), which were signed for the picture as it was',
  'said.metadata.xmp.extended': 'extended XMP, which may hold the picture as it was',
  'said.metadata.text.damaged': 'a text, which is damaged',
  'said.metadata.exif.long': 'EXIF of this length',
  'said.metadata.xmp.long': 'XMP of this length',
  'said.metadata.text.long': 'a text of this length',
  'said.registry.broken': 'Line {line} of {name} {why}; it was skipped.',
  'said.registry.signature': 'has a wrong signature: it was changed, or is not from the owner whom it names',
  'said.registry.json': 'is not JSON',
  'said.registry.row': 'is not a row of a registry',
  'said.registry.field': 'has no {field}',
  'said.saved.jpeg':
    'It is a JPEG: whoever saved it anew, as messengers and sites do, destroyed what may have been hidden in it. Ask for the file itself.',
  'said.saved.lossy':
    'It is a {format}: whoever saved it as one destroyed what may have been hidden. Ask for the PNG file itself.',
  'said.stage.starting': 'Starting',
  'said.coding.pixels': '{name}, {rate} bits a pixel',
  'said.coding.original.keeps': 'the original file, {count} bytes, which keeps its {parts}',
  'said.note.place.either':
    '{name}: its original file is hidden with its metadata, and with it the place where it was taken; quality lossless, or 1 to 100, hides the pixels alone',
  'said.note.place.coded':
    '{name}: its original file is hidden with its metadata, and with it the place where it was taken; a quality of 1 to 100 hides the pixels alone',
  'said.note.camera.either':
    '{name}: its original file is hidden with its metadata, such as camera, date or comments; quality lossless, or 1 to 100, hides the pixels alone',
  'said.note.camera.coded':
    '{name}: its original file is hidden with its metadata, such as camera, date or comments; a quality of 1 to 100 hides the pixels alone',
  'said.note.part':
    '{name}: its {parts} is not hidden; quality original carries its file as it is, {size} bytes',
  'said.note.parts':
    '{name}: its {parts} are not hidden; quality original carries its file as it is, {size} bytes',
  'said.note.smaller':
    '{name}: its pixels take {pixels} bytes without loss and its own file {size}; quality original carries the file',
  'said.warning.loud':
    'The container carries {load} bits for each coefficient that is not 0, and 0.05 is recommended. At 0.4 the detector that we trained errs in 37 of 100 (50 is guessing), the best published ones in 15; at 0.05 in 48 and 45',
  'said.coding.lossless': 'lossless JPEG XL, {rate} bits a pixel',
  'said.beyond.transparency': 'transparency',
  'said.beyond.depth': 'depth of more than 8 bits',
  'said.beyond.frames': 'series of frames or pages',
  'said.beyond.colours': 'CMYK or Lab encoding',
  'said.beyond.gain-map': 'gain map',
  'said.beyond.channels': 'set of further channels',
  'said.beyond.profile': 'colour profile',
} as const;
