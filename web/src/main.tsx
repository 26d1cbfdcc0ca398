import { render } from 'preact';
import './elements/compare-slider.ts';
import { keepForOffline } from './offline/register.ts';
import { App } from './shell/app.tsx';
import './style/page.css';
import './style/forms.css';
import './style/result.css';
import './style/how.css';

render(<App />, document.getElementById('app')!);
keepForOffline();
