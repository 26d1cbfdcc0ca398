import { render } from 'preact';
import './elements/compare-slider.ts';
import { chooseSeveral } from './hide/two-files.ts';
import { keepForOffline } from './offline/register.ts';
import { choose } from './reveal/reveal-state.ts';
import { receiveShared } from './share/shared-files.ts';
import { App } from './shell/app.tsx';
import { takeFilesFromAnywhere } from './shell/files-from-anywhere.ts';
import { warnOfLeaving } from './shell/leaving.ts';
import { startLanguage } from './texts/language.ts';
import './style/page.css';
import './style/forms.css';
import './style/result.css';
import './style/how.css';

// Before anything that takes time: it waits until the page is loaded.
keepForOffline();
await startLanguage();
render(<App />, document.getElementById('app')!);
takeFilesFromAnywhere({
  hide: (files) => void chooseSeveral(files),
  reveal: choose,
  async protect(files) {
    const { choosePhotos } = await import('./protect/protect-state.ts');
    await choosePhotos(files);
  },
});
warnOfLeaving();
void receiveShared((files) => void chooseSeveral(files));
