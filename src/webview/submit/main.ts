import '../shared/panel.css';
import './submit.css';
import './app';

document.body.append(document.createElement('weir-submit'));
