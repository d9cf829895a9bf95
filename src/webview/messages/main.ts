import '../shared/panel.css';
import './messages.css';
import './app';

document.body.append(document.createElement('weir-messages'));
