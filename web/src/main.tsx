import { render } from 'preact';
import './elements/compare-slider.ts';
import { chooseAny } from './hide/hide-state.ts';
import { keepForOffline } from './offline/register.ts';
import { choose } from './reveal/reveal-page.tsx';
import { App } from './shell/app.tsx';
import { takeDroppedFiles } from './shell/drop-anywhere.ts';
import './style/page.css';
import './style/forms.css';
import './style/result.css';
import './style/how.css';

render(<App />, document.getElementById('app')!);
takeDroppedFiles({ hide: (file) => void chooseAny(file), reveal: choose });
keepForOffline();
